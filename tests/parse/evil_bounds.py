"""Each bad input by itself: how long it takes and how much memory, in a process that must not die.

Reads cases as JSON lines on standard input (id, kind, path) and answers each at once with a line:
id, outcome, seconds of work (a busy machine adds none), and the bytes by which memory grew at its
highest (as Linux tells it).
"""

import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from transforms.config import LimitSettings
from transforms.home import Home
from transforms.ingest.files.inbox import take_files
from transforms.ingest.messages.body import lines_of
from transforms.parse import read_batch

NOW_US = 1_795_000_000_000_000 + 365 * 86_400_000_000


def memory(field: str) -> int:
    """Read a field of this process's memory, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) * 1024


def outcome_of(kind: str, path: Path, folder: Path) -> str:
    """Take the input as a file, or the lines of a message's body, and read the batch."""
    if kind == "body":
        lines = lines_of(path.read_text(encoding="utf-8"))
        path = folder / "body.jsonl"
        path.write_bytes(b"\n".join(lines))
    else:
        intakes = list(take_files([path], Home(folder / "home"), LimitSettings()))
        if intakes[-1].batch is None:
            return intakes[-1].code or ""
        path = intakes[-1].batch.path
    read = read_batch(path, folder / "parts", limits=LimitSettings(), now_us=NOW_US)
    codes = [json.loads(line)["code"] for part in read.refusals for line in part.open("rb")]
    return f"{read.accepted} accepted, {read.blank} blank, refused: {sorted(set(codes))}"


def main() -> None:
    """Answer one case after another."""
    for line in sys.stdin:
        case = json.loads(line)
        with TemporaryDirectory() as folder:
            Path("/proc/self/clear_refs").write_text("5")  # the highest point begins anew
            before, started = memory("VmRSS"), time.process_time()
            outcome = outcome_of(case["kind"], Path(case["path"]), Path(folder))
            seconds = time.process_time() - started
            grown = memory("VmHWM") - before
        answer = {"id": case["id"], "outcome": outcome, "seconds": seconds, "bytes": grown}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
