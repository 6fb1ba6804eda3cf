"""Access: people, their teams, and the secrets by which they are known.

The setting `access` names people and their teams; the environment has the secret of each, that of
`ana` in LAKEHOUSE_TOKEN_ANA.
"""

import hashlib
import hmac
import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from transforms.config import Team
from transforms.errors import ConfigError

log = logging.getLogger("lakehouse")

PREFIX = "LAKEHOUSE_TOKEN_"
#: What may stand behind `Bearer` (RFC 6750), and no shorter than can be guessed.
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{16,512}=*")
_BEARER = re.compile(r"bearer +(\S+) *", re.IGNORECASE)
_REMEDY = "`openssl rand -hex 32` makes one"


@dataclass(frozen=True)
class Person:
    """Somebody who may ask, and whose views they may see."""

    name: str
    teams: tuple[str, ...]


class Access:
    """Who may ask; secrets are held as digests, and never shown."""

    def __init__(self, people: Mapping[str, list[Team]]) -> None:
        self._people: list[tuple[bytes, Person]] = []
        for name, teams in people.items():
            if token := _token_of(name):
                person = Person(name, tuple(dict.fromkeys(teams)))
                self._people.append((_digest(token), person))
            else:
                log.warning("%s has no secret in %s: nobody is known as %s", *_said(name))
        self._check()

    def person_of(self, authorization: str) -> Person | None:
        """Find whose secret an Authorization header has, if it is anybody's.

        Each secret is compared, in a time that does not tell how much of it is right.
        """
        found = None
        bearer = _BEARER.fullmatch(authorization)
        given = _digest(bearer[1] if bearer else "")
        for digest, person in self._people:
            if hmac.compare_digest(given, digest):
                found = person
        return found

    def _check(self) -> None:
        if not self._people:
            raise ConfigError(
                "access must name a person and their teams, as {'ana': ['growth']}, whose secret"
                f" is in {PREFIX}ANA; got nobody who has one"
            )
        by_digest: dict[bytes, str] = {}
        for digest, person in self._people:
            if digest in by_digest:
                raise ConfigError(
                    f"each secret must be one person's, got the same in"
                    f" {PREFIX}{by_digest[digest].upper()} and {PREFIX}{person.name.upper()}"
                )
            by_digest[digest] = person.name


def _token_of(name: str) -> str:
    variable = PREFIX + name.upper()
    token = os.environ.get(variable, "")
    if token and not _TOKEN.fullmatch(token):
        raise ConfigError(
            f"the environment variable {variable} must hold 16 to 512 of letters, digits and"
            f" - . _ ~ + /, got {len(token)} characters; {_REMEDY}"
        )
    return token


def _said(name: str) -> tuple[str, str, str]:
    return name, PREFIX + name.upper(), name


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
