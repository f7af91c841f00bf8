"""A Word template compiled once: docxtpl's syntax, jinja2's strictness, every value escaped.

docxtpl prepares the XML (tags scattered over runs, `{%tr`, `{%p`); jinja2 compiles it once per
template instead of once per document, which is where docxtpl spends its time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import TracebackType

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from kitgen.errors import InputProblems, Problem, dit_en_francais, shortened
from kitgen.model.image import Image
from kitgen.render import image as images
from kitgen.render.impression import imprimable, text_width
from kitgen.render.langage import GLOBALES, filtres_jinja
from kitgen.render.morceaux import DOSSIER, MorceauRefuse, assembler
from kitgen.render.paquet import Moule, Paquet
from kitgen.render.remontee import a_remonter, colonnes, remonter

_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml|docProps/core\.xml")
_TEXTE_SEUL = re.compile(r"<[^>]*>")
_COLONNES = re.compile(r"\{%\s*(?:tc|hm|colspan)\b")
"""Tags by which the columns of a table may become more or fewer."""
_BOOKMARK = re.compile(r'(<w:bookmark(Start|End)\b[^>]*?w:id=")(\d+)(")')


class _Sandbox(ImmutableSandboxedEnvironment):
    """Without powers: `9**(9**9)` would never end, already while it is compiled."""

    intercepted_binops = frozenset(["**"])

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        raise SecurityError(f"l'opérateur {operator} n'est pas permis")


class Gabarit:
    """A template, ready to be rendered many times."""

    def __init__(self, source: str, paquet: Paquet) -> None:
        self.source = source
        self._templates: dict[str, tuple[Template, str]] = {}
        self.noms: frozenset[str] = frozenset()
        self._colonnes: set[str] = set()
        sources = {}
        for name, content in paquet.membres.items():
            if _PARTS.fullmatch(name):
                sources[name] = _prepared(content)
                if _COLONNES.search(_TEXTE_SEUL.sub("", content.decode("utf-8", "replace"))):
                    self._colonnes.add(name)
        self._images: dict[str, Image] = {}
        width = text_width(paquet.membres["word/document.xml"])
        env = _Sandbox(
            autoescape=True,
            undefined=StrictUndefined,
            finalize=partial(imprimable, width, self._images),
            keep_trailing_newline=True,
        )
        env.filters |= filtres_jinja()
        env.globals |= GLOBALES
        problems: list[Problem] = []
        for name, source in sources.items():
            if "{{" not in source and "{%" not in source:
                continue
            try:
                tree = env.parse(source)
                self.noms |= meta.find_undeclared_variables(tree) - GLOBALES.keys()
                self._templates[name] = (env.from_string(tree), source)
            except TemplateSyntaxError as error:
                problems.append(self._problem(_syntax_in_french(error), source, error.lineno, name))
            except (SyntaxError, RecursionError, MemoryError):
                # jinja2 compiles to Python, which bounds how deep loops and brackets may go.
                problems.append(self._problem("les balises sont imbriquées trop profondément", source, None, name))
        if problems:
            raise InputProblems(problems)
        self._paquet = paquet
        self._moules: dict[frozenset[str], Moule] = {}

    @classmethod
    def ouvrir(cls, path: Path, source: str = "") -> Gabarit:
        """Open and compile a template; `source` is its name in messages.

        Raises InputProblems, with the place in the document, when it cannot be read or a tag is broken.
        """
        source = source or str(path)
        try:
            return cls(source, assembler(Paquet.lire(path), path.parent / DOSSIER))
        except OSError as error:
            raise InputProblems([_unreadable(source, dit_en_francais(error))]) from error
        except MorceauRefuse as error:
            remedy = "corrigez la balise dans Word, ou le morceau"
            raise InputProblems([Problem(source, str(error), remedy)]) from error
        except ValueError as error:
            raise InputProblems([_unreadable(source, str(error))]) from error
        except etree.XMLSyntaxError as error:
            raise InputProblems([_unreadable(source, f"son contenu est abîmé ({error.msg})")]) from error

    def autour(self, nom: str) -> str:
        """Where a name is used first: the text around it."""
        for part, (_, source) in self._templates.items():
            for number, line in enumerate(source.split("\n"), 1):
                if re.search(rf"\{{[{{%][^}}]*\b{re.escape(nom)}\b", line):
                    return _place(part, _text_of_line(source, number))
        return ""

    def rendre(self, context: Mapping[str, object], document: str = "") -> bytes:
        """The .docx for one context.

        Raises InputProblems when the template names something that the context does not have;
        `document` then says which document was being made.
        """
        rendered: dict[str, bytes] = {}
        shown: dict[str, list[Image]] = {}
        for name, (template, source) in self._templates.items():
            try:
                text = template.render(context)
            except Exception as error:
                # A template can fail in any way that its expressions can (a sum of texts, a wrong
                # index): each is a fault of the template, and is reported with its place.
                text_of_error = _in_french(error)
                made = f" (document {document})" if document else ""
                problem = self._problem(text_of_error + made, source, _line_in_template(error), name)
                raise InputProblems([problem]) from error
            try:
                text = _arranged(text, columns=name in self._colonnes)
            except (etree.XMLSyntaxError, ValueError) as error:
                # A tag that opens in one cell and closes in another, or `|safe`: Word would refuse the file.
                made = f" (document {document})" if document else ""
                line = getattr(error, "lineno", None)
                reason = "le document obtenu est mal formé" if isinstance(error, etree.XMLSyntaxError) else str(error)
                raise InputProblems([self._problem(reason + made, text, line, name)]) from error
            rendered[name] = _finished(text.replace("\n<w:p", "<w:p"))
            if used := images.utilisees(text):
                shown[name] = [self._images[i] for i in used]
        rendered |= images.membres(self._paquet.membres, shown)
        names = frozenset(rendered)
        if names not in self._moules:
            self._moules[names] = Moule(self._paquet, names)
        return self._moules[names].remplir(rendered)

    def _problem(self, text: str, source: str, line: int | None, part: str) -> Problem:
        return Problem(
            source=self.source,
            place=_place(part, _text_of_line(source, line)),
            texte=text,
            remede="ouvrez le gabarit dans Word et corrigez la balise à cet endroit",
        )


def _place(part: str, around: str) -> str:
    """A place of a Word document, as a person finds it."""
    where = {"d": "", "h": "en-tête de page", "f": "pied de page"}.get(Path(part).name[0], part)
    return ", ".join(p for p in (where, f"près de « {shortened(around, 70)} »" if around else "") if p)


def _unreadable(source: str, reason: str) -> Problem:
    return Problem(
        source=source,
        texte=f"gabarit illisible : {reason}",
        remede="vérifiez le fichier (ouvrez-le dans Word, enregistrez-le au format .docx)",
    )


def _prepared(content: bytes) -> str:
    """A part as jinja2 source: one line per paragraph, so that an error's line says which paragraph."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    text: str = etree.tostring(etree.fromstring(content, parser), encoding="unicode")
    patched: str = DocxTemplate.patch_xml(None, text)
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", patched)


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

    if "<w:bookmarkStart" in xml:
        xml = _BOOKMARK.sub(renumbered, xml)
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + xml.encode()


