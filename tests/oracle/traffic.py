"""Where an event says, or shows, that its visitor came from."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from transforms.config import Config

Row = dict[str, Any]
Told = tuple[str | None, str | None, str | None]

NAMES = ("source", "medium", "campaign")
NOTHING = {"(direct)", "(none)", "(not set)"}
SOCIAL = {"fbclid": ("facebook", "social"), "ttclid": ("tiktok", "social")}
GOOGLE = dict.fromkeys(("gclid", "gbraid", "wbraid", "dclid"), ("google", "cpc"))
CLICKS = GOOGLE | SOCIAL | {"msclkid": ("bing", "cpc")}


def traffic(event: Row, config: Config) -> Row:
    """Give the source, medium and campaign of an event, in this order of precedence."""
    return dict(zip(NAMES, _told(event, config), strict=True))


def _told(event: Row, config: Config) -> Told:
    given = _named(event.get(name) for name in NAMES)
    if any(given):
        return given
    page = event.get("page_location") or ""
    parameters = dict(reversed(parse_qsl(urlsplit(page).query)))
    utm = _named(parameters.get(f"utm_{name}") for name in NAMES)
    click = next(
        (CLICKS[name] for name, _ in parse_qsl(urlsplit(page).query) if name in CLICKS), None
    )
    if click and (config.traffic.click_ids == "before_utm" or not utm[0]):
        return (*click, utm[2])
    if any(utm):
        return utm
    referrer = _host(event.get("page_referrer"))
    if referrer and not _is_silent(referrer, _host(page), config):
        return referrer, "referral", None
    return None, None, None


def _named(values: Any) -> Told:
    source, medium, campaign = (
        None if not value or value.lower() in NOTHING else value for value in values
    )
    return source, medium, campaign


def _host(address: str | None) -> str:
    return (urlsplit(address or "").hostname or "").removeprefix("www.")


def _is_silent(referrer: str, page: str, config: Config) -> bool:
    sites = [*config.traffic.own_sites, *config.traffic.ignored_referrers, *filter(None, [page])]
    return any(_lies_in(referrer, site) for site in sites) or _lies_in(page, referrer)


def _lies_in(host: str, domain: str) -> bool:
    return f".{host}".endswith(f".{domain}")
