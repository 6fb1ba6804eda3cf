"""The app, opened over a home without a browser, as Streamlit's own tests do it."""

from pathlib import Path
from typing import Any


def script(home: str, config: str) -> None:
    from transforms.app.view import show

    show(home, config)


def opened(home: Path) -> Any:
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_function(script, args=(str(home), str(home / "config.json")))
    return app.run(timeout=120)
