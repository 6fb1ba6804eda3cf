"""process: every staged batch is loaded."""

from transforms.cli.app import (
    TEXT,
    ConfigOption,
    HomeOption,
    LogOption,
    QuietOption,
    app,
    open_for_command,
)
from transforms.cli.outcome import exit_if_failed, report_files, report_loaded
from transforms.ingest.files.inbox import take_strays


@app.command()
def process(
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Load every staged batch, small ones in groups of one transaction."""
    from transforms.load.process import process_staging

    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    with lakehouse.writing() as connection:
        strays = list(take_strays(lakehouse.home, lakehouse.config.limits))
        report_files(strays)
        processed = process_staging(
            connection, lakehouse.home, lakehouse.config, lakehouse.progress
        )
    report_loaded(processed, strays)
    exit_if_failed(processed.failures, strays, named=False, mostly_refused=processed.mostly_refused)
