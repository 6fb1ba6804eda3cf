"""Models need the extra `ml`: without it, only what does without is tested."""

from importlib.util import find_spec

collect_ignore = (
    []
    if find_spec("skops")
    else ["test_work.py", "test_judging.py", "test_segments.py", "test_evaluate.py"]
)
