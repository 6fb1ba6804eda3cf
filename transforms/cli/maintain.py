"""maintain: what keeps a lake small and fast."""

from transforms.cli import output
from transforms.cli.app import (
    TEXT,
    ConfigOption,
    DryRunOption,
    HomeOption,
    LogOption,
    QuietOption,
    app,
)
from transforms.lakehouse import open_lakehouse


@app.command()
def maintain(
    dry_run: DryRunOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Merge small files, let go of old snapshots and files, compress old batches."""
    from transforms.operate.maintenance import done_in_words, find_pending, pending_in_words
    from transforms.operate.maintenance import maintain as maintain_lake

    lakehouse = open_lakehouse(home, config, quiet=quiet, log_format=log_format, make=not dry_run)
    if dry_run:
        with lakehouse.reading() as connection:
            words = pending_in_words(find_pending(connection, lakehouse))
        output.print_table(["part", "to do"], words)
        return
    with lakehouse.writing() as connection:
        done = maintain_lake(connection, lakehouse)
    output.print_table(["part", "done"], done_in_words(done))
