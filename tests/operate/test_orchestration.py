"""The examples of orchestration call commands that there are, with options that they have."""

import ast
from typing import cast

import click
import pytest
import typer.main

from tests.paths import PROJECT
from transforms.cli import app

GROUP = cast("click.Group", typer.main.get_command(app))
EXAMPLES = {"airflow/lakehouse_dag.py": "command", "dagster/lakehouse_job.py": "call"}


@pytest.mark.parametrize("path", EXAMPLES)
def test_an_example_calls_commands_that_there_are(path: str) -> None:
    tree = ast.parse((PROJECT / "examples" / path).read_text())
    calls = [
        " ".join(word.value for word in node.args if isinstance(word, ast.Constant)).split()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == EXAMPLES[path]
    ]
    assert sorted(words[0] for words in calls) == ["publish", "quality", "run"]
    for name, *options in calls:
        GROUP.commands[name].make_context(name, options)
