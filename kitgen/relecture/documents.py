"""Is each document what it is said to be? Its words, names, code, letters and margins, page by page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from kitgen.errors import shortened
from kitgen.identite import code_du_document, lire_code
from kitgen.model.manifeste import DocumentFait, Manifeste
from kitgen.relecture.faute import Faute, Remede, page
from kitgen.relecture.identites import Identites, Portee, Recherche
from kitgen.relecture.lu import PageLue, PdfLu, mots, simplifier

# A word is looked for by its first letter, and what stands before it then: many times as fast as the other way.
_RESTE = re.compile(r"\{\{|\}\}|\{%|%\}|None(?<!\wNone)\b|StrictUndefined|�|Undefined(?<!\wUndefined)\b")
_PAGE = re.compile(r"Page (\d+) sur (\d+)")
_COMPTE = re.compile(r"[Cc]e sujet comporte (\d+) pages?")
_VIDE = 20
"""A page of fewer letters is blank."""

_NEUTRES = {"Title", "Producer", "XMP"}
_PERSONNELLES = {"dc:creator", "cp:lastModifiedBy", "Company", "Manager"}
"""What Word writes into a file about who wrote it."""

_PRODUCTEUR = "kitgen"

_MEME_DESSIN = {"\u2010": "-", "\u2011": "-", "\u00a0": " ", "\u202f": " "}
"""Drawn with another letter where the font has none of its own, and looking the same."""


@dataclass(frozen=True, slots=True)
class Regles:
    """What all documents of a folder are held against."""

    session: str
    partout: tuple[str, ...]
    identites: Identites
    polices: Mapping[str, frozenset[str]] | None
    """The characters of each font that may be used; None for the engine of the tests, which has none of ours."""
    references: Mapping[str, str]
    """The document of each reference."""
    codes: re.Pattern[str]
    """Finds the codes of sujets, but in a reference."""

    @property
    def debut(self) -> str:
        """What each reference begins with."""
        return f"{self.session} / "

    @classmethod
    def du(cls, manifeste: Manifeste, polices: Mapping[str, frozenset[str]] | None) -> Regles:
        """The rules of a manifest; `polices` are the characters of its fonts."""
        known = sorted({a.sujet for a in manifeste.tirage}, key=lambda s: (-len(s), s))
        one_of = "|".join(re.escape(s) for s in known) or "(?!)"
        return cls(
            session=manifeste.session.code,
            partout=tuple(simplifier(t) for t in manifeste.partout),
            identites=Identites(manifeste),
            polices=polices,
            references={simplifier(d.reference): d.pdf for d in manifeste.documents},
            codes=re.compile(rf"(?<![\w-])(?<!/ )(?:{one_of})(?![\w-])"),
        )


def relire_document(
    document: DocumentFait, lu: PdfLu, regles: Regles, noms: Recherche | None = None
) -> Iterator[Faute]:
    """All that is wrong with one document; `noms` remembers what was searched for names."""
    noms = noms or Recherche(regles.identites)
    scope = regles.identites.portee((document,))
    yield from relire_le_fichier(document.pdf, lu, scope, noms)
    for chemin in (document.pdf, document.docx):
        for name in noms.intrus_du_chemin(chemin, scope):
            yield Faute(chemin, f"le nom du fichier dit « {name} », qui n'a rien à y faire", Remede.SIGNALER)
    if lu.pages and len(lu.pages) != document.pages:
        yield Faute(document.pdf, f"{len(lu.pages)} pages au lieu de {document.pages}", Remede.CHANGE)
    for number, (read, known) in enumerate(zip(lu.pages, document.empreintes, strict=False), 1):
        if read.empreinte != known:
            yield Faute(page(document.pdf, number), "ce n'est plus la page qui a été vérifiée", Remede.CHANGE)
    for number, read in enumerate(lu.pages, 1):
        where = page(document.pdf, number)
        yield from _mots(where, read.texte or "", number, len(lu.pages), document, regles)
        for name in noms.intrus(read.texte or "", scope):
            yield Faute(where, f"« {name} » n'a rien à y faire", Remede.CORRIGER)
        if document.bandeau:
            yield from _code(where, read.code, number, len(lu.pages), document, regles.session)
        for margin in read.encre:
            limit = (
                "19 mm du bandeau" if document.bandeau and margin == "droite" else "5 mm que l'imprimante n'atteint pas"
            )
            yield Faute(where, f"quelque chose dépasse dans la marge ({margin}) : les {limit}", Remede.CORRIGER)
        if regles.polices is not None:
            yield from _lettres(where, read, regles.polices)
    yield from _sujets(document, lu, regles.codes)


def relire_word(document: DocumentFait, lu: PdfLu, regles: Regles, noms: Recherche | None = None) -> Iterator[Faute]:
    """What is wrong with the Word file of a document: whose names stand in it, what it says of itself."""
    scope = regles.identites.portee((document,))
    yield from (Faute(document.docx, f"le fichier {said}", Remede.CHANGE) for said in lu.defauts)
    for name in (noms or Recherche(regles.identites)).intrus(lu.word or "", scope):
        yield Faute(document.docx, f"« {name} » n'a rien à y faire", Remede.CORRIGER)
    if left := _RESTE.search(lu.word or ""):
        yield Faute(document.docx, f"reste de gabarit ou caractère illisible « {left.group()} »", Remede.CORRIGER)
    for key, value in lu.metadonnees:
        if key in _PERSONNELLES:
            said = f"{key} « {shortened(value)} »"
            yield Faute(document.docx, f"les métadonnées ne sont pas neutres : {said}", Remede.CORRIGER)


def relire_le_fichier(fichier: str, lu: PdfLu, portee: Portee, noms: Recherche) -> Iterator[Faute]:
    """What is wrong with a file apart from what is on its pages: metadata, outline, attachments, annotations."""
    yield from (Faute(fichier, f"le fichier {said}", Remede.CHANGE) for said in lu.defauts)
    for number, read in enumerate(lu.pages, 1):
        yield from (Faute(page(fichier, number), f"la page {said}", Remede.CORRIGER) for said in read.defauts)
    for key, value in lu.metadonnees:
        if key not in _NEUTRES or (key == "Producer" and value != _PRODUCTEUR):
            said = f"{key} « {shortened(value)} »" if value else key
            yield Faute(fichier, f"les métadonnées ne sont pas neutres : {said}", Remede.CHANGE)
        for name in noms.intrus(value, portee):
            yield Faute(fichier, f"les métadonnées disent « {name} », qui n'a rien à y faire", Remede.SIGNALER)
    for entry in lu.signets:
        for name in noms.intrus(entry.titre, portee):
            where = fichier if entry.page is None else page(fichier, entry.page)
            yield Faute(where, f"le signet « {shortened(entry.titre)} » dit « {name} », qui n'a rien à y faire",
                        Remede.CORRIGER)  # fmt: skip


def _mots(where: str, text: str, number: int, total: int, document: DocumentFait, regles: Regles) -> Iterator[Faute]:
    if len(text) < _VIDE:
        yield Faute(where, "page blanche", Remede.CORRIGER)
        return
    reference = simplifier(document.reference)
    name = tuple(simplifier(form) for form in regles.identites.formes(document.candidat)[:1])
    for wanted in (reference, *regles.partout, *name):
        if not figure_dans(wanted, text):
            yield Faute(where, f"« {shortened(wanted)} » n'y figure pas", Remede.CORRIGER)
    for other in _references(text, regles):
        if other != reference:
            yield Faute(where, f"cette page est celle de {regles.references[other]}", Remede.CHANGE)
    if left := _RESTE.search(text):
        yield Faute(where, f"reste de gabarit ou caractère illisible « {left.group()} »", Remede.CORRIGER)
    if (number, total) not in [(int(a), int(b)) for a, b in _PAGE.findall(text)]:
        yield Faute(where, f"le pied de page n'annonce pas « Page {number} sur {total} »", Remede.CORRIGER)
    if (said := _COMPTE.search(text)) and int(said[1]) != total:
        yield Faute(where, f"annonce {said[1]} pages, il y en a {total}", Remede.CORRIGER)


def _references(text: str, regles: Regles) -> Iterator[str]:
    """The references of documents that stand in a text: the longest where one begins another."""
    start = regles.debut
    for part in text.split(start)[1:]:
        words = (start + part).split(" / ")
        for count in range(min(len(words), 7), 1, -1):
            # What follows the reference on its line is no part of it.
            head = " / ".join(words[: count - 1])
            last = words[count - 1].split(" ")[0]
            if (found := f"{head} / {last}") in regles.references:
                yield found
                break


def figure_dans(text: str, page: str) -> bool:
    """Whether a text stands in a page as whole words: « LE GOFF Yann » is not in « LE GOFF Yannick »."""
    start = page.find(text)
    while start >= 0:
        before, after = page[max(start - 1, 0) : start], page[start + len(text) : start + len(text) + 1]
        if not (before.isalnum() or after.isalnum() or "_" in (before, after)):
            return True
        start = page.find(text, start + 1)
    # A name that is broken at its hyphen has a blank there.
    wanted, there = mots(text), mots(page)
    return any(there[i : i + len(wanted)] == wanted for i, word in enumerate(there) if wanted and word == wanted[0])


def _code(
    where: str, code: str | None, number: int, total: int, document: DocumentFait, session: str
) -> Iterator[Faute]:
    if code is None:
        yield Faute(where, "le bandeau d'identité ou son code QR manque, ou ne peut pas être lu", Remede.SIGNALER)
        return
    first = code_du_document(document, session)
    wanted = replace(first, page=number, pages=total, version=document.version)
    if lire_code(code) != wanted:
        yield Faute(where, f"le code QR est celui d'une autre page ({code})", Remede.SIGNALER)


def _lettres(where: str, read: PageLue, polices: Mapping[str, frozenset[str]]) -> Iterator[Faute]:
    for font in read.polices:
        if font.nom not in polices:
            yield Faute(where, f"la police « {font.nom} » n'est pas une de celles de kitgen", Remede.CORRIGER)
        elif not font.incorporee:
            yield Faute(where, f"la police « {font.nom} » n'est pas incorporée", Remede.SIGNALER)
        else:
            for letter in _sans_dessin(font.caracteres, polices[font.nom]):
                if letter in (read.texte or ""):
                    yield Faute(where, f"aucune police n'a le caractère « {letter} » (U+{ord(letter):04X}), "
                                "ou un autre près de lui : une case vide est imprimée", Remede.CORRIGER)  # fmt: skip


@lru_cache(maxsize=256)  # nearly all documents have the same fonts
def _sans_dessin(promis: frozenset[str], dessines: frozenset[str]) -> tuple[str, ...]:
    """The letters that a font of a file is said to draw and the shipped one lacks, if they can be seen."""
    return tuple(sorted(c for c in {_MEME_DESSIN.get(c, c) for c in promis} - dessines if _se_voit(c)))


def _se_voit(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LNPSMC" and unicodedata.category(letter) not in ("Cc", "Cf", "Mn")


def _sujets(document: DocumentFait, lu: PdfLu, codes: re.Pattern[str]) -> Iterator[Faute]:
    """The sujets that a document names, its reference aside, are those that it is about."""
    if document.sujets is None:
        return
    named: dict[str, int] = {}
    for number, read in enumerate(lu.pages, 1):
        for code in codes.findall(read.texte or ""):
            named.setdefault(code, number)
    for code in document.sujets:
        if code not in named:
            yield Faute(document.pdf, f"le sujet {code} n'y figure pas", Remede.CORRIGER)
    for code in sorted(named.keys() - set(document.sujets)):
        yield Faute(page(document.pdf, named[code]), f"le sujet {code} n'a rien à y faire", Remede.CORRIGER)
