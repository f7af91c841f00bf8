"""Where the documents of a family differ: the paragraphs, their texts, and the colours by which to find them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from kitgen.couche.flux import Couleur
from kitgen.couche.refus import (
    Refus,
    Styles,
    W,
    analyser,
    nom,
    numero,
    verifier_champ,
    verifier_emplacement,
    verifier_partie,
    verifier_reglages,
)
from kitgen.couche.squelette import Famille, parties

_NOMBRE = 400  # places at most: with more, the documents differ too much to gain anything
_VALEUR = f"{W}val"
MARQUE: Couleur = (5, 3, 181)
"""The colour of the marks on a value sheet, which nothing else has."""
SITUATION: Mapping[str, str] = {
    **dict.fromkeys(("keepNext", "keepLines", "pageBreakBefore", "widowControl"), "0"),
    "outlineLvl": "9",
}
"""What a paragraph says of where it stands among others, and how it says that it says nothing."""


@dataclass(frozen=True, slots=True)
class Emplacement:
    """One paragraph whose text varies."""

    partie: str
    rangs: tuple[int, ...]
    """Ranks of its texts in the family's count; those of a page number's result are not among them."""
    couleurs: frozenset[Couleur]
    champs: Couleur
    """The colour of its page numbers."""
    titre: bool
    """Whether it stands in the outline."""

    @property
    def corps(self) -> bool:
        """Whether it is part of the body: there it is tagged, and drawn once."""
        return self.partie == "word/document.xml"


@dataclass(frozen=True, slots=True)
class Repere(Emplacement):
    """The same with the paragraph itself, which holds the tree of its part."""

    paragraphe: etree._Element

    def seul(self) -> Emplacement:
        """Without it."""
        return Emplacement(self.partie, self.rangs, self.couleurs, self.champs, self.titre)


@dataclass(frozen=True, slots=True)
class Modele:
    """A family seen through: its varying paragraphs."""

    emplacements: tuple[Emplacement, ...]

    @property
    def couleurs(self) -> frozenset[Couleur]:
        """All colours that were given out."""
        return frozenset(c for e in self.emplacements for c in e.couleurs)


@dataclass(frozen=True, slots=True)
class Releve:
    """The same with its parts as trees, in both of which the colours are put in."""

    arbres: Mapping[str, etree._Element]
    emplacements: tuple[Repere, ...]

    def modele(self) -> Modele:
        """Without the trees: of all families they take more room than anything else."""
        return Modele(tuple(repere.seul() for repere in self.emplacements))


def hexadecimal(couleur: Couleur) -> str:
    """As Word writes a colour."""
    return "{:02X}{:02X}{:02X}".format(*couleur)


def reperer(famille: Famille) -> Releve:
    """Find the varying paragraphs of a family and colour them; raises Refus when one can't be composed."""
    couleurs = couleurs_libres()
    styles = Styles(famille.contenu)
    verifier_reglages(famille.contenu)
    variables = famille.variables
    arbres: dict[str, etree._Element] = {}
    emplacements: list[Repere] = []
    rang = 0
    for partie in parties(famille.contenu):
        racine = analyser(famille.contenu[partie])
        arbres[partie] = racine
        verifier_partie(racine)
        numeros = _champs(racine)
        textes: dict[etree._Element, list[int]] = {}
        for texte in racine.iter(f"{W}t"):
            if texte not in numeros:
                paragraphe = next(texte.iterancestors(f"{W}p"), None)
                if paragraphe is None:
                    raise Refus("a text outside a paragraph")
                textes.setdefault(paragraphe, []).append(rang)
            rang += 1
        for paragraphe, rangs in textes.items():
            if not variables.isdisjoint(rangs):
                verifier_emplacement(paragraphe, styles)
                emplacements.append(_colorier(partie, paragraphe, tuple(rangs), couleurs, styles, numeros))
                if len(emplacements) > _NOMBRE:
                    raise Refus("too many differences")
    if rang != len(famille.textes):
        raise Refus("texts in an unknown shape")
    if not emplacements:
        raise Refus("no visible difference")
    return Releve(arbres, tuple(emplacements))


