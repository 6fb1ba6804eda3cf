"""What was found: one figure each, with the goal for it, and at which size it was measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from benchmarks.measuring import Measured


class Unit(StrEnum):
    """What a figure counts, and so how it is shown."""

    seconds = "seconds"
    bytes = "bytes"
    bytes_an_event = "bytes an event"
    rate = "events a second"
    times = "times"
    share = "share"


_SHOWN: dict[Unit, Callable[[float], str]] = {
    Unit.seconds: lambda value: f"{value:.2f} s",
    Unit.bytes: lambda value: f"{value / 2**20:,.0f} MiB",
    Unit.bytes_an_event: lambda value: f"{value:,.0f} bytes",
    Unit.rate: lambda value: f"{value:,.0f} events/s",
    Unit.times: lambda value: f"{value:.2f} times",
    Unit.share: lambda value: f"1/{1 / value:.1f}",
}


@dataclass(frozen=True)
class Goal:
    """What a figure should be (`least` and `most` included), and the size that it speaks of."""

    text: str
    at: int
    least: float | None = None
    most: float | None = None

    def is_met(self, value: float) -> bool:
        """Tell whether a figure is within the goal."""
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )


@dataclass(frozen=True)
class Finding:
    """One figure of a row: what it says, and of how many events (or batches)."""

    row: str
    what: str
    size: int
    value: float
    unit: Unit
    goal: Goal | None = None

    @property
    def shown(self) -> str:
        """The figure with its unit."""
        return _SHOWN[self.unit](self.value)

    @property
    def is_smaller(self) -> bool:
        """Whether the goal speaks of a larger size than was measured."""
        return self.goal is not None and self.size < self.goal.at

    @property
    def verdict(self) -> str:
        """Whether the goal is met."""
        if self.goal is None:
            return ""
        word = "met" if self.goal.is_met(self.value) else "missed"
        return f"{word}, at a smaller size" if self.is_smaller else word


def middle(runs: Sequence[Measured], figure: str = "seconds") -> float:
    """Give the median of a figure."""
    return median(run.figures()[figure] for run in runs)


def ratio(runs: Sequence[Measured], to: Sequence[Measured], figure: str = "seconds") -> float:
    """Give the median of the ratios of runs that were made side by side."""
    pairs = zip(runs, to, strict=True)
    return median(one.figures()[figure] / other.figures()[figure] for one, other in pairs)
