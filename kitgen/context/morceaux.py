"""Parts of a context: a compétence, a group, running content, with the typography they are printed with."""

from __future__ import annotations

from kitgen.context import vues
from kitgen.context.typographie import texte
from kitgen.model.referentiel import Competence, Groupe
from kitgen.model.sujet import Contenu, Element, Tableau


def competence(c: Competence, evaluateur: str | None, sujet: str) -> vues.VueCompetence:
    """A compétence as one evaluator sees it; `sujet` is the code of the one that was drawn, or empty."""
    return vues.VueCompetence(
        code=c.code,
        intitule=texte(c.intitule),
        activite=texte(c.activite or ""),
        detaillee=c.detaillee,
        savoirs=tuple(texte(s) for s in c.savoirs),
        epreuves=tuple(
            vues.VueEpreuve(e.nature, texte(e.intitule), texte(e.consigne or ""), texte(e.suite or ""))
            for e in c.situations.get(evaluateur or "", ())
        ),
        sous_competences=tuple(vues.VueSousCompetence(s.code, texte(s.intitule)) for s in c.sous_competences),
        groupes=tuple(groupe(c, g) for g in c.groupes_a_noter),
        sujet=sujet,
    )


def groupe(c: Competence, g: Groupe) -> vues.VueGroupe:
    """A group with the titles of its sous-compétences."""
    parts = {s.code: vues.VueSousCompetence(s.code, texte(s.intitule)) for s in c.sous_competences}
    return vues.VueGroupe(g.code, tuple(parts[s] for s in g.sous_competences), tuple(texte(k) for k in g.criteres))


def corps(contenu: Contenu) -> vues.Corps:
    """Running content with printed typography."""
    return vues.Corps(tuple(_element(e) for e in contenu))


def _element(e: Element) -> Element:
    """The same element with printed typography; it was valid before, so it is not validated again."""
    if e.tableau is not None:
        return Element.model_construct(tableau=_tableau(e.tableau))
    if e.liste is not None:
        return Element.model_construct(liste=tuple(texte(x) for x in e.liste))
    if e.courrier is not None:
        return Element.model_construct(courrier=tuple(texte(x) for x in e.courrier))
    if e.titre is not None:
        return Element.model_construct(titre=texte(e.titre))
    return Element.model_construct(texte=texte(e.texte or ""))


def _tableau(t: Tableau) -> Tableau:
    return t.model_copy(
        update={
            "legende": texte(t.legende) if t.legende else None,
            "colonnes": tuple(texte(c) for c in t.colonnes),
            "lignes": tuple(tuple(texte(c) for c in row) for row in t.lignes),
            "total": tuple(texte(c) for c in t.total) if t.total else None,
        }
    )
