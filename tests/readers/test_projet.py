from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
import xlsxwriter

from kitgen.errors import Gravite
from kitgen.readers.projet import lire_projet
from tests.aides import (
    copie_exemple,
    ligne_de,
    lire_sans_faute,
    projet_exemple,
    remplacer,
    remplacer_cellule,
    seul_probleme,
)
from tests.readers.test_image import png


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return copie_exemple(tmp_path)


def test_the_example_session_is_read_without_a_problem():
    p = projet_exemple()
    assert p.session.code == "exemple-2026-12"
    assert p.referentiel.code == p.kit.code == "gap-courtage"
    assert len(p.sujets) == 24
    assert len(p.questions) == 6
    assert [c.numero for c in p.candidats] == list(range(1, 25))
    assert [Path(t.source).name for t in p.tableaux] == ["candidats.csv"]
    assert p.tableaux[0].lecture == "UTF-8, séparateur point-virgule"
    assert p.sujets_complets


def test_a_session_is_named_by_its_folder_or_its_file(racine: Path):
    folder, _ = lire_projet(racine / "sessions/exemple")
    file, _ = lire_projet(racine / "sessions/exemple/session.yaml")
    assert folder == file


def test_every_input_is_hashed_under_its_path_from_the_session(racine: Path):
    session = racine / "sessions/exemple"
    projet = lire_sans_faute(racine)
    expected = {session / "session.yaml", session / "candidats.csv", racine / "templates/kit.yaml"}
    expected |= {racine / "referentiel/gap-courtage.yaml", racine / "referentiel/sources/gap-courtage.txt"}
    expected |= set((racine / "referentiel/sujets").glob("*.yaml"))
    expected |= {racine / "templates" / d.gabarit for d in projet.kit.documents}
    hashes = {
        os.path.relpath(p, session).replace(os.sep, "/"): hashlib.sha256(p.read_bytes()).hexdigest() for p in expected
    }
    assert projet.entrees == hashes
    assert list(projet.entrees) == sorted(hashes)


def test_the_logo_is_read_and_is_an_input(racine: Path):
    session = racine / "sessions/exemple"
    (session / "logo.png").write_bytes(png(900, 270))
    remplacer(session / "session.yaml", "certificateur:\n", "certificateur:\n  logo: logo.png\n")
    projet, problems = lire_projet(session)
    assert problems == []
    assert projet is not None
    assert projet.logo is not None
    assert "logo.png" in projet.entrees


def test_a_logo_that_is_missing_is_told_where_it_is_named(racine: Path):
    session = racine / "sessions/exemple"
    remplacer(session / "session.yaml", "certificateur:\n", "certificateur:\n  logo: rien.png\n")
    _, problems = lire_projet(session)
    assert [(p.place, p.texte, p.valeur) for p in problems] == [
        ("certificateur.logo", "fichier introuvable", "rien.png")
    ]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("sessions/exemple/session.yaml", "introuvable"),
        ("referentiel/gap-courtage.yaml", "introuvable"),
        ("templates/kit.yaml", "introuvable"),
    ],
)
def test_a_file_that_is_missing_is_named(racine: Path, file: str, words: str):
    (racine / file).unlink()
    projet, problems = lire_projet(racine / "sessions/exemple")
    assert projet is None
    problem = seul_probleme(problems)
    assert problem.source.endswith(str(Path(file)))
    assert words in problem.texte


def test_a_session_that_is_not_there_is_said_to_be_missing_with_how_to_make_one(tmp_path: Path):
    projet, problems = lire_projet(tmp_path / "absente")
    assert projet is None
    problem = seul_probleme(problems)
    assert "introuvable" in problem.texte
    assert "kitgen new" in problem.remede


def test_a_folder_of_sujets_that_is_missing_is_told_with_where_it_is_named(racine: Path):
    remplacer(racine / "sessions/exemple/session.yaml", "sujets: ../../referentiel/sujets", "sujets: ../../sujets")
    projet, problems = lire_projet(racine / "sessions/exemple")
    problem = seul_probleme(problems)
    assert "dossier des sujets illisible" in problem.texte
    assert "session.yaml" in problem.remede
    assert projet.sujets == ()
    assert not projet.sujets_complets


