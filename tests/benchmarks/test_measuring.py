import os
import sys
import time

import pytest

from benchmarks.measuring import measure, python

MIB = 2**20
HOLD = "import time; held = bytearray({} << 20); time.sleep({})"
MEASURE = """
import sys
from benchmarks.measuring import python
print(python("-c", sys.argv[1]).peak_bytes)
"""
CHILD = "import sys; held = bytearray(150 << 20); print(flush=True); sys.stdin.read()"
PARENT = f"""
import subprocess, sys, time
with subprocess.Popen([sys.executable, "-c", {CHILD!r}], stdin=-1, stdout=-1) as child:
    child.stdout.readline()
    held = bytearray(100 << 20)
    time.sleep(0.5)
"""


def peak_of(program: str) -> int:
    """Measure a program from a small process; a child begins with the memory of its parent."""
    return int(measure(sys.executable, "-c", MEASURE, program).out)


def test_the_memory_of_all_processes_counts() -> None:
    assert 250 * MIB < peak_of(PARENT) < 320 * MIB


def test_memory_that_is_not_held_at_once_is_not_added() -> None:
    child = f"subprocess.run([sys.executable, '-c', {HOLD.format(150, 0.1)!r}])"
    parent = f"import subprocess, sys; {child}; {HOLD.format(200, 0.1)}"
    assert 200 * MIB < peak_of(parent) < 300 * MIB


def test_seconds_are_by_the_clock_and_of_the_processor() -> None:
    before = time.time()
    measured = python("-c", "import time; time.sleep(0.2)")
    assert measured.seconds >= 0.2 > measured.cpu_seconds > 0
    assert before <= measured.began_at <= time.time() - measured.seconds


def test_what_a_command_says_is_kept() -> None:
    measured = python("-c", "import sys; print('told'); sys.stderr.write('aside')")
    assert (measured.out, measured.err) == ("told\n", "aside")


def test_a_command_that_fails_ends_the_benchmark_with_its_words() -> None:
    with pytest.raises(SystemExit, match=r"ended with 3: no luck"):
        python("-c", "import sys; sys.stderr.write('no luck'); sys.exit(3)")


def test_the_settings_of_somebody_elses_lake_are_not_passed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LAKEHOUSE_HOME", os.devnull)
    assert python("-c", "import os; print('LAKEHOUSE_HOME' in os.environ)").out == "False\n"
