"""Spellings: an id is found where it stands on its own, and nowhere else."""

import pytest

from transforms.privacy.spellings import Spellings

FOUND = [
    ("anna-4711", b'{"user_id": "anna-4711"}'),
    ("anna-4711", b'{"user_id": "anna-4711'),
    ("anna-4711", b"https://shop/?u=anna-4711&x=1"),
    ("anna-4711", b'"body": "{\\"user_id\\": \\"anna-4711\\"}"'),
    ("anna-4711", b'"\\u0061nna-\\u0034711"'),
    ("zo\u00eb@shop", '"zo\u00eb@shop"'.encode()),
    ("zo\u00eb@shop", b'"zo\\u00eb@shop"'),
    ("\U0001f600person", b'"\\ud83d\\ude00person"'),
    ('quo"ted-id', b'"quo\\"ted-id"'),
    ("5", b'{"user_id": "5"}'),
    ("5", b'{"user_id": 5, broken'),
    ("5", b"{'user_pseudo_id': '5'}"),
    ("anna-4711", b'{"user_id": "\\tanna-4711\\u00a0"}'),
    ("anna-4711", '{"user_id": "\u3000anna-4711\u2003"}'.encode()),
    ("5", b'{"user_id": " 5\\t", broken'),
    ("5", b'{"user_id": " 5'),
    ("5", '{"user_id": "\u00a05"}'.encode()),
    ("5", b'{\\"user_id\\": \\"5\\"}'),
]
NOT_FOUND = [
    ("anna-4711", b'"anna-47112"'),
    ("anna-4711", b'"anna-4711-b"'),
    ("person", b'"zoe.person@shop.example"'),
    ("5", b'{"user_id": 55, "value": 5, "list": [5]}'),
    ("zoe", b'{"user_id": "zoe.person@shop.example"}'),
    ("5", b"5"),
    ("5", b'{"user_id": " 55"}'),
    ("anna-4711", b'"stanna-4711"'),
    ("anna-4711", '"\u00e1anna-4711"'.encode()),
]


@pytest.mark.parametrize(("text", "raw"), FOUND)
def test_an_id_on_its_own_is_found(text: str, raw: bytes) -> None:
    assert Spellings([text, "another-id"]).are_in(raw)


@pytest.mark.parametrize(("text", "raw"), NOT_FOUND)
def test_a_part_of_something_else_is_not_it(text: str, raw: bytes) -> None:
    assert not Spellings([text, "another-id"]).are_in(raw)


@pytest.mark.parametrize("size", [1, 7, 100])
def test_an_id_is_found_across_blocks(size: int) -> None:
    raw = b"x " * 300 + b'"\\u0061nna-4711"' + b" y" * 300
    blocks = [raw[start : start + size] for start in range(0, len(raw), size)]
    assert Spellings(["anna-4711"]).are_in_blocks(iter(blocks))
    assert not Spellings(["anna-4712"]).are_in_blocks(iter(blocks))
