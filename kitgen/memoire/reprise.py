"""What of a build was made before and is kept: Word files, page counts, PDFs, packs, and what was said of them.

A key says all that decides on a thing, the program, the engine and the fonts included, so what is found is what would
be made. What is taken is proven by its SHA-256; where nothing is kept, nothing is found.
"""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from kitgen.context import vues, vues_jour
from kitgen.memoire.cache import Cache, cle
from kitgen.memoire.disque import sha256

if TYPE_CHECKING:
    from kitgen.memoire.verdicts import Tenus
    from kitgen.packs.assemblage import Liasse
    from kitgen.pdf.finition import Fini, Finition
    from kitgen.plan import DocumentPrevu, PackPrevu
    from kitgen.production.preparation import Prepare
    from kitgen.relecture import ALire

_BEAUCOUP = 200
"""Documents of a pack from which it pays to keep what was read of them, 13 kB each."""


class Reprise:
    """What earlier builds made, for one build in its folder, and what this one adds.

    `empreintes` are the SHA-256 of the files that are there, by their path in the folder.
    """

    def __init__(self, cache: Cache, dossier: Path, *programme: str) -> None:
        self._cache, self._dossier = cache, dossier
        self._programme = cle(*programme)
        self._vus = _Vus()
        self._redigees: dict[str, str] = {}
        self._reprises: set[str] = set()
        self.empreintes: dict[str, str] = {}

    def rediger(self, prepare: Prepare, documents: Sequence[DocumentPrevu], pages: Mapping[str, int]) -> dict[str, str]:
        """The SHA-256 of each Word file that was there, by document; it is in its place now."""
        before = dict(self._redigees)
        for document in documents:
            # Of what a template sees alone: not of the candidate's row, of which much is on no paper.
            seen = self._vus.empreinte(prepare.contextes.pour(document, pages))
            key = cle("docx", self._programme, prepare.atelier.empreinte(document), seen)
            self._redigees[document.chemin] = key
        # What is the same as in the round before lies there since then.
        same = [d for d in documents if before.get(d.chemin) == self._redigees[d.chemin]]
        there = {d.chemin: self.empreintes[f"{d.chemin}.docx"] for d in same}
        left = {f"{d.chemin}.docx": self._redigees[d.chemin] for d in documents if d.chemin not in there}
        return there | {path.removesuffix(".docx"): digest for path, digest in self._prendre(left).items()}

    def noter_les_docx(self, ecrits: Mapping[str, str]) -> None:
        """Keep Word files that were written, by document, with their SHA-256."""
        self._garder({f"{chemin}.docx": (self._redigees[chemin], digest) for chemin, digest in ecrits.items()})

    def redigee(self) -> None:
        """All is written: what templates saw needn't be known any more, 17 kB a candidate."""
        self._vus, self._redigees = _Vus(), {}

    def pages(self, documents: Sequence[DocumentPrevu]) -> dict[str, int]:
        """The page counts that are known of these documents, whose Word files are there."""
        keys = {d.chemin: self._page(self.empreintes[f"{d.chemin}.docx"]) for d in documents}
        found = self._cache.lire(keys.values())
        return {chemin: int(found[key]) for chemin, key in keys.items() if found.get(key, b"").isdigit()}

    def noter_les_pages(self, pages: Mapping[str, int]) -> None:
        """Keep the page counts of Word files that were laid out, by their SHA-256."""
        self._cache.noter({self._page(digest): b"%d" % count for digest, count in pages.items()})

    def comptes(self, session: str) -> dict[str, int]:
        """How many pages the documents of a session had last time, by their reference: a guess for the next one."""
        try:
            said = json.loads(*self._cache.lire([cle("comptes", session)]).values())
        except (TypeError, ValueError):
            return {}
        return {ref: n for ref, n in said.items() if type(n) is int} if isinstance(said, dict) else {}

    def noter_les_comptes(self, session: str, comptes: Mapping[str, int]) -> None:
        """Keep how many pages each has, by its reference."""
        self._cache.noter({cle("comptes", session): json.dumps(comptes).encode()})

    def finir(self, ordres: Mapping[str, Finition]) -> set[str]:
        """Which of these PDFs, by document, were there; they are in their places now."""
        taken = self._prendre({f"{c}.pdf": self._fini(c, o) for c, o in ordres.items()})
        return {chemin for chemin in ordres if f"{chemin}.pdf" in taken}

    def noter_les_pdf(self, ordres: Mapping[str, Finition], finis: Mapping[str, Fini]) -> None:
        """Keep PDFs that were finished, by document."""
        self._garder({f"{c}.pdf": (self._fini(c, ordres[c]), fini.sha256) for c, fini in finis.items()})

    def packs(self, packs: Sequence[PackPrevu], liasses: Mapping[str, Liasse]) -> set[str]:
        """Which packs were there, by their file; they are in their places now."""
        return {*self._prendre({p.fichier: self._pack(p, liasses[p.fichier]) for p in packs})}

    def avec_memoire(
        self, packs: Sequence[PackPrevu], liasses: Mapping[str, Liasse], dossier: Path
    ) -> dict[str, Liasse]:
        """The orders for these packs: those of many documents with what was read of these, which is in that folder."""
        from kitgen.packs.acquis import Memoire

        orders = {p.fichier: liasses[p.fichier] for p in packs}
        wanted = {}
        for pack in packs if self._cache.ouvert else ():
            if len(pack.contenu) >= _BEAUCOUP:
                order = orders[pack.fichier]
                key = self._lecture(pack, order)
                wanted[key] = dossier / key
                files = [piece.fichier for piece in order.pieces]
                digests = [self.empreintes[f"{chemin}.pdf"] for chemin in pack.contenu]
                memoire = Memoire(dossier / key, dossier / f"{key}.nouveau", dict(zip(files, digests, strict=True)))
                orders[pack.fichier] = replace(order, memoire=memoire)
        self._cache.prendre(wanted)
        return orders

    def noter_les_packs(self, packs: Sequence[PackPrevu], liasses: Mapping[str, Liasse]) -> None:
        """Keep packs that were bound, and what was read for them, where much of it is new."""
        keys = {p.fichier: self._pack(p, liasses[p.fichier]) for p in packs}
        self._garder({fichier: (key, sha256(self._dossier / fichier)) for fichier, key in keys.items()})
        for pack in packs:
            memoire = liasses[pack.fichier].memoire
            if memoire is not None and memoire.nouveau.exists():
                key = self._lecture(pack, liasses[pack.fichier])
                self._cache.garder({key: (memoire.nouveau, sha256(memoire.nouveau))})

    def tenus(self, voulu: ALire) -> Tenus:
        """What earlier builds said of files, and what is to be kept of what this one says."""
        from kitgen.memoire.verdicts import Tenus

        return Tenus(self._cache, self._programme, voulu, self.empreintes, self._est_la)

    def _est_la(self, chemin: str) -> bool:
        """Whether a file of the folder is the one that was taken or written: what was taken was hashed."""
        if chemin in self._reprises:
            return True
        try:
            return sha256(self._dossier / chemin) == self.empreintes.get(chemin)
        except OSError:
            return False

    def _prendre(self, voulus: Mapping[str, str]) -> dict[str, str]:
        """Files that are kept, by their path: each in its place now."""
        keys: dict[str, list[str]] = {}
        for path, key in voulus.items():
            keys.setdefault(key, []).append(path)
        # Two documents alike are rare: the second one is made again.
        taken = self._cache.prendre({key: f"{self._dossier}/{paths[0]}" for key, paths in keys.items()})
        found = {keys[key][0]: digest for key, digest in taken.items()}
        self.empreintes |= found
        self._reprises |= found.keys()
        return found

    def _garder(self, faits: Mapping[str, tuple[str, str]]) -> None:
        self.empreintes |= {path: digest for path, (_, digest) in faits.items()}
        self._reprises -= faits.keys()
        self._cache.garder({key: (self._dossier / path, digest) for path, (key, digest) in faits.items()})

    def _page(self, mot: str) -> str:
        return cle("pages", self._programme, mot)

    def _fini(self, chemin: str, ordre: Finition) -> str:
        return cle("pdf", self._programme, self.empreintes[f"{chemin}.docx"], ordre.titre, ordre.identite)

    def _pack(self, pack: PackPrevu, liasse: Liasse) -> str:
        # By what the files hold and are called in the pack, not by where they lie.
        contents = [
            (self.empreintes[f"{chemin}.pdf"], piece.titre, piece.partie, piece.etiquette, piece.recto_seul)
            for chemin, piece in zip(pack.contenu, liasse.pieces, strict=True)
        ]
        same = _memes(pack.contenu)
        return cle("pack", self._programme, contents, same, liasse.titre, liasse.recto_verso, liasse.exemplaires)

    def _lecture(self, pack: PackPrevu, liasse: Liasse) -> str:
        # Of this pack, whatever is in it now: what was read of a document goes by the SHA-256 of that.
        return cle("lecture", self._programme, sys.byteorder, pack.fichier, liasse.titre)


