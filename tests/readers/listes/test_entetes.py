from __future__ import annotations

import pytest

from kitgen.errors import Gravite
from kitgen.readers.listes.entetes import Titres, colonnes_connues, colonnes_du_tableau, trouver_tableau
from kitgen.readers.listes.tableau import Tableau
from tests.aides import projet_exemple, seul_probleme
from tests.readers.listes.aides import candidats, feuille, tableau

TITRES = Titres.connus({})


def trouve(*lignes, autres_feuilles: bool = False, **changes) -> Tableau:
    return trouver_tableau(feuille(*lignes, **changes), "liste.csv", TITRES, autres_feuilles=autres_feuilles)


def colonnes(titres: str, *lignes, ajouts=None, **changes):
    return colonnes_du_tableau(tableau(titres, *lignes, **changes), Titres.connus(ajouts or {}))


# --- titles that name a field ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "title"),
    [(f, t) for f, words in colonnes_connues().items() for t in (f, words["libelle"], *words["aussi"])],
)
def test_a_column_is_known_by_its_name_and_aliases_however_they_are_set(field: str, title: str):
    for style in (
        title,
        title.upper(),
        f"  {title} * ",
        f"{title} (obligatoire)",
        title.replace(" ", "_"),
        f"{title} :",
    ):
        assert TITRES.champ(style) == field, style


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("PRENOMS", "prenoms"),
        ("Date\nde naissance", "date_naissance"),
        ("DATE_DE_NAISSANCE", "date_naissance"),
        ("N°", "numero"),
        ("Nº", "numero"),
        ("n° de jury", "commission"),
        ("N°SIRET", "siret"),
        ("Nom (de naissance)", "nom_naissance"),
        ("Prénom(s)", "prenoms"),
        ("Tiers–temps", "temps_supplementaire"),
        ("Nom d’usage", "nom_usage"),
    ],
)
def test_accents_punctuation_and_parentheses_do_not_matter(title: str, field: str):
    assert TITRES.champ(title) == field


@pytest.mark.parametrize(
    "title", ["", "Divers", "Nom du tuteur et téléphone", "Noms", "Prénom 2", 12, 4.5, True, "x" * 500]
)
def test_what_names_no_field_is_none(title):
    assert TITRES.champ(title) is None


def test_no_title_is_an_alias_of_two_columns():
    words = {w for c in colonnes_connues().values() for w in {c["libelle"], *c["aussi"]}}
    named = [(TITRES.champ(w), f) for f, c in colonnes_connues().items() for w in {c["libelle"], *c["aussi"]}]
    assert [(a, b) for a, b in named if a != b] == []
    assert len({w.casefold() for w in words}) == len(words)


def test_each_field_of_the_model_has_a_column():
    fields = set(projet_exemple().candidats[0].model_dump())
    assert set(colonnes_connues()) == (fields - {"desiste"}) | {"statut"}


def test_the_titles_of_the_session_win_over_the_usual_ones():
    own = Titres.connus({"tuteur": ["Référent", "Commission"], "numero": ["Id_Interne"]})
    assert own.champ("REFERENT") == own.champ("Commission") == "tuteur"
    assert own.champ("id interne") == "numero"
    assert own.champ("Jury") == "commission"
    assert own.champ("N°") == "numero"


def test_the_fields_of_a_row_are_counted_once_each():
    assert TITRES.reconnus(["Nom", "Nom de naissance", "Prénoms", "", "Divers", 12]) == 2


# --- which row -------------------------------------------------------------------------------------------------


def test_titles_in_the_first_row_are_not_worth_a_word():
    found = trouve("Nom|Prénoms", "Girard|Zoé")
    assert (found.entetes, found.ligne_entetes, found.avant) == (("Nom", "Prénoms"), 1, ())
    assert found.lecture == "lue"
    assert [r.numero for r in found.rangees] == [2]


def test_titles_are_found_below_headings_which_are_kept_aside():
    found = trouve("CQP – session de décembre|", "|édité le 1/12", "Nom|Prénoms|Option", "Girard|Zoé|Production")
    assert (found.entetes, found.ligne_entetes) == (("Nom", "Prénoms", "Option"), 3)
    assert found.lecture == "lue, titres à la ligne 3"
    assert [r.numero for r in found.avant] == [1, 2]
    assert [r.numero for r in found.rangees] == [4]


def test_the_row_that_names_the_most_fields_wins_and_of_two_alike_the_first():
    assert trouve("Nom|", "Nom|Prénoms", "Nom|Prénoms").ligne_entetes == 2


def test_without_a_known_title_the_first_row_holds_the_titles():
    assert trouve("a|b", "c|d").entetes == ("a", "b")


def test_titles_are_not_looked_for_among_the_candidates():
    rows = [f"Nom {n}|x" for n in range(60)]
    assert trouve("a|b", *rows, "Nom|Prénoms|Option").ligne_entetes == 1


def test_titles_that_are_numbers_are_shown_as_such():
    assert trouve(("Nom", "Prénoms", 2026)).entetes == ("Nom", "Prénoms", "2026")


def test_the_sheet_is_named_where_there_are_others():
    assert trouve("Nom|Prénoms", "a|b", nom="Inscrits").lecture == "lue"
    found = trouve("titre|", "Nom|Prénoms", "a|b", nom="Inscrits", autres_feuilles=True)
    assert found.lecture == "lue, feuille « Inscrits », titres à la ligne 2"
    assert found.feuille == "Inscrits"


