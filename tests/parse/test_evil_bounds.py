"""Every bad input stays within 2 seconds and 64 MiB, and none ends the process."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.files.test_evil_files import G, made
from tests.parse.test_evil_inputs import CASES, PLAIN, bytes_of
from tests.paths import PROJECT

MOST_SECONDS, MOST_BYTES = 2.0, 64 << 20
MANY = {"F030", "F032"}
MEASURED = 93  # of 108: two are many files or lines, 13 are faults of a queue


def inputs(folder: Path) -> Iterator[dict[str, Any]]:
    """Write each input to a file of its own; faults of the queue are left out."""
    for case in CASES:
        place = folder / case["id"]
        place.mkdir()
        surface = case["surface"]
        if surface == "file" and case["id"] not in MANY:
            yield {"id": case["id"], "kind": "file", "path": str(made(case, place))}
        body = body_of(case) if surface != "file" else None
        if body is not None:
            path = place / "a.jsonl"
            path.write_bytes(body)
            kind = "body" if surface == "sqs" else "file"
            yield {"id": case["id"], "kind": kind, "path": str(path)}


def body_of(case: dict[str, Any]) -> bytes | None:
    if case["surface"] == "items":
        return PLAIN[:-1] + b',"items":' + bytes_of(case) + b"}"
    if case["surface"] == "event_line":
        return bytes_of(case)
    try:
        body = eval(case["generator"], {"G": G, "json": json, "sqs": bytes})  # noqa: S307  # ours
    except NameError:
        return None
    return body if isinstance(body, bytes) else None


@pytest.mark.deep
@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")
def test_every_input_stays_within_its_bounds_and_ends_no_process(tmp_path: Path) -> None:
    cases = list(inputs(tmp_path))
    assert len(cases) == MEASURED
    plain = tmp_path / "plain.jsonl"
    plain.write_bytes(G)
    warm = {"id": "plain", "kind": "file", "path": str(plain)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.parse.evil_bounds"],
        input="".join(json.dumps(case) + "\n" for case in (warm, *cases)),
        capture_output=True,
        text=True,
        cwd=PROJECT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["plain", *(case["id"] for case in cases)]
    assert not [answer for answer in answers if answer["seconds"] > MOST_SECONDS]
    assert not [answer for answer in answers if answer["bytes"] > MOST_BYTES]
