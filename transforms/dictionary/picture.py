"""The picture of the lineage: every table and view in its place, from the batches to the teams.

Layers are bands from left to right; columns are steps, Gold stands last, team by team. Nodes of a
column are sorted by where their neighbours stand, so that few lines cross.
"""

from collections import defaultdict

from transforms.dictionary.lineage import Lineage
from transforms.dictionary.shapes import BANDS, OPERATIONS, Band, Edge, Heading, Node, Picture

#: Pixels: of a letter, a line, around a name, between boxes, above all, of a team or a subtitle.
_LETTER, _LINE, _PAD, _GAP, _TOP, _TEAM = 6.35, 13, 7, 7, 34, 26
#: Pixels of the whole, which fills a window of 1280, and between columns at least.
_WIDTH, _BETWEEN = 1218, 24
#: Letters on a line, of tables and of views.
_WIDEST, _WIDEST_VIEW = 17, 22
_SWEEPS = 12


def draw(lineage: Lineage) -> Picture:
    """Lay the lineage out from left to right; what nothing leads to or from is left out."""
    *columns, views = _sorted(_columns(lineage), lineage)
    widths = [_width(names) for names in (*columns, views)]
    between = max(_BETWEEN, (_WIDTH - sum(widths)) / len(widths))
    lefts = [between / 2 + sum(widths[:index]) + between * index for index in range(len(widths))]
    stacked, headings, height = _stacked(views, lineage, lefts[-1], widths[-1])
    tops = {node.name: node.y for node in stacked}
    _settle(columns, tops, lineage, height)
    headings += _operations(columns[1], tops, lineage, lefts[1])
    nodes = [
        Node(name, _layer(name, lineage), _lines(name), x, tops[name], width, _height(name))
        for names, x, width in zip(columns, lefts, widths, strict=False)
        for name in names
    ] + stacked
    boxes = {node.name: node for node in nodes}
    edges = [
        Edge(source, name, _path(boxes[source], boxes[name]))
        for name in boxes
        for source in lineage.sources.get(name, ())
    ]
    return Picture(
        lefts[-1] + widths[-1] + between / 2,
        height,
        tuple(_bands(nodes, between)),
        tuple(nodes),
        tuple(edges),
        tuple(headings),
    )


def _columns(lineage: Lineage) -> list[list[str]]:
    """Put each name into the column of its depth, and the views into the last one."""
    by_depth: dict[int, list[str]] = defaultdict(list)
    views = []
    for name in lineage.readers:
        if not lineage.sources.get(name) and not lineage.readers[name]:
            continue
        if _layer(name, lineage).startswith("gold_"):
            views.append(name)
        else:
            by_depth[lineage.depths[name]].append(name)
    return [*(by_depth[depth] for depth in sorted(by_depth)), views]


def _sorted(columns: list[list[str]], lineage: Lineage) -> list[list[str]]:
    """Move every name towards the middle of its neighbours, to and fro; teams stay together."""
    ranks = {
        name: index / len(names) for names in columns for index, name in enumerate(sorted(names))
    }
    for sweep in range(_SWEEPS):
        beside = lineage.readers if sweep % 2 else lineage.sources
        for names in columns if sweep % 2 == 0 else reversed(columns):
            middles = {}
            for name in names:
                found = [ranks[each] for each in beside.get(name, ()) if each in ranks]
                middles[name] = sum(found) / len(found) if found else ranks[name]
            names.sort(key=lambda name: (_group(name, lineage), middles[name], name))
            ranks |= {name: (index + 0.5) / len(names) for index, name in enumerate(names)}
    return columns


def _stacked(
    names: list[str], lineage: Lineage, x: float, width: float
) -> tuple[list[Node], list[Heading], float]:
    """Stack the views under the names of their teams; tell how high they are together."""
    nodes: list[Node] = []
    headings, y = [], float(_TOP)
    for name in names:
        layer = _layer(name, lineage)
        if not nodes or nodes[-1].layer != layer:
            headings.append(Heading(layer, x, y + _TEAM - 9))
            y += _TEAM
        nodes.append(Node(name, layer, _lines(name), x, y, width, _height(name)))
        y += _height(name) + _GAP
    return nodes, headings, y


