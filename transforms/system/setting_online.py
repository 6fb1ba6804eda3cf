"""Settings of online features: what of people is pushed to stores, and how long it stays there."""

from typing import Annotated

from pydantic import Field

from transforms.system.setting_rules import Section
from transforms.system.setting_types import Spelled

Feature = Annotated[
    str, Spelled(r"^[a-z][a-z0-9_]{0,63}$", "a column of the features, or of the scores")
]


class OnlineSettings(Section):
    """Which features are pushed (all of them if none is named), and after how long they expire."""

    features: list[Feature] = Field(default=[], max_length=200)
    ttl_hours: int = Field(default=168, ge=1, le=8_760)
