"""Every fault of a template in one run, each with its place; and those of all templates of a kit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from lxml import etree

from kitgen.context.catalogue import Type, Variable, toutes, variables
from kitgen.controle_gabarit.balises import Balise, balises, coupure, defauts
from kitgen.controle_gabarit.constats import Constat
from kitgen.controle_gabarit.expressions import Parcours
from kitgen.controle_gabarit.exterieur import champs, liens, revision
from kitgen.controle_gabarit.mots import voulue
from kitgen.controle_gabarit.pages import marges, objets, reglages
from kitgen.controle_gabarit.polices import polices
from kitgen.controle_gabarit.structure import apparier, placer
from kitgen.controle_gabarit.tableaux import tableaux
from kitgen.errors import Gravite, Problem, dit_en_francais
from kitgen.model.kit import DocumentDuKit, Kit
from kitgen.render.lecture import Document, Lieu, Partie, largeur, lire, sections
from kitgen.render.morceaux import DOSSIER, MorceauRefuse, assembler
from kitgen.render.paquet import Paquet


@dataclass(frozen=True, slots=True)
class Usage:
    """A kind of document that a template is for: its code, what it may name, and whether it bears the strip."""

    code: str
    variables: tuple[Variable, ...]
    bandeau: bool

    @classmethod
    def de(cls, document: DocumentDuKit) -> Usage:
        """That of a document of the kit."""
        return cls(document.code, variables(document.un_par, document.diffusion), document.bandeau)


TOUT = Usage("", toutes(), True)
"""For a template that no kit knows: every name there is."""


@dataclass(frozen=True, slots=True)
class Controle:
    """What was found in one template; `fichier` is the file, `source` what the user calls it."""

    fichier: Path
    source: str
    constats: tuple[Constat, ...]

    @property
    def problemes(self) -> tuple[Problem, ...]:
        """The same as problems of that file."""
        return tuple(c.probleme(self.source) for c in self.constats)

    @property
    def fautif(self) -> bool:
        """Whether it can't be used."""
        return any(c.gravite is Gravite.ERREUR for c in self.constats)


def controler_kit(kit: Kit, dossier: Path, source: str, durees: Sequence[str] | None = None) -> tuple[Controle, ...]:
    """The check of every template of a kit; `durees` are the codes that the session has, where there is one.

    A file that isn't there is left to the checks of the kit.
    """
    found = []
    if durees is not None:
        # What the kit asks of a session and is missing there is the session's fault, and is said of it.
        asked = (b.removeprefix("durees.") for d in kit.documents for b in d.besoins if b.startswith("durees."))
        durees = [*durees, *asked]
    for name in sorted({d.gabarit for d in kit.documents}):
        if (dossier / name).is_file():
            usages = [Usage.de(d) for d in kit.documents if d.gabarit == name]
            found.append(controler_fichier(dossier / name, str(Path(source) / name), usages, durees))
    return tuple(found)


def controler_fichier(
    fichier: Path, source: str, usages: Sequence[Usage], durees: Sequence[str] | None = None
) -> Controle:
    """The check of one file."""
    keys = {"durees": frozenset(durees)} if durees is not None else {}
    try:
        paquet = Paquet.lire(fichier)
        found = controler(paquet, usages, keys)
        try:
            assembler(paquet, fichier.parent / DOSSIER)
        except MorceauRefuse as error:
            found = (*found, Constat("morceau", str(error), "corrigez la balise dans Word, ou le morceau", Lieu("")))
        return Controle(fichier, source, found)
    except OSError as error:
        reason = dit_en_francais(error)
    except ValueError as error:
        reason = str(error)
    except etree.XMLSyntaxError as error:
        reason = f"son contenu est abîmé ({error.msg})"
    fault = Constat(
        "illisible",
        f"gabarit illisible : {reason}",
        "vérifiez le fichier (ouvrez-le dans Word, enregistrez-le au format .docx)",
        Lieu(""),
    )
    return Controle(fichier, source, (fault,))


def controler(paquet: Paquet, usages: Sequence[Usage], cles: Mapping[str, frozenset[str]]) -> tuple[Constat, ...]:
    """Everything that is wrong with a template; `cles` are the known codes of tables (`durees`).

    Raises lxml's XMLSyntaxError for a damaged part.
    """
    document = lire(paquet)
    found: list[Constat] = []
    for partie in document.parties:
        found += _des_balises(partie, usages, cles)
        if partie.nom.startswith("word/"):
            found += _de_mise_en_page(partie, document)
    found += marges(document.corps, any(u.bandeau for u in usages))
    found += [*liens(document), *polices(document), *reglages(document)]
    unique = {(c.code, c.lieu, c.remede if c.code == "variable" else c.texte, c.valeur): c for c in reversed(found)}
    return tuple(sorted(unique.values(), key=lambda c: (_rang_de_partie(c.lieu.partie), c.lieu.rang)))


def _rang_de_partie(name: str) -> tuple[bool, str]:
    return name != "word/document.xml", name


def _des_balises(partie: Partie, usages: Sequence[Usage], cles: Mapping[str, frozenset[str]]) -> Iterator[Constat]:
    written: list[Balise] = []
    start = 0
    for paragraph, after in zip_longest(partie.paragraphes, partie.paragraphes[1:]):
        tags, broken = balises(paragraph, after, start)
        written += tags
        yield from broken
        start = coupure(paragraph, after) if broken and after is not None else 0
    if not written:
        return
    whole: list[Balise] = []
    wrong: list[Balise] = []
    misplaced: list[Balise] = []
    for tag in written:
        meant, fault = voulue(tag)
        faults = [*([fault] if fault else []), *defauts(meant)]
        yield from faults
        whole.append(meant)
        if any(f.gravite is Gravite.ERREUR for f in faults):
            wrong.append(meant)
    yield from placer(whole, misplaced)
    yield from apparier(whole, misplaced)
    everywhere = {v.nom for v in toutes()}
    for usage in usages or (TOUT,):
        known: dict[str, Type] = {v.nom: v.type for v in usage.variables}
        yield from Parcours(known, everywhere - set(known), usage.code, cles, wrong).lire(whole)


def _de_mise_en_page(partie: Partie, document: Document) -> Iterator[Constat]:
    found = sections(document.corps.racine)
    width = max((largeur(s) for s in found), default=largeur(None))
    yield from tableaux(partie, width)
    yield from objets(partie, document)
    yield from champs(partie)
    yield from revision(partie)
