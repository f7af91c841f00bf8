"""Names that are written in several ways: a question to settle, never an answer that kitgen gives by itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kitgen.checks.personnes import ou
from kitgen.errors import Gravite, Problem
from kitgen.noms import plie
from kitgen.readers.listes.candidats import Inscrit
from kitgen.readers.listes.vocabulaire import Vocabulaire
from kitgen.readers.projet import Projet

_LEGAL_FORMS = {"sa", "sas", "sasu", "sarl", "eurl", "snc", "selarl", "ste", "societe", "et", "cie"}
_MIN_LETTERS = 6
"""In a shorter name one letter is a whole other name: MAAF, MACIF."""


def verifier(projet: Projet) -> list[Problem]:
    """Near-duplicates among the entreprises, and among the people."""
    return [*_companies(projet), *_people(projet)]


def _companies(projet: Projet) -> Iterator[Problem]:
    settled = {e.nom for e in projet.session.entreprises}
    rows: dict[str, list[Inscrit]] = defaultdict(list)
    for i in projet.inscrits:
        if i.candidat.entreprise is not None:
            rows[i.candidat.entreprise].append(i)
    words = Vocabulaire(projet.session, projet.referentiel)  # a juror's company may be one of its « variantes »
    jurors = {words.entreprise(j.entreprise or "") or "" for c in projet.session.commissions for j in c.jures} - {""}

    def usual_first(name: str) -> tuple[bool, bool, int, str]:
        # The spelling that is declared, a juror's or the commoner one is taken for the right one.
        return (name not in settled, name not in jurors, -len(rows.get(name, ())), name)

    for usual, other in _pairs({*rows, *jurors, *settled}, usual_first):
        if usual in settled and other in settled:
            continue
        if plie(usual) == plie(other) and usual in jurors:
            continue  # for the rule on jurors these are one
        doubtful, usual = (other, usual) if other in rows else (usual, other)
        if doubtful not in rows:
            continue
        who = " (celle d'un juré)" if usual in jurors else ""
        text = f"« {doubtful} » et « {usual} »{who} : est-ce la même entreprise ?"
        remedy = (
            "si oui, écrivez le même nom partout ; si non, déclarez les deux sous « entreprises » dans session.yaml"
        )
        for i in rows[doubtful]:
            yield i.probleme("entreprise", text, remedy, doubtful, Gravite.AVERTISSEMENT)


def _people(projet: Projet) -> Iterator[Problem]:
    """Two people of one birth date whose names differ by a letter or two."""
    by_birth: dict[object, list[Inscrit]] = defaultdict(list)
    for i in projet.inscrits:
        if i.candidat.date_naissance is not None:
            by_birth[i.candidat.date_naissance].append(i)
    for members in by_birth.values():
        if len(members) < 2:
            continue
        named = {f"{i.candidat.nom_naissance} {i.candidat.prenoms}": i for i in members}
        for name, other in _pairs(named, str):
            if sorted(plie(name).split()) == sorted(plie(other).split()):
                continue  # the same person, which is an error of its own
            first, second = sorted((named[name], named[other]), key=lambda i: (i.source, i.ligne))
            yield second.probleme(
                "nom_naissance",
                f"même date de naissance et presque le même nom qu'à la {ou(first, second)} "
                f"({first.candidat.nom_naissance} {first.candidat.prenoms}) : est-ce la même ?",
                "si oui, retirez une des deux lignes ; si non, il n'y a rien à faire",
                f"{second.candidat.nom_naissance} {second.candidat.prenoms}",
                Gravite.AVERTISSEMENT,
            )


def _pairs(names: Iterable[str], order: Callable[[str], Any]) -> Iterator[tuple[str, str]]:
    """Pairs of names that differ by case, accents, punctuation, legal form, word order, or one or two letters.

    The first of a pair is the one that `order` puts first.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    by_form: dict[str, list[str]] = defaultdict(list)
    for name in sorted(set(names), key=order):
        by_form[_form(name)].append(name)
    for same in by_form.values():
        yield from ((same[0], other) for other in same[1:])
    forms = [f for f in by_form if len(f) >= _MIN_LETTERS]
    for index, form in enumerate(forms):
        close = process.extract(
            form, forms[index + 1 :], scorer=OSA.distance, score_cutoff=2 if len(form) >= 12 else 1, limit=None
        )
        for other, _, _ in close:
            if _digits(form) == _digits(other):
                yield by_form[form][0], by_form[other][0]


def _form(name: str) -> str:
    words = [w for w in plie(name.replace("&", " et ")).split() if w not in _LEGAL_FORMS]
    return " ".join(sorted(words)) or plie(name)


def _digits(form: str) -> list[str]:
    """« Agence 1 » and « Agence 2 » are two."""
    return re.findall(r"\d+", form)
