"""A Word template compiled once: docxtpl's syntax, jinja2's strictness, every value escaped.

docxtpl prepares the XML (tags scattered over runs, `{%tr`, `{%p`); jinja2 compiles it once per
template instead of once per document, which is where docxtpl spends its time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path
from types import CodeType, GeneratorType

from docxtpl import DocxTemplate
from jinja2 import Template, TemplateSyntaxError, meta
from lxml import etree

from kitgen.errors import InputProblems, Problem, dit_en_francais
from kitgen.model.image import Image
from kitgen.render import dys
from kitgen.render import image as images
from kitgen.render.bac_a_sable import SORTIE, SansFin, environnement
from kitgen.render.endroit import ligne, texte_de_la_ligne, trouver, une_ligne_par_balise, valeurs, zone
from kitgen.render.erreurs import rendu_en_francais, syntaxe_en_francais
from kitgen.render.impression import imprimable, text_width
from kitgen.render.lecture import Lieu
from kitgen.render.morceaux import DOSSIER, MorceauRefuse, assembler
from kitgen.render.paquet import PARTIES, Moule, Paquet
from kitgen.render.remontee import a_remonter, colonnes, remonter

_TEXTE_SEUL = re.compile(r"<[^>]*>")
_COLONNES = re.compile(r"\{%\s*(?:tc|hm|colspan)\b")
"""Tags by which the columns of a table may become more or fewer."""
_EMPTY_CELL = re.compile(r"(<w:tc>|</w:tcPr>|<w:tcPr/>|</w:tbl>)(</w:tc>)")
_BOOKMARK = re.compile(r'(<w:bookmark(Start|End)\b[^>]*?w:id=")(\d+)(")')


class Gabarit:
    """A template, ready to be rendered many times."""

    def __init__(self, source: str, paquet: Paquet, lettre: int = 0) -> None:
        self.source = source
        self._paquet, self._lettre = paquet, lettre
        self._images: dict[str, Image] = {}
        width = text_width(paquet.membres["word/document.xml"])
        self._env = environnement(finalize=partial(imprimable, width, lettre, self._images))
        self._templates: dict[str, tuple[Template, str]] = {}
        self._colonnes: set[str] = set()
        problems: list[Problem] = []
        for name, content in paquet.membres.items():
            if not PARTIES.fullmatch(name):
                continue
            source = _prepared(content)
            if _COLONNES.search(_TEXTE_SEUL.sub("", content.decode("utf-8", "replace"))):
                self._colonnes.add(name)
            if "{{" not in source and "{%" not in source:
                continue
            try:
                code = _compile(source)
                self._templates[name] = (Template.from_code(self._env, code, dict(self._env.globals)), source)
            except TemplateSyntaxError as error:
                problems.append(self._problem(syntaxe_en_francais(error), source, error.lineno, name))
            except (SyntaxError, RecursionError, MemoryError):
                # jinja2 compiles to Python, which bounds how deep loops and brackets may go.
                problems.append(self._problem("les balises sont imbriquées trop profondément", source, None, name))
        if problems:
            raise InputProblems(problems)
        self._moules: dict[frozenset[str], Moule] = {}

    def __reduce__(self) -> tuple[type[Gabarit], tuple[str, Paquet, int]]:
        """It travels without its compiled code."""
        return type(self), (self.source, self._paquet, self._lettre)

    @classmethod
    def ouvrir(cls, path: Path, source: str = "", variante: str | None = None) -> Gabarit:
        """Open and compile a template, in its ordinary version or another; `source` is its name in messages.

        Raises InputProblems, with the place in the document, when it cannot be read or a tag is broken.
        """
        source = source or str(path)
        try:
            paquet = assembler(Paquet.lire(path).sans_auteur(), path.parent / DOSSIER)
            return cls(source, dys.adapter(paquet), dys.LETTRE) if variante == "dys" else cls(source, paquet)
        except OSError as error:
            raise InputProblems([_unreadable(source, dit_en_francais(error))]) from error
        except MorceauRefuse as error:
            remedy = "corrigez la balise dans Word, ou le morceau"
            raise InputProblems([Problem(source, str(error), remedy)]) from error
        except ValueError as error:
            raise InputProblems([_unreadable(source, str(error))]) from error
        except etree.XMLSyntaxError as error:
            raise InputProblems([_unreadable(source, f"son contenu est abîmé ({error.msg})")]) from error

    @property
    def noms(self) -> frozenset[str]:
        """What it names and doesn't set itself."""
        trees = [_COMPILE.parse(source) for _, source in self._templates.values()]
        return frozenset(n for t in trees for n in meta.find_undeclared_variables(t)) - _COMPILE.globals.keys()

    def rendre(self, context: Mapping[str, object], document: str = "") -> bytes:
        """The .docx for one context.

        Raises InputProblems when the template names something that the context does not have;
        `document` then says which document was being made.
        """
        parts, shown = self.essayer(context, document)
        rendered = parts | images.membres(self._paquet.membres, shown)
        names = frozenset(rendered)
        if names not in self._moules:
            self._moules[names] = Moule(self._paquet, names)
        return self._moules[names].remplir(rendered)

    def essayer(
        self, context: Mapping[str, object], document: str = ""
    ) -> tuple[dict[str, bytes], dict[str, list[Image]]]:
        """The parts for one context, and the images that each shows; raises InputProblems like `rendre`."""
        self._images.clear()
        rendered: dict[str, bytes] = {}
        shown: dict[str, list[Image]] = {}
        for name, (template, source) in self._templates.items():
            made = f" (document {document})" if document else ""
            try:
                text = self._texte(template, context)
            except Exception as error:
                # A template can fail in any way that its expressions can (a sum of texts, a wrong
                # index): each is a fault of the template, and is reported with its place.
                line = ligne(error)
                problem = self._problem(rendu_en_francais(error) + made, source, line, name, error)
                raise InputProblems([problem]) from error
            try:
                text = _arranged(text, columns=name in self._colonnes)
            except (etree.XMLSyntaxError, ValueError) as error:
                # A tag that opens in one cell and closes in another, or `|safe`: Word would refuse the file.
                around = texte_de_la_ligne(text, getattr(error, "lineno", None))
                place = str(Lieu(name, 0, zone(name), "", around))
                reason = "le document obtenu est mal formé" if isinstance(error, etree.XMLSyntaxError) else str(error)
                problem = Problem(self.source, f"{reason}{made}", _REMEDE, place=place)
                raise InputProblems([problem]) from error
            rendered[name] = _finished(text.replace("\n<w:p", "<w:p"))
            if used := images.utilisees(text):
                shown[name] = [self._images[i] for i in used]
        return rendered, shown

    def _texte(self, template: Template, context: Mapping[str, object]) -> str:
        """A part for one context; what it prints is counted while it prints."""
        self._env.commencer()
        pieces, size = [], 0
        printing = template.generate(context)
        for piece in printing:
            size += len(piece)
            if size > SORTIE:
                error = SansFin("le document grandit sans fin")
                inner = getattr(printing, "gi_yieldfrom", None)
                if isinstance(inner, GeneratorType) and inner.gi_frame is not None:
                    error.ligne = template.get_corresponding_lineno(inner.gi_frame.f_lineno)
                raise error
            pieces.append(piece)
        return "".join(pieces)

    def _problem(self, text: str, source: str, line: int | None, part: str, error: Exception | None = None) -> Problem:
        found = trouver(self._paquet, part, source, line)
        values = valeurs(error, found.balise) if error is not None else None
        return Problem(self.source, text, _REMEDE, place=found.place, valeur=values)


