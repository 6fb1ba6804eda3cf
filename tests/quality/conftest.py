"""The shops of the command line, for what is judged in them."""

from tests.cli.conftest import homes, loaded, new_shop, shop

__all__ = ["homes", "loaded", "new_shop", "shop"]
