"""Markov attribution: a channel is worth what would be lost without it.

People are taken to go from channel to channel by the shares of all paths, whatever they did before
(a chain of first order, Anderl et al. 2016, "Mapping the customer journey"). Without a channel,
whoever would come to it is lost: its removal effect is the share of conversions that goes with
them. The chance of a conversion is solved as linear equations, so the same paths give the same
figures, always.
"""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from transforms.attribution.paths import Credit, Path, channels_of, shared, unattributed

MODEL = "markov"
_START, _SOLD, _LOST = "(start)", "(sold)", "(lost)"


def markov(paths: Sequence[Path]) -> list[Credit]:
    """Credit every channel in proportion to its removal effect; nobody's orders stand apart."""
    known = [path for path in paths if path.is_known]
    effects = removal_effects(known)
    weights = {channel: Fraction(str(effect)) for channel, effect in effects.items()}
    orders = shared(Decimal(sum(path.conversions for path in known)), weights, 6)
    revenue = shared(sum((path.revenue for path in known), Decimal(0)), weights, 4)
    rows = [
        Credit(MODEL, channel, effect, orders[channel], revenue[channel])
        for channel, effect in effects.items()
    ]
    return rows + unattributed(MODEL, paths)


def removal_effects(paths: Sequence[Path]) -> dict[str, float]:
    """Tell the share of conversions, 0 to 1, that would be lost without each channel."""
    channels = channels_of(paths)
    steps = _steps(paths)
    chance = _chance(channels, steps, without=None)
    if not chance:
        return dict.fromkeys(channels, 0.0)
    return {
        channel: round(1 - _chance(channels, steps, without=channel) / chance, 12) + 0.0
        for channel in channels
    }


def _steps(paths: Sequence[Path]) -> Counter[tuple[str, str]]:
    """Count how often people went from one state to the next."""
    steps: Counter[tuple[str, str]] = Counter()
    for path in paths:
        states = (_START, *path.channels)
        for step in pairwise(states):
            steps[step] += path.conversions + path.non_conversions
        steps[states[-1], _SOLD] += path.conversions
        steps[states[-1], _LOST] += path.non_conversions
    return steps


def _chance(
    channels: Sequence[str], steps: Counter[tuple[str, str]], *, without: str | None
) -> float:
    """Solve how likely it is to end with a conversion; who comes to `without` is lost there."""
    import numpy as np

    states = [_START, *channels]
    index = {state: number for number, state in enumerate(states)}
    moves = np.zeros((len(states), len(states)))
    sold = np.zeros(len(states))
    left: Counter[str] = Counter()
    for (source, _), count in steps.items():
        left[source] += count
    for (source, target), count in steps.items():
        if source == without or not count:
            continue
        if target == _SOLD:
            sold[index[source]] = count / left[source]
        elif target in index:
            moves[index[source], index[target]] = count / left[source]
    return float(np.linalg.solve(np.eye(len(states)) - moves, sold)[index[_START]])
