"""A shop of seven months whose lake is served: ana is of growth, bo of all teams."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.events import DAY, Row, event, item, lines
from tests.lakes import build_lake
from tests.serve.asgi import ANA, BO, Client
from transforms.config import Config, Team
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.serve.access import Access
from transforms.serve.api import make_app
from transforms.serve.copies import Copies
from transforms.serve.reader import Reader
from transforms.serve.reports import Reports
from transforms.system.progress import Progress

SETTINGS: dict[str, Any] = {
    "warehouse": {"sync_data_files": False, "threads": 1},
    "access": {"ana": ["growth"], "bo": list(get_args(Team))},
}


def story() -> Iterator[Row]:
    """Make events up: visitors who come on some days of seven months, add to carts and buy."""
    for number in range(12):
        visitor, first = f"v{number}", number * 14
        for visit in range(0, 200 - first, 8 + number):
            minute = (first + visit) * DAY + number
            shown = [item(f"p{number % 3}", price=5 + number)]
            yield event("view_item", visitor, minute, items=shown)
            if visit % 2 == 0:
                yield event("add_to_cart", visitor, minute + 1, items=shown)
            if visit % 3 == 0:
                order = {"transaction_id": f"T{number}-{visit}", "value": f"{number + 10}.25"}
                yield event("purchase", visitor, minute + 2, items=shown, **order)
    yield event("sign_up", "v1", 9, user_id="u1", segment="=1+1 'pro' \x1b[31m")


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose lake is made once; copy it to change it."""
    home = tmp_path_factory.mktemp("served") / "home"
    build_lake(home, [lines(*story())], SETTINGS).close()
    (home / "config.json").write_text(json.dumps(SETTINGS))
    return home


@dataclass
class Served:
    """A lake with its API."""

    lakehouse: Lakehouse
    client: Client
    copies: Copies
    reader: Reader
    reports: Reports

    @property
    def home(self) -> Path:
        return self.lakehouse.home.root

    def lines(self) -> list[dict[str, Any]]:
        """What the access log has."""
        text = (self.lakehouse.home.logs / "access.jsonl").read_text()
        return [json.loads(line) for line in text.splitlines()]


Serve = Callable[..., Served]


@dataclass
class _Server:
    stack: ExitStack = field(default_factory=ExitStack)

    def __call__(self, home: Path, **settings: Any) -> Served:
        """Serve a home's lake, with some more settings."""
        config = Config.model_validate(SETTINGS | settings)
        lakehouse = Lakehouse(Home(home), config, Progress())
        reader = self.stack.enter_context(closing(Reader(lakehouse)))
        copies = self.stack.enter_context(closing(Copies(reader, config, 0, 0)))
        program = ("-c", "import time; time.sleep(60)")
        reports = self.stack.enter_context(closing(Reports(lakehouse, home / "c.json", program)))
        app = make_app(lakehouse, Access(config.access), copies, reports, "1")
        return Served(lakehouse, Client(app), copies, reader, reports)


@pytest.fixture(scope="session", autouse=True)
def _secrets() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAKEHOUSE_TOKEN_ANA", ANA)
        patch.setenv("LAKEHOUSE_TOKEN_BO", BO)
        yield


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve homes until the test ends."""
    server = _Server()
    with server.stack:
        yield server


@pytest.fixture(scope="session")
def served(shop: Path) -> Iterator[Served]:
    """The shop, served for all tests that change nothing."""
    server = _Server()
    with server.stack:
        yield server(shop)


@pytest.fixture
def copy(shop: Path, tmp_path: Path) -> Path:
    """A home of its own."""
    home = tmp_path / "home"
    shutil.copytree(shop, home, ignore=shutil.ignore_patterns("logs", "tmp", "reports"))
    return home
