from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitgen.errors import Gravite, Problem
from kitgen.model.candidat import VOIES_ACCES
from kitgen.model.referentiel import Referentiel
from kitgen.model.session import Session
from kitgen.readers.candidats import Inscrit, colonnes_connues, lire_candidats
from kitgen.readers.liste import Rangee, Tableau
from tests.aides import projet_exemple, referentiel_livre, seul_probleme

PRODUCTION = ("BC1", "BC2", "BC3", "BC4", "BC5")
SINISTRE = ("BC1", "BC2", "BC3", "BC6", "BC7")


def lire(titres: str, *lignes: str, session: Session | None = None, referentiel: Referentiel | None = None):
    """Read a list written with « | » between its cells."""
    rows = tuple(Rangee(n, tuple(c.strip() for c in line.split("|"))) for n, line in enumerate(lignes, 2))
    tableau = Tableau("liste.csv", "", tuple(t.strip() for t in titres.split("|")), rows)
    return lire_candidats(tableau, session or projet_exemple().session, referentiel or referentiel_livre())


def un(titres: str, ligne: str, **changes) -> Inscrit:
    inscrits, problems = lire(titres, ligne, **changes)
    assert problems == []
    (inscrit,) = inscrits
    return inscrit


def champ(colonne: str, valeur: str) -> Any:
    """What a candidate has in a field when the list has this cell in this column."""
    fields = {_usual(c): c for c in colonnes_connues()}
    return getattr(un(f"Nom|Prénoms|{colonne}", f"Girard|Zoé|{valeur}").candidat, fields.get(colonne, colonne))


def _usual(field: str) -> str:
    return colonnes_connues()[field]["libelle"]


def refus(colonne: str, valeur: str) -> Problem:
    """The one problem of that cell; nobody is read."""
    inscrits, problems = lire(f"Nom|Prénoms|{colonne}", "Avant|A|", f"Girard|Zoé|{valeur}")
    assert "Girard" not in [i.candidat.nom_naissance for i in inscrits]
    # The empty cell of the other row may be a fault of its own.
    problem = seul_probleme([p for p in problems if p.place.endswith("3")])
    assert (problem.source, problem.place, problem.gravite) == ("liste.csv", "cellule C3", Gravite.ERREUR)
    assert problem.remede
    return problem


# --- columns ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "title"),
    [(f, t) for f, words in colonnes_connues().items() for t in (f, words["libelle"], *words["aussi"])],
)
@pytest.mark.parametrize("style", [str, str.upper, lambda t: f"  {t} * ", lambda t: f"{t} (obligatoire)"])
def test_a_column_is_known_by_its_name_and_aliases_whatever_the_case_stars_and_parentheses(field, title, style):
    titles = {"nom_naissance": "Nom", "prenoms": "Prénoms"} | {field: style(title)}
    _, problems = lire("|".join(titles.values()), "Girard|Zoé|")
    assert not [p for p in problems if "colonne" in p.texte]


def test_no_title_is_an_alias_of_two_columns():
    words = [w for c in colonnes_connues().values() for w in {c["libelle"], *c["aussi"]}]
    assert len({w.casefold() for w in words}) == len(words)


def test_each_field_of_the_model_has_a_column():
    fields = set(projet_exemple().candidats[0].model_dump())
    assert set(colonnes_connues()) == (fields - {"desiste"}) | {"statut"}


def test_accents_in_titles_do_not_matter():
    assert un("NOM DE NAISSANCE|PRENOMS|DATE DE NAISSANCE", "a|b|01/02/1990").candidat.date_naissance is not None


def test_an_unknown_column_is_left_aside_with_a_warning_and_a_suggestion():
    inscrits, problems = lire("Nom|Prénoms|Entrprise", "Girard|Zoé|Ponant")
    problem = seul_probleme(problems)
    assert (problem.place, problem.valeur, problem.gravite) == ("cellule C1", "Entrprise", Gravite.AVERTISSEMENT)
    assert "« Entreprise »" in problem.remede
    assert inscrits[0].candidat.entreprise is None


