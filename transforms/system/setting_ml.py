"""The settings of models: how far ahead they look, and how they are trained.

Scores alone follow them: Silver and the other views are the same whatever they are.
"""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from transforms.system.setting_rules import Section


def _day(text: str) -> str:
    date.fromisoformat(text)
    return text


Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_day)]


class ModelSettings(Section):
    """What is predicted, from which cutoffs, by how many threads, and which days are planned."""

    horizon_days: int = Field(default=60, ge=1, le=730)
    value_days: int = Field(default=90, ge=1, le=730)
    forecast_days: int = Field(default=28, ge=1, le=365)
    cutoffs: int = Field(default=3, ge=1, le=24)
    least_rows: int = Field(default=200, ge=20, le=1_000_000)
    threads: int = Field(default=1, ge=1, le=64)
    keep_versions: int = Field(default=5, ge=1, le=1000)
    sale_days: list[Day] = Field(default=[], max_length=1000)
