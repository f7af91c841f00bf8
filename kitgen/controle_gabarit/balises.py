"""The tags of a paragraph, found as docxtpl finds them; and what is wrong with one whatever it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from kitgen.controle_gabarit.constats import Constat, avertissement
from kitgen.render.lecture import Morceau, Paragraphe, W

_OUVRE = re.compile(r"\{\{|\{%|\{#")
_FERME = {"{{": "}}", "{%": "%}", "{#": "#}"}
_PREFIXE = re.compile(r"(p|tr|tc|r)(?=[ \s])")
_RESTE = re.compile(r"\{\s+[{%](?=[^{]*\})|[}%]\s+\}|\}\}|%\}|#\}")
_UNE_ACCOLADE = re.compile(r"(?<!\{)\{\s*(\w+(?:\.\w+)+)\s*\}(?!\})")

_CHAINES = re.compile(r"'[^']*'|\"[^\"]*\"")
_CITATION = re.compile("['\"]")
_REPARES = "“”‘’"
"""Quotes that docxtpl makes straight."""
_GUILLEMETS = "«»„‚‹›‟‛′″＂＇"
_DROITS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_SOSIES = {"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "…": "...", "≠": "!=", "≤": "<=", "≥": ">=", "×": "*"}
_INVISIBLES = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad")
_SANS_EFFET = {f"{W}lang", f"{W}noProof", f"{W}rtl", f"{W}webHidden"}


@dataclass(frozen=True, slots=True)
class Balise:
    """A tag: `genre` is its opening, `prefixe` docxtpl's (p, tr, tc, r), `contenu` what jinja2 sees inside."""

    genre: str
    prefixe: str
    contenu: str
    texte: str
    paragraphe: Paragraphe
    morceaux: tuple[Morceau, ...] = ()

    @property
    def mot(self) -> str:
        """The first word of a statement: for, if, endfor…"""
        return self.contenu.split(None, 1)[0] if self.genre == "{%" and self.contenu.strip() else ""


def balises(paragraphe: Paragraphe, suivant: Paragraphe | None, debut: int = 0) -> tuple[list[Balise], list[Constat]]:
    """The tags of a paragraph from `debut` on, and those that are not whole; `suivant` is the next paragraph."""
    text, place = paragraphe.texte, paragraphe.lieu
    if "{" not in text and "}" not in text:
        return [], []
    found: list[Balise] = []
    faults: list[Constat] = []
    rest, position = [], debut
    while opening := _OUVRE.search(text, position):
        rest.append(text[position : opening.start()])
        closing = _FERME[opening[0]]
        end = text.find(closing, opening.end())
        other = _OUVRE.search(text, opening.end())
        if end < 0 or (other and other.start() < end and opening[0] != "{#"):
            faults.append(_inachevee(text, opening, closing, other, paragraphe, suivant))
            position = other.start() if other else len(text)
            if not other:
                break
            continue
        found.append(_balise(text[opening.start() : end + 2], opening[0], paragraphe, opening.start()))
        position = end + 2
    else:
        rest.append(text[position:])
    around = "\x00".join(rest)
    if wrong := _RESTE.search(around):
        broken = "".join(wrong[0].split())
        spaced = broken != wrong[0]
        faults.append(
            Constat(
                "inachevee",
                f"« {wrong[0]} » : " + ("une espace sépare les deux signes" if spaced else "rien n'est ouvert avant"),
                f"écrivez « {broken} » d'un seul tenant" if spaced else f"ôtez « {broken} », ou ouvrez la balise",
                place,
            )
        )
    elif alone := _UNE_ACCOLADE.search(around):
        faults.append(
            avertissement(
                "accolade",
                f"« {alone[0]} » sera imprimé tel quel : une balise a deux accolades",
                f"écrivez « {{{{ {alone[1]} }}}} »",
                place,
            )
        )
    return found, faults


def coupure(paragraphe: Paragraphe, suivant: Paragraphe) -> int:
    """Where the end of a tag that begins at the end of a paragraph stands in the next one; 0 when none does."""
    opened = list(_OUVRE.finditer(paragraphe.texte))
    if not opened or _FERME[opened[-1][0]] in paragraphe.texte[opened[-1].end() :]:
        return 0
    before, closing, _ = suivant.texte.partition(_FERME[opened[-1][0]])
    return len(before) + 2 if closing and not _OUVRE.search(before) else 0


def _inachevee(
    text: str,
    opening: re.Match[str],
    closing: str,
    other: re.Match[str] | None,
    paragraphe: Paragraphe,
    suivant: Paragraphe | None,
) -> Constat:
    shown = _court(text[opening.start() : other.start() if other else None].strip())
    if not other and suivant is not None and coupure(paragraphe, suivant):
        return Constat(
            "inachevee",
            f"la balise « {shown} » est coupée par une fin de paragraphe",
            "ôtez le retour à la ligne (¶) qui est au milieu de la balise",
            paragraphe.lieu,
        )
    remedy = f"ajoutez « {closing} » à la fin de la balise"
    return Constat("inachevee", f"la balise « {shown} » n'est pas fermée", remedy, paragraphe.lieu)


