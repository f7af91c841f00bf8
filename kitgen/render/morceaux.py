"""A shared piece: the body of a Word file beside the templates takes the place of the tag that names it.

`{{p morceau("mentions.docx") }}`, alone in its paragraph. Done before anything is compiled, so a piece may have
tags of its own, inside any loop. Only files of the folder `morceaux` can be named, and only by a text.
"""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lxml import etree

from kitgen.errors import dit_en_francais
from kitgen.render.paquet import Paquet

DOSSIER = "morceaux"
"""The folder of the pieces, beside kit.yaml."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PAQUET = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_BALISE = re.compile(r"\{\{p?\s+morceau\s*\(\s*[\"'“”«‘’]\s*([^\"'“”«»‘’]+?)\s*[\"'“”»‘’]\s*\)\s*\}\}")
_APPEL = re.compile(r"\{[{%][^}]*\bmorceau\s*\(")
_PARTIES = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_REFUSES = ("footnoteReference", "endnoteReference", "commentReference", "object", "sectPr")
_MAX = 50
"""Pieces in one template; a piece that names itself would never end."""
_PROFONDEUR = 4


class MorceauRefuse(ValueError):
    """A piece that can't be put in; the message is French."""


def assembler(gabarit: Paquet, dossier: Path) -> Paquet:
    """The template with its pieces in it; itself when it names none.

    Raises MorceauRefuse for a piece that isn't there, isn't readable, holds what can't be carried over,
    or isn't alone in its paragraph.
    """
    parts = [n for n, c in gabarit.membres.items() if _PARTIES.fullmatch(n) and b"morceau" in c]
    if not parts:
        return gabarit
    work = _Assemblage(dict(gabarit.membres), dossier)
    for part in parts:
        work.partie(part)
    return Paquet(work.membres)


def noms_des_morceaux(texte: str) -> tuple[str, ...]:
    """The pieces that a text of a template names."""
    return tuple(_BALISE.findall(texte))


