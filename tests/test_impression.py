"""Print, change, reprint: what was printed is known, and only what changed since is made anew."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

import kitgen.cli
from kitgen.cli.paroles import resultat
from kitgen.engines.null import Null
from kitgen.errors import ExitCode, Gravite, InputProblems, UsageProblem, VerificationFailed
from kitgen.identite import CodeDePage, lire_code
from kitgen.impression.gel import geler
from kitgen.outils import essai
from kitgen.pdf import texte_des_pages
from kitgen.plan import Plan
from kitgen.production.pipeline import Construit, Prepare, construire, examiner, preparer
from tests.aides import mini_session, octets_du_dossier, remplacer, remplacer_cellule
from tests.numerisation import codes_lus, imprimer

pytestmark = pytest.mark.xdist_group("impression")

LE = "2026-12-07 18:12"
NOUVELLE = "25;Mme;Martin;;Zoé;18/10/1996;Brest;z.martin@courriel.example;IFC Atlantique;Armor;Gaël Riou;Sinistre;"
NOUVELLE += "FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION;BC6;;;J2;13;;;\n"


@dataclass(frozen=True)
class Imprimee:
    """The small session, printed, corrected and built again."""

    session: Path
    out: Path
    avant: Construit
    prete: Prepare
    apres: Construit
    tirage_avant: Plan


@pytest.fixture(scope="module")
def imprimee(tmp_path_factory: pytest.TempPathFactory) -> Imprimee:
    """Candidate 1 gets another tutor, 16 withdraws, 25 is new; 12 stays as they are."""
    session = mini_session(tmp_path_factory.mktemp("imprimee"))
    out = tmp_path_factory.mktemp("out")
    first = preparer(session)
    before = construire(first, out, Null())
    shutil.copytree(out, out.with_name("imprime"))
    assert geler(first.projet, first.plan, out, LE).fichier == session / "impressions/impression-1.json"
    liste = session / "candidats.csv"
    remplacer_cellule(liste, 1, "Tuteur", "Karine Le Bihan")
    remplacer_cellule(liste, 16, "Statut", "désisté")
    liste.write_text(liste.read_text(encoding="utf-8") + NOUVELLE, encoding="utf-8")
    # Another seed would draw everything anew, but what was printed stays.
    remplacer(session / "session.yaml", "graine: 2026", "graine: 7")
    prete = preparer(session)
    return Imprimee(session, out, before, prete, construire(prete, out, Null()), first.plan)


def _copie(imprimee: Imprimee, tmp_path: Path) -> Path:
    racine = imprimee.session.parents[1]
    shutil.copytree(racine, tmp_path / "copie")
    return tmp_path / "copie/sessions/exemple"


def _etats(made: Construit) -> dict[str, tuple[str, int]]:
    assert made.manifeste.changements is not None
    return {d.chemin.rpartition("/")[2]: (d.etat, d.version) for d in made.manifeste.changements.documents}


def test_it_says_which_documents_changed_and_which_are_to_be_withdrawn(imprimee: Imprimee) -> None:
    found = _etats(imprimee.apres)
    assert found["001-livret-tuteur"] == ("modifie", 2)
    assert found["016-livret-of"] == ("retire", 1)
    assert found["025-livret-of"] == ("nouveau", 1)
    assert found["proces-verbal"] == ("modifie", 2)
    assert not [name for name in found if name.startswith("012-") and "convocation" not in name]
    assert "001-sujet-C8-A" not in found
    assert {s for n, (s, _) in found.items() if n.startswith("016-")} == {"retire"}


def test_it_says_who_was_added_withdrawn_and_corrected(imprimee: Imprimee) -> None:
    changes = imprimee.apres.manifeste.changements
    assert changes is not None
    assert [(p.candidat, p.etat, p.champs) for p in changes.personnes] == [
        (1, "corrige", ("tuteur",)),
        (16, "desiste", ()),
        (25, "ajoute", ()),
    ]


def test_it_says_on_which_pages(imprimee: Imprimee) -> None:
    changes = imprimee.apres.manifeste.changements
    assert changes is not None
    pages = {d.chemin.rpartition("/")[2]: d.pages for d in changes.documents}
    assert pages["001-livret-tuteur"] == (1,)
    assert pages["016-livret-of"] == ()


def test_the_sujets_that_were_printed_stay_whatever_the_draw_would_give(imprimee: Imprimee) -> None:
    printed = {(a.numero, a.competence): a.sujet for a in imprimee.tirage_avant.tirage if a.numero != 16}
    now = {(a.numero, a.competence): (a.sujet, a.motif) for a in imprimee.prete.plan.tirage}
    assert {k: now[k] for k in printed} == {k: (sujet, "déjà imprimé") for k, sujet in printed.items()}


def test_a_preview_shows_the_sujets_that_were_printed(imprimee: Imprimee) -> None:
    assert essai.ouvrir(imprimee.session).plan.tirage == imprimee.prete.plan.tirage


def test_the_console_says_who_changed_in_the_words_of_the_list(
    imprimee: Imprimee, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "\n".join(resultat(imprimee.apres, imprimee.prete))
    assert "candidat 001 LEFÈVRE Amélie : corrigé (Tuteur)\n" in said
    assert "candidat 016 BENOÎT Éric : désisté\n" in said
    assert "candidat 025 MARTIN Zoé : ajouté\n" in said


def test_a_sujet_already_sat_is_not_kept_because_it_was_printed(imprimee: Imprimee, tmp_path: Path) -> None:
    session = _copie(imprimee, tmp_path)
    mine = next(a.sujet for a in imprimee.tirage_avant.tirage if a.numero == 1 and not a.sujet.endswith("-OF"))
    remplacer_cellule(session / "candidats.csv", 1, "Sujets déjà traités", mine)
    assert mine not in {a.sujet for a in preparer(session).plan.tirage if a.numero == 1}


def test_the_pack_of_changes_holds_what_changed_and_says_what_to_withdraw(imprimee: Imprimee) -> None:
    packs = {p.fichier.rpartition("/")[2]: p for p in imprimee.apres.manifeste.packs if "changements/" in p.fichier}
    jury = packs["jury-J2-impression-2.pdf"]
    inside = [piece.pdf.rpartition("/")[2] for piece in jury.contenu]
    assert inside[0] == "jury-retrait.pdf"
    assert {"025-grille-J2-1.pdf", "025-synthese.pdf"} <= set(inside)
    assert not [name for name in inside if name.startswith(("001", "012", "016"))]
    sheet = texte_des_pages(imprimee.apres.dossier / jury.fichier)[0]
    out, put_in = sheet.split("2. À insérer")
    assert "BENOÎT Éric" in out
    assert "ne sert plus" in out
    assert "MARTIN Zoé" in put_in
    assert "LEFÈVRE" not in sheet
    # Who has nothing to change gets nothing.
    assert "candidat-012-DUPONT-Jean-impression-2.pdf" not in packs


def test_a_pack_that_is_no_more_is_to_be_withdrawn_whole(imprimee: Imprimee) -> None:
    [gone] = [p for p in imprimee.apres.manifeste.packs if p.fichier.endswith("016-BENOIT-Eric-impression-2.pdf")]
    assert [piece.pdf.rpartition("/")[2] for piece in gone.contenu] == ["candidat-retrait.pdf"]
    sheet = texte_des_pages(imprimee.apres.dossier / gone.fichier)[0]
    assert sheet.count("ne sert plus") == 3
    assert "Rien n’est à insérer" in sheet or "Rien n'est à insérer" in sheet


def test_what_replaces_a_printed_document_says_so_in_words_and_in_its_code(imprimee: Imprimee) -> None:
    [pdf] = imprimee.apres.dossier.rglob("001-livret-tuteur.pdf")
    [text] = codes_lus(imprimer(pdf, 0, dpi=200))
    assert lire_code(text) == CodeDePage("EXEMPLE-2026-12", "LIVRET-TUTEUR", 1, version=2)
    [kept] = imprimee.apres.dossier.rglob("001-sujet-C8-A.pdf")
    [text] = codes_lus(imprimer(kept, 0, dpi=200))
    assert lire_code(text) == CodeDePage("EXEMPLE-2026-12", "SUJET", 1, sujet="C8-A")


def test_a_document_that_did_not_change_is_the_same_file(imprimee: Imprimee) -> None:
    before = octets_du_dossier(imprimee.out.with_name("imprime") / "exemple-2026-12")
    after = octets_du_dossier(imprimee.apres.dossier)
    changed = set(_etats(imprimee.apres))
    same = [n for n in after if n.endswith(".pdf") and not n.startswith(("packs/", "changements/")) and n in before]
    same = [n for n in same if n.rpartition("/")[2].removesuffix(".pdf") not in changed]
    assert len(same) > 15
    assert [n for n in same if before[n] != after[n]] == []


def test_one_candidate_alone_gives_the_very_same_files(imprimee: Imprimee, tmp_path: Path) -> None:
    alone = octets_du_dossier(construire(imprimee.prete, tmp_path, Null(), numeros=(1,)).dossier)
    whole = octets_du_dossier(imprimee.apres.dossier)
    # What tells of the whole folder tells of another one.
    mine = [n for n in alone if n not in {"manifeste.json", "index.html", "VERIFIE.txt"}]
    assert [n for n in mine if alone[n] != whole[n]] == []
    assert [n for n in mine if n.endswith("001-livret-tuteur.pdf")]


def test_after_a_second_print_run_the_versions_stay_and_nothing_is_to_be_printed(
    imprimee: Imprimee, tmp_path: Path
) -> None:
    session = _copie(imprimee, tmp_path)
    prete = preparer(session)
    out = tmp_path / "out"
    second = construire(prete, out, Null())
    frozen = geler(prete.projet, prete.plan, out, LE)
    assert frozen.fichier == session / "impressions/impression-2.json"
    assert {d.chemin.rpartition("/")[2]: d.version for d in frozen.impression.documents}["001-livret-tuteur"] == 2
    assert "016-livret-of" in {d.chemin.rpartition("/")[2] for d in frozen.impression.retires}
    third = construire(preparer(session), out, Null())
    assert third.manifeste.changements is not None
    assert third.manifeste.changements.documents == ()
    assert not [p for p in third.manifeste.packs if "changements/" in p.fichier]
    of = {d.pdf: d.sha256 for d in second.manifeste.documents if "retrait" not in d.code}
    assert {d.pdf: d.sha256 for d in third.manifeste.documents} == of
    again = geler(preparer(session).projet, preparer(session).plan, out, "2026-12-08 07:00")
    assert again.fichier is None


def test_what_comes_back_after_a_withdrawal_is_a_new_version(imprimee: Imprimee, tmp_path: Path) -> None:
    session = _copie(imprimee, tmp_path)
    prete = preparer(session)
    construire(prete, tmp_path / "out", Null())
    geler(prete.projet, prete.plan, tmp_path / "out", LE)
    remplacer_cellule(session / "candidats.csv", 16, "Statut", "")
    back = construire(preparer(session), tmp_path / "out", Null())
    assert _etats(back)["016-livret-of"] == ("nouveau", 2)


# --- what is refused ---


def _problemes(session: Path) -> list[tuple[str, str, str]]:
    return [(p.gravite.value, p.texte, p.remede) for p in examiner(session).problems]


def test_a_printed_number_is_not_given_to_somebody_else(imprimee: Imprimee, tmp_path: Path) -> None:
    session = _copie(imprimee, tmp_path)
    liste = session / "candidats.csv"
    lines = liste.read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if not line.startswith("25;")]
    lines = [("12" + line[2:]) if line.startswith("16;") else line for line in lines]
    lines = ["16" + line[2:] if line.startswith("12;") and "Dupont" in line else line for line in lines]
    liste.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = _problemes(session)
    assert (
        "erreur",
        "ce numéro a été imprimé pour DUPONT Jean",
        "rendez-lui le numéro 016, qui est le sien sur le papier",
    ) in said
    assert sum("a été imprimé pour" in text for _, text, _ in said) == 2


def test_a_name_that_is_spelt_right_at_last_keeps_its_number(imprimee: Imprimee, tmp_path: Path) -> None:
    session = _copie(imprimee, tmp_path)
    remplacer_cellule(session / "candidats.csv", 1, "Nom de naissance", "Lefebvre")
    assert not [p for p in examiner(session).problems if p.gravite is Gravite.ERREUR]


def test_a_row_that_is_gone_is_said(imprimee: Imprimee, tmp_path: Path) -> None:
    session = _copie(imprimee, tmp_path)
    liste = session / "candidats.csv"
    kept = [line for line in liste.read_text(encoding="utf-8").splitlines() if not line.startswith("16;")]
    liste.write_text("\n".join(kept) + "\n", encoding="utf-8")
    [found] = [p for p in examiner(session).problems if "n'est plus dans la liste" in p.texte]
    assert found.gravite is Gravite.AVERTISSEMENT
    assert found.texte.startswith("BENOÎT Éric (n° 016)")
    made = construire(preparer(session), tmp_path / "out", Null())
    assert _etats(made)["016-livret-of"] == ("retire", 1)


def test_the_record_of_another_session_is_refused(imprimee: Imprimee, tmp_path: Path) -> None:
    session = _copie(imprimee, tmp_path)
    remplacer(session / "session.yaml", "code: exemple-2026-12", "code: juin-2027")
    assert "le dossier « impressions » est celui d'une autre session, exemple-2026-12" in {
        text for _, text, _ in _problemes(session)
    }


@pytest.mark.parametrize("content", ["", "{", '{"format": "kitgen/impression/9"}', "[]"])
def test_a_damaged_record_stops_everything(imprimee: Imprimee, tmp_path: Path, content: str) -> None:
    session = _copie(imprimee, tmp_path)
    (session / "impressions/impression-1.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        preparer(session)
    assert [p.texte for p in caught.value.problems] == ["le relevé de ce qui a été imprimé est abîmé"]


def test_without_an_output_nothing_is_frozen(imprimee: Imprimee, tmp_path: Path) -> None:
    session = _copie(imprimee, tmp_path)
    prete = preparer(session)
    with pytest.raises(UsageProblem, match="donnez un dossier produit par kitgen"):
        geler(prete.projet, prete.plan, tmp_path / "out", LE)


def test_an_output_that_is_out_of_date_is_not_frozen(imprimee: Imprimee, tmp_path: Path) -> None:
    session = _copie(imprimee, tmp_path)
    remplacer_cellule(session / "candidats.csv", 1, "Tuteur", "Quelqu'un d'autre")
    prete = preparer(session)
    with pytest.raises(UsageProblem, match=r"n'est plus à jour : candidats\.csv a changé depuis"):
        geler(prete.projet, prete.plan, imprimee.out, LE)
    assert not (session / "impressions/impression-2.json").exists()


def test_an_output_that_somebody_touched_is_not_frozen(imprimee: Imprimee, tmp_path: Path) -> None:
    session = _copie(imprimee, tmp_path)
    shutil.copytree(imprimee.out, tmp_path / "out")
    pack = tmp_path / "out/exemple-2026-12/packs/jury-J2.pdf"
    pack.write_bytes(pack.read_bytes() + b"\n")
    (tmp_path / "out/exemple-2026-12/packs/jury-J1.pdf").unlink()
    prete = preparer(session)
    with pytest.raises(VerificationFailed) as caught:
        geler(prete.projet, prete.plan, tmp_path / "out", LE)
    assert sorted(f.partition(" :")[0] for f in caught.value.constats) == ["packs/jury-J1.pdf", "packs/jury-J2.pdf"]


def test_the_command_says_what_it_did(
    imprimee: Imprimee, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    session = _copie(imprimee, tmp_path)
    assert kitgen.cli.main(["freeze", str(session), "--out", str(imprimee.out)]) == ExitCode.OK
    assert "Impression 2 notée" in capsys.readouterr().out
    assert (session / "impressions/impression-2.json").is_file()
