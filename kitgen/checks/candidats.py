"""Rules of the list: one number and place each, blocs that fit the option, sujets that exist, impartial jurors."""

from __future__ import annotations

from collections.abc import Iterator

from kitgen.checks.textes import BALISE
from kitgen.epreuves import dispense
from kitgen.errors import Gravite, Problem
from kitgen.noms import plie
from kitgen.readers.candidats import Inscrit
from kitgen.readers.projet import Projet
from kitgen.readers.textes import ressemblants


def verifier(projet: Projet) -> list[Problem]:
    """Problems of the candidate list against the référentiel, the session and the sujets."""
    problems = list(_repeated(projet))
    for inscrit in projet.inscrits:
        problems += _blocs(projet, inscrit)
        problems += _sujets(projet, inscrit)
        problems += _personnes(projet, inscrit)
    return problems


def _fault(inscrit: Inscrit, champ: str, text: str, remedy: str, value: str | None = None) -> Problem:
    return Problem(inscrit.source, text, remedy, inscrit.place(champ), valeur=value)


def _repeated(projet: Projet) -> Iterator[Problem]:
    numbers: dict[int, Inscrit] = {}
    places: dict[tuple[str, int], Inscrit] = {}
    people: dict[tuple[str, ...], Inscrit] = {}
    ordered = {i.candidat.commission for i in projet.inscrits if i.candidat.ordre is not None}
    for i in projet.inscrits:
        c = i.candidat
        if c.numero in numbers:
            yield _fault(
                i,
                "numero",
                f"ce numéro est déjà pris : {_who(numbers[c.numero])}",
                "donnez un numéro libre à l'un des deux (à celui qui vient d'être ajouté)",
                str(c.numero),
            )
        numbers.setdefault(c.numero, i)
        key = (c.commission, c.rang)
        if c.ordre is not None and key in places and places[key].candidat.ordre is not None:
            yield _fault(
                i,
                "ordre",
                f"cette place dans {c.commission} est déjà prise : {_who(places[key])}",
                "donnez une place libre à l'un des deux (à celui qui vient d'être ajouté)",
                str(c.ordre),
            )
        places.setdefault(key, i)
        if c.ordre is None and c.commission in ordered:
            yield _fault(
                i,
                "ordre",
                f"pas d'ordre de passage, alors que d'autres candidats de {c.commission} en ont un",
                "donnez un ordre à tous, ou à aucun (le numéro sert alors d'ordre)",
            )
        person = (plie(c.nom_naissance), plie(c.prenoms), str(c.date_naissance))
        if person in people:
            yield _fault(
                i,
                "nom_naissance",
                f"cette personne est déjà inscrite ({_who(people[person])}, même nom, prénoms et date de naissance)",
                "retirez une des deux lignes",
                f"{c.nom_naissance} {c.prenoms}",
            )
        people.setdefault(person, i)


def _blocs(projet: Projet, inscrit: Inscrit) -> Iterator[Problem]:
    c, r = inscrit.candidat, projet.referentiel
    open_to = {b.code for b in r.blocs_du_parcours(c.option)}
    option = r.option(c.option)
    for bloc in sorted({*c.blocs_presentes, *c.blocs_acquis} - open_to):
        owner = next((o.libelle for o in r.parcours.options if bloc in o.blocs), None)
        champ = "blocs_presentes" if bloc in c.blocs_presentes else "blocs_acquis"
        if option is None:
            text, remedy = f"le bloc {bloc} demande une option", f"complétez la colonne Option ({owner})"
        else:
            text = f"le bloc {bloc} n'est pas de l'option {option.libelle} (il est de l'option {owner})"
            remedy = f"blocs possibles : {', '.join(sorted(open_to))} ; corrigez les blocs ou l'option"
        yield _fault(inscrit, champ, text, remedy, bloc)
    if not c.blocs_a_evaluer and not c.desiste:
        yield _fault(
            inscrit,
            "blocs_acquis",
            "tous les blocs présentés sont déjà acquis : il n'y a rien à évaluer",
            "corrigez l'option ou les blocs, ou retirez le candidat",
            ", ".join(c.blocs_acquis),
        )