_REMEDE = "ouvrez le gabarit dans Word et corrigez la balise à cet endroit"


@lru_cache(maxsize=256)
def _compile(source: str) -> CodeType:
    """A part as Python code; the headers and footers of a kit's templates are often the same.

    Raises TemplateSyntaxError, SyntaxError and RecursionError.
    """
    code: CodeType = _COMPILE.compile(source)
    return code


_COMPILE = environnement(finalize=str)


def _unreadable(source: str, reason: str) -> Problem:
    return Problem(
        source=source,
        texte=f"gabarit illisible : {reason}",
        remede="vérifiez le fichier (ouvrez-le dans Word, enregistrez-le au format .docx)",
    )


@lru_cache(maxsize=256)
def _prepared(content: bytes) -> str:
    """A part as jinja2 source: a line per paragraph and per tag, so that an error's line says which."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    text: str = etree.tostring(etree.fromstring(content, parser), encoding="unicode")
    patched: str = DocxTemplate.patch_xml(None, text)
    return une_ligne_par_balise(re.sub(r"<w:p([ >])", r"\n<w:p\1", patched))


def _arranged(xml: str, *, columns: bool) -> str:
    """The rendered part, read once to see that it is whole, with what its values brought in its place."""
    root = etree.fromstring(xml)
    moved = a_remonter(xml)
    if columns:
        root = colonnes(xml)
    if moved:
        remonter(root)
    if columns or moved:
        xml = etree.tostring(root, encoding="unicode")
    return images.numeroter(xml)


def _finished(xml: str) -> bytes:
    """The rendered part as a file; bookmarks that a loop repeated get ids of their own."""
    count = 0
    open_ids: dict[str, list[int]] = {}

    def renumbered(found: re.Match[str]) -> str:
        nonlocal count
        head, kind, old, tail = found.groups()
        if kind == "Start":
            count += 1
            open_ids.setdefault(old, []).append(count)
            return f"{head}{count}{tail}"
        pending = open_ids.get(old)
        return f"{head}{pending.pop() if pending else old}{tail}"

    # A cell must end with a paragraph; conditions can leave it without one, and Word would refuse the file.
    xml = _EMPTY_CELL.sub(r"\1<w:p/>\2", xml)
    if "<w:bookmarkStart" in xml:
        xml = _BOOKMARK.sub(renumbered, xml)
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + xml.encode()
