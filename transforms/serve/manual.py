"""The manual: the API's own page, made of what OpenAPI says, which loads nothing from anywhere."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def manual(openapi: dict[str, Any]) -> str:
    """Write what may be asked as a page."""
    page: str = _template().render(
        api=openapi,
        calls=[
            (method.upper(), path, call)
            for path, methods in openapi["paths"].items()
            for method, call in methods.items()
        ],
        schemas=openapi["components"]["schemas"],
    )
    return page


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("manual.html")
