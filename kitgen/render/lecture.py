"""A template as a person sees it: its parts, their paragraphs, and where each of them stands."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from kitgen.errors import shortened
from kitgen.render.paquet import PARTIES, Paquet

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A4_WIDTH = 11906
MARGE = 1134
"""The margin of a page that says nothing of it, in twips."""
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)

_ZONES = {"header": "en-tête", "footer": "pied"}
_QUELLES = {"default": "de page", "first": "de la première page", "even": "des pages paires"}
_TEXTES = {f"{W}t": "", f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}delText": ""}


@dataclass(frozen=True, slots=True)
class Lieu:
    """A place of a template.

    `rang` is that of its paragraph among those of its part (0 for a place that is no paragraph), by which a comment
    finds it; `zone` is where that part is printed (« en-tête de page »; nothing for the body), `tableau` where in
    tables, `texte` what stands there.
    """

    partie: str
    rang: int = 0
    zone: str = ""
    tableau: str = ""
    texte: str = ""

    def __str__(self) -> str:
        near = f"près de « {shortened(self.texte, 70)} »" if self.texte.strip() else ""
        return ", ".join(p for p in (self.zone, self.tableau, near) if p)


@dataclass(frozen=True, slots=True)
class Morceau:
    """A piece of a paragraph's text: the run that holds it, and what kind of element it is."""

    texte: str
    run: etree._Element
    balise: str


@dataclass(frozen=True, slots=True)
class Paragraphe:
    """A paragraph with its pieces of text, in order; `element` is its XML."""

    element: etree._Element
    lieu: Lieu
    morceaux: tuple[Morceau, ...]

    @property
    def texte(self) -> str:
        """What is written there."""
        return "".join(m.texte for m in self.morceaux)


@dataclass(frozen=True, slots=True)
class Partie:
    """A part of a template that may hold tags: the body, a header, a footer, the notes, the properties."""

    nom: str
    zone: str
    racine: etree._Element
    paragraphes: tuple[Paragraphe, ...]

    def paragraphe(self, element: etree._Element) -> Paragraphe:
        """The paragraph that holds an element, or else the first one inside it or after it."""
        by_element = {id(p.element): p for p in self.paragraphes}
        for above in (element, *element.iterancestors(f"{W}p")):
            if id(above) in by_element:
                return by_element[id(above)]
        inside = next(element.iter(f"{W}p"), None)
        if inside is not None and id(inside) in by_element:
            return by_element[id(inside)]
        return self.paragraphes[0] if self.paragraphes else Paragraphe(self.racine, Lieu(self.nom, 0, self.zone), ())


