"""Lists as text: encodings, separators, line ends, quotes."""

from __future__ import annotations

import datetime as dt

from tests.listes.entree import Entree, bonne, refusee
from tests.listes.producteurs import Csv, LibreOffice, Octets, Openpyxl, en_texte, liste, texte, vers_csv

_NOMS = {
    1: {"nom_naissance": "Lefèvre", "prenoms": "Amélie", "date_naissance": dt.date(1998, 3, 14), "commission": "J1"},
    2: {"nom_naissance": "d’Haÿ", "prenoms": "Loïc", "lieu_naissance": "L’Haÿ-les-Roses", "commission": "J1"},
    3: {"nom_naissance": "L'Hôpital-Cœur", "prenoms": "Anne-Sophie", "organisme": "ecole-nord"},
    4: {"nom_naissance": "Muñoz de la Peña", "entreprise": "Alpes Courtage & Associés", "civilite": "M."},
    5: {"nom_naissance": "DE LA FONTAINE", "prenoms": "ÉLODIE", "lieu_naissance": "BESANÇON", "tuteur": "Marc Lemaire"},
}
"""What the five people of most files must come back as, whatever the encoding."""
_HUIT = {**_NOMS, 6: {"nom_naissance": "Le Goff", "prenoms": "Yves Marie"}, 8: {"prenoms": "Noël"}}
_ASCII = {
    **dict.fromkeys(("C2", "C3", "C4", "C5", "C6"), "Durand"),
    "D2": "Alma",
    "D3": "Brice",
    "D4": "Carla",
    "D5": "David",
    "D6": "Emma",
    "F2": "Paris",
    "F3": "Lyon",
    "F4": "Nice",
    "F5": "Metz",
    "F6": "Dijon",
    "H5": "Alpes Courtage",
    "D1": "PRENOMS",
    "A1": "NUMERO",
    "B1": "CIVILITE",
    "G2": "IFC ATLANTIQUE",
    "G3": "ifc-atlantique",
    "G4": "ESAN",
    "G5": "ESAN",
    "G6": "ESAN",
}
"""A list without an accent."""

