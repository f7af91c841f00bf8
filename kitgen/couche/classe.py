"""One class of documents: laid out once, checked on one of its members, drawn for all others."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import pikepdf

from kitgen.couche.decoupe import Poses, Trou, decouper, variables
from kitgen.couche.emplacements import Modele, reperer
from kitgen.couche.feuille import Cadre, cadrer, colorie
from kitgen.couche.flux import FluxInconnu, polices_citees, recolorier
from kitgen.couche.lettres import simples, titre_simple
from kitgen.couche.moule import Moule, Police, demonter_police
from kitgen.couche.refus import Refus
from kitgen.couche.squelette import Famille, Membre
from kitgen.couche.valeurs import Demande, Valeurs


class Polices:
    """The fonts of the value sheets, taken out of them once."""

    def __init__(self, valeurs: Valeurs) -> None:
        self._valeurs = valeurs
        self._connues: dict[tuple[int, str], Police] = {}

    def police(self, feuille: int, nom: str) -> Police:
        """The font called `nom` on a sheet, under a name that says of which."""
        key = feuille, nom
        if key not in self._connues:
            with pikepdf.open(self._valeurs.feuilles[feuille]) as pdf:
                for name, font in pdf.pages[0].obj.Resources.Font.items():
                    short = name[1:]
                    self._connues[feuille, short] = demonter_police(prefixe(feuille) + short, font)
        return self._connues[key]


def prefixe(feuille: int) -> str:
    """What a value sheet's fonts are called by in a document."""
    return f"V{feuille + 1}"


@dataclass(slots=True)
class Chantier:
    """A family whose values are laid out, or about to be."""

    famille: Famille
    modele: Modele
    cadres: tuple[Cadre, ...]
    demande: Demande

    @classmethod
    def ouvrir(cls, entiere: Famille, valeurs: Valeurs, minimum: int) -> Chantier:
        """Look through a family and have the values of those who can be drawn laid out; raises Refus."""
        modele = reperer(entiere)
        simple = {key: m for key, m in entiere.membres.items() if _simple(modele, entiere, m)}
        if len(simple) < minimum:
            raise Refus("too few of simple letters")
        famille = replace(entiere, membres=simple)
        cadres = cadrer(famille, modele)
        return cls(famille, modele, cadres, valeurs.demander(famille, modele, cadres))

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
        return colorie(self.famille, self.modele, membre)


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

    def mouler(self, representant: Membre, colorie: Path, temoin: Membre, vrai: Path) -> Moulage:
        """Take the coloured representative apart, with the converted witness beside it; raises Refus."""
        try:
            return self._mouler(representant, colorie, temoin, vrai)
        except (FluxInconnu, pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError) as error:
            # pikepdf says by any of them that a PDF isn't built as expected.
            raise Refus("a PDF in an unknown shape") from error

    def _mouler(self, representant: Membre, colorie: Path, temoin: Membre, vrai: Path) -> Moulage:
        chantier = self.chantier
        famille, modele = chantier.famille, chantier.modele
        poses = {m.empreinte: self.poses(m) for m in self.membres}
        changeants = variables(list(poses.values()), chantier.cadres, modele)
        both = poses[representant.empreinte], poses[temoin.empreinte]
        with pikepdf.open(colorie) as opened, pikepdf.open(vrai) as converted:
            pages = decouper(opened, converted, modele, chantier.cadres, both, changeants, _insecables(poses.values()))
            moule = Moule(opened, pages, _titres(modele, famille, representant))
            return Moulage(self, moule, poses, len(opened.pages))

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
    poses: dict[str, Poses]
    pages: int

    def composer(self, membre: Membre, polices: Polices) -> bytes:
        """The PDF of a member."""
        poses = self.poses[membre.empreinte]
        used: dict[tuple[int, str], Police] = {}

        def valeur(trou: Trou) -> bytes:
            page, place, line = trou.rang
            pose = poses[page][place]
            brut = pose.lignes[line].blocs[trou.bloc].brut
            for nom in polices_citees(brut):
                used[pose.feuille, nom] = polices.police(pose.feuille, nom)
            return recolorier(brut, trou.couleur, trou.y, prefixe(pose.feuille))

        chantier = self.classe.chantier
        titres = _titres(chantier.modele, chantier.famille, membre)
        return self.moule.couler(valeur, lambda: [used[key] for key in sorted(used)], titres)


def _insecables(classe: Iterable[Poses]) -> frozenset[str]:
    every = {id(pose): pose for poses in classe for page in poses for pose in page}
    return frozenset(police for pose in every.values() for ligne in pose.lignes for police in ligne.insecables)


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
