"""Erasing a person: from the archive, the refused lines, the lake and its past, and published/."""

from transforms.privacy.erasure import Erased, erase
from transforms.privacy.find import Traces, find_traces
from transforms.privacy.words import erased_in_words, traces_in_words

__all__ = ["Erased", "Traces", "erase", "erased_in_words", "find_traces", "traces_in_words"]
