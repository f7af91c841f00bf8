"""A Word template compiled once: docxtpl's syntax, jinja2's strictness, every value escaped.

docxtpl prepares the XML (tags scattered over runs, `{%tr`, `{%p`); jinja2 compiles it once per
template instead of once per document, which is where docxtpl spends its time.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import CodeType, GeneratorType
from typing import cast

from docxtpl import DocxTemplate
from jinja2 import Template, TemplateSyntaxError, meta
from lxml import etree

from kitgen.errors import InputProblems, Problem, dit_en_francais
from kitgen.model.image import Image
from kitgen.render import dys
from kitgen.render import image as images
from kitgen.render.achevement import achever, ranger
from kitgen.render.bac_a_sable import SORTIE, SansFin, environnement
from kitgen.render.endroit import ligne, texte_de_la_ligne, trouver, une_ligne_par_balise, valeurs, zone
from kitgen.render.erreurs import rendu_en_francais, syntaxe_en_francais
from kitgen.render.impression import Impression, text_width
from kitgen.render.lecture import Lieu
from kitgen.render.morceaux import DOSSIER, MorceauRefuse, assembler
from kitgen.render.paquet import PARTIES, Moule, Paquet
from kitgen.render.preuve import LIMITE, bien_forme

_TEXTE_SEUL = re.compile(r"<[^>]*>")
_COLONNES = re.compile(r"\{%\s*(?:tc|hm|colspan)\b")
"""Tags by which the columns of a table may become more or fewer."""


@dataclass(frozen=True, slots=True)
class _Partie:
    """A part with tags, compiled; `sure` if nothing that it gives need be read to be whole."""

    template: Template
    source: str
    sure: bool
    colonnes: bool


class Gabarit:
    """A template, ready to be rendered many times."""

    def __init__(self, source: str, paquet: Paquet, lettre: int = 0) -> None:
        self.source = source
        self._paquet, self._lettre = paquet, lettre
        self._impression = Impression(text_width(paquet.membres["word/document.xml"]), lettre)
        self._env = environnement(self._impression.imprimer)
        self._parties: dict[str, _Partie] = {}
        problems: list[Problem] = []
        for name, content in paquet.membres.items():
            if not PARTIES.fullmatch(name):
                continue
            source = _prepared(content)
            if "{{" not in source and "{%" not in source:
                continue
            columns = _COLONNES.search(_TEXTE_SEUL.sub("", content.decode("utf-8", "replace"))) is not None
            try:
                code, sure = _compile(source)
                template = Template.from_code(self._env, code, dict(self._env.globals))
                self._parties[name] = _Partie(template, source, sure and not columns, columns)
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

    @cached_property
    def empreinte(self) -> str:
        """The SHA-256 of all that its documents are made from beside their contexts, as it was read."""
        digest = hashlib.sha256(b"%d" % self._lettre)
        for name, content in self._paquet.membres.items():
            digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
        return digest.hexdigest()

    @property
    def noms(self) -> frozenset[str]:
        """What it names and doesn't set itself."""
        trees = [_COMPILE.parse(part.source) for part in self._parties.values()]
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
        self._impression.images.clear()
        rendered: dict[str, bytes] = {}
        shown: dict[str, list[Image]] = {}
        made = f" (document {document})" if document else ""
        for name, part in self._parties.items():
            try:
                content = self._imprimee(part.template, context)
            except Exception as error:
                # A template can fail in any way that its expressions can (a sum of texts, a wrong
                # index): each is a fault of the template, and is reported with its place.
                line = ligne(error)
                problem = self._problem(rendu_en_francais(error) + made, part.source, line, name, error)
                raise InputProblems([problem]) from error
            if not (part.sure and self._impression.simple and len(content) < LIMITE):
                content, shown[name] = self._relue(name, part, content, made)
            rendered[name] = achever(content)
        return rendered, {name: used for name, used in shown.items() if used}

    def _relue(self, name: str, part: _Partie, content: bytes, made: str) -> tuple[bytes, list[Image]]:
        """A printed part that is read, with what its values brought in its place; and the images that it shows."""
        text = content.decode("utf-8", "surrogatepass")
        try:
            text = ranger(text, columns=part.colonnes)
        except (etree.XMLSyntaxError, ValueError) as error:
            # A tag that opens in one cell and closes in another, or `|safe`: Word would refuse the file.
            place = str(Lieu(name, 0, zone(name), "", texte_de_la_ligne(text, getattr(error, "lineno", None))))
            reason = "le document obtenu est mal formé" if isinstance(error, etree.XMLSyntaxError) else str(error)
            raise InputProblems([Problem(self.source, f"{reason}{made}", _REMEDE, place=place)]) from error
        return text.encode(), [self._impression.images[i] for i in images.utilisees(text)]

    def _imprimee(self, template: Template, context: Mapping[str, object]) -> bytes:
        """A part for one context; what it prints is counted while it prints."""
        self._env.commencer()
        self._impression.simple = True
        pieces, size = [], 0
        # Unlike jinja2's own code, `CodeBorne`'s gives several pieces at once, in bytes.
        printing = cast(
            "GeneratorType[tuple[bytes, ...], None, None]",
            template.root_render_func(template.new_context(dict(context))),
        )
        try:
            for some in printing:
                piece = b"".join(some)
                size += len(piece)
                if size > SORTIE:
                    error = SansFin("le document grandit sans fin")
                    if printing.gi_frame is not None:
                        error.ligne = template.get_corresponding_lineno(printing.gi_frame.f_lineno)
                    raise error
                pieces.append(piece)
        except Exception:
            self._env.handle_exception()
        return b"".join(pieces)

    def _problem(self, text: str, source: str, line: int | None, part: str, error: Exception | None = None) -> Problem:
        found = trouver(self._paquet, part, source, line)
        values = valeurs(error, found.balise) if error is not None else None
        return Problem(self.source, text, _REMEDE, place=found.place, valeur=values)


_REMEDE = "ouvrez le gabarit dans Word et corrigez la balise à cet endroit"


@lru_cache(maxsize=256)
def _compile(source: str) -> tuple[CodeType, bool]:
    """A part as Python code; the headers and footers of a kit's templates are often the same.

    And whether all that it can give is well-formed.
    Raises TemplateSyntaxError, SyntaxError and RecursionError.
    """
    tree = _COMPILE.parse(source)
    sure = bien_forme(tree)  # first, as compiling changes the tree
    code: CodeType = _COMPILE.compile(tree)
    return code, sure


_COMPILE = environnement()


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
