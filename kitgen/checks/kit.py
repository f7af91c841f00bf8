"""Rules of the kit: documents and packs that exist, confidentiality, and what a document needs of the session."""

from __future__ import annotations

from pathlib import PurePosixPath

from kitgen.checks import packs
from kitgen.context.catalogue import RESERVE_AU_JURY
from kitgen.errors import Problem
from kitgen.model.kit import DocumentDuKit
from kitgen.model.session import Session
from kitgen.readers.projet import Projet
from kitgen.readers.textes import ressemblants
from kitgen.readers.yaml_marques import Chemin


def verifier(projet: Projet) -> list[Problem]:
    """Problems of kit.yaml in itself, against the référentiel and against the session."""
    kit, lu = projet.kit, projet.lus["kit"]
    session_lu = projet.lus["session"]
    problems: list[Problem] = []

    def fault(chemin: Chemin, text: str, remedy: str, value: str | None = None) -> None:
        problems.append(lu.probleme(chemin, text, remedy, value))

    codes = [d.code for d in kit.documents]
    evaluateurs = [e.code for e in projet.referentiel.evaluateurs]
    missing: dict[str, list[str]] = {}
    timed: list[str] = []
    asked = {b for c in projet.candidats if not c.desiste for b in c.blocs_a_evaluer}
    for i, d in enumerate(kit.documents):
        if d.code in codes[:i]:
            fault(("documents", i, "code"), "ce code de document est déjà pris", "donnez-en un autre", d.code)
        if not _inside(d.gabarit):
            fault(
                ("documents", i, "gabarit"),
                "le gabarit doit être dans le dossier de kit.yaml",
                "copiez le fichier Word dans ce dossier et écrivez son seul nom",
                d.gabarit,
            )
        elif not (projet.gabarits / d.gabarit).is_file():
            there = sorted(p.name for p in projet.gabarits.glob("*.docx"))
            fault(("documents", i, "gabarit"), "gabarit introuvable", ressemblants(d.gabarit, there), d.gabarit)
        if d.evaluateur is not None and d.evaluateur not in evaluateurs:
            fault(
                ("documents", i, "evaluateur"),
                "évaluateur inconnu",
                ressemblants(d.evaluateur, evaluateurs),
                d.evaluateur,
            )
        if "commission" in d.un_par and not RESERVE_AU_JURY.issuperset(d.diffusion) and "sujet" in d.un_par:
            fault(
                ("documents", i, "diffusion"),
                "un document par commission et par sujet montre le corrigé",
                "réservez sa diffusion à jury et secretariat",
                ", ".join(d.diffusion),
            )
        for besoin in d.besoins:
            if besoin == "horaires":
                timed.append(d.code)
            elif not _given(projet.session, besoin):
                missing.setdefault(besoin, []).append(d.code)
        if d.evaluateur in evaluateurs:
            problems += _situations(projet, d, asked)
    for besoin, users in missing.items():
        problems.append(
            Problem(
                session_lu.source,
                f"la session ne précise pas « {besoin} »",
                f"ajoutez-le (pour {', '.join(users)}) ; le référentiel ne le dit pas et kitgen n'invente rien",
                ligne=session_lu.marque.ligne((besoin.partition(".")[0],)),
            )
        )
    for i, commission in enumerate(projet.session.commissions):
        if timed and not commission.seances:
            problems.append(
                session_lu.probleme(
                    ("commissions", i),
                    f"la commission « {commission.code} » n'a pas d'horaires",
                    f"ajoutez-lui « seances » (pour {', '.join(timed)}) ; kitgen n'invente aucune heure",
                )
            )
    if projet.session.majoration is None and any(c.temps_supplementaire for c in projet.candidats):
        problems.append(
            Problem(
                session_lu.source,
                "un candidat a droit à du temps supplémentaire, la session ne dit pas combien",
                "ajoutez « majoration: 1/3 » (ou une autre fraction)",
                ligne=1,
            )
        )
    wanted = {c.variante for c in projet.candidats if c.variante and not c.desiste}
    for variante in sorted(wanted - {v for d in kit.documents for v in d.variantes}):
        fault(
            ("documents",),
            f"un candidat demande la version « {variante} », aucun document du kit ne l'a",
            f"ajoutez « variantes: [{variante}] » aux documents que le candidat lit",
        )
    for i, code in enumerate(kit.changements):
        opening = kit.document(code)
        if opening is None:
            fault(("changements", i), "document inconnu", ressemblants(code, codes), code)
        elif opening.un_par != ("pack",):
            fault(("changements", i), "ce document n'ouvre pas un pack", "écrivez « un_par: [pack] » pour lui", code)
    return problems + packs.verifier(projet)


def _inside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts and ":" not in name and path.suffix.lower() == ".docx"


def _given(session: Session, besoin: str) -> bool:
    name, _, code = besoin.partition(".")
    if name == "durees":
        return session.duree(code) is not None
    return getattr(session, name) is not None


def _situations(projet: Projet, document: DocumentDuKit, asked: set[str]) -> list[Problem]:
    """Compétences that the source details, but without a situation for the evaluator of this document."""
    lu = projet.lus["referentiel"]
    problems = []
    for i, bloc in enumerate(projet.referentiel.blocs):
        for k, c in enumerate(bloc.competences):
            if bloc.code in asked and c.detaillee and not c.situations.get(document.evaluateur or ""):
                problems.append(
                    Problem(
                        lu.source,
                        f"{c.code} n'a pas de situation d'évaluation pour « {document.evaluateur} », "
                        f"qui doit remplir « {document.code} »",
                        "complétez « situations », ou écrivez « detaillee: false » si la source n'en donne pas",
                        ligne=lu.marque.ligne(("blocs", i, "competences", k, "situations")),
                    )
                )
    return problems
