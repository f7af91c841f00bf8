"""`kitgen freeze`: the record that a session was printed, from its finished output."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kitgen import __version__, manifest
from kitgen.errors import OutputProblem, UsageProblem, VerificationFailed, dit_en_francais
from kitgen.impression.changements import fiche
from kitgen.model.impression import CandidatImprime, DocumentImprime, Impression, PackImprime
from kitgen.model.manifeste import Manifeste
from kitgen.noms import majuscules, nom_de_fichier
from kitgen.plan import Plan
from kitgen.readers.impression import DOSSIER
from kitgen.readers.projet import Projet
from kitgen.relecture.faute import remedes
from kitgen.relecture.verification import verifier


@dataclass(frozen=True, slots=True)
class Gele:
    """What `geler` did; `fichier` is None when nothing changed since the last print run."""

    impression: Impression
    fichier: Path | None


def geler(projet: Projet, plan: Plan, out: Path, le: str) -> Gele:
    """Record the finished output of a session as printed, at the time `le` (for people to read).

    Raises UsageProblem when there is no output or when the inputs have changed since, VerificationFailed when the
    output is not fit to be printed, OutputProblem when the record cannot be written.
    """
    folder = out / nom_de_fichier(projet.session.code)
    made = manifest.lire(folder)
    read = verifier(folder, lambda _: None, lambda: None)
    if read.fautes:
        raise VerificationFailed([str(f) for f in read.fautes], folder, remedes(read.fautes))
    impression = _decrire(projet, plan, made, read.lecture.textes, le)
    last = projet.impression
    if last is not None and _same(last, impression):
        return Gele(last, None)
    _up_to_date(projet, made, folder)
    path = projet.dossier / DOSSIER / f"impression-{impression.rang}.json"
    beside = path.with_name(f".{path.name}.partiel")
    try:
        path.parent.mkdir(exist_ok=True)
        beside.write_text(impression.model_dump_json(indent=1) + "\n", encoding="utf-8")
        os.replace(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OutputProblem(
            f"{path} ne peut pas être écrit ({dit_en_francais(error)})\n"
            "    → vérifiez les droits sur le dossier de la session et la place sur le disque"
        ) from error
    return Gele(impression, path)


def _decrire(projet: Projet, plan: Plan, made: Manifeste, textes: Mapping[str, Sequence[str]], le: str) -> Impression:
    last = projet.impression
    titles = {d.chemin: d.titre for d in plan.documents}
    pack_titles = {p.fichier: p.titre for p in plan.packs}
    # A pack of changes is how a correction travels, not a part of the papers.
    packs = [p for p in made.packs if p.fichier in pack_titles]
    documents = tuple(
        DocumentImprime(
            chemin=(chemin := d.pdf.removesuffix(".pdf")),
            code=d.code,
            titre=titles[chemin],
            candidat=d.candidat,
            exemplaire=d.jure or d.sujet or "",
            version=d.version,
            pages=tuple(textes[d.pdf]),
            sha256_docx=d.sha256_docx,
        )
        for d in made.documents
        if d.pdf.removesuffix(".pdf") in titles
    )
    still = {d.chemin for d in documents}
    before = (*last.documents, *last.retires) if last else ()
    return Impression(
        rang=last.rang + 1 if last else 1,
        session=projet.session.code,
        le=le,
        kitgen=__version__,
        moteur=made.moteur.version,
        candidats=tuple(
            CandidatImprime(numero=c.numero, nom=f"{majuscules(c.nom_naissance)} {c.prenoms}", fiche=fiche(c))
            for c in projet.candidats
        ),
        documents=documents,
        retires=tuple(d for d in before if d.chemin not in still),
        packs=tuple(
            PackImprime(
                code=p.code,
                cle=p.cle,
                titre=pack_titles[p.fichier],
                destinataire=p.destinataire,
                fichier=p.fichier,
                contenu=tuple(piece.pdf.removesuffix(".pdf") for piece in p.contenu),
            )
            for p in packs
        ),
        tirage=made.tirage,
    )


def _same(last: Impression, now: Impression) -> bool:
    return (last.documents, last.packs, last.candidats) == (now.documents, now.packs, now.candidats)


def _up_to_date(projet: Projet, made: Manifeste, folder: Path) -> None:
    """What is recorded must be what the inputs say now: else the next comparison would be with something else."""
    changed = sorted(
        name
        for name in projet.entrees.keys() | made.entrees.keys()
        if projet.entrees.get(name) != made.entrees.get(name)
    )
    if changed:
        raise UsageProblem(
            f"{folder} n'est plus à jour : {', '.join(changed)} a changé depuis\n"
            "    → relancez make kits, imprimez, puis recommencez ; ou remettez le fichier tel qu'il était"
        )
