"""Rules that need the plan: a draw that is possible, files that differ, hours and codes that fit."""

from __future__ import annotations

from collections.abc import Iterator

from kitgen.checks import horaires
from kitgen.errors import Problem
from kitgen.identite import code_du_document, trop_long
from kitgen.plan import Plan
from kitgen.readers.projet import Projet


def verifier_plan(projet: Projet, plan: Plan) -> list[Problem]:
    """Problems that only the plan shows."""
    return [
        *_draw(projet, plan),
        *_paths(projet, plan),
        *horaires.verifier_plan(projet, plan),
        *_codes(projet, plan),
    ]


def _draw(projet: Projet, plan: Plan) -> Iterator[Problem]:
    by_number = {i.candidat.numero: i for i in projet.inscrits}
    for case in plan.impossibles:
        inscrit = by_number[case.numeros[-1]]
        who = " et ".join(f"n° {n}" for n in case.numeros)
        yield inscrit.probleme(
            "ordre",
            f"pas de sujet possible en {case.competence} pour {who} : {case.raison}",
            f"ajoutez un sujet de {case.competence} dans {projet.session.sujets}, "
            "changez l'ordre de passage, ou un sujet imposé",
        )


def _paths(projet: Projet, plan: Plan) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    lu = projet.lus["kit"]
    for path in (*(d.chemin for d in plan.documents), *(p.fichier for p in plan.packs)):
        # Windows and macOS take names that differ by case alone for the same file.
        if path.casefold() in seen:
            yield Problem(
                lu.source,
                f"deux documents iraient dans le même fichier « {path} »",
                "donnez des codes qui diffèrent par autre chose que la casse ou la ponctuation",
            )
        seen[path.casefold()] = path


def _codes(projet: Projet, plan: Plan) -> Iterator[Problem]:
    """The code on each page holds these codes, and has little room; one fault for each document of the kit."""
    stamped = {entry.code for entry in projet.kit.documents if entry.bandeau}
    long = {
        d.code: d
        for d in reversed(plan.documents)
        if d.code in stamped and trop_long(code_du_document(d, projet.session.code))
    }
    for d in reversed(long.values()):
        held = [projet.session.code, d.code, *(c for c in (d.sujet, d.jure) if c)]
        if d.candidat is None and d.commission:
            held.insert(2, d.commission)
        yield Problem(
            projet.lus["kit"].source,
            f"le code QR des pages de « {d.code} » serait trop long",
            "raccourcissez un de ces codes : " + ", ".join(held) + " ; ou écrivez « bandeau: non » pour ce document",
        )
