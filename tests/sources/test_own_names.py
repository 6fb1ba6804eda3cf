"""The names that no extra column may have are those that the reader takes for its own."""

from transforms.parse.exact_path import KNOWN
from transforms.parse.schema import TRANSPORT_FIELDS
from transforms.system.own_names import OWN_NAMES


def test_they_are_the_readers() -> None:
    assert OWN_NAMES == KNOWN | TRANSPORT_FIELDS
