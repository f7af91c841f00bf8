from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitgen.readers.listes import cellules, chiffres, dates
from kitgen.readers.listes.cellules import Refus, Repare
from kitgen.readers.listes.dates import Dates
from kitgen.readers.listes.tableau import ErreurDeFormule, Valeur

SESSION = dt.date(2026, 12, 8)
NE = dt.date(1998, 3, 14)
date = Dates(SESSION)


def repare(convert: Callable[[Valeur], Any], value: Valeur) -> tuple[Any, str, str]:
    """What a cell was repaired to, and what is said of it."""
    found = convert(value)
    assert isinstance(found, Repare), found
    return found.valeur, found.texte, found.remede


def refus(convert: Callable[[Valeur], Any], value: Valeur) -> str:
    """Why a cell is refused, and what to do."""
    with pytest.raises(Refus) as caught:
        convert(value)
    assert caught.value.remede
    return f"{caught.value.texte} → {caught.value.remede}"


TOUS: dict[str, Callable[[Valeur], Any]] = {
    **{
        name: getattr(module, name)
        for module, names in (
            (
                cellules,
                ("texte", "nom", "entier", "courriel", "civilite", "sexe", "voie", "oui_non", "variante"),
            ),
            (cellules, ("desiste", "codes")),
            (chiffres, ("siret", "code_postal", "code_insee", "telephone")),
            (dates, ("heure",)),
        )
        for name in names
    },
    "date": date,
}


@pytest.mark.parametrize("name", TOUS)
def test_an_empty_cell_is_never_a_fault(name: str):
    assert TOUS[name]("") in (None, False, ())


@pytest.mark.parametrize("name", TOUS)
def test_the_error_of_a_formula_is_never_a_value(name: str):
    assert refus(TOUS[name], ErreurDeFormule("#N/A")).startswith("une formule en erreur → corrigez la formule")


VALEURS = st.one_of(
    st.text(max_size=20),
    st.from_regex(r"[0-9 ./:,hE+-]{1,15}", fullmatch=True),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(st.sampled_from(sorted(TOUS)), VALEURS)
def test_whatever_a_cell_holds_it_is_read_repaired_or_refused(name: str, value: Valeur):
    try:
        found = TOUS[name](value)
    except Refus as refusal:
        assert refusal.texte
        assert refusal.remede
    else:
        assert not isinstance(found, Repare) or (found.texte and found.remede and found.valeur is not None)


# --- dates -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        *(NE, dt.datetime(1998, 3, 14), dt.datetime(1998, 3, 14, 23, 59)),
        *("14/03/1998", "14/3/1998", "14-03-1998", "14.03.1998", "14 03 1998", "14 / 03 / 1998", "14/03/1998 00:00:00"),
        *("1998-03-14", "1998/03/14", "1998-3-14", "1998-03-14T00:00:00", "1998-03-14 00:00"),
        *("14 mars 1998", "14 Mars 1998", "14 MARS 1998", "14-mars-1998"),
    ],
)
def test_a_date_of_birth_in_any_notation(value: Valeur):
    assert date(value) == NE


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1er août 1998", dt.date(1998, 8, 1)),
        ("1 aout 1998", dt.date(1998, 8, 1)),
        ("3 févr. 1998", dt.date(1998, 2, 3)),
        ("3 Février 1998", dt.date(1998, 2, 3)),
        ("31 déc. 1998", dt.date(1998, 12, 31)),
        ("5 juil. 1998", dt.date(1998, 7, 5)),
        ("04/05/1998", dt.date(1998, 5, 4)),
        ("29/02/2000", dt.date(2000, 2, 29)),
    ],
)
def test_months_in_words_and_the_french_order(written: str, read: dt.date):
    assert date(written) == read


@pytest.mark.parametrize(
    ("value", "since_1904", "read"),
    [
        (35868, False, NE),
        (35868.0, False, NE),
        (35868.75, False, NE),
        ("35868", False, NE),
        (34406, True, NE),
        (36526, False, dt.date(2000, 1, 1)),
    ],
)
def test_the_number_of_a_day_is_repaired_by_the_calendar_of_the_workbook(value, since_1904: bool, read: dt.date):
    found, text, remedy = repare(Dates(SESSION, since_1904), value)
    assert found == read
    assert text == f"nombre lu comme une date d'Excel (calendrier {1904 if since_1904 else 1900})"
    assert remedy == "mettez la colonne au format Date et vérifiez le jour"


