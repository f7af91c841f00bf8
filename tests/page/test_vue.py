"""What the page says is what was made; every link leads somewhere; what comes from an input stays a text."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import html

from kitgen import page
from kitgen.engines.null import Null
from kitgen.errors import Gravite, VerificationFailed
from kitgen.impression.changements import ajouter_les_packs, comparer
from kitgen.model.candidat import Candidat
from kitgen.model.manifeste import Manifeste
from kitgen.page.avertissements import vues_des_avertissements
from kitgen.page.changements import champs, pages_changees
from kitgen.page.mots import adresse, compte, moment, nombre
from kitgen.page.packs import feuilles, vue_du_pack
from kitgen.page.vues import Bilan, VuePage
from kitgen.production.pipeline import Prepare, construire, preparer
from kitgen.readers.listes.entetes import colonnes_connues
from tests.aides import MoteurTruque
from tests.page.conftest import COLONNE, ENTREPRISE, HOSTILE, LIEU, Faite

pytestmark = pytest.mark.xdist_group("page")

NBSP = "\u00a0"


def _arbre(said: str) -> Any:
    return html.document_fromstring(said.encode(), parser=html.HTMLParser(encoding="utf-8"))


def _texte(said: str) -> str:
    tree = _arbre(said)
    for ours in tree.xpath("//style | //script"):
        ours.drop_tree()
    return " ".join(tree.text_content().split())


def _section(faite: Faite, name: str) -> str:
    (found,) = _arbre(faite.html).xpath(f"//section[@id='{name}']")
    return " ".join(found.text_content().split())


def _vue(faite: Faite, prete: Prepare | None = None, bilan: Bilan | None = None) -> VuePage:
    """The view as the pipeline has it, of what is on disk."""
    prete = prete or faite.prete
    m = faite.apres.manifeste
    assert prete.projet.impression is not None
    digests = {d.docx.removesuffix(".docx"): d.sha256_docx for d in m.documents}
    changes = comparer(prete.projet.impression, prete.plan, prete.projet.candidats, digests)
    plan, changes = ajouter_les_packs(prete.plan, changes, prete.projet.impression, prete.projet.kit)
    return page.vue(prete.projet, plan, m, bilan or Bilan(), prete.avertissements, changes)


def _sans_changements(m: Manifeste) -> Manifeste:
    """A manifest of the plan alone, as it would be had nothing been printed."""
    packs = tuple(p for p in m.packs if not p.fichier.startswith("changements/"))
    documents = tuple(d for d in m.documents if "retrait" not in d.pdf)
    return m.model_copy(update={"packs": packs, "documents": documents, "changements": None})


# --- links ---


def test_every_link_leads_to_a_file_of_the_folder_or_a_place_on_the_page(faite: Faite) -> None:
    tree = _arbre(faite.html)
    for link in tree.xpath("//a/@href"):
        if link.startswith("#"):
            assert len(tree.xpath(f"//*[@id='{link[1:]}']")) == 1, link
        else:
            assert (faite.apres.dossier / unquote(link)).is_file(), link
            assert ".." not in link


def test_every_pack_and_every_paper_of_a_person_or_a_commission_can_be_opened(faite: Faite) -> None:
    links = {unquote(link) for link in _arbre(faite.html).xpath("//a/@href")}
    m = faite.apres.manifeste
    opening = {d.chemin for d in faite.prete.plan.documents if d.pack is not None}
    papers = {d.pdf for d in m.documents if "retrait" not in d.pdf and d.pdf.removesuffix(".pdf") not in opening}
    assert papers
    assert papers <= links
    assert {p.fichier for p in m.packs} <= links
    assert [p for p in m.packs if p.fichier.startswith("changements/")]


def test_each_candidate_has_their_own_papers_and_nobody_else_s(faite: Faite) -> None:
    for article in _arbre(faite.html).xpath("//article[@data-cherche]"):
        number = article.get("id").removeprefix("c")
        names = [unquote(link).rpartition("/")[2] for link in article.xpath(".//a/@href")]
        assert all(name.startswith((f"{number}-", f"candidat-{number}-")) for name in names), names
        assert names or "Désisté" in article.text_content()


@pytest.mark.parametrize(
    "chemin", ["a b/ç.pdf", 'x"onclick=1.pdf', "javascript:alert(1)", "a#b?c&d.pdf", "%41.pdf", "<a>"]
)
def test_an_address_holds_no_sign_that_means_something(chemin: str) -> None:
    said = adresse(chemin)
    assert re.fullmatch(r"[A-Za-z0-9_.~%/-]*", said)
    assert unquote(said) == chemin


# --- hostile inputs ---


def test_hostile_names_are_texts(faite: Faite) -> None:
    tree = _arbre(faite.html)
    text = _texte(faite.html).replace("’", "'")
    for hostile in (HOSTILE, ENTREPRISE, LIEU, COLONNE):
        assert hostile in text
    assert not tree.xpath("//img | //iframe | //object | //form | //link")
    assert len(tree.xpath("//script")) == len(tree.xpath("//style")) == len(tree.xpath("//title")) == 1
    attributes = {name for element in tree.iter("*") for name in element.attrib}
    assert not {a for a in attributes if a.startswith("on")} | attributes & {"style", "src", "srcdoc"}


def _empoisonne(value: Any, poison: str) -> Any:
    """A view in which every text that an input may have written is the poison."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kept = {"etat", "ancre", "adresse"}
        changed = {
            f.name: getattr(value, f.name)
            if f.name in kept and type(value).__name__ != "VueDocumentChange"
            else _empoisonne(getattr(value, f.name), poison)
            for f in dataclasses.fields(value)
        }
        if changed.get("adresse"):
            changed["adresse"] = adresse(poison)
        return dataclasses.replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(_empoisonne(v, poison) for v in value)
    return poison if isinstance(value, str) and value else value


