"""What the tests of the rules on candidates share: the example's list, damaged, before one set of rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from kitgen.errors import Gravite, Problem
from kitgen.model.session import Liste, Session
from kitgen.readers.listes.candidats import Inscrit, LecteurDeCandidats
from kitgen.readers.listes.entetes import Titres, colonnes_du_tableau
from kitgen.readers.listes.lecture import lire_liste
from tests.aides import projet_exemple, remplacer_cellule, seul_probleme


def inscrits_de(liste: Path, session: Session) -> list[Inscrit]:
    """The candidates of a list that must be read without a fault."""
    titres = Titres.connus({})
    tableau, problems = lire_liste(liste, "candidats.csv", Liste(fichier="candidats.csv"), titres)
    assert tableau is not None
    columns, more = colonnes_du_tableau(tableau, titres)
    inscrits, faults = LecteurDeCandidats(session, projet_exemple().referentiel).lire(tableau, columns)
    assert [str(p) for p in problems + more + faults] == []
    return inscrits


@dataclass(frozen=True)
class Essai:
    """One set of rules on a copy of the example's list; the rest of the project is the example's."""

    regles: ModuleType
    liste: Path

    def problemes(self, session: Session | None = None, **changes: Any) -> list[Problem]:
        """What the rules find."""
        projet = projet_exemple()
        session = session or projet.session
        inscrits = tuple(inscrits_de(self.liste, session))
        return self.regles.verifier(replace(projet, session=session, inscrits=inscrits, **changes))

    def ecrire(self, numero: int, **cellules: str) -> None:
        """Write cells of one candidate; « Nom_de_naissance » is the column « Nom de naissance »."""
        for colonne, valeur in cellules.items():
            remplacer_cellule(self.liste, numero, colonne.replace("_", " "), valeur)

    def faute(self, numero: int, colonne: str, valeur: str, gravite: Gravite = Gravite.ERREUR) -> Problem:
        """The one problem that this cell brings, told in this cell."""
        cell = remplacer_cellule(self.liste, numero, colonne, valeur)
        problem = seul_probleme(self.problemes())
        assert (problem.source, problem.place, problem.gravite) == ("candidats.csv", f"cellule {cell}", gravite)
        assert problem.remede
        return problem

    def doute(self, numero: int, colonne: str, valeur: str) -> Problem:
        """The one warning that this cell brings, told in this cell."""
        return self.faute(numero, colonne, valeur, Gravite.AVERTISSEMENT)

    def sans_colonne(self, colonne: str) -> None:
        """Take a column out of the list."""
        rows = [line.split(";") for line in self.liste.read_text(encoding="utf-8").splitlines()]
        index = rows[0].index(colonne)
        text = "\n".join(";".join(r[:index] + r[index + 1 :]) for r in rows) + "\n"
        self.liste.write_text(text, encoding="utf-8")

    def avec_colonne(self, colonne: str, **cellules: str) -> None:
        """Add a column at the end of the list; « n3 » is the cell of candidate 3."""
        lines = self.liste.read_text(encoding="utf-8").splitlines()
        cells = {key[1:]: value for key, value in cellules.items()}
        text = [f"{lines[0]};{colonne}", *(f"{line};{cells.get(line.split(';')[0], '')}" for line in lines[1:])]
        self.liste.write_text("\n".join(text) + "\n", encoding="utf-8")


def session_avec_jure(**changes: Any) -> Session:
    """The example session with a change to the first juror of J1."""
    session = projet_exemple().session
    first = session.commissions[0]
    jures = (first.jures[0].model_copy(update=changes), *first.jures[1:])
    commissions = (first.model_copy(update={"jures": jures}), *session.commissions[1:])
    return session.model_copy(update={"commissions": commissions})
