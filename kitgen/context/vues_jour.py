"""The views of the day of the exam and of what is handed over: hours, lists of people, banks of questions, packs."""

from __future__ import annotations

from dataclasses import dataclass

from kitgen.context.vues import VueBlocCourt, VueQuestionReponse


@dataclass(frozen=True, slots=True)
class VuePassage:
    """The hours of one candidate: `date` is « mardi 8 décembre 2026 », an hour is « 9 h 30 »."""

    date: str
    convocation: str
    debut_preparation: str
    fin_preparation: str
    debut: str
    fin: str
    salle_preparation: str
    salle_jury: str


@dataclass(frozen=True, slots=True)
class VueInscrit:
    """A candidate in the lists of a commission; never a birth date. `passage` is None where there are no hours."""

    numero: str
    nom_liste: str
    civilite: str
    option: str
    organisme: str
    desiste: bool
    blocs: tuple[VueBlocCourt, ...]
    sujets: tuple[str, ...]
    passage: VuePassage | None


@dataclass(frozen=True, slots=True)
class VueJournee:
    """One day of a commission: `seances` are « 9 h 00 – 12 h 30 », `inscrits` those who pass that day, in order."""

    date: str
    seances: tuple[str, ...]
    inscrits: tuple[VueInscrit, ...]


@dataclass(frozen=True, slots=True)
class VueBanque:
    """The questions de connaissances of one compétence; `numeros` are the candidates who are heard on it."""

    code: str
    intitule: str
    numeros: tuple[str, ...]
    questions: tuple[VueQuestionReponse, ...]


@dataclass(frozen=True, slots=True)
class VueContenu:
    """A document of a pack: `exemplaire` tells several of one kind apart (« C8-A », « J1-2 »), or is empty.

    `exemplaires` is how many copies there are; pages and sheets are those of all of them.
    """

    titre: str
    exemplaire: str
    pages: int
    feuilles: int
    exemplaires: int = 1


@dataclass(frozen=True, slots=True)
class VuePartie:
    """What a pack holds about one candidate, or (without number) about nobody; `rang` counts candidates from 1."""

    numero: str
    titre: str
    documents: tuple[VueContenu, ...]
    pages: int
    feuilles: int
    rang: int = 0


@dataclass(frozen=True, slots=True)
class VueOuverture:
    """The pack's own pages: cover, check-list, separators."""

    pages: int
    feuilles: int


@dataclass(frozen=True, slots=True)
class VuePack:
    """A pack, as it comes out of the printer once: documents, pages (blank ones aside) and sheets, its own included.

    `exemplaires` is how often it is to be printed.
    """

    code: str
    titre: str
    recto_verso: bool
    parties: tuple[VuePartie, ...]
    candidats: int
    documents: int
    pages: int
    feuilles: int
    ouverture: VueOuverture = VueOuverture(0, 0)
    exemplaires: int = 1
