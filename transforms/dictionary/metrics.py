"""docs/metrics.md: every metric, written from the headers of sql/metrics/ by `make docs`."""

from transforms.config import Config
from transforms.dictionary.words import sentence, with_values
from transforms.models.metrics import TEAMS, UNITS, Metric, metrics_of

_HEAD = """\
# Metrics

What the teams steer by. Each metric is defined once, in a file of `sql/metrics/`; its values are \
the rows of `vw_metrics` in its team's schema ([gold.md](gold.md#vw_metrics)), and \
`etl.py metrics` says where all of them stand. Written by `make docs` from the headers; change it \
there. To add one, add a file ([contributing.md](contributing.md#add-a-metric)).

Weeks begin on Monday, days are the shop's. A period is complete when its last day is over. A \
count or an amount runs until then, and is 0 where there is nothing to count; a rate, a ratio or \
an average is empty until then, and where there is nothing to divide by. `all` is the segment of \
the whole.
"""


def metrics_page(config: Config) -> str:
    """Write the page as text: a table of the units, then each team's metrics."""
    parts = [_HEAD, "| unit | a value is |", "|---|---|"]
    parts += [f"| `{unit}` | {meaning} |" for unit, meaning in UNITS.items()]
    for team in filter(metrics_of, TEAMS):
        parts += [
            f"\n## {team}\n",
            "| metric | what | unit | good | period |",
            "|---|---|---|---|---|",
        ]
        parts += [_row(metric, config) for metric in metrics_of(team)]
        parts += [_notes(metric, config) for metric in metrics_of(team)]
    return "\n".join(parts) + "\n"


def _row(metric: Metric, config: Config) -> str:
    what = with_values(metric.summary.rstrip("."), config)
    cells = [f"[`{metric.name}`](#{metric.name})", what, metric.unit, metric.good, metric.period]
    return f"| {' | '.join(cells)} |"


def _notes(metric: Metric, config: Config) -> str:
    views = ", ".join(f"[`{view}`](gold.md#{view})" for view in metric.views)
    about = with_values(f"{sentence(metric.summary)} {metric.notes}".strip(), config)
    return f"\n### {metric.name}\n\n{about} From {views}."