def _court(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _balise(whole: str, opening: str, paragraphe: Paragraphe, start: int) -> Balise:
    pieces, position = [], 0
    for piece in paragraphe.morceaux:
        end = position + len(piece.texte)
        if end > start and position < start + len(whole):
            pieces.append(piece)
        position = end
    # Line breaks and tabs vanish when docxtpl joins the runs of a tag.
    inside = re.sub(r"[\t\n]", "", whole[2:-2])
    prefix = _PREFIXE.match(inside) if opening != "{#" else None
    content = inside[prefix.end() :] if prefix else inside
    content = content.removeprefix("-").removeprefix("+").removesuffix("-").removesuffix("+")
    return Balise(opening, prefix[1] if prefix else "", content.strip(), whole, paragraphe, tuple(pieces))


def defauts(balise: Balise) -> Iterator[Constat]:
    """What is wrong with the signs and the formatting of a tag."""
    place, shown = balise.paragraphe.lieu, _court(balise.texte)
    if balise.genre == "{#":
        return
    outside = _CHAINES.sub("", balise.contenu)
    if balise.prefixe and re.search(r"[%}]", balise.contenu):
        yield Constat(
            "prefixe",
            f"la balise « {shown} » contient « % » ou « }} » : une balise {{%{balise.prefixe} ne le peut pas",
            "reformulez la condition sans ce signe",
            place,
        )
    glued = balise.texte[2:].startswith(balise.prefixe)
    if balise.prefixe and glued and balise.texte[2 + len(balise.prefixe)] != " ":
        yield Constat(
            "espace",
            f"dans « {shown} », une espace insécable suit « {balise.prefixe} »",
            "remplacez-la par une espace ordinaire",
            place,
        )
    if odd := next((c for c in balise.contenu if c in _INVISIBLES), None):
        yield Constat(
            "invisible",
            f"la balise « {shown} » contient un caractère invisible (U+{ord(odd):04X})",
            "effacez la balise et retapez-la au clavier",
            place,
        )
    quotes = [c for c in outside if c in _GUILLEMETS + _REPARES]
    if quotes:
        # docxtpl makes the curly ones straight; the French ones it leaves.
        kind = Constat if any(c in _GUILLEMETS for c in quotes) else avertissement
        yield kind(
            "guillemets",
            f"guillemets typographiques « {quotes[0]} » dans la balise « {shown} »",
            "mettez des guillemets droits : ' ou \"",
            place,
        )
    elif not _CITATION.search(outside) and (wrong := next((c for c in outside if c in _SOSIES), None)):
        yield Constat(
            "signe",
            f"dans la balise « {shown} », « {wrong} » n'est pas un signe de calcul",
            f"tapez « {_SOSIES[wrong]} »",
            place,
        )
    yield from _eparpillee(balise)


def droites(contenu: str) -> str:
    """The inside of a tag after what docxtpl repairs."""
    return contenu.translate(_DROITS)


def _eparpillee(balise: Balise) -> Iterator[Constat]:
    """A tag that Word scattered over runs: docxtpl joins them, unless something closes in between."""
    place, shown = balise.paragraphe.lieu, _court(balise.texte)
    parents = {id(m.run.getparent()): m.run.getparent() for m in balise.morceaux}
    if any(_dans(m.run, "del", "moveFrom") for m in balise.morceaux):
        yield Constat(
            "revision",
            f"la balise « {shown} » est dans un texte supprimé (suivi des modifications), et serait remplie quand même",
            "acceptez ou refusez les modifications (Révision, Accepter)",
            place,
        )
    elif len(parents) > 1:
        revised = any(_dans(m.run, "ins", "moveTo") for m in balise.morceaux)
        yield Constat(
            "coupee",
            f"la balise « {shown} » est coupée par "
            + ("le suivi des modifications" if revised else "un lien ou un contrôle de contenu"),
            "acceptez les modifications (Révision, Accepter)" if revised else "effacez la balise et retapez-la",
            place,
        )
    elif any(m.balise not in (f"{W}t", "t") for m in balise.morceaux):
        yield avertissement(
            "coupee",
            f"la balise « {shown} » contient un saut de ligne ou une tabulation, qui disparaîtra",
            "écrivez-la sur une seule ligne",
            place,
        )
    elif len({_forme(m.run) for m in balise.morceaux}) > 1:
        yield avertissement(
            "mise_en_forme",
            f"une partie de la balise « {shown} » a une autre mise en forme ; seule celle du début comptera",
            "sélectionnez la balise entière, accolades comprises, et donnez-lui une seule mise en forme",
            place,
        )


def _dans(run: etree._Element, *names: str) -> bool:
    return next(run.iterancestors(*(f"{W}{n}" for n in names)), None) is not None


def _forme(run: etree._Element) -> str:
    """The formatting of a run, without what isn't seen."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        return ""
    seen = sorted((e.tag, *sorted(e.attrib.items())) for e in properties if e.tag not in _SANS_EFFET)
    return repr(seen)
