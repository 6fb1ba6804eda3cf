"""One room speaks to the terminal, and in it few modules print."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import PROJECT

TRANSFORMS = PROJECT / "transforms"
CLI = TRANSFORMS / "cli"
#: The modules that know how a terminal is written to.
PRINTERS = {CLI / f"{name}.py" for name in ("output", "tables", "terminal", "progress", "picture")}
#: What speaks elsewhere, and why.
REASONS = {
    TRANSFORMS / "system/logs.py": "log lines go to standard error, in every process",
    TRANSFORMS / "parse/workers.py": "a worker answers its parent through a pipe",
    TRANSFORMS / "operate/doctor/machine.py": "the doctor names the encoding of the output",
    TRANSFORMS / "query/shell.py": "what is printed must be out before duckdb takes over",
}
STREAMS = ("sys.stdout", "sys.stderr")
MODULES = sorted(TRANSFORMS.rglob("*.py"))


def spoken(path: Path) -> set[str]:
    """What a module uses to write to a terminal: packages, streams and functions."""
    return set(_spoken(ast.parse(path.read_text())))


def _spoken(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Attribute):
            yield ast.unparse(node)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "print":
            yield "print"


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if CLI not in path.parents],
    ids=lambda path: str(path.relative_to(TRANSFORMS)),
)
def test_a_module_outside_the_command_line_says_nothing_itself(path: Path) -> None:
    found = spoken(path)
    assert not found & {"rich", "typer", "click", "print"}
    assert path in REASONS or not [each for each in found if each in STREAMS]


def test_reasons_are_needed() -> None:
    assert all(spoken(path) & set(STREAMS) for path in REASONS)


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if CLI in path.parents and path not in PRINTERS],
    ids=lambda path: path.name,
)
def test_a_command_prints_through_the_printers(path: Path) -> None:
    assert not spoken(path) & {"rich", "print", "typer.echo", "typer.secho"}
    assert not [each for each in spoken(path) if each in {f"{name}.write" for name in STREAMS}]
