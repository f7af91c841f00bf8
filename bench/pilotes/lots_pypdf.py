"""pypdf at work: `LIST OUT`, a JSON list of [file, title]; one PDF with an outline, as its manual shows."""

import json
import sys
import time
from pathlib import Path

from pypdf import PdfWriter


def main(liste: str, out: str) -> None:
    """Merge, and print how long that took."""
    files = json.loads(Path(liste).read_text(encoding="utf-8"))
    start = time.perf_counter()
    with PdfWriter() as writer:
        for name, title in files:
            writer.append(name, outline_item=title)
        writer.write(out)
    print(json.dumps({"secondes": time.perf_counter() - start}))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
