"""From a list's rows to candidates: columns by alias, cells into typed values, every fault with its cell."""

from __future__ import annotations

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
from kitgen.model.candidat import Candidat
from kitgen.model.referentiel import Referentiel
from kitgen.model.session import Session
from kitgen.noms import plie
from kitgen.readers import cellules
from kitgen.readers.cellules import Refus
from kitgen.readers.liste import Rangee, Tableau, lettre
from kitgen.readers.textes import ressemblants

_REQUIRED = ("nom_naissance", "prenoms")


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
                    raise Refus("valeur obligatoire absente", "complétez la cellule")
                return convert(value)
            except Refus as refusal:
                text, remedy = refusal.texte, refusal.remede
            except ValueError as error:
                text, remedy = str(error), "corrigez la cellule"
            self.problems.append(Problem(self.tableau.source, text, remedy, where, valeur=value or None))
            return None

        values = {
            "numero": cell("numero", cellules.entier) or (index if "numero" not in self.columns else None),
            "civilite": cell("civilite", cellules.civilite),
            "nom_naissance": cell("nom_naissance", required=True),
            "nom_usage": cell("nom_usage") or None,
            "prenoms": cell("prenoms", required=True),
            "date_naissance": cell("date_naissance", cellules.date),
            "lieu_naissance": cell("lieu_naissance") or None,
            "email": cell("email") or None,
            "organisme": cell("organisme", self._organisme),
            "entreprise": cell("entreprise") or None,
            "tuteur": cell("tuteur") or None,
            "option": cell("option", self._option),
            "voie_acces": cell("voie_acces", cellules.voie),
            "blocs_acquis": cell("blocs_acquis", self._blocs),
            "temps_supplementaire": cell("temps_supplementaire", cellules.oui_non),
            "commission": cell("commission", self._commission),
            "ordre": cell("ordre", cellules.entier),
            "heure": cell("heure", cellules.heure),
            "desiste": cell("statut", cellules.desiste),
            "sujets_imposes": cell("sujets_imposes", cellules.codes),
            "sujets_deja_traites": cell("sujets_deja_traites", cellules.codes),
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
        raise Refus("option inconnue", ressemblants(value, [o.libelle for o in options]) or "laissez la cellule vide")

    def _organisme(self, value: str) -> str | None:
        if not value:
            return None
        code = self._organismes.get(plie(value))
        if code is None:
            known = [o.nom for o in self.session.organismes]
            raise Refus(
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
            raise Refus("commission inconnue", ressemblants(value, [c.code for c in self.session.commissions]))
        return words[plie(value)]

    def _blocs(self, value: str) -> tuple[str, ...]:
        if not value:
            return ()
        known = [b.code for b in self.referentiel.blocs]
        by_name = {plie(name): code for code in known for name in cellules.ecritures_de(code)}
        found: list[str] = []
        for part in re.split(r"[,;/+]|\bet\b", value):
            span = re.fullmatch(r"\s*([A-Za-z]*\s?\d+)\s*(?:à|a|-|–)\s*([A-Za-z]*\s?\d+)\s*", part)
            ends = span.groups() if span else (part, part)
            codes = [by_name.get(plie(e)) for e in ends]
            if codes[0] is None or codes[1] is None:
                raise Refus(f"bloc « {part.strip()} » inconnu", f"écrivez des codes parmi {', '.join(known)}")
            first, last = known.index(codes[0]), known.index(codes[1])
            if last < first:
                raise Refus(f"« {part.strip()} » va à rebours", "écrivez d'abord le premier bloc, puis le dernier")
            found += known[first : last + 1]
        return tuple(c for c in known if c in found)
