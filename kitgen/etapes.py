"""The stages of a build, each from the plan's items and folders to typed outcomes; `pipeline` knows their order."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kitgen.errors import Echec
from kitgen.plan import DocumentPrevu, PackPrevu, Plan
from kitgen.preparation import Prepare

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from kitgen.engines.base import Engine
    from kitgen.imposition import Relie
    from kitgen.model.manifeste import Manifeste
    from kitgen.relecture.faute import Faute


class Suivi(Protocol):
    """Who is told how far the work is; the CLI prints, a test listens."""

    def etape(self, nom: str, total: int) -> None:
        """A stage begins, of `total` steps (0 when that is not known)."""

    def avance(self, pas: int = 1) -> None:
        """Steps of the stage were done."""


class Muet:
    """A reporter that says nothing."""

    def etape(self, nom: str, total: int) -> None:
        """Nothing."""

    def avance(self, pas: int = 1) -> None:
        """Nothing."""


def rediger(
    prepare: Prepare,
    documents: Sequence[DocumentPrevu],
    pages: Mapping[str, int],
    folder: Path,
    suivi: Suivi,
    *,
    ailleurs: Executor | None,
    taches: int,
) -> dict[str, str]:
    """The SHA-256 of each Word file that was written; rendered by `ailleurs` if there is one."""
    from kitgen import redaction

    written = {}
    suivi.etape("Rédaction", len(documents))
    atelier, contextes = prepare.atelier, prepare.contextes
    rendered = (
        atelier.rendre(documents, contextes, pages)
        if ailleurs is None
        else redaction.rediger(ailleurs, taches, atelier, contextes, documents, pages)
    )
    for document, content in rendered:
        path = folder / f"{document.chemin}.docx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written[document.chemin] = hashlib.sha256(content).hexdigest()
        suivi.avance()
    return written


def mettre_en_page(
    documents: Sequence[DocumentPrevu],
    folder: Path,
    work: Path,
    moteur: Engine,
    taches: int,
    delai: float,
    suivi: Suivi,
    *,
    couche: bool,
    executor: Executor,
) -> tuple[dict[str, int], list[Echec]]:
    """Pages of each finished PDF, by document, and the failures."""
    from kitgen.convert import Travail
    from kitgen.couche import convertir
    from kitgen.pdf import normaliser

    suivi.etape("Mise en page", len(documents))
    done = 0

    def heard(count: int) -> None:
        nonlocal done
        suivi.avance(count - done)
        done = count

    travaux = [Travail(folder / f"{d.chemin}.docx", work / f"brut/{d.chemin}.pdf", d.chemin) for d in documents]
    results = convertir(
        travaux, moteur, atelier=work, taches=taches, delai=delai, suivi=heard, couche=couche, executor=executor
    )
    suivi.etape("Finition", len(documents))
    pages: dict[str, int] = {}
    echecs: list[Echec] = []
    for document, result in zip(documents, results, strict=True):
        if isinstance(result, Echec):
            echecs.append(result)
        else:
            titre = f"{document.titre} – {document.chemin.rpartition('/')[2]}"
            pages[document.chemin] = normaliser(result.pdf, folder / f"{document.chemin}.pdf", titre=titre)
        suivi.avance()
    return pages, echecs


def marquer_les_pages(
    prepare: Prepare, plan: Plan, folder: Path, pages: Mapping[str, int], versions: Mapping[str, int], suivi: Suivi
) -> None:
    """The identity strip on each page of the finished PDFs, but where the kit says no."""
    from kitgen.identite import identifier
    from kitgen.stamp import marquer

    projet = prepare.projet
    stamped = {entry.code for entry in projet.kit.documents if entry.bandeau}
    candidats = {c.numero: c for c in projet.candidats}
    documents = [d for d in plan.documents if d.code in stamped and d.chemin in pages]
    suivi.etape("Bandeaux", len(documents))
    for document in documents:
        pdf = folder / f"{document.chemin}.pdf"
        version = versions.get(document.chemin, 1)
        marquer(pdf, pdf, identifier(document, projet.session, projet.referentiel, candidats, version))
        suivi.avance()


def assembler_les_packs(
    prepare: Prepare, plan: Plan, folder: Path, pages: Mapping[str, int], suivi: Suivi
) -> list[tuple[PackPrevu, Relie]]:
    """Each pack of which no document is missing, as it was bound."""
    from kitgen.bundle import Piece, assembler
    from kitgen.plan import etiquette, partie

    suivi.etape("Assemblage", len(plan.packs))
    documents = {d.chemin: d for d in plan.documents}
    candidats = {c.numero: c for c in prepare.projet.candidats}
    packs = []
    for pack in plan.packs:
        if all(chemin in pages for chemin in pack.contenu):
            pieces = [
                Piece(folder / f"{d.chemin}.pdf", d.titre, partie(d, candidats), etiquette(d), d.recto_seul)
                for d in (documents[chemin] for chemin in pack.contenu)
            ]
            titre = f"{pack.titre} – {prepare.projet.session.intitule}"
            target = folder / pack.fichier
            relie = assembler(pieces, target, titre, recto_verso=pack.recto_verso, exemplaires=pack.exemplaires)
            packs.append((pack, relie))
        suivi.avance()
    return packs


def archiver_les_pdf(
    documents: Sequence[str], packs: Sequence[tuple[PackPrevu, Relie]], folder: Path, suivi: Suivi
) -> tuple[Faute, ...]:
    """What keeps finished PDFs from being what an archive asks for."""
    from kitgen.pdfa import NIVEAU, archiver
    from kitgen.relecture.faute import Faute, Remede

    files = [*(f"{chemin}.pdf" for chemin in documents), *(pack.fichier for pack, _ in packs)]
    suivi.etape("Archivage", len(files))
    faults = []
    for name in files:
        faults += [
            Faute(name, f"n'est pas conforme à {NIVEAU} : {said}", Remede.CORRIGER) for said in archiver(folder / name)
        ]
        suivi.avance()
    return tuple(faults)


def relire(
    prepare: Prepare, manifeste: Manifeste, plan: Plan, folder: Path, suivi: Suivi, *, entier: bool
) -> tuple[Manifeste, tuple[Faute, ...]]:
    """The manifest with the fingerprints of what was read, and what is wrong: as `kitgen verify` finds it later,
    and the coverage of the criteria, which needs the référentiel."""
    from kitgen.couverture import Couverture
    from kitgen.manifest import constater
    from kitgen.relecture import lire_dossier
    from kitgen.relecture import relire as relire_le_dossier
    from kitgen.relecture.faute import Faute, Remede

    projet = prepare.projet
    couverture = Couverture(projet.referentiel, projet.kit, projet.sujets, projet.candidats, prepare.plan)
    suivi.etape("Relecture", 2 * len(manifeste.documents) + len(manifeste.packs))
    lecture = lire_dossier(folder, manifeste, suivi.avance)
    manifeste = constater(manifeste, lecture, projet.impression)
    faults = list(relire_le_dossier(manifeste, lecture, entier=entier))
    for document in plan.documents:
        if lu := lecture.lus.get(f"{document.chemin}.pdf"):
            for said in couverture.verifier(document, [p.texte or "" for p in lu.pages]):
                where, _, what = said.partition(" : ")
                faults.append(Faute(where, what, Remede.CORRIGER))
    return manifeste, tuple(faults)
