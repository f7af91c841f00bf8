"""Rules of people: each once, with a number, a place and a plausible birth; never before a juror they know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from kitgen.checks.textes import BALISE
from kitgen.errors import Gravite, Problem
from kitgen.metier.epreuves import dispense
from kitgen.model.candidat import Candidat
from kitgen.model.session import Jure
from kitgen.noms import plie
from kitgen.readers.listes.candidats import Inscrit
from kitgen.readers.listes.vocabulaire import Vocabulaire
from kitgen.readers.projet import Projet

_TEXTES = ("nom_naissance", "nom_usage", "prenoms", "lieu_naissance", "pays_naissance", "email", "adresse", "ville",
           "entreprise", "tuteur")  # fmt: skip
_AGES = range(16, 81)
"""Younger or older candidates are possible, and nearly always a typing error."""


def verifier(projet: Projet) -> list[Problem]:
    """Problems of the people on the lists."""
    problems = list(_repeated(projet))
    problems += _twice(projet)
    jurors = _companies_of_jurors(projet)
    evaluators = {d.evaluateur for d in projet.kit.documents}
    for inscrit in projet.inscrits:
        problems += _texts(inscrit)
        problems += _birth(projet, inscrit)
        if not inscrit.candidat.desiste:
            problems += _evaluators(projet, inscrit, evaluators)
            problems += _jurors(inscrit, jurors)
    return problems


def _repeated(projet: Projet) -> Iterator[Problem]:
    numbers: dict[int, Inscrit] = {}
    places: dict[tuple[str, int], Inscrit] = {}
    ordered = {i.candidat.commission for i in projet.inscrits if i.candidat.ordre is not None}
    for i in projet.inscrits:
        c = i.candidat
        if c.numero in numbers:
            yield i.probleme(
                "numero",
                f"ce numéro est déjà pris : {qui(numbers[c.numero], i)}",
                "donnez un numéro libre à l'un des deux (à celui qui vient d'être ajouté)",
                str(c.numero),
            )
        numbers.setdefault(c.numero, i)
        key = (c.commission, c.rang)
        if c.ordre is not None and key in places and places[key].candidat.ordre is not None:
            yield i.probleme(
                "ordre",
                f"cette place dans {c.commission} est déjà prise : {qui(places[key], i)}",
                "donnez une place libre à l'un des deux (à celui qui vient d'être ajouté)",
                str(c.ordre),
            )
        places.setdefault(key, i)
        if c.ordre is None and c.commission in ordered:
            yield i.probleme(
                "ordre",
                f"pas d'ordre de passage, alors que d'autres candidats de {c.commission} en ont un",
                "donnez un ordre à tous, ou à aucun (le numéro sert alors d'ordre)",
            )


def _twice(projet: Projet) -> Iterator[Problem]:
    """The same person on two rows: the same identity, or name and first name swapped."""
    people: dict[tuple[str, str], list[Inscrit]] = {}
    for i in projet.inscrits:
        nom, prenoms = plie(i.candidat.nom_naissance), plie(i.candidat.prenoms)
        same = next((o for o in people.get((nom, prenoms), []) if _same_birth(i.candidat, o.candidat)), None)
        swapped = next((o for o in people.get((prenoms, nom), []) if _same_birth(i.candidat, o.candidat)), None)
        people.setdefault((nom, prenoms), []).append(i)
        value = f"{i.candidat.nom_naissance} {i.candidat.prenoms}"
        if same is not None:
            known = i.candidat.date_naissance is not None and same.candidat.date_naissance is not None
            yield i.probleme(
                "nom_naissance",
                f"cette personne est déjà inscrite ({qui(same, i)} ; même nom, mêmes prénoms"
                + (", même date de naissance)" if known else ", et une date de naissance manque)"),
                "retirez une des deux lignes" if known else "retirez une des deux lignes, ou complétez les deux dates",
                value,
            )
        elif swapped is not None and nom != prenoms:
            yield i.probleme(
                "nom_naissance",
                f"cette personne semble déjà inscrite, nom et prénom échangés ({qui(swapped, i)})",
                "retirez une des deux lignes, et remettez le nom et le prénom dans leur colonne",
                value,
            )


def _same_birth(one: Candidat, other: Candidat) -> bool:
    """Not proven different: a missing date may be any."""
    return one.date_naissance is None or other.date_naissance is None or one.date_naissance == other.date_naissance


def _texts(inscrit: Inscrit) -> Iterator[Problem]:
    c = inscrit.candidat
    if not _SUSPECT.search("\n".join(filter(None, _VALEURS(c)))):
        return
    for champ in _TEXTES:
        value = getattr(c, champ)
        if not value:
            continue
        if BALISE.search(value):
            text = "ce texte ressemble à une balise de gabarit ({{, }}, {% ou %})"
            yield inscrit.probleme(champ, text, "retirez les accolades", value)
        if not c.desiste and champ != "email" and ("?" in value or "\ufffd" in value or _MANGLED.search(value)):
            yield inscrit.probleme(
                champ,
                "des lettres ont été perdues ou remplacées à l'enregistrement",
                "demandez la liste au format .xlsx, ou corrigez la cellule ; un « ? » voulu peut rester",
                value,
                Gravite.AVERTISSEMENT,
            )


# What all that is looked for in a text begins with.
_SUSPECT = re.compile("[{}?\ufffdÃâ]")
_VALEURS = attrgetter(*_TEXTES)

# UTF-8 that was once read as Windows-1252: « LefÃ¨vre ».
_MANGLED = re.compile("Ã[\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[™˜œ“”]")


def _birth(projet: Projet, inscrit: Inscrit) -> Iterator[Problem]:
    c, session = inscrit.candidat, projet.session
    born = c.date_naissance
    if born is not None:
        age = session.debut.year - born.year - ((session.debut.month, session.debut.day) < (born.month, born.day))
        shown = f"{born:%d/%m}/{born.year:04d}"
        if born >= session.debut:
            yield inscrit.probleme(
                "date_naissance", "cette date de naissance est après la session", "corrigez l'année", shown
            )
        elif age not in _AGES:
            yield inscrit.probleme(
                "date_naissance",
                f"{age} an{'s' if age > 1 else ''} à la session : c'est peu probable",
                "vérifiez l'année de naissance",
                shown,
                Gravite.AVERTISSEMENT,
            )
    if c.desiste:
        return
    if born is None:
        yield inscrit.probleme(
            "date_naissance",
            "la date de naissance manque ; elle identifie la personne quand la certification est déclarée",
            "complétez-la",
            gravite=Gravite.AVERTISSEMENT,
        )
    if c.lieu_naissance is None and c.insee_naissance is None:
        yield inscrit.probleme(
            "lieu_naissance",
            "le lieu de naissance manque ; c'est la première cause de rejet d'une certification déclarée",
            "demandez au candidat sa commune de naissance (ou son pays)",
            gravite=Gravite.AVERTISSEMENT,
        )
    if c.sexe and c.civilite and {"F": "Mme", "M": "M."}[c.sexe] != c.civilite:
        yield inscrit.probleme(
            "sexe",
            f"le sexe ({c.sexe}) et la civilité ({c.civilite}) ne vont pas ensemble",
            "vérifiez les deux cellules",
            c.sexe,
            Gravite.AVERTISSEMENT,
        )


def _evaluators(projet: Projet, inscrit: Inscrit, used: set[str | None]) -> Iterator[Problem]:
    c = inscrit.candidat
    for evaluateur, champ, name in (("of", "organisme", "d'organisme de formation"), ("tuteur", "tuteur", "de tuteur")):
        if evaluateur not in used or getattr(c, champ) is not None or dispense(projet.session, c, evaluateur):
            continue
        remedy = "complétez la cellule, ou prévoyez une « dispense » dans session.yaml pour sa voie d'accès"
        if champ == "organisme" and champ not in inscrit.colonnes:
            remedy = (
                "ajoutez une colonne OF ; ou, si toute la liste vient d'un même OF, dites lequel dans session.yaml : "
                "candidats: [{fichier: …, organisme: …}]"
            )
        yield inscrit.probleme(
            champ,
            f"pas {name}, et pas de dispense de cette évaluation",
            remedy,
            gravite=Gravite.ERREUR if champ == "organisme" else Gravite.AVERTISSEMENT,
        )


def _companies_of_jurors(projet: Projet) -> dict[str, list[tuple[Jure, str | None]]]:
    """The jurors of every commission, with the folded name of their company.

    The list's names were read so too: a juror's company may be written as one of its « variantes ».
    """
    words = Vocabulaire(projet.session, projet.referentiel)
    found: dict[str, list[tuple[Jure, str | None]]] = {}
    for commission in projet.session.commissions:
        named = [(j, words.entreprise(j.entreprise or "")) for j in commission.jures]
        found.setdefault(commission.code, [(j, plie(name) if name else None) for j, name in named])
    return found


def _jurors(inscrit: Inscrit, jurors: Mapping[str, Sequence[tuple[Jure, str | None]]]) -> Iterator[Problem]:
    c = inscrit.candidat
    own = plie(c.entreprise) if c.entreprise else None
    for jure, company in jurors.get(c.commission, ()):
        same_company = own is not None and own == company
        same_of = jure.organisme is not None and jure.organisme == c.organisme
        if same_company or same_of:
            link = "de son entreprise" if same_company else "de son organisme de formation"
            yield inscrit.probleme(
                "commission",
                f"{jure.prenom} {jure.nom} ({jure.code}) est {link} et ne peut pas juger {qui(inscrit, inscrit)}",
                "changez le candidat de commission, ou le juré",
                c.entreprise if same_company else c.organisme,
            )


def qui(inscrit: Inscrit, vu_de: Inscrit) -> str:
    """A candidate in a message about another: name, number and row, and the list if it is another one."""
    c = inscrit.candidat
    return f"{c.prenoms} {c.nom_naissance} (n° {c.numero}, {ou(inscrit, vu_de)})"


def ou(inscrit: Inscrit, vu_de: Inscrit) -> str:
    """« ligne 4 », with the list and the sheet where they differ from those of the one it is seen from."""
    own, other = inscrit.tableau, vu_de.tableau
    parts = [own.source] if own.source != other.source else []
    if (own.source, own.feuille) != (other.source, other.feuille) and own.feuille:
        parts.append(f"feuille « {own.feuille} »")
    return ", ".join([*parts, f"ligne {inscrit.ligne}"])
