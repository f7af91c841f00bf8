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
from kitgen.readers.listes.candidats import Inscrit, heures_en_ordre
from kitgen.readers.listes.entetes import colonnes_connues
from kitgen.readers.listes.tableau import ErreurDeFormule, Rangee, Tableau, regrouper
from tests.aides import referentiel_livre, seul_probleme
from tests.readers.listes.aides import candidats, tableau

PRODUCTION = ("BC1", "BC2", "BC3", "BC4", "BC5")
SINISTRE = ("BC1", "BC2", "BC3", "BC6", "BC7")


def lire(titres: str, *lignes: str, session: Session | None = None, referentiel: Referentiel | None = None):
    """Read a list written with « | » between its cells."""
    return candidats(tableau(titres, *lignes), session, referentiel)


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
        ("Date de naissance", "14 mars 1998", dt.date(1998, 3, 14)),
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
        ("Temps supplémentaire", "✓", True),
        ("Temps supplémentaire", "1/3", True),
        ("Temps supplémentaire", "Non", False),
        ("Temps supplémentaire", "0", False),
        ("Temps supplémentaire", "", False),
        ("Commission", "J2", "J2"),
        ("Commission", "j2", "J2"),
        ("Commission", "commission 2", "J2"),
        ("Ordre", "3", 3),
        ("Ordre", "", None),
        ("Heure de passage", "9:30", dt.time(9, 30)),
        ("Heure de passage", "14 h 05", dt.time(14, 5)),
        ("Heure de passage", "09:30:00", dt.time(9, 30)),
        ("Heure de passage", "", None),
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
        ("Date de naissance", "03/14/1998", "date à l'américaine", "vérifiez toutes les dates de la colonne"),
        ("Date de naissance", "14/03/26", "l'année n'a que deux chiffres", "quatre chiffres"),
        ("Date de naissance", "14 mas 1998", "date illisible", "jj/mm/aaaa"),
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
        ("Temps supplémentaire", "1/4", "oui ou non est attendu", "oui, non"),
        ("Temps supplémentaire", "peut-être", "oui ou non est attendu", "oui, non"),
        ("Temps supplémentaire", "?", "oui ou non est attendu", "oui, non"),
        ("Commission", "J3", "commission inconnue", "J1"),
        ("Ordre", "premier", "nombre entier", "corrigez"),
        ("Heure de passage", "24:00", "heure illisible", "9 h 30"),
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
    assert inscrits == []
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
    assert inscrits == []
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
    inscrits, problems = candidats(Tableau("l", "", titles, (Rangee(2, tuple(cells)),)))
    errors = [p for p in problems if p.gravite is Gravite.ERREUR]
    assert len(inscrits) == (0 if errors else 1)
    assert all(p.place and p.remede and p.texte for p in problems)


# --- cells that are typed --------------------------------------------------------------------------------------


TYPEES = {
    "Date de naissance": (dt.date(1998, 3, 14), "date_naissance", dt.date(1998, 3, 14)),
    "Heure de passage": (dt.time(9, 30), "heure", dt.time(9, 30)),
    "Blocs présentés": (4, "blocs_presentes", ("BC4",)),
    "Temps supplémentaire": (True, "temps_supplementaire", True),
    "Présentation adaptée": ("dys", "variante", "dys"),
    "Ordre": (3, "ordre", 3),
    "Sexe": ("Femme", "sexe", "F"),
    "SIRET": (73282932000074, "siret", "73282932000074"),
    "Code postal": ("44000", "code_postal", "44000"),
    "Code Insee de naissance": (44109, "insee_naissance", "44109"),
    "Téléphone": ("06 39 98 01 02", "telephone", "06 39 98 01 02"),
    "Adresse": (12, "adresse", "12"),
    "Ville": ("Nantes", "ville", "Nantes"),
    "Pays de naissance": ("Sénégal", "pays_naissance", "Sénégal"),
}


@pytest.mark.parametrize("column", TYPEES)
def test_a_cell_of_a_workbook_has_its_type(column: str):
    cell, field, value = TYPEES[column]
    inscrits, problems = candidats(tableau(f"Nom|Prénoms|{column}", ("Girard", "Zoé", cell)))
    assert problems == []
    assert getattr(inscrits[0].candidat, field) == value


def test_the_error_of_a_formula_is_refused_whatever_its_column():
    columns = [
        "Nom",
        "Prénoms",
        *(c for c in map(_usual, colonnes_connues()) if c not in ("Nom de naissance", "Prénoms")),
    ]
    cells = ["Girard", "Zoé", *[ErreurDeFormule("#N/A")] * (len(columns) - 2)]
    inscrits, problems = candidats(tableau("|".join(columns), cells))
    assert inscrits == []
    wrong = {p.cases[0].colonne for p in problems if p.valeur == "#N/A" and p.gravite is Gravite.ERREUR}
    assert wrong == set(range(2, len(columns)))
    assert {p.texte for p in problems} == {"une formule en erreur"}


