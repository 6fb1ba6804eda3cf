"""Measure online features on a Redis of its own: `python benchmarks/online.py [--shared]`.

A lake of made-up people with eight features is pushed and pushed again while a reader, in a process
of its own, reads one person after the other by the script of docs/online.md; what pushes has a core
of its own, as it is another machine in practice (`--shared`: it has not). Printed: seconds of a
push, memory of a version, reads a second with their times, and how many were torn or missing.
"""

import json
import os
import sys
import tempfile
import time
from multiprocessing import Event, Process, Queue
from multiprocessing.synchronize import Event as IsOver
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.online.people import many_people
from tests.online.readers import documented
from tests.online_stores import redis_server
from transforms.config import Config
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.online.push import push
from transforms.system.progress import Progress

PEOPLE = 50_000
PUSHES = 3
FEATURES = ["recency_days", "age_days", "active_days", "sessions_30", "events_30", "orders"]
FEATURES += ["revenue", "last_channel"]


def measure(people: int, *, shared: bool) -> None:
    """Print what pushes and reads take."""
    import redis

    out = sys.stdout.write
    cores = sorted(os.sched_getaffinity(0))
    if not shared:
        os.sched_setaffinity(0, cores[1:] or cores)  # the server's and the reader's, too
    with tempfile.TemporaryDirectory() as folder, redis_server() as address:
        many_people(Path(folder), people)
        config = Config.model_validate({"online": {"features": FEATURES}})
        lakehouse = Lakehouse(Home(Path(folder)), config, Progress())
        client = redis.Redis.from_url(address)
        empty = client.info("memory")["used_memory"]
        _pushed(lakehouse, address, out)
        used = client.info("memory")["used_memory"] - empty
        out(f"memory of a version: {used / 1e6:.1f} MB\n")
        _read_alone(address, people, out)
        is_over, answers = Event(), Queue()
        reader = Process(target=_read, args=(address, people, is_over, answers))
        reader.start()
        if not shared:
            os.sched_setaffinity(0, cores[:1])
        for _ in range(PUSHES):
            _pushed(lakehouse, address, out)
        is_over.set()
        _say("during pushes", *answers.get(), out)
        reader.join()


def _pushed(lakehouse: Lakehouse, address: str, out: Any) -> None:
    began = time.perf_counter()
    pushed = push(lakehouse, address)
    seconds = time.perf_counter() - began
    out(f"push: {pushed.version.rows:,} people, {pushed.compared:,} compared, {seconds:.1f} s\n")


def _read_alone(address: str, people: int, out: Any) -> None:
    is_over, answers = Event(), Queue()
    reader = Process(target=_read, args=(address, people, is_over, answers))
    reader.start()
    time.sleep(10)
    is_over.set()
    _say("alone", *answers.get(), out)
    reader.join()


def _read(address: str, people: int, is_over: IsOver, answers: Any) -> None:
    """Read until it is over; a record is torn if it is none of the person's."""
    import redis

    features = documented()["Features"](redis.Redis.from_url(address, decode_responses=True))
    times, versions, missing, torn, number = [], set(), 0, 0, 0
    while not is_over.is_set():
        number = (number * 7 + 11) % people
        began = time.perf_counter()
        version, (found,) = features.of(f"person{number}")
        times.append(time.perf_counter() - began)
        versions.add(version)
        missing += found is None
        torn += found is not None and (
            list(found) != FEATURES or found["recency_days"] != 40 - number % 40
        )
    answers.put((times, len(versions), missing, torn))


def _say(when: str, times: list[float], versions: int, missing: int, torn: int, out: Any) -> None:
    cuts = [1_000 * cut for cut in quantiles(times, n=1_000)]
    out(f"reads {when}: {len(times):,} of {versions} versions, {missing} missing, {torn} torn\n")
    told = {"p50": cuts[499], "p99": cuts[989], "p99.9": cuts[998], "most": 1_000 * max(times)}
    out(json.dumps({name: round(value, 3) for name, value in told.items()}) + " ms\n")


if __name__ == "__main__":
    measure(PEOPLE, shared="--shared" in sys.argv)
