"""What the sujet and its corrigé show."""

from __future__ import annotations

from collections.abc import Sequence

from kitgen.context import morceaux, vues
from kitgen.context.typographie import texte
from kitgen.model.referentiel import Bloc, Competence, Referentiel
from kitgen.model.sujet import Questions, Sujet


def cas(sujet: Sujet, referentiel: Referentiel) -> dict[str, object]:
    """The sujet, its compétence and its bloc; nothing of the corrigé."""
    bloc, competence = _find(referentiel, sujet.competence)
    return {
        "bloc": vues.VueBlocCourt(bloc.code, texte(bloc.intitule)),
        "competence": morceaux.competence(competence, sujet.evaluateur, sujet.code),
        "sujet": vues.VueSujet(
            code=sujet.code,
            version=sujet.version,
            titre=texte(sujet.titre),
            exemple=sujet.exemple,
            materiel=tuple(texte(m) for m in sujet.materiel),
            contexte=morceaux.corps(sujet.contexte),
            pieces=tuple(
                vues.VuePiece(n, texte(d.titre), morceaux.corps(d.contenu)) for n, d in enumerate(sujet.documents, 1)
            ),
            questions=tuple(vues.VueQuestion(n, texte(q.texte)) for n, q in enumerate(sujet.questions, 1)),
        ),
    }


def corrige(sujet: Sujet, referentiel: Referentiel, questions: Sequence[Questions]) -> vues.VueCorrige:
    """What the jury expects; for documents that nobody else receives."""
    _, competence = _find(referentiel, sujet.competence)
    groupes = {g.code: g for g in competence.groupes}
    return vues.VueCorrige(
        reponses=tuple(
            vues.VueReponse(r.question, texte(sujet.questions[r.question - 1].texte), morceaux.corps(r.contenu))
            for r in sujet.corrige.reponses
        ),
        groupes=tuple(
            vues.VueAttendusGroupe(
                morceaux.groupe(competence, groupes[g.groupe]),
                tuple(vues.VueAttendu(texte(a.critere or ""), tuple(texte(p) for p in a.points)) for a in g.attendus),
            )
            for g in sujet.corrige.criteres
        ),
        questions_complementaires=tuple(
            vues.VueQuestionReponse(texte(q.question), tuple(texte(r) for r in q.reponse), "")
            for q in sujet.corrige.questions_complementaires
        ),
        questions_connaissances=tuple(
            q for bank in questions if bank.competence == sujet.competence for q in questions_de(bank)
        ),
    )


def questions_de(bank: Questions) -> tuple[vues.VueQuestionReponse, ...]:
    """The questions de connaissances of one compétence, with their answers."""
    return tuple(
        vues.VueQuestionReponse(texte(q.question), tuple(texte(r) for r in q.reponse), texte(q.reference or ""))
        for q in bank.questions
    )


def _find(referentiel: Referentiel, code: str) -> tuple[Bloc, Competence]:
    return next((b, c) for b in referentiel.blocs for c in b.competences if c.code == code)
