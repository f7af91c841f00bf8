# ruff: noqa: E501  (a table is read line by line)
"""Tampering with a finished folder: one function per fault, on real PDFs."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String

from kitgen.manifest import NOM, constater, ecrire, lire
from kitgen.ouvriers.equipe import Equipe
from kitgen.relecture import a_lire, lire_dossier
from kitgen.relecture.fichiers import PRET
from kitgen.relecture.sceau import poser

LIVRET = "candidats/001-LEFEVRE-Amelie/001-livret-of.pdf"
LIVRET_16 = "candidats/016-BENOIT-Eric/016-livret-of.pdf"
GRILLE = "commissions/J1/001-LEFEVRE-Amelie/001-grille-J1-1.pdf"
GRILLE_12 = "commissions/J1/012-DUPONT-Jean/012-grille-J1-1.pdf"
PACK_OF = "packs/organisme-ifc-atlantique.pdf"
PACK_OF_16 = "packs/organisme-campus-rhone.pdf"
PACK_CANDIDAT = "packs/candidat-001-LEFEVRE-Amelie.pdf"
PACK_JURY = "packs/jury-J1.pdf"


@contextmanager
def ouvert(path: Path) -> Iterator[pikepdf.Pdf]:
    """A PDF to change in place."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        yield pdf
        pdf.save(path)


def resceller(dossier: Path) -> None:
    """Make the manifest agree with the files, as if kitgen itself had made them so: no hash gives the fault away."""
    (dossier / PRET).unlink(missing_ok=True)
    manifest = lire(dossier)
    manifest = constater(manifest, lire_dossier(dossier, a_lire(manifest), Equipe(1)))
    ecrire(manifest, dossier)
    poser(dossier, manifest, ())


def retoucher_manifeste(dossier: Path, change: Callable[[Any], None]) -> None:
    """Change the manifest's JSON."""
    data = json.loads((dossier / NOM).read_text(encoding="utf-8"))
    change(data)
    (dossier / NOM).write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def dessiner(path: Path, operators: bytes, page: int = 0) -> None:
    """Draw something more on a page, below its strip."""
    with ouvert(path) as pdf:
        contents = pdf.pages[page].obj.Contents
        contents.insert(len(contents) - 3, pdf.make_stream(operators))


def ecrire_sur(path: Path, text: str, page: int = 0) -> None:
    """Write a line in the middle of a page of the null engine."""
    shown = text.encode("utf-16-be").hex()
    dessiner(path, f"BT /F1 6 Tf 1 0 0 1 60 30 Tm <{shown}> Tj ET".encode(), page)


def echanger_pages(d: Path) -> None:
    with ouvert(d / PACK_JURY) as pdf:
        first, third = pdf.pages[0].obj, pdf.pages[2].obj
        pdf.pages[0], pdf.pages[2] = pikepdf.Page(third), pikepdf.Page(first)


def page_d_un_autre_of(d: Path) -> None:
    with pikepdf.open(d / LIVRET_16) as other, ouvert(d / PACK_OF) as pdf:
        pdf.pages[4] = other.pages[0]


def page_retiree(d: Path) -> None:
    with ouvert(d / PACK_JURY) as pdf:
        del pdf.pages[-1]


def page_doublee(d: Path) -> None:
    with ouvert(d / PACK_JURY) as pdf:
        pdf.pages.append(pdf.pages[0])


def corrige_glisse(d: Path) -> None:
    corrige = next((d / "commissions/J1").glob("corrige-*.pdf"))
    with pikepdf.open(corrige) as other, ouvert(d / PACK_CANDIDAT) as pdf:
        pdf.pages[0] = other.pages[0]


def corrige_prevu(d: Path) -> None:
    corrige = next((d / "commissions/J1").glob("corrige-*.pdf")).relative_to(d).as_posix()
    with pikepdf.open(d / corrige) as other, ouvert(d / PACK_CANDIDAT) as pdf:
        pdf.pages[0] = other.pages[0]

    def change(m: Any) -> None:
        next(p for p in m["packs"] if p["fichier"] == PACK_CANDIDAT)["contenu"][0]["pdf"] = corrige

    retoucher_manifeste(d, change)


