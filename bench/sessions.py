"""A session of any size for the measures: the example's candidates over and over, under other invented names."""

from __future__ import annotations

import copy
import csv
import random
import shutil
from pathlib import Path
from typing import Any

import yaml

RACINE = Path(__file__).parent.parent
EXEMPLE = RACINE / "sessions/exemple"
LIVRET = "livret-of"
NOMS, PRENOMS = "Nom de naissance", "Prénoms"


def ecrire_session(dossier: Path, nombre: int, *, livrets: bool = False) -> Path:
    """Write a session of `nombre` candidates into `dossier` and return its folder; the same bytes each time.

    Each further 24 candidates are the example's with first names, names and birth dates exchanged at random,
    before two commissions and in two rooms of their own. With `livrets`, the kit has the livret of the training
    organisation alone, each candidate has one, and all stand in one pack too.
    """
    for name in ("referentiel", "templates"):
        shutil.copytree(RACINE / name, dossier / name, dirs_exist_ok=True)
    cible = dossier / "sessions/mesure"
    cible.mkdir(parents=True, exist_ok=True)
    with (EXEMPLE / "candidats.csv").open(encoding="utf-8", newline="") as file:
        titles, *rows = csv.reader(file, delimiter=";")
    people = _personnes([dict(zip(titles, row, strict=True)) for row in rows], nombre)
    if livrets:
        for row in people:
            row |= {"OF": row["OF"] or rows[0][titles.index("OF")], "Présentation adaptée": ""}
    _ecrire_liste(cible / "candidats.csv", titles, people)
    session = _lire(EXEMPLE / "session.yaml")
    session["intitule"] = f"Session de {nombre} candidats"
    session["commissions"] = _commissions(session["commissions"], -(-nombre // len(rows)))
    if livrets:
        session["dispenses"] = []
        _ecrire(dossier / "templates/kit.yaml", _kit_des_livrets(_lire(dossier / "templates/kit.yaml")))
    _ecrire(cible / "session.yaml", session)
    return cible


def corriger(session: Path, numero: int, tour: int) -> None:
    """Correct the name of one candidate in the list; each `tour` has another correction."""
    path = session / "candidats.csv"
    with path.open(encoding="utf-8", newline="") as file:
        titles, *rows = csv.reader(file, delimiter=";")
    row = next(r for r in rows if r[titles.index("Numéro")] == str(numero))
    row[titles.index(NOMS)] = f"Corrigé-{_lettres(tour)}"
    _ecrire_liste(path, titles, [dict(zip(titles, r, strict=True)) for r in rows])


def _personnes(rows: list[dict[str, str]], nombre: int) -> list[dict[str, str]]:
    hasard = random.Random(nombre)  # noqa: S311
    seen: set[tuple[str, str]] = set()
    people = []
    for n in range(nombre):
        row = dict(rows[n % len(rows)])
        tour = n // len(rows)
        if tour:
            _renommer(row, rows, hasard, seen)
            row["Courriel"] = f"candidat{n + 1}@courriel.example"
        seen.add((row[PRENOMS], row[NOMS]))
        row["Numéro"] = str(n + 1)
        row["Commission"] = f"J{2 * tour + int(row['Commission'][1:])}"
        people.append(row)
    return people


def _renommer(
    row: dict[str, str], rows: list[dict[str, str]], hasard: random.Random, seen: set[tuple[str, str]]
) -> None:
    while True:
        for title in (PRENOMS, NOMS):
            row[title] = hasard.choice(rows)[title]
        if hasard.random() < 0.3:
            row[NOMS] += f" {hasard.choice(rows)[NOMS]}"
        jour, mois, annee = (hasard.randint(*bornes) for bornes in ((1, 28), (1, 12), (1975, 2001)))
        row["Date de naissance"] = f"{jour:02d}/{mois:02d}/{annee}"
        if (row[PRENOMS], row[NOMS]) not in seen:
            return


def _commissions(modeles: list[dict[str, Any]], copies: int) -> list[dict[str, Any]]:
    """The example's commissions over and over; their jurors are other people each time."""
    commissions = []
    for tour in range(copies):
        for place, modele in enumerate(modeles):
            numero = 2 * tour + place + 1
            commission = copy.deepcopy(modele)
            commission |= {"code": f"J{numero}", "libelle": f"Commission {numero}"}
            commission |= {"salle_preparation": f"Salle {2 * tour + 1}01", "salle_jury": f"Salle {numero}02"}
            for jure in commission["jures"]:
                jure["code"] = f"J{numero}-{jure['code'].rpartition('-')[2]}"
                jure["nom"] += f" {_lettres(tour)}." if tour else ""
            commissions.append(commission)
    return commissions


def _lettres(nombre: int) -> str:
    """1 is B, 25 is Z, 26 is BA: another word of capitals for each number."""
    rest, letter = divmod(nombre, 26)
    return (_lettres(rest) if rest else "") + chr(ord("A") + letter)


def _kit_des_livrets(kit: dict[str, Any]) -> dict[str, Any]:
    """The kit with one document, in a pack per training organisation and in one of the whole session."""
    kit["documents"] = [d for d in kit["documents"] if d["code"] == LIVRET]
    kit["packs"] = [p | {"documents": [LIVRET]} for p in kit["packs"] if p["code"] == "organisme"]
    whole = {"code": "livrets", "titre": "Tous les livrets", "un_par": "session", "destinataire": "secretariat"}
    kit["packs"].append(whole | {"documents": [LIVRET]})
    del kit["changements"]
    return kit


def _ecrire_liste(path: Path, titles: list[str], people: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(titles)
        writer.writerows([row[title] for title in titles] for row in people)


def _lire(path: Path) -> dict[str, Any]:
    return dict(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader))  # noqa: S506


def _ecrire(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