class _Assemblage:
    def __init__(self, membres: dict[str, bytes], dossier: Path) -> None:
        self.membres = membres
        self._dossier = dossier
        self._count = 0

    def partie(self, part: str) -> None:
        root = _lire(self.membres[part])
        if self._dans(root, part, ()):
            self.membres[part] = _ecrire(root)

    def _dans(self, root: etree._Element, part: str, chain: tuple[str, ...]) -> bool:
        """Put the pieces that `root` names in; whether there was any."""
        found = False
        for paragraph in list(root.iter(f"{_W}p")):
            text = "".join(t.text or "" for t in paragraph.iter(f"{_W}t"))
            if not _APPEL.search(text):
                continue
            tag = _BALISE.fullmatch(text.strip())
            if tag is None:
                raise MorceauRefuse(
                    'un morceau s\'écrit {{p morceau("fichier.docx") }}, seul dans son paragraphe ; '
                    f"lu : « {text.strip()[:80]} »"
                )
            name = tag[1]
            if name in chain or len(chain) >= _PROFONDEUR:
                raise MorceauRefuse(f"le morceau « {name} » se contient lui-même, ou va trop profond")
            self._count += 1
            if self._count > _MAX:
                raise MorceauRefuse(f"plus de {_MAX} morceaux dans un gabarit")
            holder = paragraph.getparent()
            at = holder.index(paragraph)
            for offset, block in enumerate(self._blocs(name, part, chain)):
                holder.insert(at + offset, block)
            holder.remove(paragraph)
            if holder.tag == f"{_W}tc" and holder[-1].tag != f"{_W}p":
                etree.SubElement(holder, f"{_W}p")  # a cell ends with a paragraph
            found = True
        return found

    def _blocs(self, name: str, part: str, chain: tuple[str, ...]) -> list[etree._Element]:
        """The body of a piece, with what it needs carried over into the template."""
        piece = self._ouvrir(name)
        body = _lire(piece.membres["word/document.xml"]).find(f"{_W}body")
        if body is None:
            raise MorceauRefuse(f"le morceau « {name} » est vide")
        last = body.find(f"{_W}sectPr")
        if last is not None:
            body.remove(last)
        for element in body.iter():
            if isinstance(element.tag, str) and etree.QName(element).localname in _REFUSES:
                kind = "plusieurs sections" if element.tag == f"{_W}sectPr" else "une note, un commentaire ou un objet"
                raise MorceauRefuse(f"le morceau « {name} » contient {kind} : un morceau ne peut pas en avoir")
        self._relations(body, piece, part, name)
        self._numerotation(body, piece, name)
        self._styles(body, piece)
        self._dans(body, part, (*chain, name))
        return list(body)

    def _ouvrir(self, name: str) -> Paquet:
        inside = PurePosixPath(name)
        if inside.name != name or "\\" in name or ":" in name or inside.suffix.lower() != ".docx":
            raise MorceauRefuse(
                f"un morceau est un fichier .docx du dossier « {DOSSIER} », sans chemin ; lu : « {name} »"
            )
        path = self._dossier / name
        if path.is_symlink() or not path.is_file():
            there = ", ".join(sorted(p.name for p in self._dossier.glob("*.docx"))) or "aucun"
            raise MorceauRefuse(f"morceau « {name} » introuvable dans « {DOSSIER} » (il y a : {there})")
        try:
            return Paquet.lire(path)
        except OSError as error:
            raise MorceauRefuse(f"morceau « {name} » : {dit_en_francais(error)}") from error
        except ValueError as error:
            raise MorceauRefuse(f"morceau « {name} » : {error}") from error

    def _relations(self, body: etree._Element, piece: Paquet, part: str, name: str) -> None:
        """Images and links: their files and relations under names of their own."""
        used = [(e, k) for e in body.iter() for k in e.attrib if k.startswith(_R)]
        if not used:
            return
        theirs = {r.get("Id"): r for r in _lire(piece.membres["word/_rels/document.xml.rels"])}
        folder, base = posixpath.split(part)
        rels = f"{folder}/_rels/{base}.rels"
        ours = _lire(self.membres[rels]) if rels in self.membres else etree.Element(
            f"{_PAQUET}Relationships", nsmap={None: _PAQUET.strip("{}")}
        )  # fmt: skip
        for element, key in used:
            relation = theirs.get(element.get(key))
            kind = (relation.get("Type") or "").rpartition("/")[2] if relation is not None else ""
            if relation is None or kind not in ("image", "hyperlink"):
                raise MorceauRefuse(
                    f"le morceau « {name} » contient autre chose que du texte, des tableaux et des images"
                )
            new = f"m{self._count}{relation.get('Id')}"
            if all(r.get("Id") != new for r in ours):
                copied = etree.SubElement(ours, f"{_PAQUET}Relationship", Id=new, Type=relation.get("Type") or "")
                target = relation.get("Target") or ""
                if relation.get("TargetMode") == "External":
                    copied.set("TargetMode", "External")
                else:
                    target = self._media(piece, target, name)
                copied.set("Target", target)
            element.set(key, new)
        self.membres[rels] = _ecrire(ours)

    def _media(self, piece: Paquet, target: str, name: str) -> str:
        """Copy an image file; its target as seen from `word/`."""
        source = posixpath.normpath(posixpath.join("word", target)) if not target.startswith("/") else target[1:]
        suffix = PurePosixPath(source).suffix.lower()
        if source not in piece.membres or suffix not in (".png", ".jpg", ".jpeg"):
            raise MorceauRefuse(f"le morceau « {name} » a une image qui n'est ni PNG ni JPEG")
        copied = f"media/m{self._count}-{PurePosixPath(source).name}"
        self.membres[f"word/{copied}"] = piece.membres[source]
        types = _lire(self.membres["[Content_Types].xml"])
        if all((t.get("Extension") or "").lower() != suffix[1:] for t in types):
            kind = "image/png" if suffix == ".png" else "image/jpeg"
            types.insert(0, etree.Element(f"{_TYPES}Default", Extension=suffix[1:], ContentType=kind))
            self.membres["[Content_Types].xml"] = _ecrire(types)
        return copied

    def _numerotation(self, body: etree._Element, piece: Paquet, name: str) -> None:
        """Lists numbered in the piece itself: their definitions, under numbers that the template doesn't use."""
        used = list(body.iter(f"{_W}numId"))
        if not used:
            return
        ours, theirs = "word/numbering.xml", piece.membres.get("word/numbering.xml")
        if theirs is None or ours not in self.membres:
            raise MorceauRefuse(f"le morceau « {name} » a une liste numérotée ; faites-la avec un style du gabarit")
        mine, other = _lire(self.membres[ours]), _lire(theirs)
        shift = 1 + max((int(e.get(f"{_W}{k}", "0")) for e, k in _numeros(mine)), default=0)
        first = mine.find(f"{_W}num")
        for element, key in _numeros(other):
            copied = copy.deepcopy(element)
            copied.set(f"{_W}{key}", str(int(element.get(f"{_W}{key}", "0")) + shift))
            for reference in copied.iter(f"{_W}abstractNumId"):
                reference.set(f"{_W}val", str(int(reference.get(f"{_W}val", "0")) + shift))
            if element.tag == f"{_W}abstractNum" and first is not None:
                first.addprevious(copied)
            else:
                mine.append(copied)
        for reference in used:
            if reference.get(f"{_W}val") != "0":
                reference.set(f"{_W}val", str(int(reference.get(f"{_W}val", "0")) + shift))
        self.membres[ours] = _ecrire(mine)

    def _styles(self, body: etree._Element, piece: Paquet) -> None:
        """Styles that the template lacks; those of the same name are the template's."""
        if "word/styles.xml" not in piece.membres or "word/styles.xml" not in self.membres:
            return
        mine, other = _lire(self.membres["word/styles.xml"]), _lire(piece.membres["word/styles.xml"])
        known = {s.get(f"{_W}styleId") for s in mine.iter(f"{_W}style")}
        theirs = {s.get(f"{_W}styleId"): s for s in other.iter(f"{_W}style")}
        wanted = [e.get(f"{_W}val") for k in ("pStyle", "rStyle", "tblStyle") for e in body.iter(f"{_W}{k}")]
        added = False
        while wanted:
            style = theirs.get(wanted.pop())
            if style is None or style.get(f"{_W}styleId") in known:
                continue
            known.add(style.get(f"{_W}styleId"))
            copied = copy.deepcopy(style)
            copied.attrib.pop(f"{_W}default", None)
            mine.append(copied)
            added = True
            wanted += [e.get(f"{_W}val") for k in ("basedOn", "link", "next") for e in style.iter(f"{_W}{k}")]
        if added:
            self.membres["word/styles.xml"] = _ecrire(mine)


def _numeros(numbering: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for element in numbering.findall(f"{_W}abstractNum"):
        yield element, "abstractNumId"
    for element in numbering.findall(f"{_W}num"):
        yield element, "numId"


def _lire(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _ecrire(element: etree._Element) -> bytes:
    text: bytes = etree.tostring(element, encoding="UTF-8", xml_declaration=True, standalone=True)
    return text