def octet(d: Path, name: str) -> None:
    content = bytearray((d / name).read_bytes())
    content[len(content) // 2] ^= 1
    (d / name).write_bytes(content)


def un_autre_candidat(d: Path) -> None:
    shutil.copy(d / GRILLE_12, d / GRILLE)


def packs_echanges(d: Path) -> None:
    (d / PACK_OF).rename(d / "x")
    (d / PACK_OF_16).rename(d / PACK_OF)
    (d / "x").rename(d / PACK_OF_16)


def piece_jointe(d: Path) -> None:
    with ouvert(d / PACK_OF) as pdf:
        pdf.attachments["grille.xlsx"] = AttachedFileSpec(pdf, b"notes")


def script(d: Path) -> None:
    with ouvert(d / PACK_OF) as pdf:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def annotation(d: Path, **keys: Any) -> None:
    with ouvert(d / LIVRET) as pdf:
        note = Dictionary(Type=Name.Annot, Rect=Array([100, 100, 200, 200]), **keys)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def auteur(d: Path) -> None:
    with ouvert(d / LIVRET) as pdf:
        pdf.trailer.Info.Author = "Paule Secrétaire"


def xmp(d: Path) -> None:
    with ouvert(d / LIVRET) as pdf, pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
        about["xmp:CreatorTool"] = "Word"


def titre(d: Path) -> None:
    with ouvert(d / PACK_OF) as pdf:
        pdf.trailer.Info.Title = "Dossier de BENOÎT Éric"


def signet(d: Path, name: str, text: str) -> None:
    with ouvert(d / name) as pdf, pdf.open_outline() as outline:
        last = max(n for n, page in enumerate(pdf.pages) if Name.Contents in page.obj)
        outline.root.append(pikepdf.OutlineItem(text, last))


def page_blanchie(d: Path, name: str) -> None:
    with ouvert(d / name) as pdf:
        contents = pdf.pages[0].obj.Contents
        pdf.pages[0].obj.Contents = Array([pdf.make_stream(b""), pdf.make_stream(b"q"), *list(contents)[-3:]])
        if name.startswith("packs/"):
            pdf.pages[0].obj.Contents = Array([])


def blanche_imprimee(d: Path) -> None:
    with ouvert(d / PACK_JURY) as pdf:
        blank = pdf.pages[vierge(d) - 1]
        blank.obj.Contents = pdf.make_stream(b"0 0 100 100 re f")


def vierge(d: Path) -> int:
    """The first blank page of the jury's pack."""
    return next(p for p in lire(d).packs if p.fichier == PACK_JURY).pages_blanches[0]


def blanche_manquante(d: Path) -> None:
    """All by the manifest: it plans a pack without its first blank page."""
    number = vierge(d)
    with ouvert(d / PACK_JURY) as pdf:
        del pdf.pages[number - 1]

    def change(m: Any) -> None:
        pack = next(p for p in m["packs"] if p["fichier"] == PACK_JURY)
        pack["pages"] -= 1
        pack["pages_blanches"] = [n - (n > number) for n in pack["pages_blanches"] if n != number]
        for piece in pack["contenu"]:
            piece["premiere_page"] -= piece["premiere_page"] > number

    retoucher_manifeste(d, change)


def bandeau_ote(d: Path) -> None:
    with ouvert(d / GRILLE) as pdf:
        contents = pdf.pages[0].obj.Contents
        pdf.pages[0].obj.Contents = Array([*list(contents)[1:-3]])


def bandeau_d_un_autre(d: Path) -> None:
    with pikepdf.open(d / GRILLE_12) as other, ouvert(d / GRILLE) as pdf:
        own = pdf.copy_foreign(other.pages[0].obj.Contents[-2])
        pdf.pages[0].obj.Contents[-2] = own


def tirage_change(d: Path) -> None:
    def change(m: Any) -> None:
        drawn = next(t for t in m["tirage"] if t["candidat"] == 1 and t["evaluateur"] == "commission")
        drawn["sujet"] += "X"

    retoucher_manifeste(d, change)


def diffusion_changee(d: Path) -> None:
    retoucher_manifeste(d, lambda m: [x["diffusion"].append("candidat") for x in m["documents"]])


def chiffrer(d: Path) -> None:
    with pikepdf.open(d / LIVRET, allow_overwriting_input=True) as pdf:
        pdf.save(d / LIVRET, encryption=pikepdf.Encryption(owner="x", user=""))


def partie_de_word(d: Path, name: str, text: str) -> None:
    with zipfile.ZipFile(d / LIVRET.replace(".pdf", ".docx"), "a") as archive:
        archive.writestr(name, text)


def mot_dans_word(d: Path, text: str) -> None:
    # Split over two runs, as Word does.
    runs = "".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in (text[:4], text[4:]))
    partie_de_word(d, "word/comments.xml", f"<w:p>{runs}</w:p>")