def test_a_column_without_a_title_is_no_column():
    assert un("Nom||Prénoms", "Girard|remarque|Zoé").candidat.prenoms == "Zoé"


def test_two_columns_for_one_field_are_refused():
    _, problems = lire("Nom|Prénoms|Nom de naissance", "Girard|Zoé|Girard")
    problem = seul_probleme(problems)
    assert (problem.place, problem.valeur) == ("cellule C1", "Nom de naissance")
    assert "déjà en A1" in problem.texte


@pytest.mark.parametrize(("titles", "missing"), [("Nom|Option", "Prénoms"), ("Prénoms|Option", "Nom de naissance")])
def test_a_column_that_must_be_there_is_asked_for(titles: str, missing: str):
    inscrits, problems = lire(titles, "a|Production")
    assert inscrits == ()
    problem = seul_probleme(problems)
    assert f"« {missing} » manque" in problem.texte
    assert "lu : " in problem.remede
    assert problem.place == "ligne 1"


def test_the_faults_of_titles_are_told_where_the_titles_stand():
    tableau = Tableau("l", "", ("Prénoms", "Divers"), (Rangee(5, ("Zoé", "")),), ligne_entetes=4)
    _, problems = lire_candidats(tableau, projet_exemple().session, referentiel_livre())
    assert [p.place for p in problems] == ["cellule B4", "ligne 4"]


def test_a_list_without_candidates_is_refused():
    assert "aucun candidat" in seul_probleme(lire("Nom|Prénoms")[1]).texte


# --- cells: what is read ---------------------------------------------------------------------------------------


