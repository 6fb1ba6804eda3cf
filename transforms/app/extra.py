"""The extra `app`: Streamlit, and what pages need."""

from importlib.util import find_spec

from transforms.errors import ConfigError
from transforms.pages.extra import PACKAGES


def check_app() -> None:
    """See to it that the app can be started.

    Raises:
        ConfigError: a package of the extra is not installed.
    """
    wanted = {"streamlit": "streamlit", **PACKAGES}
    missing = [package for module, package in wanted.items() if find_spec(module) is None]
    if missing:
        raise ConfigError(
            f"`app` needs the extra `app` (pip install '.[app]'), got no {', '.join(missing)}"
        )
