"""Erasing a person: from the archive, the refused lines, the lake and its past, and published/."""

from transforms.privacy.erasure import Erased, erase
from transforms.privacy.find import PersonalData, find_personal_data

__all__ = ["Erased", "PersonalData", "erase", "find_personal_data"]
