"""Drawn or converted, a document is the same to the pixel and to the letter; what can't be drawn so is converted."""

from __future__ import annotations

import time
from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

import kitgen.couche
from kitgen.context.construire import Contextes
from kitgen.convert import Converti, Travail
from kitgen.convert import convertir as convertir_un_par_un
from kitgen.couche import classe, convertir, garde, valeurs
from kitgen.couche.flux import dessiner
from kitgen.engines.base import Engine
from kitgen.engines.null import Null
from kitgen.errors import Echec, MissingTool
from kitgen.pdf import texte_des_pages
from kitgen.pdf.finition import Finition, finir
from kitgen.production.pipeline import preparer
from tests.couche.aides import A4, PAYSAGE, SAUT, champ, ecrire, est_compose, par, run, structure, tableau
from tests.test_stamp import IDENTITE

DROITE, CENTRE, JUSTIFIE = (f'<w:jc w:val="{way}"/>' for way in ("right", "center", "both"))
NOMS = ["DUPONT Jean", "O’CONNOR Liam", "ĐẶNG Thị Mai", "WÓJCIK Paweł", "LŒUILLET Gaëtan"]
LONG = "RIBEIRO DA CONCEIÇÃO TREMBLAY-ARCHAMBAULT DE LA TOUR DU PIN Marie-Thérèse Anne-Sophie Gonzague"
PHRASE = (
    "{} est attendu devant la commission d’évaluation, avec une pièce d’identité et la convocation que voici, "
    "un quart d’heure avant le début de la préparation du cas pratique, dans la salle qui est indiquée plus haut."
)
TABULATION = '<w:tabs><w:tab w:val="right" w:pos="9740"/></w:tabs>'
PAGE_SUR = run("Page ") + champ("PAGE") + run(" sur ") + champ("NUMPAGES")


@dataclass(frozen=True)
class Cas:
    """A document with « {} » in it, its values, and how many of them at least are drawn."""

    corps: str
    valeurs: Sequence[str] = tuple(NOMS)
    pied: str = ""
    section: str = A4
    composes: int = 3