def test_the_faults_of_all_files_are_told_at_once(racine: Path):
    remplacer(racine / "referentiel/gap-courtage.yaml", 'sigle: "CQP Gestionnaire', 'sigl: "CQP Gestionnaire')
    remplacer(racine / "templates/kit.yaml", "format: kitgen/kit/1", "format: kitgen/kit/2")
    remplacer(racine / "referentiel/sujets/C8-A.yaml", "evaluateur: commission", "evaluateur: été")
    (racine / "sessions/exemple/candidats.csv").write_bytes(b"")
    projet, problems = lire_projet(racine / "sessions/exemple")
    assert projet is None
    assert {Path(p.source).name for p in problems} == {"gap-courtage.yaml", "kit.yaml", "C8-A.yaml", "candidats.csv"}


def test_a_sujet_that_cannot_be_read_does_not_hide_the_others_and_is_not_said_to_be_missing(racine: Path):
    path = racine / "referentiel/sujets/C8-A.yaml"
    remplacer(path, "version: ", "versoin: ")
    projet, problems = lire_projet(racine / "sessions/exemple")
    problem = seul_probleme(problems)
    assert (Path(problem.source).name, problem.ligne) == ("C8-A.yaml", ligne_de(path, "versoin: "))
    assert len(projet.sujets) == 23
    assert not projet.sujets_complets


def test_sujets_and_banks_are_told_apart_by_their_format_whatever_their_file_is_called(racine: Path):
    sujets = racine / "referentiel/sujets"
    (sujets / "questions-C8.yaml").rename(sujets / "autre.yml")
    (sujets / "C8-A.yaml").rename(sujets / "questions-pas.yaml")
    (sujets / "notes.txt").write_text("à lire", encoding="utf-8")
    projet = lire_sans_faute(racine)
    assert {s.code for s in projet.sujets} == {s.code for s in projet_exemple().sujets}
    assert {q.code for q in projet.questions} == {q.code for q in projet_exemple().questions}


def test_candidates_that_cannot_be_read_are_told_and_the_others_kept(racine: Path):
    remplacer(racine / "sessions/exemple/candidats.csv", "2;M.;Wójcik", "2;Dr;Wójcik")
    projet, problems = lire_projet(racine / "sessions/exemple")
    assert seul_probleme(problems).place == "cellule B3"
    assert len(projet.candidats) == 23


# --- lists -----------------------------------------------------------------------------------------------------


def listes(racine: Path, *noms: str, organismes: bool = False) -> None:
    """Declare these lists in the session, instead of its one."""
    written = [f"{{fichier: {nom}, organisme: campus-rhone}}" if organismes else nom for nom in noms]
    remplacer(
        racine / "sessions/exemple/session.yaml", "candidats: candidats.csv", f"candidats: [{', '.join(written)}]"
    )


def ecrire(racine: Path, nom: str, texte: str) -> None:
    (racine / "sessions/exemple" / nom).write_text(texte, encoding="utf-8")


def problemes_de(racine: Path) -> list[tuple[str, str, Gravite]]:
    return [(Path(p.source).name, p.texte, p.gravite) for p in lire_projet(racine / "sessions/exemple")[1]]


def test_a_list_that_is_missing_is_named_and_the_others_are_read(racine: Path):
    listes(racine, "absente.csv", "candidats.csv")
    projet, problems = lire_projet(racine / "sessions/exemple")
    problem = seul_probleme(problems)
    assert (Path(problem.source).name, problem.texte) == ("absente.csv", "fichier introuvable")
    assert len(projet.candidats) == 24
    assert [Path(t.source).name for t in projet.tableaux] == ["candidats.csv"]


