"""Value sheets: Word documents on which each candidate's values stand as they do in the candidate's own document."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from kitgen.couche.emplacements import Releve, Repere, couleurs_libres, hexadecimal, paragraphe_neutre
from kitgen.couche.flux import Couleur
from kitgen.couche.marques import STYLE, STYLE_PAGE, STYLES, avec_marques
from kitgen.couche.refus import Refus, W, nom
from kitgen.couche.sections import Geometrie, geometries
from kitgen.couche.squelette import Famille, Membre

_PROPRE = 0.6  # distinct values a member from which a page for each member is less than one for each value
_XML = "{http://www.w3.org/XML/1998/namespace}"
_TROU = re.compile(rb"\xee\x80\x80(\d+)\xee\x80\x81")  # U+E000 rank U+E001
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Cadre:
    """What stands on one page of a value sheet: places in different cells of one row, or a single one.

    Cells of a row don't move each other, so each place begins at the same height whatever the others hold. Where
    nearly every member has values of its own (`par_membre`), a page holds all of one member's, one row after the
    other: a value that takes more room than others' then moves none but the same member's.
    """

    section: bytes
    largeur: float
    """Of the pages whose values they are, in points."""
    emplacements: tuple[int, ...]
    """Ranks in the model, in the order in which they are drawn."""
    pieces: tuple[bytes | int, ...]
    """XML, and the ranks of the texts to put between."""
    par_membre: bool
    locales: Mapping[Couleur, Couleur]
    """From the colours of the model to those on the page, which are the same for the same page of any family."""

    def page(self, textes: Mapping[int, bytes]) -> bytes:
        """The XML of a page with these texts, by rank."""
        return b"".join(piece if isinstance(piece, bytes) else textes[piece] for piece in self.pieces)


def cadrer(famille: Famille, releve: Releve, *, entetes_a_part: bool = False) -> tuple[Cadre, ...]:
    """All pages that the values of a family need (see `geometries`); raises Refus."""
    avec_marques(famille.contenu)  # refused here, before anything is laid out
    cadres: list[Cadre] = []
    for section, ranks in geometries(famille, releve, entetes_a_part=entetes_a_part).items():
        rows: dict[etree._Element, list[list[int]]] = {}
        for rank in ranks:
            paragraphe = releve.emplacements[rank].paragraphe
            cell = next(paragraphe.iterancestors(f"{W}tc"), None)
            groups = rows.setdefault(paragraphe if cell is None else cell.getparent(), [])
            for group in groups:
                if all(cell is not _cellule_de(releve.emplacements[other].paragraphe) for other in group):
                    group.append(rank)
                    break
            else:
                groups.append([rank])
        own: list[list[int]] = []
        for group in (group for groups in rows.values() for group in groups):
            if _divers(famille, releve, group):
                own.append(group)
            else:
                cadres.append(_cadre(section, [group], releve, par_membre=False))
        if own:
            cadres.append(_cadre(section, own, releve, par_membre=True))
    return tuple(cadres)


def _divers(famille: Famille, releve: Releve, group: Sequence[int]) -> bool:
    """Whether most members have a value of their own in one of these places."""
    membres = famille.membres.values()
    rangs = [releve.emplacements[rank].rangs for rank in group]
    distinct = max(len({tuple(m.texte(r, famille) for r in some) for m in membres}) for some in rangs)
    return distinct > _PROPRE * len(membres)


def assembler(contenu: Mapping[str, bytes], section: bytes, pages: Sequence[bytes]) -> bytes:
    """A value sheet: the .docx with these pages, in the styles of `contenu`."""
    body = b"".join(pages)
    document = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="%s"><w:body>%s%s</w:body>'
        b"</w:document>" % (W[1:-1].encode(), body, section)
    )
    return ecrire_docx(contenu, {"word/document.xml": document, STYLES: avec_marques(contenu)})


def ecrire_docx(contenu: Mapping[str, bytes], changes: Mapping[str, bytes], *, tasser: bool = False) -> bytes:
    """A .docx with other parts; not compressed unless asked for (`tasser`), as it is read once."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in contenu.items():
            info = zipfile.ZipInfo(name, _DATE)
            archive.writestr(info, changes.get(name, data), zipfile.ZIP_DEFLATED if tasser else None, 3)
    return buffer.getvalue()


def patrons(releve: Releve) -> dict[str, bytes]:
    """The parts with the colours in them and holes for texts, of which `colorie` makes documents; changes the trees."""
    rang = 0
    made = {}
    for partie, racine in releve.arbres.items():
        for texte in racine.iter(f"{W}t"):
            texte.text = f"\ue000{rang}\ue001"
            rang += 1
        made[partie] = etree.tostring(racine, encoding="UTF-8", xml_declaration=True, standalone=True)
    return made


def colorie(famille: Famille, patrons: Mapping[str, bytes], membre: Membre) -> bytes:
    """The member's own .docx with the colours in it.

    About as large as the .docx that it is compared with: what is of one size is laid out one after the other.
    """
    # The texts are put in as they stand, raw, in the order of the count.
    changes = {
        partie: _TROU.sub(lambda found: membre.texte(int(found[1]), famille), patron)
        for partie, patron in patrons.items()
    }
    return ecrire_docx(famille.contenu, changes, tasser=True)