def test_the_least_list_gives_candidates_numbered_in_turn():
    inscrits, problems = lire("Nom|Prénoms", "Girard|Zoé", "Benoît|Éric")
    assert problems == []
    assert [(i.candidat.numero, i.candidat.nom_naissance, i.ligne) for i in inscrits] == [
        (1, "Girard", 2),
        (2, "Benoît", 3),
    ]
    assert [i.candidat.commission for i in inscrits] == ["J2", "J1"]
    assert inscrits[0].candidat.blocs_presentes == ("BC1", "BC2", "BC3")


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("Numéro", "12", 12),
        ("Numéro", "0012", 12),
        ("Civilité", "M.", "M."),
        ("Civilité", "Mr", "M."),
        ("Civilité", "MADAME", "Mme"),
        ("Civilité", "Mlle", "Mme"),
        ("Civilité", "", None),
        ("Nom d'usage", "Bonnet-Lacroix", "Bonnet-Lacroix"),
        ("Nom d'usage", "", None),
        ("Date de naissance", "14/03/1998", dt.date(1998, 3, 14)),
        ("Date de naissance", "4.3.1998", dt.date(1998, 3, 4)),
        ("Date de naissance", "04-03-1998", dt.date(1998, 3, 4)),
        ("Date de naissance", "1998-03-14", dt.date(1998, 3, 14)),
        ("Date de naissance", "", None),
        ("Lieu de naissance", "Saint-Louis (Sénégal)", "Saint-Louis (Sénégal)"),
        ("Courriel", "z@courriel.example", "z@courriel.example"),
        ("OF", "IFC Atlantique", "ifc-atlantique"),
        ("OF", "ifc  atlantique", "ifc-atlantique"),
        ("OF", "Ifc-Atlantique", "ifc-atlantique"),
        ("OF", "INSTITUT DE FORMATION DU COURTAGE - ATLANTIQUE", "ifc-atlantique"),
        ("OF", "ESAN", "ecole-nord"),
        ("OF", "ECOLE SUPERIEURE D’ASSURANCE DU NORD", "ecole-nord"),
        ("OF", "", None),
        ("Entreprise", "Berthier & Fils", "Berthier & Fils"),
        ("Tuteur", "Luc Berthier", "Luc Berthier"),
        ("Option", "Production", "production"),
        ("Option", "SINISTRE", "sinistre"),
        ("Option", "option sinistre", "sinistre"),
        ("Option", "", None),
        ("Voie d'accès", "VAE", "VAE"),
        ("Voie d'accès", "formation initiale apprentissage", "FORMATION_INITIALE_APPRENTISSAGE"),
        ("Voie d'accès", "", None),
        ("Blocs présentés", "BC4", ("BC4",)),
        ("Blocs présentés", "BC5, BC4", ("BC4", "BC5")),
        ("Blocs présentés", "bc4 et bc5", ("BC4", "BC5")),
        ("Blocs présentés", "BC 4 / BC 5", ("BC4", "BC5")),
        ("Blocs présentés", "4+5", ("BC4", "BC5")),
        ("Blocs présentés", "Bloc 4 ; bloc 5", ("BC4", "BC5")),
        ("Blocs présentés", "BC1 à BC3, BC5", ("BC1", "BC2", "BC3", "BC5")),
        ("Blocs présentés", "1-3", ("BC1", "BC2", "BC3")),
        ("Blocs présentés", "BC2–BC4", ("BC2", "BC3", "BC4")),
        ("Blocs présentés", "BC4, BC4", ("BC4",)),
        ("Blocs acquis", "BC1", ("BC1",)),
        ("Blocs acquis", "", ()),
        ("Temps supplémentaire", "oui", True),
        ("Temps supplémentaire", "X", True),
        ("Temps supplémentaire", "1", True),
        ("Temps supplémentaire", "Non", False),
        ("Temps supplémentaire", "0", False),
        ("Temps supplémentaire", "", False),
        ("Commission", "J2", "J2"),
        ("Commission", "j2", "J2"),
        ("Commission", "commission 2", "J2"),
        ("Ordre", "3", 3),
        ("Ordre", "", None),
        ("Heure", "9:30", dt.time(9, 30)),
        ("Heure", "14 h 05", dt.time(14, 5)),
        ("Heure", "09:30:00", dt.time(9, 30)),
        ("Heure", "", None),
        ("Sujets imposés", "C8-A, C9-B", ("C8-A", "C9-B")),
        ("Sujets imposés", "C8-A;C9-B C10-C", ("C8-A", "C9-B", "C10-C")),
        ("Sujets imposés", "", ()),
        ("Sujets déjà traités", "C8-A", ("C8-A",)),
    ],
)
def test_cells_as_people_write_them(column: str, cell: str, value: object):
    assert champ(column, cell) == value


@pytest.mark.parametrize("word", ["désisté", "Désistée", "DESISTEMENT", "annulé", "retiré"])
def test_a_withdrawn_candidate(word: str):
    assert un("Nom|Prénoms|Statut", f"Girard|Zoé|{word}").candidat.desiste is True


@pytest.mark.parametrize("word", ["", "inscrit", "Inscrite", "présent"])
def test_a_candidate_who_is_there(word: str):
    assert un("Nom|Prénoms|Statut", f"Girard|Zoé|{word}").candidat.desiste is False


@pytest.mark.parametrize("voie", VOIES_ACCES)
def test_the_voies_d_acces_are_those_of_the_caisse_des_depots(voie: str):
    assert champ("Voie d'accès", voie) == champ("Voie d'accès", voie.lower().replace("_", " ")) == voie


@pytest.mark.parametrize(
    ("option", "presented", "blocs"),
    [
        ("Production", "", PRODUCTION),
        ("Sinistre", "", SINISTRE),
        ("", "", ("BC1", "BC2", "BC3")),
        ("Sinistre", "BC7", ("BC7",)),
    ],
)
def test_without_blocs_presented_it_is_all_those_of_the_option(option: str, presented: str, blocs: tuple[str, ...]):
    inscrit = un("Nom|Prénoms|Option|Blocs présentés", f"Girard|Zoé|{option}|{presented}")
    assert inscrit.candidat.blocs_presentes == blocs


