"""The référentiel: blocs > compétences > sous-compétences, savoirs, situations, groupes de critères."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from kitgen.model.base import Code, Modele, OuiNon, Texte

Lignes = tuple[int, ...]
"""Line numbers (from 1) of the source text on which a text stands."""


class Source(Modele):
    """The text that the référentiel was read from."""

    fichier: Texte = Field(description="Texte source, relatif au fichier du référentiel.")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="Empreinte du texte source.")
    lignes: int = Field(gt=0, description="Nombre de lignes du texte source.")


class Option(Modele):
    """A choice between sets of blocs."""

    code: Code = Field(description="Code de l'option, tel qu'il figure dans la liste des candidats.")
    libelle: Texte = Field(description="Libellé de l'option, tel qu'il est imprimé.")
    titres: tuple[Texte, ...] = Field(default=(), description="Titres de la source pour cette option.")
    blocs: tuple[Code, ...] = Field(min_length=1, description="Codes des blocs de l'option.")


class Parcours(Modele):
    """Which blocs a candidate takes: the tronc commun, plus those of one option."""

    titres: tuple[Texte, ...] = Field(default=(), description="Titres de la source (tronc commun, blocs obligatoires).")
    tronc_commun: tuple[Code, ...] = Field(default=(), description="Blocs que tous présentent.")
    options: tuple[Option, ...] = Field(default=(), description="Options ; aucune si la certification n'en a pas.")


class Evaluateur(Modele):
    """Who evaluates: the training organisation, the tutor, the commission."""

    code: Code = Field(description="Code de l'évaluateur (of, tuteur, commission).")
    libelle: Texte = Field(description="Nom de l'évaluateur dans la source.")


class Epreuve(Modele):
    """One part of a situation: what is asked of the candidate, in the words of the source."""

    nature: Literal["cas_pratique", "observation", "question_connaissances"] = Field(
        description="Nature de l'épreuve ; un cas pratique demande un sujet."
    )
    intitule: Texte = Field(description="Première phrase de la situation, verbatim.")
    consigne: Texte | None = Field(default=None, description="Ce qui est demandé, verbatim.")
    suite: Texte | None = Field(default=None, description="Ce qui suit l'épreuve, verbatim.")
    lignes: Lignes = Field(default=(), description="Lignes de la source.")


class SousCompetence(Modele):
    """A part of a compétence."""

    code: Code
    intitule: Texte
    lignes: Lignes = ()


class Groupe(Modele):
    """The unit that is rated: one or several sous-compétences and their criteria.

    `criteres` is empty where the source gives none; nothing is invented then.
    """

    code: Code = Field(description="Code du groupe (C8-G1), unique.")
    sous_competences: tuple[Code, ...] = Field(description="Sous-compétences que le groupe évalue.")
    criteres: tuple[Texte, ...] = Field(default=(), description="Critères verbatim ; vide si la source n'en donne pas.")
    lecture: Literal["directe", "decalee", "groupe", "absente"] = Field(
        description="Comment la source a été lue : en place, décalée, une cellule pour plusieurs, absente."
    )
    lignes: Lignes = ()
    note: Texte | None = Field(default=None, description="Remarque de lecture ; jamais imprimée.")


class Competence(Modele):
    """A compétence, with all that its evaluation needs, as far as the source gives it."""

    code: Code
    intitule: Texte = Field(description="Intitulé du tableau d'architecture, verbatim.")
    titres: tuple[Texte, ...] = Field(default=(), description="Autres écritures de l'intitulé dans la source.")
    detaillee: OuiNon = Field(
        description="Vrai si la source donne savoirs, situations et sous-compétences ; faux si elle n'a qu'un intitulé."
    )
    activite: Texte | None = None
    lignes: Lignes = ()
    savoirs: tuple[Texte, ...] = ()
    situations: dict[Code, tuple[Epreuve, ...]] = Field(
        default_factory=dict, description="Par évaluateur : les épreuves de la situation d'évaluation."
    )
    sous_competences: tuple[SousCompetence, ...] = ()
    groupes: tuple[Groupe, ...] = Field(default=(), description="Groupes de critères, dans l'ordre de la source.")

    @property
    def groupes_a_noter(self) -> tuple[Groupe, ...]:
        """The units to rate: its groups; the compétence as a whole where the source details nothing."""
        return self.groupes or (Groupe(code=self.code, sous_competences=(), criteres=(), lecture="absente"),)

    def epreuve(self, evaluateur: str, nature: str) -> Epreuve | None:
        """The first épreuve of that nature before that evaluator, if the source has one."""
        return next((e for e in self.situations.get(evaluateur, ()) if e.nature == nature), None)


class Bloc(Modele):
    """A unit that is obtained on its own."""

    code: Code
    intitule: Texte
    titres: tuple[Texte, ...] = Field(default=(), description="Autres écritures de l'intitulé dans la source.")
    lignes: Lignes = ()
    competences: tuple[Competence, ...] = Field(min_length=1)


class Finalite(Modele):
    """What the job is for, in the words of the source."""

    titre: Texte
    textes: tuple[Texte, ...]


class Referentiel(Modele):
    """A certification, verbatim: texts as the source has them, typos included."""

    format: Literal["kitgen/referentiel/1"] = Field(description="Format du fichier et sa version.")
    code: Code
    intitule: Texte
    sigle: Texte = Field(description="Titre court, pour les en-têtes.")
    date_mise_a_jour: Texte = Field(description="Date du document, telle que la source l'écrit.")
    source: Source | None = Field(default=None, description="Texte source ; absent si le fichier fait foi.")
    titres: tuple[Texte, ...] = Field(
        default=(), description="Titres et en-têtes de pages et de tableaux de la source."
    )
    finalite: Finalite | None = None
    notes: tuple[Texte, ...] = Field(default=(), description="Notes de bas de tableau, dont la note (*).")
    evaluateurs: tuple[Evaluateur, ...] = Field(min_length=1)
    parcours: Parcours
    blocs: tuple[Bloc, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _codes_are_whole(self) -> Referentiel:
        faults: list[str] = []
        blocs = [b.code for b in self.blocs]
        placed = [*self.parcours.tronc_commun, *(b for o in self.parcours.options for b in o.blocs)]
        faults += [f"le parcours nomme le bloc {c}, qui n'existe pas" for c in placed if c not in blocs]
        faults += [f"le bloc {c} n'est dans aucun parcours" for c in blocs if c not in placed]
        codes = [c for b in self.blocs for c in (b.code, *(x.code for x in b.competences))]
        codes += [s.code for c in self.competences for s in c.sous_competences]
        codes += [g.code for c in self.competences for g in c.groupes]
        faults += [f"le code {c} est donné deux fois" for c in sorted({c for c in codes if codes.count(c) > 1})]
        evaluateurs = {e.code for e in self.evaluateurs}
        for c in self.competences:
            faults += [
                f"{c.code} : évaluateur « {e} » inconnu (evaluateurs : {', '.join(sorted(evaluateurs))})"
                for e in c.situations
                if e not in evaluateurs
            ]
            grouped = [s for g in c.groupes for s in g.sous_competences]
            own = [s.code for s in c.sous_competences]
            if grouped != own:
                faults.append(
                    f"{c.code} : les groupes de critères doivent reprendre chaque sous-compétence une fois, "
                    f"dans l'ordre ({', '.join(own) or 'aucune'}) ; lu : {', '.join(grouped) or 'aucune'}"
                )
        if faults:
            raise ValueError(" ; ".join(faults))
        return self

    @cached_property
    def competences(self) -> tuple[Competence, ...]:
        """All compétences, in the order of the blocs."""
        return tuple(c for b in self.blocs for c in b.competences)

    def competence(self, code: str) -> Competence | None:
        """The compétence of that code, if there is one."""
        return next((c for c in self.competences if c.code == code), None)

    def option(self, code: str | None) -> Option | None:
        """The option of that code, if there is one."""
        return next((o for o in self.parcours.options if o.code == code), None)

    def blocs_du_parcours(self, option: str | None) -> tuple[Bloc, ...]:
        """The blocs of a candidate of that option: tronc commun and option, in the order of the référentiel."""
        choisie = self.option(option)
        codes = {*self.parcours.tronc_commun, *(choisie.blocs if choisie else ())}
        return tuple(b for b in self.blocs if b.code in codes)
