"""The same work for all: the livrets of a session as plain JSON, a line a document, and each peer's template."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.dialectes import Modele, Publipostage, carbone, docxtemplater, donnees_carbone
from bench.sessions import LIVRET
from kitgen.production.pipeline import preparer


@dataclass(frozen=True)
class Travail:
    """What a program for Word files is given: a template or a folder of them, and the data of every document."""

    modele: Path
    donnees: Path


def contextes(session: Path) -> list[dict[str, Any]]:
    """What the template of each livret sees, as plain data."""
    prete = preparer(session)
    documents = [d for d in prete.plan.documents if d.code == LIVRET]
    return [{k: simple(v) for k, v in prete.contextes.pour(d).items()} for d in documents]


def simple(value: Any) -> Any:
    """A view as what JSON has: its fields and what it computes by itself become keys."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [f.name for f in dataclasses.fields(value)]
        names += [n for n, what in vars(type(value)).items() if isinstance(what, property) and not n.startswith("_")]
        return {name: simple(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(k): simple(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [simple(v) for v in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value)


def ecrire_lignes(path: Path, rows: Iterable[Any]) -> Path:
    """One JSON value a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def preparer_les_gabarits(gabarit: Path, docs: list[dict[str, Any]], dossier: Path) -> dict[str, Travail]:
    """What each program for Word files is given for these documents, by the program's name."""
    dossier.mkdir(parents=True, exist_ok=True)
    modele = Modele(gabarit)
    data = [modele.donnees(doc) for doc in docs]
    own = dossier / "gabarit.docx"
    shutil.copyfile(gabarit, own)
    travaux = {"docxtpl": Travail(own, ecrire_lignes(dossier / "contextes.jsonl", docs))}
    travaux["kitgen"] = travaux["docxtpl"]

    for_docxtemplater = dossier / "docxtemplater.docx"
    modele.ecrire(for_docxtemplater, docxtemplater)
    travaux["docxtemplater"] = Travail(for_docxtemplater, ecrire_lignes(dossier / "docxtemplater.jsonl", data))

    for_carbone = dossier / "carbone.docx"
    modele.ecrire(for_carbone, carbone)
    more = [donnees_carbone([n for tree in modele.arbres.values() for n in tree], row) for row in data]
    travaux["carbone"] = Travail(for_carbone, ecrire_lignes(dossier / "carbone.jsonl", more))

    travaux["docx-mailmerge2"] = _publipostage(Publipostage(modele), data, dossier)
    return travaux


def _publipostage(fusion: Publipostage, data: list[dict[str, Any]], dossier: Path) -> Travail:
    folder = dossier / "publipostage"
    folder.mkdir(exist_ok=True)
    shapes: dict[str, str] = {}
    rows = []
    for row in data:
        shape = fusion.forme(row)
        if shape not in shapes:
            shapes[shape] = f"{len(shapes) + 1}.docx"
            fusion.ecrire(folder / shapes[shape], row)
        rows.append({"modele": shapes[shape], "champs": fusion.champs(row)})
    return Travail(folder, ecrire_lignes(dossier / "publipostage.jsonl", rows))