def test_names_are_kept_as_they_are_written():
    c = un("Nom|Prénoms", "de La Tour du Pin|Gonzague-Marie").candidat
    assert (c.nom_naissance, c.prenoms) == ("de La Tour du Pin", "Gonzague-Marie")


def test_a_short_row_has_empty_cells_at_its_end():
    assert un("Nom|Prénoms|Option|Ordre", "Girard|Zoé").candidat.ordre is None


def test_a_certification_without_options_asks_for_none():
    r = referentiel_livre()
    alone = r.model_copy(
        update={
            "parcours": r.parcours.model_copy(update={"options": (), "tronc_commun": ("BC1",)}),
            "blocs": r.blocs[:1],
        }
    )
    assert un("Nom|Prénoms|Option", "Girard|Zoé|", referentiel=alone).candidat.blocs_presentes == ("BC1",)


def test_the_place_of_a_field_is_its_cell_or_its_row():
    inscrit = un("Nom|Prénoms|Ordre", "Girard|Zoé|4")
    assert inscrit.place("ordre") == "cellule C2"
    assert inscrit.place("commission") == "ligne 2"
    assert inscrit.rempli("ordre")
    assert not inscrit.rempli("commission")
    assert not un("Nom|Prénoms|Ordre", "Girard|Zoé|").rempli("ordre")


