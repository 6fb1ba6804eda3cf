"""Chromium as a reader has it, driven over a pipe by its own protocol: no driver, no port.

https://chromedevtools.github.io/devtools-protocol/
"""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_OPTIONS = (
    *("--headless=new", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--hide-scrollbars", "--remote-debugging-pipe", "--force-color-profile=srgb"),
)
#: What waits for the browser, and not what measures it.
_MOST_SECONDS = 120
_DRAWN = """
new Promise((done) => {
  const look = () => [...document.querySelectorAll(".chart")].every((each) => each.children.length)
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(true)))
    : setTimeout(look, 20);
  look();
})
"""


@dataclass
class Tab:
    """A page in the browser, and what it asked for and complained of."""

    browser: "Browser"
    session: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def do(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and give its result."""
        return self.browser.do(method, parameters, self.session)

    def open(self, file: Path) -> None:
        """Open a file and wait until its charts are drawn."""
        self.do("Page.navigate", url=file.absolute().as_uri())
        self.browser.wait_for("Page.loadEventFired", self.session)
        self.ask(_DRAWN)

    def look(self, width: int, height: int = 900, scheme: str = "light") -> None:
        """Look at it through a window of so many pixels, in a scheme."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.do("Emulation.setDeviceMetricsOverride", **size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.do("Emulation.setEmulatedMedia", features=features)
        self.ask("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 150)))")

    def ask(self, expression: str) -> Any:
        """Evaluate JavaScript and give what it gives."""
        told = self.do(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def press(self, key: str) -> None:
        """Press a key."""
        codes = {"Tab": 9, "Enter": 13}
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            code = {"windowsVirtualKeyCode": codes[key], "key": key, "code": key}
            self.do(
                "Input.dispatchKeyEvent", type=kind, **code, **(text if kind == "keyDown" else {})
            )

    def picture(self, *, whole: bool = True, clip: dict[str, Any] | None = None) -> bytes:
        """Take a picture of all of it, as PNG."""
        more = {"clip": clip} if clip else {}
        told = self.do("Page.captureScreenshot", captureBeyondViewport=whole, **more)
        return base64.b64decode(told["data"])

    def printed(self) -> bytes:
        """Print it, as PDF."""
        return base64.b64decode(self.do("Page.printToPDF", preferCSSPageSize=True)["data"])


class Browser:
    """A running Chromium."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back = to, back
        self._left = b""
        self._number = 0
        self._tabs: dict[str, Tab] = {}
        self._events: list[tuple[str, str]] = []

    def tab(self) -> Tab:
        """Open an empty tab."""
        target = self.do("Target.createTarget", {"url": "about:blank"})["targetId"]
        parameters = {"targetId": target, "flatten": True}
        session = self.do("Target.attachToTarget", parameters)["sessionId"]
        tab = self._tabs[session] = Tab(self, session)
        for domain in ("Page", "Runtime", "Network", "Log"):
            tab.do(f"{domain}.enable")
        return tab

    def do(self, method: str, parameters: dict[str, Any], session: str = "") -> dict[str, Any]:
        """Send a command and give its result."""
        self._number += 1
        number = self._number
        said = {"id": number, "method": method, "params": parameters}
        os.write(
            self._to,
            json.dumps(said | ({"sessionId": session} if session else {})).encode() + b"\0",
        )
        while True:
            told = self._next()
            if told.get("id") == number:
                assert "error" not in told, f"{method}: {told['error']}"
                return dict(told["result"])

    def wait_for(self, event: str, session: str) -> None:
        """Wait for an event of a tab; one that has come since the last wait counts."""
        while (event, session) not in self._events:
            self._next()
        self._events.clear()

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            more = os.read(self._back, 1 << 20)
            assert more, "the browser is gone"
            self._left += more
        message, self._left = self._left.split(b"\0", 1)
        told: dict[str, Any] = json.loads(message)
        if "method" in told:
            self._note(told)
        return told

    def _note(self, told: dict[str, Any]) -> None:
        method, session, about = told["method"], told.get("sessionId", ""), told.get("params", {})
        self._events.append((method, session))
        tab = self._tabs.get(session)
        if tab is None:
            return
        if method == "Network.requestWillBeSent":
            tab.requests.append(about["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            tab.complaints.append(str(about["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and about["type"] in (
            "error",
            "warning",
            "assert",
        ):
            tab.complaints.append(str(about["args"]))
        elif method == "Log.entryAdded" and about["entry"]["level"] in ("error", "warning"):
            tab.complaints.append(str(about["entry"]))


@contextmanager
def browsing(folder: Path) -> Iterator[Browser]:
    """Run Chromium for the block, with a profile of its own in a folder."""
    assert CHROMIUM
    read_to, write_to = os.pipe()
    read_back, write_back = os.pipe()
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    command = [CHROMIUM, *_OPTIONS, *as_root, f"--user-data-dir={folder}", "about:blank"]
    pipes = f'exec "$@" 3<&{read_to} 4>&{write_back}'
    process = subprocess.Popen(
        ["bash", "-c", pipes, "chromium", *command],
        pass_fds=(read_to, write_back),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(read_to)
    os.close(write_back)
    try:
        yield Browser(write_to, read_back)
    finally:
        os.close(write_to)
        process.terminate()
        try:
            process.wait(timeout=_MOST_SECONDS)
        finally:
            process.kill()
            os.close(read_back)
