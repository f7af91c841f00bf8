"""docx-mailmerge2 at work: `FOLDER-OF-TEMPLATES DATA OUT NUMBER`; merge fields, a template per shape of document."""

import json
import sys
import time
from pathlib import Path

from mailmerge import MailMerge


def main(modeles: str, donnees: str, out: str, nombre: str) -> None:
    """Merge, and print how long that took."""
    with Path(donnees).open(encoding="utf-8") as file:
        rows = [json.loads(line) for line, _ in zip(file, range(int(nombre)), strict=False)]
    Path(out).mkdir(parents=True)
    start, cpu = time.perf_counter(), time.process_time()
    for n, row in enumerate(rows):
        with MailMerge(f"{modeles}/{row['modele']}") as document:
            document.merge(**row["champs"])
            document.write(f"{out}/{n:04d}.docx")
    took = {"secondes": time.perf_counter() - start, "processeur": time.process_time() - cpu}
    print(json.dumps({"documents": len(rows), **took}))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
