"""What the cells say: titles, dates, codes, blocs, people and the names of organismes and entreprises."""

from __future__ import annotations

import datetime as dt

from tests.listes.entree import Entree, bonne
from tests.listes.producteurs import Csv, Openpyxl, liste

_L = "UTF-8, séparateur point-virgule"

CONTENUS: tuple[Entree, ...] = (
    # --- titles
    bonne("titres-varies.csv", "titres variés", Csv(liste(titres={"Numéro": "N°",
          "Civilité": "CIVILITE", "Nom de naissance": "NOM PATRONYMIQUE *", "Prénoms": "Prénom(s) *",
          "Date de naissance": "Né(e) le (jj/mm/aaaa)", "Lieu de naissance": "Commune de\nnaissance",
          "OF": "Centre de formation", "Entreprise": "EMPLOYEUR (raison sociale)", "Tuteur": "maître d’apprentissage",
          "Option": "Parcours\u00a0:", "Commission": "N° de jury"})), _L, valeurs={1: {"nom_naissance": "Lefèvre",
          "date_naissance": dt.date(1998, 3, 14), "tuteur": "Karine Morvan", "entreprise": "Ponant Courtage"}}),
    bonne("titre-de-la-session.csv", "titre de la session", Csv(liste(titres={"Tuteur": "Référent·e entreprise",
          "OF": "Site"})), _L, session='colonnes: {tuteur: ["Référent·e entreprise"], organisme: [Site]}',
          valeurs={1: {"tuteur": "Karine Morvan", "organisme": "ifc-atlantique"}}),
    bonne("colonnes-inconnues.csv", "colonne inconnue | colonne sans titre", Csv(liste(plus={"Taille de veste": ["38"],
          "": ["à rappeler", "", "vu"], "Blocs acqis": []})), _L, problemes=(
          "cellule L1 | avertissement | colonne inconnue, laissée de côté → renommez-la si elle doit servir",
          "cellule M1 | avertissement | cette colonne n'a pas de titre ; elle est laissée de côté (2 cellules)",
          "cellule N1 | avertissement | colonne inconnue, laissée de côté → vouliez-vous dire « Blocs acquis » ?")),
    bonne("colonne-double.csv", "colonne double", Csv(liste(plus={"Employeur": ["Ponant"]})), _L, problemes=(
          "cellule L1 | erreur | deux colonnes disent la même chose (déjà en H1)",)),
    bonne("nom-et-nom-d-usage.csv", "titres variés", Csv(liste(titres={"Nom de naissance": "Nom"},
          plus={"Nom d’usage": ["Martin"]})), _L, valeurs={1: {"nom_naissance": "Lefèvre", "nom_usage": "Martin"}}),
    Entree("sans-prenoms.csv", ("colonne obligatoire absente",), Csv(liste(sans=["Prénoms"])), _L, 0, problemes=(
           "ligne 1 | erreur | la colonne « Prénoms » manque → ajoutez-la, ou renommez celle qui la remplace (lu :",)),
    Entree("sans-titres.csv", ("colonne obligatoire absente",), Csv(liste()[1:]), _L, 0, problemes=(
           "ligne 1 | erreur | aucun titre de colonne n'est reconnu → ajoutez une ligne de titres",)),
    Entree("nom-et-prenom-ensemble.csv", ("colonne obligatoire absente",), Csv(liste(sans=["Prénoms"], titres={
           "Nom de naissance": "NOM Prénom"}, cellules={"C2": "LEFÈVRE Amélie"})), _L, 0, problemes=(
           "cellule C1 | avertissement | colonne inconnue, laissée de côté",
           "ligne 1 | erreur | la colonne « Nom de naissance » manque → ajoutez-la",
           "ligne 1 | erreur | la colonne « Prénoms » manque → ajoutez-la")),
    bonne("nom-et-nom-de-jeune-fille.csv", "colonne double", Csv(liste(titres={"Nom de naissance": "Nom"},
          plus={"Nom de jeune fille": ["Martin"]})), _L, problemes=(
          "cellule L1 | erreur | deux colonnes disent la même chose (déjà en C1)",)),
    bonne("separateur-dans-une-cellule.csv", "colonne sans titre", Csv(liste(cellules={"H3": "Berthier; Fils"}),
          guillemets=False), _L, candidats=4, problemes=(
          "ligne 3 | erreur | la ligne a 12 cellules pour 11 titres → mettez entre guillemets la cellule qui",)),
    # What people type for « nothing ».
    bonne("tirets.csv", "lieu de naissance absent", Csv(liste(cellules={"F2": "-", "F4": "/", "H2": "—", "I3": "-"})),
          _L, valeurs={1: {"entreprise": None}}, problemes=(
          "cellule I3 | avertissement | ",
          "cellules F2 et F4 | avertissement | le lieu de naissance manque")),
    bonne("sans-numero.csv", "titres variés", Csv(liste(sans=["Numéro"])), _L, valeurs={5: {"prenoms": "ÉLODIE"}},
          problemes=(" | avertissement | pas de colonne « Numéro » : les candidats sont numérotés",)),

    # --- several lists
    bonne("liste-nantes.csv", "plusieurs listes", Csv([*liste(3, sans=["OF"])]), f"{_L} + classeur Excel",
          valeurs={1: {"organisme": "ifc-atlantique"}, 4: {"organisme": "campus-rhone"}},
          declaration="[{fichier: liste-nantes.csv, organisme: ifc-atlantique}, {fichier: liste-lyon.xlsx,"
          " organisme: campus-rhone}]", avec=("liste-lyon.xlsx",)),
    bonne("liste-lyon.xlsx", "plusieurs listes", Openpyxl({"Inscrits": liste(sans=["OF"])[:1] +
          liste(sans=["OF"])[4:]}), "classeur Excel", candidats=2, problemes=(
          "feuille « Inscrits », lignes 2 et 3 | erreur | ",)),
    bonne("sans-tuteur.csv", "titres variés", Csv(liste(sans=["Tuteur"])), _L, problemes=(
          "lignes 2, 3, 4, 5 et 6 | avertissement | ",)),
    bonne("doublon-entre-listes.csv", "plusieurs listes | doublon", Csv(liste(2, cellules={"A2": 11, "A3": 12})),
          f"{_L} + {_L}", candidats=7, declaration="[doublon-entre-listes.csv, utf-8-cinq.csv]",
          avec=("utf-8-cinq.csv",), problemes=(
          "utf-8-cinq.csv, cellule C2 | erreur | cette personne est déjà inscrite (Amélie Lefèvre (n° 11,"
          " doublon-entre-listes.csv, ligne 2",
          "utf-8-cinq.csv, cellule C3 | erreur | cette personne est déjà inscrite (Loïc d’Haÿ (n° 12,"
          " doublon-entre-listes.csv, ligne 3")),
    bonne("utf-8-cinq.csv", "UTF-8", Csv(liste()), _L),
    bonne("numeros-d-une-seule-liste.csv", "plusieurs listes", Csv(liste(8, sans=["Numéro"])[:1] +
          liste(8, sans=["Numéro"])[6:]), f"{_L} + {_L}", candidats=8, avec=("utf-8-cinq.csv",),
          declaration="[utf-8-cinq.csv, numeros-d-une-seule-liste.csv]", problemes=(
          " | erreur | cette liste n'a pas de colonne « Numéro », alors qu'une autre en a une",)),

    # --- dates
    bonne("dates-en-texte.csv", "date en texte | date ISO | date en toutes lettres | série 1900", Csv(liste(8,
          cellules={"E2": "14/03/1998", "E3": "1996-11-02", "E4": "27 juillet 1999", "E5": "5.6.1993",
          "E6": "1er janv. 2001", "E7": "32142", "E8": "08-01-1994", "E9": "29/02/2000 00:00"})), _L, candidats=8,
          valeurs={1: {"date_naissance": dt.date(1998, 3, 14)}, 2: {"date_naissance": dt.date(1996, 11, 2)},
          3: {"date_naissance": dt.date(1999, 7, 27)}, 4: {"date_naissance": dt.date(1993, 6, 5)},
          5: {"date_naissance": dt.date(2001, 1, 1)}, 6: {"date_naissance": dt.date(1987, 12, 31)},
          7: {"date_naissance": dt.date(1994, 1, 8)}, 8: {"date_naissance": dt.date(2000, 2, 29)}}, problemes=(
          "cellule E7 | avertissement | nombre lu comme une date d'Excel (calendrier 1900)",)),
    bonne("annees-a-deux-chiffres.csv", "année à deux chiffres", Csv(liste(cellules={"E2": "14/3/98", "E3": "2/11/96",
          "E4": "27/07/05", "E5": "05/06/52"})), _L, valeurs={1: {"date_naissance": dt.date(1998, 3, 14)},
          3: {"date_naissance": dt.date(2005, 7, 27)}, 4: {"date_naissance": dt.date(1952, 6, 5)}}, problemes=(
          "cellules E2, E3, E4 et E5 | avertissement | année à deux chiffres : lue dans le siècle qui donne",)),
    bonne("dates-a-l-americaine.csv", "date à l'américaine", Csv(liste(cellules={"E2": "3/14/1998", "E3": "11/2/1996",
          "E4": "7/27/1999", "E5": "31/02/1993", "E6": "vers 1990"})), _L, candidats=1, problemes=(
          "cellule E2 | erreur | date à l'américaine (mois/jour/année)",
          "cellule E4 | erreur | date à l'américaine (mois/jour/année)",
          "cellule E5 | erreur | cette date n'existe pas", "cellule E6 | erreur | date illisible")),
    bonne("ages.csv", "âge improbable | naissance future", Csv(liste(cellules={"E2": "14/03/2014", "E3": "02/11/1936",
          "E4": "27/07/2062", "E5": "08/12/2010", "E6": ""})), _L, problemes=(
          "cellule E2 | avertissement | 12 ans à la session : c'est peu probable",
          "cellule E3 | avertissement | 90 ans à la session : c'est peu probable",
          "cellule E4 | erreur | cette date de naissance est après la session",
          "cellule E6 | avertissement | la date de naissance manque")),
    bonne("lieux-absents.csv", "lieu de naissance absent", Csv(liste(cellules={"F2": "", "F3": "", "F4": "\u00a0"},
          plus={"Code Insee de naissance": ["", "94038", "", "2a004", "99352"]})), _L, valeurs={
          2: {"insee_naissance": "94038"}, 4: {"insee_naissance": "2A004"}}, problemes=(
          "cellules F2 et F4 | avertissement | le lieu de naissance manque → demandez au candidat sa commune",)),

    # --- codes that Excel took for numbers
    bonne("siret-csv.csv", "SIRET scientifique | SIREN | SIRET sans zéro", Csv(liste(plus={"N° SIRET": ["7,84E+13",
          "732829320", "732 829 320 00074", "5120000400011", "73282932000075"]})), _L, candidats=2, valeurs={
          3: {"siret": "73282932000074"}, 4: {"siret": "05120000400011"}}, problemes=(
          "cellule L2 | erreur | Excel a perdu des chiffres du SIRET", "cellule L3 | erreur | c'est un SIREN",
          "cellule L5 | avertissement | des zéros ont été rendus au début du SIRET",
          "cellule L6 | erreur | ce SIRET n'existe pas")),
    bonne("zeros-perdus.csv", "code postal sans zéro | téléphone sans zéro", Csv(liste(plus={"Code postal": ["1000",
          "59000", "B-1000", "123"], "Téléphone": ["639980102", "+33 6 39 98 01 03", "06.39.98.01.04", "01"]})), _L,
          candidats=4, valeurs={1: {"code_postal": "01000", "telephone": "06 39 98 01 02"}, 3: {"code_postal":
          "B-1000"}}, problemes=("cellule L2 | avertissement | le zéro du début a été rendu au code postal",
          "cellule L5 | erreur | un code postal a cinq chiffres",
          "cellule M2 | avertissement | le zéro du début a été rendu au téléphone",
          "cellule M5 | erreur | numéro de téléphone illisible")),

    # --- option and blocs
    bonne("blocs.csv", "blocs en plusieurs notations", Csv(liste(8, plus={"Blocs présentés": ["BC4, BC5", "4;5",
          "de BC1 à BC3", "blocs 6 et 7", "BC6 BC7", "bc 6 / bc 7", "BC01-BC04", "tous"],
          "Blocs acquis": ["aucun", "", "BC2"]})), _L, candidats=7, valeurs={1: {"blocs_presentes": ("BC4", "BC5")},
          2: {"blocs_presentes": ("BC4", "BC5")}, 3: {"blocs_presentes": ("BC1", "BC2", "BC3"), "blocs_acquis":
          ("BC2",)}, 4: {"blocs_presentes": ("BC6", "BC7")}, 5: {"blocs_presentes": ("BC6", "BC7")}, 6:
          {"blocs_presentes": ("BC6", "BC7")}, 7: {"blocs_presentes": ("BC1", "BC2", "BC3", "BC4")}}, problemes=(
          "cellule L9 | erreur | ce mot ne dit pas quels blocs",)),
    bonne("options-et-blocs.csv", "option inconnue | bloc hors option | tous blocs acquis", Csv(liste(8, cellules={
          "J2": "Produtcion", "J3": "option production", "J4": "", "J7": ""}, plus={"Blocs présentés": ["", "BC6", "",
          "BC9", "BC6", "BC1"], "Blocs acquis": ["", "", "", "", "BC6, BC7", "BC1"]})), _L, candidats=6, problemes=(
          "cellule J2 | erreur | option inconnue → vouliez-vous dire « Production » ?",
          "cellule J4 | avertissement | ni option ni blocs présentés : seul le tronc commun sera évalué",
          "cellule L3 | erreur | le bloc BC6 n'est pas de l'option Production (il est de l'option Sinistre)",
          "cellule L5 | erreur | bloc « BC9 » inconnu",
          "cellule M6 | erreur | tous les blocs présentés sont déjà acquis",
          "cellule M7 | erreur | tous les blocs présentés sont déjà acquis")),

    # --- people
    bonne("doublons.csv", "doublon | nom et prénom échangés | presque doublon", Csv(liste(8, cellules={
          "C4": "LEFEVRE", "D4": "Amelie", "E4": "14/03/1998", "C5": "Loïc", "D5": "d'Haÿ", "E5": "02/11/1996",
          "C7": "De la Fontane", "D7": "Élodie", "E7": "25/01/2001"})), _L, candidats=8, problemes=(
          "cellule C4 | erreur | cette personne est déjà inscrite (Amélie Lefèvre (n° 1, ligne 2)",
          "cellule C5 | erreur | cette personne semble déjà inscrite, nom et prénom échangés (Loïc d’Haÿ (n° 2",
          "cellule C7 | avertissement | même date de naissance et presque le même nom qu'à la ligne 6")),
    bonne("homonymes.csv", "doublon", Csv(liste(cellules={"C3": "Lefèvre", "D3": "Amélie", "C4": "Martin", "D4":
          "Paul", "C5": "Martin", "D5": "Paul", "E5": ""})), _L, problemes=(
          "cellule C5 | erreur | cette personne est déjà inscrite (Paul Martin (n° 3, ligne 4)",
          "cellule E5 | avertissement | la date de naissance manque")),
    bonne("jure-de-l-entreprise.csv", "juré de l'entreprise", Csv(liste(cellules={"H2": "RIVAGE ASSURANCES CONSEIL",
          "H5": "Rivage Assurances Conseil", "H3": "Cabinet Carpentier-Courtage"})), _L, problemes=(
          "cellule K2 | erreur | Olivier Tessier (J1-2) est de son entreprise et ne peut pas juger Amélie Lefèvre",
          "cellule K3 | erreur | Hélène Carpentier (J1-1) est de son entreprise et ne peut pas juger Loïc")),
    bonne("desistements.csv", "désistement | ligne d'exemple", Csv(liste(cellules={"F3": "", "G3": ""}, plus={
          "Statut": ["exemple", "Désisté", "inscrite", "", ""]})), _L, candidats=4, valeurs={2: {"desiste": True},
          3: {"desiste": False}}),

    bonne("numeros.csv", "titres variés", Csv(liste(8, cellules={"A3": "1", "A4": "0", "A5": "12345", "A6": "n° 5",
          "A7": "", "A8": "7.0"})), _L, candidats=4, valeurs={7: {"prenoms": "Aïssatou"}}, problemes=(
          "cellule A3 | erreur | ce numéro est déjà pris : Amélie Lefèvre (n° 1, ligne 2)",
          "cellule A4 | erreur | un nombre entier de 1 à 9999", "cellule A5 | erreur | un nombre entier de 1 à 9999",
          "cellule A6 | erreur | un nombre entier de 1 à 9999", "cellule A7 | erreur | valeur obligatoire absente")),
    bonne("commissions.csv", "titres variés", Csv(liste(cellules={"K2": "commission 1", "K3": "j2", "K4": "J3",
          "K5": ""})), _L, candidats=4, valeurs={1: {"commission": "J1"}, 2: {"commission": "J2"}}, problemes=(
          "cellule K4 | erreur | commission inconnue", "cellule K5 | avertissement | commission non précisée : J1")),
    bonne("courriels.csv", "titres variés", Csv(liste(plus={"E-mail": ["amelie@courriel.example", "Loïc <loic@courriel"
          ".example>", "a@b.example; c@d.example", "jose@courriel", "élodie@courriel.example"]})), _L, candidats=2,
          problemes=tuple(f"cellule L{n} | erreur | adresse électronique illisible" for n in (3, 4, 5))),

    # --- names written in several ways
    bonne("of-trois-ecritures.csv", "OF sous plusieurs écritures", Csv(liste(8, cellules={"G2": "IFC ATLANTIQUE",
          "G3": "Institut de formation du courtage - Atlantique", "G4": "I.F.C. Atlantique", "G5": "Campus assurances"
          " Rhône", "G6": "E.S.A.N.", "G7": "ifc-atlantique"})), _L, candidats=5, valeurs={1: {"organisme":
          "ifc-atlantique"}, 2: {"organisme": "ifc-atlantique"}, 6: {"organisme": "ifc-atlantique"}}, problemes=(
          "cellule G4 | erreur | organisme de formation inconnu de la session → vouliez-vous dire « IFC Atlantique » ?",
          "cellule G5 | erreur | organisme de formation inconnu de la session → vouliez-vous dire « Campus Assurance",
          "cellule G6 | erreur | organisme de formation inconnu de la session → vouliez-vous dire « ESAN » ?")),
    bonne("entreprises-proches.csv", "entreprise sous plusieurs écritures", Csv(liste(8, cellules={"H2": "Ponant"
          " Courtage", "H3": "SARL PONANT COURTAGE", "H4": "Courtage Ponant", "H5": "Rivage Assurance Conseil",
          "H6": "MAAF", "H7": "MACIF"})), _L, candidats=8, problemes=(
          "cellule H3 | avertissement | « SARL PONANT COURTAGE » et « Ponant Courtage » : est-ce la même entreprise ?",
          "cellule H4 | avertissement | « Courtage Ponant » et « Ponant Courtage » : est-ce la même entreprise ?",
          "cellule H5 | avertissement | « Rivage Assurance Conseil » et « Rivage Assurances Conseil » (celle d'un"
          " juré) : est-ce la même entreprise ?")),
    bonne("entreprises-tranchees.csv", "entreprise sous plusieurs écritures", Csv(liste(cellules={"H2": "SARL Ponant"
          " Courtage", "H3": "Ponant Courtage", "H4": "Courtage Ponant"})), _L, session="entreprises:\n"
          '  - {nom: "Ponant Courtage", variantes: ["SARL Ponant Courtage"]}\n  - {nom: "Courtage Ponant"}',
          valeurs={1: {"entreprise": "Ponant Courtage"}, 3: {"entreprise": "Courtage Ponant"}}),
)  # fmt: skip
