"""The command line: French for everyone, an exit code for every outcome, and never a traceback."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import pytest

import kitgen.cli
from kitgen import __version__
from kitgen.engines.base import Engine
from kitgen.engines.null import Null
from kitgen.errors import (
    Echec,
    ExitCode,
    Gravite,
    InputProblems,
    KitgenError,
    MissingTool,
    PartialBuild,
    Problem,
    VerificationFailed,
)
from kitgen.production.pipeline import Prepare
from kitgen.readers.projet import Projet
from tests.aides import (
    RACINE,
    MoteurTruque,
    ecrire_gabarit,
    ligne_de,
    lire_fifo,
    mini_session,
    octets_du_dossier,
    remplacer,
    remplacer_cellule,
)

pytestmark = pytest.mark.xdist_group("cli")

COMMANDES = sorted(kitgen.cli.cli.commands)

# What click says by itself when nobody has translated it.
ANGLAIS = re.compile(
    r"\b(usage|commands?|args|directory|file|path|integer|range|text|boolean|float|default|required|show|exit|error"
    r"|try|for help|missing|invalid|value|no such|unexpected|extra|did you mean|possible|one of|aborted|requires"
    r"|does not|take|is not|dynamic)\b",
    re.IGNORECASE,
)


class Sortie(NamedTuple):
    """What a run gave."""

    code: int
    out: str
    err: str


Lancer = Callable[..., Sortie]
Choisir = Callable[[Engine], None]


@pytest.fixture
def lancer(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Lancer:
    """Run kitgen in this process; whatever happens, no traceback may be seen."""
    # kitgen sets the language of its process: what follows must find it as it was.
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.delenv("KITGEN_SOFFICE", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def run(*arguments: object) -> Sortie:
        capsys.readouterr()
        code = kitgen.cli.main([str(a) for a in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Sortie(int(code), captured.out, captured.err)

    return run


@pytest.fixture
def moteur(prete: Prepare, monkeypatch: pytest.MonkeyPatch) -> Choisir:
    """Choose the engine of a build of the small session, which is read once for all of them."""

    def use(engine: Engine) -> None:
        monkeypatch.setattr("kitgen.engines.choix.choisir", lambda *_, **__: engine)

        def ready(_: Path, entendu: Callable[[Projet], None] = lambda _: None, **__: object) -> Prepare:
            entendu(prete.projet)
            return prete

        monkeypatch.setattr("kitgen.production.pipeline.preparer", ready)

    return use


# --- help ---


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_the_help_names_every_command_in_french(lancer: Lancer, option: str) -> None:
    code, out, err = lancer(option)
    assert (code, err) == (0, "")
    assert "Utilisation : kitgen" in out
    for command in COMMANDES:
        assert f"\n  {command} " in out
    assert not ANGLAIS.search(out), ANGLAIS.search(out)


@pytest.mark.parametrize("command", COMMANDES)
def test_the_help_of_a_command_is_french_and_tells_every_option(lancer: Lancer, command: str) -> None:
    code, out, err = lancer(command, "--help")
    assert (code, err) == (0, "")
    assert f"Utilisation : kitgen {command}" in out
    for parameter in kitgen.cli.cli.commands[command].params:
        if parameter.param_type_name == "option":
            assert any(name in out for name in parameter.opts)
            assert getattr(parameter, "help", "")
    words = out.replace("libreoffice", "").replace("LibreOffice", "")
    assert not ANGLAIS.search(words), ANGLAIS.search(words)


def test_without_a_command_the_help_is_shown(lancer: Lancer) -> None:
    code, out, err = lancer()
    assert code == ExitCode.USAGE
    assert "Utilisation : kitgen" in out + err


def test_the_version_is_told(lancer: Lancer) -> None:
    assert lancer("--version") == (0, f"kitgen {__version__}\n", "")


# --- usage: exit code 2 ---


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chek"], "« chek »"),
        (["--versoin"], "--versoin"),
        (["check"], "SESSION"),
        (["check", "a", "b"], "en trop (b)"),
        (["check", "a", "--stric"], "--strict"),
        (["check", "a", "--strict=1"], "--strict"),
        (["check", "-z", "a"], "-z"),
        (["build", "a", "--jobs"], "--jobs"),
        (["build", "a", "--jobs", "deux"], "« deux »"),
        (["build", "a", "--jobs", "0"], "0"),
        (["build", "a", "--moteur", "word"], "« word »"),
        (["build", "a", "--candidat", "moi"], "« moi »"),
        (["build", "a", "--variante", "gros"], "« gros »"),
        (["new"], "DOSSIER"),
    ],
)
def test_a_wrong_call_is_told_in_french_with_the_word_that_is_wrong(
    lancer: Lancer, arguments: list[str], words: str
) -> None:
    code, out, err = lancer(*arguments)
    assert (code, out) == (ExitCode.USAGE, "")
    assert words in err
    assert not ANGLAIS.search(err), ANGLAIS.search(err)


def test_a_close_command_is_suggested(lancer: Lancer) -> None:
    assert "check" in lancer("chek").err.partition("Vouliez-vous dire")[2]


def test_a_candidate_who_is_not_on_the_list_is_wrong_usage(
    lancer: Lancer, session: Path, tmp_path: Path, moteur: Choisir
) -> None:
    moteur(Null())
    code, out, err = lancer("build", session, "--out", tmp_path / "out", "--candidat", "99")
    assert (code, out) == (ExitCode.USAGE, "")
    assert "99" in err
    assert "1, 12, 16" in err
    assert not (tmp_path / "out").exists()


# --- problems of the inputs: exit code 1 ---


@pytest.mark.parametrize("command", ["check", "plan", "build"])
def test_a_session_that_is_not_there_is_told(lancer: Lancer, command: str, tmp_path: Path) -> None:
    code, out, err = lancer(command, tmp_path / "nulle-part")
    assert (code, out) == (ExitCode.PROBLEMS, "")
    assert "nulle-part" in err
    assert "introuvable" in err
    assert "→" in err


def test_a_folder_without_a_session_is_told(lancer: Lancer, tmp_path: Path) -> None:
    code, _, err = lancer("check", tmp_path)
    assert code == ExitCode.PROBLEMS
    assert "session.yaml" in err


def test_broken_yaml_is_told_with_its_line(lancer: Lancer, tmp_path: Path) -> None:
    path = mini_session(tmp_path) / "session.yaml"
    remplacer(path, 'nom: "Espace Saint-Lazare"', "nom: Espace : Saint-Lazare")
    code, _, err = lancer("check", path.parent)
    assert code == ExitCode.PROBLEMS
    assert f"session.yaml:{ligne_de(path, 'Espace : Saint')}" in err
    assert "deux-points" in err


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"- un\n- deux\n", b"[" * 5000, b"a: &x [*x]", b"\x00"])
def test_whatever_stands_in_session_yaml_is_told(lancer: Lancer, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "session.yaml").write_bytes(content)
    code, _, err = lancer("check", tmp_path)
    assert code == ExitCode.PROBLEMS
    assert "session.yaml" in err


def test_all_problems_are_told_in_one_run_with_place_value_and_remedy(lancer: Lancer, tmp_path: Path) -> None:
    session = mini_session(tmp_path)
    templates = session.parents[1] / "templates"
    remplacer(session / "session.yaml", "debut: 2026-12-08", "debut: 8 décembre")
    code, _, err = lancer("check", session)
    assert code == ExitCode.PROBLEMS
    assert f"session.yaml:{ligne_de(session / 'session.yaml', '8 décembre')}" in err
    assert "« 8 décembre »" in err
    assert "2026-12-08" in err.partition("→")[2]
    remplacer(session / "session.yaml", "debut: 8 décembre", "debut: 2026-12-08")
    cell = remplacer_cellule(session / "candidats.csv", 12, "Option", "Prodution")
    ecrire_gabarit(templates / "grille.docx", "Titre", "Juré : {{ jury.nom }}")
    remplacer(templates / "kit.yaml", "destinataire: preparation", "destinataire: candidat")
    code, _, err = lancer("check", session)
    assert code == ExitCode.PROBLEMS
    assert re.search(rf"candidats\.csv.*{cell}.*« Prodution »\n +→.*« Production »", err)
    assert re.search(r"grille\.docx.*Juré.*« jury »\n +→.*« jure »", err)
    assert f"kit.yaml:{ligne_de(templates / 'kit.yaml', '- {document: brouillon')}" in err
    assert re.search(r"\n\d+ erreurs : rien n'a été écrit\.\n$", err)


def test_a_warning_is_told_and_stops_only_when_asked(lancer: Lancer, tmp_path: Path) -> None:
    session = mini_session(tmp_path)
    cell = remplacer_cellule(session / "candidats.csv", 1, "Tuteur", "")
    code, out, err = lancer("check", session)
    assert code == ExitCode.OK
    assert "tout est en ordre" in out
    assert "avertissement" in err
    assert cell in err
    code, out, err = lancer("check", session, "--strict")
    assert (code, out) == (ExitCode.PROBLEMS, "")
    assert "avertissement" in err
    assert "rien n'a été écrit" in err


# --- each class of error has its exit code ---


def _erreurs() -> list[KitgenError]:
    made: list[KitgenError] = [
        InputProblems([Problem("liste.csv", "un texte", "un remède", "cellule B2", 3, "une valeur")]),
        PartialBuild([Echec("c/001-livret", "une raison")], Path("out/s.incomplet")),
        VerificationFailed(["c/001-livret.pdf, page 2 : page blanche"], Path("out/s.refuse")),
    ]
    special = {type(e) for e in made}
    return made + [cls("une phrase") for cls in KitgenError.__subclasses__() if cls not in special]


@pytest.mark.parametrize("error", _erreurs(), ids=lambda e: type(e).__name__)
def test_an_error_is_told_and_gives_the_exit_code_of_its_class(
    lancer: Lancer, monkeypatch: pytest.MonkeyPatch, error: KitgenError
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("kitgen.production.pipeline.examiner", fail)
    code, out, err = lancer("check", "a")
    assert (code, out) == (error.exit_code, "")
    for told in ("un texte", "une raison", "page blanche", "une phrase"):
        assert (told in err) == (told in str(error))


def test_exit_codes_are_those_that_are_documented() -> None:
    assert {c.name: int(c) for c in ExitCode} == {
        "OK": 0,
        "PROBLEMS": 1,
        "USAGE": 2,
        "MISSING_TOOL": 3,
        "PARTIAL": 4,
        "VERIFICATION": 5,
        "OUTPUT": 6,
        "INTERNAL": 70,
        "INTERRUPTED": 130,
    }
    assert {cls.exit_code for cls in KitgenError.__subclasses__()} == set(ExitCode) - {
        ExitCode.OK,
        ExitCode.INTERNAL,
        ExitCode.INTERRUPTED,
    }


def test_one_problem_and_several_are_counted_in_good_french(lancer: Lancer, monkeypatch: pytest.MonkeyPatch) -> None:
    problems: list[Problem] = []

    def fail(*_: object, **__: object) -> None:
        raise InputProblems(problems)

    monkeypatch.setattr("kitgen.production.pipeline.examiner", fail)
    problems.append(Problem("a", "un", gravite=Gravite.AVERTISSEMENT))
    assert "des avertissements : rien" in lancer("check", "a", "--strict").err
    problems.append(Problem("a", "deux"))
    assert "\n1 erreur : rien" in lancer("check", "a").err
    problems.append(Problem("b", "trois"))
    assert "\n2 erreurs : rien" in lancer("check", "a").err


def test_a_fault_of_kitgen_itself_is_told_with_a_report_and_without_a_traceback(
    lancer: Lancer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("le nom d'un candidat")

    monkeypatch.setattr("kitgen.production.pipeline.examiner", fail)
    code, out, err = lancer("check", "a")
    assert (code, out) == (ExitCode.INTERNAL, "")
    assert "interne" in err
    assert "le nom d'un candidat" not in err
    (report,) = tmp_path.glob("kitgen-*.txt")
    assert str(report) in err
    assert "Traceback" in report.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")


def test_an_interruption_is_no_fault(lancer: Lancer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kitgen.production.pipeline.examiner", interrupted)
    code, out, err = lancer("check", "a")
    assert (code, out) == (ExitCode.INTERRUPTED, "")
    assert "Arrêté" in err
    assert list(tmp_path.iterdir()) == []


# --- check and plan ---


def test_check_says_what_was_read_and_what_will_be_made(lancer: Lancer, session: Path) -> None:
    code, out, err = lancer("check", session, "--strict")
    assert (code, err) == (0, "")
    assert "candidats.csv" in out
    assert "UTF-8" in out
    assert "candidats : 3\n" in out
    assert out.endswith("  à produire : 65 documents, 11 packs\n")
    table = [line.split() for line in out.splitlines() if line.startswith("  Commission")]
    # Commission, date, those of each option, of none, all, and who has withdrawn.
    assert table == [
        ["Commission", "Date", "Production", "Sinistre", "Tronc", "commun", "seul", "Candidats", "Désistés"],
        ["Commission", "1", "08/12/2026", "2", "0", "0", "2", "0"],
        ["Commission", "2", "09/12/2026", "0", "1", "0", "1", "0"],
    ]


def test_the_plan_as_json_is_the_whole_plan_and_nothing_else(lancer: Lancer, prete: Prepare, tmp_path: Path) -> None:
    session = mini_session(tmp_path)
    remplacer_cellule(session / "candidats.csv", 1, "Tuteur", "")
    code, out, err = lancer("plan", session, "--json")
    assert (code, err) == (0, "")
    # A missing tutor is a warning, which changes nothing in the plan and must not get into the JSON.
    assert json.loads(out) == json.loads(json.dumps(asdict(prete.plan), default=str))
    assert "LEFEVRE" in out


def test_the_plan_in_words_says_when_each_passes_where_the_session_has_hours(lancer: Lancer, tmp_path: Path) -> None:
    session = mini_session(tmp_path)
    # One sujet: prepared in 40 minutes, heard for 15 + 10 + 10.
    _, out, _ = lancer("plan", session)
    times = [line.split("LEFÈVRE")[0].split("DUPONT")[0].strip() for line in out.splitlines() if "n° 0" in line][:2]
    assert times == [
        "1.  n° 001  08/12   8 h 45   9 h 00   9 h 40 – 10 h 15",
        "12.  n° 012  08/12   9 h 25   9 h 40  10 h 20 – 10 h 55",
    ]
    text = (session / "session.yaml").read_text(encoding="utf-8")
    first = text[text.index("    # Les heures où") : text.index("    places_preparation")]
    remplacer(session / "session.yaml", first, "")
    # A kit that needs no hours, or the session is refused.
    kit = session.parents[1] / "templates/kit.yaml"
    kit.write_text(kit.read_text(encoding="utf-8").replace("    besoins: [horaires]\n", ""), encoding="utf-8")
    _, out, _ = lancer("plan", session)
    assert "  1.  n° 001  LEFÈVRE Amélie" in out
    assert "9 h 40" not in out.partition("Commission 2")[0]


def test_the_plan_in_words_names_everyone_their_sujets_and_the_packs(
    lancer: Lancer, session: Path, prete: Prepare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = lancer("plan", session)
    assert (code, err) == (0, "")
    plan = prete.plan
    commission = {d.sujet for d in plan.documents if d.code == "sujet"}
    assert len(commission) >= 3
    for word in ("LEFÈVRE Amélie", "DUPONT Jean", "BENOÎT Éric", "Commission 2", *commission):
        assert word in out
    for pack in plan.packs:
        assert pack.fichier in out or pack.code == "candidat"
    assert "packs/candidat-*.pdf (3 packs)" in out
    assert "n° 012, livret-of : VAE" in out
    assert list(tmp_path.iterdir()) == []


# --- build ---


def test_a_build_says_what_it_made_and_is_quiet_without_a_terminal(
    lancer: Lancer, session: Path, tmp_path: Path, moteur: Choisir
) -> None:
    moteur(Null())
    code, out, err = lancer("build", session, "--out", tmp_path / "out")
    assert (code, err) == (0, "")
    assert "65 documents (65 pages), 11 packs" in out
    assert "null" in out
    assert str(tmp_path / "out/exemple-2026-12/packs/jury-J1.pdf") in out
    assert "non fait : candidat 012, livret-of (VAE" in out
    assert out.endswith(f"Tout est dans {tmp_path / 'out/exemple-2026-12'}\n")
    assert "\x1b" not in out
    assert "\r" not in out


def test_a_verbose_build_tells_each_stage_on_stderr(
    lancer: Lancer, session: Path, tmp_path: Path, moteur: Choisir
) -> None:
    moteur(Null())
    code, out, err = lancer("build", session, "--out", tmp_path / "out", "-v", "--candidat", "12", "--candidat", "12")
    assert code == 0
    assert len(err.splitlines()) >= 5
    assert all(re.fullmatch(r"\w.* : \d+ en [\d.]+ s", line) for line in err.splitlines())
    assert "exemple-2026-12-candidat-012" in out


def test_a_late_request_is_built_beside_the_session(
    lancer: Lancer, session: Path, tmp_path: Path, moteur: Choisir
) -> None:
    moteur(Null())
    code, out, _ = lancer("build", session, "--out", tmp_path / "out", "--candidat", "12", "--variante", "dys")
    assert code == 0
    assert f"Tout est dans {tmp_path / 'out/exemple-2026-12-candidat-012-dys'}" in out


def test_a_partial_build_names_its_failures(lancer: Lancer, session: Path, tmp_path: Path, moteur: Choisir) -> None:
    moteur(MoteurTruque((("grille / 012 / J1-2", "plante"),)))
    code, out, err = lancer("build", session, "--out", tmp_path / "out", "--candidat", "12")
    assert (code, out) == (ExitCode.PARTIAL, "")
    assert "commissions/J1/012-DUPONT-Jean/012-grille-J1-2 : " in err
    assert "exemple-2026-12-candidat-012.incomplet" in err
    assert "n'a pas été touchée" in err


def test_pages_that_must_not_be_printed_are_named(
    lancer: Lancer, session: Path, tmp_path: Path, moteur: Choisir
) -> None:
    moteur(MoteurTruque((("grille / 012 / J1-2", "écrit LEFÈVRE Amélie"),)))
    code, out, err = lancer("build", session, "--out", tmp_path / "out", "--candidat", "12")
    assert (code, out) == (ExitCode.VERIFICATION, "")
    assert "012-grille-J1-2.pdf, page 1 : « LEFÈVRE Amélie »" in err
    assert re.search("N'imprimez et n'envoyez rien.*exemple-2026-12-candidat-012.refuse", err)


def test_many_faulty_pages_are_counted_rather_than_told(lancer: Lancer, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise VerificationFailed([f"page {n} fautive" for n in range(100)], Path("out"))

    monkeypatch.setattr("kitgen.production.pipeline.examiner", fail)
    err = lancer("check", "a").err
    assert err.count("fautive") == 40
    assert "60 autres" in err


def test_an_engine_that_is_not_there_is_told_with_the_remedy(
    lancer: Lancer, session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITGEN_SOFFICE", str(tmp_path / "soffice-absent"))
    code, out, err = lancer("build", session, "--out", tmp_path / "out", "--moteur", "libreoffice")
    assert (code, out) == (ExitCode.MISSING_TOOL, "")
    assert "soffice-absent" in err
    assert "nstalle" in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("where", ["out", "out/dessous"])
def test_an_output_that_cannot_be_written_is_told(
    lancer: Lancer, session: Path, tmp_path: Path, moteur: Choisir, where: str
) -> None:
    moteur(Null())
    (tmp_path / "out").write_text("un fichier")
    code, out, err = lancer("build", session, "--out", tmp_path / where)
    assert (code, out) == (ExitCode.OUTPUT, "")
    assert str(tmp_path / where) in err
    assert "--out" in err


# --- doctor, schema, new ---


def _essayer(*there: str) -> Callable[..., Engine]:
    def choose(name: str, **_: object) -> Engine:
        if name not in there:
            raise MissingTool(f"{name} manque : installez {name}")
        return Null()

    return choose


def test_doctor_is_content_with_one_engine(lancer: Lancer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kitgen.outils.diagnostic.choisir", _essayer("rdocx"))
    code, out, err = lancer("doctor")
    assert (code, err) == (0, "")
    assert "installez libreoffice" in out
    assert __version__ in out
    assert "polices" in out


def test_doctor_without_an_engine_says_what_to_do(lancer: Lancer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kitgen.outils.diagnostic.choisir", _essayer())
    code, out, _ = lancer("doctor")
    assert code == ExitCode.MISSING_TOOL
    assert "installez libreoffice" in out
    assert "installez rdocx" in out


def test_schemas_are_json_and_those_of_the_folder(lancer: Lancer, tmp_path: Path) -> None:
    code, out, err = lancer("schema")
    assert (code, err) == (0, "")
    shown = json.loads(out)
    assert {"session", "kit", "referentiel", "sujet", "manifeste"} <= set(shown)
    code, out, _ = lancer("schema", tmp_path / "schemas")
    assert code == 0
    for name, schema in shown.items():
        path = tmp_path / f"schemas/{name}.schema.json"
        assert str(path) in out
        assert json.loads(path.read_text(encoding="utf-8")) == schema


@pytest.mark.parametrize("command", ["schema", "new"])
def test_a_file_in_the_place_of_a_folder_is_an_output_problem(lancer: Lancer, tmp_path: Path, command: str) -> None:
    (tmp_path / "f").write_text("un fichier")
    code, _, err = lancer(command, tmp_path / "f")
    assert code == ExitCode.OUTPUT
    assert str(tmp_path / "f") in err
    assert (tmp_path / "f").read_text() == "un fichier"


def test_a_new_session_lacks_only_what_is_to_be_filled_in(lancer: Lancer, tmp_path: Path) -> None:
    folder = tmp_path / "sessions/été 2027"
    code, out, err = lancer("new", folder)
    assert (code, err) == (0, "")
    assert str(folder / "session.yaml") in out
    assert sorted(p.name for p in folder.iterdir()) == ["candidats.xlsx", "session.yaml"]
    code, _, err = lancer("check", folder)
    assert code == ExitCode.PROBLEMS
    faults = re.findall(r"^erreur +(.*)$", err, re.MULTILINE)
    assert faults
    for fault in faults:
        assert re.search("à compléter|À COMPLÉTER|aucun candidat|ne précise pas|n'a pas d'horaires", fault), fault


def test_a_new_session_never_overwrites_one(lancer: Lancer, session: Path) -> None:
    before = octets_du_dossier(session)
    code, _, err = lancer("new", session)
    assert code == ExitCode.USAGE
    assert "existe déjà" in err
    assert octets_du_dossier(session) == before


# --- as a process ---


def _processus(
    *arguments: object, env: dict[str, str] | None = None, stdout: int = subprocess.PIPE, encoding: str = "utf-8"
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "kitgen", *map(str, arguments)],
        cwd=RACINE,
        env=os.environ | (env or {}),
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding=encoding,
    )


@pytest.mark.parametrize(("terminal", "remede"), [("cp1252", "? "), ("ascii", "→ ")])
def test_a_terminal_that_cannot_show_a_character_shows_a_replacement(
    tmp_path: Path, terminal: str, remede: str
) -> None:
    # Windows has no arrow; a stream that pretends to know ASCII alone gets UTF-8 from click.
    encoding = {"ascii": "utf-8"}.get(terminal, terminal)
    run = _processus("check", tmp_path / "absente", env={"PYTHONIOENCODING": terminal}, encoding=encoding)
    _, err = run.communicate()
    assert run.returncode == ExitCode.PROBLEMS
    assert f"\n    {remede}" in err
    assert "rien n'a été écrit" in err


def test_a_reader_that_goes_away_is_no_failure(session: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    run = _processus("plan", session, stdout=writer)
    os.close(writer)
    _, err = run.communicate()
    assert (run.returncode, err) == (ExitCode.OK, "")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_ctrl_c_stops_at_once_and_leaves_nothing_behind(session: Path, tmp_path: Path) -> None:
    out, temporary, fifo = tmp_path / "out", tmp_path / "tmp", tmp_path / "fifo"
    last = out / "exemple-2026-12"
    last.mkdir(parents=True)
    (last / "jury.pdf").write_text("bon")
    temporary.mkdir()
    os.mkfifo(fifo)
    # The handler is set again, as a test run in the background hands down that SIGINT is to be ignored.
    program = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import kitgen.engines.choix as choix; from tests.aides import MoteurTruque; from kitgen.cli import main\n"
        f"choix.choisir = lambda *_, **__: MoteurTruque((('grille / 012', 'attend {fifo}'),))\n"
        f"sys.exit(main(['build', {str(session)!r}, '--out', {str(out)!r}]))"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=RACINE,
        env=os.environ | {"TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    engine = int(lire_fifo(fifo))
    run.send_signal(signal.SIGINT)
    told, err = run.communicate(timeout=60)
    assert (run.returncode, told) == (ExitCode.INTERRUPTED, "")
    assert "Arrêté" in err
    assert "Traceback" not in err
    assert octets_du_dossier(last) == {"jury.pdf": b"bon"}
    assert sorted(p.name for p in out.iterdir() if not p.name.endswith(".verrou")) == [".cache", last.name]
    assert list(temporary.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(engine, 0)
