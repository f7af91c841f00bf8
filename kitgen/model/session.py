"""The session: dates, places, commissions, OF, scale, durations, rules; all that the référentiel leaves open."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from kitgen.model.base import Code, Heure, Modele, OuiNon, Texte


def _fraction(text: str) -> str:
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError("écrivez une fraction, par exemple 1/3") from None
    if not 0 < value <= 2:
        raise ValueError("la majoration doit être comprise entre 0 et 2 (1/3 pour un tiers-temps)")
    return text


class Certificateur(Modele):
    """Who delivers the certification."""

    nom: Texte
    adresse: tuple[Texte, ...] = ()
    contact: Texte | None = None
    code_certification: Texte | None = Field(default=None, description="Code RNCP ou RS, s'il y en a un.")
    logo: Texte | None = Field(default=None, description="Image PNG ou JPEG, relative à session.yaml ; en-têtes.")
    signataire: Texte | None = Field(default=None, description="Nom et qualité de qui signe pour lui.")
    signature: Texte | None = Field(
        default=None, description="Image PNG ou JPEG de sa signature, relative à session.yaml."
    )


class Lieu(Modele):
    """A place of examination."""

    code: Code
    nom: Texte
    adresse: Texte


class Jure(Modele):
    """A member of a commission."""

    code: Code = Field(description="Code court, imprimé sur ses grilles (J1-1).")
    civilite: Literal["M.", "Mme"] | None = None
    prenom: Texte
    nom: Texte
    qualite: Texte = Field(description="Président, membre…")
    college: Texte | None = Field(default=None, description="Collège représenté : salariés, employeurs.")
    entreprise: Texte | None = Field(default=None, description="Son entreprise, pour écarter un conflit d'intérêts.")
    organisme: Code | None = Field(default=None, description="Son OF, s'il y intervient.")


class Seance(Modele):
    """A stretch of time in which a commission sits; what lies between two of them is a break."""

    date: dt.date | None = Field(default=None, description="Son jour, si ce n'est pas la date de la commission.")
    debut: Heure = Field(description="La première préparation du jour commence à l'heure de sa première séance.")
    fin: Heure

    @model_validator(mode="after")
    def _it_lasts(self) -> Seance:
        if self.fin <= self.debut:
            raise ValueError("la séance finit avant de commencer")
        return self


class Commission(Modele):
    """A jury, where and when it sits."""

    code: Code
    libelle: Texte
    date: dt.date
    lieu: Code = Field(description="Code d'un lieu de la session.")
    salle_preparation: Texte
    salle_jury: Texte
    jures: tuple[Jure, ...] = Field(min_length=1)
    seances: tuple[Seance, ...] = Field(default=(), description="Ses heures, dans l'ordre ; pour le planning.")
    places_preparation: int | None = Field(
        default=None, gt=0, le=500, description="Combien de candidats préparent à la fois dans la salle."
    )

    @property
    def intervalles(self) -> tuple[tuple[dt.datetime, dt.datetime], ...]:
        """From when to when it sits."""
        days = [(s.date or self.date, s) for s in self.seances]
        return tuple((dt.datetime.combine(day, s.debut), dt.datetime.combine(day, s.fin)) for day, s in days)


class Organisme(Modele):
    """A training organisation (OF)."""

    code: Code
    nom: Texte
    adresse: Texte | None = None
    contact: Texte | None = None
    variantes: tuple[Texte, ...] = Field(default=(), description="Autres écritures du nom dans les listes.")


class Entreprise(Modele):
    """A company whose name the lists write in several ways."""

    nom: Texte
    variantes: tuple[Texte, ...] = Field(default=(), description="Autres écritures du nom dans les listes.")


class Liste(Modele):
    """A file with candidates."""

    fichier: Texte = Field(description="Fichier .xlsx, .ods ou CSV, relatif à session.yaml.")
    feuille: Texte | None = Field(default=None, description="Feuille du classeur, quand plusieurs ont des candidats.")
    organisme: Code | None = Field(
        default=None, description="OF d'où vient la liste, pour les lignes qui n'en disent pas."
    )
    encodage: Literal["utf-8", "utf-16", "windows-1252", "macroman"] | None = Field(
        default=None, description="Encodage d'un CSV ; reconnu quand il n'est pas dit."
    )
    separateur: Literal[";", ",", "tabulation"] | None = Field(
        default=None, description="Séparateur d'un CSV ; reconnu quand il n'est pas dit."
    )


def _listes(value: Any) -> Any:
    """One file name, or several, or what else there is to say of each."""
    several = value if isinstance(value, (list, tuple)) else [value]
    return [{"fichier": v} if isinstance(v, str) else v for v in several]


class Niveau(Modele):
    """One step of the rating scale."""

    code: Code
    libelle: Texte


class Echelle(Modele):
    """How a groupe de critères is rated: by levels, or by a mark."""

    niveaux: tuple[Niveau, ...] = Field(default=(), description="Niveaux, du plus haut au plus bas.")
    note_maximum: int | None = Field(default=None, gt=0, description="Ou : note sur ce maximum.")

    @model_validator(mode="after")
    def _levels_or_mark(self) -> Echelle:
        if bool(self.niveaux) == (self.note_maximum is not None):
            raise ValueError("l'échelle a soit des « niveaux », soit une « note_maximum »")
        if len(self.niveaux) == 1:
            raise ValueError("l'échelle doit avoir au moins deux niveaux")
        return self


class Seuil(Modele):
    """A threshold, as it is printed."""

    libelle: Texte
    valeur: Texte


class Decision(Modele):
    """How a bloc is decided on; printed on the synthèse, never computed."""

    issues: tuple[Texte, ...] = Field(min_length=2, description="Décisions possibles pour un bloc.")
    regle: Texte = Field(description="La règle, en une phrase.")
    seuils: tuple[Seuil, ...] = ()


HORS_EPREUVES = ("convocation", "deliberation")
"""Timed items beside the épreuves: how long before their preparation candidates arrive; the jury alone, after each."""


class Duree(Modele):
    """A timed item."""

    code: Code
    libelle: Texte
    minutes: int = Field(gt=0, le=600)
    majorable: OuiNon = Field(default=False, description="Vrai : allongée pour qui a droit à du temps supplémentaire.")
    par: Literal["sujet", "candidat"] = Field(
        default="sujet", description="Comptée pour chaque sujet du candidat, ou une seule fois pour lui."
    )

    @model_validator(mode="before")
    @classmethod
    def _once_beside_the_epreuves(cls, data: object) -> object:
        beside = isinstance(data, dict) and data.get("code") in HORS_EPREUVES
        return {"par": "candidat", **data} if beside and isinstance(data, dict) else data

    @model_validator(mode="after")
    def _beside_the_epreuves(self) -> Duree:
        if self.code in HORS_EPREUVES and (self.majorable or self.par == "sujet"):
            raise ValueError(f"« {self.code} » vaut une fois par candidat et n'est jamais « majorable »")
        return self


class Dispense(Modele):
    """Evaluators who do not evaluate the candidates of one voie d'accès."""

    voie: Texte
    evaluateurs: tuple[Code, ...] = Field(min_length=1)
    motif: Texte


