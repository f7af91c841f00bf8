"""From a list's rows to candidates: typed values by field, every fault with its cell, people by the conventions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from kitgen.errors import Gravite, Problem
from kitgen.model.base import xml_legal
from kitgen.model.candidat import Candidat
from kitgen.model.referentiel import Referentiel
from kitgen.model.session import Session
from kitgen.noms import plie
from kitgen.readers.listes import cellules, chiffres, dates
from kitgen.readers.listes.cellules import Refus, Repare
from kitgen.readers.listes.entetes import OBLIGATOIRES
from kitgen.readers.listes.tableau import Rangee, Tableau, Valeur, en_texte
from kitgen.readers.listes.vocabulaire import Vocabulaire

_Convert = Callable[[Valeur], Any]


@dataclass(frozen=True, slots=True)
class Inscrit:
    """A candidate and where the list names them."""

    candidat: Candidat
    tableau: Tableau = field(repr=False, compare=False)
    ligne: int
    colonnes: Mapping[str, int]
    remplis: frozenset[str] = frozenset()

    @property
    def source(self) -> str:
        """The list, by the name the user knows it by."""
        return self.tableau.source

    def rempli(self, champ: str) -> bool:
        """Whether the list gives this field for the candidate."""
        return champ in self.remplis

    def place(self, champ: str) -> str:
        """The cell of a field, or the row where the list has no such column."""
        return self.tableau.place(self.ligne, self.colonnes.get(champ))

    def probleme(
        self, champ: str, texte: str, remede: str, valeur: str | None = None, gravite: Gravite = Gravite.ERREUR
    ) -> Problem:
        """A problem of that field of this candidate."""
        return self.tableau.probleme(texte, remede, self.ligne, self.colonnes.get(champ), valeur, gravite)


@dataclass(frozen=True, slots=True)
class _Lu:
    """What one value of one column was read as; `texte` says what is wrong, or what was repaired."""

    valeur: Any = None
    texte: str = ""
    remede: str = ""
    refuse: bool = False


class LecteurDeCandidats:
    """Reads the rows of the lists of one session; numbers are given across all of them."""

    def __init__(self, session: Session, referentiel: Referentiel) -> None:
        self._session, self._referentiel = session, referentiel
        self._vocabulaire = Vocabulaire(session, referentiel)
        self._given = 0

    def lire(
        self, tableau: Tableau, colonnes: Mapping[str, int], organisme: str | None = None
    ) -> tuple[list[Inscrit], list[Problem]]:
        """The candidates that could be read, and what is wrong with the cells.

        `organisme` is the OF of the rows that name none.
        """
        reader = _Lecture(tableau, colonnes, self._converters(tableau), organisme, self._session, self._referentiel)
        found: list[Inscrit] = []
        for row in tableau.rangees:
            if reader.is_example(row):
                continue
            self._given += 1
            inscrit = reader.row(row, self._given)
            found += [inscrit] if inscrit is not None else []
        if not found and not reader.problems:
            problem = tableau.probleme(
                "la liste n'a aucun candidat", "ajoutez une ligne par candidat", tableau.ligne_entetes
            )
            reader.problems.append(problem)
        return found, reader.problems

    def _converters(self, tableau: Tableau) -> dict[str, _Convert]:
        words = self._vocabulaire
        return {
            "numero": cellules.entier,
            "civilite": cellules.civilite,
            "sexe": cellules.sexe,
            "nom_naissance": cellules.nom,
            "nom_usage": cellules.nom,
            "prenoms": cellules.nom,
            "date_naissance": dates.Dates(self._session.debut, tableau.depuis_1904),
            "lieu_naissance": cellules.texte,
            "insee_naissance": chiffres.code_insee,
            "pays_naissance": cellules.texte,
            "email": cellules.courriel,
            "telephone": chiffres.telephone,
            "adresse": cellules.texte,
            "code_postal": chiffres.code_postal,
            "ville": cellules.texte,
            "organisme": words.organisme,
            "entreprise": words.entreprise,
            "siret": chiffres.siret,
            "tuteur": cellules.texte,
            "option": words.option,
            "voie_acces": cellules.voie,
            "blocs_presentes": words.blocs,
            "blocs_acquis": words.blocs,
            "temps_supplementaire": cellules.oui_non,
            "variante": cellules.variante,
            "commission": words.commission,
            "ordre": cellules.entier,
            "heure": dates.heure,
            "statut": cellules.desiste,
            "sujets_imposes": cellules.codes,
            "sujets_deja_traites": cellules.codes,
        }


class _Lecture:
    """One list: a value is converted once per column, however many rows have it."""

    def __init__(
        self,
        tableau: Tableau,
        colonnes: Mapping[str, int],
        converters: dict[str, _Convert],
        organisme: str | None,
        session: Session,
        referentiel: Referentiel,
    ) -> None:
        self._tableau, self._columns, self._organisme = tableau, colonnes, organisme
        self._session, self._referentiel = session, referentiel
        self._fields: list[tuple[str, _Convert, int, dict[object, _Lu]]] = [
            (champ, converters[champ], colonnes[champ], {}) for champ in converters if champ in colonnes
        ]
        self._nothing = {champ: _convert(convert, "").valeur for champ, convert in converters.items()}
        self._parcours: dict[str | None, tuple[str, ...]] = {}
        self.problems: list[Problem] = []

    def is_example(self, rangee: Rangee) -> bool:
        """Whether this is the example row of the model that `kitgen new` gives."""
        column = self._columns.get("statut")
        return (
            column is not None
            and column < len(rangee.cellules)
            and plie(en_texte(rangee.cellules[column])) == cellules.EXEMPLE
        )

    def row(self, rangee: Rangee, index: int) -> Inscrit | None:
        """The candidate of one row; None when a cell can't be read (its problem is kept)."""
        cells = rangee.cellules
        if self._is_no_candidate(rangee):
            return None
        values = dict(self._nothing)
        filled: list[str] = []
        refused = False
        width = len(cells)
        for champ, convert, column, memo in self._fields:
            value = cells[column] if column < width else ""
            if value == "":
                if champ in OBLIGATOIRES:
                    self._say("valeur obligatoire absente", "complétez la cellule", rangee.numero, column)
                    refused = True
                continue
            filled.append(champ)
            key = value if type(value) is str else (type(value), value)  # 1 is no True, and 1.0 is neither
            read = memo.get(key)
            if read is None:
                read = memo[key] = _convert(convert, value)
            values[champ] = read.valeur
            if read.texte:
                gravite = Gravite.ERREUR if read.refuse else Gravite.AVERTISSEMENT
                self._say(read.texte, read.remede, rangee.numero, column, value, gravite)
                refused = refused or read.refuse
        if values["numero"] is None:
            if "numero" not in self._columns:
                values["numero"] = index
            elif not refused:
                self._say("valeur obligatoire absente", "complétez la cellule", rangee.numero, self._columns["numero"])
                refused = True
        if refused:
            return None
        return self._person(rangee, values, frozenset(filled))

    def _person(self, rangee: Rangee, values: dict[str, Any], filled: frozenset[str]) -> Inscrit | None:
        values["desiste"] = values.pop("statut")
        values["organisme"] = values["organisme"] or self._organisme
        if "blocs_presentes" not in filled or not values["blocs_presentes"]:
            values["blocs_presentes"] = self._blocs_of(values["option"])
        if values["commission"] is None:
            commissions = self._session.commissions
            values["commission"] = commissions[values["numero"] % len(commissions)].code
        try:
            candidat = Candidat.model_validate(values)
        except ValidationError as error:
            for detail in error.errors():
                champ = str(detail["loc"][0]) if detail["loc"] else ""
                column = self._columns.get(champ)
                self._say("valeur refusée", "corrigez la cellule", rangee.numero, column, str(detail["input"]))
            return None
        return Inscrit(candidat, self._tableau, rangee.numero, self._columns, filled)

    def _blocs_of(self, option: str | None) -> tuple[str, ...]:
        if option not in self._parcours:
            self._parcours[option] = tuple(b.code for b in self._referentiel.blocs_du_parcours(option))
        return self._parcours[option]

    def _is_no_candidate(self, rangee: Rangee) -> bool:
        cells, titles = rangee.cellules, len(self._tableau.entetes)
        if any(cell != "" for cell in cells[titles:]):
            self._say(
                f"la ligne a {len(cells)} cellules pour {titles} titres",
                "mettez entre guillemets la cellule qui contient le séparateur"
                if not self._tableau.feuille
                else "donnez un titre à chaque colonne, ou videz ce qui dépasse",
                rangee.numero,
            )
            return True
        filled = len(cells) - cells.count("")
        named = [k for c in OBLIGATOIRES if (k := self._columns[c]) < len(cells) and cells[k] != ""]
        if not named and filled > 1:
            self._say("cette ligne n'a ni nom ni prénoms", "complétez-la, ou supprimez-la", rangee.numero)
            return True
        if filled == 1 and len(self._columns) > 3:
            column, value = next((i, c) for i, c in enumerate(cells) if c != "")
            self._say(
                "cette ligne n'est pas celle d'un candidat : une seule cellule est remplie",
                "supprimez la ligne, ou complétez-la",
                rangee.numero,
                column,
                value,
            )
            return True
        return False

    def _say(
        self,
        text: str,
        remedy: str,
        line: int,
        column: int | None = None,
        value: Valeur | None = None,
        gravite: Gravite = Gravite.ERREUR,
    ) -> None:
        # What was repaired is the same remark whatever the value, so that a whole column is one message.
        shown = value if gravite is Gravite.ERREUR else None
        self.problems.append(self._tableau.probleme(text, remedy, line, column, shown, gravite))