def _memes(chemins: Sequence[str]) -> list[int]:
    """Which pieces are copies of the same document: the first place of each."""
    first: dict[str, int] = {}
    return [first.setdefault(chemin, rank) for rank, chemin in enumerate(chemins)]


class _Vus:
    """Fingerprints of what templates see; of what several documents share, each is taken once.

    An object is known again as itself, not by what it says: no template can change what it sees.
    """

    def __init__(self) -> None:
        self._connus: dict[int, tuple[object, bytes]] = {}

    def empreinte(self, contexte: Mapping[str, object]) -> bytes:
        """The SHA-256 of a context; equal contexts may have several, different ones never have the same."""
        said = b"".join(b"%s\0%s" % (name.encode(), self.valeur(value)) for name, value in contexte.items())
        return hashlib.sha256(said).digest()

    def valeur(self, objet: object) -> bytes:
        """The fingerprint of what stands under a name, as most of it does in many contexts, or is in several views."""
        known = self._connus.get(id(objet))
        if known is None:
            buffer = io.BytesIO()
            _Abregeur(buffer, self.valeur).dump(_ecrit(objet))
            # It is kept along, so that its number stays its own.
            known = self._connus[id(objet)] = objet, hashlib.sha256(buffer.getbuffer()).digest()
        return known[1]


