"""A PDF that `kitgen.couche` cast, made final from its bytes: the same file as through pikepdf, in half of the time.

It is in canonical codes already, and written as qpdf writes it plainly. So its streams are joined, its strips put in,
and its objects numbered anew, by no more than looking at them.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from pikepdf import Object, String

from kitgen.canon import CANONIQUE
from kitgen.identite import Identite
from kitgen.pdf import LANGUE, paroles
from kitgen.pdf.clair import Clair, ecrire_flux, flux, lire_clair
from kitgen.pdf.objets import dictionnaire, nomme, tableau
from kitgen.pdf.rangement import ranger
from kitgen.pdf.usage import par_usage
from kitgen.stamp import AVANT, Feuille, bandeaux

_CLE = str(CANONIQUE).encode()
_MARQUE = b" %s true " % _CLE
_PROFONDEUR = 50  # of an outline; what is deeper goes the long way


def est_coule(pdf: bytes) -> bool:
    """Whether a file may be one of them."""
    return _MARQUE in pdf


def terminer_coule(pdf: bytes, titre: str, identite: Identite | None) -> tuple[bytes, int]:
    """The final file and its number of pages; raises ValueError where it isn't built as `couche` builds one."""
    try:
        coule = _Coule(lire_clair(pdf))
        coule.ecrire_les_titres()
        coule.dessiner(identite)
        return coule.terminer(titre), len(coule.pages)
    except (KeyError, zlib.error) as error:
        raise ValueError("a cast PDF in an unknown shape") from error


class _Coule:
    def __init__(self, clair: Clair) -> None:
        self._objets = dict(enumerate(clair.objets, 1))
        self._racine = clair.racine
        self._dit_de_la_racine = _dit(self._objets[clair.racine])
        tree = self._dit(self._dit_de_la_racine[b"/Pages"])
        self.pages = [nomme(kid) for kid in tableau(tree[b"/Kids"])]
        if tree.keys() - {b"/Type", b"/Kids", b"/Count"} or len(set(self.pages)) != len(self.pages):
            raise ValueError("pages in an unknown shape")

    def _dit(self, nom: bytes) -> Mapping[bytes, bytes]:
        """What a dictionary says that is named so."""
        return _dit(self._objets[nomme(nom)])

    def _ajouter(self, objet: bytes) -> bytes:
        """A new object; what names it."""
        number = len(self._objets) + 1
        self._objets[number] = objet
        return b"%d 0 R" % number

    def ecrire_les_titres(self) -> None:
        """The outline as `canon` writes it."""
        self._ecrire_les_titres(self._dit_de_la_racine.get(b"/Outlines"), set(), 0)

    def _ecrire_les_titres(self, entree: bytes | None, vues: set[int], profondeur: int) -> None:
        if profondeur > _PROFONDEUR:
            raise ValueError("an outline that is too deep")
        suivante = self._dit(entree).get(b"/First") if entree is not None else None
        while suivante is not None:
            number = nomme(suivante)
            if number in vues:
                raise ValueError("an outline that bites its tail")
            vues.add(number)
            said = _dit(self._objets[number])
            if b"/Title" in said:
                self._objets[number] = _ecrire({**said, b"/Title": _titre(said[b"/Title"])})
            self._ecrire_les_titres(suivante, vues, profondeur + 1)
            suivante = said.get(b"/Next")

    def dessiner(self, identite: Identite | None) -> None:
        """The pages, each with its content in one piece, and with its strip."""
        said = [_dit(self._objets[number]) for number in self.pages]
        contents = [[self._ajouter(_flux(self._contenu(page[b"/Contents"])))] for page in said]
        if identite is not None:
            before = self._ajouter(_flux(AVANT.encode()))
            shared: dict[str, bytes] = {}
            strips = bandeaux([_feuille(page) for page in said], identite)
            for content, (first, own, words) in zip(contents, strips, strict=True):
                for part in (first, words):
                    if part not in shared:
                        shared[part] = self._ajouter(_flux(part.encode()))
                content[:] = [before, *content, shared[first], self._ajouter(_flux(own.encode())), shared[words]]
        for number, page, content in zip(self.pages, said, contents, strict=True):
            drawn = content[0] if identite is None else b"[ %s ]" % b" ".join(content)
            resources = self._ressources(page[b"/Resources"])
            self._objets[number] = _ecrire({**page, b"/Contents": drawn, b"/Resources": resources})

    def _contenu(self, dit: bytes) -> bytes:
        parts = tableau(dit) if dit.startswith(b"[") else [dit]
        return b"".join([_ligne(self._objets[nomme(part)]) for part in parts])

    def _ressources(self, dites: bytes) -> bytes:
        """What a page draws with, its fonts at their place."""
        resources = dict(_dit(dites))
        fonts = self._dit(resources.pop(b"/Font"))
        if fonts:
            resources[b"/Font"] = _ecrire(fonts)
        return _ecrire(resources)

    def terminer(self, titre: str) -> bytes:
        """The file."""
        about, metadata = paroles(titre, LANGUE)
        said = {key: value for key, value in self._dit_de_la_racine.items() if key != _CLE}
        shown = _dit(said.get(b"/ViewerPreferences", b"<< >>"))
        said[b"/ViewerPreferences"] = _ecrire({**shown, b"/DisplayDocTitle": b"true"})
        said[b"/Lang"] = String(LANGUE).unparse()
        said[b"/Metadata"] = self._ajouter(ecrire_flux(b"<< /Subtype /XML /Type /Metadata", metadata))
        self._objets[self._racine] = _ecrire(said)
        info = self._ajouter(about)
        return ranger(par_usage(self._objets, self._racine, nomme(info)))


@lru_cache(maxsize=1 << 10)
def _dit(texte: bytes) -> Mapping[bytes, bytes]:
    if b"#" in texte:
        raise ValueError("names that may be written in several ways")
    return MappingProxyType(dictionnaire(texte))


def _ecrire(dit: Mapping[bytes, bytes]) -> bytes:
    """A dictionary as qpdf writes it."""
    return b"<< %s>>" % b"".join([b"%s %s " % item for item in sorted(dit.items())])


@lru_cache(maxsize=1 << 10)
def _titre(ecrit: bytes) -> bytes:
    """A text in the encoding that it is given first."""
    return String(str(Object.parse(ecrit))).unparse()


@lru_cache(maxsize=64)
def _nombres(ecrit: bytes) -> tuple[float, ...]:
    return tuple(map(float, tableau(ecrit)))


def _feuille(page: Mapping[bytes, bytes]) -> Feuille:
    media = _nombres(page[b"/MediaBox"])
    crop = _nombres(page[b"/CropBox"]) if b"/CropBox" in page else media
    return Feuille(media, crop, int(page.get(b"/Rotate", b"0")))


def _flux(contenu: bytes) -> bytes:
    return ecrire_flux(b"<<", contenu)


def _ligne(objet: bytes) -> bytes:
    """What a stream draws, its last line ended."""
    said, data = flux(objet)
    if said != b"<<":
        if said != b"<< /Filter /FlateDecode":
            raise ValueError("a content that is packed in an unknown way")
        data = _deballer(data)
    return data if data.endswith(b"\n") else data + b"\n"


@lru_cache(maxsize=512)  # nearly all pages of a class have them
def _deballer(donnees: bytes) -> bytes:
    return zlib.decompress(donnees)