@dataclass(frozen=True)
class Sabotage:
    """A fault, as the documentation tells it, and what must be found."""

    quoi: str
    faire: Callable[[Path], None]
    constat: str
    scelle: bool = False
    """The manifest agrees with it: found by what the pages say and show, not by a hash."""


SABOTAGES = (
    Sabotage("two pages of a pack swapped", echanger_pages, "était attendue, c'est la page 1 de commissions/J1/"),
    Sabotage("the same, hashes forged", echanger_pages, "était attendue, c'est la page 1 de commissions/J1/", True),
    Sabotage("a page of another OF's candidate in an OF's pack", page_d_un_autre_of, f"c'est la page 1 de {LIVRET_16}", True),
    Sabotage("a page of a pack dropped", page_retiree, "pages au lieu de", True),
    Sabotage("a page of a pack there twice", page_doublee, "cette page devait être blanche, c'est la page 1 de", True),
    Sabotage("a corrigé slipped into a candidate's pack", corrige_glisse, "c'est la page 1 de commissions/J1/corrige", True),
    Sabotage("the same, planned so", corrige_prevu, "ne doit pas être remis à « candidat »", True),
    Sabotage("a tag left over", lambda d: ecrire_sur(d / LIVRET, "{{ nom }}"), "reste de gabarit ou caractère illisible « {{ »", True),
    Sabotage("« None » printed", lambda d: ecrire_sur(d / LIVRET, "Tuteur : None"), "caractère illisible « None »", True),
    Sabotage("another candidate's name", lambda d: ecrire_sur(d / LIVRET, "voir BENOÎT Éric"), "« BENOÎT Éric » n'a rien à y faire", True),
    Sabotage("the same, first name first", lambda d: ecrire_sur(d / LIVRET, "Éric BENOÎT"), "« Éric BENOÎT » n'a rien à y faire", True),
    Sabotage("another OF's name", lambda d: ecrire_sur(d / LIVRET, "Campus Assurance Rhône"), "n'a rien à y faire", True),
    Sabotage("the company of another candidate", lambda d: ecrire_sur(d / LIVRET, entreprise(d, 16)), "n'a rien à y faire", True),
    Sabotage("a byte of a PDF changed", lambda d: octet(d, LIVRET), "le fichier a été modifié depuis sa vérification"),
    Sabotage("a byte of a Word file changed", lambda d: octet(d, LIVRET.replace(".pdf", ".docx")), "le fichier a été modifié depuis sa vérification"),
    Sabotage("a document replaced by another candidate's", un_autre_candidat, "« exemple-2026-12 / grille / 001 / J1-1 » n'y figure pas", True),
    Sabotage("the same, told by its reference", un_autre_candidat, f"cette page est celle de {GRILLE_12}", True),
    Sabotage("the same, told by its code", un_autre_candidat, "le code QR est celui d'une autre page", True),
    Sabotage("the strip of another candidate", bandeau_d_un_autre, "le code QR est celui d'une autre page", True),
    Sabotage("no strip", bandeau_ote, "le bandeau d'identité ou son code QR manque", True),
    Sabotage("another candidate's name in a Word file", lambda d: mot_dans_word(d, "BENOÎT Éric"), "001-livret-of.docx : « BENOÎT Éric » n'a rien à y faire", True),
    Sabotage("an author in a Word file", lambda d: partie_de_word(d, "docProps/core.xml", "<a><dc:creator>Paule</dc:creator></a>"), "les métadonnées ne sont pas neutres : dc:creator « Paule »", True),
    Sabotage("the packs of two OF renamed into each other", packs_echanges, "le fichier a été modifié depuis sa vérification"),
    Sabotage("the same, hashes forged", packs_echanges, "était attendue, c'est la page 1 de organismes/campus-rhone/", True),
    Sabotage("an attachment", piece_jointe, "contient une pièce jointe ou un script", True),
    Sabotage("a script that runs when the file is opened", script, "contient une action à l'ouverture", True),
    Sabotage("a note", lambda d: annotation(d, Subtype=Name.Text, Contents="?"), "contient une annotation (Text)", True),
    Sabotage("a link that opens a program", lambda d: annotation(d, Subtype=Name.Link, A=Dictionary(S=Name.Launch)), "qui sort du document", True),
    Sabotage("a link to a file", lambda d: annotation(d, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="file:///x")), "qui sort du document", True),
    Sabotage("an author", auteur, "les métadonnées ne sont pas neutres : Author « Paule Secrétaire »", True),
    Sabotage("a program in the XMP metadata", xmp, "les métadonnées ne sont pas neutres : XMP xmp:CreatorTool", True),
    Sabotage("another OF's candidate in the title", titre, "les métadonnées disent « BENOÎT Éric »", True),
    Sabotage("another OF's candidate in a pack's outline", lambda d: signet(d, PACK_OF, "016 – BENOÎT Éric"), "dit « BENOÎT Éric », qui n'a rien à y faire", True),
    Sabotage("an outline that leads to another candidate's page", lambda d: signet(d, PACK_JURY, "001 – LEFÈVRE Amélie"), "mène à la page d'un autre que « LEFÈVRE Amélie »", True),
    Sabotage("a page of a pack blanked", lambda d: page_blanchie(d, PACK_CANDIDAT), "était attendue, elle est blanche", True),
    Sabotage("a page of a document blanked", lambda d: page_blanchie(d, GRILLE), f"{GRILLE}, page 1 : page blanche", True),
    Sabotage("something on a blank page", blanche_imprimee, "cette page devait être blanche", True),
    Sabotage("a blank page missing: two candidates on one sheet", blanche_manquante, "commence au verso", True),
    Sabotage("something 3 mm from the left edge", lambda d: dessiner(d / LIVRET, b"5 400 8 1 re f"), "dépasse dans la marge (gauche)", True),
    Sabotage("something at the foot of the sheet", lambda d: dessiner(d / LIVRET, b"300 4 8 1 re f"), "dépasse dans la marge (bas)", True),
    Sabotage("something in the room of the strip", lambda d: dessiner(d / LIVRET, b"560 400 8 1 re f"), "les 19 mm du bandeau", True),
    Sabotage("a file that kitgen did not make", lambda d: (d / "candidats/notes.xlsx").write_bytes(b"x"), "candidats/notes.xlsx : kitgen n'a pas mis ce fichier dans le dossier", True),
    Sabotage("a file missing", lambda d: (d / PACK_OF).unlink(), f"{PACK_OF} : le fichier manque"),
    Sabotage("a link to another folder", lambda d: (d / "packs/tout").symlink_to(d), "packs/tout : kitgen n'a pas mis ce fichier"),
    Sabotage("the manifest changed", diffusion_changee, "manifeste.json : il a été modifié depuis la production du dossier"),
    Sabotage("the draw changed", tirage_change, "le tirage sur", True),
    Sabotage("VERIFIE.txt taken away", lambda d: (d / PRET).unlink(), "VERIFIE.txt : il manque"),
    Sabotage("a PDF protected by a password", chiffrer, "est protégé par un mot de passe", True),
    Sabotage("a PDF that is none", lambda d: (d / LIVRET).write_bytes(b"%PDF-1.7\n"), "ne peut pas être lu", True),
)  # fmt: skip


def entreprise(d: Path, candidat: int) -> str:
    """The company of a candidate."""
    return next(p.entreprise or "" for p in lire(d).personnes if p.candidat == candidat)
