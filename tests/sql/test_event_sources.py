"""Traffic sources: what an event says of where its visitor came from, and what says nothing."""

from pathlib import Path

import pytest

from tests.events import Row, event, lines
from tests.lakes import build_lake
from tests.sql.stories import Case, Story, tell

CONFIG = {"traffic": {"own_sites": ["help.example"]}}

SHOP = "https://www.shop.example/"
GOOGLE = ("google", "cpc", None)
NOTHING = (None, None, None)

#: What stands in an event, and the source, medium and campaign that it tells.
TOLD: dict[str, tuple[Row, tuple[str | None, str | None, str | None]]] = {
    "the event's own words win over its page": (
        {"source": "own", "page_location": f"{SHOP}?utm_source=x&gclid=1"},
        ("own", None, None),
    ),
    "an own medium alone is the event's word": (
        {"medium": "email", "page_location": f"{SHOP}?utm_source=x"},
        (None, "email", None),
    ),
    "(direct) and (none) name no source": (
        {"traffic_source": {"source": "(direct)", "medium": "(none)", "campaign": "(direct)"}},
        NOTHING,
    ),
    "(Direct) leaves the word to the page": (
        {"source": "(Direct)", "medium": "(None)", "page_location": f"{SHOP}?gclid=1"},
        GOOGLE,
    ),
    "(direct) leaves the word to the referrer": (
        {"source": "(direct)", "page_location": SHOP, "page_referrer": "https://blog.example/"},
        ("blog.example", "referral", None),
    ),
    "direct without brackets is a name like any other": (
        {"source": "direct", "medium": "none"},
        ("direct", "none", None),
    ),
    "a named source without a medium": (
        {"source": "news", "medium": "(none)"},
        ("news", None, None),
    ),
    "utm_ wins over a click id": (
        {"page_location": f"{SHOP}?gclid=1&utm_source=news&utm_medium=email&utm_campaign=a+b%21"},
        ("news", "email", "a b!"),
    ),
    "a click id tells what utm_ does not": (
        {"page_location": f"{SHOP}?utm_campaign=spring&gclid=1"},
        ("google", "cpc", "spring"),
    ),
    "(direct) in utm_ names no source": (
        {"page_location": f"{SHOP}?utm_source=(direct)&utm_medium=%28none%29&fbclid=1"},
        ("facebook", "social", None),
    ),
    "a click id wins over the referrer": (
        {"page_location": f"{SHOP}?gclid=1", "page_referrer": "https://blog.example/"},
        GOOGLE,
    ),
    **{
        f"{name} alone is enough": ({"page_location": f"{SHOP}?a=1&{name}=x"}, told)
        for name, told in {
            **dict.fromkeys(("gclid", "gbraid", "wbraid", "dclid"), GOOGLE),
            "msclkid": ("bing", "cpc", None),
            "fbclid": ("facebook", "social", None),
            "ttclid": ("tiktok", "social", None),
        }.items()
    },
    "a click id without a value says nothing": ({"page_location": f"{SHOP}?gclid=&a=1"}, NOTHING),
    "an unknown click id says nothing": ({"page_location": f"{SHOP}?yclid=1"}, NOTHING),
    "another site": (
        {"page_location": SHOP, "page_referrer": "https://Blog.example:80/a"},
        ("blog.example", "referral", None),
    ),
    "an app": (
        {"page_location": SHOP, "page_referrer": "android-app://com.google.android.gm/"},
        ("com.google.android.gm", "referral", None),
    ),
    "a referrer without a page": (
        {"page_referrer": "http://www.blog.example"},
        ("blog.example", "referral", None),
    ),
    "the page's own host": (
        {"page_location": SHOP, "page_referrer": "http://shop.example:8080/a"},
        NOTHING,
    ),
    "a domain below the page's": (
        {"page_location": SHOP, "page_referrer": "https://checkout.shop.example/pay"},
        NOTHING,
    ),
    "a domain above the page's": (
        {"page_location": "https://checkout.shop.example/", "page_referrer": SHOP},
        NOTHING,
    ),
    "a domain beside the page's": (
        {"page_location": "https://a.shop.example/", "page_referrer": "https://b.shop.example/"},
        ("b.shop.example", "referral", None),
    ),
    "a host that only ends like the page's": (
        {"page_location": SHOP, "page_referrer": "https://myshop.example/"},
        ("myshop.example", "referral", None),
    ),
    "an own site": ({"page_location": SHOP, "page_referrer": "https://help.example/"}, NOTHING),
    "below an own site": (
        {"page_location": SHOP, "page_referrer": "https://www.de.help.example/"},
        NOTHING,
    ),
    "a host that only ends like an own site": (
        {"page_location": SHOP, "page_referrer": "https://selfhelp.example/"},
        ("selfhelp.example", "referral", None),
    ),
    "a payment page": (
        {"page_location": SHOP, "page_referrer": "https://www.paypal.com/checkoutnow?token=1"},
        NOTHING,
    ),
    "a payment page below its domain": (
        {"page_location": SHOP, "page_referrer": "https://hooks.stripe.com/3d_secure"},
        NOTHING,
    ),
    "a campaign on the way back from a payment page": (
        {"page_location": f"{SHOP}?utm_source=x", "page_referrer": "https://pay.klarna.com/"},
        ("x", None, None),
    ),
    "no address at all": ({"page_location": "/home", "page_referrer": "app"}, NOTHING),
    "a parameter that cannot be decoded": (
        {"page_location": f"{SHOP}?utm_source=%E9t%E9&utm_medium=%"},
        ("%E9t%E9", "%", None),
    ),
    "a name that only ends like a parameter's": (
        {"page_location": f"{SHOP}?my_utm_source=x&xgclid=1#utm_source=y"},
        NOTHING,
    ),
}

CASES = [
    Case(
        name,
        f"visitor_id = 'source {number}'",
        [event("page_view", f"source {number}", **fields)],
        [dict(zip(("source", "medium", "campaign"), told, strict=True))],
    )
    for number, (name, (fields, told)) in enumerate(TOLD.items())
]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return tell(tmp_path_factory.mktemp("sources"), "fct_events", CASES, CONFIG)


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("utm_source=news&utm_medium=email&utm_campaign=a&gclid=1", ("google", "cpc", "a")),
        ("utm_source=news&utm_campaign=a", ("news", None, "a")),
    ],
)
def test_click_ids_win_where_the_shop_says_so(
    tmp_path: Path, query: str, told: tuple[str | None, ...]
) -> None:
    seen = event("page_view", "v", page_location=f"{SHOP}?{query}")
    config = {"traffic": {"click_ids": "before_utm"}}
    lake = build_lake(tmp_path, [lines(seen)], config, engine="duckdb")
    [row] = lake.query("select source, medium, campaign from fct_events")
    lake.close()
    assert tuple(row.values()) == told
