"""Prophet, of the extra `prophet`: what a forecast may be compared with, and no candidate."""

import logging
from datetime import timedelta
from importlib.util import find_spec

import numpy as np

from transforms.ml.candidates import Past
from transforms.ml.figures import Numbers

NAME = "Prophet"


def has_prophet() -> bool:
    """Tell whether the extra `prophet` is installed."""
    return find_spec("prophet") is not None


def prophet(past: Past, ahead: int) -> Numbers:
    """Forecast with the settings that it comes with."""
    for name in ("cmdstanpy", "prophet", "prophet.plot"):
        logging.getLogger(name).disabled = True  # they tell of each step, on stderr
    import pandas as pd
    from prophet import Prophet

    size = len(past.values)
    days = [past.first + timedelta(days=number) for number in range(size + ahead)]
    seen = pd.DataFrame({"ds": pd.to_datetime(days[:size]), "y": past.values}).dropna()
    model = Prophet(uncertainty_samples=0).fit(seen)
    said = model.predict(pd.DataFrame({"ds": pd.to_datetime(days[size:])}))
    return np.asarray(said["yhat"], dtype=np.float64)