SIMPLE = par(run("Nom : "), run("{}", "<w:b/>"), run(" – suite."))
CAS = {
    "simple": Cas(par(run("Avant.")) + SIMPLE + par(run("Après."))),
    "right": Cas(par(run("{}"), pp=DROITE)),
    "centred": Cas(par(run("{}"), pp=CENTRE)),
    "in cells": Cas(tableau(par(run("{}"), pp=CENTRE), par(run("N° ")) + par(run("{}"), pp=DROITE), par(run("x")))),
    "justified": Cas(par(run(PHRASE), pp=JUSTIFIE)),
    "entities": Cas(SIMPLE, ["Dupont &amp; Fils", "A &lt; B", "C &gt; D &amp; E", "Fils", "&#233;t&#xE9;"]),
    "empty": Cas(SIMPLE + par(run("{}")) + par(run("Après.")), ["", *NOMS], composes=2),
    "too long for the line": Cas(par(run("Nom : {}", '<w:sz w:val="32"/>')) + par(run("Après.")), [LONG, *NOMS]),
    "two lines": Cas(
        par(run("Nom : {}", '<w:sz w:val="32"/>')) + par(run("Après.")),
        [LONG.replace("Anne", prenom) for prenom in ("Anne", "Lise", "Rose", "Zoé", "Eva")],
    ),
    "letters outside the font": Cas(SIMPLE, ["☐ coché", "山田 太郎", "Ωmega", "Ж. Иванов", *NOMS]),
    "right to left": Cas(SIMPLE, ["محمد", "שלום", *NOMS]),
    "no-break spaces": Cas(
        par(run("Heure : {}")),
        ["8\u00a0h", "8\u00a0h\u00a015", "9\u00a0h\u00a030", "10\u00a0h\u00a005", "11\u00a0h\u00a020"],
    ),
    "no-break spaces in a font without spaces before": Cas(
        par(run("Heure : "), run("{}", "<w:b/>"), run(" et plus", "<w:b/>")),
        ["8\u00a0h", "9\u00a0h", "10\u00a0h", "11\u00a0h"],
        composes=0,
    ),
    "no-break spaces that only some values have before a space": Cas(
        par(run("{}", "<w:b/>")) + par(run("et\u00a0une heure", "<w:b/>")),
        ["a b", "cd", "e f", "gh", "i\u00a0j", "k l", "mn"],
        composes=0,
    ),
    "letters that nobody sees": Cas(SIMPLE, ["a\u00adb", "c\u200bd", "e\u2060f", "g\u200eh", "i\u00adj", *NOMS]),
    "letters that look alike": Cas(SIMPLE, ["ﬁn", "fin", "e\u0301t\u00e9", "\u00e9t\u00e9", "a\u2011b", "a-b", *NOMS]),
    "foreign scripts": Cas(
        par(run("Nom : {}", '<w:lang w:val="fr-FR" w:eastAsia="ja-JP" w:bidi="ar-SA"/>')),
        ["山田 太郎", "鈴木 花子", "محمد", "שלום", *NOMS],
    ),
    "breaks and tabs": Cas(par(run("{}"), "<w:r><w:br/></w:r>", run("{}"), "<w:r><w:tab/></w:r>", run("fin"))),
    "two places of several pieces": Cas(
        tableau(par(run("De {}")), par(run("a {}", "<w:b/>"), run(" h", "<w:b/>"))),
        [f"{n}\u00a0h{m}" for m in ("", "\u00a015") for n in (8, 9, 10)],
        composes=2,
    ),
    "boxes": Cas(par(run("{}"), run(" choisi")), ["☐ oui", "☐ non", "☐ peut-être", "☑ oui", "☑ non", "☑ peut-être"]),
    "heading with spaces to be trimmed": Cas(
        par(run(" {} ", ""), pp='<w:pStyle w:val="Titre1"/>') + par(run("Texte.")), composes=0
    ),
    "heading": Cas(par(run("{}"), pp='<w:pStyle w:val="Titre1"/>') + par(run("Texte."))),
    "footer": Cas(
        SIMPLE + par(run("Deux."), pp="<w:pageBreakBefore/>"),
        pied=par(run("{}", "<w:b/>"), "<w:r><w:tab/></w:r>", PAGE_SUR, pp=TABULATION),
    ),
    "footer in two widths": Cas(SIMPLE + SAUT + SIMPLE, pied=par(run("{}"), pp=DROITE), section=PAYSAGE),
    "table in the footer": Cas(
        SIMPLE, pied=tableau(par(run("{}"), pp=DROITE), par(PAGE_SUR)) + par(run("{}", "<w:b/>")), section=A4
    ),
    "page number after a value": Cas(SIMPLE, pied=par(run("{} "), PAGE_SUR, pp=CENTRE), composes=0),
    "highlight": Cas(par(run("{}", '<w:highlight w:val="yellow"/>')), composes=0),
    "capitals": Cas(par(run("{}", "<w:caps/>"), run("{}", '<w:color w:val="C00000"/><w:sz w:val="30"/>'))),
}


@dataclass(frozen=True)
class Fait:
    """What came of documents: their files, made both ways."""

    docx: Sequence[Path]
    composes: Sequence[Path]
    convertis: Sequence[Path]


def _travaux(files: Sequence[Path], dossier: Path) -> list[Travail]:
    return [Travail(f, dossier / f"{n}.pdf") for n, f in enumerate(files)]


def _ecrire_cas(dossier: Path) -> dict[str, list[Path]]:
    return {
        nom: [
            ecrire(
                dossier / nom / f"{n}.docx",
                cas.corps.replace("{}", v).replace("{pied}", "{pied}"),
                pied=cas.pied.replace("{}", v),
                section=cas.section,
            )
            for n, v in enumerate(cas.valeurs)
        ]
        for nom, cas in CAS.items()
    }


