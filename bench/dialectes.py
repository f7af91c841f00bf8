"""The livret's template in the languages of the peers, made from ours: same words, same tables, same loops."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from bench.arbre import Donnees, Noeud, Pour, Si, Valeur, deroule, evaluer, lire

_PARTIES = {"word/document.xml": "d", "word/header1.xml": "h", "word/footer1.xml": "f"}
_DEBUT = re.compile(r"<w:p(?: [^>]*)?>(?:<w:pPr>.*?</w:pPr>)?", re.S)
_RUN = re.compile(r"<w:r>(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t(?: [^>]*)?>([^<]*⟦[^<]*)</w:t></w:r>")
_CHAMP = re.compile(r"⟦(\w+)⟧")


class Modele:
    """One template of kitgen's, opened in order to be said in other words."""

    def __init__(self, docx: Path) -> None:
        with zipfile.ZipFile(docx) as archive:
            self.membres = {name: archive.read(name) for name in archive.namelist()}
            self._compression = archive.infolist()[0].compress_type
        parts = {name: prefixe for name, prefixe in _PARTIES.items() if name in self.membres}
        self.arbres = {name: lire(self.membres[name].decode(), prefixe) for name, prefixe in parts.items()}

    def donnees(self, contexte: Mapping[str, object]) -> Donnees:
        """What one document shows, in the shape of the template."""
        return {k: v for tree in self.arbres.values() for k, v in evaluer(tree, contexte).items()}

    def ecrire(self, cible: Path, dire: Callable[[list[Noeud]], str]) -> None:
        """Write the template in other words."""
        said = {name: dire(tree).encode() for name, tree in self.arbres.items()}
        with zipfile.ZipFile(cible, "w", self._compression) as archive:
            for name, content in (self.membres | said).items():
                archive.writestr(name, content)


def _paragraphe(text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Balise"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def _autour(body: str, before: str, after: str) -> str:
    """Rows, with a tag in their first paragraph and one in their last: no row is there for a tag alone."""
    first = _DEBUT.search(body)
    last = body.rindex("</w:p>")
    if first is None:
        raise ValueError("rows without a paragraph")
    run = "<w:r><w:t>{}</w:t></w:r>"
    return (
        f"{body[: first.end()]}{run.format(before)}{body[first.end() : last]}{run.format(after)}{body[last:]}"
        if first.end() <= last
        else body
    )


def docxtemplater(nodes: list[Noeud]) -> str:
    """`{name}`, `{#loop}…{/loop}` for loops and conditions, `{^loop}…{/loop}` for what is there otherwise."""
    said = []
    for node in nodes:
        if isinstance(node, str):
            said.append(node)
        elif isinstance(node, Valeur):
            said.append(f"{{{node.nom}}}")
        else:
            for mark, body in (("#", node.corps), ("^", node.sinon)):
                if body:
                    tags = f"{{{mark}{node.nom}}}", f"{{/{node.nom}}}"
                    said.append(_entoure(docxtemplater(body), node.genre, *tags))
    return "".join(said)


def _entoure(body: str, kind: str, before: str, after: str) -> str:
    if kind == "tr":
        return _autour(body, before, after)
    if kind == "p":
        return _paragraphe(before) + body + _paragraphe(after)
    return before + body + after


def carbone(nodes: list[Noeud], place: str = "d") -> str:
    """`{d.name}`, `{d.loop[i].name}` up to `{d.loop[i+1]}`, and conditions from `showBegin` to `showEnd`."""
    said = []
    for node in nodes:
        if isinstance(node, str):
            said.append(node)
        elif isinstance(node, Valeur):
            said.append(f"{{{place}.{node.nom}}}")
        elif isinstance(node, Si):
            for truth, body in (("true", node.corps), ("false", node.sinon)):
                if body:
                    begin = f"{{{place}.{node.nom}:ifEQ({truth}):showBegin}}"
                    end = f"{{{place}.{node.nom}:showEnd}}"
                    said.append(_entoure(carbone(body, place), node.genre, begin, end))
        else:
            said.append(_boucle(node, place))
    return "".join(said)


def _boucle(node: Pour, place: str) -> str:
    """What is there for each, then what is there when there is none: as a loop that turns once, or not."""
    said = _repete(node.corps, node.genre, place, node.nom)
    return said + (_repete(node.sinon, node.genre, place, f"{node.nom}n") if node.sinon else "")


def _repete(corps: list[Noeud], genre: str, place: str, nom: str) -> str:
    """Carbone repeats what lies between the first and the last `[i]`; an empty value marks both."""
    here = f"{place}.{nom}[i]"
    edge = f"{{{here}.o}}"
    body = _autour(carbone(corps, here), edge, edge)
    again = _paragraphe(f"{{{place}.{nom}[i+1].o}}")
    return body + (f"<w:tr><w:tc><w:tcPr/>{again}</w:tc></w:tr>" if genre == "tr" else again)


def donnees_carbone(nodes: Iterable[Noeud], data: Donnees) -> Donnees:
    """The same data, with what carbone's template asks for beside: empty beginnings, and loops for empty loops."""
    more = dict(data)
    for node in nodes:
        if isinstance(node, Si):
            more |= donnees_carbone(node.corps if data[node.nom] else node.sinon, more)
        elif isinstance(node, Pour):
            more[node.nom] = [donnees_carbone(node.corps, turn) | {"o": ""} for turn in data[node.nom]]
            flat = {name: value for name, value in data.items() if not isinstance(value, list)}
            more[f"{node.nom}n"] = [] if data[node.nom] else [donnees_carbone(node.sinon, flat) | {"o": ""}]
    return more


class Publipostage:
    """Word's own merge fields, which docx-mailmerge2 fills: no nested loops, so one template per shape of document."""

    def __init__(self, modele: Modele) -> None:
        self.modele = modele

    def forme(self, data: Donnees) -> str:
        """The same text for documents that differ in their values alone."""
        return "".join(
            str(len(piece)) if isinstance(piece, str) else "⟦⟧"
            for tree in self.modele.arbres.values()
            for piece in deroule(tree, data)
        )

    def champs(self, data: Donnees) -> dict[str, str]:
        """The value of each field of the document's template."""
        return {
            f"{_PARTIES[name]}{n}": piece.expression
            for name, tree in self.modele.arbres.items()
            for n, piece in enumerate(deroule(tree, data))
            if isinstance(piece, Valeur)
        }

    def ecrire(self, cible: Path, data: Donnees) -> None:
        """The template for documents of this shape."""
        prefixes = {id(tree): _PARTIES[name] for name, tree in self.modele.arbres.items()}

        def dire(tree: list[Noeud]) -> str:
            pieces = enumerate(deroule(tree, data))
            prefix = prefixes[id(tree)]
            flat = "".join(p if isinstance(p, str) else f"⟦{prefix}{n}⟧" for n, p in pieces)
            return _RUN.sub(_champs, flat)

        self.modele.ecrire(cible, dire)


def _champs(run: re.Match[str]) -> str:
    """A run that prints values, as texts and merge fields of the same look."""
    look, text = run[1] or "", run[2]
    said = []
    for n, piece in enumerate(_CHAMP.split(text)):
        if n % 2:
            inside = f"<w:r>{look}<w:t>«{piece}»</w:t></w:r>"
            said.append(f'<w:fldSimple w:instr=" MERGEFIELD {escape(piece)} ">{inside}</w:fldSimple>')
        elif piece:
            said.append(f'<w:r>{look}<w:t xml:space="preserve">{piece}</w:t></w:r>')
    return "".join(said)