def _sujets(projet: Projet, inscrit: Inscrit) -> Iterator[Problem]:
    if not projet.sujets_complets:
        return  # what a list names may be among the sujets that could not be read
    c = inscrit.candidat
    known = {s.code: s for s in projet.sujets}
    asked = {k.code for b in projet.referentiel.blocs if b.code in c.blocs_a_evaluer for k in b.competences}
    taken: dict[tuple[str, str], str] = {}
    for code in c.sujets_imposes:
        sujet = known.get(code)
        if sujet is None:
            remedy = ressemblants(code, list(known))
            yield _fault(inscrit, "sujets_imposes", "sujet inconnu", remedy, code)
        elif sujet.competence not in asked:
            text = f"ce sujet évalue {sujet.competence}, que le candidat ne présente pas"
            yield _fault(inscrit, "sujets_imposes", text, "retirez-le ou corrigez les blocs", code)
        elif code in c.sujets_deja_traites:
            text = "ce sujet est imposé, mais le candidat l'a déjà traité"
            yield _fault(inscrit, "sujets_imposes", text, "imposez-en un autre", code)
        elif (sujet.evaluateur, sujet.competence) in taken:
            text = f"deux sujets imposés pour {sujet.competence}"
            yield _fault(inscrit, "sujets_imposes", text, "n'en gardez qu'un", code)
        else:
            taken[(sujet.evaluateur, sujet.competence)] = code
    for code in c.sujets_deja_traites:
        if code not in known:
            yield Problem(
                inscrit.source,
                "sujet déjà traité inconnu dans cette session ; il n'y a rien à éviter",
                ressemblants(code, list(known)),
                inscrit.place("sujets_deja_traites"),
                valeur=code,
                gravite=Gravite.AVERTISSEMENT,
            )


def _doubts(projet: Projet, inscrit: Inscrit) -> Iterator[Problem]:
    """What is possible but seldom meant."""
    c, r = inscrit.candidat, projet.referentiel

    def doubt(champ: str, text: str, remedy: str, value: str | None = None) -> Problem:
        return Problem(inscrit.source, text, remedy, inscrit.place(champ), valeur=value, gravite=Gravite.AVERTISSEMENT)

    for champ in ("nom_naissance", "nom_usage", "prenoms", "lieu_naissance", "entreprise", "tuteur"):
        value = getattr(c, champ)
        if value and ("?" in value or "\ufffd" in value):
            yield doubt(
                champ,
                "un « ? » ou un caractère illisible : des lettres ont été perdues à l'enregistrement",
                "dans Excel, enregistrez la liste en « CSV UTF-8 », puis corrigez la cellule",
                value,
            )
    if r.parcours.options and c.option is None and not inscrit.rempli("blocs_presentes"):
        text = "ni option ni blocs présentés : seul le tronc commun sera évalué"
        yield doubt("option", text, "complétez l'option, ou les blocs présentés si c'est voulu")
    if not inscrit.rempli("commission") and len(projet.session.commissions) > 1:
        text = f"commission non précisée : {c.commission} est choisie d'après le numéro"
        yield doubt("commission", text, "complétez la cellule si une autre commission est prévue")


def _personnes(projet: Projet, inscrit: Inscrit) -> Iterator[Problem]:
    c, s = inscrit.candidat, projet.session
    for champ in ("nom_naissance", "nom_usage", "prenoms", "lieu_naissance", "email", "entreprise", "tuteur"):
        value = getattr(c, champ)
        if value and BALISE.search(value):
            text = "ce texte ressemble à une balise de gabarit ({{, }}, {% ou %})"
            yield _fault(inscrit, champ, text, "retirez les accolades", value)
    if c.date_naissance is not None and c.date_naissance >= s.debut:
        text = "cette date de naissance est après la session"
        yield _fault(inscrit, "date_naissance", text, "corrigez l'année", str(c.date_naissance))
    if c.desiste:
        return
    yield from _doubts(projet, inscrit)
    for evaluateur, champ, name in (("of", "organisme", "d'organisme de formation"), ("tuteur", "tuteur", "de tuteur")):
        used = any(d.evaluateur == evaluateur for d in projet.kit.documents)
        if used and not dispense(s, c, evaluateur) and getattr(c, champ) is None:
            yield Problem(
                inscrit.source,
                f"{_who(inscrit)} n'a pas {name}, et n'est pas dispensé de cette évaluation",
                "complétez la cellule, ou prévoyez une « dispense » dans session.yaml pour sa voie d'accès",
                inscrit.place(champ),
                gravite=Gravite.ERREUR if champ == "organisme" else Gravite.AVERTISSEMENT,
            )
    commission = s.commission(c.commission)
    for jure in commission.jures if commission else ():
        same_company = jure.entreprise and c.entreprise and plie(jure.entreprise) == plie(c.entreprise)
        same_of = jure.organisme is not None and jure.organisme == c.organisme
        if same_company or same_of:
            link = "de son entreprise" if same_company else "de son organisme de formation"
            yield Problem(
                inscrit.source,
                f"{jure.prenom} {jure.nom} ({jure.code}) est {link} et ne peut pas juger {_who(inscrit)}",
                "changez le candidat de commission, ou le juré",
                inscrit.place("commission"),
                valeur=c.entreprise if same_company else c.organisme,
            )


def _who(inscrit: Inscrit) -> str:
    c = inscrit.candidat
    return f"{c.prenoms} {c.nom_naissance} (n° {c.numero}, ligne {inscrit.ligne})"
