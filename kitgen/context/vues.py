"""The views: every name that a template may use, with its type; all texts are ready to print.

A right to extra time is deliberately absent: only durations that already count it are shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from kitgen.model.image import Image
from kitgen.model.sujet import Element


@dataclass(frozen=True, slots=True)
class Corps:
    """Running content (paragraphs, lists, tables) that stands alone in a paragraph: `{{p piece.corps }}`."""

    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class VueCertificateur:
    """Who delivers the certification; `logo` and `signature` are images, or None."""

    nom: str
    adresse: str
    contact: str
    code_certification: str
    logo: Image | None = None
    signataire: str = ""
    signature: Image | None = None


@dataclass(frozen=True, slots=True)
class VueSession:
    """The sitting: `dates` is « du 8 au 9 décembre 2026 », `debut` « mardi 8 décembre 2026 »."""

    code: str
    intitule: str
    exemple: bool
    dates: str
    certificateur: VueCertificateur
    debut: str = ""
    fin: str = ""


@dataclass(frozen=True, slots=True)
class VueReferentiel:
    """The certification: `version` is the date of the référentiel as the source writes it."""

    code: str
    intitule: str
    sigle: str
    version: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VueDocument:
    """The document itself: `reference` is unique in the session (« exemple-2026 / grille / 012 / J1-2 »)."""

    code: str
    titre: str
    reference: str


@dataclass(frozen=True, slots=True)
class VueBlocCourt:
    """A bloc by code and title."""

    code: str
    intitule: str


@dataclass(frozen=True, slots=True)
class VueCandidat:
    """The candidate: `nom_complet` is « Zoé LE GOFF », `nom_liste` is « LE GOFF Zoé », `numero` is « 012 »."""

    numero: str
    civilite: str
    nom: str
    nom_usage: str
    prenom: str
    nom_complet: str
    nom_liste: str
    naissance: str
    organisme: str
    entreprise: str
    tuteur: str
    option: str
    voie_acces: str
    ordre: str
    adresse: tuple[str, ...]
    blocs_acquis: tuple[VueBlocCourt, ...]
    date_naissance: str = ""
    lieu_naissance: str = ""


@dataclass(frozen=True, slots=True)
class VueOrganisme:
    """A training organisation."""

    code: str
    nom: str
    adresse: str
    contact: str


@dataclass(frozen=True, slots=True)
class VueJure:
    """A member of a commission: `nom_complet` is « Mme Anne ROUX »."""

    code: str
    nom_complet: str
    qualite: str
    college: str


@dataclass(frozen=True, slots=True)
class VueCommission:
    """A jury: `date` is its first day, « mardi 8 décembre 2026 »; `dates` all of them, « du 8 au 9 décembre 2026 »."""

    code: str
    libelle: str
    date: str
    dates: str
    lieu: str
    salle_preparation: str
    salle_jury: str
    jures: tuple[VueJure, ...]


@dataclass(frozen=True, slots=True)
class VueNiveau:
    """One step of the scale."""

    code: str
    libelle: str


@dataclass(frozen=True, slots=True)
class VueEchelle:
    """The rating scale: `niveaux`, or `note_maximum` (0 when there are levels)."""

    niveaux: tuple[VueNiveau, ...]
    note_maximum: int


@dataclass(frozen=True, slots=True)
class VueSeuil:
    """A threshold, as it is printed."""

    libelle: str
    valeur: str


@dataclass(frozen=True, slots=True)
class VueDecision:
    """How a bloc is decided on."""

    issues: tuple[str, ...]
    regle: str
    seuils: tuple[VueSeuil, ...]


@dataclass(frozen=True, slots=True)
class VueDuree:
    """A timed item; `texte` is « 40 min », extra time counted; `par_sujet`: it counts for each sujet."""

    code: str
    libelle: str
    minutes: int
    texte: str
    par_sujet: bool = False


@dataclass(frozen=True, slots=True)
class VueEpreuve:
    """One part of a situation, in the words of the source; `consigne` and `suite` may be empty."""

    nature: str
    intitule: str
    consigne: str
    suite: str


@dataclass(frozen=True, slots=True)
class VueSousCompetence:
    """A part of a compétence."""

    code: str
    intitule: str


@dataclass(frozen=True, slots=True)
class VueGroupe:
    """The unit that is rated; `criteres` is empty where the référentiel gives none (say so, invent nothing)."""

    code: str
    sous_competences: tuple[VueSousCompetence, ...]
    criteres: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VueCompetence:
    """A compétence for the evaluator of the document; `epreuves` is empty where the référentiel gives no situation.

    `sujet` is the code of the sujet drawn for this candidate before this evaluator, or empty.
    """

    code: str
    intitule: str
    activite: str
    detaillee: bool
    savoirs: tuple[str, ...]
    epreuves: tuple[VueEpreuve, ...]
    sous_competences: tuple[VueSousCompetence, ...]
    groupes: tuple[VueGroupe, ...]
    sujet: str


@dataclass(frozen=True, slots=True)
class VueBloc:
    """A bloc that the candidate must still be evaluated on."""

    code: str
    intitule: str
    competences: tuple[VueCompetence, ...]


@dataclass(frozen=True, slots=True)
class VueEvaluateur:
    """An evaluator; `dispense` is why this candidate is not evaluated by them, or empty."""

    code: str
    libelle: str
    dispense: str


@dataclass(frozen=True, slots=True)
class VuePiece:
    """A document of the dossier."""

    numero: int
    titre: str
    corps: Corps


@dataclass(frozen=True, slots=True)
class VueQuestion:
    """What is asked of the candidate."""

    numero: int
    texte: str


@dataclass(frozen=True, slots=True)
class VueSujet:
    """A case study, as the candidate may see it."""

    code: str
    version: str
    titre: str
    exemple: bool
    materiel: tuple[str, ...]
    contexte: Corps
    pieces: tuple[VuePiece, ...]
    questions: tuple[VueQuestion, ...]


@dataclass(frozen=True, slots=True)
class VueReponse:
    """The expected answer to one question."""

    numero: int
    question: str
    corps: Corps


@dataclass(frozen=True, slots=True)
class VueAttendu:
    """What to hear for one criterion; `critere` is empty where the référentiel gives none."""

    critere: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VueAttendusGroupe:
    """What is expected for one group."""

    groupe: VueGroupe
    attendus: tuple[VueAttendu, ...]


@dataclass(frozen=True, slots=True)
class VueQuestionReponse:
    """A question for the oral with its answer; `reference` may be empty."""

    question: str
    reponse: tuple[str, ...]
    reference: str


@dataclass(frozen=True, slots=True)
class VueCorrige:
    """For the jury only."""

    reponses: tuple[VueReponse, ...]
    groupes: tuple[VueAttendusGroupe, ...]
    questions_complementaires: tuple[VueQuestionReponse, ...]
    questions_connaissances: tuple[VueQuestionReponse, ...]
