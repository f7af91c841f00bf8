"""A real browser for tests: Chromium without a window, driven over a pair of pipes (no port, no driver, no package)."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_NOMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_PATIENCE = 120
"""Seconds for one answer; only a browser that hangs takes longer."""

_FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"),
    *("--no-first-run", "--disable-extensions", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--lang=fr", "--remote-debugging-pipe"),
)


def trouver() -> str | None:
    """The browser of this machine, if it has one."""
    return next((path for name in _NOMS if (path := shutil.which(name))), None)


class Navigateur:
    """One page of a browser. `journal` holds what the console said, `requetes` each address that was asked for."""

    def __init__(self, programme: str, profil: Path) -> None:
        # The browser reads orders from descriptor 3 and answers on 4, each message ended by a zero byte.
        self._orders, self._answers, child_in, child_out = self._pipes()
        env = os.environ | {"HOME": str(profil), "LANG": "fr_FR.UTF-8"}
        actions = [
            (os.POSIX_SPAWN_DUP2, child_in, 3),
            (os.POSIX_SPAWN_DUP2, child_out, 4),
            (os.POSIX_SPAWN_OPEN, 2, str(profil / "stderr"), os.O_WRONLY | os.O_CREAT, 0o600),
        ]
        command = [programme, *_FLAGS, f"--user-data-dir={profil}", "about:blank"]
        self._pid = os.posix_spawn(programme, command, env, file_actions=actions, setpgroup=0)
        os.close(child_in)
        os.close(child_out)
        self._rest = b""
        self._last = 0
        self._session: str | None = None
        self._chargee = False
        self.journal: list[str] = []
        self.requetes: list[str] = []
        targets = self("Target.getTargets")["targetInfos"]
        page = next(t["targetId"] for t in targets if t["type"] == "page")
        self._session = self("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "DOM", "Accessibility"):
            self(f"{domain}.enable")

    @staticmethod
    def _pipes() -> tuple[int, int, int, int]:
        """Our ends and the child's, all above the two numbers that the child's get."""
        child_in, orders = os.pipe()
        answers, child_out = os.pipe()
        moved = []
        for fd in (orders, answers, child_in, child_out):
            moved.append(fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10))
            os.close(fd)
        return moved[0], moved[1], moved[2], moved[3]

    def __call__(self, method: str, **params: Any) -> dict[str, Any]:
        """Give an order of the DevTools protocol; what it returns."""
        self._last += 1
        mine = self._last
        order: dict[str, Any] = {"id": mine, "method": method, "params": params}
        if self._session:
            order["sessionId"] = self._session
        os.write(self._orders, json.dumps(order).encode() + b"\0")
        end = time.monotonic() + _PATIENCE
        while True:
            message = self._next(end)
            if message.get("id") == mine:
                assert "error" not in message, f"{method}: {message['error']}"
                result: dict[str, Any] = message["result"]
                return result

    def _next(self, end: float) -> dict[str, Any]:
        import select

        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._answers], [], [], max(0, end - time.monotonic()))
            assert ready, "the browser does not answer"
            chunk = os.read(self._answers, 1 << 20)
            assert chunk, "the browser has gone"
            self._rest += chunk
        line, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        self._hear(message.get("method", ""), message.get("params", {}))
        return message

    def _hear(self, event: str, params: dict[str, Any]) -> None:
        if event == "Network.requestWillBeSent":
            self.requetes.append(params["request"]["url"])
        elif event == "Page.loadEventFired":
            self._chargee = True
        elif event == "Runtime.exceptionThrown":
            self.journal.append(str(params["exceptionDetails"].get("exception", params["exceptionDetails"])))
        elif event == "Runtime.consoleAPICalled":
            self.journal.append(" ".join(str(a.get("value", a)) for a in params["args"]))
        elif event == "Log.entryAdded":
            self.journal.append(params["entry"]["text"])

    def ouvrir(self, fichier: Path, *, largeur: int = 1280, hauteur: int = 900, script: bool = True) -> None:
        """Load a file into a window of that width, and wait until it is whole; the journals begin anew."""
        mobile = largeur < 600
        metrics = {"width": largeur, "height": hauteur, "deviceScaleFactor": 1, "mobile": mobile}
        self("Emulation.setDeviceMetricsOverride", **metrics)
        self("Emulation.setScriptExecutionDisabled", value=not script)
        self.journal.clear()
        self.requetes.clear()
        self._chargee = False
        self("Page.navigate", url=fichier.as_uri())
        end = time.monotonic() + _PATIENCE
        while not self._chargee:
            self._next(end)

    def js(self, expression: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        found = self("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def touche(self, touche: str) -> None:
        """Press a key: « Tab », « Enter »."""
        code = {"Tab": 9, "Enter": 13, "Escape": 27}[touche]
        text = {"text": "\r"} if touche == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            said = text if kind == "keyDown" else {}
            self("Input.dispatchKeyEvent", type=kind, key=touche, code=touche, windowsVirtualKeyCode=code, **said)

    def ecrire(self, texte: str) -> None:
        """Type a text into what has the focus."""
        self("Input.insertText", text=texte)

    def arbre(self) -> list[tuple[str, str]]:
        """What a screen reader is given: role and name, in order."""
        nodes = self("Accessibility.getFullAXTree")["nodes"]
        return [
            (n["role"]["value"], n.get("name", {}).get("value", "")) for n in nodes if not n["ignored"] and "role" in n
        ]

    def photo(self, cible: Path, *, entiere: bool = False) -> None:
        """Write a picture of the window, or of the whole page."""
        data = self("Page.captureScreenshot", format="png", captureBeyondViewport=entiere)["data"]
        cible.write_bytes(base64.b64decode(data))

    def pdf(self) -> bytes:
        """The page as it is printed."""
        return base64.b64decode(self("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"])

    def fermer(self) -> None:
        """End the browser and all that it started."""
        with contextlib.suppress(OSError):
            os.close(self._orders)
            os.close(self._answers)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


@contextlib.contextmanager
def navigateur(programme: str, profil: Path) -> Iterator[Navigateur]:
    """A browser, ended whatever happens."""
    browser = Navigateur(programme, profil)
    try:
        yield browser
    finally:
        browser.fermer()
