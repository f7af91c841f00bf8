"""What the user sees while work is done: one line that fills up on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TextIO


class Progression:
    """Shows the stage and how far it is, on one line of a terminal; silent when the output is no terminal."""

    def __init__(self, flux: TextIO | None = None, *, bavard: bool = False) -> None:
        self._flux = flux if flux is not None else sys.stderr
        self._live = self._flux.isatty()
        self._bavard = bavard
        self._nom, self._total, self._fait = "", 0, 0
        self._debut = self._dernier = time.monotonic()

    def etape(self, nom: str, total: int) -> None:
        """A stage begins, of `total` steps (0 when that is not known)."""
        self._fin()
        self._nom, self._total, self._fait = nom, total, 0
        self._debut = time.monotonic()
        self._montrer()

    def avance(self, pas: int = 1) -> None:
        """Steps of the stage were done."""
        self._fait += pas
        if time.monotonic() - self._dernier > 0.1 or self._fait == self._total:
            self._montrer()

    def terminer(self) -> None:
        """No more stages: leave the line clean."""
        self._fin()
        self._nom = ""

    def _montrer(self) -> None:
        self._dernier = time.monotonic()
        if self._live:
            width = 24
            done = width * self._fait // self._total if self._total else 0
            count = f" {self._fait}/{self._total}" if self._total else ""
            self._flux.write(f"\r\x1b[K{self._nom:<24} {'█' * done}{'░' * (width - done)}{count}")
            self._flux.flush()

    def _fin(self) -> None:
        if not self._nom:
            return
        if self._live:
            self._flux.write("\r\x1b[K")
        if self._bavard:
            self._flux.write(f"{self._nom} : {self._fait} en {time.monotonic() - self._debut:.1f} s\n")
        self._flux.flush()