@dataclass(frozen=True, slots=True)
class Document:
    """A template, read for its check."""

    parties: tuple[Partie, ...]
    membres: Mapping[str, bytes]

    @property
    def corps(self) -> Partie:
        """The part that is not a header, a footer or a note."""
        return next(p for p in self.parties if p.nom == "word/document.xml")

    def arbre(self, nom: str) -> etree._Element | None:
        """Another member as XML: styles, settings, relationships; None when there is none."""
        content = self.membres.get(nom)
        return etree.fromstring(content, _PARSER) if content is not None else None

    def relations(self, partie: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: by id, the kind (« image », « header ») and the target."""
        return {
            str(e.get("Id")): (str(e.get("Type")).rpartition("/")[2], str(e.get("Target")))
            for e in self._relations(partie)
        }

    def externes(self, partie: str) -> frozenset[str]:
        """The ids of what a part refers to outside the file."""
        return frozenset(str(e.get("Id")) for e in self._relations(partie) if e.get("TargetMode") == "External")

    def _relations(self, partie: str) -> Iterable[etree._Element]:
        folder, base = posixpath.split(partie)
        tree = self.arbre(f"{folder}/_rels/{base}.rels")
        return tree if tree is not None else ()


def lire(paquet: Paquet) -> Document:
    """The parts of a template; raises lxml's XMLSyntaxError when one is damaged."""
    membres = paquet.membres
    trees = {nom: etree.fromstring(content, _PARSER) for nom, content in membres.items() if PARTIES.fullmatch(nom)}
    bare = Document((), membres)
    zones = _zones(trees["word/document.xml"], bare.relations("word/document.xml"))
    parts = [_partie(nom, tree, zones.get(nom, "")) for nom, tree in trees.items()]
    parts.sort(key=lambda p: (p.nom != "word/document.xml", p.nom))
    return Document(tuple(parts), membres)


def sections(racine: etree._Element) -> list[etree._Element]:
    """The section properties of a body, in order."""
    return list(racine.iter(f"{W}sectPr"))


def twips(element: etree._Element | None, name: str, default: int) -> int:
    """A length of an element (`w:right` of `w:pgMar`), or the default where it has none."""
    value = element.get(f"{W}{name}") if element is not None else None
    return int(value) if value and value.lstrip("-").isdigit() else default


def largeur(section: etree._Element | None) -> int:
    """Width of the text of a section, in twips."""
    size = section.find(f"{W}pgSz") if section is not None else None
    margins = section.find(f"{W}pgMar") if section is not None else None
    return twips(size, "w", _A4_WIDTH) - twips(margins, "left", MARGE) - twips(margins, "right", MARGE)


def _zones(body: etree._Element, relations: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Where each header and footer is printed, in French; and what the other parts are called."""
    zones = {
        "word/footnotes.xml": "notes de bas de page",
        "word/endnotes.xml": "notes de fin",
        "docProps/core.xml": "propriétés du fichier (Fichier, Informations)",
    }
    found = sections(body)
    for number, section in enumerate(found, 1):
        where = f"section {number}, " if len(found) > 1 else ""
        for kind, french in _ZONES.items():
            for reference in section.iter(f"{W}{kind}Reference"):
                target = relations.get(str(reference.get(f"{R}id")), ("", ""))[1]
                which = _QUELLES.get(str(reference.get(f"{W}type", "default")), "de page")
                zones.setdefault(posixpath.normpath(posixpath.join("word", target)), f"{where}{french} {which}")
    return zones


def _partie(nom: str, racine: etree._Element, zone: str) -> Partie:
    if not zone and nom != "word/document.xml":
        zone = {"h": "en-tête de page", "f": "pied de page"}.get(posixpath.basename(nom)[0], nom)
    several = nom == "word/document.xml" and len(sections(racine)) > 1
    section, found = 1, []
    counts = _numeros(racine)
    for rank, element in enumerate(racine.iter(f"{W}p")):
        where = f"section {section}" if several else zone
        pieces = tuple(_morceaux(element))
        text = "".join(m.texte for m in pieces)
        found.append(Paragraphe(element, Lieu(nom, rank, where, _tableau(element, counts), text), pieces))
        properties = element.find(f"{W}pPr")
        if properties is not None and properties.find(f"{W}sectPr") is not None:
            section += 1
    if not found and nom == "docProps/core.xml":
        # Properties have no paragraphs; a tag stands in an element.
        found = [
            Paragraphe(e, Lieu(nom, 0, zone, "", e.text or ""), (Morceau(e.text or "", e, "t"),))
            for e in racine
            if e.text
        ]
    return Partie(nom, zone, racine, tuple(found))


def _morceaux(paragraph: etree._Element) -> Iterator[Morceau]:
    """The pieces of a paragraph's own text, not that of a text box inside it; a field's code is not shown."""
    for element in paragraph.iter(*_TEXTES):
        run = element.getparent()
        if run is not None and run.tag == f"{W}r" and _proche(run) is paragraph:
            yield Morceau(_TEXTES[element.tag] or element.text or "", run, element.tag)


def _proche(run: etree._Element) -> etree._Element | None:
    return next(run.iterancestors(f"{W}p"), None)


def _numeros(racine: etree._Element) -> dict[etree._Element, int]:
    """The number of each table among its neighbours (of the part, or of the cell), and of each row and column."""
    numbers: dict[etree._Element, int] = {}
    tables: Counter[etree._Element | None] = Counter()
    for table in racine.iter(f"{W}tbl"):
        cell = next(table.iterancestors(f"{W}tc"), None)
        tables[cell] += 1
        numbers[table] = tables[cell]
        for row_number, row in enumerate(rangees(table), 1):
            numbers[row] = row_number
            numbers |= {cell: column for column, cell in enumerate(cellules(row), 1)}
    return numbers


def rangees(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, not those of a table inside it."""
    return (r for r in table.iter(f"{W}tr") if next(r.iterancestors(f"{W}tbl")) is table)


def cellules(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row."""
    return (c for c in row.iter(f"{W}tc") if next(c.iterancestors(f"{W}tr")) is row)


def _tableau(element: etree._Element, numbers: Mapping[etree._Element, int]) -> str:
    """« tableau 2, ligne 3, colonne 1 », from the outside in."""
    path: list[str] = []
    for cell in element.iterancestors(f"{W}tc"):
        row = next(cell.iterancestors(f"{W}tr"))
        table = next(row.iterancestors(f"{W}tbl"))
        inside = next(table.iterancestors(f"{W}tc"), None) is not None
        name = "tableau imbriqué" if inside else "tableau"
        path.insert(0, f"{name} {numbers[table]}, ligne {numbers[row]}, colonne {numbers[cell]}")
    return ", ".join(path)
