"""kitgen's bundling at work: `LIST OUT`, a JSON list of [file, title]; outline, labels, tags, blank versos."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from kitgen.packs.assemblage import Piece, assembler


def main(liste: str, out: str) -> None:
    """Bind, and print how long that took."""
    files = json.loads(Path(liste).read_text(encoding="utf-8"))
    start = time.perf_counter()
    pieces = [Piece(Path(name), title, title, f"{n:03d}") for n, (name, title) in enumerate(files)]
    assembler(pieces, Path(out), "Tous les livrets", recto_verso=True)
    print(json.dumps({"secondes": time.perf_counter() - start}))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
