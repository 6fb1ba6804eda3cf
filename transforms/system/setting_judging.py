"""The settings by which days are judged: rules of data quality, monitors, and who is told."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.system.setting_rules import Name, Section
from transforms.system.setting_types import Spelled

Share = Annotated[float, Field(ge=0, le=1, strict=False)]
Owner = Literal["growth", "marketing", "finance", "product", "engineering"]
Figure = Literal[
    "revenue", "orders", "sessions", "conversion_rate", "attributed_revenue", "fill_rate"
]
MetricsFile = Annotated[
    str,
    Spelled(
        r"^(?:(?!\.\.?/)[^/\x00-\x1f]+/)*[^/\x00-\x1f]+\.prom$|^$",
        "a path below the home that ends in .prom, as metrics/lake.prom",
    ),
]
MonitorKind = Literal["min", "max", "std", "robust", "level"]


class QualitySettings(Section):
    """What a day's events may be at most, before a rule of data quality is broken."""

    max_null_client_rate: Share = 0.05
    max_refused_rate: Share = 0.01
    max_duplicate_rate: Share = 0.05
    max_late_rate: Share = 0.05
    max_bot_rate: Share = 0.05
    max_id_collisions: int = Field(default=0, ge=0, le=1_000_000_000)
    max_orders_without_value: int = Field(default=0, ge=0, le=1_000_000_000)
    max_orders_without_items: int = Field(default=0, ge=0, le=1_000_000_000)
    fill_drop_share: Share = 0.5
    fill_least_rate: Share = 0.2
    fill_least_events: int = Field(default=50, ge=1, le=1_000_000_000)


class MonitorSettings(Section):
    """A monitor: which figure it watches, by which rule, and whose it is.

    Without a `slice` it watches them all, each alone; without a `threshold` it takes its kind's.
    """

    figure: Figure
    kind: MonitorKind = "robust"
    slice: str | None = None
    threshold: float | None = Field(default=None, strict=False, allow_inf_nan=False)
    owner: Owner = "growth"

    @model_validator(mode="after")
    def _bounded(self) -> "MonitorSettings":
        if self.kind in ("min", "max") and self.threshold is None:
            raise ValueError(f"must have a threshold, as its kind is {self.kind}")
        return self


class MonitoringSettings(Section):
    """How complete days are judged, and when the pipeline itself counts as ill."""

    after_run: bool = False
    judge_days: int = Field(default=3, ge=1, le=366)
    robust_threshold: float = Field(default=3.5, gt=0, le=1000, strict=False)
    revenue_std_threshold: float = Field(default=2.5, gt=0, le=1000, strict=False)
    min_daily_revenue: float | None = Field(default=None, ge=0, strict=False, allow_inf_nan=False)
    max_silent_hours: int | None = Field(default=None, ge=1, le=87_600)
    interval_minutes: int | None = Field(default=None, ge=1, le=525_600)
    metrics_file: MetricsFile = ""
    monitors: dict[Name, MonitorSettings | None] = Field(default={})


class AlertSettings(Section):
    """Who is told how often."""

    remind_hours: int = Field(default=24, ge=1, le=8_760)
    timeout_seconds: int = Field(default=10, ge=1, le=300)
