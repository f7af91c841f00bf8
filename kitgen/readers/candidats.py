"""From a list's rows to candidates: columns by alias, cells into typed values, every fault with its cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kitgen.errors import Gravite, Problem
from kitgen.model.base import xml_legal
from kitgen.model.candidat import VOIES_ACCES, Candidat
from kitgen.model.referentiel import Referentiel
from kitgen.model.session import Session
from kitgen.noms import plie
from kitgen.readers.liste import Rangee, Tableau, lettre
from kitgen.readers.textes import ressemblants

_REQUIRED = ("nom_naissance", "prenoms")
_YES, _NO = {"oui", "o", "x", "1", "vrai", "true"}, {"non", "n", "0", "faux", "false"}
_WITHDRAWN, _PRESENT = (
    {"desiste", "desistement", "desistee", "annule", "retire"},
    {"inscrit", "inscrite", "present"},
)
_CIVILITES = {"m": "M.", "mr": "M.", "monsieur": "M.", "mme": "Mme", "madame": "Mme", "mlle": "Mme"}


@dataclass(frozen=True, slots=True)
class Inscrit:
    """A candidate and where the list names them."""

    candidat: Candidat
    source: str
    ligne: int
    colonnes: dict[str, int]
    remplis: frozenset[str] = frozenset()

    def rempli(self, champ: str) -> bool:
        """Whether the list gives this field for the candidate."""
        return champ in self.remplis

    def place(self, champ: str) -> str:
        """The cell of a field, or the row where the list has no such column."""
        column = self.colonnes.get(champ)
        return f"cellule {lettre(column)}{self.ligne}" if column is not None else f"ligne {self.ligne}"


class _Refus(Exception):
    """A cell that can't be read: what is wrong, and what to do."""

    def __init__(self, texte: str, remede: str) -> None:
        super().__init__(texte)
        self.texte, self.remede = texte, remede


@lru_cache(maxsize=1)
def colonnes_connues() -> dict[str, dict[str, Any]]:
    """The columns of a list, from `colonnes.yaml`: field, usual name, aliases."""
    with open(Path(__file__).with_name("colonnes.yaml"), encoding="utf-8") as file:
        known: dict[str, dict[str, Any]] = yaml.safe_load(file)
    return known


def lire_candidats(
    tableau: Tableau, session: Session, referentiel: Referentiel
) -> tuple[tuple[Inscrit, ...], list[Problem]]:
    """All candidates that could be read, and all problems of the list."""
    columns, problems = _columns(tableau)
    missing = [c for c in _REQUIRED if c not in columns]
    for champ in missing:
        problems.append(
            Problem(
                tableau.source,
                f"la colonne « {colonnes_connues()[champ]['libelle']} » manque",
                f"ajoutez-la, ou renommez celle qui la remplace (lu : {', '.join(e for e in tableau.entetes if e)})",
                place=f"ligne {tableau.ligne_entetes}",
            )
        )
    if missing:
        return (), problems
    reader = _Reader(tableau, session, referentiel, columns, problems)
    found = [reader.row(r, index) for index, r in enumerate(tableau.rangees, 1)]
    if not tableau.rangees:
        problems.append(Problem(tableau.source, "la liste n'a aucun candidat", "ajoutez une ligne par candidat"))
    return tuple(i for i in found if i is not None), problems


def _columns(tableau: Tableau) -> tuple[dict[str, int], list[Problem]]:
    """Which field stands in which column."""
    aliases = {}
    for champ, words in colonnes_connues().items():
        for word in (champ, words["libelle"], *words["aussi"]):
            aliases[_header(word)] = champ
    columns: dict[str, int] = {}
    problems: list[Problem] = []
    for position, title in enumerate(tableau.entetes):
        if not title:
            continue
        known = aliases.get(_header(title))
        cell = f"cellule {lettre(position)}{tableau.ligne_entetes}"
        if known is None:
            remedy = "renommez-la si elle doit servir ; " + ressemblants(
                title, [w["libelle"] for w in colonnes_connues().values()]
            )
            problems.append(
                Problem(
                    tableau.source,
                    "colonne inconnue, laissée de côté",
                    remedy,
                    cell,
                    valeur=title,
                    gravite=Gravite.AVERTISSEMENT,
                )
            )
        elif known in columns:
            problems.append(
                Problem(
                    tableau.source,
                    f"deux colonnes disent la même chose (déjà en {lettre(columns[known])}{tableau.ligne_entetes})",
                    "n'en gardez qu'une",
                    cell,
                    valeur=title,
                )
            )
        else:
            columns[known] = position
    return columns, problems