@pytest.mark.parametrize("value", [14, 1998, 4999, 60001, 0, -3, 14031998, 1e300, True, dt.time(9, 30), "1998"])
def test_a_number_that_is_no_day_of_birth_is_refused(value: Valeur):
    assert refus(date, value) == "date illisible → écrivez jj/mm/aaaa, par exemple 03/04/1990"


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("14/03/98", 1998),
        ("14/03/50", 1950),
        ("14/03/41", 1941),
        ("14/03/00", 2000),
        ("14/03/12", 2012),
        ("14 mars 98", 1998),
    ],
)
def test_a_year_of_two_digits_is_read_in_the_century_that_gives_a_possible_age(written: str, year: int):
    found, text, remedy = repare(date, written)
    assert found == dt.date(year, 3, 14)
    assert text == "année à deux chiffres : lue dans le siècle qui donne un âge possible"
    assert remedy == "écrivez l'année en quatre chiffres"


@pytest.mark.parametrize("written", ["14/03/13", "14/03/26", "14/03/40", "14 mars 30"])
def test_a_year_of_two_digits_that_gives_no_possible_age_is_refused(written: str):
    assert refus(date, written) == "l'année n'a que deux chiffres → écrivez l'année en quatre chiffres"


@pytest.mark.parametrize("written", ["03/14/1998", "3/31/98", "12-25-1990"])
def test_an_american_date_is_refused_and_puts_the_whole_column_in_doubt(written: str):
    said = refus(date, written)
    assert said.startswith("date à l'américaine (mois/jour/année) → écrivez jj/mm/aaaa")
    assert "vérifiez toutes les dates de la colonne" in said
    assert "peuvent être inversées" in said


@pytest.mark.parametrize(
    "written",
    [
        "31/02/1998",
        "00/03/1998",
        "14/00/1998",
        "14/32/1998",
        "14/13/1998",
        "1998-13-14",
        "1998-02-30",
        "32 mars 1998",
        "29/02/1999",
        "31/04/98",
    ],
)
def test_a_day_that_is_in_no_calendar_is_refused(written: str):
    assert refus(date, written) == "cette date n'existe pas → corrigez le jour, le mois ou l'année"


@pytest.mark.parametrize(
    "written", ["hier", "mars 1998", "14 mas 1998", "14/03", "14/03/199", "1998-03", "14/03/1998 ?", "?"]
)
def test_what_is_no_date_is_refused(written: str):
    assert refus(date, written) == "date illisible → écrivez jj/mm/aaaa, par exemple 03/04/1990"


# --- codes of companies ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["73282932000074", "732 829 320 00074", "732.829.320.00074", "732\u202f829 320-00074", 73282932000074]
)
def test_a_siret_has_fourteen_digits_however_they_are_spaced(value: Valeur):
    assert chiffres.siret(value if isinstance(value, int) else value.replace("\u202f", " ")) == "73282932000074"


@pytest.mark.parametrize("value", ["35600000000048", 35600000000048, "35600000049837"])
def test_the_sirets_of_la_poste_have_a_rule_of_their_own(value: Valeur):
    assert chiffres.siret(value) == str(value)


@pytest.mark.parametrize(
    ("value", "siret"),
    [(5480033900035, "05480033900035"), (325175800011, "00325175800011"), ("5480033900035", "05480033900035")],
)
def test_zeros_that_excel_took_from_a_siret_are_given_back(value: int, siret: str):
    found, text, remedy = repare(chiffres.siret, value)
    assert found == siret
    assert text == "des zéros ont été rendus au début du SIRET, qu'Excel avait retirés"
    assert remedy == "mettez la colonne au format Texte"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("73282932000075", "ce SIRET n'existe pas (sa clé est fausse) → vérifiez chaque chiffre"),
        ("7328293200007", "un SIRET a 14 chiffres, celui-ci 13"),
        ("35600000000049", "ce SIRET n'existe pas"),
        ("732829320", "c'est un SIREN (9 chiffres), un SIRET en a 14 → ajoutez les cinq chiffres de l'établissement"),
        (732829320, "c'est un SIREN (9 chiffres)"),
        ("7,84E+13", "Excel a perdu des chiffres du SIRET → mettez la colonne au format Texte et saisissez-le"),
        ("7.84671E+13", "Excel a perdu des chiffres du SIRET"),
        (78467100000000, "Excel a perdu des chiffres du SIRET"),
        (73282932000074.5, "ce SIRET n'est pas entier"),
        ("en cours", "SIRET illisible : des chiffres sont attendus"),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "SIRET illisible"),
        (dt.date(2026, 1, 1), "un SIRET a 14 chiffres, celui-ci 8"),
    ],
)
def test_a_siret_that_is_wrong_is_refused(value: Valeur, words: str):
    assert words in refus(chiffres.siret, value)


