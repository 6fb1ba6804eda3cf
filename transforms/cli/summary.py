"""summary: what an analyst wants to see first."""

from transforms.cli import output
from transforms.cli.app import ConfigOption, HomeOption, app, open_for_command


@app.command()
def summary(
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Print what an analyst wants to see first."""
    from transforms.query.summary import summarize

    lakehouse = open_for_command(home, config)
    with lakehouse.asking() as connection:
        for number, answer in enumerate(summarize(connection)):
            before = "\n" if number else ""
            if answer.rows:
                output.print_table(answer.names, answer.rows, title=f"{before}{answer.title}")
            else:
                output.print_table([answer.title], [("none",)])
