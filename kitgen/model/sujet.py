"""Sujets: a case study (brief for the candidate, corrigé for the jury) and questions de connaissances."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from kitgen.model.base import Code, Modele, OuiNon, Texte


class Tableau(Modele):
    """A table of figures or facts inside a brief or a corrigé."""

    legende: Texte | None = Field(default=None, description="Titre du tableau.")
    colonnes: tuple[Texte, ...] = Field(min_length=2, max_length=7, description="En-têtes de colonnes.")
    alignements: tuple[Literal["gauche", "centre", "droite"], ...] | None = Field(
        default=None, description="Un par colonne ; à défaut, la première à gauche, les autres à droite."
    )
    largeurs: tuple[int, ...] | None = Field(default=None, description="Pourcentages, un par colonne, de somme 100.")
    lignes: tuple[tuple[str, ...], ...] = Field(min_length=1, description="Cellules, ligne par ligne.")
    total: tuple[str, ...] | None = Field(
        default=None, description="Dernière ligne, en gras ; un nombre y est la somme de sa colonne."
    )

    @model_validator(mode="after")
    def _is_rectangular(self) -> Tableau:
        width = len(self.colonnes)
        for number, row in enumerate(self.lignes, 1):
            if len(row) != width:
                raise ValueError(f"ligne {number} : {len(row)} cellules pour {width} colonnes")
        for name in ("total", "alignements", "largeurs"):
            given = getattr(self, name)
            if given is not None and len(given) != width:
                raise ValueError(f"{name} : {len(given)} valeurs pour {width} colonnes")
        if self.largeurs is not None and sum(self.largeurs) != 100:
            raise ValueError(f"largeurs : la somme est {sum(self.largeurs)}, attendu 100")
        return self


class Element(Modele):
    """One piece of running content; exactly one of its keys is given."""

    texte: Texte | None = Field(default=None, description="Un paragraphe.")
    titre: Texte | None = Field(default=None, description="Un intertitre.")
    liste: tuple[Texte, ...] | None = Field(default=None, min_length=1, description="Une liste à puces.")
    tableau: Tableau | None = Field(default=None, description="Un tableau.")
    courrier: tuple[Texte, ...] | None = Field(
        default=None, min_length=1, description="Une lettre ou un courriel reproduit, paragraphe par paragraphe."
    )

    @model_validator(mode="after")
    def _is_one_thing(self) -> Element:
        given = [n for n in ("texte", "titre", "liste", "tableau", "courrier") if getattr(self, n) is not None]
        if len(given) != 1:
            raise ValueError(
                "un élément est un « texte », un « titre », une « liste », un « tableau » ou un « courrier », "
                f"un seul à la fois ; lu : {', '.join(given) or 'rien'}"
            )
        return self


Contenu = tuple[Element, ...]


class Document(Modele):
    """A piece of the dossier that the candidate works on."""

    titre: Texte
    contenu: Contenu = Field(min_length=1)


class Question(Modele):
    """What is asked of the candidate."""

    texte: Texte


class Reponse(Modele):
    """The expected answer to one question of the brief."""

    question: int = Field(ge=1, description="Numéro de la question du sujet.")
    contenu: Contenu = Field(min_length=1)


class Attendu(Modele):
    """What a juror should hear or read for one criterion."""

    critere: Texte | None = Field(
        default=None, description="Le critère, verbatim ; absent si le référentiel n'en donne pas pour ce groupe."
    )
    points: tuple[Texte, ...] = Field(min_length=1)


class AttendusGroupe(Modele):
    """What is expected for one groupe de critères."""

    groupe: Code
    attendus: tuple[Attendu, ...] = Field(min_length=1)


class QuestionReponse(Modele):
    """A question for the oral, with its answer."""

    question: Texte
    reponse: tuple[Texte, ...] = Field(min_length=1)


class Corrige(Modele):
    """For the jury only: answers, expected points per criterion, follow-up questions."""

    reponses: tuple[Reponse, ...] = Field(min_length=1)
    criteres: tuple[AttendusGroupe, ...] = Field(min_length=1)
    questions_complementaires: tuple[QuestionReponse, ...] = ()
    calculs: tuple[Texte, ...] = Field(
        default=(), description="Calculs du corrigé (« 24 × 58,20 = 1 396,80 »), refaits par la machine."
    )


class Sujet(Modele):
    """A case study: a dossier to work on, and its corrigé."""

    format: Literal["kitgen/sujet/1"] = Field(description="Format du fichier et sa version.")
    code: Code = Field(description="Référence du sujet, unique, imprimée sur chaque page.")
    version: Texte
    exemple: OuiNon = Field(default=False, description="Vrai : exemple, marqué comme tel sur chaque page.")
    evaluateur: Code = Field(description="Pour qui : commission ou of ; un sujet ne sert qu'à un seul.")
    competence: Code
    titre: Texte
    materiel: tuple[Texte, ...] = Field(default=(), description="Documents et matériel autorisés.")
    contexte: Contenu = Field(min_length=1)
    documents: tuple[Document, ...] = ()
    questions: tuple[Question, ...] = Field(min_length=1)
    corrige: Corrige

    @model_validator(mode="after")
    def _corrige_answers_each_question(self) -> Sujet:
        asked = list(range(1, len(self.questions) + 1))
        answered = [r.question for r in self.corrige.reponses]
        if answered != asked:
            raise ValueError(
                f"le corrigé doit répondre une fois à chaque question, dans l'ordre : attendu {asked}, lu {answered}"
            )
        return self


class QuestionConnaissances(Modele):
    """A question of the oral on rules and fundamentals."""

    question: Texte
    reponse: tuple[Texte, ...] = Field(min_length=1)
    reference: Texte | None = Field(default=None, description="Texte de loi ou notion.")


class Questions(Modele):
    """The bank of questions de connaissances of one compétence; for the jury only."""

    format: Literal["kitgen/questions/1"] = Field(description="Format du fichier et sa version.")
    code: Code
    version: Texte
    exemple: OuiNon = False
    competence: Code
    questions: tuple[QuestionConnaissances, ...] = Field(min_length=1)
