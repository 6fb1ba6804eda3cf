"""process: every staged batch is loaded."""

from transforms.cli.app import TEXT, ConfigOption, HomeOption, LogOption, QuietOption, app
from transforms.cli.outcome import end, report, say
from transforms.ingest.files.inbox import take_strays
from transforms.lakehouse import open_lakehouse


@app.command()
def process(
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Load every staged batch, each in one transaction."""
    from transforms.load.process import process_staging

    lakehouse = open_lakehouse(home, config, quiet=quiet, log_format=log_format)
    with lakehouse.writing() as connection:
        strays = list(take_strays(lakehouse.home, lakehouse.config.limits))
        report(strays)
        processed = process_staging(
            connection, lakehouse.home, lakehouse.config, lakehouse.progress
        )
    say(processed.loaded, strays)
    end(processed.failures, strays, named=False, mostly_refused=processed.mostly_refused)
