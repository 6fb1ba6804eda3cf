"""Places of their own: inbox, archive and data may not lie in each other, or in what runs write."""

from collections.abc import Iterable
from pathlib import Path

from transforms.config import Config
from transforms.errors import ConfigError
from transforms.home import Home
from transforms.lake.attachment import data_path
from transforms.system.object_store import bucket_and_prefix


def check_folders(home: Home, config: Config) -> None:
    """See to it that no file is taken for one that came in, or for data that nothing needs.

    Raises:
        ConfigError: the inbox, the archive or the data path holds the home, or lies in one of its
            folders; or the archive and the data share a place in a bucket.
    """
    inbox = (home.root / config.source.inbox).resolve()
    others = (*home.beside_archive, home.warehouse, inbox)
    _check_apart("archive.path", home.archive.resolve(), (home.root, *others), others)
    _check_apart("source.inbox", inbox, (home.root,), (*home.own, home.warehouse))
    data = data_path(home, config)
    if not data.startswith("s3://"):
        around = (*home.own, inbox)
        _check_apart("warehouse.data_path", Path(data), (home.root, *around), around)
    elif config.archive.path.startswith("s3://"):
        archived = "/".join(bucket_and_prefix(config.archive.path))
        stored = "/".join(bucket_and_prefix(data))
        if archived.startswith(stored) or stored.startswith(archived):
            raise ConfigError(
                f"archive.path must be a place of its own, got {config.archive.path} beside"
                f" the data in {data}"
            )


def _check_apart(key: str, path: Path, within: Iterable[Path], around: Iterable[Path]) -> None:
    if any(each.resolve().is_relative_to(path) for each in within) or any(
        path.is_relative_to(each.resolve()) for each in around
    ):
        raise ConfigError(f"{key} must be a folder of its own, got {path}")
