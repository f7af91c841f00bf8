"""A candidate, as the list gives them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from kitgen.model.base import Code, Heure, Modele, OuiNon, Texte, Variante

VOIES_ACCES = (
    "FORMATION_INITIALE_HORS_APPRENTISSAGE",
    "FORMATION_INITIALE_APPRENTISSAGE",
    "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION",
    "FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION",
    "VAE",
    "EQUIVALENCE_DIPLOME_ETRANGER",
    "CANDIDAT_LIBRE",
)
"""The vocabulary of the Caisse des dépôts for the voie d'accès."""


class Candidat(Modele):
    """One person to evaluate; names as given, blocs and codes resolved against the référentiel."""

    numero: int = Field(gt=0, le=9999, description="Numéro, stable pour toute la session.")
    civilite: Literal["M.", "Mme"] | None = None
    sexe: Literal["F", "M"] | None = Field(default=None, description="Sexe à l'état civil, pour la déclaration.")
    nom_naissance: Texte
    nom_usage: Texte | None = None
    prenoms: Texte
    date_naissance: dt.date | None = None
    lieu_naissance: Texte | None = Field(default=None, description="Commune de naissance.")
    insee_naissance: Texte | None = Field(default=None, description="Code Insee de la commune, ou du pays (99…).")
    pays_naissance: Texte | None = None
    email: Texte | None = None
    telephone: Texte | None = None
    adresse: Texte | None = None
    code_postal: Texte | None = None
    ville: Texte | None = None
    organisme: Code | None = Field(default=None, description="Code d'un OF de la session.")
    entreprise: Texte | None = None
    siret: Texte | None = Field(default=None, description="SIRET de l'entreprise, vérifié.")
    tuteur: Texte | None = None
    option: Code | None = Field(default=None, description="Code de l'option du référentiel.")
    voie_acces: Texte | None = None
    blocs_presentes: tuple[Code, ...] = Field(description="Blocs que le candidat présente.")
    blocs_acquis: tuple[Code, ...] = Field(default=(), description="Blocs déjà obtenus.")
    temps_supplementaire: OuiNon = False
    variante: Variante | None = Field(default=None, description="Version des documents qu'il lit ; jamais la raison.")
    commission: Code
    ordre: int | None = Field(default=None, gt=0, le=9999, description="Ordre de passage dans sa commission.")
    heure: Heure | None = Field(default=None, description="Heure de passage imposée par la liste.")
    desiste: OuiNon = Field(default=False, description="Vrai : inscrit mais désisté ; garde son numéro et son tirage.")
    sujets_imposes: tuple[Code, ...] = ()
    sujets_deja_traites: tuple[Code, ...] = Field(
        default=(), description="Sujets d'une session passée, à ne pas redonner."
    )

    @property
    def blocs_a_evaluer(self) -> frozenset[str]:
        """Codes of the blocs still to evaluate: presented and not acquired."""
        return frozenset(self.blocs_presentes) - frozenset(self.blocs_acquis)

    @property
    def rang(self) -> int:
        """The place in the order of passage: `ordre`, or the number where the list gives none."""
        return self.ordre if self.ordre is not None else self.numero