def _settle(
    columns: list[list[str]], tops: dict[str, float], lineage: Lineage, height: float
) -> None:
    """Let boxes come to rest beside their neighbours, in order and without touching."""
    for sweep in range(_SWEEPS):
        for names in columns if sweep % 2 else reversed(columns):
            wanted = [_beside(name, tops, lineage, height) for name in names]
            groups = [_group(name, lineage) for name in names]
            following = [*groups[1:], groups[-1]]  # a group begins with its name
            rooms = [
                _height(name) + 3 * _GAP + (_TEAM if _group(name, lineage) != group else 0)
                for name, group in zip(names, following, strict=True)
            ]
            down = _pushed(wanted, rooms, float(_TOP))
            turned = [-top - room for top, room in zip(wanted, rooms, strict=True)]
            up = _pushed(turned[::-1], rooms[::-1], -height)[::-1]
            # Both keep their distances, and so does the middle, which leans to neither side.
            for name, low, high, room in zip(names, down, up, rooms, strict=True):
                tops[name] = (low - high - room) / 2


def _beside(name: str, tops: dict[str, float], lineage: Lineage, height: float) -> float:
    near = (*lineage.sources.get(name, ()), *lineage.readers[name])
    found = [tops[each] for each in near if each in tops]
    return sum(found) / len(found) if found else height / 2


def _pushed(wanted: list[float], rooms: list[float], start: float) -> list[float]:
    """Place one after the other, each where it wants to be or right behind the one before."""
    found, free = [], start
    for top, room in zip(wanted, rooms, strict=True):
        found.append(max(top, free))
        free = found[-1] + room
    return found


def _bands(nodes: list[Node], between: float) -> list[Band]:
    """Name each layer, from half-way before its first box to half-way behind its last."""
    found = []
    for layer, text in BANDS.items():
        own = [node for node in nodes if node.layer.partition("_")[0] == layer]
        left = min(node.x for node in own) - between / 2
        right = max(node.x + node.width for node in own) + between / 2
        found.append(Band(text, left, right - left))
    return found


def _operations(
    names: list[str], tops: dict[str, float], lineage: Lineage, x: float
) -> list[Heading]:
    """Name what tells of the loading, which stands below the staged events."""
    own = [tops[name] for name in names if _layer(name, lineage) == "ops"]
    return [Heading(OPERATIONS, x, min(own) - 9)] if own else []


def _path(source: Node, target: Node) -> str:
    x1, y1 = source.x + source.width, source.y + source.height / 2
    x2, y2 = target.x, target.y + target.height / 2
    bend = (x2 - x1) / 2
    return f"M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1:.0f} {x2 - bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"


def _layer(name: str, lineage: Lineage) -> str:
    return lineage.models[name].schema if name in lineage.models else "archive"


def _group(name: str, lineage: Lineage) -> str:
    """Keep the views of a team together, and what tells of the loading below the rest."""
    layer = _layer(name, lineage)
    return layer if layer.startswith(("gold_", "ops")) else ""


def _width(names: list[str]) -> float:
    return max(len(line) for name in names for line in _lines(name)) * _LETTER + 2 * _PAD


def _height(name: str) -> float:
    return len(_lines(name)) * _LINE + 8


def _lines(name: str) -> tuple[str, ...]:
    """Break a long name at its underscores."""
    lines = [""]
    widest = _WIDEST_VIEW if name.startswith(("vw_", "gold_")) else _WIDEST
    for word in name.replace("_", "_\n").split("\n"):
        if len(lines[-1]) + len(word) > widest and lines[-1]:
            lines.append("")
        lines[-1] += word
    return tuple(lines)