# --- postcodes, communes, telephones, e-mails ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("44000", "44000"),
        ("44 000", "44000"),
        (44000, "44000"),
        ("01000", "01000"),
        ("B-1000", "B-1000"),
        ("SW1A 1AA", "SW1A 1AA"),
    ],
)
def test_a_postcode(value: Valeur, code: str):
    assert chiffres.code_postal(value) == code


@pytest.mark.parametrize("value", [1000, "1000"])
def test_the_zero_that_excel_took_from_a_postcode_is_given_back(value: Valeur):
    found, text, remedy = repare(chiffres.code_postal, value)
    assert found == "01000"
    assert text == "le zéro du début a été rendu au code postal, qu'Excel avait retiré"
    assert "B-1000" in remedy


@pytest.mark.parametrize("value", ["440", 440, "0100", "440001", 440001])
def test_a_postcode_that_has_not_five_digits_is_refused(value: Valeur):
    assert refus(chiffres.code_postal, value).startswith("un code postal a cinq chiffres → corrigez-le")


def test_a_postcode_that_is_no_whole_number_is_refused():
    assert "ce code postal n'est pas entier" in refus(chiffres.code_postal, 44000.5)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("44109", "44109"),
        (44109, "44109"),
        ("2A004", "2A004"),
        ("2b033", "2B033"),
        ("99341", "99341"),
        ("01 053", "01053"),
    ],
)
def test_a_code_of_the_insee(value: Valeur, code: str):
    assert chiffres.code_insee(value) == code


@pytest.mark.parametrize("value", [1053, "1053"])
def test_the_zero_that_excel_took_from_a_code_of_the_insee_is_given_back(value: Valeur):
    found, text, _ = repare(chiffres.code_insee, value)
    assert found == "01053"
    assert text == "le zéro du début a été rendu au code Insee, qu'Excel avait retiré"


@pytest.mark.parametrize("value", ["105", "2C004", "441090", "Nantes", 441090, 53])
def test_a_code_of_the_insee_that_is_wrong_is_refused(value: Valeur):
    assert refus(chiffres.code_insee, value).startswith("un code Insee de commune a cinq caractères (44109, 2A004) → ")


@pytest.mark.parametrize(
    "value", ["06 39 98 01 02", "0639980102", "06.39.98.01.02", "+33 6 39 98 01 02", "06-39-98-01-02"]
)
def test_a_telephone_is_kept_as_given(value: str):
    assert chiffres.telephone(value) == value


@pytest.mark.parametrize("value", [639980102, "639980102"])
def test_the_zero_that_excel_took_from_a_telephone_is_given_back(value: Valeur):
    found, text, _ = repare(chiffres.telephone, value)
    assert found == "06 39 98 01 02"
    assert text == "le zéro du début a été rendu au téléphone, qu'Excel avait retiré"


def test_a_telephone_with_its_country_that_excel_took_for_a_number_has_its_plus_again():
    assert chiffres.telephone(33639980102) == "+33639980102"


@pytest.mark.parametrize("value", ["06 39 98", "à demander", "portable : 06 39 98 01 02", 12345, "1" * 16])
def test_a_telephone_that_cannot_be_one_is_refused(value: Valeur):
    assert refus(chiffres.telephone, value).startswith("numéro de téléphone illisible → dix chiffres, ou +")