TEXTES: tuple[Entree, ...] = (
    bonne("utf-8.csv", "UTF-8 | séparateur point-virgule | fins de ligne CRLF | espaces insécables | apostrophes"
          " | CAPITALES | date en texte", Csv(liste(8)), "UTF-8, séparateur point-virgule", candidats=8, valeurs=_HUIT),
    bonne("utf-8-bom-excel.csv", "UTF-8 avec BOM", Csv(liste(8), "utf-8-sig"), "UTF-8, séparateur point-virgule",
          candidats=8, valeurs=_HUIT),
    bonne("excel-francais.csv", "Windows-1252", Csv(liste(8), "cp1252"), "Windows-1252, séparateur point-virgule",
          candidats=8, valeurs=_HUIT),
    bonne("vieux-mac.csv", "MacRoman | fins de ligne CR", Csv(liste(8), "mac_roman", fin="\r"),
          "MacRoman, séparateur point-virgule", candidats=8, valeurs=_HUIT),
    bonne("mac-office.csv", "MacRoman | fins de ligne CRLF", Csv(liste(), "mac_roman", ";"),
          "MacRoman, séparateur point-virgule", valeurs=_NOMS),
    bonne("excel-texte-unicode.txt", "UTF-16 avec BOM | séparateur tabulation", Csv(liste(), "utf-16-le", "\t",
          avant="\ufeff"), "UTF-16, séparateur tabulation", valeurs=_NOMS),
    bonne("utf-16-sans-bom.txt", "UTF-16 sans BOM", Csv(liste(), "utf-16-le", "\t"), "UTF-16, séparateur tabulation",
          valeurs=_NOMS),
    bonne("utf-16-be.csv", "UTF-16 avec BOM", Csv(liste(), "utf-16-be", ";", avant="\ufeff"),
          "UTF-16, séparateur point-virgule", valeurs=_NOMS),
    bonne("virgules.csv", "séparateur virgule | fins de ligne LF", Csv(liste(cellules={"H4": "Septentrion, Lille"}),
          separateur=",", fin="\n"), "UTF-8, séparateur virgule", valeurs={**_NOMS, 3: {"entreprise":
          "Septentrion, Lille"}}),
    bonne("tabulations.tsv", "séparateur tabulation | fins de ligne LF", Csv(liste(), "cp1252", "\t", "\n"),
          "Windows-1252, séparateur tabulation", valeurs=_NOMS),
    # The separator that is in most cells is not that of the list.
    bonne("virgules-dans-les-cellules.csv", "séparateur point-virgule", Csv(liste(plus={
          "Adresse": ["3, quai des Modèles, bât. B, esc. 2", "1, rue A, Lyon", "2, rue B, Lille", "5, rue C, Nice",
          "7, rue D, Metz"], "Blocs présentés": ["BC1, BC2, BC4"] * 3 + ["BC1, BC2, BC6"] * 2})),
          "UTF-8, séparateur point-virgule", valeurs={1: {"adresse": "3, quai des Modèles, bât. B, esc. 2",
          "blocs_presentes": ("BC1", "BC2", "BC4")}}),
    # Rows are counted as Excel shows them, not by lines of the file.
    bonne("retours-dans-les-cellules.csv", "retours à la ligne dans une cellule", Csv(liste(plus={
          "Adresse": ["3, quai des Modèles\nBât. B", '12, rue "du Four"\r\nBP 3']}, cellules={"B6": "Dr"})),
          "UTF-8, séparateur point-virgule", candidats=4, valeurs={1: {"adresse": "3, quai des Modèles\nBât. B"}},
          problemes=("cellule B6 | erreur | civilité inconnue",)),
    bonne("sep-point-virgule.csv", "première ligne sep=", Csv(liste(cellules={"F3": ""}), "cp1252",
          avant="sep=;\r\n"), "Windows-1252, séparateur point-virgule",
          problemes=("cellule F3 | avertissement | le lieu de naissance manque",)),
    bonne("sep-virgule.csv", "première ligne sep= | séparateur virgule", Csv(liste(), "utf-8-sig", ",",
          avant="sep=,\r\n"), "UTF-8, séparateur virgule", valeurs=_NOMS),
    bonne("encodage-dit.csv", "encodage imposé | séparateur imposé", Csv(liste(), "mac_roman", "\t"),
          "MacRoman, séparateur tabulation", valeurs=_NOMS,
          declaration="{fichier: encodage-dit.csv, encodage: macroman, separateur: tabulation}"),
    bonne("encodage-ambigu.csv", "encodage ambigu", Csv(liste(cellules={**_ASCII, "D4": "Léa"}), "cp1252"),
          "Windows-1252, séparateur point-virgule", valeurs={3: {"prenoms": "Léa"}}, problemes=(
          " | avertissement | l'encodage est incertain : lu comme Windows-1252 (« Léa ») ; en MacRoman, ce serait"
          " « LÈa » → si ce mot est faux, ajoutez « encodage: macroman »",)),
    bonne("encodage-ambigu-mac.csv", "encodage ambigu", Csv(liste(cellules={**_ASCII, "D4": "Ève"}), "mac_roman"),
          "Windows-1252, séparateur point-virgule", valeurs={3: {"prenoms": "éve"}}, problemes=(
          " | avertissement | l'encodage est incertain : lu comme Windows-1252 (« éve ») ; en MacRoman, ce serait"
          " « Ève » → si ce mot est faux, ajoutez « encodage: macroman »",)),
    # One accented word, yet there is no doubt: no name ends in a capital.
    bonne("un-seul-accent.csv", "Windows-1252", Csv(liste(cellules={**_ASCII, "C4": "André"}), "cp1252"),
          "Windows-1252, séparateur point-virgule", valeurs={3: {"nom_naissance": "André"}}),
    # As macOS writes accents: a letter, then its accent.
    bonne("accents-decomposes.csv", "UTF-8", Csv(liste(cellules={"C2": "Lefe\u0300vre"})),
          "UTF-8, séparateur point-virgule", valeurs={1: {"nom_naissance": "Lef\u00e8vre"}}),
    bonne("titre-au-dessus.csv", "lignes avant les titres", Csv(liste(avant=[["Inscriptions ; Paris"] + [""] * 10,
          [""] * 11], cellules={"F5": ""}), "cp1252"), "Windows-1252, séparateur point-virgule, titres à la"
          " ligne 3", problemes=("cellule F5 | avertissement | le lieu de naissance manque",)),
    bonne("encodage-ambigu-tranche.csv", "encodage ambigu | encodage imposé", Csv(liste(cellules={**_ASCII,
          "D4": "Ève"}), "mac_roman"), "MacRoman, séparateur point-virgule",
          declaration="{fichier: encodage-ambigu-tranche.csv, encodage: macroman}",
          valeurs={3: {"prenoms": "Ève"}}),
    bonne("sans-accent.csv", "UTF-8", Csv(liste(cellules=_ASCII), "ascii"), "UTF-8, séparateur point-virgule",
          valeurs={5: {"nom_naissance": "Durand", "prenoms": "Emma"}}),
    refusee("utf-8-impose-a-tort.csv", "encodage imposé à tort", Csv(liste(cellules={**_ASCII, "C4": "André"}),
            "cp1252"), "la liste n'est pas en UTF-8, contrairement à ce que dit session.yaml → corrigez « encodage »",
            place="ligne 4 du fichier", declaration="{fichier: utf-8-impose-a-tort.csv, encodage: utf-8}"),
    # Windows-1252 reads any bytes, but text with accents that is good UTF-8 is nothing else.
    refusee("1252-impose-a-tort.csv", "encodage imposé à tort | texte mal décodé", Csv(liste(cellules={**_ASCII,
            "C4": "André", "C6": "Lefèvre"})), "la liste n'est pas en Windows-1252, contrairement à ce que dit"
            " session.yaml → corrigez « encodage »",
            declaration="{fichier: 1252-impose-a-tort.csv, encodage: windows-1252}", place="ligne 4 du fichier"),
    bonne("mal-decode.csv", "texte mal décodé", Csv(liste(cellules={"C2": "LefÃ¨vre", "H4": "Pr?voyance Nord",
          "F6": "Besan\ufffdon", "I5": "Claire dâ€™Arc"})), "UTF-8, séparateur point-virgule", problemes=(
          "cellule C2 | avertissement | des lettres ont été perdues ou remplacées",
          "cellule F6 | avertissement | des lettres ont été perdues ou remplacées",
          "cellule H4 | avertissement | des lettres ont été perdues ou remplacées",
          "cellule I5 | avertissement | des lettres ont été perdues ou remplacées")),
    refusee("guillemet-non-referme.csv", "guillemet non refermé",
            texte('Numéro;Nom;Prénoms;Entreprise\n1;Lefèvre;Amélie;Ponant\n2;Girard;Zoé;"Le Ponant\n3;Petit;Ève;A\n'),
            "un guillemet (\") n'est pas refermé", place="à partir de la ligne 3 du fichier"),
    # What web tools write so that Excel keeps the zeros; Excel shows 01000.
    bonne("egal-guillemets.csv", "guillemets =\"…\" d'Excel", Csv(liste(plus={"Code postal": ['="01000"', "69003"],
          "Téléphone": ['="0639980102"', '="0639980103"'], "SIRET": ['="73282932000074"']})),
          "UTF-8, séparateur point-virgule", valeurs={1: {"code_postal": "01000", "telephone": "0639980102",
          "siret": "73282932000074"}, 2: {"telephone": "0639980103"}}),
    bonne("cellules-en-formule.csv", "cellule en formule", Csv(liste(cellules={"H2": "=HYPERLINK(\"x\")",
          "H3": "@Courtage", "H4": "+33 Assurances", "H5": "-Prévoyance-"})), "UTF-8, séparateur point-virgule",
          valeurs={1: {"entreprise": '=HYPERLINK("x")'}, 2: {"entreprise": "@Courtage"},
          3: {"entreprise": "+33 Assurances"}, 4: {"entreprise": "-Prévoyance-"}}),
    # A list in Windows-1252 with rows pasted from a file in UTF-8.
    bonne("deux-encodages.csv", "Windows-1252 | texte mal décodé", Octets(lambda: Csv(liste(4), "cp1252").octets()
          + Csv(liste(8)[6:]).octets()), "Windows-1252, séparateur point-virgule", candidats=6, problemes=(
          "cellule C8 | avertissement | des lettres ont été perdues", "cellule D8 | avertissement | des lettres",
          "cellule I6 | avertissement | des lettres ont été perdues",
          "cellule G7 | erreur | organisme de formation inconnu de la session → vouliez-vous dire « Campus")),
    bonne("lignes-vides-a-la-fin.csv", "lignes vides à la fin", Csv(liste(apres=[[""] * 11] * 40), "cp1252"),
          "Windows-1252, séparateur point-virgule", valeurs=_NOMS),
    bonne("texte-nomme-xls.xls", "nom de fichier trompeur", Csv(liste(), "cp1252", "\t"),
          "Windows-1252, séparateur tabulation", valeurs=_NOMS),
    # LibreOffice's own CSV.
    *(bonne(f"libreoffice-{name}.csv", kinds, LibreOffice(Openpyxl({"Liste": liste()}), vers_csv(sep, number)), read,
            valeurs=_NOMS)
      for name, kinds, sep, number, read in (
          ("utf-8-point-virgule", "UTF-8", ";", 76, "UTF-8, séparateur point-virgule"),
          ("utf-8-virgule", "UTF-8 | séparateur virgule", ",", 76, "UTF-8, séparateur virgule"),
          ("windows-1252", "Windows-1252", ";", 1, "Windows-1252, séparateur point-virgule"),
          ("macroman-tabulation", "MacRoman | séparateur tabulation", "\t", 2, "MacRoman, séparateur tabulation"),
          ("utf-16", "UTF-16 avec BOM", "\t", 65535, "UTF-16, séparateur tabulation"),
      )),
    bonne("libreoffice-erreurs.csv", "erreur de formule | formules calculées", LibreOffice(Openpyxl({"Liste":
          en_texte(liste(cellules={"H3": "=NA()", "I4": '=CONCATENATE("Isabelle"," ","Delmotte")', "F5": "=1/0"}))}),
          vers_csv(";", 76)), "UTF-8, séparateur point-virgule", candidats=3,
          valeurs={3: {"tuteur": "Isabelle Delmotte"}}, problemes=(
          "cellule F5 | erreur | une formule en erreur", "cellule H3 | erreur | une formule en erreur")),
)  # fmt: skip