# --- rows that are no candidates -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        "Total|12",
        "TOTAL : 12",
        "Sous-total|",
        "Total général||12",
        "Nombre de candidats|12",
        "Effectif : 12",
        "Nb candidats|3",
    ],
)
def test_a_total_is_left_aside_and_said(row: str):
    found = trouve("Nom|Prénoms|Option", "Girard|Zoé|", row, ("Total", 12, ""))
    assert [r.numero for r in found.rangees] == [2]
    assert found.lecture == "lue, lignes 3, 4 laissées de côté (total)"


@pytest.mark.parametrize("row", ["Total|Zoé|", "Totaline|Zoé|", "Nombre|Zoé|", "Totaro||"])
def test_a_name_like_a_total_is_a_name(row: str):
    assert len(trouve("Nom|Prénoms|Option", "Girard|Zoé|", row).rangees) == 2


def test_titles_that_are_repeated_on_each_page_are_left_aside_and_said():
    found = trouve("Nom|Prénoms", "a|b", "NOM|Prenoms", "c|d", "Nom|Prénoms", "Total|")
    assert [r.numero for r in found.rangees] == [2, 4]
    assert found.lecture == "lue, lignes 3, 5 laissées de côté (titres répétés), ligne 6 laissée de côté (total)"


def test_many_rows_left_aside_are_not_all_named():
    found = trouve("Nom|Prénoms", *["Total|"] * 7)
    assert found.lecture == "lue, lignes 2, 3, 4, 5, 6… laissées de côté (total)"


# --- which column ----------------------------------------------------------------------------------------------


def test_columns_are_found_in_any_order():
    assert colonnes("Option|Prénoms|NOM") == ({"option": 0, "prenoms": 1, "nom_naissance": 2}, [])


def test_an_unknown_column_is_left_aside_with_a_warning_and_a_suggestion():
    inscrits, problems = candidats(tableau("Nom|Prénoms|Entrprise", "Girard|Zoé|Ponant"))
    problem = seul_probleme(problems)
    assert (problem.place, problem.valeur, problem.gravite) == ("cellule C1", "Entrprise", Gravite.AVERTISSEMENT)
    assert problem.texte == "colonne inconnue, laissée de côté"
    assert problem.remede.startswith("vouliez-vous dire « Entreprise » ? Sinon, ")
    assert "sous « colonnes » dans session.yaml" in problem.remede
    assert inscrits[0].candidat.entreprise is None


def test_an_unknown_column_like_no_other_has_no_suggestion():
    _, problems = colonnes("Nom|Prénoms|Permis B")
    assert "vouliez-vous" not in seul_probleme(problems).remede


def test_a_column_that_the_session_declares_is_no_longer_unknown():
    columns, problems = colonnes("Nom|Prénoms|Référent", ajouts={"tuteur": ["Référent"]})
    assert problems == []
    assert columns["tuteur"] == 2


def test_a_column_without_a_title_that_is_empty_is_no_column():
    assert colonnes("Nom||Prénoms", "Girard||Zoé") == ({"nom_naissance": 0, "prenoms": 2}, [])


@pytest.mark.parametrize(("rows", "count"), [(["a|x|b"], "1 cellule)"), (["a|x|b", "c||d", "e|y|f"], "2 cellules)")])
def test_a_column_without_a_title_that_holds_something_is_said(rows: list[str], count: str):
    columns, problems = colonnes("Nom||Prénoms", *rows)
    problem = seul_probleme(problems)
    assert columns == {"nom_naissance": 0, "prenoms": 2}
    assert (problem.place, problem.gravite, problem.valeur) == ("cellule B1", Gravite.AVERTISSEMENT, None)
    assert problem.texte.startswith("cette colonne n'a pas de titre ; elle est laissée de côté (")
    assert problem.texte.endswith(count)


def test_two_columns_for_one_field_are_refused():
    columns, problems = colonnes("Nom|Prénoms|Nom de naissance")
    problem = seul_probleme(problems)
    assert (problem.place, problem.valeur, problem.gravite) == ("cellule C1", "Nom de naissance", Gravite.ERREUR)
    assert problem.texte == "deux colonnes disent la même chose (déjà en A1)"
    assert columns["nom_naissance"] == 0


def test_a_hidden_column_is_read_and_said():
    columns, problems = colonnes("Nom|Prénoms|Option|Divers", colonnes_masquees=frozenset({2, 9}))
    hidden, unknown = problems
    assert columns["option"] == 2
    assert (hidden.place, hidden.valeur, hidden.gravite) == ("cellule C1", "Option", Gravite.AVERTISSEMENT)
    assert hidden.texte == "colonne masquée : elle est lue comme les autres"
    assert unknown.place == "cellule D1"


@pytest.mark.parametrize(("titles", "missing"), [("Nom|Option", "Prénoms"), ("Prénoms|Option", "Nom de naissance")])
def test_a_column_that_must_be_there_is_asked_for(titles: str, missing: str):
    inscrits, problems = candidats(tableau(titles, "a|Production"))
    assert inscrits == []
    problem = seul_probleme(problems)
    assert problem.texte == f"la colonne « {missing} » manque"
    assert f"(lu : {titles.replace('|', ', ')})" in problem.remede
    assert (problem.place, problem.gravite) == ("ligne 1", Gravite.ERREUR)


def test_the_faults_of_titles_are_told_where_the_titles_stand():
    _, problems = colonnes("Prénoms|Divers", ligne_entetes=4)
    assert [p.place for p in problems] == ["cellule B4", "ligne 4"]
