"""Erasing a person: from the archive, the refused lines, the lake and its past, and published/."""

from transforms.privacy.erasure import Erased, erase
from transforms.privacy.find import PersonalData, find_personal_data
from transforms.privacy.words import erased_in_words, traces_in_words

__all__ = [
    "Erased",
    "PersonalData",
    "erase",
    "erased_in_words",
    "find_personal_data",
    "traces_in_words",
]