def test_the_only_list_that_is_missing_is_named(racine: Path):
    (racine / "sessions/exemple/candidats.csv").unlink()
    projet, problems = lire_projet(racine / "sessions/exemple")
    problem = seul_probleme(problems)
    assert problem.source.endswith(str(Path("sessions/exemple/candidats.csv")))
    assert problem.texte == "fichier introuvable"
    assert (projet.inscrits, projet.tableaux) == ((), ())


def test_candidates_of_several_lists_keep_where_they_come_from(racine: Path):
    ecrire(racine, "lyon.csv", "Numéro;Nom;Prénoms;Commission;Ordre\n31;Aubry;Luc;J1;31\n32;Blin;Eva;J1;32\n")
    listes(racine, "candidats.csv", "lyon.csv")
    projet = lire_sans_faute(racine)
    assert [Path(t.source).name for t in projet.tableaux] == ["candidats.csv", "lyon.csv"]
    assert [c.numero for c in projet.candidats] == [*range(1, 25), 31, 32]
    last = projet.inscrits[-1]
    assert (Path(last.source).name, last.ligne, last.place("ordre")) == ("lyon.csv", 3, "cellule E3")
    assert {"candidats.csv", "lyon.csv"} <= set(projet.entrees)


def test_the_of_of_a_list_is_that_of_its_candidates(racine: Path):
    ecrire(racine, "lyon.csv", "Numéro;Nom;Prénoms;OF;Commission\n31;Aubry;Luc;;J1\n32;Blin;Eva;ESAN;J1\n")
    listes(racine, "lyon.csv", organismes=True)
    assert [c.organisme for c in lire_sans_faute(racine).candidats] == ["campus-rhone", "ecole-nord"]


def test_an_unknown_of_of_a_list_is_told_where_session_yaml_says_it(racine: Path):
    session = racine / "sessions/exemple/session.yaml"
    line = remplacer(session, "candidats: candidats.csv", "candidats: [{fichier: candidats.csv, organisme: campus}]")
    problem = seul_probleme(lire_projet(racine / "sessions/exemple")[1])
    assert (Path(problem.source).name, problem.ligne, problem.valeur) == ("session.yaml", line, "campus")
    assert problem.texte == "organisme inconnu"
    assert problem.remede == "vouliez-vous dire « campus-rhone » ?"


def test_the_titles_of_the_session_name_its_columns(racine: Path):
    session = racine / "sessions/exemple/session.yaml"
    remplacer(racine / "sessions/exemple/candidats.csv", ";Tuteur;", ";Référent;")
    assert "colonne inconnue, laissée de côté" in {texte for _, texte, _ in problemes_de(racine)}
    remplacer(session, "candidats: candidats.csv", "candidats: candidats.csv\ncolonnes: {tuteur: [Référent]}")
    assert lire_sans_faute(racine).candidats[0].tuteur == "Karine Morvan"


def test_a_field_that_is_no_column_is_told_where_session_yaml_says_it(racine: Path):
    session = racine / "sessions/exemple/session.yaml"
    remplacer(session, "candidats: candidats.csv", "candidats: candidats.csv\ncolonnes:\n  tutuer: [Référent]")
    projet, problems = lire_projet(racine / "sessions/exemple")
    problem = seul_probleme(problems)
    assert (Path(problem.source).name, problem.ligne) == ("session.yaml", ligne_de(session, "tutuer"))
    assert (problem.texte, problem.valeur, problem.place) == ("champ inconnu", "tutuer", "colonnes.tutuer")
    assert "tuteur" in problem.remede
    assert len(projet.candidats) == 24


# --- numbers ---------------------------------------------------------------------------------------------------

SANS_NUMERO = "Nom;Prénoms\nAubry;Luc\nBlin;Eva\n"
SANS_COLONNE = "pas de colonne « Numéro » : les candidats sont numérotés dans l'ordre des lignes"


