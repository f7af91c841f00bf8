"""One class of documents: laid out once, checked on one of its members, drawn for all others."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import pikepdf

from kitgen.canon import canoniser
from kitgen.couche.decoupe import Poses, Trou, decouper, extraire, variables
from kitgen.couche.emplacements import Modele, reperer
from kitgen.couche.feuille import Cadre, cadrer, colorie, patrons
from kitgen.couche.flux import Dialecte, FluxInconnu, dessiner, feuilleter
from kitgen.couche.fontes import Codes, Fontes
from kitgen.couche.garde import ecrite, forme
from kitgen.couche.lettres import simples, titre_simple
from kitgen.couche.moule import Moule
from kitgen.couche.poses import employes
from kitgen.couche.refus import Refus
from kitgen.couche.squelette import Famille, Membre
from kitgen.couche.valeurs import Demande, Valeurs


@dataclass(slots=True)
class Chantier:
    """A family whose values are laid out, or about to be."""

    famille: Famille
    modele: Modele
    cadres: tuple[Cadre, ...]
    demande: Demande
    patrons: Mapping[str, bytes]

    @classmethod
    def ouvrir(cls, entiere: Famille, valeurs: Valeurs, minimum: int) -> Chantier:
        """Look through a family and have the values of those who can be drawn laid out; raises Refus."""
        releve = reperer(entiere)
        modele = releve.modele()
        simple = {key: m for key, m in entiere.membres.items() if _simple(modele, entiere, m)}
        if len(simple) < minimum:
            raise Refus("too few of simple letters")
        famille = replace(entiere, membres=simple)
        cadres = cadrer(famille, releve, entetes_a_part=valeurs.dialecte.entetes_a_part)
        return cls(famille, modele, cadres, valeurs.demander(famille, modele, cadres), patrons(releve))

    def classes(self) -> tuple[list[Classe], list[Membre]]:
        """The members by the form of all their values, and those of whom a value isn't known."""
        found: dict[tuple[object, ...], Classe] = {}
        left = []
        for membre in self.famille.membres.values():
            poses = self.demande.poses(self.famille, membre)
            if poses is None:
                left.append(membre)
                continue
            forme = tuple(pose.forme for page in poses for pose in page)
            classe = found.setdefault(forme, Classe(self, []))
            classe.membres.append(membre)
        return list(found.values()), left

    def colorie(self, membre: Membre) -> bytes:
        """See `feuille.colorie`."""
        return colorie(self.famille, self.patrons, membre)


def choisir(famille: Famille, membres: Sequence[Membre]) -> tuple[Membre, Membre]:
    """Who represents them (whose values are neither long nor short), and who is converted both ways: by chance.

    By the chance of what stands in the documents: the same documents give the same choice.
    """
    ranks = sorted(famille.variables)
    lengths = {m.empreinte: [len(m.texte(rank, famille)) for rank in ranks] for m in membres}
    middle = [median(column) for column in zip(*lengths.values(), strict=True)]
    far = {name: sum(abs(n - m) for n, m in zip(row, middle, strict=True)) for name, row in lengths.items()}
    first = min(membres, key=lambda m: (far[m.empreinte], m.empreinte))
    seed = "".join(sorted(m.empreinte for m in membres))
    rest = [m for m in membres if m is not first]
    return first, min(rest, key=lambda m: hashlib.sha256((seed + m.empreinte).encode()).digest())


@dataclass(slots=True)
class Classe:
    """Members of a family whose values take the same places."""

    chantier: Chantier
    membres: list[Membre]

    @property
    def dialecte(self) -> Dialecte:
        """How the engine writes."""
        return self.chantier.demande.valeurs.dialecte

    def mouler(self, representant: Membre, colorie: Path, temoin: Membre, vrai: Path) -> Moulage:
        """Take the coloured representative apart, with the converted witness beside it; raises Refus.

        Drawn, the witness must be what was converted, to the byte.
        """
        try:
            moulage, wanted = self._mouler(representant, colorie, temoin, vrai)
            # A file, as qpdf reads what is in memory through Python.
            drawn = colorie.with_suffix(".temoin.pdf")
            drawn.write_bytes(moulage.composer(temoin))
            if forme(drawn) != wanted:
                raise Refus("drawn, the witness is another document")
            return moulage
        except (FluxInconnu, pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError) as error:
            # pikepdf says by any of them that a PDF isn't built as expected.
            raise Refus("a PDF in an unknown shape") from error

    def _mouler(self, representant: Membre, colorie: Path, temoin: Membre, vrai: Path) -> tuple[Moulage, bytes]:
        chantier = self.chantier
        famille, modele = chantier.famille, chantier.modele
        poses = {m.empreinte: self.poses(m) for m in self.membres}
        changeants = variables(list(poses.values()), chantier.cadres, modele)
        both = poses[representant.empreinte], poses[temoin.empreinte]
        with pikepdf.open(colorie) as opened, pikepdf.open(vrai) as converted:
            mine = feuilleter(opened)
            canoniser(converted)
            theirs = [page.obj.Contents.read_bytes() for page in converted.pages]
            insecables = _insecables(poses.values())
            pages = decouper(mine, theirs, self.dialecte, modele, chantier.cadres, both, changeants, insecables)
            fixes = employes(b"".join(p for page in pages for p in page if isinstance(p, bytes)))
            moule = Moule(opened, pages, _titres(modele, famille, representant))
            moulage = Moulage(self, moule, Fontes(fixes, mine.chasse), poses, len(opened.pages))
            return moulage, ecrite(converted)

    def poses(self, membre: Membre) -> Poses:
        """How a member's values are laid out."""
        poses = self.chantier.demande.poses(self.chantier.famille, membre)
        if poses is None:
            raise KeyError(membre.empreinte)
        return poses


@dataclass(slots=True)
class Moulage:
    """A class ready to be drawn."""

    classe: Classe
    moule: Moule
    fontes: Fontes
    poses: dict[str, Poses]
    pages: int

    def composer(self, membre: Membre) -> bytes:
        """The PDF of a member, in canonical codes."""
        poses = self.poses[membre.empreinte]
        used: list[Codes] = []

        def valeur(trou: Trou) -> bytes:
            page, place, line = trou.rang
            forme = b"".join(extraire(poses[page][place].lignes[line].formes, trou.tranche))
            used.append(employes(forme))
            return dessiner(forme, trou.couleur, trou.y)

        chantier = self.classe.chantier
        titres = _titres(chantier.modele, chantier.famille, membre)
        return self.moule.couler(valeur, lambda: self.fontes.polices(used), titres)


def _insecables(classe: Iterable[Poses]) -> frozenset[str]:
    every = {id(pose): pose for poses in classe for page in poses for pose in page}
    return frozenset(p for pose in every.values() for ligne in pose.lignes for p in ligne.insecables)


def _simple(modele: Modele, famille: Famille, membre: Membre) -> bool:
    """Whether all values of a member are written as they are whatever stands around them."""
    textes = (membre.texte(rang, famille) for e in modele.emplacements for rang in e.rangs)
    return simples(textes) and all(map(titre_simple, _titres(modele, famille, membre)))


def _titres(modele: Modele, famille: Famille, membre: Membre) -> list[str]:
    """What the outline says of the places that stand in it."""
    return [
        html.unescape(b"".join(membre.texte(rang, famille) for rang in e.rangs).decode())
        for e in modele.emplacements
        if e.titre and e.corps
    ]