def _header(title: str) -> str:
    return plie(re.sub(r"\([^)]*\)", " ", title.replace("N°", "numero ").replace("n°", "numero ")))


@dataclass(slots=True)
class _Reader:
    tableau: Tableau
    session: Session
    referentiel: Referentiel
    columns: dict[str, int]
    problems: list[Problem]
    _organismes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for o in self.session.organismes:
            for name in (o.code, o.nom, *o.variantes):
                self._organismes[plie(name)] = o.code

    def row(self, rangee: Rangee, index: int) -> Inscrit | None:
        """The candidate of one row; None when a cell can't be read (its problem is kept)."""
        before = len(self.problems)
        if len(rangee.cellules) > len(self.tableau.entetes) and any(rangee.cellules[len(self.tableau.entetes) :]):
            self.problems.append(
                Problem(
                    self.tableau.source,
                    f"la ligne a {len(rangee.cellules)} cellules pour {len(self.tableau.entetes)} titres",
                    "mettez entre guillemets la cellule qui contient le séparateur",
                    f"ligne {rangee.numero}",
                )
            )
            return None

        def cell(champ: str, convert: Callable[[str], Any] = str, required: bool = False) -> Any:
            column = self.columns.get(champ)
            value = rangee.cellules[column] if column is not None and column < len(rangee.cellules) else ""
            where = f"cellule {lettre(column)}{rangee.numero}" if column is not None else f"ligne {rangee.numero}"
            try:
                xml_legal(value)
                if required and not value:
                    raise _Refus("valeur obligatoire absente", "complétez la cellule")
                return convert(value)
            except _Refus as refusal:
                text, remedy = refusal.texte, refusal.remede
            except ValueError as error:
                text, remedy = str(error), "corrigez la cellule"
            self.problems.append(Problem(self.tableau.source, text, remedy, where, valeur=value or None))
            return None

        values = {
            "numero": cell("numero", _entier) or (index if "numero" not in self.columns else None),
            "civilite": cell("civilite", _civilite),
            "nom_naissance": cell("nom_naissance", required=True),
            "nom_usage": cell("nom_usage") or None,
            "prenoms": cell("prenoms", required=True),
            "date_naissance": cell("date_naissance", _date),
            "lieu_naissance": cell("lieu_naissance") or None,
            "email": cell("email") or None,
            "organisme": cell("organisme", self._organisme),
            "entreprise": cell("entreprise") or None,
            "tuteur": cell("tuteur") or None,
            "option": cell("option", self._option),
            "voie_acces": cell("voie_acces", _voie),
            "blocs_acquis": cell("blocs_acquis", self._blocs),
            "temps_supplementaire": cell("temps_supplementaire", _oui_non),
            "commission": cell("commission", self._commission),
            "ordre": cell("ordre", _entier),
            "desiste": cell("statut", _desiste),
            "sujets_imposes": cell("sujets_imposes", _codes),
            "sujets_deja_traites": cell("sujets_deja_traites", _codes),
        }
        presented = cell("blocs_presentes", self._blocs)
        values["blocs_presentes"] = presented or tuple(
            b.code for b in self.referentiel.blocs_du_parcours(values["option"])
        )
        if "numero" in self.columns and values["numero"] is None and len(self.problems) == before:
            cell("numero", required=True)
        if len(self.problems) > before:
            return None
        if not values["commission"]:
            values["commission"] = self.session.commissions[values["numero"] % len(self.session.commissions)].code
        try:
            filled = frozenset(f for f, k in self.columns.items() if k < len(rangee.cellules) and rangee.cellules[k])
            return Inscrit(Candidat(**values), self.tableau.source, rangee.numero, self.columns, filled)
        except ValidationError as error:
            for detail in error.errors():
                champ = str(detail["loc"][0]) if detail["loc"] else ""
                where = (
                    f"cellule {lettre(self.columns[champ])}{rangee.numero}"
                    if champ in self.columns
                    else f"ligne {rangee.numero}"
                )
                self.problems.append(
                    Problem(
                        self.tableau.source, "valeur refusée", "corrigez la cellule", where, valeur=str(detail["input"])
                    )
                )
            return None

    def _option(self, value: str) -> str | None:
        options = self.referentiel.parcours.options
        if not options and not value:
            return None
        words = {plie(w): o.code for o in options for w in (o.code, o.libelle, *o.titres)}
        if plie(value) in words:
            return words[plie(value)]
        if not value:
            # Somebody who only presents blocs of the tronc commun has no option to choose.
            return None
        raise _Refus("option inconnue", ressemblants(value, [o.libelle for o in options]) or "laissez la cellule vide")

    def _organisme(self, value: str) -> str | None:
        if not value:
            return None
        code = self._organismes.get(plie(value))
        if code is None:
            known = [o.nom for o in self.session.organismes]
            raise _Refus(
                "organisme de formation inconnu de la session",
                f"{ressemblants(value, known)} ; sinon, ajoutez-le à « organismes » dans session.yaml, "
                "ou cette écriture à ses « variantes »",
            )
        return code

    def _commission(self, value: str) -> str | None:
        words = {plie(w): c.code for c in self.session.commissions for w in (c.code, c.libelle)}
        if not value:
            return None
        if plie(value) not in words:
            raise _Refus("commission inconnue", ressemblants(value, [c.code for c in self.session.commissions]))
        return words[plie(value)]

    def _blocs(self, value: str) -> tuple[str, ...]:
        if not value:
            return ()
        known = [b.code for b in self.referentiel.blocs]
        by_name = {plie(name): code for code in known for name in _names_of(code)}
        found: list[str] = []
        for part in re.split(r"[,;/+]|\bet\b", value):
            span = re.fullmatch(r"\s*([A-Za-z]*\s?\d+)\s*(?:à|a|-|–)\s*([A-Za-z]*\s?\d+)\s*", part)
            ends = span.groups() if span else (part, part)
            codes = [by_name.get(plie(e)) for e in ends]
            if codes[0] is None or codes[1] is None:
                raise _Refus(f"bloc « {part.strip()} » inconnu", f"écrivez des codes parmi {', '.join(known)}")
            first, last = known.index(codes[0]), known.index(codes[1])
            if last < first:
                raise _Refus(f"« {part.strip()} » va à rebours", "écrivez d'abord le premier bloc, puis le dernier")
            found += known[first : last + 1]
        return tuple(c for c in known if c in found)


