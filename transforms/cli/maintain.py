"""maintain: what keeps a lake small and fast."""

from typing import TYPE_CHECKING

from transforms.cli.app import (
    TEXT,
    ConfigOption,
    DryRunOption,
    HomeOption,
    LogOption,
    QuietOption,
    app,
    open_for_command,
)
from transforms.cli.tables import print_table
from transforms.system.units import counted, size_in_words

if TYPE_CHECKING:  # imported when it is run
    from transforms.operate.compaction import Files
    from transforms.operate.maintenance import Maintained, Pending


@app.command()
def maintain(
    dry_run: DryRunOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Merge small files, expire old snapshots, delete unneeded files, compress old batches."""
    from transforms.operate.maintenance import find_pending
    from transforms.operate.maintenance import maintain as maintain_lake

    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format, make=not dry_run)
    if dry_run:
        with lakehouse.reading() as connection:
            pending = find_pending(connection, lakehouse)
        print_table(["part", "to do"], _pending_in_words(pending))
        return
    with lakehouse.writing() as connection:
        done = maintain_lake(connection, lakehouse)
    print_table(["part", "done"], _done_in_words(done))


def _done_in_words(done: "Maintained") -> list[tuple[str, str]]:
    """Say what was done, a row for each part of the lake."""
    packed = done.packed
    sizes = (packed.bytes_before, packed.bytes_after)
    catalog = _shrunk(done.catalog_bytes_before, done.catalog_bytes_after).strip()
    return [
        ("files of the latest snapshot", f"{_files(done.before)} became {_files(done.after)}"),
        ("snapshots", f"{done.snapshots_expired:,} expired"),
        ("files that nothing needs", f"{done.files_deleted:,} deleted"),
        ("orphaned data files", f"{done.orphans_deleted:,} deleted"),
        ("archive", f"{counted(packed.batches, 'batch')} compressed{_shrunk(*sizes)}"),
        ("catalog", catalog or "on a server"),
    ]


def _pending_in_words(pending: "Pending") -> list[tuple[str, str]]:
    """Say what there is to do, a row for each part of the lake."""
    return [
        ("files of the latest snapshot", f"{_files(pending.files)}; small ones would be merged"),
        ("snapshots", f"{pending.snapshots_to_expire:,} to expire"),
        ("files that nothing needs", f"{pending.files_to_delete:,} to delete"),
        ("orphaned data files", f"{pending.orphans:,} to delete"),
        ("archive", f"{counted(pending.batches_to_pack, 'batch')} to compress"),
    ]


def _files(files: "Files") -> str:
    return f"{files.data:,} + {files.deletes:,} of deleted rows ({size_in_words(files.bytes)})"


def _shrunk(before: int, after: int) -> str:
    return f" {size_in_words(before)} became {size_in_words(after)}" if before else ""
