"""From a session to its finished folder: all of the plan, the same bytes again, and never half of it."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from kitgen.cli.recit import plan_en_json
from kitgen.engines.base import Engine
from kitgen.engines.null import Null
from kitgen.errors import Gravite, InputProblems, OutputProblem, PartialBuild, UsageProblem, VerificationFailed
from kitgen.plan import restreindre
from kitgen.production import etapes
from kitgen.production.pipeline import Construit, Prepare, construire, preparer
from tests.aides import (
    MoteurTruque,
    ecrire_gabarit,
    ligne_de,
    lire_fifo,
    mini_session,
    octets_du_dossier,
    pages_simplifiees,
    remplacer,
    remplacer_cellule,
)

pytestmark = pytest.mark.xdist_group("pipeline")

# What a document says on each of its pages, and its place in the plan.
GRILLE = "exemple-2026-12 / grille / 001 / J1-2"
HORS_PLAN = {"manifeste.json", "index.html", "VERIFIE.txt"}
CHEMIN_GRILLE = "commissions/J1/001-LEFEVRE-Amelie/001-grille-J1-2"


@pytest.fixture(scope="module")
def livree(prete: Prepare, tmp_path_factory: pytest.TempPathFactory) -> Construit:
    """A whole good build; to be read, never changed."""
    return construire(prete, tmp_path_factory.mktemp("livree"), Null())


def _restes(out: Path) -> list[str]:
    return sorted(p.name for p in out.iterdir() if not p.name.endswith((".verrou", ".cache")))


# --- what is made ---


def test_a_build_writes_what_the_plan_says_and_nothing_else(prete: Prepare, livree: Construit) -> None:
    plan = prete.plan
    expected = {f"{d.chemin}.{kind}" for d in plan.documents for kind in ("docx", "pdf")}
    expected |= {p.fichier for p in plan.packs}
    written = set(octets_du_dossier(livree.dossier))
    assert written - HORS_PLAN == expected
    assert "manifeste.json" in written
    assert len(plan.documents) == 65
    assert len(plan.packs) == 11
    assert _restes(livree.dossier.parent) == ["exemple-2026-12"]


def test_each_document_is_that_of_its_candidate(prete: Prepare, livree: Construit) -> None:
    names = {c.numero: f"{c.nom_naissance.upper()} {c.prenoms}" for c in prete.projet.candidats}
    of_commission = {"J1": {1, 12}, "J2": {16}}
    of_organisme = {"ifc-atlantique": {1}, "campus-rhone": {16}}
    for document in prete.plan.documents:
        expected: set[int] = set()
        if document.candidat is not None:
            expected = {document.candidat}
        elif document.code in ("planning", "emargement", "proces-verbal"):
            expected = of_commission[document.commission or ""]
        elif document.pack is not None and document.organisme is not None:
            expected = of_organisme[document.organisme]
        elif document.pack is not None and "/secretariat-" not in document.pack:
            expected = of_commission[document.commission or ""]
        for page in pages_simplifiees(livree.dossier / f"{document.chemin}.pdf"):
            named = {n for n, name in names.items() if name in page}
            assert named == expected, document.chemin


@pytest.mark.parametrize("recto_verso", [True, False])
def test_a_cover_counts_the_pages_of_the_finished_documents(tmp_path: Path, recto_verso: bool) -> None:
    session = mini_session(tmp_path / "session")
    kit = session.parents[1] / "templates/kit.yaml"
    # The engine double says the whole document again on each page that it is asked to add.
    text = re.sub(r"\n    couverture: .*", "", kit.read_text(encoding="utf-8"))
    if not recto_verso:
        text = re.sub(r"(\n    destinataire: .*)", r"\1\n    recto_verso: non", text)
    kit.write_text(text, encoding="utf-8")
    prete = preparer(session)
    engine = MoteurTruque(
        ((GRILLE, "pages 5"), ("/ livret-of /", "pages 4"), ("/ questions / J1", "pages 3"), ("/ garde /", "pages 2"))
    )
    made = construire(prete, tmp_path / "out", engine)
    pages = {d.pdf.removesuffix(".pdf"): d.pages for d in made.manifeste.documents}
    assert (pages[CHEMIN_GRILLE], pages["commissions/J1/questions"]) == (5, 3)
    opening = {d.chemin: d for d in prete.plan.documents if d.pack is not None}
    totals = {}
    for pack, bound in zip(prete.plan.packs, made.manifeste.packs, strict=True):
        count = sum(c not in opening for c in pack.contenu)
        # What comes out of the printer: the pages of the file that are not blank, and its sheets.
        printed = bound.pages - len(bound.pages_blanches)
        assert bound.feuilles == (bound.pages // 2 if recto_verso else bound.pages)
        wanted = f"Documents {count} Pages {printed} Feuilles {bound.feuilles} "
        for chemin in (c for c in pack.contenu if c in opening and opening[c].code != "intercalaire"):
            for page in pages_simplifiees(made.dossier / f"{chemin}.pdf"):
                assert wanted in page, chemin
                last = {"garde": printed, "bordereau": count}.get(opening[chemin].code)
                assert last is None or f" Total {last} {bound.feuilles} " in page, chemin
        totals[pack.fichier] = (count, printed, bound.feuilles)
    # For two jurors: planning, questions of 3 pages and 2 corrigés, twice; 2 candidates with 2 grilles and a synthèse,
    # one of these of 5 pages; 2 spare grilles. And a cover of 2 pages, a check-list, 2 separators.
    assert totals["packs/jury-J1.pdf"] == (16, 29, 24 if recto_verso else 29)
    # A convocation, 2 livrets, one of 4 pages, a sujet; the cover of 2 pages and the slip. One candidate: no separator.
    assert totals["packs/organisme-ifc-atlantique.pdf"] == (4, 10, 7 if recto_verso else 10)


def test_a_pack_is_its_documents_page_for_page(livree: Construit) -> None:
    for pack in livree.manifeste.packs:
        pages = pages_simplifiees(livree.dossier / pack.fichier)
        assert len(pages) == pack.pages
        covered = set()
        for piece in pack.contenu:
            numbers = range(piece.premiere_page, piece.premiere_page + piece.pages)
            assert tuple(pages[n - 1] for n in numbers) == pages_simplifiees(livree.dossier / piece.pdf)
            covered.update(numbers)
        assert all(pages[n - 1] == "" for n in set(range(1, len(pages) + 1)) - covered)


def test_two_builds_are_byte_identical(prete: Prepare, livree: Construit, tmp_path: Path) -> None:
    # Another place, another number of processes, another run of the reading, the session named by its file.
    again = construire(preparer(prete.projet.dossier / "session.yaml"), tmp_path / "ailleurs", Null(), taches=1)
    assert octets_du_dossier(again.dossier) == octets_du_dossier(livree.dossier)


def test_documents_that_are_laid_out_in_waves_come_out_the_same(
    prete: Prepare, livree: Construit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(etapes, "_VAGUE", 7)
    again = construire(prete, tmp_path / "vagues", Null())
    assert octets_du_dossier(again.dossier) == octets_du_dossier(livree.dossier)
    with pytest.raises(PartialBuild) as caught:
        construire(prete, tmp_path / "pannes", MoteurTruque((("exemple-2026-12", "vide"),)))
    failed = [e.document for e in caught.value.echecs]
    assert failed == [d.chemin for d in sorted(prete.plan.documents, key=lambda d: d.pack is not None)]


@pytest.mark.parametrize("most", [1, 5, 20, 64, 65])
def test_a_wave_has_so_many_documents_at_most_and_whole_kinds(
    prete: Prepare, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(etapes, "_VAGUE", most)
    documents = prete.plan.documents
    waves = [*etapes._vagues(documents)]
    assert sorted(d.chemin for wave in waves for d in wave) == sorted(d.chemin for d in documents)
    assert {0 < len(wave) <= most for wave in waves} == {True}
    assert len(waves) < len(documents) / most * 2 + 1
    for code, count in Counter(d.code for d in documents).items():
        assert sum(any(d.code == code for d in wave) for wave in waves) <= -(-count // most)
    assert [*etapes._vagues(())] in ([], [[]])


def test_progress_is_told_in_whole_steps(prete: Prepare, tmp_path: Path) -> None:
    class Ecoute:
        def __init__(self) -> None:
            self.etapes: list[list[object]] = []

        def etape(self, nom: str, total: int) -> None:
            self.etapes.append([nom, total, 0])

        def avance(self, pas: int = 1) -> None:
            self.etapes[-1][2] += pas

    heard = Ecoute()
    construire(prete, tmp_path, Null(), numeros=[12], suivi=heard)
    assert len({nom for nom, _, _ in heard.etapes}) == len(heard.etapes) >= 5
    assert [done for _, _, done in heard.etapes] == [total for _, total, _ in heard.etapes]


# --- a part of it ---


def test_some_candidates_go_into_a_folder_of_their_own_with_the_same_bytes(
    prete: Prepare, livree: Construit, tmp_path: Path
) -> None:
    made = construire(prete, tmp_path, Null(), numeros=[16, 1, 16])
    assert made.dossier == tmp_path / "exemple-2026-12-candidat-001-016"
    assert made.manifeste.candidats == (1, 16)
    part = octets_du_dossier(made.dossier)
    whole = octets_du_dossier(livree.dossier)
    documents = {
        f"{d.chemin}.{kind}"
        for d in prete.plan.documents
        if d.candidat in (1, 16) and d.pack is None
        for kind in ("docx", "pdf")
    }
    packs = {p.fichier for p in restreindre(prete.plan, [1, 16]).packs}
    assert {"packs/candidat-001-LEFEVRE-Amelie.pdf", "packs/candidat-016-BENOIT-Eric.pdf"} <= packs
    assert "packs/jury-J1.pdf" not in packs
    assert set(part) - HORS_PLAN == documents | packs
    assert {n: b for n, b in part.items() if n in whole and n not in HORS_PLAN} == {
        n: whole[n] for n in documents | packs
    }


def test_one_candidate_leaves_the_whole_session_s_folder_alone(prete: Prepare, tmp_path: Path) -> None:
    (tmp_path / "exemple-2026-12").mkdir()
    (tmp_path / "exemple-2026-12/a.pdf").write_text("un")
    construire(prete, tmp_path, Null(), numeros=[12])
    assert octets_du_dossier(tmp_path / "exemple-2026-12") == {"a.pdf": b"un"}
    assert _restes(tmp_path) == ["exemple-2026-12", "exemple-2026-12-candidat-012"]


def test_the_version_that_one_candidate_asks_for_changes_no_other_document_and_is_named_nowhere(
    prete: Prepare, livree: Construit, tmp_path: Path
) -> None:
    session = mini_session(tmp_path)
    remplacer_cellule(session / "candidats.csv", 1, "Présentation adaptée", "dys")
    asked = preparer(session)
    made = octets_du_dossier(construire(asked, tmp_path / "out", Null()).dossier)
    before = octets_du_dossier(livree.dossier)
    assert set(made) == set(before)
    docx = {d.chemin: f"{d.chemin}.docx" for d in asked.plan.documents}
    changed = {d.chemin for d in asked.plan.documents if made[docx[d.chemin]] != before[docx[d.chemin]]}
    assert changed == {d.chemin for d in asked.plan.documents if d.variante}
    assert {d.code for d in asked.plan.documents if d.variante} == {"convocation", "sujet-of", "sujet", "brouillon"}
    assert {d.candidat for d in asked.plan.documents if d.chemin in changed} == {1}
    for name, content in made.items():
        assert not NOMMEE.search(name)
        if name.endswith(".docx"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                assert not any(NOMMEE.search(n + archive.read(n).decode()) for n in archive.namelist()), name
        elif name.endswith(".pdf"):
            assert not NOMMEE.search(" ".join(pages_simplifiees(tmp_path / "out/exemple-2026-12" / name))), name
    assert not NOMMEE.search(made["manifeste.json"].decode())
    context = asked.contextes.pour(next(d for d in asked.plan.documents if d.variante))
    assert not NOMMEE.search(repr(context))


NOMMEE = re.compile(r"(?i)\bdys\b|dyslex|variante|présentation adaptée")


def test_a_version_for_all_goes_into_a_folder_of_its_own(prete: Prepare, tmp_path: Path) -> None:
    (tmp_path / "exemple-2026-12").mkdir()
    (tmp_path / "exemple-2026-12/a.pdf").write_text("un")
    one = construire(prete, tmp_path, Null(), numeros=[12], variante="dys")
    assert one.dossier == tmp_path / "exemple-2026-12-candidat-012-dys"
    whole = construire(prete, tmp_path, Null(), variante="dys")
    assert whole.dossier == tmp_path / "exemple-2026-12-dys"
    assert octets_du_dossier(tmp_path / "exemple-2026-12") == {"a.pdf": b"un"}
    name = "commissions/J1/012-DUPONT-Jean/012-brouillon.docx"
    assert (one.dossier / name).read_bytes() == (whole.dossier / name).read_bytes()


def test_a_version_that_no_document_has_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    session = mini_session(tmp_path)
    kit = session.parents[1] / "templates/kit.yaml"
    kit.write_text(kit.read_text(encoding="utf-8").replace("    variantes: [dys]\n", ""), encoding="utf-8")
    with pytest.raises(UsageProblem, match="aucun document n'a de version « dys »"):
        construire(preparer(session), tmp_path / "out", Null(), variante="dys")
    assert not (tmp_path / "out").exists()


def test_a_number_that_nobody_has_is_refused_before_anything_is_written(prete: Prepare, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"99.*\n.*1, 12, 16"):
        construire(prete, tmp_path / "out", Null(), numeros=[1, 99])
    assert not (tmp_path / "out").exists()


# --- what goes wrong ---


@pytest.fixture
def derniere(tmp_path: Path) -> Path:
    """The last good output, as far as a build can tell: a folder with something in it."""
    out = tmp_path / "out"
    (out / "exemple-2026-12").mkdir(parents=True)
    (out / "exemple-2026-12/jury.pdf").write_text("bon")
    return out


def _intacte(out: Path, *others: str) -> None:
    assert octets_du_dossier(out / "exemple-2026-12") == {"jury.pdf": b"bon"}
    assert _restes(out) == sorted(("exemple-2026-12", *others))


@pytest.mark.parametrize("panne", ["plante", "vide"])
def test_a_document_that_fails_is_named_and_the_packs_that_need_it_are_not_made(
    prete: Prepare, derniere: Path, panne: str
) -> None:
    with pytest.raises(PartialBuild) as caught:
        construire(prete, derniere, MoteurTruque(((GRILLE, panne),)))
    assert [e.document for e in caught.value.echecs] == [CHEMIN_GRILLE]
    assert caught.value.echecs[0].raison
    assert caught.value.dossier == derniere / "exemple-2026-12.incomplet"
    _intacte(derniere, "exemple-2026-12.incomplet")
    left = set(octets_du_dossier(caught.value.dossier))
    packs = {p.fichier for p in prete.plan.packs if CHEMIN_GRILLE not in p.contenu}
    assert {n for n in left if n.startswith("packs/")} == packs
    assert len(packs) == len(prete.plan.packs) - 1
    assert {n for n in left if n.endswith(".pdf") and not n.startswith("packs/")} == {
        f"{d.chemin}.pdf" for d in prete.plan.documents if d.chemin != CHEMIN_GRILLE
    }
    assert "manifeste.json" not in left


def test_a_cover_that_fails_keeps_its_pack_alone_from_being_made(prete: Prepare, derniere: Path) -> None:
    with pytest.raises(PartialBuild) as caught:
        construire(prete, derniere, MoteurTruque((("/ garde / J2 / jury", "vide"),)))
    assert [e.document for e in caught.value.echecs] == ["commissions/J2/jury-garde"]
    left = set(octets_du_dossier(caught.value.dossier))
    packs = {p.fichier for p in prete.plan.packs}
    assert packs - left == {"packs/jury-J2.pdf"}
    _intacte(derniere, "exemple-2026-12.incomplet")


def test_an_engine_that_makes_nothing_fails_every_document(prete: Prepare, derniere: Path) -> None:
    with pytest.raises(PartialBuild) as caught:
        construire(prete, derniere, MoteurTruque((("exemple-2026-12", "vide"),)), numeros=[12])
    wanted = [d.chemin for d in prete.plan.documents if d.candidat == 12 and d.pack is None]
    assert len(wanted) == 6
    assert [e.document for e in caught.value.echecs] == wanted
    _intacte(derniere, "exemple-2026-12-candidat-012.incomplet")


@pytest.mark.parametrize(
    ("moteur", "words"),
    [
        (MoteurTruque(((GRILLE, "écrit DUPONT Jean"),)), "« DUPONT Jean » n'a rien à y faire"),
        (MoteurTruque(((GRILLE, "écrit {{ candidat.nom }}"),)), "reste de gabarit"),
        (MoteurTruque(remplace=((GRILLE, "sans référence"),)), f"« {GRILLE} » n'y figure pas"),
        (MoteurTruque(remplace=((GRILLE, f"{GRILLE}0"),)), f"« {GRILLE} » n'y figure pas"),
        (MoteurTruque(remplace=(("Page 1 sur 1", "Page 1 sur 2"),)), "Page 1 sur 1"),
    ],
    ids=["another name", "left-over", "no reference", "another reference", "page number"],
)
def test_pages_that_are_not_as_planned_are_refused(prete: Prepare, derniere: Path, moteur: Engine, words: str) -> None:
    with pytest.raises(VerificationFailed) as caught:
        construire(prete, derniere, moteur, numeros=[1])
    assert any(f"{CHEMIN_GRILLE}.pdf, page 1" in c and words in c for c in caught.value.constats)
    folder = derniere / "exemple-2026-12-candidat-001.refuse"
    assert caught.value.dossier == folder
    assert (folder / f"{CHEMIN_GRILLE}.pdf").is_file()
    _intacte(derniere, folder.name)


def test_faulty_pages_are_told_though_another_document_failed(prete: Prepare, derniere: Path) -> None:
    other = "exemple-2026-12 / synthese / 001"
    moteur = MoteurTruque(((GRILLE, "écrit DUPONT Jean"), (other, "plante")))
    with pytest.raises(VerificationFailed) as caught:
        construire(prete, derniere, moteur, numeros=[1])
    assert any("DUPONT Jean" in c for c in caught.value.constats)
    assert any("001-synthese" in c and "produit" in c for c in caught.value.constats)
    _intacte(derniere, "exemple-2026-12-candidat-001.refuse")


def test_a_good_build_after_a_bad_one_takes_the_place_of_the_last(prete: Prepare, derniere: Path) -> None:
    with pytest.raises(PartialBuild):
        construire(prete, derniere, MoteurTruque((("synthese / 012", "plante"),)), numeros=[12])
    construire(prete, derniere, Null(), numeros=[12])
    assert (derniere / "exemple-2026-12-candidat-012/manifeste.json").is_file()


@pytest.mark.parametrize("where", ["out", "out/sous-dossier", "out/exemple-2026-12"])
def test_an_output_that_cannot_be_written_is_told_before_the_work(prete: Prepare, tmp_path: Path, where: str) -> None:
    # A file where a folder must be: it stops root as well.
    blocked = tmp_path / ("out/exemple-2026-12" if where.endswith("-12") else "out")
    blocked.parent.mkdir(exist_ok=True)
    blocked.write_text("important")
    out = blocked.parent if where.endswith("-12") else tmp_path / where
    with pytest.raises(OutputProblem):
        construire(prete, out, MoteurTruque((("exemple", "plante"),)))
    assert blocked.read_text() == "important"


def test_an_engine_that_is_not_there_leaves_everything_as_it_was(prete: Prepare, derniere: Path) -> None:
    class Absent(MoteurTruque):
        def commande(self, fichiers: object, sortie: Path, profil: Path) -> list[str]:
            return [str(derniere / "nulle-part")]

    from kitgen.errors import MissingTool

    with pytest.raises(MissingTool):
        construire(prete, derniere, Absent(), numeros=[1])
    _intacte(derniere)


def test_a_run_that_is_killed_is_repaired_by_the_next(session: Path, prete: Prepare, tmp_path: Path) -> None:
    out = tmp_path / "out"
    good = out / "exemple-2026-12-candidat-012"
    good.mkdir(parents=True)
    (good / "jury.pdf").write_text("bon")
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    engine = f"MoteurTruque((('grille / 012', 'attend {fifo}'),))"
    program = (
        "from pathlib import Path; from kitgen.production.pipeline import preparer, construire;"
        "from tests.aides import MoteurTruque;"
        f"construire(preparer(Path({str(session)!r})), Path({str(out)!r}), {engine}, numeros=[12])"
    )
    run = subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parent.parent)
    engine_pid = int(lire_fifo(fifo))
    run.kill()
    run.wait()
    os.kill(engine_pid, signal.SIGKILL)
    assert octets_du_dossier(good) == {"jury.pdf": b"bon"}
    assert any(name.endswith(".chantier") for name in _restes(out))
    construire(prete, out, Null(), numeros=[12])
    assert (good / "manifeste.json").is_file()
    assert _restes(out) == [good.name]


# --- reading and planning ---


def test_the_plan_does_not_depend_on_where_the_session_is_and_nothing_is_written_there(
    prete: Prepare, tmp_path: Path
) -> None:
    session = mini_session(tmp_path)
    before = octets_du_dossier(tmp_path)
    assert plan_en_json(preparer(session).plan) == plan_en_json(prete.plan)
    assert octets_du_dossier(tmp_path) == before


def test_problems_of_all_inputs_are_told_together_with_their_places(tmp_path: Path) -> None:
    session = mini_session(tmp_path)
    racine = session.parents[1]
    remplacer(session / "session.yaml", "fin: 2026-12-11", "fin: 2026-12-01")
    cell = remplacer_cellule(session / "candidats.csv", 12, "Option", "Prodution")
    remplacer(racine / "templates/kit.yaml", "destinataire: preparation", "destinataire: candidat")
    ecrire_gabarit(racine / "templates/grille.docx", "Titre", "Juré : {{ jury.nom }}")
    sujet = racine / "referentiel/sujets/C9-A.yaml"
    remplacer(sujet, "competence: C9\n", "competence: C99\n")
    with pytest.raises(InputProblems) as caught:
        preparer(session)
    told = {Path(p.source).name: p for p in caught.value.problems if p.gravite is Gravite.ERREUR}
    assert {"session.yaml", "candidats.csv", "kit.yaml", "grille.docx", "C9-A.yaml"} <= set(told)
    assert told["candidats.csv"].place.endswith(cell)
    assert told["candidats.csv"].valeur == "Prodution"
    assert "Production" in told["candidats.csv"].remede
    assert told["C9-A.yaml"].ligne == ligne_de(sujet, "competence: C99")
    assert "Juré : " in told["grille.docx"].place
    assert told["grille.docx"].source.endswith(os.path.join("templates", "grille.docx"))


def test_a_name_that_a_template_gets_wrong_inside_is_found_before_anything_is_written(tmp_path: Path) -> None:
    session = mini_session(tmp_path)
    template = session.parents[1] / "templates/synthese.docx"
    ecrire_gabarit(template, "Titre", "{% for b in blocs %}{{ b.nom_du_bloc }}{% endfor %}")
    with pytest.raises(InputProblems) as caught:
        preparer(session)
    (problem,) = caught.value.problems
    assert problem.source.endswith("synthese.docx")
    assert "nom_du_bloc" in problem.texte
    assert re.search(r"près de « .*b\.nom_du_bloc", problem.place)


def test_a_warning_stops_only_when_asked(tmp_path: Path) -> None:
    session = mini_session(tmp_path)
    remplacer_cellule(session / "candidats.csv", 1, "Tuteur", "")
    made = preparer(session)
    assert made.avertissements
    assert all(p.gravite is Gravite.AVERTISSEMENT for p in made.avertissements)
    with pytest.raises(InputProblems) as caught:
        preparer(session, strict=True)
    assert caught.value.problems == tuple(sorted(made.avertissements, key=lambda p: p.order))
