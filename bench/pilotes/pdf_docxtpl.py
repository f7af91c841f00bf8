"""docxtpl and LibreOffice at work, from data to PDFs: `SPEC`, a JSON file (see `bench.pdf`).

Each worker renders its share with docxtpl, then has it converted: one soffice per document, one soffice for all, or
a unoserver of its own. The workers run side by side.
"""

import json
import multiprocessing
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate


def rendre(spec: dict[str, Any], rank: int) -> list[str]:
    """The Word files of one worker's share."""
    made: list[str] = []
    with Path(spec["donnees"]).open(encoding="utf-8") as file:
        for n, line in enumerate(file):
            if n < spec["documents"] and n % spec["ouvriers"] == rank:
                document = DocxTemplate(spec["modele"])
                document.render(json.loads(line), autoescape=True)
                made.append(f"{spec['out']}/{n:04d}.docx")
                document.save(made[-1])
    return made


def ouvrier(spec: dict[str, Any], rank: int) -> tuple[float, float, float]:
    """Render, convert; the seconds of both, and of waiting for a server to be there."""
    start = time.perf_counter()
    files = rendre(spec, rank)
    middle = time.perf_counter()
    own, waited = spec["soffice"][rank], 0.0
    if spec["facon"] == "un":
        for name in files:
            subprocess.run([*own["commande"], name], env=own["environnement"], check=True, capture_output=True)
    elif spec["facon"] == "lots":
        subprocess.run([*own["commande"], *files], env=own["environnement"], check=True, capture_output=True)
    else:
        waited = attendre(own["port"])
        par_unoserver(spec, own["port"], files)
    return middle - start, time.perf_counter() - middle - waited, waited


def attendre(port: int) -> float:
    """Seconds until a server answers."""
    start = time.perf_counter()
    while time.perf_counter() - start < 60:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    return time.perf_counter() - start


def par_unoserver(spec: dict[str, Any], port: int, files: list[str]) -> None:
    """Give every file to this worker's server."""
    from unoserver.client import UnoClient

    client = UnoClient(port=str(port))
    for name in files:
        client.convert(
            inpath=name,
            outpath=name.replace(".docx", ".pdf"),
            filtername="writer_pdf_Export",
            filter_options=spec["options"],
            infiltername="MS Word 2007 XML",
            update_index=False,
        )


def main(path: str) -> None:
    """Let the workers run, and print the slowest one's seconds of each part."""
    spec = json.loads(Path(path).read_text(encoding="utf-8"))
    servers = []
    if spec["facon"] == "unoserver":
        for own in spec["soffice"]:
            servers.append(
                subprocess.Popen(
                    own["commande"],
                    env=own["environnement"],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
    try:
        with multiprocessing.Pool(spec["ouvriers"]) as pool:
            took = pool.starmap(ouvrier, [(spec, rank) for rank in range(spec["ouvriers"])], chunksize=1)
    finally:
        for server in servers:
            server.terminate()  # it ends its LibreOffice
            server.wait(30)
    made = len(list(Path(spec["out"]).glob("*.pdf")))
    if made != spec["documents"]:
        sys.exit(f"{made} PDFs instead of {spec['documents']}")
    docx, pdf, waited = (max(column) for column in zip(*took, strict=True))
    print(json.dumps({"documents": made, "docx": docx, "pdf": pdf, "demarrage": waited}))  # noqa: T201


if __name__ == "__main__":
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    main(sys.argv[1])