@pytest.mark.parametrize("value", ["3,364E+10", "3.364e10"])
def test_a_telephone_whose_digits_excel_lost_is_refused(value: str):
    assert refus(chiffres.telephone, value).startswith("Excel a perdu des chiffres du numéro de téléphone → ")


def test_an_e_mail_is_kept_as_given():
    assert cellules.courriel("Zoe.Girard+cqp@sous.courriel.example") == "Zoe.Girard+cqp@sous.courriel.example"


@pytest.mark.parametrize(
    "value", ["zoe", "zoe@courriel", "a@b.fr, c@d.fr", "a@b.fr;c@d.fr", "zoe @b.fr", "<a@b.fr>", "a@b@c.fr", 4]
)
def test_an_e_mail_that_cannot_be_one_is_refused(value: Valeur):
    assert refus(cellules.courriel, value).startswith("adresse électronique illisible → une seule adresse")


# --- hours -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        *("9 h 30", "9h30", "09h30", "9:30", "09:30:00", "9.30", "9H30", "9 heures 30"),
        *(dt.time(9, 30), dt.time(9, 30, 12), dt.datetime(2026, 12, 8, 9, 30), 0.3958333333333333),
    ],
)
def test_an_hour_in_any_notation(value: Valeur):
    assert dates.heure(value) == dt.time(9, 30)


@pytest.mark.parametrize(
    ("value", "hour"), [("14 h", dt.time(14)), ("14h", dt.time(14)), (0.9999, dt.time(0, 0)), ("0h05", dt.time(0, 5))]
)
def test_whole_hours_and_midnight(value: Valeur, hour: dt.time):
    assert dates.heure(value) == hour


@pytest.mark.parametrize(
    "value", ["9", 9, "24 h", "9 h 60", "matin", 1.5, -0.5, "9 h 3", "9h30-10h", dt.date(2026, 12, 8), True]
)
def test_what_is_no_hour_is_refused(value: Valeur):
    assert refus(dates.heure, value) == "heure illisible → écrivez l'heure ainsi : 9 h 30"


# --- names, numbers, words -------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["de La Tour du Pin", "N'Diaye", "Đặng", "X"])
def test_a_name_is_kept_as_given(value: str):
    assert cellules.nom(value) == value


@pytest.mark.parametrize("value", [12, 1.5, True, dt.date(2026, 1, 1), dt.time(9), dt.timedelta(1)])
def test_a_number_or_a_date_is_no_name(value: Valeur):
    assert refus(cellules.nom, value) == "un nom est attendu, pas un nombre ni une date → corrigez la cellule"


@pytest.mark.parametrize("value", ["?", "-", "12", "…"])
def test_a_name_has_a_letter(value: str):
    assert refus(cellules.nom, value) == "un nom est attendu → corrigez la cellule"


@pytest.mark.parametrize(
    ("value", "number"), [(1, 1), ("1", 1), ("0012", 12), (9999, 9999), ("12,0", 12), ("12.00", 12), ("9999", 9999)]
)
def test_a_number(value: Valeur, number: int):
    assert cellules.entier(value) == number


@pytest.mark.parametrize(
    "value", [0, "0", "0000", 10000, "10000", -1, 1.5, "1,5", "douze", True, "n° 3", "7,84E+13", dt.date(2026, 1, 1)]
)
def test_what_is_no_number_from_1_to_9999_is_refused(value: Valeur):
    assert refus(cellules.entier, value) == "un nombre entier de 1 à 9999 est attendu → corrigez la cellule"


@pytest.mark.parametrize(("value", "shown"), [(12, "12"), (4.5, "4,5"), (True, "oui"), (NE, "14/03/1998"), ("x", "x")])
def test_any_cell_may_be_taken_as_text(value: Valeur, shown: str):
    assert cellules.texte(value) == shown


