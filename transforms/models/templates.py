"""Templates: the texts of models, checks and macros, compiled once for all processes."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache, lru_cache
from typing import Literal

from jinja2 import DictLoader, Environment, FileSystemBytecodeCache, StrictUndefined, Template
from jinja2.bccache import Bucket

from transforms.lake.sql import escaped_literal, text_literal
from transforms.models.model import SQL

#: Whose SQL a model becomes: each has a file of its name in sql/macros/.
Engine = Literal["duckdb", "postgres", "spark"]
#: How each of them writes a text.
LITERALS: dict[Engine, Callable[[str], str]] = {
    "duckdb": text_literal,
    "postgres": text_literal,
    "spark": escaped_literal,
}


class _Compiled(FileSystemBytecodeCache):
    """Templates that were compiled before, in a folder of this user's alone.

    Every process needs a hundred of them, a twentieth of a small batch's time. What cannot be kept
    is compiled again.
    """

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template, if there is room."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


#: The texts of templates, by their digests, which are their names.
_TEXTS: dict[str, str] = {}


@cache
def _environment() -> Environment:
    compiled = None
    with suppress(OSError, RuntimeError):  # no folder, or none that is safe from others
        compiled = _Compiled()
    return Environment(
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - this is SQL
        loader=DictLoader(_TEXTS),
        bytecode_cache=compiled,
    )


@cache
def macros(engine: Engine = "duckdb") -> Template:
    """All macros of an engine as one template, so that they see each other."""
    return template(macro_text(engine))


@cache
def macro_text(engine: Engine = "duckdb") -> str:
    """Read what models share, and what an engine spells in its own way."""
    paths = (SQL / "macros" / f"{name}.jinja" for name in ("common", engine))
    return "".join(path.read_text(encoding="utf-8") for path in paths)


@lru_cache(maxsize=512)
def template(text: str) -> Template:
    """Compile a text, or take what was compiled of it before."""
    name = hashlib.sha256(text.encode()).hexdigest()
    _TEXTS[name] = text
    return _environment().get_template(name)