def test_without_numbers_the_candidates_are_numbered_across_all_lists_with_a_warning_for_each(racine: Path):
    ecrire(racine, "a.csv", SANS_NUMERO)
    ecrire(racine, "b.csv", SANS_NUMERO.replace("Luc", "Léo"))
    listes(racine, "a.csv", "b.csv")
    projet, _ = lire_projet(racine / "sessions/exemple")
    assert [(c.numero, c.prenoms) for c in projet.candidats] == [(1, "Luc"), (2, "Eva"), (3, "Léo"), (4, "Eva")]
    assert problemes_de(racine) == [
        ("a.csv", SANS_COLONNE, Gravite.AVERTISSEMENT),
        ("b.csv", SANS_COLONNE, Gravite.AVERTISSEMENT),
    ]


def test_numbers_in_one_list_of_two_are_refused(racine: Path):
    ecrire(racine, "a.csv", SANS_NUMERO)
    listes(racine, "candidats.csv", "a.csv")
    assert problemes_de(racine) == [
        ("a.csv", "cette liste n'a pas de colonne « Numéro », alors qu'une autre en a une", Gravite.ERREUR)
    ]


def test_numbers_do_not_shift_for_a_row_that_is_refused(racine: Path):
    ecrire(racine, "a.csv", "Nom;Prénoms\nAubry;\nBlin;Eva\n")
    listes(racine, "a.csv")
    projet, _ = lire_projet(racine / "sessions/exemple")
    assert [(c.numero, c.nom_naissance) for c in projet.candidats] == [(2, "Blin")]


def test_hours_make_the_order_across_lists(racine: Path):
    head = "Numéro;Nom;Prénoms;Commission;Heure de passage\n"
    ecrire(racine, "a.csv", f"{head}1;Aubry;Luc;J1;11 h\n2;Blin;Eva;J1;9 h\n")
    ecrire(racine, "b.csv", f"{head}3;Caron;Lou;J1;10 h\n")
    listes(racine, "a.csv", "b.csv")
    assert [c.ordre for c in lire_sans_faute(racine).candidats] == [3, 1, 2]


def test_two_sheets_of_one_workbook_are_two_lists_in_what_is_said_of_numbers(racine: Path):
    with xlsxwriter.Workbook(racine / "sessions/exemple/l.xlsx") as book:
        for name, rows in (("A", [["Numéro", "Nom", "Prénoms"], [1, "Aubry", "Luc"]]),
                           ("B", [["Nom", "Prénoms"], ["Blin", "Eva"]])):  # fmt: skip
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    session = racine / "sessions/exemple/session.yaml"
    both = "candidats: [{fichier: l.xlsx, feuille: A}, {fichier: l.xlsx, feuille: B}]"
    remplacer(session, "candidats: candidats.csv", both)
    assert problemes_de(racine) == [
        ("l.xlsx", "cette liste n'a pas de colonne « Numéro », alors qu'une autre en a une", Gravite.ERREUR)
    ]


def test_the_same_remark_of_many_cells_is_one_problem(racine: Path):
    liste = racine / "sessions/exemple/candidats.csv"
    cells = [remplacer_cellule(liste, n, "Option", "Vie") for n in (3, 9, 12)]
    problem = seul_probleme(lire_projet(racine / "sessions/exemple")[1])
    assert problem.place == f"cellules {cells[0]}, {cells[1]} et {cells[2]}"
    assert [str(c) for c in problem.cases] == cells


def test_files_are_named_as_seen_from_where_the_user_stands(racine: Path, monkeypatch):
    remplacer(racine / "sessions/exemple/session.yaml", "exemple: true", "exemple: peut-être")
    names = {}
    for place in (".", "sessions", "sessions/exemple", "templates"):
        monkeypatch.chdir(racine / place)
        _, problems = lire_projet(racine / "sessions/exemple")
        names[place] = Path(seul_probleme(problems).source).as_posix()
    assert names == {
        ".": "sessions/exemple/session.yaml",
        "sessions": "exemple/session.yaml",
        "sessions/exemple": "session.yaml",
        "templates": "../sessions/exemple/session.yaml",
    }
