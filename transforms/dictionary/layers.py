"""docs/lineage.md: the layers of models, counted, and what each model is made from."""

import re
from dataclasses import dataclass

from transforms.dictionary.entries import SECTIONS
from transforms.dictionary.lineage import Lineage
from transforms.dictionary.words import sentence
from transforms.models.checks import read_checks
from transforms.models.comments import tables
from transforms.models.model import SQL, Model, read_models
from transforms.models.promises import promises_of
from transforms.models.rules import read_rules

_HEAD = """\
# Lineage

From the raw batches to the teams' views: which models there are, in which layer, and what each is \
made from. Written by `make docs` from the headers of `sql/`. `etl.py docs` draws the same as a \
picture, in which a click on a name shows what stands before and behind it.
"""
_HELPERS = next(names for title, _, names in SECTIONS if title == "Helpers")


@dataclass(frozen=True)
class Layer:
    """A layer: what it does, and its models, inputs first."""

    name: str
    does: str
    models: tuple[Model, ...]


def read_layers() -> tuple[Layer, ...]:
    """Put every model into its layer: staging, intermediate, marts or advanced."""
    below = read_models("silver", "ops")
    helpers = tuple(model for model in below if _is_helper(model))
    return (
        Layer(
            "staging",
            "types each line, tells repeated ones, keeps every accepted event",
            read_models("staging"),
        ),
        Layer(
            "intermediate",
            "scopes say what a batch touches, helpers let a late event repair history",
            helpers,
        ),
        Layer(
            "marts",
            "facts, dimensions and sessions of Silver: a row is a thing of the shop",
            tuple(model for model in below if model not in helpers),
        ),
        Layer(
            "advanced",
            "views of Gold, team by team: funnels, cohorts, attribution, recurring revenue, models",
            read_models("gold"),
        ),
    )


def count_promises() -> dict[str, int]:
    """Count what is checked in the lake: promises of headers, checks of several tables, rules."""
    models = [model for layer in read_layers() for model in layer.models]
    held = [model for model in models if model.kind == "view" or model.schema == "silver"]
    held = [model for model in held if model.kind != "scope"]
    return {
        "promises of headers": sum(len(promises_of(model)) for model in held),
        "checks that span tables": len(read_checks()),
        "rules of data quality": len(read_rules()),
    }


def lineage_page() -> str:
    """Write the page as text."""
    models = [*read_models("staging", "silver", "ops", "gold"), *tables()]
    lineage = Lineage({model.title: model for model in models})
    parts = [_HEAD, *_counts(), *_drawn(lineage)]
    for layer in read_layers():
        parts += [f"\n## {sentence(layer.name)}\n", f"{sentence(layer.does)}."]
        for room in dict.fromkeys(_room(model) for model in layer.models):
            rows = [_row(model, lineage) for model in layer.models if _room(model) == room]
            parts += [f"\n### {room}\n", "| model | kind | made from |", "|---|---|---|", *rows]
    return "\n".join(parts) + "\n"


def _counts() -> list[str]:
    layers = read_layers()
    rows = [f"| {layer.name} | {len(layer.models)} | {layer.does} |" for layer in layers]
    total = sum(len(layer.models) for layer in layers)
    own = {model.name for layer in layers[1:] for model in layer.models}
    promises = count_promises()
    checked = [f"| {what} | {count} |" for what, count in promises.items()]
    return [
        *("| layer | models | what it does |", "|---|---|---|", *rows),
        f"| all | {total} | |\n",
        *("| what is held | number |", "|---|---|", *checked),
        f"| all checks in the lake | {sum(promises.values())} |",
        f"| models with a test file of their own | {len(own)} |",
    ]


def _drawn(lineage: Lineage) -> list[str]:
    """Draw the tables of Silver and what they are made from; scopes are folded into them."""
    names = [name for name in lineage.sources if lineage.models[name].schema == "silver"]
    edges = [
        f"    {source} --> {name}" for name in sorted(names) for source in lineage.sources[name]
    ]
    drawn = ["```mermaid", "flowchart LR", "    archive --> stg_events", *edges, "```"]
    return ["\nThe tables and views of Silver, from what they are made:\n", *drawn]


def _row(model: Model, lineage: Lineage) -> str:
    found = model.inputs if model.kind == "scope" else lineage.sources[model.title]
    sources = ", ".join(f"`{name}`" for name in found)
    return f"| `{model.name}` | {model.kind} | {sources} |"


def _room(model: Model) -> str:
    """Name the folder of a model; a view of every team stands in its team's."""
    if model.title != model.name:
        return f"gold/{model.owner}"
    return model.path.parent.relative_to(SQL).as_posix()


def _is_helper(model: Model) -> bool:
    address = f"{model.schema}.{model.name}"
    return model.kind == "scope" or model.schema == "ops" or bool(re.fullmatch(_HELPERS, address))
