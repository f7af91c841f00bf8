"""Rules of what candidates present: blocs that fit the option, sujets that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kitgen.errors import Gravite, Problem
from kitgen.model.sujet import Sujet
from kitgen.readers.listes.candidats import Inscrit
from kitgen.readers.projet import Projet
from kitgen.readers.textes import ressemblants


def verifier(projet: Projet) -> list[Problem]:
    """Problems of the candidate list against the référentiel, the session and the sujets."""
    problems: list[Problem] = []
    known = {s.code: s for s in projet.sujets}
    options = {i.candidat.option for i in projet.inscrits}
    open_to = {option: {b.code for b in projet.referentiel.blocs_du_parcours(option)} for option in options}
    for inscrit in projet.inscrits:
        problems += _blocs(projet, inscrit, open_to[inscrit.candidat.option])
        if projet.sujets_complets:  # else what a list names may be among the sujets that could not be read
            problems += _sujets(projet, inscrit, known)
        if not inscrit.candidat.desiste:
            problems += _doubts(projet, inscrit)
    return problems


def _blocs(projet: Projet, inscrit: Inscrit, open_to: set[str]) -> Iterator[Problem]:
    c, r = inscrit.candidat, projet.referentiel
    option = r.option(c.option)
    for bloc in sorted({*c.blocs_presentes, *c.blocs_acquis} - open_to):
        owner = next((o.libelle for o in r.parcours.options if bloc in o.blocs), None)
        champ = "blocs_presentes" if bloc in c.blocs_presentes else "blocs_acquis"
        if option is None:
            text, remedy = f"le bloc {bloc} demande une option", f"complétez la colonne Option ({owner})"
        else:
            text = f"le bloc {bloc} n'est pas de l'option {option.libelle} (il est de l'option {owner})"
            remedy = f"blocs possibles : {', '.join(sorted(open_to))} ; corrigez les blocs ou l'option"
        yield inscrit.probleme(champ, text, remedy, bloc)
    if not c.blocs_a_evaluer and not c.desiste:
        yield inscrit.probleme(
            "blocs_acquis",
            "tous les blocs présentés sont déjà acquis : il n'y a rien à évaluer",
            "corrigez l'option ou les blocs, ou retirez le candidat",
            ", ".join(c.blocs_acquis),
        )


def _sujets(projet: Projet, inscrit: Inscrit, known: Mapping[str, Sujet]) -> Iterator[Problem]:
    c = inscrit.candidat
    if not (c.sujets_imposes or c.sujets_deja_traites):
        return
    asked = {k.code for b in projet.referentiel.blocs if b.code in c.blocs_a_evaluer for k in b.competences}
    taken: dict[tuple[str, str], str] = {}
    for code in c.sujets_imposes:
        sujet = known.get(code)
        if sujet is None:
            remedy = ressemblants(code, list(known))
            yield inscrit.probleme("sujets_imposes", "sujet inconnu", remedy, code)
        elif sujet.competence not in asked:
            text = f"ce sujet évalue {sujet.competence}, que le candidat ne présente pas"
            yield inscrit.probleme("sujets_imposes", text, "retirez-le ou corrigez les blocs", code)
        elif code in c.sujets_deja_traites:
            text = "ce sujet est imposé, mais le candidat l'a déjà traité"
            yield inscrit.probleme("sujets_imposes", text, "imposez-en un autre", code)
        elif (sujet.evaluateur, sujet.competence) in taken:
            text = f"deux sujets imposés pour {sujet.competence}"
            yield inscrit.probleme("sujets_imposes", text, "n'en gardez qu'un", code)
        else:
            taken[(sujet.evaluateur, sujet.competence)] = code
    for code in c.sujets_deja_traites:
        if code not in known:
            yield inscrit.probleme(
                "sujets_deja_traites",
                "sujet déjà traité inconnu dans cette session ; il n'y a rien à éviter",
                ressemblants(code, list(known)),
                code,
                Gravite.AVERTISSEMENT,
            )


def _doubts(projet: Projet, inscrit: Inscrit) -> Iterator[Problem]:
    """What is possible but seldom meant."""
    c = inscrit.candidat
    if projet.referentiel.parcours.options and c.option is None and not inscrit.rempli("blocs_presentes"):
        yield inscrit.probleme(
            "option",
            "ni option ni blocs présentés : seul le tronc commun sera évalué",
            "complétez l'option, ou les blocs présentés si c'est voulu",
            gravite=Gravite.AVERTISSEMENT,
        )
    if not inscrit.rempli("commission") and len(projet.session.commissions) > 1:
        yield inscrit.probleme(
            "commission",
            f"commission non précisée : {c.commission} est choisie d'après le numéro",
            "complétez la cellule si une autre commission est prévue",
            gravite=Gravite.AVERTISSEMENT,
        )
