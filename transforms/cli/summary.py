"""summary: what an analyst wants to see first."""

from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Any

from transforms.cli.app import ConfigOption, HomeOption, app, open_for_command
from transforms.cli.tables import grouped, print_bars, print_table
from transforms.cli.terminal import print_line

if TYPE_CHECKING:  # imported when it is run
    from transforms.query.summary import Answer


@app.command()
def summary(
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Print what an analyst wants to see first."""
    from transforms.query.summary import summarize

    lakehouse = open_for_command(home, config)
    with lakehouse.asking() as connection, closing(summarize(connection)) as answers:
        print_answers(answers)


def print_answers(answers: Iterable["Answer"]) -> None:
    """Print answers one below the other."""
    for number, answer in enumerate(answers):
        if number:
            print_line("")
        names = [name.replace("_", " ") for name in answer.names]
        if not answer.rows:
            print_line(f"{answer.title}: none", style="bold")
        elif answer.bars:
            print_bars(names, answer.rows, answer.bars, answer.title, form=_for_people)
        else:
            print_table(names, answer.rows, answer.title, form=_for_people)
        if answer.more:
            print_line(answer.more, style="dim")


def _for_people(name: str, value: Any) -> str:
    """Write shares in percent, and large numbers in groups of three digits."""
    is_share = name.endswith(" rate") and value is not None
    return f"{value:.2%}" if is_share else grouped(name, value)