@pytest.fixture(scope="module", autouse=True)
def _seuil():
    """Few documents are enough here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kitgen.couche, "SEUIL", 3)
        yield


@pytest.fixture(scope="module")
def faits(moteur_libreoffice: Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Fait]:
    """All cases at once, drawn and converted."""
    return _faire_les_cas(moteur_libreoffice, tmp_path_factory.mktemp("cas"))


def _faire_les_cas(moteur: Engine, dossier: Path) -> dict[str, Fait]:
    files = _ecrire_cas(dossier)
    every = [f for some in files.values() for f in some]
    made = {}
    for way, faire in (("compose", convertir), ("converti", convertir_un_par_un)):
        travaux = _travaux(every, dossier / way)
        issues = faire(travaux, moteur, atelier=dossier / "atelier")
        assert issues == tuple(Converti(t.pdf, len(texte_des_pages(t.pdf))) for t in travaux)
        made[way] = {t.docx: t.pdf for t in travaux}
    return {nom: Fait(some, *([made[way][f] for f in some] for way in made)) for nom, some in files.items()}


@pytest.mark.parametrize("nom", CAS)
def test_drawn_is_converted_to_the_byte_and_to_the_pixel(nom: str, faits: dict[str, Fait]) -> None:
    fait = faits[nom]
    for drawn, converted in zip(fait.composes, fait.convertis, strict=True):
        assert garde.forme(drawn) == garde.forme(converted), drawn
        assert _image(drawn, 150) == _image(converted, 150)
        assert texte_des_pages(drawn) == texte_des_pages(converted)
        assert structure(drawn) == structure(converted)
    # One of each class is always converted both ways: it stays as the engine made it.
    assert sum(map(est_compose, fait.composes)) >= min(CAS[nom].composes, len(fait.docx) - 1)
    if not CAS[nom].composes:
        assert not any(map(est_compose, fait.composes))


def test_drawn_is_converted_to_the_byte_by_the_embedded_engine_too(moteur_rdocx: Engine, tmp_path: Path) -> None:
    drawn = set()
    for nom, fait in _faire_les_cas(moteur_rdocx, tmp_path).items():
        for mine, theirs in zip(fait.composes, fait.convertis, strict=True):
            assert garde.forme(mine) == garde.forme(theirs), (nom, mine)
            assert texte_des_pages(mine) == texte_des_pages(theirs)
            assert structure(mine) == structure(theirs)
            if est_compose(mine):
                drawn.add(nom)
                assert _image(mine, 100) == _image(theirs, 100)
                assert _fini(mine, tmp_path) == _fini(theirs, tmp_path)
    assert drawn >= {
        "simple",
        "right",
        "centred",
        "in cells",
        "justified",
        "no-break spaces",
        "heading",
        "footer",
        "table in the footer",
    }


def _fini(pdf: Path, dossier: Path) -> bytes:
    """The final file of what was drawn, which is made of its bytes, or of what was converted."""
    finir(Finition(pdf, dossier / "fini.pdf", "Livret", IDENTITE))
    return (dossier / "fini.pdf").read_bytes()


def _image(pdf: Path, dpi: int) -> list[bytes]:
    with pypdfium2.PdfDocument(pdf) as opened:
        return [bytes(page.render(scale=dpi / 72).buffer) for page in opened]


@pytest.mark.parametrize(
    "valeurs",
    [
        [f"{n}\u00a0h" for n in range(7, 12)],
        # Some of them have a space of their own, before or behind the others.
        ["8\u00a0h ou 9\u00a0h", "midi", "9\u00a0h", "10\u00a0h", "à 11\u00a0h"],
    ],
)
def test_a_sheet_that_has_hours_alone_is_read(valeurs: list[str], moteur_libreoffice: Engine, tmp_path: Path) -> None:
    # In the documents a space comes first, in the cells there is none; nor does other documents' text stand before.
    cells = (par(run("Durée :", "<w:b/>")), par(run("{}", "<w:b/>")))
    corps = par(run("Un titre gras", "<w:b/>")) + tableau(*cells)
    files = [ecrire(tmp_path / f"{n}.docx", corps.replace("{}", v)) for n, v in enumerate(valeurs)]
    travaux = {way: _travaux(files, tmp_path / way) for way in ("compose", "converti")}
    for way, faire in (("compose", convertir), ("converti", convertir_un_par_un)):
        faire(travaux[way], moteur_libreoffice, atelier=tmp_path / "atelier")
    both = [(drawn.pdf, converted.pdf) for drawn, converted in zip(*travaux.values(), strict=True)]
    assert [garde.forme(drawn) == garde.forme(converted) for drawn, converted in both] == [True] * 5
    assert sum(est_compose(drawn) for drawn, _ in both) >= 2


def test_nobody_is_named_in_another_ones_document(faits: dict[str, Fait]) -> None:
    for nom in ("simple", "footer", "heading", "footer in two widths"):
        for n, pdf in enumerate(faits[nom].composes):
            assert all(NOMS[n] in page or "Deux." in page for page in texte_des_pages(pdf))
            raw = pdf.read_bytes() + "".join(texte_des_pages(pdf)).encode()
            others = [v for m, v in enumerate(NOMS) if m != n]
            assert not [v for v in others if v.encode() in raw or v.encode("utf-16-be").hex().encode() in raw]


def test_the_order_of_processes_and_the_folder_make_no_difference(
    moteur_libreoffice: Engine, faits: dict[str, Fait], tmp_path: Path
) -> None:
    chosen = [*faits["simple"].docx, *faits["heading"].docx]
    travaux = _travaux(chosen, tmp_path / "seul")
    convertir(travaux, moteur_libreoffice, atelier=tmp_path / "ailleurs", taches=1)
    again = tmp_path / "encore"
    convertir(_travaux(chosen, again), moteur_libreoffice, atelier=tmp_path, taches=3)
    for n, travail in enumerate(travaux):
        finir(Finition(travail.pdf, tmp_path / "a.pdf", "x"))
        finir(Finition(again / f"{n}.pdf", tmp_path / "b.pdf", "x"))
        assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert sum(est_compose(t.pdf) for t in travaux) >= 4


def _faire(moteur: Engine, faits: dict[str, Fait], dossier: Path, **options: object) -> list[Path]:
    """The simple case once more; the PDFs, which must be right however they were made."""
    travaux = _travaux(faits["simple"].docx, dossier / "pdf")
    heard: list[int] = []
    issues = convertir(travaux, moteur, atelier=dossier / "atelier", suivi=heard.append, **options)  # type: ignore[arg-type]
    assert [type(i) for i in issues] == [Converti] * len(travaux)
    assert heard == sorted(heard)
    assert heard[-1] == len(travaux)
    assert list((dossier / "atelier").iterdir()) == []
    for travail, truth in zip(travaux, faits["simple"].convertis, strict=True):
        assert garde.forme(travail.pdf) == garde.forme(truth)
    return [t.pdf for t in travaux]


def _de_travers(forme: bytes, couleur: bytes, y: bytes) -> bytes:
    """Draws lower, in another colour, or not at all, as the true colour says."""
    if couleur.startswith(b"1 0 0"):
        return dessiner(forme, couleur, b"%.1f" % (float(y) - 1))
    return dessiner(forme, b"0 0.9 0", y) if couleur.startswith(b"0 1 0") else b""


def test_a_drawing_gone_wrong_is_seen_and_everybody_is_converted(
    moteur_libreoffice: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [
        ecrire(tmp_path / f"{couleur}-{n}.docx", par(run(nom, f'<w:color w:val="{couleur}"/>')))
        for couleur in ("FF0000", "00FF00", "0000FF")
        for n, nom in enumerate(NOMS)
    ]
    monkeypatch.setattr(classe, "dessiner", _de_travers)
    travaux = _travaux(files, tmp_path / "pdf")
    assert all(isinstance(i, Converti) for i in convertir(travaux, moteur_libreoffice, atelier=tmp_path / "atelier"))
    assert not any(est_compose(t.pdf) for t in travaux)
    assert [texte_des_pages(t.pdf) for t in travaux] == [(nom,) for nom in NOMS * 3]
    # And without the fault, all three are drawn.
    monkeypatch.undo()
    monkeypatch.setattr(kitgen.couche, "SEUIL", 3)
    convertir(travaux, moteur_libreoffice, atelier=tmp_path / "atelier")
    assert sum(est_compose(t.pdf) for t in travaux) == 12


def test_values_that_nobody_can_read_back_are_no_reason_to_fail(
    moteur_libreoffice: Engine, faits: dict[str, Fait], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(valeurs.Valeurs, "relire", lambda self, faites: None)
    assert not any(map(est_compose, _faire(moteur_libreoffice, faits, tmp_path)))


def test_whenever_the_last_sheet_comes_it_is_read_before_anybody_is_sorted(
    moteur_libreoffice: Engine, faits: dict[str, Fait], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lire = valeurs.Valeurs.relire

    def lentement(self: valeurs.Valeurs, faites: Container[Path]) -> None:
        lire(self, faites)
        time.sleep(1)  # meanwhile, all engines have done what they were given

    monkeypatch.setattr(valeurs.Valeurs, "relire", lentement)
    assert sum(map(est_compose, _faire(moteur_libreoffice, faits, tmp_path))) >= 3


def test_what_breaks_down_while_others_draw_ends_all(
    moteur_libreoffice: Engine, faits: dict[str, Fait], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def casser(*_: object, **__: object) -> None:
        raise MissingTool("en panne")

    monkeypatch.setattr(kitgen.couche, "convertir_un_par_un", casser)
    with pytest.raises(MissingTool, match="en panne"):
        _faire(moteur_libreoffice, faits, tmp_path)
    assert list((tmp_path / "atelier").iterdir()) == []


def test_the_stage_can_be_switched_off(moteur_libreoffice: Engine, faits: dict[str, Fait], tmp_path: Path) -> None:
    assert not any(map(est_compose, _faire(moteur_libreoffice, faits, tmp_path, couche=False)))


def test_another_engine_is_left_alone(faits: dict[str, Fait], tmp_path: Path) -> None:
    travaux = _travaux(faits["simple"].docx, tmp_path)
    assert all(isinstance(i, Converti) for i in convertir(travaux, Null(), atelier=tmp_path / "atelier"))
    assert not any(est_compose(t.pdf) for t in travaux)


def test_a_broken_document_fails_alone(moteur_libreoffice: Engine, faits: dict[str, Fait], tmp_path: Path) -> None:
    (tmp_path / "faux.docx").write_bytes(b"PK")
    travaux = _travaux([tmp_path / "faux.docx", *faits["simple"].docx, faits["simple"].docx[0]], tmp_path / "pdf")
    issues = convertir(travaux, moteur_libreoffice, atelier=tmp_path / "atelier")
    assert isinstance(issues[0], Echec)
    assert all(isinstance(i, Converti) for i in issues[1:])
    assert texte_des_pages(travaux[1].pdf) == texte_des_pages(travaux[-1].pdf)


def test_the_shipped_documents_are_drawn(moteur_libreoffice: Engine, racine: Path, tmp_path: Path) -> None:
    """Four of the same option each: all but the pattern and the witness are drawn."""
    prete = preparer(racine / "sessions/exemple")
    contextes: Contextes = prete.contextes
    codes = ("convocation", "livret-of", "grille", "brouillon")
    chosen = [d for d in prete.plan.documents if d.code in codes and d.candidat in (13, 14, 17, 19)]
    files = []
    for n, document in enumerate(d for d in chosen if (d.jure or "-1").endswith("-1")):
        files.append(tmp_path / f"{document.code}-{n}.docx")
        files[-1].write_bytes(prete.atelier.rendre_un(document, contextes))
    travaux, truth = _travaux(files, tmp_path / "a"), _travaux(files, tmp_path / "b")
    assert all(isinstance(i, Converti) for i in convertir(travaux, moteur_libreoffice, atelier=tmp_path / "atelier"))
    convertir_un_par_un(truth, moteur_libreoffice, atelier=tmp_path / "atelier")
    for mine, theirs in zip(travaux, truth, strict=True):
        assert garde.forme(mine.pdf) == garde.forme(theirs.pdf), mine.docx.name
        assert structure(mine.pdf) == structure(theirs.pdf)
    drawn = {t.docx.name.rpartition("-")[0] for t in travaux if est_compose(t.pdf)}
    assert drawn == set(codes)


def test_the_guard_sees_a_letter_a_pixel_a_tag_and_a_page(tmp_path: Path) -> None:
    def pdf(name: str, content: bytes, pages: int = 1, langue: str = "fr-FR") -> Path:
        with pikepdf.new() as made:
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            for _ in range(pages):
                page = made.add_blank_page(page_size=(200, 200))
                page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
                page.Contents = made.make_stream(content)
            made.Root.Lang = pikepdf.String(langue)
            made.save(tmp_path / name)
        return tmp_path / name

    text = b"BT /F1 20 Tf 20 100 Td (%s) Tj ET"
    first = pdf("a.pdf", text % b"Jean")
    assert garde.forme(first) == garde.forme(pdf("b.pdf", text % b"Jean"))
    assert garde.forme(first) != garde.forme(pdf("c.pdf", text % b"Joan"))
    assert garde.forme(first) != garde.forme(pdf("d.pdf", text % b"Jean" + b" 100 50 1 1 re f"))
    assert garde.forme(first) != garde.forme(pdf("e.pdf", b"3 Tr " + text % b"Jean"))
    assert garde.forme(first) != garde.forme(pdf("f.pdf", text % b"Jean", pages=2))
    assert garde.forme(first) != garde.forme(pdf("h.pdf", text % b"Jean", langue="fr-BE"))
