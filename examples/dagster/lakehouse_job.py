"""A Dagster job that calls the command line, and its schedule: a run every 15 minutes."""

import os
import subprocess

from dagster import (
    Definitions,
    Failure,
    In,
    Nothing,
    OpExecutionContext,
    RetryPolicy,
    ScheduleDefinition,
    job,
    op,
)

#: The console script of the project's environment; the home is LAKEHOUSE_HOME.
LAKEHOUSE = os.environ.get("LAKEHOUSE_COMMAND", "lakehouse")
RETRIES = RetryPolicy(max_retries=2, delay=180)
AFTER = {"before": In(Nothing)}


def call(context: OpExecutionContext, *words: str) -> None:
    """Call one command of the lakehouse; show what it says, and fail as it does.

    Raises:
        Failure: it did not end with 0; another try is made where that may mend it.
    """
    ended = subprocess.run(  # noqa: S603 - the command that the environment names
        [LAKEHOUSE, *words], capture_output=True, text=True, check=False
    )
    context.log.info(ended.stdout + ended.stderr)
    if ended.returncode:
        # store unavailable, disk, lock held
        raise Failure(ended.stderr.strip(), allow_retries=ended.returncode in (69, 74, 75))


@op(retry_policy=RETRIES)
def run(context: OpExecutionContext) -> None:
    """Take in and load what has come."""
    call(context, "run")


@op(ins=AFTER, retry_policy=RETRIES)
def quality(context: OpExecutionContext) -> None:
    """Judge the last complete day."""
    call(context, "quality", "--strict")


@op(ins=AFTER, retry_policy=RETRIES)
def publish(context: OpExecutionContext) -> None:
    """Give each team its file."""
    call(context, "publish")


@job
def lakehouse() -> None:
    """Run the lakehouse once."""
    publish(quality(run()))


defs = Definitions(
    jobs=[lakehouse], schedules=[ScheduleDefinition(job=lakehouse, cron_schedule="*/15 * * * *")]
)