def _convert(convert: _Convert, value: Valeur) -> _Lu:
    try:
        xml_legal(en_texte(value))
        read = convert(value)
    except Refus as refusal:
        return _Lu(None, refusal.texte, refusal.remede, True)
    except ValueError as error:
        return _Lu(None, str(error), "corrigez la cellule", True)
    return _Lu(read.valeur, read.texte, read.remede) if isinstance(read, Repare) else _Lu(read)


def heures_en_ordre(inscrits: list[Inscrit]) -> list[Inscrit]:
    """The same people; in a commission where all have an hour and none a place, hours make the places."""
    by_commission: dict[str, list[Inscrit]] = {}
    for inscrit in inscrits:
        by_commission.setdefault(inscrit.candidat.commission, []).append(inscrit)
    places: dict[int, int] = {}
    for members in by_commission.values():
        if all(i.candidat.heure is not None and i.candidat.ordre is None for i in members):
            ranked = sorted(members, key=lambda i: (i.candidat.heure or dt.time(), i.candidat.numero))
            places |= {id(i): rank for rank, i in enumerate(ranked, 1)}
    return [
        Inscrit(i.candidat.model_copy(update={"ordre": places[id(i)]}), i.tableau, i.ligne, i.colonnes, i.remplis)
        if id(i) in places
        else i
        for i in inscrits
    ]
