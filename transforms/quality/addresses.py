"""Addresses of those who are told of alerts: from the environment alone, and shown nowhere.

`LAKEHOUSE_ALERT_URLS` holds addresses of apprise, with spaces between; `finance=mailto://…` is
told what is finance's, an address alone is told everything. Every part of them is masked in what
is said.
"""

import hashlib
import os
import re
from dataclasses import dataclass, field
from typing import get_args

from transforms.errors import ConfigError
from transforms.system.setting_judging import Owner

VARIABLE = "LAKEHOUSE_ALERT_URLS"
_NAMED = re.compile(rf"({'|'.join(get_args(Owner))})=(.+)")

_NAME = re.compile(r"[^:/?=]*=")


@dataclass(frozen=True)
class Address:
    """Where messages go; without an owner it takes those of all."""

    position: int
    owner: str | None
    url: str = field(repr=False)

    @property
    def digest(self) -> str:
        """Tell it from others without saying it."""
        return hashlib.sha256(self.url.encode()).hexdigest()[:12]

    def takes(self, owner: str) -> bool:
        """Tell whether it is told what is an owner's."""
        return self.owner in (None, owner)


def read_addresses() -> list[Address]:
    """Read the addresses, in their order.

    Raises:
        ConfigError: one begins with a name and `=`, which is no owner's.
    """
    found = []
    for position, word in enumerate(os.environ.get(VARIABLE, "").split(), 1):
        named = _NAMED.fullmatch(word)
        if named is None and _NAME.match(word):
            wish = f"name {', '.join(get_args(Owner))} before ="
            raise ConfigError(f"{VARIABLE} must {wish}, got another as number {position}")
        owner, url = (named[1], named[2]) if named else (None, word)
        found.append(Address(position, owner, url))
    return found