class Tirage(Modele):
    """What decides the draw of the sujets."""

    graine: int = Field(ge=0, description="Nombre choisi une fois pour la session ; le même nombre redonne le tirage.")


class Session(Modele):
    """One sitting of a certification."""

    format: Literal["kitgen/session/1"] = Field(description="Format du fichier et sa version.")
    code: Code = Field(description="Code de la session ; nom de son dossier dans out/.")
    intitule: Texte
    exemple: OuiNon = Field(default=False, description="Vrai : session d'exemple.")
    referentiel: Texte = Field(description="Fichier du référentiel, relatif à session.yaml.")
    sujets: Texte = Field(description="Dossier des sujets, relatif à session.yaml.")
    kit: Texte = Field(description="Fichier kit.yaml, relatif à session.yaml.")
    candidats: Annotated[
        tuple[Liste, ...],
        BeforeValidator(_listes, json_schema_input_type=Texte | Liste | tuple[Texte | Liste, ...]),
        Field(min_length=1, description="Liste des candidats, ou plusieurs (une par OF)."),
    ]
    colonnes: dict[Code, tuple[Texte, ...]] = Field(
        default_factory=dict, description="Titres de colonnes propres à ces listes, par champ : {tuteur: [Référent]}."
    )
    certificateur: Certificateur
    debut: dt.date
    fin: dt.date
    lieux: tuple[Lieu, ...] = Field(min_length=1)
    commissions: tuple[Commission, ...] = Field(min_length=1)
    organismes: tuple[Organisme, ...] = ()
    entreprises: tuple[Entreprise, ...] = Field(
        default=(), description="Entreprises dont les listes écrivent le nom de plusieurs façons."
    )
    echelle: Echelle | None = Field(default=None, description="Échelle de notation.")
    decision: Decision | None = Field(default=None, description="Règle de décision par bloc.")
    durees: tuple[Duree, ...] = ()
    majoration: Annotated[str, AfterValidator(_fraction)] | None = Field(
        default=None, description="Temps supplémentaire des candidats qui y ont droit : 1/3."
    )
    dispenses: tuple[Dispense, ...] = ()
    tirage: Tirage

    def lieu(self, code: str) -> Lieu | None:
        """The place of that code, if there is one."""
        return next((x for x in self.lieux if x.code == code), None)

    def commission(self, code: str) -> Commission | None:
        """The commission of that code, if there is one."""
        return next((x for x in self.commissions if x.code == code), None)

    def organisme(self, code: str | None) -> Organisme | None:
        """The OF of that code, if there is one."""
        return next((x for x in self.organismes if x.code == code), None)

    def duree(self, code: str) -> Duree | None:
        """The duration of that code, if there is one."""
        return next((x for x in self.durees if x.code == code), None)
