"""An Airflow DAG that calls the command line: a run every 15 minutes, then what follows it."""

import os
from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

#: The console script of the project's environment, and the home; Airflow has one of its own.
LAKEHOUSE = os.environ.get("LAKEHOUSE_COMMAND", "lakehouse")
HOME = os.environ.get("LAKEHOUSE_HOME", "/srv/lakehouse")
#: Exit codes that another try may mend: store unavailable (69), disk (74), lock held (75).
RETRIES = {"retries": 2, "retry_delay": timedelta(minutes=3)}


def command(words: str) -> BashOperator:
    """Call one command of the lakehouse; a failure is its exit code and one sentence in the log."""
    return BashOperator(
        task_id=words.split()[0],
        bash_command=f'"$LAKEHOUSE_COMMAND" {words}',
        env={"LAKEHOUSE_COMMAND": LAKEHOUSE, "LAKEHOUSE_HOME": HOME},
        append_env=True,
    )


with DAG(
    dag_id="lakehouse",
    schedule="*/15 * * * *",
    start_date=datetime(2024, 1, 1),
    catchup=False,  # a run takes whatever has come in, so none is missed
    max_active_runs=1,  # a second one would end with 75
    default_args=RETRIES,
) as dag:
    command("run") >> command("quality --strict") >> command("publish")