def couleurs_libres() -> Iterator[Couleur]:
    """Colours that nobody chooses, all different."""
    for n in range(1, 1 << 14):
        yield (n % 250 + 3, 7 + n // 250, 0xB5 ^ (n & 0x3F))


def _champs(racine: etree._Element) -> set[etree._Element]:
    """What belongs to a page number: its runs and their texts; raises Refus for a field that may quote a value."""
    inside: set[etree._Element] = set()
    stack: list[tuple[list[etree._Element], list[str]]] = []
    for element in racine.iter(f"{W}r", f"{W}fldSimple"):
        if nom(element) == "fldSimple":
            instruction = str(element.get(f"{W}instr", ""))
            verifier_champ(instruction, valeur=False)
            if numero(instruction):
                inside.update(element.iter(f"{W}r", f"{W}t"))
            continue
        for mark in element.iter(f"{W}fldChar", f"{W}instrText"):
            kind = mark.get(f"{W}fldCharType")
            if kind == "begin":
                stack.append(([], []))
            elif nom(mark) == "instrText" and stack:
                stack[-1][1].append(mark.text or "")
        for runs, _ in stack:
            runs.append(element)
        if element.find(f"{W}fldChar[@{W}fldCharType='end']") is not None:
            if not stack:
                raise Refus("a field without a beginning")
            runs, words = stack.pop()
            instruction = "".join(words)
            verifier_champ(instruction, valeur=False)
            if numero(instruction):
                _entier(runs)
                inside.update(part for run in runs for part in run.iter(f"{W}r", f"{W}t"))
    if stack:
        raise Refus("a field without an end")
    return inside


def _entier(runs: list[etree._Element]) -> None:
    if len({run.getparent() for run in runs}) != 1:
        raise Refus("a page number in several paragraphs")


def _colorier(
    partie: str,
    paragraphe: etree._Element,
    rangs: tuple[int, ...],
    couleurs: Iterator[Couleur],
    styles: Styles,
    numeros: set[etree._Element],
) -> Repere:
    """Give each run the colour of its properties: runs that are drawn as one stay one."""
    given: dict[bytes, Couleur] = {}
    champs = next(couleurs)
    for run in paragraphe.iter(f"{W}r"):
        if run in numeros:
            _teindre(run, champs)
            continue
        if run.find(f"{W}fldChar") is not None or run.find(f"{W}instrText") is not None:
            raise Refus("a field beside a value")
        properties = run.find(f"{W}rPr")
        key = b"" if properties is None else etree.tostring(properties, method="c14n", with_tail=False)
        if key not in given:
            given[key] = next(couleurs)
        _teindre(run, given[key])
    titre = _titre(paragraphe, styles)
    return Repere(partie, rangs, frozenset({*given.values(), champs}), champs, titre, paragraphe)


def _titre(paragraphe: etree._Element, styles: Styles) -> bool:
    level = paragraphe.find(f"{W}pPr/{W}outlineLvl")
    if level is not None:
        return str(level.get(_VALEUR)) != "9"
    style = paragraphe.find(f"{W}pPr/{W}pStyle")
    return style is not None and styles.titre(str(style.get(_VALEUR)))


def _teindre(run: etree._Element, couleur: Couleur) -> None:
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = etree.Element(f"{W}rPr")
        run.insert(0, properties)
    for old in properties.findall(f"{W}color"):
        properties.remove(old)
    color = etree.SubElement(properties, f"{W}color")
    color.set(_VALEUR, hexadecimal(couleur))


def paragraphe_neutre(emplacement: Repere) -> etree._Element:
    """A copy of the paragraph without what would move it on a value sheet, whose styles move nothing (see
    `marques.avec_marques`); page numbers are ninety-nine."""
    copie = deepcopy(emplacement.paragraphe)
    copie.tail = None
    properties = copie.find(f"{W}pPr")
    for name in SITUATION:
        for old in () if properties is None else properties.findall(f"{W}{name}"):
            properties.remove(old)
    for name in ("bookmarkStart", "bookmarkEnd", "proofErr"):
        for old in copie.findall(f"{W}{name}"):
            copie.remove(old)
    _chiffrer(copie)
    return copie


def _chiffrer(paragraphe: etree._Element) -> None:
    """Two digits for each page number: wider than any that is printed, so a line that holds them holds the others."""
    for simple in paragraphe.findall(f"{W}fldSimple"):
        run = simple.find(f"{W}r")
        if run is None:
            raise Refus("an empty field")
        paragraphe.replace(simple, _chiffres(run))
    depth = 0
    for run in paragraphe.findall(f"{W}r"):
        kinds = [mark.get(f"{W}fldCharType") for mark in run.iter(f"{W}fldChar")]
        starts = depth == 0 and "begin" in kinds
        depth += kinds.count("begin")
        if depth:
            if starts:
                run.addprevious(_chiffres(run))
            paragraphe.remove(run)
        depth -= kinds.count("end")


def _chiffres(modele: etree._Element) -> etree._Element:
    run = etree.Element(f"{W}r")
    properties = modele.find(f"{W}rPr")
    if properties is not None:
        run.append(deepcopy(properties))
    etree.SubElement(run, f"{W}t").text = "99"
    return run
