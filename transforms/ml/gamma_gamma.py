"""Gamma-Gamma: what a person's acts are worth, drawn towards what everybody's are.

Fader and Hardie (2013), "The Gamma-Gamma model of monetary value". The value of an act varies
around a mean of the person's own, and these means around that of all. It takes value and frequency
to be independent.
"""

from dataclasses import dataclass

import numpy as np

from transforms.ml.figures import Numbers


@dataclass(frozen=True)
class GammaGamma:
    """The three parameters, and the log likelihood that they were found at."""

    p: float
    q: float
    v: float
    log_likelihood: float

    def expect(self, repeats: Numbers, mean_value: Numbers) -> Numbers:
        """Tell what an act of each person is worth; of whom there is no mean, what all are."""
        known = np.where(np.isfinite(mean_value), mean_value, 0.0)
        times = np.where(np.isfinite(mean_value) & (known > 0), repeats, 0.0)
        found = self.p * (self.v + times * known) / (self.p * times + self.q - 1)
        return np.asarray(found, dtype=np.float64)


def fit_gamma_gamma(repeats: Numbers, mean_value: Numbers) -> GammaGamma:
    """Find the parameters of the greatest likelihood, of who came again and paid."""
    from scipy.optimize import minimize
    from scipy.special import gammaln

    paid = (repeats > 0) & np.isfinite(mean_value) & (mean_value > 0)
    x, m = repeats[paid], mean_value[paid]

    def loss(logs: Numbers) -> float:
        p, q, v = np.exp(logs)
        found = (
            gammaln(p * x + q)
            - gammaln(p * x)
            - gammaln(q)
            + q * np.log(v)
            + (p * x - 1) * np.log(m)
            + p * x * np.log(x)
            - (p * x + q) * np.log(x * m + v)
        )
        total = -float(found.sum())
        return total / len(x) if np.isfinite(total) else 1e10

    start = np.log([5.0, 4.0, max(float(m.mean()) * 3 / 5, 1e-3)])
    first = minimize(loss, start, method="Nelder-Mead", options={"maxiter": 500})
    best = minimize(
        loss,
        first.x,
        method="Nelder-Mead",
        options={"maxiter": 2000, "xatol": 1e-7, "fatol": 1e-11},
    )
    p, q, v = (float(each) for each in np.exp(best.x))
    return GammaGamma(p, q, v, -float(best.fun) * len(x))
