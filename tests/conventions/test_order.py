"""Which room may know which: a module imports from its own room and from those before it."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter

import pytest
from typer.models import CommandInfo

from tests.paths import PROJECT
from transforms.cli.app import app

#: The rooms, in the order in which they may know each other.
ROOMS = (
    ("errors", "home"),
    ("system",),
    ("config",),
    ("archive",),
    ("lake",),
    ("sources",),
    ("ingest",),
    ("parse",),
    ("models",),
    ("lakehouse",),
    ("engines",),
    ("load",),
    ("iceberg",),
    ("ml",),
    ("quality",),
    ("query",),
    ("attribution",),
    ("pages",),
    ("dialects",),
    ("publish",),
    ("online",),
    ("report",),
    ("app",),
    ("dictionary",),
    ("operate",),
    ("privacy",),
    ("generate",),
    ("serve",),
    ("cli",),
)
#: The modules that stand in no package.
TOP = ("errors", "home", "config", "lakehouse")
ORDER = {room: index for index, rooms in enumerate(ROOMS) for room in rooms}
TRANSFORMS = PROJECT / "transforms"
#: A command whose module is called otherwise, as cli/app.py is the command line itself.
OTHERWISE = {"streamlit-app": "app"}
MODULES = {
    ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in TRANSFORMS.rglob("*.py")
}


def imports(name: str) -> set[str]:
    """The modules of the project that a module imports, at its top or later."""
    return {found for found in _imports(name) if found != name}


def _imports(name: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(MODULES[name].read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for each in node.names:
                full = f"{node.module}.{each.name}"
                if full in MODULES or node.module in MODULES:
                    yield full if full in MODULES else node.module
                elif node.module.startswith("transforms") or node.module == "process_staging":
                    yield node.module
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in MODULES)


def room(name: str) -> str:
    return name.split(".")[1]


@pytest.mark.parametrize("name", sorted(set(MODULES) - {"transforms"}))
def test_a_module_imports_from_its_room_and_those_before(name: str) -> None:
    own = ORDER[room(name)]
    found = imports(name)
    assert found <= set(MODULES)  # the doors of the project are imported by nobody
    assert not {each for each in found if ORDER[room(each)] > own}


def test_no_circle_of_imports_exists() -> None:
    graph = {name: {each for each in imports(name) if each in MODULES} for name in MODULES}
    TopologicalSorter(graph).prepare()


def test_few_modules_stand_on_top() -> None:
    top = [name for name, path in MODULES.items() if path.parent == TRANSFORMS]
    assert set(top) == {"transforms", *(f"transforms.{name}" for name in TOP)}


@pytest.mark.parametrize("command", app.registered_commands, ids=lambda each: str(each.name))
def test_a_command_has_a_module_of_its_name(command: CommandInfo) -> None:
    assert command.callback
    assert command.callback.__module__ == f"transforms.cli.{command.callback.__name__}"
    named = command.callback.__name__.replace("_", "-")
    assert command.name in (None, named, OTHERWISE.get(named))