@pytest.mark.parametrize(
    "poison", [HOSTILE, "'\"><svg/onload=alert(1)>", "</script><script>alert(1)</script>", "{{ 7*7 }}{% raw %}", "]]>"]
)
def test_no_text_of_the_view_can_change_the_structure_of_the_page(faite: Faite, poison: str) -> None:
    clean, bad = _vue(faite), _empoisonne(_vue(faite), poison)
    before, after = _arbre(page.rendre(_empoisonne(clean, "x"))), _arbre(page.rendre(bad))
    assert Counter(e.tag for e in after.iter("*")) == Counter(e.tag for e in before.iter("*"))
    assert {a for e in after.iter("*") for a in e.attrib} == {a for e in before.iter("*") for a in e.attrib}
    assert poison in after.text_content()


def test_the_policy_lets_our_own_style_and_script_take_effect_and_nothing_else(faite: Faite) -> None:
    tree = _arbre(faite.html)
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    for name in ("style", "script"):
        # As it stands between the tags, to the byte.
        (content,) = re.findall(rf"<{name}>(.*?)</{name}>", faite.html, re.S)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules[f"{name}-src"] == f"'sha256-{digest}'"
    assert "http:" not in faite.html
    assert "https:" not in faite.html


# --- the same bytes ---


def test_the_page_is_the_same_wherever_the_run_was_started_from(faite: Faite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(faite.session)
    assert page.rendre(_vue(faite, preparer(Path()))) == faite.html
    monkeypatch.chdir(faite.session.parents[1])
    assert page.rendre(_vue(faite, preparer(Path("sessions/exemple")))) == faite.html


def test_the_page_tells_neither_the_day_nor_the_machine_it_was_made_on(faite: Faite) -> None:
    assert f"{dt.date.today():%Y-%m-%d}" not in faite.html
    assert str(faite.session.parent) not in faite.html
    assert str(faite.apres.dossier.parent) not in faite.html


def test_the_manifest_has_the_hash_of_the_page(faite: Faite) -> None:
    assert faite.apres.manifeste.page == hashlib.sha256(faite.page.read_bytes()).hexdigest()


# --- what it says ---


def test_it_says_that_it_was_verified_and_how_much_was_read_back(faite: Faite) -> None:
    m = faite.apres.manifeste
    pages = sum(d.pages for d in m.documents) + sum(p.pages for p in m.packs)
    assert "Relu et vérifié" in _texte(faite.html)
    assert compte(pages, "page relue", "pages relues").replace(NBSP, " ") in _section(faite, "verification")
    assert "N’imprimez" not in _texte(faite.html)


def test_each_pack_stands_there_with_its_pages_sheets_and_the_way_to_print_it(faite: Faite) -> None:
    rows = {}
    for row in _arbre(faite.html).xpath("//table[contains(@class, 'packs')]//tr[td]"):
        rows[unquote(row.xpath("th/a/@href")[0])] = [" ".join(c.text_content().split()) for c in row.xpath("td")]
    packs = [p for p in faite.apres.manifeste.packs if p.fichier.startswith("packs/")]
    assert sorted(rows) == sorted(p.fichier for p in packs)
    for p in packs:
        assert rows[p.fichier] == [
            str(len(p.contenu)), str(p.pages), str((p.pages + 1) // 2), "1", "Recto verso, bord long",
        ]  # fmt: skip


def test_a_pack_of_several_copies_says_how_many_and_counts_all_their_sheets(faite: Faite) -> None:
    pack = dataclasses.replace(faite.apres.manifeste.packs[0], exemplaires=3, recto_verso=False, feuilles=7)
    assert vue_du_pack(pack).impression == f"Recto seul, en 3{NBSP}exemplaires"
    assert (vue_du_pack(pack).feuilles, vue_du_pack(pack).exemplaires, feuilles(pack)) == ("7", "3", 21)


def test_it_says_what_stands_in_two_packs_and_is_printed_once(faite: Faite) -> None:
    advice = "n’est à imprimer qu’une fois"
    assert advice in _section(faite, "packs")
    m = faite.apres.manifeste
    alone = m.model_copy(update={"packs": tuple(p for p in m.packs if p.destinataire != "organisme")})
    said = page.rendre(page.vue(faite.prete.projet, faite.prete.plan, _sans_changements(alone), Bilan(), ()))
    assert advice not in _texte(said)


def test_it_says_what_changed_in_the_words_of_the_list(faite: Faite) -> None:
    changes = _section(faite, "changements")
    assert "notée le lundi 7 décembre 2026 à 18 h 12" in changes
    people = [
        [" ".join(c.text_content().split()) for c in row.xpath("th | td")]
        for row in _arbre(faite.html).xpath("//section[@id='changements']//table[1]//tr[td]")
    ]
    assert [row[1:] for row in people[:3]] == [["corrigé", "Tuteur"], ["désisté", "—"], ["ajouté", "—"]]
    assert "001 Livret d’évaluation – Tuteur en entreprise (version 1 par version 2, 1 page)" in changes
    assert "Changé depuis" not in _texte(faite.html_avant)
    assert "kitgen freeze" in _texte(faite.html_avant)


def test_it_says_what_to_replace_to_withdraw_and_to_add_in_each_pack(faite: Faite) -> None:
    articles = _arbre(faite.html).xpath("//article[@class='echange']")
    jury = next(a for a in articles if "Dossier du jury – Commission 2" in a.text_content())
    said = {
        part.xpath("h5")[0].text: [" ".join(li.text_content().split()) for li in part.xpath("ul/li")]
        for part in jury.xpath("div/div")
    }
    assert list(said) == ["À remplacer", "À retirer", "À ajouter"]
    assert all("version 1 par version 2" in line for line in said["À remplacer"])
    assert all(line.startswith("016 ") for line in said["À retirer"])
    assert all(line.startswith("025 ") for line in said["À ajouter"])


def test_it_names_what_was_not_made_and_why_and_the_warnings_with_their_place(faite: Faite) -> None:
    assert "VAE" in _section(faite, "non-faits")
    assert "désisté" in _section(faite, "non-faits")
    warning = _section(faite, "avertissements")
    assert f"candidats.csv, {faite.prete.avertissements[0].place}" in warning
    assert "colonne inconnue" in warning
    assert COLONNE in warning


def test_it_says_from_which_list_and_by_which_engine(faite: Faite) -> None:
    origin = _section(faite, "origine")
    assert "candidats.csv, lue comme UTF-8, séparateur point-virgule" in origin
    assert faite.apres.manifeste.moteur.version in origin
    assert all(path in origin and digest in origin for path, digest in faite.apres.manifeste.entrees.items())


def test_it_says_whom_it_belongs_to(faite: Faite) -> None:
    assert "Réservé au secrétariat" in _texte(faite.html)


def test_the_page_of_some_candidates_names_no_other(faite: Faite, tmp_path: Path) -> None:
    made = construire(faite.prete, tmp_path, Null(), numeros=(12,))
    said = (made.dossier / page.NOM).read_text(encoding="utf-8")
    assert "Seulement : 012 DUPONT Jean" in _texte(said)
    assert [a.get("id") for a in _arbre(said).xpath("//article[@data-cherche]")] == ["c012"]
    assert "LEFÈVRE" not in said
    assert "Changé depuis" not in said


def test_the_page_of_a_refused_folder_says_so_first(faite: Faite, tmp_path: Path) -> None:
    engine = MoteurTruque(remplace=(("DUPONT", "DURAND"),))
    with pytest.raises(VerificationFailed) as caught:
        construire(faite.prete, tmp_path, engine, numeros=(12,))
    assert caught.value.dossier is not None
    said = _texte((caught.value.dossier / page.NOM).read_text(encoding="utf-8"))
    assert "N’imprimez et n’envoyez rien de ce dossier" in said
    assert all(finding.split(" : ")[0] in said for finding in caught.value.constats)
    assert "Relu et vérifié" not in said
    assert "sans exception" not in said


def test_the_page_of_an_incomplete_folder_names_what_is_missing(faite: Faite) -> None:
    said = _texte(page.rendre(_vue(faite, bilan=Bilan(echecs=(("candidats/x/001-livret-of", "délai dépassé"),)))))
    assert "Incomplet" in said
    assert "candidats/x/001-livret-of : délai dépassé" in said
    assert "Relu et vérifié" not in said


# --- French ---


def test_the_typography_is_french(faite: Faite) -> None:
    tree = _arbre(faite.html)
    for technical in tree.xpath("//style | //script | //details"):
        technical.drop_tree()
    said = tree.text_content()
    assert re.findall(r"\w'\w", said.replace(COLONNE, "")) == []
    assert re.findall(r".{9} [:;?!»]", said) == []
    assert re.findall(r"«[^\u00a0].{9}", said) == []


def test_corrected_fields_are_named_as_the_list_names_them() -> None:
    fields = set(Candidat.model_fields) - {"numero", "desiste"}
    assert {f for f in fields if champs((f,)) == f} == set()
    assert champs(("email", "organisme")) == "Courriel, OF"


def test_no_page_tells_who_has_a_right_to_extra_time() -> None:
    assert champs(("temps_supplementaire", "tuteur")) == "Durées, Tuteur"


@pytest.mark.parametrize("champ", ["temps_supplementaire", "variante"])
def test_a_remark_on_an_intimate_column_is_left_to_check(faite: Faite, champ: str) -> None:
    projet = faite.prete.projet
    (tableau,) = projet.tableaux
    titles = [*tableau.entetes, colonnes_connues()[champ]["libelle"]]
    projet = dataclasses.replace(projet, tableaux=(dataclasses.replace(tableau, entetes=tuple(titles)),))
    remarks = [
        tableau.probleme("lu comme « dys »", "écrivez « dys »", 2, column, "dyslexie", Gravite.AVERTISSEMENT)
        for column in (len(titles) - 1, 0)
    ]
    shown, kept = vues_des_avertissements(remarks, projet)
    assert [a.ou for a in shown] == ["candidats.csv, cellule A2"]
    assert kept == 1
    said = page.rendre(dataclasses.replace(_vue(faite), avertissements=(), avertissements_tus=kept))
    assert "« kitgen check » les montre" in _texte(said)


@pytest.mark.parametrize(
    ("pages", "total", "said"),
    [
        ((), 3, "présentation seulement"),
        ((1,), 1, "la seule page"),
        ((1, 2), 2, "toutes (2)"),
        ((3,), 4, "page 3"),
        ((1, 2, 5), 6, "pages 1, 2 et 5"),
    ],
)
def test_changed_pages_in_words(pages: tuple[int, ...], total: int, said: str) -> None:
    assert pages_changees(pages, total) == said


def test_numbers_and_moments_in_words() -> None:
    assert nombre(1234567) == f"1{NBSP}234{NBSP}567"
    assert (compte(0, "page"), compte(1, "page"), compte(2, "page")) == (
        f"0{NBSP}page",
        f"1{NBSP}page",
        f"2{NBSP}pages",
    )
    assert moment("2026-12-07 18:12").replace(NBSP, " ") == "lundi 7 décembre 2026 à 18 h 12"
    assert moment("hier") == "hier"
