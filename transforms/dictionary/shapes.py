"""Shapes: what the picture of the lineage is drawn with, and the names of its layers."""

from collections import defaultdict
from dataclasses import dataclass

#: The bands, from left to right; what tells of the loading stands in that of Staging.
BANDS = {"archive": "Sources", "staging": "Staging", "silver": "Silver", "gold": "Gold"}
OPERATIONS = "Operations"
_TITLES = BANDS | {"ops": OPERATIONS}


@dataclass(frozen=True)
class Node:
    """A box with its name on one or two lines."""

    name: str
    layer: str
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Edge:
    """A line from a table to one that is made from it."""

    source: str
    target: str
    path: str


@dataclass(frozen=True)
class Heading:
    """The name of a layer or team above its boxes."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Band:
    """A layer: its name, and from where to where it reaches."""

    text: str
    x: float
    width: float


@dataclass(frozen=True)
class Picture:
    """All boxes and lines, in pixels."""

    width: float
    height: float
    bands: tuple[Band, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    headings: tuple[Heading, ...]

    @property
    def layers(self) -> dict[str, list[str]]:
        """Name what stands in each layer and team, for windows too narrow for the picture."""
        found: dict[str, list[str]] = defaultdict(list)
        for node in self.nodes:
            found[_TITLES.get(node.layer, node.layer)].append(node.name)
        return found