def _names_of(code: str) -> tuple[str, ...]:
    """How people write the code of a bloc: BC4, BC 4, bloc 4, 4."""
    found = re.fullmatch(r"([A-Za-z]+)0*(\d+)", code)
    if not found:
        return (code,)
    letters, number = found.groups()
    return (code, f"{letters} {number}", f"bloc {number}", f"bloc {code}", number)


def _entier(value: str) -> int | None:
    if not value:
        return None
    if not re.fullmatch(r"\d{1,4}", value) or int(value) == 0:
        raise _Refus("un nombre entier de 1 à 9999 est attendu", "corrigez la cellule")
    return int(value)


def _date(value: str) -> dt.date | None:
    if not value:
        return None
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", value)
    french = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", value)
    try:
        if iso:
            return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if french:
            return dt.date(int(french[3]), int(french[2]), int(french[1]))
    except ValueError:
        raise _Refus("cette date n'existe pas", "corrigez le jour, le mois ou l'année") from None
    raise _Refus("date illisible", "écrivez jj/mm/aaaa, par exemple 03/04/1990")


def _civilite(value: str) -> str | None:
    if not value:
        return None
    if plie(value) not in _CIVILITES:
        raise _Refus("civilité inconnue", "écrivez M. ou Mme, ou laissez vide")
    return _CIVILITES[plie(value)]


def _voie(value: str) -> str | None:
    if not value:
        return None
    known = {plie(v.replace("_", " ")): v for v in VOIES_ACCES}
    if plie(value.replace("_", " ")) not in known:
        raise _Refus("voie d'accès inconnue", ressemblants(value, list(VOIES_ACCES)))
    return known[plie(value.replace("_", " "))]


def _oui_non(value: str) -> bool:
    if plie(value) in _YES:
        return True
    # Only an empty cell says no by itself: « ✓ » folds to nothing too.
    if not value or plie(value) in _NO:
        return False
    raise _Refus("oui ou non est attendu", "écrivez oui, non, ou laissez vide")


def _desiste(value: str) -> bool:
    if plie(value) in _WITHDRAWN:
        return True
    if not value or plie(value) in _PRESENT:
        return False
    raise _Refus("statut inconnu", "écrivez « inscrit » ou « désisté », ou laissez vide")


def _codes(value: str) -> tuple[str, ...]:
    codes = tuple(c for c in re.split(r"[,;\s]+", value) if c)
    for code in codes:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", code):
            raise _Refus(
                f"« {code} » n'est pas un code de sujet", "écrivez des codes comme C8-A, séparés par des virgules"
            )
    return codes
