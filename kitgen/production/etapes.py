"""The stages of a build up to final PDFs, each from planned documents to typed outcomes; others know their order."""

from __future__ import annotations

import hashlib
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kitgen.errors import Echec
from kitgen.plan import DocumentPrevu
from kitgen.production.moyens import Moyens
from kitgen.production.preparation import Prepare

if TYPE_CHECKING:
    from kitgen.pdf.finition import Finition

_VAGUE = 8_000
"""Documents that are laid out together: until all are drawn, some 10 kB are known of each."""


def rediger(
    prepare: Prepare, documents: Sequence[DocumentPrevu], pages: Mapping[str, int], moyens: Moyens
) -> dict[str, str]:
    """The SHA-256 of each Word file that is there now."""
    moyens.suivi.etape("Rédaction", len(documents))
    kept = moyens.reprise.rediger(prepare, documents, pages)
    moyens.suivi.avance(len(kept))
    written = {}
    left = [d for d in documents if d.chemin not in kept]
    atelier, contextes = prepare.atelier, prepare.contextes
    if moyens.ailleurs is None:
        rendered = atelier.rendre(left, contextes, pages)
    else:
        from kitgen.ouvriers import redaction

        rendered = redaction.rediger(moyens.ailleurs, moyens.taches, atelier, contextes, left, pages)
    for document, content in rendered:
        path = moyens.dossier / f"{document.chemin}.docx"
        path.parent.mkdir(parents=True, exist_ok=True)
        # What is there from the round before may be a kept file's second name.
        path.unlink(missing_ok=True)
        path.write_bytes(content)
        written[document.chemin] = hashlib.sha256(content).hexdigest()
        moyens.suivi.avance()
    moyens.reprise.noter_les_docx(written)
    return kept | written


@dataclass(frozen=True, slots=True)
class Redige:
    """A Word file that was written, of the document at that `chemin`."""

    document: str
    fichier: Path
    sha256: str


def rediges(documents: Iterable[DocumentPrevu], moyens: Moyens) -> list[Redige]:
    """The Word files of these documents, in their places."""
    return [
        Redige(d.chemin, moyens.dossier / f"{d.chemin}.docx", moyens.reprise.empreintes[f"{d.chemin}.docx"])
        for d in documents
    ]


def mis_de_cote(documents: Iterable[DocumentPrevu], moyens: Moyens) -> list[Redige]:
    """Copies of the Word files of these documents, which stay as they are whatever is written in their places."""
    aside = moyens.atelier / "mots"
    aside.mkdir(exist_ok=True)
    copies = []
    for mot in rediges(documents, moyens):
        copies.append(replace(mot, fichier=Path(shutil.copyfile(mot.fichier, aside / f"{mot.sha256}.docx"))))
    return copies


def mettre_en_page(documents: Sequence[DocumentPrevu], moyens: Moyens) -> tuple[dict[str, int], list[Echec]]:
    """Pages of each document as the engine lays it out, and the failures."""
    moyens.suivi.etape("Mise en page", len(documents))
    pages = moyens.reprise.pages(documents)
    moyens.suivi.avance(len(pages))
    made, failed = _convertir_par_vagues([d for d in documents if d.chemin not in pages], moyens, moyens.suivi.avance)
    return pages | made, failed


def _convertir_par_vagues(
    documents: Sequence[DocumentPrevu], moyens: Moyens, avance: Callable[[int], None] = lambda _: None
) -> tuple[dict[str, int], list[Echec]]:
    """The pages of documents that are laid out, however many there are, and the failures in their order."""
    pages: dict[str, int] = {}
    failed: list[Echec] = []
    for vague in _vagues(documents):
        mots = rediges(vague, moyens)
        made, wrong = convertir(mots, moyens, avance)
        noter_les_pages(mots, made, moyens)
        pages |= made
        failed += wrong
    rangs = {d.chemin: rang for rang, d in enumerate(documents)}
    return pages, sorted(failed, key=lambda e: rangs[e.document])


def _vagues(documents: Sequence[DocumentPrevu]) -> Iterator[Sequence[DocumentPrevu]]:
    """What is laid out together: whole kinds of documents where these are many, as documents alike are of one kind."""
    kinds: dict[str, list[DocumentPrevu]] = defaultdict(list)
    for d in documents:
        kinds[d.code if len(documents) > _VAGUE else ""].append(d)
    vague: list[DocumentPrevu] = []
    for part in (kind[n : n + _VAGUE] for kind in kinds.values() for n in range(0, len(kind), _VAGUE)):
        if len(vague) + len(part) > _VAGUE:
            yield vague
            vague = []
        vague += part
    yield vague


