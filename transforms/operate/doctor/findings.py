"""What the doctor finds: PASS, WARN or FAIL, a sentence, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Word(StrEnum):
    """How bad it is."""

    passed = "PASS"
    warned = "WARN"
    failed = "FAIL"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; a failure has the exit code that a run would end with."""

    word: Word
    subject: str
    find: str
    advice: str = ""
    exit_code: int = 0


def passed(subject: str, find: str) -> Finding:
    """Say that all is well."""
    return Finding(Word.passed, subject, find)


def warned(subject: str, find: str, advice: str) -> Finding:
    """Say what somebody should look at; runs go on."""
    return Finding(Word.warned, subject, find, advice)


def failed(subject: str, find: str, advice: str, exit_code: int) -> Finding:
    """Say what keeps runs from working."""
    return Finding(Word.failed, subject, find, advice, exit_code)


def exit_code_of(findings: Iterable[Finding]) -> int:
    """Tell the exit code of the first failure; 0 without one."""
    return next((each.exit_code for each in findings if each.word is Word.failed), 0)
