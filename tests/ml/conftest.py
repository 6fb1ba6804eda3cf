"""Models need the extra `ml`: without it, only what does without is tested."""

from importlib.util import find_spec

_NEED_THEM = ("work", "judging", "segments", "evaluate", "kills", "fifty_thousand", "erased")
collect_ignore = [] if find_spec("skops") else [f"test_{name}.py" for name in _NEED_THEM]
