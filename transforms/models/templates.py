"""Templates: the texts of models, checks and macros, compiled once for all processes."""

import hashlib
from contextlib import suppress
from functools import cache, lru_cache

from jinja2 import DictLoader, Environment, FileSystemBytecodeCache, StrictUndefined, Template
from jinja2.bccache import Bucket

from transforms.models.model import SQL


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
def macros() -> Template:
    """All macros as one template, so that they see each other."""
    paths = (SQL / "macros" / name for name in ("common.jinja", "duckdb.jinja"))
    return template("".join(path.read_text(encoding="utf-8") for path in paths))


@lru_cache(maxsize=512)
def template(text: str) -> Template:
    """Compile a text, or take what was compiled of it before."""
    name = hashlib.sha256(text.encode()).hexdigest()
    _TEXTS[name] = text
    return _environment().get_template(name)
