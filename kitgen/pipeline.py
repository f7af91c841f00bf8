"""The order of things: read, check, plan, render, convert, stamp, bundle, verify, publish; no word to the user."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kitgen.changements import ajouter_les_packs, comparer
from kitgen.errors import Echec, PartialBuild, Problem, UsageProblem, VerificationFailed
from kitgen.noms import nom_de_fichier
from kitgen.plan import DocumentPrevu, PackPrevu, Plan, en_variante, restreindre
from kitgen.preparation import Examen, Prepare, examiner, preparer

if TYPE_CHECKING:
    from kitgen.engines.base import Engine
    from kitgen.model.manifeste import Manifeste


__all__ = ("Construit", "Examen", "Muet", "Prepare", "Suivi", "construire", "examiner", "preparer")


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


@dataclass(frozen=True, slots=True)
class Construit:
    """A finished build: where it is, what it holds."""

    dossier: Path
    manifeste: Manifeste
    avertissements: tuple[Problem, ...]


def construire(
    prepare: Prepare,
    out: Path,
    moteur: Engine,
    *,
    taches: int = 2,
    delai: float = 120,
    numeros: Sequence[int] = (),
    variante: str | None = None,
    pdfa: bool = False,
    suivi: Suivi | None = None,
) -> Construit:
    """Make all documents and packs of a prepared session, and put them in the place of the last ones.

    With `numeros`, only these candidates' documents; with `variante`, all that have this version in it, whatever the
    list says. Both go to a folder of their own beside the whole session's.
    With `pdfa`, every finished PDF is a PDF/A-2b.
    Raises PartialBuild when documents failed and VerificationFailed when the finished pages are not as
    planned (and when both, as these pages must not be printed); both leave the last good output untouched
    and say where the faulty one can be looked at.
    """
    from kitgen import manifest, page
    from kitgen.model.manifeste import MoteurUtilise
    from kitgen.sortie import chantier, ecarter, publier

    suivi = suivi or Muet()
    plan, nom = _restricted(prepare, numeros)
    if variante is not None:
        plan, nom = _varied(prepare, plan, variante), f"{nom}-{variante}"
    utilise = MoteurUtilise(nom=moteur.nom, version=moteur.version())
    with chantier(out, nom) as work:
        folder = work / "sortie"
        pages: dict[str, int] = {}
        empreintes: dict[str, str] = {}
        echecs: list[Echec] = []

        def produire(documents: Sequence[DocumentPrevu]) -> None:
            empreintes.update(_render(prepare, documents, pages, folder, suivi))
            made, failed = _convert(documents, folder, work, moteur, taches, delai, suivi)
            pages.update(made)
            echecs.extend(failed)

        # What opens a pack counts the pages of what it holds, so it is made once these are.
        for documents in _rounds(plan):
            produire(documents)
        changes = None
        if (impression := prepare.projet.impression) is not None:
            changes = comparer(impression, plan, prepare.projet.candidats, empreintes)
            if not numeros and variante is None:
                before = len(plan.documents)
                plan, changes = ajouter_les_packs(plan, changes, impression, prepare.projet.kit)
                contextes = prepare.contextes.depuis(impression, changes, plan)
                prepare = replace(prepare, plan=plan, contextes=contextes)
                produire(plan.documents[before:])
        versions = changes.versions if changes else {}
        _stamp(prepare, plan, folder, pages, versions, suivi)
        packs = _bundle(prepare, plan, folder, pages, suivi)
        findings = _archive([*pages], packs, folder, suivi) if pdfa else []
        findings += _verify(prepare, plan, folder, pages, packs, suivi)
        if echecs and findings:
            findings += [f"{e.document} n'a pas pu être produit : {e.raison}" for e in echecs]
            raise VerificationFailed(findings, ecarter(folder, out, nom, "refuse"))
        if echecs:
            raise PartialBuild(echecs, ecarter(folder, out, nom, "incomplet"))
        manifeste = manifest.decrire(prepare.projet, plan, utilise, folder, pages, packs, numeros, changes, pdfa=pdfa)
        bilan = page.Bilan(tuple(findings))
        vue = page.vue(prepare.projet, plan, manifeste, bilan, prepare.avertissements, changes)
        manifeste = manifeste.model_copy(update={"page": page.ecrire(vue, folder)})
        manifest.ecrire(manifeste, folder)
        if findings:
            raise VerificationFailed(findings, ecarter(folder, out, nom, "refuse"))
        return Construit(publier(folder, out, nom), manifeste, prepare.avertissements)


def _restricted(prepare: Prepare, numeros: Sequence[int]) -> tuple[Plan, str]:
    """The plan to carry out and the name of its output folder."""
    code = nom_de_fichier(prepare.projet.session.code)
    if not numeros:
        return prepare.plan, code
    present = {c.numero for c in prepare.projet.candidats if not c.desiste}
    withdrawn = {c.numero for c in prepare.projet.candidats if c.desiste}
    unknown = sorted(set(numeros) - present)
    if unknown:
        raise UsageProblem(
            f"aucun candidat présent n'a le numéro {', '.join(str(n) for n in unknown)}"
            + (" (désisté)" if withdrawn.intersection(unknown) else "")
            + f"\n    → numéros de la liste : {', '.join(str(n) for n in sorted(present))}"
        )
    return restreindre(prepare.plan, numeros), f"{code}-candidat-" + "-".join(f"{n:03d}" for n in sorted(set(numeros)))


def _varied(prepare: Prepare, plan: Plan, variante: str) -> Plan:
    varied = en_variante(plan, prepare.projet.kit, variante)
    if not any(d.variante == variante for d in varied.documents):
        raise UsageProblem(
            f"aucun document n'a de version « {variante} »\n"
            f"    → ajoutez « variantes: [{variante}] » aux documents de kit.yaml que le candidat lit"
        )
    return varied


def _rounds(plan: Plan) -> list[tuple[DocumentPrevu, ...]]:
    first = tuple(d for d in plan.documents if d.pack is None)
    return [r for r in (first, tuple(d for d in plan.documents if d.pack is not None)) if r]


def _render(
    prepare: Prepare, documents: Sequence[DocumentPrevu], pages: Mapping[str, int], folder: Path, suivi: Suivi
) -> dict[str, str]:
    """The SHA-256 of each Word file that was written."""
    written = {}
    suivi.etape("Rédaction", len(documents))
    for document, content in prepare.atelier.rendre(documents, prepare.contextes, pages):
        path = folder / f"{document.chemin}.docx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written[document.chemin] = hashlib.sha256(content).hexdigest()
        suivi.avance()
    return written


def _convert(
    documents: Sequence[DocumentPrevu],
    folder: Path,
    work: Path,
    moteur: Engine,
    taches: int,
    delai: float,
    suivi: Suivi,
) -> tuple[dict[str, int], list[Echec]]:
    """Pages of each finished PDF, by document, and the failures."""
    from kitgen.convert import Travail, convertir
    from kitgen.pdf import normaliser

    suivi.etape("Mise en page", len(documents))
    done = 0

    def heard(count: int) -> None:
        nonlocal done
        suivi.avance(count - done)
        done = count

    travaux = [Travail(folder / f"{d.chemin}.docx", work / f"brut/{d.chemin}.pdf", d.chemin) for d in documents]
    results = convertir(travaux, moteur, atelier=work, taches=taches, delai=delai, suivi=heard)
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


def _stamp(
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


def _bundle(
    prepare: Prepare, plan: Plan, folder: Path, pages: Mapping[str, int], suivi: Suivi
) -> list[tuple[PackPrevu, tuple[int, ...]]]:
    """Each pack of which no document is missing, with the first page of each document and the total."""
    from kitgen.bundle import Piece, assembler
    from kitgen.plan import partie

    suivi.etape("Assemblage", len(plan.packs))
    documents = {d.chemin: d for d in plan.documents}
    candidats = {c.numero: c for c in prepare.projet.candidats}
    packs = []
    for pack in plan.packs:
        if all(chemin in pages for chemin in pack.contenu):
            pieces = [
                Piece(folder / f"{chemin}.pdf", documents[chemin].titre, partie(documents[chemin], candidats))
                for chemin in pack.contenu
            ]
            titre = f"{pack.titre} – {prepare.projet.session.intitule}"
            packs.append((pack, assembler(pieces, folder / pack.fichier, titre, recto_verso=pack.recto_verso)))
        suivi.avance()
    return packs


def _archive(
    documents: Sequence[str], packs: Sequence[tuple[PackPrevu, tuple[int, ...]]], folder: Path, suivi: Suivi
) -> list[str]:
    """What keeps finished PDFs from being what an archive asks for."""
    from kitgen.archive import NIVEAU, archiver

    files = [*(f"{chemin}.pdf" for chemin in documents), *(pack.fichier for pack, _ in packs)]
    suivi.etape("Archivage", len(files))
    findings = []
    for name in files:
        findings += [f"{name} n'est pas conforme à {NIVEAU} : {fault}" for fault in archiver(folder / name)]
        suivi.avance()
    return findings


def _verify(
    prepare: Prepare,
    plan: Plan,
    folder: Path,
    pages: Mapping[str, int],
    packs: Sequence[tuple[PackPrevu, tuple[int, ...]]],
    suivi: Suivi,
) -> list[str]:
    """What is wrong with the finished PDFs, as a person would find it."""
    from kitgen.couverture import Couverture
    from kitgen.verify import pages_simplifiees, verifier_document, verifier_pack

    projet = prepare.projet
    couverture = Couverture(projet.referentiel, projet.kit, projet.sujets, projet.candidats, prepare.plan)
    suivi.etape("Relecture", len(pages) + len(packs))
    findings: list[str] = []
    texts: dict[str, tuple[str, ...]] = {}
    for document in plan.documents:
        if document.chemin in pages:
            texts[document.chemin] = pages_simplifiees(folder / f"{document.chemin}.pdf")
            expected = prepare.contextes.attendu(document)
            findings += verifier_document(f"{document.chemin}.pdf", texts[document.chemin], *expected)
            findings += couverture.verifier(document, texts[document.chemin])
            suivi.avance()
    for pack, firsts in packs:
        contents = list(zip(pack.contenu, firsts[:-1], strict=True))
        findings += verifier_pack(
            pack.fichier, pages_simplifiees(folder / pack.fichier), contents, texts, recto_verso=pack.recto_verso
        )
        suivi.avance()
    return findings
