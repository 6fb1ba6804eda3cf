"""BG/NBD: how often people come again, and who has left for good.

Fader, Hardie and Lee (2005), "Counting your customers the easy way". A person acts at a rate of
their own (gamma: r, alpha), and after each act may leave for good (beta: a, b). Of each person it
needs how often they came again, when last, and for how long they have been known, in one unit of
time.
"""

from dataclasses import dataclass

import numpy as np

from transforms.ml.figures import Numbers

_MOST_STEPS = 500
#: Where nobody leaves, the likelihood grows with b for ever: parameters stay within e^-7 and e^7.
_FARTHEST = 7.0
#: The formula divides by a - 1.
_LEAST_DISTANCE = 1e-6


@dataclass(frozen=True)
class History:
    """What is known of each person: repeats, count; time of the last one, and time known."""

    repeats: Numbers
    last: Numbers
    known: Numbers


@dataclass(frozen=True)
class BgNbd:
    """The four parameters, and the log likelihood that they were found at."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def expect(self, history: History, ahead: float) -> Numbers:
        """Tell how many acts of each person are to be expected in the time `ahead`."""
        from scipy.special import hyp2f1

        x, last, known = history.repeats, history.last, history.known
        r, alpha, b = self.r, self.alpha, self.b
        a = self.a if abs(self.a - 1) > _LEAST_DISTANCE else 1 + _LEAST_DISTANCE
        share = ahead / (alpha + known + ahead)
        # by Euler's transformation, whose series ends sooner where the share is near 1
        series = hyp2f1(r + x, b + x, a + b + x - 1, share)
        unseen = 1 - ((alpha + known) / (alpha + known + ahead)) ** (r + x) * series
        alive = np.where(
            x > 0,
            a / (b + np.maximum(x, 1) - 1) * ((alpha + known) / (alpha + last)) ** (r + x),
            0.0,
        )
        expected = (a + b + x - 1) / (a - 1) * unseen / (1 + alive)
        return np.asarray(np.nan_to_num(np.maximum(expected, 0.0)), dtype=np.float64)


def fit_bg_nbd(history: History) -> BgNbd:
    """Find the parameters of the greatest likelihood.

    People with the same history are counted once, with their number: there are far fewer
    histories than people.
    """
    from scipy.optimize import minimize

    rows = np.column_stack([history.repeats, history.last, history.known])
    distinct, counts = np.unique(rows, axis=0, return_counts=True)
    unique = History(*distinct.T)
    weights = counts.astype(np.float64)

    def loss(logs: Numbers) -> float:
        found = -float((weights * _log_likelihood(np.exp(logs), unique)).sum())
        return found / weights.sum() if np.isfinite(found) else 1e10

    start = np.log([1.0, max(float(np.median(history.known)) / 4, 0.5), 1.0, 2.0])
    bounds = [(-_FARTHEST, _FARTHEST)] * len(start)
    first = minimize(
        loss, start, method="Nelder-Mead", bounds=bounds, options={"maxiter": _MOST_STEPS}
    )
    best = minimize(
        loss,
        first.x,
        method="Nelder-Mead",
        bounds=bounds,
        options={"maxiter": 4 * _MOST_STEPS, "xatol": 1e-7, "fatol": 1e-11},
    )
    r, alpha, a, b = (float(each) for each in np.exp(best.x))
    return BgNbd(r, alpha, a, b, -float(best.fun) * float(weights.sum()))


def _log_likelihood(parameters: Numbers, history: History) -> Numbers:
    from scipy.special import betaln, gammaln

    r, alpha, a, b = parameters
    x, last, known = history.repeats, history.last, history.known
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    common += betaln(a, b + x) - betaln(a, b)
    stays = np.log(b + x - 1 + (x == 0)) - np.log(a) - (r + x) * np.log(alpha + known)
    leaves = -(r + x) * np.log(alpha + last)
    several = betaln(a + 1, b + x - 1 + (x == 0)) - betaln(a, b)
    both = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + several + np.logaddexp(stays, leaves)
    once = common - (r + x) * np.log(alpha + known)
    return np.asarray(np.where(x > 0, both, once), dtype=np.float64)