def _menu(texte: str = "", *, page: bool = False) -> etree._Element:
    """A paragraph two points high; with `page`, on top of a new page."""
    run = f"<w:r><w:t>{texte}</w:t></w:r>" if texte else ""
    return etree.fromstring(
        f'<w:p xmlns:w="{W[1:-1]}"><w:pPr><w:pStyle w:val="{STYLE_PAGE if page else STYLE}"/></w:pPr>{run}</w:p>'
    )


def _cadre(section: Geometrie, groups: Sequence[Sequence[int]], releve: Releve, *, par_membre: bool) -> Cadre:
    page = etree.Element(f"{W}body", nsmap={"w": W[1:-1]})
    above: etree._Element | None = None
    for group in groups:
        emplacements = {releve.emplacements[rank].paragraphe: releve.emplacements[rank] for rank in group}
        first = next(iter(emplacements))
        cell = _cellule_de(first)
        table = None if cell is None else cell.getparent().getparent()
        if cell is not None and table is above and _cellule_de(table) is None:
            # The row follows one of the same table: it needs no copy of the table for itself.
            page[-1].append(_rangee(cell.getparent(), emplacements)[-1])
            continue
        above = table
        page.append(_menu(page=len(page) == 0))
        if cell is None:
            page.extend([_a_trous(emplacements[first]), _menu("x")])
        else:
            page.append(_rangee(cell.getparent(), emplacements))
    ranks = tuple(rank for group in groups for rank in group)
    etree.cleanup_namespaces(page, keep_ns_prefixes=["w"])
    locales = _localiser(page, frozenset(c for rank in ranks for c in releve.emplacements[rank].couleurs))
    xml = b"".join(etree.tostring(part, encoding="UTF-8", xml_declaration=False, with_tail=False) for part in page)
    xml = re.sub(rb' xmlns:w="[^"]*"', b"", xml)
    if b"xmlns:" in xml:
        raise Refus("foreign XML beside a value")
    pieces = _TROU.split(xml)
    return Cadre(
        section.section,
        section.largeur,
        ranks,
        tuple(p if n % 2 == 0 else int(p) for n, p in enumerate(pieces)),
        par_membre,
        locales,
    )


def _localiser(page: etree._Element, couleurs: frozenset[Couleur]) -> dict[Couleur, Couleur]:
    """Give the colours on a page the first ones of all, and drop what tells one document from another."""
    locales: dict[Couleur, Couleur] = {}
    known = {hexadecimal(c): c for c in couleurs}
    fresh = couleurs_libres()
    for element in page.iter():
        for name in list(element.attrib):
            if name.startswith(f"{W}rsid") or (name.startswith("{") and not name.startswith((W, _XML))):
                del element.attrib[name]
        if nom(element) == "color" and element.get(f"{W}val") in known:
            couleur = known[str(element.get(f"{W}val"))]
            if couleur not in locales:
                locales[couleur] = next(fresh)
            element.set(f"{W}val", hexadecimal(locales[couleur]))
    return locales


def _cellule_de(paragraphe: etree._Element) -> etree._Element | None:
    return next(paragraphe.iterancestors(f"{W}tc"), None)


def _a_trous(emplacement: Repere) -> etree._Element:
    """The neutral paragraph with the rank of each text in its place."""
    copie = paragraphe_neutre(emplacement)
    textes = [t for t in copie.iter(f"{W}t") if t.text != "99" or not _est_champ(t, emplacement)]
    if len(textes) != len(emplacement.rangs):
        raise Refus("texts that can't be told apart")
    for texte, rang in zip(textes, emplacement.rangs, strict=True):
        texte.text = f"\ue000{rang}\ue001"
    return copie


def _est_champ(texte: etree._Element, emplacement: Repere) -> bool:
    color = texte.getparent().find(f"{W}rPr/{W}color")
    return color is not None and color.get(f"{W}val") == hexadecimal(emplacement.champs)


def _rangee(row: etree._Element, emplacements: Mapping[etree._Element, Repere]) -> etree._Element:
    """Copies of the row and its table, and of those around, with these paragraphs in their cells and nothing else."""
    cells = {_cellule_de(p): [_a_trous(e), _menu("x")] for p, e in emplacements.items()}
    while True:
        table = row.getparent()
        new_row = etree.Element(f"{W}tr")
        for child in row:
            if nom(child) == "tc":
                new_row.append(_cellule(child, cells.get(child) or [_menu()]))
            elif nom(child) in ("trPr", "tblPrEx"):
                kept = _sans(child, ("trHeight", "tblHeader", "cantSplit"))
                if len(kept):
                    new_row.append(kept)
            else:
                raise Refus("a row with something else in it")
        new_table = etree.Element(f"{W}tbl")
        for name in ("tblPr", "tblGrid"):
            found = table.find(f"{W}{name}")
            if found is not None:
                new_table.append(deepcopy(found))
        new_table.append(new_row)
        cell = next(table.iterancestors(f"{W}tc"), None)
        if cell is None:
            return new_table
        cells, row = {cell: [new_table, _menu()]}, cell.getparent()


def _sans(element: etree._Element, names: Iterable[str]) -> etree._Element:
    kept = deepcopy(element)
    for name in names:
        for old in kept.findall(f"{W}{name}"):
            kept.remove(old)
    return kept


def _cellule(cell: etree._Element, contenu: list[etree._Element]) -> etree._Element:
    new = etree.Element(f"{W}tc")
    for properties in cell.findall(f"{W}tcPr"):
        new.append(_sans(properties, ("vMerge", "vAlign", "shd", "hideMark")))
    new.extend(contenu)
    return new
