"""What `check` found, as a table for a person and as JSON for a program."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from kitgen.errors import Gravite, Problem
from kitgen.production.pipeline import Examen, Prepare
from kitgen.readers.listes.tableau import en_texte


def constater(prepare: Prepare) -> Iterator[str]:
    """Line by line: how each list was read, who sits before which commission, what will be made."""
    projet, plan = prepare.projet, prepare.plan
    yield f"{projet.session.intitule} : tout est en ordre."
    for tableau in projet.tableaux:
        yield f"  liste : {tableau.source}, lue comme {tableau.lecture}"
    yield ""
    options = [*projet.referentiel.parcours.options, None]
    labels = [o.libelle if o is not None else "Tronc commun seul" for o in options]
    rows: list[Sequence[str]] = [("Commission", "Date", *labels, "Candidats", "Désistés")]
    for commission in projet.session.commissions:
        here = [c for c in projet.candidats if c.commission == commission.code]
        present = Counter(c.option for c in here if not c.desiste)
        counts = [present[o.code if o is not None else None] for o in options]
        gone = sum(c.desiste for c in here)
        date = f"{commission.date:%d/%m/%Y}"
        rows.append((commission.libelle, date, *map(str, counts), str(present.total()), str(gone)))
    yield from (f"  {line}" for line in en_colonnes(rows, gauche=2))
    yield ""
    total = sum(not c.desiste for c in projet.candidats)
    yield f"  candidats : {total}" + desistes(prepare)
    yield f"  à produire : {len(plan.documents)} documents, {len(plan.packs)} packs"


def desistes(prepare: Prepare) -> str:
    """« (2 désistés) », or nothing."""
    count = sum(c.desiste for c in prepare.projet.candidats)
    return f" ({count} désisté{'s' if count > 1 else ''})" if count else ""


def en_colonnes(rangees: Sequence[Sequence[str]], gauche: int) -> Iterator[str]:
    """Rows with aligned columns; the first `gauche` to the left, the others (numbers) to the right."""
    widths = [max(map(len, column)) for column in zip(*rangees, strict=True)]
    for row in rangees:
        cells = [
            cell.ljust(width) if i < gauche else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def constat_en_json(examen: Examen) -> str:
    """Everything that was found, errors too; keys are French as in the files."""
    found: dict[str, Any] = {
        "erreurs": sum(p.gravite is Gravite.ERREUR for p in examen.problems),
        "avertissements": sum(p.gravite is Gravite.AVERTISSEMENT for p in examen.problems),
        "problemes": [_problem(p) for p in examen.problems],
        "listes": [
            {
                "fichier": t.source,
                "lecture": t.lecture,
                "feuille": t.feuille or None,
                "ligne_des_titres": t.ligne_entetes,
                "titres": list(t.entetes),
                "lignes": [{"ligne": r.numero, "cellules": [en_texte(c) for c in r.cellules]} for r in t.rangees],
            }
            for t in examen.tableaux
        ],
    }
    if examen.prepare is not None:
        projet, plan = examen.prepare.projet, examen.prepare.plan
        found["session"] = projet.session.code
        found["candidats"] = [
            {"fichier": i.source, "ligne": i.ligne, **i.candidat.model_dump(mode="json")} for i in projet.inscrits
        ]
        found["documents"], found["packs"] = len(plan.documents), len(plan.packs)
    return json.dumps(found, ensure_ascii=False, indent=1)


def _problem(p: Problem) -> dict[str, Any]:
    return {
        "gravite": p.gravite.value,
        "fichier": p.source,
        "ligne": p.ligne,
        "place": p.place or None,
        "feuille": next((c.feuille for c in p.cases if c.feuille), None),
        "cellules": [str(c) for c in p.cases],
        "valeur": p.valeur,
        "texte": p.texte,
        "remede": p.remede or None,
    }