def noter_les_pages(mots: Sequence[Redige], pages: Mapping[str, int], moyens: Moyens) -> None:
    """Keep what was found of these Word files, by document."""
    moyens.reprise.noter_les_pages({m.sha256: pages[m.document] for m in mots if m.document in pages})


def convertir(
    mots: Sequence[Redige], moyens: Moyens, avance: Callable[[int], None] = lambda _: None
) -> tuple[dict[str, int], list[Echec]]:
    """Have Word files laid out; the pages of each document, and the failures."""
    from kitgen import couche
    from kitgen.convert import Travail

    if not mots:
        return {}, []
    done = 0

    def heard(count: int) -> None:
        nonlocal done
        avance(count - done)
        done = count

    results = couche.convertir(
        [Travail(mot.fichier, _brut(mot, moyens), mot.document) for mot in mots],
        moyens.moteur,
        atelier=moyens.atelier,
        taches=moyens.taches,
        delai=moyens.delai,
        suivi=heard,
        couche=moyens.couche,
        executor=moyens.executor,
    )
    made = {m.document: r.pages for m, r in zip(mots, results, strict=True) if not isinstance(r, Echec)}
    return made, [result for result in results if isinstance(result, Echec)]


def _brut(mot: Redige, moyens: Moyens) -> Path:
    """Where an engine puts the PDF of a Word file; that of the round before has a place of its own."""
    name = hashlib.sha256(f"{mot.document} {mot.sha256}".encode()).hexdigest()
    return moyens.atelier / f"brut/{name}.pdf"


def completer_les_pdf(
    prepare: Prepare, documents: Sequence[DocumentPrevu], versions: Mapping[str, int], moyens: Moyens
) -> list[Echec]:
    """The final PDF of each of these documents, which have pages; the failures of those that had to be laid out."""
    done = finir_les_pdf(prepare, documents, versions, moyens)
    # Pages may be known of a PDF that is not kept.
    left = [d for d in documents if d.chemin not in done]
    _, failed = _convertir_par_vagues(left, moyens)
    failing = {e.document for e in failed}
    if len(failing) < len(left):
        finir_les_pdf(prepare, [d for d in left if d.chemin not in failing], versions, moyens)
    return failed


def finir_les_pdf(
    prepare: Prepare, documents: Sequence[DocumentPrevu], versions: Mapping[str, int], moyens: Moyens
) -> set[str]:
    """Which of these documents have their final PDF now: it was made before, or of what an engine has laid out."""
    from kitgen.pdf.finition import finir

    ordres = _finitions(prepare, documents, versions, moyens)
    moyens.suivi.etape("Finition", len(ordres))
    kept = moyens.reprise.finir(ordres)
    moyens.suivi.avance(len(kept))
    todo = [chemin for chemin, ordre in ordres.items() if chemin not in kept and ordre.source.exists()]
    finis = {}
    for rank, fini in moyens.equipe.faire(finir, [ordres[chemin] for chemin in todo]):
        finis[todo[rank]] = fini
        moyens.suivi.avance()
    moyens.reprise.noter_les_pdf(ordres, finis)
    return kept | finis.keys()


def _finitions(
    prepare: Prepare, documents: Sequence[DocumentPrevu], versions: Mapping[str, int], moyens: Moyens
) -> dict[str, Finition]:
    """How each document is finished: with the strip on each page, but where the kit says no."""
    from kitgen.identite import identifier
    from kitgen.pdf.finition import Finition

    projet = prepare.projet
    stamped = {entry.code for entry in projet.kit.documents if entry.bandeau}
    candidats = {c.numero: c for c in projet.candidats}
    ordres = {}
    for d, mot in zip(documents, rediges(documents, moyens), strict=True):
        identite = None
        if d.code in stamped:
            identite = identifier(d, projet.session, projet.referentiel, candidats, versions.get(d.chemin, 1))
        titre = f"{d.titre} – {d.chemin.rpartition('/')[2]}"
        ordres[d.chemin] = Finition(_brut(mot, moyens), moyens.dossier / f"{d.chemin}.pdf", titre, identite)
    return ordres
