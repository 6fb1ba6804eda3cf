"""A standalone Spark cluster for tests: one master and two workers of one core, on loopback."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_HOST = "127.0.0.1"
_PATIENCE_SECONDS = 60


@contextmanager
def standalone_cluster(folder: Path) -> Iterator[str]:
    """Run a cluster whose programs write below a folder; give the address of its master."""
    import pyspark

    program = Path(pyspark.__file__).parent / "bin/spark-class"
    # two workers of one machine: how it is spoken to follows from no variable of the shell
    surroundings = {
        **{name: text for name, text in os.environ.items() if not name.startswith("SPARK_")},
        "SPARK_LOCAL_IP": _HOST,
        "SPARK_WORKER_DIR": str(folder / "work"),
        "SPARK_DAEMON_MEMORY": "256m",
    }
    port = _free_port()
    master = f"spark://{_HOST}:{port}"
    with ExitStack() as stack:

        def start(name: str, role: str, *words: str) -> None:
            log = stack.enter_context((folder / f"{name}.log").open("w"))
            command = [str(program), f"org.apache.spark.deploy.{role}", "--host", _HOST, *words]
            child = subprocess.Popen(command, env=surroundings, stdout=log, stderr=log)
            stack.callback(child.wait, 60)
            stack.callback(child.terminate)

        start("master", "master.Master", "--port", str(port), "--webui-port", "0")
        _wait_for(folder / "master.log", "I have been elected leader")
        for number in (1, 2):
            size = ("--cores", "1", "--memory", "1g", "--webui-port", "0")
            start(f"worker{number}", "worker.Worker", *size, master)
        for number in (1, 2):
            _wait_for(folder / f"worker{number}.log", "Successfully registered with master")
        yield master


def _wait_for(log: Path, words: str) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while words not in (text := log.read_text(errors="replace")):
        if time.monotonic() > end:
            raise TimeoutError(f"{log.name} should say {words!r}, got {text[-2000:]!r}")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((_HOST, 0))
        return int(found.getsockname()[1])
