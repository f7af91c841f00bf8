"""Whether tags stand where docxtpl can do something with them, and open and close in pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from kitgen.controle_gabarit.balises import Balise
from kitgen.controle_gabarit.constats import Constat, avertissement
from kitgen.errors import shortened
from kitgen.render.lecture import W

FERMETURES = {"endfor": "for", "endif": "if", "endwith": "with"}
_SUITES = {"elif": ("if",), "else": ("if", "for")}
CELLULE = {"colspan", "cellbg", "vm", "hm"}
"""docxtpl's own tags for a cell."""

_UNITES = {"p": f"{W}p", "tr": f"{W}tr", "tc": f"{W}tc"}
_REMPLACE = {"p": "le paragraphe", "tr": "la ligne du tableau", "tc": "la cellule"}
_OBJETS = ("drawing", "pict", "object", "fldSimple", "fldChar")


@dataclass(slots=True)
class _Ouverte:
    balise: Balise
    mot: str


def placer(toutes: Sequence[Balise], deplacees: list[Balise]) -> Iterator[Constat]:
    """What is misplaced: a row's tag outside a table, text that the tag of a paragraph, row or cell would swallow.

    Those outside a table are added to `deplacees`.
    """
    said: set[etree._Element] = set()
    for balise in toutes:
        place = balise.paragraphe.lieu
        if balise.genre == "{%" and balise.mot in CELLULE and _unite(balise, f"{W}tc") is None:
            yield Constat(
                "hors_tableau",
                f"« {{% {balise.mot} %}} » ne vaut que dans une cellule de tableau",
                "mettez la balise dans une cellule, ou ôtez-la",
                place,
            )
        if not balise.prefixe or balise.prefixe == "r":
            continue
        unit = _unite(balise, _UNITES[balise.prefixe])
        if unit is None:
            deplacees.append(balise)
            inside = balise.texte[2 + len(balise.prefixe) : -2].strip()
            yield Constat(
                "hors_tableau",
                f"« {shortened(balise.texte, 50)} » est hors d'un tableau",
                f"dans le texte, écrivez « {{%p {inside} %}} », seule dans son paragraphe",
                place,
            )
            continue
        if unit in said:
            continue
        said.add(unit)
        yield from _avale(balise, unit, [b for b in toutes if b is not balise])


def _unite(balise: Balise, tag: str) -> etree._Element | None:
    element = balise.paragraphe.element
    return element if element.tag == tag else next(element.iterancestors(tag), None)


def _avale(balise: Balise, unit: etree._Element, others: Sequence[Balise]) -> Iterator[Constat]:
    """What the unit that a tag replaces holds besides it."""
    inside = set(unit.iter(f"{W}p")) | {unit}
    same = [b for b in others if b.paragraphe.element in inside]
    what, place = _REMPLACE[balise.prefixe], balise.paragraphe.lieu
    if twin := next((b for b in same if b.prefixe == balise.prefixe), None):
        yield Constat(
            "texte_perdu",
            f"« {shortened(balise.texte, 50)} » et « {shortened(twin.texte, 50)} » sont dans"
            f" {_le_meme(balise.prefixe)} : la première remplace {what}, la seconde serait perdue",
            f"mettez chacune {_seule(balise.prefixe)}",
            twin.paragraphe.lieu,
        )
        return
    text = " ".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in unit.iter(f"{W}p"))
    lost = text.replace(balise.texte, "", 1).strip()
    if not lost and any(next(unit.iter(f"{W}{o}"), None) is not None for o in _OBJETS):
        lost = "une image ou un champ"
    if lost:
        yield Constat(
            "texte_perdu",
            f"« {shortened(balise.texte, 50)} » remplace {what} : « {shortened(lost, 50)} » serait perdu",
            f"mettez la balise {_seule(balise.prefixe)}"
            + (", ou écrivez-la sans p : « {% … %} »" if balise.prefixe == "p" and balise.genre == "{%" else ""),
            place,
        )


def _le_meme(prefix: str) -> str:
    return {"p": "le même paragraphe", "tr": "la même ligne", "tc": "la même cellule"}[prefix]


