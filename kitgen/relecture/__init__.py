"""Reads a finished folder back and proves that its packs can be printed and sent, from it and its manifest alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from kitgen.engines.polices import caracteres
from kitgen.model.manifeste import Manifeste
from kitgen.ouvriers.equipe import Equipe
from kitgen.relecture import fichiers
from kitgen.relecture.accord import relire_les_dossiers, relire_les_sujets
from kitgen.relecture.documents import Regles, relire_document, relire_word
from kitgen.relecture.faute import Faute, Remede
from kitgen.relecture.fichiers import PAGE, inventaire, lisible, relire_les_fichiers
from kitgen.relecture.lecture import lire
from kitgen.relecture.lu import Demande, PdfLu
from kitgen.relecture.packs import relire_pack, relire_plan_du_pack


@dataclass(frozen=True, slots=True)
class Lecture:
    """All that was read of a folder: its PDFs and Word files, their SHA-256, and which files are there."""

    lus: Mapping[str, PdfLu]
    empreintes: Mapping[str, str]
    presents: Mapping[str, bool]

    @property
    def textes(self) -> dict[str, tuple[str, ...]]:
        """The text of each page of each document, by file."""
        return {chemin: tuple(p.texte or "" for p in lu.pages) for chemin, lu in self.lus.items()}


def demandes(manifeste: Manifeste) -> tuple[Demande, ...]:
    """What is to be read of each file that a manifest names."""
    return (
        *(Demande(d.pdf, texte=True, bandeau=d.bandeau) for d in manifeste.documents),
        *(Demande(d.docx, texte=True, bandeau=False) for d in manifeste.documents),
        *(Demande(p.fichier, texte=False, bandeau=False) for p in manifeste.packs),
    )


def lire_dossier(
    dossier: Path,
    manifeste: Manifeste,
    equipe: Equipe,
    avance: Callable[[], None] = lambda: None,
    connus: Mapping[str, PdfLu] = MappingProxyType({}),
) -> Lecture:
    """Read all files that a manifest names, but those that are known, each once; `avance` is called after each."""
    there = inventaire(dossier)
    unique = {d.chemin: d for d in reversed(demandes(manifeste)) if lisible(d.chemin, there)}
    read = {chemin: lu for chemin, lu in connus.items() if chemin in unique}
    for _ in read:
        avance()
    left = [d for d in unique.values() if d.chemin not in read]
    for rank, lu in equipe.faire(partial(lire, dossier), left, partial(_poids, dossier)):
        read[left[rank].chemin] = lu
        avance()
    digests = {chemin: lu.sha256 for chemin, lu in read.items()}
    if lisible(PAGE, there):
        digests[PAGE] = fichiers.empreinte(dossier / PAGE)
    return Lecture(read, digests, there)


def _poids(dossier: Path, demande: Demande) -> float:
    """How much there is to read, in bytes of a file without its texts."""
    return (dossier / demande.chemin).stat().st_size * (3 if demande.texte else 1)


def relire(manifeste: Manifeste, lecture: Lecture, *, entier: bool = True) -> tuple[Faute, ...]:
    """All that is wrong, in the order of the manifest; not `entier`, some documents could not be made.

    A fault of a file that was changed since is put down to the change.
    """
    documents = {d.pdf: d for d in manifeste.documents}
    known = {print_: f"la page {n} de {d.pdf}" for d in manifeste.documents for n, print_ in enumerate(d.empreintes, 1)}
    used = {f.nom for lu in lecture.lus.values() for p in lu.pages for f in p.polices}
    fonts = {name: caracteres(name) for name in used.intersection(manifeste.polices or ())}
    rules = Regles.du(manifeste, fonts if manifeste.polices is not None else None)
    found = list(relire_les_fichiers(manifeste, lecture.presents, lecture.empreintes, entier=entier))
    changed = {f.ou for f in found if f.remede is Remede.CHANGE}
    found += relire_les_dossiers(manifeste)
    if entier:
        found += relire_les_sujets(manifeste)
    for document in manifeste.documents:
        if lu := lecture.lus.get(document.pdf):
            found += _mises_au_compte(relire_document(document, lu, rules), document.pdf in changed)
        if lu := lecture.lus.get(document.docx):
            found += _mises_au_compte(relire_word(document, lu, rules), document.docx in changed)
    for pack in manifeste.packs:
        found += relire_plan_du_pack(pack, documents)
        if lu := lecture.lus.get(pack.fichier):
            faults = relire_pack(pack, lu, documents, known, rules.identites)
            found += _mises_au_compte(faults, pack.fichier in changed)
    return tuple(dict.fromkeys(found))


def _mises_au_compte(fautes: Iterable[Faute], change: bool) -> Iterator[Faute]:
    return (replace(f, remede=Remede.CHANGE) if change else f for f in fautes)
