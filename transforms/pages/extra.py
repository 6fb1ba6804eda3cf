"""The extra `pages`: Altair, which makes charts, and vl-convert, which brings what draws them."""

from collections.abc import Iterable
from importlib.util import find_spec

from transforms.errors import ConfigError

PACKAGES = {
    "altair": "altair",
    "vl_convert": "vl-convert-python",
    "markdown_it": "markdown-it-py",
}


def check_pages(formats: Iterable[str]) -> None:
    """See to it that pages can be written, where the formats name them.

    Raises:
        ConfigError: a package of the extra is not installed.
    """
    if "pages" not in formats:
        return
    missing = [package for module, package in PACKAGES.items() if find_spec(module) is None]
    if missing:
        raise ConfigError(
            "the format `pages` needs the extra `pages` (pip install '.[pages]'),"
            f" got no {', '.join(missing)}"
        )
