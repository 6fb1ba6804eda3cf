"""What is said of an erasure: numbers, and no id."""

from transforms.privacy.erasure import Erased
from transforms.privacy.find import PersonalData


def traces_in_words(found: PersonalData) -> list[tuple[str, str]]:
    """Say what there is of a person, a row for each kind."""
    return [
        ("ids", f"{len(found.journal.ids):,}, of them {found.visitors:,} visitors"),
        ("accepted lines", f"{found.accepted:,}"),
        ("refused lines", f"{found.refused:,}"),
        ("batches", f"{len(found.journal.lines):,}"),
        ("refused files", f"{len(found.files):,}"),
    ]


def erased_in_words(erased: Erased) -> list[tuple[str, str]]:
    """Say what was erased, a row for each kind, and what else names the person."""
    return [
        ("ids", f"{erased.ids:,}"),
        ("lines", f"{erased.lines:,} of {erased.batches:,} batches"),
        ("refused files", f"{erased.files:,}"),
        ("old lakes", f"{erased.old_lakes:,}"),
        ("former states", "all"),
        ("lines of others that name an id in a text", f"{erased.mentions:,}, left as they are"),
        ("record", f"ops.erasures, {erased.erasure_id}"),
    ]
