"""Personal columns: those that are not published, and those that are published as pseudonyms."""

import hashlib
import os
from collections.abc import Iterable

import duckdb

from transforms.config import PublishSettings
from transforms.errors import ConfigError
from transforms.publish.views import View

KEY = "LAKEHOUSE_PSEUDONYM_KEY"
_LEAST_CHARACTERS = 16
_LEAST_DISTINCT = 8
_REMEDY = "`openssl rand -hex 32` makes one"
_BLOCK_BYTES = 64  # of SHA-256, see RFC 2104


def check_names(settings: PublishSettings, views: Iterable[View]) -> None:
    """Check that every personal column exists and that it is clear what becomes of it.

    Raises:
        ConfigError: a name means no column, a column stands in both lists, or nothing is left.
    """
    views = list(views)
    for key in ("left_out", "pseudonymised"):
        for name in getattr(settings, key):
            if not any(_named([name], view) for view in views):
                raise ConfigError(
                    f"publish.{key} must name columns of the views, got {name!r}; "
                    f"known are {', '.join(_known(name, views))}"
                )
    for view in views:
        both = _named(settings.left_out, view) & _named(settings.pseudonymised, view)
        if both:
            raise ConfigError(
                f"publish.left_out and publish.pseudonymised must not name the same column, "
                f"got {view.name}.{min(both)} in both"
            )
        if _named(settings.left_out, view) == set(view.columns):
            raise ConfigError(f"publish.left_out must leave a column of {view.name}, got all")


def published_columns(settings: PublishSettings, view: View) -> dict[str, str]:
    """Give each column that is published, by name, with the SQL of its value."""
    left_out, hidden = _named(settings.left_out, view), pseudonyms(settings, view)
    return {
        name: _pseudonym(name) if name in hidden else name
        for name in view.columns
        if name not in left_out
    }


def pseudonyms(settings: PublishSettings, view: View) -> set[str]:
    """Name the columns of a view that are published as pseudonyms."""
    return _named(settings.pseudonymised, view)


def read_key() -> bytes:
    """Read the pseudonym key from the environment; empty where there is none.

    Raises:
        ConfigError: it is so weak that its pseudonyms can be undone by trying; it is never shown.
    """
    key = os.environ.get(KEY, "")
    if key and (len(key) < _LEAST_CHARACTERS or len(set(key)) < _LEAST_DISTINCT):
        raise ConfigError(
            f"the environment variable {KEY} must hold a key of at least {_LEAST_CHARACTERS} "
            f"characters, {_LEAST_DISTINCT} of them different, got {len(key)} characters, "
            f"{len(set(key))} of them different; {_REMEDY}"
        )
    return os.fsencode(key)


def hand_over_key(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the pseudonym key to a connection, as variables: they stand in no SQL text.

    Raises:
        ConfigError: the key is missing or weak; it is never shown.
    """
    secret = read_key()
    if not secret:
        raise ConfigError(
            f"the environment variable {KEY} must hold a key for publish.pseudonymised, got none; "
            f"{_REMEDY}"
        )
    if len(secret) > _BLOCK_BYTES:
        secret = hashlib.sha256(secret).digest()
    padded = secret.ljust(_BLOCK_BYTES, b"\0")
    for name, mask in (("inner_key", 0x36), ("outer_key", 0x5C)):
        connection.execute(f"set variable {name} = ?", [bytes(byte ^ mask for byte in padded)])


def _pseudonym(column: str) -> str:
    """Write HMAC-SHA256 (RFC 2104) over the UTF-8 text of a column as SQL, in hexadecimal."""
    inner = f"sha256(getvariable('inner_key') || encode(cast({column} as varchar)))"
    return f"sha256(getvariable('outer_key') || unhex({inner}))"


def _named(names: Iterable[str], view: View) -> set[str]:
    """Tell which columns of a view are meant: `column` everywhere, `view.column` in one view."""
    wanted = set(names)
    return {name for name in view.columns if wanted & {name, f"{view.name}.{name}"}}


def _known(name: str, views: Iterable[View]) -> list[str]:
    view_name, dot, _ = name.rpartition(".")
    by_name = {view.name: view for view in views}
    if not dot:
        return sorted({column for view in by_name.values() for column in view.columns})
    return list(by_name[view_name].columns) if view_name in by_name else sorted(by_name)
