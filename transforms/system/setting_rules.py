"""The settings that decide what is read of a line, and what Silver says of it."""

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from transforms.system.setting_types import Site, Spelled, TimeZone, VariantPattern

Currency = Annotated[str, Spelled(r"^[A-Z]{3}$", "three capital letters")]
Rate = Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=12, strict=False)]
Name = Annotated[
    str, Spelled(r"^[a-z][a-z0-9_]{0,63}$", "a name of small letters, digits and low lines")
]
Marker = Annotated[
    str, Spelled(r"^[A-Za-z0-9_.:-]{1,64}$", "1 to 64 of letters, digits and _ . : -")
]


class Section(BaseModel):
    """A part of config.json: unknown keys are refused, values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class CalendarSettings(Section):
    """Whose days the days are."""

    timezone: TimeZone = "UTC"


class TrafficSettings(Section):
    """What says where a visitor came from, and what says nothing."""

    own_sites: list[Site] = []
    ignored_referrers: list[Site] = ["paypal.com", "klarna.com", "stripe.com", "shop.app"]
    click_ids: Literal["after_utm", "before_utm"] = "after_utm"


class SessionSettings(Section):
    """What a session is."""

    gap_minutes: int = Field(default=30, ge=1, le=1440)
    max_daily_events: int | None = Field(default=None, ge=1, le=1_000_000_000)
    max_hours: int | None = Field(default=None, ge=1, le=8_760)
    non_interaction_events: list[Name] = Field(
        default=["view_promotion", "session_start", "first_visit", "user_engagement", "scroll"]
    )

    @model_validator(mode="after")
    def _longer_than_gaps(self) -> Self:
        if self.max_hours is not None and self.max_hours * 60 < self.gap_minutes:
            raise ValueError(f"max_hours must be gap_minutes or more, got {self.max_hours} hours")
        return self


class OrderSettings(Section):
    """When a transaction id that comes again is another order."""

    reuse_days: int = Field(default=180, ge=1, le=36_500)


class AttributionSettings(Section):
    """How long a list exposure, and a visit, may earn credit; whether Direct does."""

    list_window_minutes: int = Field(default=30, ge=1, le=1440)
    lookback_days: int = Field(default=7, ge=1, le=365)
    direct: Literal["keep", "drop"] = "keep"


class CampaignSettings(Section):
    """When a campaign or an experiment counts as over."""

    inactive_days: int = Field(default=7, ge=1, le=3650)


class ExperimentSettings(Section):
    """How experiment variants are told from campaigns, and from each other."""

    code_marker: Marker = "NELO_XP_"
    variant_pattern: VariantPattern = r"^(.+)[_.]([^_.]+)$"
    controls: dict[str, str] = {}


class SegmentSettings(Section):
    """Thresholds of the marketing segments, in the reporting currency."""

    high_value_cart: Decimal = Field(
        default=Decimal(100), ge=0, max_digits=18, decimal_places=4, strict=False
    )

    @field_validator("high_value_cart", mode="before")
    @classmethod
    def _exact(cls, value: Any) -> Any:
        return _decimal_of(value)


class CurrencySettings(Section):
    """The reporting currency, that of amounts without one, and what other currencies are worth."""

    reporting: Currency = "USD"
    default: Currency | None = None
    rates: dict[Currency, Rate] = {}

    @field_validator("rates", mode="before")
    @classmethod
    def _exact(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return {code: _decimal_of(rate) for code, rate in value.items()}
        return value


class IdSettings(Section):
    """Texts that stand for an id which is not there; case and white space around do not matter."""

    placeholders: list[Annotated[str, Field(min_length=1, max_length=64)]] = [
        "undefined",
        "null",
        "nan",
        "none",
        "(not set)",
        "[object Object]",
        "0",
        "00000000-0000-0000-0000-000000000000",
    ]

    @cached_property
    def are_none(self) -> frozenset[str]:
        """The placeholders as ids are compared with them."""
        return frozenset(text.strip().lower() for text in self.placeholders)


class ItemSettings(Section):
    """How the fields of items are meant."""

    discount_per: Literal["unit", "line"] = "unit"


class ProductSettings(Section):
    """Which events show what is on sale; none named are all but refunds."""

    price_events: list[Name] = []


def _decimal_of(value: Any) -> Any:
    """Take a number's own digits; pydantic says what is wrong with anything else."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value