def _seule(prefix: str) -> str:
    return {
        "p": "seule dans son paragraphe",
        "tr": "seule dans sa ligne de tableau",
        "tc": "seule dans sa cellule",
    }[prefix]


def apparier(toutes: Sequence[Balise], deplacees: Sequence[Balise]) -> Iterator[Constat]:
    """What opens and never closes, closes and never opened, or closes where it did not open (but for `deplacees`)."""
    stack: list[_Ouverte] = []
    for balise in toutes:
        word = balise.mot
        if word in ("for", "if", "with"):
            stack.append(_Ouverte(balise, word))
        elif word in _SUITES:
            if not stack or stack[-1].mot not in _SUITES[word]:
                yield _orpheline(balise, f"« {word} » n'est dans aucun " + " ni ".join(_SUITES[word]))
            else:
                yield from _meme_niveau(stack[-1].balise, balise, deplacees)
        elif word in FERMETURES:
            wanted = FERMETURES[word]
            if not any(o.mot == wanted for o in stack):
                yield _orpheline(balise, f"« {word} » ne ferme rien : aucun « {wanted} » n'est ouvert avant")
                continue
            while stack[-1].mot != wanted:
                yield _ouverte(stack.pop())
            yield from _meme_niveau(stack.pop().balise, balise, deplacees)
    for left in stack:
        yield _ouverte(left)


def _orpheline(balise: Balise, text: str) -> Constat:
    opening = FERMETURES.get(balise.mot, "if")
    return Constat(
        "appariement",
        text,
        f"ôtez « {shortened(balise.texte, 40)} », ou remettez le « {opening} » qui allait avec",
        balise.paragraphe.lieu,
    )


def _ouverte(opened: _Ouverte) -> Constat:
    closing = f"{{%{opened.balise.prefixe} end{opened.mot} %}}"
    where = f", {_seule(opened.balise.prefixe)}" if opened.balise.prefixe in _UNITES else ""
    return Constat(
        "appariement",
        f"« {shortened(opened.balise.texte, 60)} » n'est jamais refermé",
        f"ajoutez « {closing} » là où finit ce qui en dépend{where}",
        opened.balise.paragraphe.lieu,
    )


def _meme_niveau(first: Balise, second: Balise, deplacees: Sequence[Balise]) -> Iterator[Constat]:
    """Both tags of a pair must replace things of one level: two rows of a table, two paragraphs of a cell."""
    same_kind = first.prefixe == second.prefixe
    expected = f"{{%{first.prefixe} {second.contenu} %}}"
    if first in deplacees or second in deplacees or (same_kind and _niveau(first) is _niveau(second)):
        return
    place = second.paragraphe.lieu
    pair = f"« {shortened(second.texte, 40)} » va avec « {shortened(first.texte, 50)} »"
    if not same_kind:
        yield Constat("niveau", f"{pair}, mais n'a pas le même début", f"écrivez « {expected} »", place)
        return
    if not first.prefixe and first.paragraphe.element.getparent() is second.paragraphe.element.getparent():
        if any(b.texte[2] == "-" or b.texte[-3] == "-" for b in (first, second)):
            return  # docxtpl's way to join paragraphs: they are meant to become one
        yield avertissement(
            "niveau",
            f"{pair}, qui est dans un autre paragraphe : les deux paragraphes n'en feront qu'un",
            f"écrivez « {{%p {first.contenu} %}} » et « {{%p {second.contenu} %}} », chacune seule dans son paragraphe",
            place,
        )
        return
    where = {"tr": "du même tableau", "tc": "de la même ligne"}.get(first.prefixe, "de la même cellule, ou du texte")
    yield Constat(
        "niveau",
        f"{pair}, qui est ailleurs : le document serait abîmé",
        f"mettez les deux balises au même niveau : {where}",
        place,
    )


def _niveau(balise: Balise) -> etree._Element | None:
    """What holds the thing that a tag replaces."""
    if balise.prefixe in _UNITES:
        unit = _unite(balise, _UNITES[balise.prefixe])
        return unit.getparent() if unit is not None else None
    return balise.paragraphe.element