def test_what_was_repaired_is_one_remark_for_a_whole_column():
    inscrits, problems = candidats(
        tableau("Nom|Prénoms|Code postal", ("Girard", "Zoé", 1000), ("Benoît", "Éric", 1250), ("Dupont", "Jean", 44000))
    )
    assert [i.candidat.code_postal for i in inscrits] == ["01000", "01250", "44000"]
    problem = seul_probleme(regrouper(problems))
    assert problem.gravite is Gravite.AVERTISSEMENT
    assert problem.place == "cellules C2 et C3"
    assert problem.valeur is None
    assert "zéro du début a été rendu" in problem.texte


def test_the_same_refused_value_is_one_remark_and_another_value_another():
    _, problems = lire("Nom|Prénoms|Option", "A|Zoé|Vie", "B|Éric|Vie", "C|Jean|Auto")
    assert [(p.place, p.valeur) for p in regrouper(problems)] == [
        ("cellules C2 et C3", "Vie"),
        ("cellule C4", "Auto"),
    ]


def test_the_calendar_of_the_workbook_counts_its_days():
    rows = ("Nom|Prénoms|Date de naissance", ("Girard", "Zoé", 35868))
    (since_1900,), _ = candidats(tableau(*rows))
    (since_1904,), _ = candidats(tableau(*rows, depuis_1904=True))
    assert since_1900.candidat.date_naissance == dt.date(1998, 3, 14)
    assert since_1904.candidat.date_naissance == dt.date(2002, 3, 15)


# --- rows ------------------------------------------------------------------------------------------------------


def test_the_example_row_of_the_model_is_no_candidate_and_takes_no_number():
    inscrits, problems = lire("Nom|Prénoms|Statut", "Lefèvre|Amélie|Exemple", "Girard|Zoé|")
    assert problems == []
    assert [(i.candidat.numero, i.ligne) for i in inscrits] == [(1, 3)]


def test_a_list_with_the_example_row_alone_has_no_candidate():
    _, problems = lire("Nom|Prénoms|Statut", "Lefèvre|Amélie|exemple")
    assert "aucun candidat" in seul_probleme(problems).texte


def test_a_row_with_one_filled_cell_among_many_columns_is_a_note_and_is_refused_once():
    inscrits, problems = lire("Nom|Prénoms|Option|Ordre", "Girard|Zoé||", "Groupe de Nantes|||")
    problem = seul_probleme(problems)
    assert [i.ligne for i in inscrits] == [2]
    assert "n'est pas celle d'un candidat" in problem.texte
    assert (problem.place, problem.valeur) == ("cellule A3", "Groupe de Nantes")


def test_a_workbook_row_that_goes_beyond_the_titles_is_refused_without_a_word_of_quotes():
    _, problems = candidats(tableau("Nom|Prénoms", "Girard|Zoé|remarque", feuille="Liste"))
    problem = seul_probleme(problems)
    assert problem.place == "feuille « Liste », ligne 2"
    assert "titre à chaque colonne" in problem.remede
    assert "guillemets" not in problem.remede


def test_the_of_of_the_list_is_that_of_the_rows_which_name_none():
    rows = tableau("Nom|Prénoms|OF", "Girard|Zoé|", "Benoît|Éric|ESAN")
    inscrits, problems = candidats(rows, organisme="ifc-atlantique")
    assert problems == []
    assert [i.candidat.organisme for i in inscrits] == ["ifc-atlantique", "ecole-nord"]


# --- hours that make an order ----------------------------------------------------------------------------------


def _orders(*lignes: str) -> list[int | None]:
    inscrits, problems = lire("Numéro|Nom|Prénoms|Commission|Heure de passage|Ordre", *lignes)
    assert problems == []
    ordered = heures_en_ordre(inscrits)
    assert [(i.candidat.numero, i.ligne, i.remplis) for i in ordered] == [
        (i.candidat.numero, i.ligne, i.remplis) for i in inscrits
    ]
    return [i.candidat.ordre for i in ordered]


def test_hours_make_the_order_of_a_commission():
    assert _orders("1|A|a|J1|11 h|", "2|B|b|J1|9 h 30|", "3|C|c|J1|10:00|") == [3, 1, 2]


def test_candidates_of_the_same_hour_come_by_their_number():
    assert _orders("2|A|a|J1|9 h|", "1|B|b|J1|9 h|") == [2, 1]


def test_each_commission_has_its_own_order():
    assert _orders("1|A|a|J1|10 h|", "2|B|b|J2|9 h|", "3|C|c|J2|8 h|", "4|D|d|J1|9 h|") == [2, 2, 1, 1]


def test_hours_change_nothing_where_one_is_missing_or_an_order_is_given():
    assert _orders("1|A|a|J1|11 h|", "2|B|b|J1||") == [None, None]
    assert _orders("1|A|a|J1|11 h|1", "2|B|b|J1|9 h|2") == [1, 2]
    assert _orders("1|A|a|J1|11 h|", "2|B|b|J1|9 h|2", "3|C|c|J2|9 h|") == [None, 2, 1]