def _in_french(error: Exception) -> str:
    """What went wrong while rendering, for a person who edits templates."""
    message = str(error)
    if found := re.match(r"'(.+)' is undefined", message):
        return f"la variable « {found[1]} » n'existe pas dans ce document"
    if found := re.match(r"'?.*?([\w.]+)(?: object)?'? has no attribute '?(\w+)'?", message):
        # VueCandidat is what a template calls candidat.
        return f"« {found[2]} » n'existe pas dans « {found[1].rpartition('.')[2].removeprefix('Vue').lower()} »"
    if isinstance(error, TypeError) and message.startswith("une balise"):
        return message
    if isinstance(error, TemplateError):
        return f"balise refusée : {message}"
    if isinstance(error, (MemoryError, RecursionError)):
        return "la balise ne peut pas être calculée : elle se répète ou grandit sans fin"
    return f"la balise ne peut pas être calculée : {message}"


_SYNTAX = (
    (r"No filter named '(.+?)'", "le filtre « {0} » n'existe pas"),
    (r"No test named '(.+?)'", "le test « {0} » n'existe pas"),
    (r"Encountered unknown tag '(.+?)'.*(?:innermost block|looking for)", "« {0} » n'est pas à sa place"),
    (r"Encountered unknown tag '(.+?)'", "la balise « {0} » n'existe pas, ou ne ferme rien"),
    (r"Unexpected end of template", "une balise for ou if n'est jamais refermée (endfor, endif)"),
    (r"unexpected end of (?:print statement|statement block)", "une balise est vide ou inachevée"),
    (r"unexpected '(.+?)'", "« {0} » est en trop dans la balise"),
    (r"unexpected char '(.+?)'", "le caractère « {0} » n'a pas sa place dans une balise"),
    (r"expected token '(.+?)', got '(.+?)'", "« {0} » était attendu au lieu de « {1} »"),
)


def _syntax_in_french(error: TemplateSyntaxError) -> str:
    """jinja2's finding about a tag, for a person who edits templates."""
    for pattern, french in _SYNTAX:
        if found := re.search(pattern, error.message or ""):
            return "balise illisible : " + french.format(*found.groups())
    return f"balise illisible : {error.message}"


def _line_in_template(error: Exception) -> int | None:
    trace: TracebackType | None = error.__traceback__
    line = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _text_of_line(source: str, line: int | None) -> str:
    lines = source.split("\n")
    if line is None or not 1 <= line <= len(lines):
        return ""
    for candidate in (lines[line - 1], *reversed(lines[: line - 1])):
        text = re.sub(r"<[^>]+>", "", candidate).strip()
        if text:
            return text
    return ""
