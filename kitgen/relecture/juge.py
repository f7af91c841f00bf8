"""Reads one file and judges it where it is read: what others need to know of it is its verdict."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from kitgen.engines.polices import caracteres
from kitgen.model.manifeste import DocumentFait, Manifeste, PackFait
from kitgen.relecture.documents import Regles, relire_document, relire_word
from kitgen.relecture.faute import Faute, Remede
from kitgen.relecture.filtre import ecrire
from kitgen.relecture.identites import Portee, Recherche
from kitgen.relecture.lecture import lire
from kitgen.relecture.lu import Demande, PdfLu, empreinte_du_texte
from kitgen.relecture.packs import relire_le_tour, relire_les_signets
from kitgen.relecture.verdict import Verdict

_GRAND = 2400
"""Pages from which a pack is read by two: opening it twice takes as long as reading some 400."""


class Couvre(Protocol):
    """What knows which texts of the référentiel a document must show; `document` as it was planned."""

    def verifier(self, document: Any, pages: Sequence[str]) -> list[str]:
        """What is missing from these pages, or too much there."""

    def dit(self, document: Any) -> str:
        """All that decides on that, in one way."""


@dataclass(frozen=True, slots=True)
class Consignes:
    """What all files of a folder are held against."""

    regles: Regles
    couverture: Couvre | None = None

    @classmethod
    def du(cls, manifeste: Manifeste, couverture: Couvre | None = None) -> Consignes:
        """Those of a manifest."""
        fonts = Caracteres(manifeste.polices) if manifeste.polices is not None else None
        return cls(Regles.du(manifeste, fonts), couverture)


@dataclass(frozen=True, slots=True)
class Ordre:
    """One file to read and judge."""

    demande: Demande
    objet: DocumentFait | PackFait
    """The document or pack that it is, or the document that it is the Word file of."""
    portee: Portee
    """Who may be named there."""
    pieces: Mapping[str, Portee]
    """The same for each document of a pack."""
    word: bool = False
    prevu: object = None
    """The document as it was planned, where its coverage is asked for."""


class Caracteres(Mapping[str, frozenset[str]]):
    """The characters of each font that may be used; a font is opened where a page has it."""

    def __init__(self, noms: Sequence[str]) -> None:
        self._noms = frozenset(noms)

    def __getitem__(self, nom: str) -> frozenset[str]:
        if nom not in self._noms:
            raise KeyError(nom)
        return caracteres(nom)

    def __contains__(self, nom: object) -> bool:
        return nom in self._noms

    def __iter__(self) -> Iterator[str]:
        return iter(self._noms)

    def __len__(self) -> int:
        return len(self._noms)


class Juge:
    """Reads and judges the files of one folder; a process that is given it again and again unpacks it once."""

    def __init__(self, dossier: Path, consignes: Consignes) -> None:
        self._dossier, self._consignes = dossier, consignes

    def __call__(self, ordre: Ordre) -> Verdict:
        """The verdict on one file."""
        return juger(self._dossier, self._consignes, ordre)

    def __reduce__(self) -> tuple[Callable[[bytes], Juge], tuple[bytes]]:
        return _deballer, (self._emballe,)

    @cached_property
    def _emballe(self) -> bytes:
        return pickle.dumps((self._dossier, self._consignes), protocol=5)


@lru_cache(maxsize=1)
def _deballer(emballe: bytes) -> Juge:
    juge = Juge(*pickle.loads(emballe))  # noqa: S301  (from the process that started this one)
    # It stays: what looks for garbage need not go through it again and again.
    gc.freeze()
    return juge


def juger(dossier: Path, held: Consignes, ordre: Ordre) -> Verdict:
    """Read one file of a folder and say what is wrong with it, as far as it alone tells."""
    lu = lire(dossier, ordre.demande)
    noms = Recherche(held.regles.identites)
    fautes: Iterator[Faute]
    signets: tuple[Faute, ...] = ()
    objet = ordre.objet
    if isinstance(objet, PackFait):
        fautes = relire_le_tour(objet, lu, ordre.portee, noms)
    elif ordre.word:
        fautes = relire_word(objet, lu, held.regles, noms)
    else:
        fautes = relire_document(objet, lu, held.regles, noms)
    found = tuple(fautes)
    before, _ = ordre.demande.pages
    if isinstance(objet, PackFait):
        signets = tuple(relire_les_signets(objet, lu, ordre.pieces, noms))
    return Verdict(
        sha256=lu.sha256,
        empreintes=tuple(p.empreinte for p in lu.pages),
        textes=tuple(empreinte_du_texte(p.texte) for p in lu.pages if p.texte is not None),
        vides=tuple(n for n, p in enumerate(lu.pages, before + 1) if p.vide) if isinstance(objet, PackFait) else (),
        fautes=found,
        signets=signets,
        couverture=tuple(_couverture(held.couverture, ordre.prevu, lu)),
        filtre=ecrire(noms.mots),
    )


def en_parties(ordre: Ordre) -> tuple[Ordre, ...]:
    """A big pack in halves, which two processes read at a time; all else is one part."""
    if not isinstance(ordre.objet, PackFait) or ordre.objet.pages < _GRAND:
        return (ordre,)
    half = ordre.objet.pages // 2
    # Whatever the manifest says, every page of the file is in one of them.
    return tuple(replace(ordre, demande=replace(ordre.demande, pages=p)) for p in ((0, half), (half, None)))


def reunir(parties: Sequence[Verdict]) -> Verdict | None:
    """The verdict on a file whose parts were judged; None where it must be judged as a whole: a fault is told once and
    in its place, and parts must be of the same file."""
    first, *others = parties
    if not others:
        return first
    if any(p.toutes for p in parties) or any(p.sha256 != first.sha256 for p in others):
        return None
    prints = chain.from_iterable(p.empreintes for p in parties)
    blanks = chain.from_iterable(p.vides for p in parties)
    return replace(first, empreintes=tuple(prints), vides=tuple(blanks))


def _couverture(couverture: Couvre | None, prevu: object, lu: PdfLu) -> Iterator[Faute]:
    if couverture is None or prevu is None:
        return
    for said in couverture.verifier(prevu, [p.texte or "" for p in lu.pages]):
        where, _, what = said.partition(" : ")
        yield Faute(where, what, Remede.CORRIGER)
