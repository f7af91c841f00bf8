"""The two readers of a booklet, and what each is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lecteur:
    """Who fills the booklet in, and what differs for them."""

    fichier: str
    titre: str
    consignes: tuple[str, ...]
    zones: tuple[str, ...]
    observations: str
    signataires: tuple[tuple[str, tuple[str, ...]], ...]


OF = Lecteur(
    fichier="livret-of.docx",
    titre="Évaluation par l'organisme de formation",
    consignes=(
        "Ce livret est rempli par le formateur, pendant la formation. Il est propre au candidat nommé en couverture.",
        "Proposez au candidat, pour chaque compétence, la situation d'évaluation décrite dans le livret.",
        (
            "Appréciez chaque ligne du tableau au regard de ses critères. Une ligne peut réunir plusieurs "
            "sous-compétences : elle reçoit alors une seule appréciation."
        ),
        (
            "Lorsque le référentiel ne précise pas de critères, le livret le signale : appréciez la ligne "
            "d'après son intitulé."
        ),
        "Notez sous « Observations » les faits sur lesquels repose votre appréciation.",
        "Complétez et signez la dernière page, puis remettez le livret au secrétariat de la commission.",
    ),
    zones=("Observations",),
    observations="Observations",
    signataires=(
        ("Le formateur", ("Nom", "Date", "Signature")),
        ("L'organisme de formation", ("Date", "Signature et cachet")),
    ),
)

TUTEUR = Lecteur(
    fichier="livret-tuteur.docx",
    titre="Évaluation par le tuteur en entreprise",
    consignes=(
        "Ce livret est rempli par le tuteur, dans l'entreprise. Il est propre au candidat nommé en couverture.",
        (
            "Observez le candidat à son poste, ou placez-le dans une situation professionnelle reconstituée, comme "
            "l'indique chaque situation d'évaluation. Décrivez brièvement le contexte observé."
        ),
        (
            "Appréciez chaque ligne du tableau au regard de ses critères. Une ligne peut réunir plusieurs "
            "sous-compétences : elle reçoit alors une seule appréciation."
        ),
        (
            "Lorsque le référentiel ne précise pas de critères, le livret le signale : appréciez la ligne "
            "d'après son intitulé."
        ),
        "Notez sous « Observations » les faits sur lesquels repose votre appréciation.",
        "Complétez la dernière page, signez-la avec le candidat, puis remettez le livret à l'organisme de formation.",
    ),
    zones=("Contexte observé", "Observations"),
    observations="Contexte observé et observations",
    signataires=(
        ("Le tuteur", ("Nom", "Date", "Signature")),
        ("Le candidat", ("Date", "Signature")),
        ("L'entreprise", ("Date", "Cachet")),
    ),
)
