"""Secrets never leave the process: their values are masked in every text on its way out.

A secret is the value of an environment variable whose name says so, a password in an address
(`user:password@host`), every part of an address of `LAKEHOUSE_ALERT_URLS`, and what stands behind a
telling name (`password=`, `X-Amz-Signature=`, `'Authorization': `). A value that was seen in the
environment or in the settings is masked wherever it turns up again, also where it was quoted for
an address or for JSON.
"""

import json
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote, quote_plus, unquote

MASK = "***"
_SHORTEST = 6  # what is shorter is a yes or a number, and would be masked in every word
_TELLING = re.compile(r"secret|token|passw|passphrase|credential|key(?![a-z])", re.IGNORECASE)
_WORD = (  # every repetition has a bound, so that a long text takes linear time
    r"(?:password|passwd|passphrase|secret|token|signature|credential|authorization"
    r"|api[-_]?key|access[-_]?key|key[-_]id)[\w-]{0,40}"
)
_VALUE = (
    r"""(?P<value>"(?:[^"\\]|\\.){0,4000}"|'(?:[^'\\]|\\.|''){0,4000}'|[^\s&,;'")<>]{1,4000})"""
)
_USERINFO = re.compile(r"(?P<before>:/{1,2})(?P<value>[^\s\"'<>]{1,300})@")  # a path has one slash
_NAMED = tuple(
    re.compile(pattern + _VALUE, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"(?:{_WORD}|\bpwd)(?:=|%3D|>)\s{{0,9}}",  # a=b, <a>b
        rf"{_WORD}\s{{1,9}}=\s{{0,9}}",  # a = b
        rf"[\"'][\w-]{{0,40}}{_WORD}[\"']\s{{0,9}}[:,]\s{{0,9}}b?",  # {{'a': 'b'}}
        rf"^[\w-]{{0,40}}{_WORD}:\s{{0,9}}",  # a header
        r"[?&](?:key|sig|pass|auth)=",
    )
)

#: Addresses that are secrets as a whole: webhooks have theirs as hosts, in paths and behind `?`.
_WHOLE = "ALERT_URLS"
_PARTS = re.compile(r"\s+|\w+=(?=\w+://)|\w+://|[/?&=@#]+")

_remembered: set[str] = set()


def redact(text: str) -> str:
    """Mask every secret in a text; a text without one comes back as it is."""
    for spelling in _spellings(tuple(os.environ.items()), frozenset(_remembered)):
        text = text.replace(spelling, MASK)
    text = _USERINFO.sub(rf"\g<before>{MASK}@", text)
    for pattern in _NAMED:
        text = pattern.sub(_masked, text)
    return text


def remember_secrets(text: str) -> None:
    """Mask from now on, wherever they stand, the secrets of a setting such as an address."""
    _remembered.update(_secrets_in(text))


def names_secret(name: str) -> bool:
    """Tell whether what goes by a name is a secret."""
    return _TELLING.search(name) is not None


def has_secret(text: str) -> bool:
    """Tell whether a text holds a secret."""
    return redact(text) != text


def _masked(found: re.Match[str]) -> str:
    return found[0][: found.start("value") - found.start()] + MASK


def _secrets_in(text: str) -> Iterator[str]:
    for found in _USERINFO.finditer(text):
        user, colon, password = found["value"].partition(":")
        yield password if colon else user.lstrip("/")
    for pattern in _NAMED:
        yield from (found["value"].strip("'\"") for found in pattern.finditer(text))


@lru_cache(maxsize=8)
def _spellings(environment: tuple[tuple[str, str], ...], remembered: frozenset[str]) -> list[str]:
    """List how each known secret may be written, the longest first."""
    values = set(remembered)
    for name, value in environment:
        values |= {value} if _TELLING.search(name) else set(_secrets_in(value))
        if name.endswith(_WHOLE):
            values |= {*value.split(), *_PARTS.split(value)}
    values |= {unquote(value) for value in values}
    spellings = {
        spelling
        for value in values
        if len(value) >= _SHORTEST
        for spelling in (
            *(value, quote(value), quote(value, safe=""), quote_plus(value)),
            *(json.dumps(value)[1:-1], repr(value)[1:-1], value.replace("'", "''")),
        )
    }
    return sorted(spellings, key=len, reverse=True)
