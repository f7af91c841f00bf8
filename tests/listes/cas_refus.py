"""Files that are no readable list: other formats, damaged or hostile workbooks, nothing at all."""

from __future__ import annotations

import io
import struct
import zipfile

from tests.listes.entree import Entree, bonne, refusee
from tests.listes.producteurs import (
    Csv,
    LibreOffice,
    Octets,
    Odfdo,
    Openpyxl,
    Xlsxwriter,
    archive,
    liste,
    membre_change,
    texte,
)

_CLASSEUR = Openpyxl({"Candidats": liste()})


def _chiffre() -> bytes:
    """Only what tells such a file apart: OLE's mark and the name of the stream; no program here writes a real one."""
    mark = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    streams = (name.encode("utf-16-le").ljust(128, b"\0") for name in ("EncryptionInfo", "EncryptedPackage"))
    return mark + bytes(504) + b"".join(streams) + bytes(256)


def _tronque() -> bytes:
    content = _CLASSEUR.octets()
    return content[: len(content) * 2 // 3]


def _gonfle() -> bytes:
    """A workbook whose directory declares a sheet of 4 GB."""
    content = bytearray(_CLASSEUR.octets())
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        start = source.start_dir
    while (start := content.find(b"PK\x01\x02", start)) >= 0:
        if content[start + 46 :].startswith(b"xl/worksheets/sheet1.xml"):
            struct.pack_into("<I", content, start + 24, 0xFFFF0000)
            return bytes(content)
        start += 4
    raise AssertionError("no sheet")


_HTML = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head><body><table>'
    "<tr><th>Nom</th><th>Prénom</th></tr><tr><td>Lefèvre</td><td>Amélie</td></tr></table></body></html>"
)
_ENTITE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<worksheet'


def _cellule_au_loin(book) -> None:
    book["Candidats"]["XFD1048576"] = "x"


def _lignes_sans_fin(document) -> None:
    """The last row, repeated to the end of the sheet, with what it holds."""
    table = document.body.get_tables()[0]
    last = table.get_elements("//table:table-row")[-1]
    last.set_attribute("table:number-rows-repeated", "1048000")


_ABIME = "le classeur est abîmé → ouvrez-le dans Excel ou LibreOffice"
_TROP = "le classeur est démesuré → vérifiez que c'est la bonne liste, ou recopiez-la dans un classeur neuf"

REFUS: tuple[Entree, ...] = (
    refusee("protege.xlsx", "mot de passe", Octets(_chiffre), "la liste est protégée par un mot de passe"),
    refusee("protege.ods", "mot de passe", archive(**{"mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": "\x8f\x01", "META-INF/manifest.xml": "<manifest:encryption-data/>"}),
            "la liste est protégée par un mot de passe"),
    refusee("ancien-excel.xls", "ancien xls", LibreOffice(_CLASSEUR, "xls"), "c'est un classeur de l'ancien Excel"
            " (.xls) → enregistrez-le au format .xlsx"),
    refusee("page-web.xls", "HTML nommé xls", texte(_HTML), "c'est une page web, même si son nom dit autre chose"),
    refusee("libreoffice-page.xls", "HTML nommé xls", LibreOffice(_CLASSEUR, "html"), "c'est une page web"),
    refusee("liste.pdf", "PDF", LibreOffice(Openpyxl({"Candidats": liste(2)}), "pdf"),
            "c'est un PDF → demandez la liste au format .xlsx"),
    refusee("document.docx", "zip sans classeur", LibreOffice(texte("Lefèvre Amélie"), "docx", "txt"),
            "ce n'est ni un classeur Excel (.xlsx) ni un classeur LibreOffice (.ods)"),
    refusee("archive.zip", "zip sans classeur", archive(**{"candidats.csv": "Nom;Prénom\nLefèvre;Amélie\n"}),
            "ce n'est ni un classeur Excel (.xlsx) ni un classeur LibreOffice (.ods)"),
    refusee("image.csv", "nom de fichier trompeur", Octets(lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
            "ce n'est pas une liste (fichier binaire)"),
    refusee("vide.csv", "fichier vide", texte(""), "la liste est vide → ajoutez une ligne de titres"),
    refusee("blancs.csv", "fichier vide", texte("\ufeff;;;\r\n  ;\r\n;;\r\n"), "la liste est vide"),
    refusee("vide.xlsx", "fichier vide", Openpyxl({"Feuil1": [], "Feuil2": []}), "la liste est vide"),
    bonne("titres-seuls.csv", "titres seuls", Csv(liste(0)), "UTF-8, séparateur point-virgule", candidats=0, problemes=(
          "ligne 1 | erreur | la liste n'a aucun candidat → ajoutez une ligne par candidat",)),
    bonne("titres-seuls.xlsx", "titres seuls", Xlsxwriter({"Candidats": liste(0)}), "classeur Excel", candidats=0,
          problemes=("feuille « Candidats », ligne 1 | erreur | la liste n'a aucun candidat",)),
    refusee("tronque.xlsx", "classeur tronqué", Octets(_tronque), _ABIME),
    refusee("feuille-abimee.xlsx", "classeur tronqué", membre_change(_CLASSEUR, "xl/worksheets/sheet1.xml",
            "</sheetData>", ""), _ABIME),
    refusee("cellule-au-loin.xlsx", "cellule perdue au loin", Openpyxl({"Candidats": liste()}, _cellule_au_loin),
            _TROP),
    refusee("taille-declaree.xlsx", "taille déclarée démesurée", Octets(_gonfle), _TROP),
    refusee("lignes-repetees.ods", "lignes répétées à l'excès", Odfdo({"Candidats": liste()}, _lignes_sans_fin), _TROP),
    refusee("entite.xlsx", "entité DOCTYPE", membre_change(_CLASSEUR, "xl/worksheets/sheet1.xml", "<worksheet",
            _ENTITE), _ABIME),
    refusee("entite.ods", "entité DOCTYPE", membre_change(Odfdo({"Candidats": liste()}), "content.xml",
            "<office:document-content", _ENTITE.replace("<worksheet", "<office:document-content")), _ABIME),
    refusee("un-dossier", "dossier", None, "c'est un dossier, un fichier est attendu"),
    refusee("absent.csv", "fichier absent", None, "fichier introuvable → vérifiez le nom et le dossier"),
)  # fmt: skip
