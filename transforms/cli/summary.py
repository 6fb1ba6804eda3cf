"""summary: what an analyst wants to see first."""

from transforms.cli import output
from transforms.cli.app import ConfigOption, HomeOption, app
from transforms.lakehouse import open_lakehouse


@app.command()
def summary(
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Print what an analyst wants to see first."""
    from transforms.query.summary import summarize

    lakehouse = open_lakehouse(home, config, quiet=False, log_format="text")
    with lakehouse.reading() as connection:
        for number, answer in enumerate(summarize(connection)):
            output.print_answer(answer, "\n" if number else "")
