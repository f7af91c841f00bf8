"""Rules of the sujets: each belongs to a compétence, its corrigé covers every criterion, its figures add up."""

from __future__ import annotations

from collections.abc import Iterator

from kitgen.errors import Problem
from kitgen.metier.calculs import faute, nombre
from kitgen.model.referentiel import Competence, Groupe
from kitgen.model.sujet import AttendusGroupe, Contenu, Sujet, Tableau
from kitgen.readers.projet import Lu, Projet
from kitgen.readers.textes import ressemblants
from kitgen.readers.yaml_marques import Chemin


def verifier(projet: Projet) -> list[Problem]:
    """Problems of all sujets, and compétences that lack one."""
    problems = list(_repeated(projet))
    for sujet in projet.sujets:
        problems += _sujet(projet, sujet, projet.lus[f"sujet:{sujet.code}"])
    if projet.sujets_complets:
        problems += _missing(projet)
    return problems


def _repeated(projet: Projet) -> Iterator[Problem]:
    """Files whose sujet has the code of another one; a code is also a file name, where case makes no difference."""
    first: dict[str, str] = {}
    for key, lu in projet.lus.items():
        code = lu.marque.data.get("code") if isinstance(lu.marque.data, dict) else None
        if not key.startswith("sujet/") or not isinstance(code, str):
            continue
        if code.casefold() in first:
            text = f"ce code de sujet est déjà celui d'un autre fichier ({first[code.casefold()]})"
            yield lu.probleme(("code",), text, "donnez un code à chaque sujet", code)
        first.setdefault(code.casefold(), lu.source)


def _sujet(projet: Projet, sujet: Sujet, lu: Lu) -> Iterator[Problem]:
    competence = projet.referentiel.competence(sujet.competence)
    if competence is None:
        known = [c.code for c in projet.referentiel.competences]
        yield lu.probleme(
            ("competence",), "compétence inconnue", ressemblants(sujet.competence, known), sujet.competence
        )
        return
    if competence.epreuve(sujet.evaluateur, "cas_pratique") is None:
        yield lu.probleme(
            ("evaluateur",),
            f"le référentiel ne prévoit pas de cas pratique en {competence.code} devant « {sujet.evaluateur} »",
            "corrigez l'évaluateur ou la compétence",
            sujet.evaluateur,
        )
    yield from _criteres(sujet, competence, lu)
    for i, calcul in enumerate(sujet.corrige.calculs):
        if wrong := faute(calcul):
            yield lu.probleme(("corrige", "calculs", i), f"calcul faux : {wrong}", "refaites le calcul", calcul)
    for chemin, tableau in _tables(sujet):
        for column, cell in enumerate(tableau.total or ()):
            total = nombre(cell)
            if total is None:
                continue
            real = sum(n for row in tableau.lignes if (n := nombre(row[column])) is not None)
            if real != total:
                yield lu.probleme(
                    (*chemin, "total"),
                    f"le total de « {tableau.colonnes[column]} » n'est pas la somme de la colonne ({float(real):g})",
                    "corrigez le total ou une ligne",
                    cell,
                )


def _criteres(sujet: Sujet, competence: Competence, lu: Lu) -> Iterator[Problem]:
    """The corrigé names every group of the compétence once, and every criterion in the words of the référentiel."""
    groupes = {g.code: g for g in competence.groupes}
    given = [g.groupe for g in sujet.corrige.criteres]
    here: Chemin = ("corrige", "criteres")
    for code in groupes:
        if given.count(code) != 1:
            text = (
                f"le corrigé a deux fois le groupe {code}"
                if code in given
                else f"le corrigé ne couvre pas le groupe de critères {code}"
            )
            yield lu.probleme(here, text, f"donnez les points attendus de {', '.join(groupes)}, une fois chacun")
    for i, entry in enumerate(sujet.corrige.criteres):
        groupe = groupes.get(entry.groupe)
        if groupe is None:
            remedy = ressemblants(entry.groupe, list(groupes))
            yield lu.probleme((*here, i), f"groupe inconnu en {competence.code}", remedy, entry.groupe)
        else:
            yield from _attendus(groupe, entry, lu, (*here, i))


def _attendus(groupe: Groupe, entry: AttendusGroupe, lu: Lu, here: Chemin) -> Iterator[Problem]:
    written = tuple(a.critere for a in entry.attendus)
    if not groupe.criteres:
        if any(written):
            text = f"le référentiel n'a pas de critère pour {entry.groupe}"
            yield lu.probleme(here, text, "retirez « critere: », gardez les points")
        return
    for wrong in [w for w in written if w not in groupe.criteres]:
        text = f"ce critère n'est pas celui du référentiel ({entry.groupe})"
        yield lu.probleme(
            here, text, "recopiez le critère mot pour mot, coquilles comprises", wrong or "(aucun critère)"
        )
    for absent in [c for c in groupe.criteres if c not in written]:
        yield lu.probleme(here, f"le critère manque dans {entry.groupe}", "ajoutez-le avec ses points", absent)
    if written != groupe.criteres and sorted(w or "" for w in written) == sorted(groupe.criteres):
        text = f"les critères de {entry.groupe} ne sont pas dans l'ordre du référentiel"
        yield lu.probleme(here, text, "remettez-les dans cet ordre")


def _tables(sujet: Sujet) -> Iterator[tuple[Chemin, Tableau]]:
    groups: list[tuple[Chemin, Contenu]] = [(("contexte",), sujet.contexte)]
    groups += [(("documents", i, "contenu"), d.contenu) for i, d in enumerate(sujet.documents)]
    groups += [(("corrige", "reponses", i, "contenu"), r.contenu) for i, r in enumerate(sujet.corrige.reponses)]
    for chemin, contenu in groups:
        for i, element in enumerate(contenu):
            if element.tableau is not None:
                yield (*chemin, i, "tableau"), element.tableau


def _missing(projet: Projet) -> Iterator[Problem]:
    """Compétences to evaluate by a case study for which there is no sujet."""
    lu = projet.lus["session"]
    asked = {b for c in projet.candidats if not c.desiste for b in c.blocs_a_evaluer}
    have = {(s.evaluateur, s.competence) for s in projet.sujets}
    evaluateurs = sorted({d.evaluateur for d in projet.kit.documents if d.evaluateur and "sujet" in d.un_par})
    for evaluateur in evaluateurs:
        lacking = [
            c.code
            for b in projet.referentiel.blocs
            if b.code in asked
            for c in b.competences
            if c.epreuve(evaluateur, "cas_pratique") and (evaluateur, c.code) not in have
        ]
        if lacking:
            yield Problem(
                lu.source,
                f"aucun sujet « {evaluateur} » pour {', '.join(lacking)}",
                f"ajoutez-en dans {projet.session.sujets}",
                "sujets",
                lu.marque.ligne(("sujets",)),
            )