def _ecrit(objet: object) -> object:
    """An object as plain values, with what it is; any other than a record as itself."""
    kind: Any = type(objet)
    write = _ecriture(kind)
    return objet if write is None else (kind, write(objet))


@cache
def _ecriture(kind: type[Any]) -> Callable[[Any], object] | None:
    """How all fields of a record are written; None for what is none."""
    if issubclass(kind, BaseModel):
        # `pickle` would write it with a set of its fields, in an order of chance.
        return kind.model_dump_json
    # What `pickle` makes of a dataclass by itself takes three times as long.
    return attrgetter(*(field.name for field in fields(kind))) if is_dataclass(kind) else None


class _Abregeur(pickle.Pickler):
    """Writes an object for its fingerprint, never to be read: with the fingerprints of views that stand in several."""

    _PARTAGEES = frozenset((vues.VueCompetence, vues_jour.VuePartie))

    def __init__(self, buffer: io.BytesIO, empreinte: Callable[[object], bytes]) -> None:
        super().__init__(buffer, protocol=5)
        self._empreinte = empreinte

    def reducer_override(self, obj: object) -> Any:
        """See `pickle`: called for whatever isn't a plain value."""
        said = self._empreinte(obj) if type(obj) in self._PARTAGEES else _ecrit(obj)
        return NotImplemented if said is obj else (tuple, (said,))
