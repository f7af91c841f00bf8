"""A session of any size for the measures: the example's candidates over and over, under other invented names."""

from __future__ import annotations

import copy
import csv
import random
import shutil
from pathlib import Path

import yaml

RACINE = Path(__file__).parent.parent
EXEMPLE = RACINE / "sessions/exemple"


def ecrire_session(dossier: Path, nombre: int) -> Path:
    """Write a session of `nombre` candidates into `dossier` and return its folder; the same bytes each time.

    Each further 24 candidates are the example's with first names, names, companies and tutors exchanged at random,
    before two commissions and in two rooms of their own.
    """
    for name in ("referentiel", "templates"):
        shutil.copytree(RACINE / name, dossier / name, dirs_exist_ok=True)
    cible = dossier / "sessions/mesure"
    cible.mkdir(parents=True, exist_ok=True)
    with (EXEMPLE / "candidats.csv").open(encoding="utf-8", newline="") as file:
        titles, *rows = csv.reader(file, delimiter=";")
    hasard = random.Random(nombre)  # noqa: S311
    copies = -(-nombre // len(rows))
    seen = set()
    with (cible / "candidats.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(titles)
        for n in range(nombre):
            row = dict(zip(titles, rows[n % len(rows)], strict=True))
            tour = n // len(rows)
            if tour:
                while True:
                    for title in ("Prénoms", "Nom de naissance"):
                        row[title] = hasard.choice(rows)[titles.index(title)]
                    if hasard.random() < 0.3:
                        row["Nom de naissance"] += f" {hasard.choice(rows)[titles.index('Nom de naissance')]}"
                    jour, mois, annee = (hasard.randint(*bornes) for bornes in ((1, 28), (1, 12), (1975, 2001)))
                    row["Date de naissance"] = f"{jour:02d}/{mois:02d}/{annee}"
                    who = (row["Prénoms"], row["Nom de naissance"])
                    if who not in seen:
                        break
                row["Courriel"] = f"candidat{n + 1}@courriel.example"
            seen.add((row["Prénoms"], row["Nom de naissance"]))
            row["Numéro"] = str(n + 1)
            row["Commission"] = f"J{2 * tour + int(row['Commission'][1:])}"
            writer.writerow(row[title] for title in titles)
    session = yaml.load((EXEMPLE / "session.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    session["intitule"] = f"Session de {nombre} candidats"
    commissions = []
    for tour in range(copies):
        for place, commission in enumerate(copy.deepcopy(session["commissions"])):
            code = f"J{2 * tour + place + 1}"
            commission |= {"code": code, "libelle": f"Commission {code[1:]}"}
            commission |= {"salle_preparation": f"Salle {2 * tour + 1}01", "salle_jury": f"Salle {code[1:]}02"}
            for jure in commission["jures"]:
                jure["code"] = f"{code}-{jure['code'].rpartition('-')[2]}"
                jure["nom"] += f" {chr(ord('A') + tour)}." if tour else ""
            commissions.append(commission)
    session["commissions"] = commissions
    (cible / "session.yaml").write_text(yaml.safe_dump(session, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return cible
