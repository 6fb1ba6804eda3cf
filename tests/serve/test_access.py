"""Access: who is known by which secret, and what is said of those that cannot be."""

import pytest

from tests.serve.asgi import ANA, BO
from transforms.errors import ConfigError
from transforms.serve.access import Access, Person


def test_a_secret_is_its_persons_alone() -> None:
    access = Access({"ana": ["growth", "growth"], "bo": []})
    assert access.person_of(f"Bearer {ANA}") == Person("ana", ("growth",))
    assert access.person_of(f"bearer  {BO} ") == Person("bo", ())
    for other in (
        "",
        "Bearer",
        "Bearer ",
        f"Basic {ANA}",
        ANA,
        f"Bearer {ANA}x",
        f"Bearer {ANA[1:]}",
    ):
        assert access.person_of(other) is None


def test_who_has_no_secret_is_told_and_never_known(caplog: pytest.LogCaptureFixture) -> None:
    access = Access({"ana": ["growth"], "cid": ["growth"]})
    assert "cid has no secret in LAKEHOUSE_TOKEN_CID" in caplog.text
    assert access.person_of("Bearer ") is None


@pytest.mark.parametrize(
    ("people", "secrets", "said"),
    [
        ({}, {}, "access must name a person"),
        ({"cid": ["growth"]}, {}, "got nobody who has one"),
        ({"cid": []}, {"CID": "short"}, "16 to 512 of letters, digits"),
        ({"cid": []}, {"CID": "blanks are not good"}, "LAKEHOUSE_TOKEN_CID must hold"),
        ({"cid": []}, {"CID": "ü" * 20}, "LAKEHOUSE_TOKEN_CID must hold"),
        ({"ana": [], "cid": []}, {"CID": ANA}, "LAKEHOUSE_TOKEN_ANA and LAKEHOUSE_TOKEN_CID"),
    ],
)
def test_secrets_that_cannot_be_are_told_and_not_shown(
    monkeypatch: pytest.MonkeyPatch,
    people: dict[str, list[str]],
    secrets: dict[str, str],
    said: str,
) -> None:
    for name, secret in secrets.items():
        monkeypatch.setenv(f"LAKEHOUSE_TOKEN_{name}", secret)
    with pytest.raises(ConfigError) as caught:
        Access(people)  # type: ignore[arg-type]
    assert said in str(caught.value)
    assert not [each for each in secrets.values() if each in str(caught.value)]
