"""Lists as workbooks: sheets, titles, merged and hidden cells, formulas, dates, totals."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.listes.entree import Entree, bonne, refusee
from tests.listes.producteurs import (
    Csv,
    LibreOffice,
    Odfdo,
    Openpyxl,
    Xlsxwriter,
    en_texte,
    liste,
    membre_change,
)

_F = "feuille « Candidats », "
_EXCEL, _ODS = "classeur Excel", "classeur LibreOffice"
_NOMS = {
    1: {"nom_naissance": "Lefèvre", "prenoms": "Amélie", "date_naissance": dt.date(1998, 3, 14), "commission": "J1"},
    2: {"nom_naissance": "d’Haÿ", "organisme": "campus-rhone", "date_naissance": dt.date(1996, 11, 2)},
    3: {"nom_naissance": "L'Hôpital-Cœur", "entreprise": "Septentrion Assurances"},
    4: {"nom_naissance": "Muñoz de la Peña", "option": "sinistre"},
    5: {"prenoms": "ÉLODIE", "date_naissance": dt.date(2001, 1, 25)},
}


def _un(lignes: list[list[Any]]) -> dict[str, list[list[Any]]]:
    return {"Candidats": lignes}


def _fusionner(*plages: str) -> Any:
    def done(book: Any) -> None:
        for area in plages:
            book["Candidats"].merge_cells(area)

    return done


def _masquer(colonnes: str = "", lignes: tuple[int, ...] = (), feuilles: tuple[str, ...] = ()) -> Any:
    def done(book: Any) -> None:
        for letter in colonnes:
            book["Candidats"].column_dimensions[letter].hidden = True
        for number in lignes:
            book["Candidats"].row_dimensions[number].hidden = True
        for name in feuilles:
            book[name].sheet_state = "hidden"

    return done


def _filtre(book: Any) -> None:
    """As Excel does: a filter on the option, and the rows that it hides."""
    sheet = book.get_worksheet_by_name("Candidats")
    sheet.autofilter("A1:K6")
    sheet.filter_column("J", "x == Production")
    for row in (4, 5):
        sheet.set_row(row, options={"hidden": True})


def _format_au_loin(book: Any) -> None:
    from openpyxl.styles import PatternFill

    sheet = book["Candidats"]
    for address in ("XFD1048576", "A5000", "ZZ40"):
        sheet[address].fill = PatternFill("solid", fgColor="FFFF00")


def _formules(book: Any) -> None:
    sheet = book["Candidats"]
    sheet["H2"] = '=CONCATENATE("Ponant"," ","Courtage")'
    sheet["E3"] = "=DATE(1996,11,2)"
    sheet["E3"].number_format = "dd/mm/yyyy"
    sheet["A6"] = "=A5+1"


def _erreurs(book: Any) -> None:
    sheet = book["Candidats"]
    sheet["H3"] = "=NA()"
    sheet["H3"].data_type = "f"
    sheet["G5"] = "=1/0"


_MERGED = liste(cellules={"G1": "OF", "G3": "", "G4": ""})
_AIDE = [["Lisez-moi"], ["Une ligne par candidat."], ["Nom de naissance : comme sur la pièce d'identité."]]
_TITRE = (["", "Inscriptions au CQP – session de décembre 2026"], [], ["", "Établi par :", "", "Karine Morvan"], [])

CLASSEURS: tuple[Entree, ...] = (
    bonne("openpyxl.xlsx", "xlsx | date d'Excel", Openpyxl(_un(liste())), _EXCEL, valeurs=_NOMS),
    bonne("xlsxwriter.xlsx", "xlsx", Xlsxwriter(_un(liste())), _EXCEL, valeurs=_NOMS),
    bonne("libreoffice.xlsx", "xlsx", LibreOffice(Xlsxwriter(_un(liste())), "xlsx"), _EXCEL, valeurs=_NOMS),
    bonne("libreoffice.ods", "ods | date d'Excel", LibreOffice(Openpyxl(_un(liste())), "ods"), _ODS, valeurs=_NOMS),
    bonne("odfdo.ods", "ods", Odfdo(_un(liste())), _ODS, valeurs=_NOMS),
    bonne("libreoffice-depuis-csv.ods", "ods | date en texte", LibreOffice(Csv(en_texte(liste())), "ods", "csv",
          "CSV:59,34,76,1"), _ODS,
          valeurs={1: {"nom_naissance": "Lefèvre"}}),
    bonne("classeur-nomme-csv.csv", "nom de fichier trompeur", Openpyxl(_un(liste())), _EXCEL, valeurs=_NOMS),
    refusee("classeur-avec-separateur.xlsx", "séparateur imposé", Openpyxl(_un(liste())),
            "« encodage » et « separateur » ne valent que pour un CSV",
            declaration='{fichier: classeur-avec-separateur.xlsx, separateur: ";"}'),

    # --- above, below and between the rows of people
    bonne("titre-au-dessus.xlsx", "lignes avant les titres | cellules de titre fusionnées", Openpyxl(_un(liste(
          avant=_TITRE, cellules={"F7": ""})), _fusionner("B1:H1")), f"{_EXCEL}, titres à la ligne 5", problemes=(
          f"{_F}cellule F7 | avertissement | le lieu de naissance manque",)),
    bonne("titres-sur-deux-lignes.xlsx", "cellules de titre fusionnées", Openpyxl(_un(liste(avant=[["Candidat", "", "",
          "", "", "", "Formation et entreprise", "", "", "Examen", ""]])), _fusionner("A1:F1", "G1:I1", "J1:K1")),
          f"{_EXCEL}, titres à la ligne 2", valeurs=_NOMS),
    # A title over two rows: the second is the continuation of a merged cell, no row of a person.
    bonne("titres-fusionnes-en-hauteur.xlsx", "cellules de titre fusionnées", Openpyxl(_un([liste()[0], [""] * 11,
          *liste()[1:]]), _fusionner(*(f"{c}1:{c}2" for c in "ABCDEFGHIJK"))), _EXCEL, valeurs=_NOMS),
    bonne("titre-au-dessus.ods", "lignes avant les titres", LibreOffice(Openpyxl(_un(liste(avant=_TITRE)),
          _fusionner("B1:H1")), "ods"), f"{_ODS}, titres à la ligne 5", valeurs=_NOMS),
    bonne("tableau-decale.xlsx", "lignes avant les titres", Openpyxl(_un([[], [], [], *([""] * 3 + row for row in
          liste(cellules={"F4": ""}))])), f"{_EXCEL}", valeurs=_NOMS, problemes=(
          f"{_F}cellule I7 | avertissement | le lieu de naissance manque",)),
    bonne("tableau-decale.ods", "lignes avant les titres", Odfdo(_un([[""], [""], [""], *([""] * 3 + row for row in
          liste(cellules={"F4": ""}))])), f"{_ODS}", valeurs=_NOMS, problemes=(
          f"{_F}cellule I7 | avertissement | le lieu de naissance manque",)),
    bonne("total-sans-mot.xlsx", "ligne de total", Openpyxl(_un(liste(apres=[["", "", 5]]))), _EXCEL, valeurs=_NOMS,
          problemes=(f"{_F}cellule C7 | erreur | cette ligne n'est pas celle d'un candidat : une seule cellule",)),
    # A form that numbers its rows beforehand.
    bonne("numeros-d-avance.xlsx", "lignes vides à la fin", Openpyxl(_un(liste(apres=[[6], [7], [8]]))),
          f"{_EXCEL}, lignes 7, 8, 9 laissées de côté (numéro seul)", valeurs=_NOMS),
    bonne("ligne-de-total.xlsx", "ligne de total", Xlsxwriter(_un(liste(apres=[["Total", "", "5 candidats"]]))),
          f"{_EXCEL}, ligne 7 laissée de côté (total)", valeurs=_NOMS),
    bonne("total-en-nombre.ods", "ligne de total", LibreOffice(Openpyxl(_un(liste(apres=[[], ["Nombre d'inscrits :",
          "", "", "=COUNTA(C2:C6)"]]))), "ods"), f"{_ODS}, ligne 8 laissée de côté (total)", valeurs=_NOMS),
    bonne("titres-repetes.csv", "titres répétés", Csv([*liste(), *liste()[:1], *liste(8)[6:]], "cp1252"),
          "Windows-1252, séparateur point-virgule, ligne 7 laissée de côté (titres répétés)", candidats=8,
          valeurs={**_NOMS, 8: {"prenoms": "Noël"}}),
    bonne("ligne-de-pied.xlsx", "ligne de pied", Openpyxl(_un(liste(apres=[[], ["Liste arrêtée le 12 octobre 2026"]]))),
          _EXCEL, valeurs=_NOMS, problemes=(
          f"{_F}cellule A8 | erreur | cette ligne n'est pas celle d'un candidat : une seule cellule est remplie",)),
    bonne("lignes-vides-entre.xlsx", "lignes vides à la fin", Openpyxl(_un([*liste()[:3], [], [], *liste()[3:], [],
          []])), _EXCEL, valeurs=_NOMS),
    bonne("format-au-loin.xlsx", "format sans valeur au loin | lignes vides à la fin", Openpyxl(_un(liste()),
          _format_au_loin), _EXCEL, valeurs=_NOMS),
    bonne("format-au-loin.ods", "format sans valeur au loin", LibreOffice(Openpyxl(_un(liste()), _format_au_loin),
          "ods"), _ODS, valeurs=_NOMS),

    # --- merged and hidden
    bonne("of-fusionnes.xlsx", "OF fusionnés", Openpyxl(_un(_MERGED), _fusionner("G2:G4")), _EXCEL, valeurs={
          2: {"organisme": "ifc-atlantique"}, 3: {"organisme": "ifc-atlantique"}, 4: {"organisme": "campus-rhone"}},
          problemes=(f"{_F}cellule G2 | avertissement | cellules fusionnées G2 à G4",)),
    bonne("of-fusionnes.ods", "OF fusionnés", LibreOffice(Openpyxl(_un(_MERGED), _fusionner("G2:G4")), "ods"), _ODS,
          valeurs={2: {"organisme": "ifc-atlantique"}, 3: {"organisme": "ifc-atlantique"}},
          problemes=(f"{_F}cellule G2 | avertissement | cellules fusionnées G2 à G4",)),
    bonne("colonnes-masquees.xlsx", "colonne masquée", Openpyxl(_un(liste()), _masquer("FI")), _EXCEL, valeurs=_NOMS,
          problemes=(f"{_F}cellule F1 | avertissement | colonne masquée : elle est lue",
                     f"{_F}cellule I1 | avertissement | colonne masquée : elle est lue")),
    bonne("colonnes-masquees.ods", "colonne masquée", LibreOffice(Openpyxl(_un(liste()), _masquer("F")), "ods"), _ODS,
          valeurs=_NOMS, problemes=(f"{_F}cellule F1 | avertissement | colonne masquée : elle est lue",)),
    bonne("filtre-oublie.xlsx", "ligne masquée", Xlsxwriter(_un(liste()), _filtre), _EXCEL, valeurs=_NOMS, problemes=(
          f"{_F}lignes 5 et 6 | avertissement | ligne masquée : elle est lue → affichez-la (Données, Effacer",)),
    bonne("filtre-oublie.ods", "ligne masquée", LibreOffice(Xlsxwriter(_un(liste()), _filtre), "ods"), _ODS,
          valeurs=_NOMS, problemes=(f"{_F}lignes 5 et 6 | avertissement | ligne masquée : elle est lue",)),

    # --- formulas
    bonne("formules-calculees.xlsx", "formules calculées", LibreOffice(Openpyxl(_un(liste()), _formules), "xlsx"),
          _EXCEL, valeurs={**_NOMS, 1: {"entreprise": "Ponant Courtage"}}),
    bonne("formules-calculees.ods", "formules calculées", LibreOffice(Openpyxl(_un(liste()), _formules), "ods"),
          _ODS, valeurs={**_NOMS, 1: {"entreprise": "Ponant Courtage"}}),
    bonne("formules-jamais-calculees.xlsx", "formules jamais calculées", Openpyxl(_un(liste()), _formules), _EXCEL,
          candidats=2, problemes=tuple(f"{_F}cellule {cell} | erreur | cette formule n'a jamais été calculée"
          " → ouvrez le classeur" for cell in ("A6", "E3", "H2"))),
    bonne("erreurs.xlsx", "erreur de formule", LibreOffice(Openpyxl(_un(liste()), _erreurs), "xlsx"), _EXCEL,
          candidats=3, problemes=(f"{_F}cellule G5 | erreur | une formule en erreur",
          f"{_F}cellule H3 | erreur | une formule en erreur")),
    bonne("erreurs.ods", "erreur de formule", LibreOffice(Openpyxl(_un(liste()), _erreurs), "ods"), _ODS,
          candidats=3, problemes=(f"{_F}cellule G5 | erreur | une formule en erreur",
          f"{_F}cellule H3 | erreur | une formule en erreur")),

    # --- sheets
    bonne("plusieurs-feuilles.xlsx", "plusieurs feuilles", Openpyxl({"Mode d'emploi": _AIDE, "Candidats": liste(),
          "Listes": [["Production"], ["Sinistre"]]}), f"{_EXCEL}, feuille « Candidats »", valeurs=_NOMS),
    bonne("plusieurs-feuilles.ods", "plusieurs feuilles", LibreOffice(Openpyxl({"Mode d'emploi": _AIDE,
          "Candidats": liste()}), "ods"), f"{_ODS}, feuille « Candidats »", valeurs=_NOMS),
    refusee("deux-feuilles.xlsx", "deux feuilles possibles", Openpyxl({"Nantes": liste(3), "Lyon": liste()[:1] +
            liste()[4:]}), "plusieurs feuilles ont des candidats : « Nantes », « Lyon » → nommez la bonne dans"),
    bonne("feuille-nommee.xlsx", "feuille nommée", Openpyxl({"Nantes": liste(3), "Lyon": liste()[:1] + liste()[4:]}),
          f"{_EXCEL}, feuille « Lyon »", candidats=2, valeurs={4: {"nom_naissance": "Muñoz de la Peña"}},
          declaration="{fichier: feuille-nommee.xlsx, feuille: Lyon}"),
    bonne("deux-feuilles-nommees.xlsx", "feuille nommée | plusieurs listes", Openpyxl({"Nantes": liste(3),
          "Lyon": liste()[:1] + liste()[4:]}), f"{_EXCEL}, feuille « Nantes » + {_EXCEL}, feuille « Lyon »",
          valeurs=_NOMS, declaration="[{fichier: deux-feuilles-nommees.xlsx, feuille: Nantes},"
          " {fichier: deux-feuilles-nommees.xlsx, feuille: Lyon}]"),
    refusee("feuille-absente.xlsx", "feuille nommée", Openpyxl({"Candidats": liste(3), "Lyon": liste()}),
            "la feuille « Candidat » n'y est pas, ou elle est vide → vouliez-vous dire « Candidats » ?",
            declaration="{fichier: feuille-absente.xlsx, feuille: Candidat}"),
    bonne("feuille-masquee.xlsx", "feuille masquée", Openpyxl({"Archive 2025": liste(3), "Candidats": liste()},
          _masquer(feuilles=("Archive 2025",))), f"{_EXCEL}, feuille « Candidats »", valeurs=_NOMS),
    bonne("feuille-masquee.ods", "feuille masquée", LibreOffice(Openpyxl({"Candidats": liste(), "Archive 2025":
          liste(3)}, _masquer(feuilles=("Archive 2025",))), "ods"), f"{_ODS}, feuille « Candidats »", valeurs=_NOMS),
    bonne("seule-feuille-masquee.xlsx", "feuille masquée", Openpyxl({"Synthèse": _AIDE, "Candidats": liste()},
          _masquer(feuilles=("Candidats",))), f"{_EXCEL}, feuille « Candidats »", valeurs=_NOMS, problemes=(
          " | avertissement | la feuille « Candidats » est masquée",)),

    # --- what only a workbook's cells can be
    bonne("calendrier-1904.xlsx", "série 1904 | date d'Excel", Xlsxwriter(_un(liste(cellules={"E4": 34541})),
          options=(("date_1904", True),)), _EXCEL, valeurs={1: {"date_naissance": dt.date(1998, 3, 14)},
          3: {"date_naissance": dt.date(1998, 7, 27)}}, problemes=(
          f"{_F}cellule E4 | avertissement | nombre lu comme une date d'Excel (calendrier 1904)",)),
    bonne("calendrier-1904.ods", "série 1904 | date d'Excel", LibreOffice(Xlsxwriter(_un(liste(cellules={"E4": 34541})),
          options=(("date_1904", True),)), "ods"), _ODS, valeurs={1: {"date_naissance": dt.date(1998, 3, 14)},
          3: {"date_naissance": dt.date(1998, 7, 27)}}, problemes=(
          f"{_F}cellule E4 | avertissement | nombre lu comme une date d'Excel (calendrier 1904)",)),
    bonne("series-1900.xlsx", "série 1900", Openpyxl(_un(liste(cellules={"E2": 35868, "E4": 36368}))), _EXCEL, valeurs={
          1: {"date_naissance": dt.date(1998, 3, 14)}, 3: {"date_naissance": dt.date(1999, 7, 27)}}, problemes=(
          f"{_F}cellules E2 et E4 | avertissement | nombre lu comme une date d'Excel (calendrier 1900)",)),
    bonne("nombres-d-excel.xlsx", "SIRET en nombre | SIRET sans zéro | code postal sans zéro | téléphone sans zéro",
          Openpyxl(_un(liste(plus={"SIRET": [73282932000074, 5120000400011], "CP": [1000, 69003], "Tél.": [639980102,
          "06 39 98 01 03"]}))), _EXCEL, valeurs={1: {"siret": "73282932000074", "code_postal": "01000",
          "telephone": "06 39 98 01 02"}, 2: {"siret": "05120000400011", "code_postal": "69003"}}, problemes=(
          f"{_F}cellule L3 | avertissement | des zéros ont été rendus au début du SIRET",
          f"{_F}cellule M2 | avertissement | le zéro du début a été rendu au code postal",
          f"{_F}cellule N2 | avertissement | le zéro du début a été rendu au téléphone")),
    bonne("siret-arrondi.xlsx", "SIRET scientifique", Xlsxwriter(_un(liste(plus={"SIRET": [7.84e13]}))), _EXCEL,
          candidats=4, problemes=(f"{_F}cellule L2 | erreur | Excel a perdu des chiffres du SIRET",)),
    bonne("blocs-d-excel.xlsx", "blocs en nombre", Openpyxl(_un(liste(plus={"Blocs": [4.5, 4, "", 6.7, "6 et 7"]}))),
          _EXCEL, valeurs={1: {"blocs_presentes": ("BC4", "BC5")}, 2: {"blocs_presentes": ("BC4",)},
          3: {"blocs_presentes": ("BC1", "BC2", "BC3", "BC4", "BC5")}, 4: {"blocs_presentes": ("BC6", "BC7")},
          5: {"blocs_presentes": ("BC6", "BC7")}}, problemes=(
          f"{_F}cellules L2 et L5 | avertissement | nombre à virgule lu comme deux blocs",)),
    bonne("blocs-en-date.xlsx", "blocs en date", Openpyxl(_un(liste(plus={"Blocs": [dt.date(2026, 5, 4)]}))), _EXCEL,
          candidats=4, problemes=(f"{_F}cellule L2 | erreur | Excel a pris ces blocs pour une date",)),
    bonne("heures.xlsx", "xlsx", Openpyxl(_un(liste(plus={"Heure": [dt.time(9, 30), "9 h", "14h05", 0.375, "25 h"]}))),
          _EXCEL, candidats=4, valeurs={1: {"heure": dt.time(9, 30)}, 2: {"heure": dt.time(9)}, 3: {"heure": dt.time(14,
          5)}, 4: {"heure": dt.time(9)}}, problemes=(f"{_F}cellule L6 | erreur | heure illisible",)),
    bonne("texte-riche.xlsx", "xlsx", membre_change(Xlsxwriter(_un(liste())), "xl/sharedStrings.xml",
          "<si><t>Lefèvre</t></si>",
          '<si><r><t>Le</t></r><r><rPr><b/></rPr><t xml:space="preserve">fèvre </t></r></si>'),
          _EXCEL, valeurs=_NOMS),
    bonne("textes-en-formule.xlsx", "cellule en formule", Xlsxwriter(_un(liste(cellules={"H2": "=1+1 Courtage",
          "H3": "@Courtage"}))), _EXCEL, valeurs={1: {"entreprise": "=1+1 Courtage"}, 2: {"entreprise": "@Courtage"}}),
    bonne("cellule-hors-des-titres.xlsx", "colonne sans titre", Openpyxl(_un(liste(cellules={"M3": "à rappeler"}))),
          _EXCEL, valeurs=_NOMS, problemes=(
          f"{_F}cellule M1 | avertissement | cette colonne n'a pas de titre ; elle est laissée de côté (1 cellule)",)),
)  # fmt: skip