@pytest.mark.parametrize(
    ("convert", "read", "words"),
    [
        (cellules.civilite, "M.", ["M", "M.", "Mr", "MR.", "Monsieur"]),
        (cellules.civilite, "Mme", ["Mme", "MME", "Mme.", "Madame", "Mlle"]),
        (cellules.sexe, "F", ["F", "f", "Femme", "Féminin"]),
        (cellules.sexe, "M", ["M", "H", "homme", "MASCULIN"]),
        (cellules.voie, "VAE", ["VAE", "vae", "Vae."]),
        (cellules.voie, "CANDIDAT_LIBRE", ["Candidat libre", "CANDIDAT_LIBRE", "candidat-libre"]),
        (cellules.oui_non, True, ["oui", "Oui", "O", "x", "X", "1", 1, True, "vrai", "VRAI"]),
        (cellules.oui_non, True, ["✓", "✔", "☑", "1/3", "tiers-temps"]),
        (cellules.oui_non, False, ["non", "Non", "N", "0", 0, False, "FAUX", "sans"]),
        (cellules.variante, "dys", ["dys", "DYS", "Dys.", "oui", "x", True, 1]),
        (cellules.variante, None, ["", "non", "Non", False, 0]),
        (cellules.desiste, True, ["désisté", "Désistée", "DÉSISTEMENT", "annulé", "annulée", "retiré"]),
        (cellules.desiste, False, ["inscrit", "Inscrite", "présent", "PRÉSENTE"]),
    ],
)  # fmt: skip
def test_words_that_have_several_spellings(convert, read: object, words: list[Valeur]):
    assert [convert(w) for w in words] == [read] * len(words)


@pytest.mark.parametrize(
    ("convert", "value", "said"),
    [
        (cellules.civilite, "Dr", "civilité inconnue → écrivez M. ou Mme, ou laissez vide"),
        (cellules.civilite, 1, "civilité inconnue → écrivez M. ou Mme, ou laissez vide"),
        (cellules.sexe, "X", "F ou M est attendu → écrivez F ou M, ou laissez vide"),
        (cellules.sexe, 2, "F ou M est attendu → écrivez F ou M, ou laissez vide"),
        (cellules.voie, "apprentissage", "voie d'accès inconnue → "),
        (cellules.voie, "FORMATION_INITIALE_APRENTISSAGE",
         "voie d'accès inconnue → vouliez-vous dire « FORMATION_INITIALE_APPRENTISSAGE » ?"),
        (cellules.oui_non, "peut-être", "oui ou non est attendu → écrivez oui, non, ou laissez vide"),
        (cellules.oui_non, 2, "oui ou non est attendu → écrivez oui, non, ou laissez vide"),
        (cellules.oui_non, "?", "oui ou non est attendu → écrivez oui, non, ou laissez vide"),
        (cellules.variante, "gros caractères", "version de document inconnue → écrivez « dys », ou laissez vide"),
        (cellules.variante, "tiers-temps", "version de document inconnue → écrivez « dys », ou laissez vide"),
        (cellules.variante, 1.2, "version de document inconnue → écrivez « dys », ou laissez vide"),
        (cellules.desiste, "absent", "statut inconnu → écrivez « inscrit » ou « désisté », ou laissez vide"),
        (cellules.desiste, "✗", "statut inconnu → écrivez « inscrit » ou « désisté », ou laissez vide"),
        (cellules.desiste, True, "statut inconnu → écrivez « inscrit » ou « désisté », ou laissez vide"),
    ],
)  # fmt: skip
def test_a_word_that_is_not_known_is_refused(convert, value: Valeur, said: str):
    assert refus(convert, value).startswith(said)


@pytest.mark.parametrize(
    "written", ["C8-A, C9-B, C10-C", "C8-A;C9-B C10-C", "C8-A\nC9-B\nC10-C", " C8-A ,, C9-B ; C10-C,"]
)
def test_codes_of_sujets_however_they_are_separated(written: str):
    assert cellules.codes(written) == ("C8-A", "C9-B", "C10-C")


@pytest.mark.parametrize("written", ["C8/A", "../C8", "C8-A, é", "x" * 41])
def test_what_is_no_code_of_a_sujet_is_refused(written: str):
    assert "n'est pas un code de sujet → écrivez des codes comme C8-A" in refus(cellules.codes, written)


@pytest.mark.parametrize("word", ["dyslexie", "Dyslexique", "dyspraxie"])
def test_a_word_that_says_why_is_read_and_the_list_asked_not_to(word: str):
    read = cellules.variante(word)
    assert isinstance(read, cellules.Repare)
    assert read.valeur == "dys"
    assert "la raison" in read.remede
    assert word not in read.texte + read.remede