# --- cells: what is refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell", "words", "remedy"),
    [
        ("Numéro", "douze", "nombre entier de 1 à 9999", "corrigez"),
        ("Numéro", "0", "nombre entier de 1 à 9999", "corrigez"),
        ("Numéro", "10000", "nombre entier", "corrigez"),
        ("Numéro", "1,5", "nombre entier", "corrigez"),
        ("Numéro", "-1", "nombre entier", "corrigez"),
        ("Numéro", "7,84E+13", "nombre entier", "corrigez"),
        ("Civilité", "Dr", "civilité inconnue", "M. ou Mme"),
        ("Civilité", "?", "civilité inconnue", "M. ou Mme"),
        ("Date de naissance", "31/02/1998", "cette date n'existe pas", "jour"),
        ("Date de naissance", "03/14/1998", "cette date n'existe pas", "mois"),
        ("Date de naissance", "14/03/98", "date illisible", "jj/mm/aaaa"),
        ("Date de naissance", "35868", "date illisible", "jj/mm/aaaa"),
        ("Date de naissance", "14 mars 1998", "date illisible", "jj/mm/aaaa"),
        ("OF", "IFC Atlantic", "organisme de formation inconnu", "Atlantique"),
        ("OF", "Autre école", "organisme de formation inconnu", "variantes"),
        ("Option", "Prodution", "option inconnue", "« Production »"),
        ("Option", "les deux", "option inconnue", "Production, Sinistre"),
        ("Voie d'accès", "apprentissage", "voie d'accès inconnue", "FORMATION_INITIALE_APPRENTISSAGE"),
        ("Blocs présentés", "BC8", "bloc « BC8 » inconnu", "BC1, BC2"),
        ("Blocs présentés", "BC4, production", "bloc « production » inconnu", "BC1"),
        ("Blocs présentés", "BC1 à BC9", "« BC1 à BC9 » inconnu", "BC1"),
        ("Blocs présentés", "BC5 à BC4", "« BC5 à BC4 » va à rebours", "premier"),
        ("Blocs présentés", "C8", "bloc « C8 » inconnu", "BC1"),
        ("Blocs acquis", "BC 12", "bloc « BC 12 » inconnu", "BC1"),
        ("Temps supplémentaire", "1/3", "oui ou non est attendu", "oui, non"),
        ("Temps supplémentaire", "peut-être", "oui ou non est attendu", "oui, non"),
        ("Temps supplémentaire", "✓", "oui ou non est attendu", "oui, non"),
        ("Temps supplémentaire", "?", "oui ou non est attendu", "oui, non"),
        ("Commission", "J3", "commission inconnue", "J1"),
        ("Ordre", "premier", "nombre entier", "corrigez"),
        ("Heure", "9.30", "une heure est attendue", "corrigez"),
        ("Heure", "24:00", "n'existe pas", "corrigez"),
        ("Statut", "absent", "statut inconnu", "désisté"),
        ("Statut", "✗", "statut inconnu", "désisté"),
        ("Sujets imposés", "C8/A", "« C8/A » n'est pas un code de sujet", "C8-A"),
        ("Sujets déjà traités", "../C8", "« ../C8 » n'est pas un code de sujet", "C8-A"),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_with_its_place_value_and_remedy(column, cell, words, remedy):
    problem = refus(column, cell)
    assert words in problem.texte
    assert problem.valeur == cell
    assert remedy in problem.remede


@pytest.mark.parametrize("column", ["Nom", "Prénoms"])
def test_a_missing_name_is_refused(column: str):
    cells = {"Nom": "Girard", "Prénoms": "Zoé", "Option": "Production"} | {column: ""}
    inscrits, problems = lire("|".join(cells), "|".join(cells.values()))
    problem = seul_probleme(problems)
    assert inscrits == ()
    assert "obligatoire" in problem.texte
    assert problem.place == f"cellule {'A' if column == 'Nom' else 'B'}2"


def test_a_list_with_numbers_gives_each_candidate_one():
    inscrits, problems = lire("Numéro|Nom|Prénoms", "1|Girard|Zoé", "|Benoît|Éric")
    problem = seul_probleme(problems)
    assert [i.candidat.numero for i in inscrits] == [1]
    assert (problem.place, problem.valeur) == ("cellule A3", None)
    assert "obligatoire" in problem.texte


@pytest.mark.parametrize("character", ["\x07", "\x0b", "\ufffe"])
def test_an_invisible_character_that_word_refuses_is_named(character: str):
    inscrits, problems = lire("Nom|Prénoms", f"Gi{character}rard|Zoé")
    problem = seul_probleme(problems)
    assert inscrits == ()
    assert f"U+{ord(character):04X}" in problem.texte
    assert problem.place == "cellule A2"
    # What is shown of the value must not carry the character into a terminal.
    assert character not in str(problem)


def test_a_row_with_more_cells_than_titles_is_refused_as_a_whole():
    inscrits, problems = lire("Nom|Prénoms|Date de naissance", "Girard|Zoé|Paris|14/03/1998", "Benoît|Éric|||")
    problem = seul_probleme(problems)
    assert "4 cellules pour 3 titres" in problem.texte
    assert problem.place == "ligne 2"
    assert "guillemets" in problem.remede
    assert [i.candidat.nom_naissance for i in inscrits] == ["Benoît"]


def test_all_faults_of_all_rows_are_told_at_once():
    _, problems = lire("Nom|Prénoms|Option|Date de naissance", "|Zoé|Prod|hier", "Benoît||Sinistre|40/01/1990")
    assert [p.place for p in problems] == ["cellule A2", "cellule D2", "cellule C2", "cellule B3", "cellule D3"]


@given(st.lists(st.text(max_size=12), min_size=len(colonnes_connues()), max_size=len(colonnes_connues())))
def test_whatever_the_cells_hold_each_row_is_read_or_refused_with_a_place(cells: list[str]):
    titles = tuple(c["libelle"] for c in colonnes_connues().values())
    tableau = Tableau("l", "", titles, (Rangee(2, tuple(cells)),))
    inscrits, problems = lire_candidats(tableau, projet_exemple().session, referentiel_livre())
    assert len(inscrits) == (0 if problems else 1)
    assert all(p.place and p.remede and p.texte for p in problems)
