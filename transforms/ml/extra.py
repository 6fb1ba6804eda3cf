"""The extras `ml` (scikit-learn, scipy, skops) and `boost`; with how many threads they work."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec

from transforms.errors import ConfigError

PACKAGES = {"sklearn": "scikit-learn", "scipy": "scipy", "skops": "skops"}
#: One more candidate where it is installed.
BOOST = {"xgboost": "xgboost-cpu"}


def check_ml() -> None:
    """See to it that models can be trained and read.

    Raises:
        ConfigError: a package of the extra is not installed.
    """
    missing = [package for module, package in PACKAGES.items() if find_spec(module) is None]
    if missing:
        raise ConfigError(
            "models need the extra `ml` (pip install '.[ml]'), got no " + ", ".join(missing)
        )


def has_boost() -> bool:
    """Tell whether the extra `boost` is installed."""
    return all(find_spec(module) for module in BOOST)


def check_boost() -> None:
    """See to it that a model of XGBoost can be read.

    Raises:
        ConfigError: the extra is not installed.
    """
    if not has_boost():
        raise ConfigError(
            "a model in use needs the extra `boost` (pip install '.[boost]'), got no"
            f" {', '.join(BOOST.values())}"
        )


def library_versions() -> dict[str, str]:
    """Give the versions of what a model's numbers come from."""
    boost = BOOST.values() if has_boost() else ()
    return {name: version(name) for name in ("numpy", *PACKAGES.values(), *boost)}


@contextmanager
def limited(threads: int) -> Iterator[None]:
    """Let the libraries use so many threads: more of them than free cores wait for each other."""
    import numpy as np
    import sklearn.utils._openmp_helpers  # noqa: F401 - its OpenMP must be loaded to be limited
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=threads), np.errstate(all="ignore"):
        yield
