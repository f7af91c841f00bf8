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
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, Undefined, meta
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from kitgen.context.vues import Corps
from kitgen.errors import InputProblems, Problem, dit_en_francais, shortened
from kitgen.model.image import Image
from kitgen.render import dys
from kitgen.render import image as images
from kitgen.render.corps import corps_xml
from kitgen.render.paquet import Moule, Paquet

_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml|docProps/core\.xml")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A4_WIDTH, _DEFAULT_MARGIN = 11906, 1134
_BOOKMARK = re.compile(r'(<w:bookmark(Start|End)\b[^>]*?w:id=")(\d+)(")')


class _Sandbox(ImmutableSandboxedEnvironment):
    """Without powers: `9**(9**9)` would never end, already while it is compiled."""

    intercepted_binops = frozenset(["**"])

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        raise SecurityError(f"l'opérateur {operator} n'est pas permis")


class Gabarit:
    """A template, ready to be rendered many times."""

    def __init__(self, source: str, paquet: Paquet, lettre: int = 0) -> None:
        self.source = source
        self._templates: dict[str, tuple[Template, str]] = {}
        self.noms: frozenset[str] = frozenset()
        sources = {}
        for name, content in paquet.membres.items():
            if _PARTS.fullmatch(name):
                sources[name] = _prepared(content)
        self._images: dict[str, Image] = {}
        width = _text_width(paquet.membres["word/document.xml"])
        env = _Sandbox(
            autoescape=True,
            undefined=StrictUndefined,
            finalize=partial(_printable, width, lettre, self._images),
            keep_trailing_newline=True,
        )
        problems: list[Problem] = []
        for name, source in sources.items():
            if "{{" not in source and "{%" not in source:
                continue
            try:
                tree = env.parse(source)
                self.noms |= meta.find_undeclared_variables(tree)
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
    def ouvrir(cls, path: Path, source: str = "", variante: str | None = None) -> Gabarit:
        """Open and compile a template, in its ordinary version or another; `source` is its name in messages.

        Raises InputProblems, with the place in the document, when it cannot be read or a tag is broken.
        """
        source = source or str(path)
        try:
            paquet = Paquet.lire(path)
            return cls(source, dys.adapter(paquet), dys.LETTRE) if variante == "dys" else cls(source, paquet)
        except OSError as error:
            raise InputProblems([_unreadable(source, dit_en_francais(error))]) from error
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
                etree.fromstring(text)
            except (etree.XMLSyntaxError, ValueError) as error:
                # A tag that opens in one cell and closes in another, or `|safe`: Word would refuse the file.
                made = f" (document {document})" if document else ""
                line = getattr(error, "lineno", None)
                problem = self._problem(f"le document obtenu est mal formé{made}", text, line, name)
                raise InputProblems([problem]) from error
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


def _text_width(document: bytes) -> int:
    """Width of the text of the last section, in twips."""
    section = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True)).find(
        f"{_W}body/{_W}sectPr"
    )
    if section is None:
        return _A4_WIDTH - 2 * _DEFAULT_MARGIN
    size, margins = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")

    def twips(element: etree._Element | None, name: str, default: int) -> int:
        value = element.get(f"{_W}{name}") if element is not None else None
        return int(value) if value and value.lstrip("-").isdigit() else default

    return (
        twips(size, "w", _A4_WIDTH) - twips(margins, "left", _DEFAULT_MARGIN) - twips(margins, "right", _DEFAULT_MARGIN)
    )


def _printable(width: int, letter: int, shown: dict[str, Image], value: object) -> object:
    """What a printed value becomes: texts escaped with their line breaks, running content and images as Word XML."""
    if isinstance(value, str) and not isinstance(value, Markup):
        if "\n" in value or "\t" in value or "\r" in value:
            text = str(escape(value.replace("\r\n", "\n").replace("\r", "\n")))
            text = text.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
            # Safe: escaped above, the only markup is ours.
            return Markup(text.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">'))  # noqa: S704
        return value
    if isinstance(value, Corps):
        return Markup(corps_xml(value, width, letter))  # noqa: S704 (escapes by itself)
    if isinstance(value, Image):
        shown[images.identifiant(value)] = value
        return Markup(images.dessin(value))  # noqa: S704 (holds no text)
    if isinstance(value, (Undefined, Markup)) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    kind = {type(None): "rien", bool: "oui ou non", tuple: "une liste", dict: "un tableau de valeurs"}
    raise TypeError(f"une balise imprime {kind.get(type(value), 'un objet entier')} au lieu d'un texte")


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
