"""Secrets are masked wherever they stand, and nothing else is."""

import pytest

from transforms.system.redaction import has_secret, redact, remember_secrets

HIDDEN = "s3cr+t/va lue%'\"x"


@pytest.mark.parametrize(
    "name",
    [
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "PGPASSWORD",
        "LAKEHOUSE_PSEUDONYM_KEY",
        "my_Token",
    ],
)
@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param(HIDDEN, id="as it is"),
        pytest.param("s3cr%2Bt%2Fva%20lue%25%27%22x", id="in an address"),
        pytest.param("s3cr%2Bt/va%20lue%25%27%22x", id="in a path"),
        pytest.param("s3cr%2Bt%2Fva+lue%25%27%22x", id="in a query"),
        pytest.param("s3cr+t/va lue%'\\\"x", id="in JSON"),
        pytest.param("s3cr+t/va lue%''\"x", id="in SQL"),
    ],
)
def test_a_secret_of_the_environment_is_masked(
    monkeypatch: pytest.MonkeyPatch, name: str, spelling: str
) -> None:
    monkeypatch.setenv(name, HIDDEN)
    assert redact(f"before {spelling} after") == "before *** after"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("postgres:dbname=lake password=abc host=x", "postgres:dbname=lake password=*** host=x"),
        ("password='a b' host", "password=*** host"),
        ("password = hunter2 x", "password = *** x"),
        ("postgres://me:p@ss/w@db/lake", "postgres://***@db/lake"),
        (
            "https://q/?X-Amz-Signature=ab&X-Amz-Date=1",
            "https://q/?X-Amz-Signature=***&X-Amz-Date=1",
        ),
        ("{'Authorization': b'AWS4 Credential=A/b, Signature=c'}", "{'Authorization': b***}"),
        ("x-amz-security-token:abc\nhost:b", "x-amz-security-token:***\nhost:b"),
        ("<SecretAccessKey>a/+</SecretAccessKey>", "<SecretAccessKey>***</SecretAccessKey>"),
        ('{"api_key": "x y", "a": 1}', '{"api_key": ***, "a": 1}'),
        ("got 'https://a:b@c'", "got 'https://***@c'"),
        ("the path 'https:/a:b@c/d'", "the path 'https:/***@c/d'"),
    ],
)
def test_what_stands_where_secrets_stand_is_masked(text: str, masked: str) -> None:
    assert redact(text) == masked
    assert has_secret(text)
    assert redact(masked).count("***") == masked.count("***")


@pytest.mark.parametrize(
    "text",
    [
        "the token is wrong",
        "unexpected token: }",
        "the key 'sessions' twice",
        "sessions.gap_minutes must be 1 or more, got 0",
        "https://sqs.eu-west-1.amazonaws.com/1/orders must answer, got EndpointConnectionError",
    ],
)
def test_other_texts_stay(text: str) -> None:
    assert redact(text) == text
    assert not has_secret(text)


def test_a_short_value_of_the_environment_masks_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USE_TOKEN", "true")
    monkeypatch.setenv("KEYBOARD", "is true")
    assert redact("that is true") == "that is true"


def test_a_secret_seen_once_is_masked_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.system.redaction._remembered", set())
    assert redact("refused: hunter22") == "refused: hunter22"
    remember_secrets("postgres:host=db password=hunter22")
    assert redact("refused: hunter22") == "refused: ***"
    monkeypatch.setenv("HTTPS_PROXY", "http://me:hunter33@proxy")
    assert redact("hunter33") == "***"
