"""The extra `api`: FastAPI, and uvicorn, which speaks HTTP."""

from importlib.util import find_spec

from transforms.errors import ConfigError

_PACKAGES = ("fastapi", "uvicorn")


def check_api() -> None:
    """See to it that the API can be served.

    Raises:
        ConfigError: a package of the extra is not installed.
    """
    missing = [package for package in _PACKAGES if find_spec(package) is None]
    if missing:
        raise ConfigError(
            f"`serve` needs the extra `api` (pip install '.[api]'), got no {', '.join(missing)}"
        )
