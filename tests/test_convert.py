"""Whatever an engine does, `convertir` says for each document what became of it and leaves nothing behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pikepdf
import pytest

from kitgen.convert import Converti, Travail, convertir
from kitgen.engines.base import environnement_neutre
from kitgen.engines.tache import OuvrierPerdu
from kitgen.errors import Echec, MissingTool, OutputProblem

T = TypeVar("T")

# The engine double: what it does with a "document" is written in the document.
MOTEUR = """
import os, pathlib, subprocess, sys, time
modele, sortie, *fichiers = map(pathlib.Path, sys.argv[1:])
for fichier in fichiers:
    mots = fichier.read_text(errors="replace").split() if fichier.stem != "temoin" else [os.environ["ESSAI"], "temoin"]
    pdf = sortie / (fichier.stem + ".pdf")
    (modele.parent / "vus").open("a").write(mots[-1] + "\\n")
    if "lent" in mots: time.sleep(0.3)
    if "plante" in mots or ("fragile" in mots and len(fichiers) > 1): os.abort()
    if "refuse" in mots: sys.exit("je ne sais pas lire « " + mots[-1] + " »")
    if "coupe" in mots: pdf.write_bytes(modele.read_bytes()[:-100]); os.abort()
    if "gonfle" in mots: bytearray(8 << 30)
    if "fige" in mots:
        petit = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        (modele.parent / "pids").open("a").write(f"{os.getpid()} {petit.pid}\\n")
        time.sleep(600)
    if "rien" in mots: continue
    if "vide" in mots: pdf.touch(); continue
    if "ordure" in mots: pdf.write_text("ceci n'est pas un PDF"); continue
    pdf.write_bytes(modele.read_bytes() + ("% " + " ".join(mots)).encode())
    if "attend" in mots:
        while not (modele.parent / "entendu").exists(): time.sleep(0.01)
        (modele.parent / "suite").touch()
if "fin" in mots: os.abort()
"""


@dataclass(frozen=True)
class Double:
    """An engine whose child runs MOTEUR; `modele` is a whole PDF."""

    modele: Path
    programme: str = sys.executable
    essai: str = ""
    nom: str = "double"

    def version(self) -> str:
        return "1"

    def preparer(self, profil: Path) -> None:
        assert list(profil.iterdir()) == []

    def commande(self, fichiers: Sequence[Path], sortie: Path, profil: Path) -> list[str]:
        assert list(sortie.iterdir()) == []
        return [self.programme, "-c", MOTEUR, str(self.modele), str(sortie), *map(str, fichiers)]

    def environnement(self, profil: Path) -> dict[str, str]:
        return environnement_neutre(profil) | {"ESSAI": self.essai}

    def veille(self, profil: Path) -> None:
        pass


@pytest.fixture
def double(tmp_path: Path) -> Double:
    modele = tmp_path / "double" / "modele.pdf"
    modele.parent.mkdir()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.add_blank_page()
        pdf.save(modele)
    return Double(modele)


def travaux(folder: Path, *contents: str) -> list[Travail]:
    """One document for each text, named by its last word."""
    made = []
    for content in contents:
        name = content.split()[-1]
        docx = folder / "docx" / f"{name}.docx"
        docx.parent.mkdir(exist_ok=True)
        docx.write_text(content, encoding="utf-8")
        made.append(Travail(docx, folder / "pdf" / f"{name}.pdf"))
    return made


def raisons(issues: Sequence[Converti | Echec]) -> dict[str, str]:
    return {issue.document: issue.raison for issue in issues if isinstance(issue, Echec)}


def finished(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "pdf").iterdir()) if (folder / "pdf").exists() else []


def test_every_document_gets_its_own_pdf_in_the_order_asked_for(tmp_path: Path, double: Double) -> None:
    jobs = travaux(tmp_path, *(f"lent d{i}" if i % 20 == 0 else f"d{i}" for i in range(100)))
    heard: list[int] = []
    issues = convertir(jobs, double, atelier=tmp_path / "atelier", suivi=heard.append)
    assert issues == tuple(Converti(job.pdf, 2) for job in jobs)
    assert all(job.pdf.read_bytes().endswith(b"% " + job.docx.read_bytes()) for job in jobs)
    assert heard == list(range(1, 101))
    assert list((tmp_path / "atelier").iterdir()) == []


def test_what_became_of_each_document_is_told_with_its_position(tmp_path: Path, double: Double) -> None:
    jobs = travaux(tmp_path, "a", "plante b", "c")
    jobs = [*jobs, Travail(jobs[0].docx, tmp_path / "pdf/encore.pdf")]
    heard: dict[int, Converti | Echec] = {}
    issues = convertir(jobs, double, atelier=tmp_path / "atelier", entendu=heard.__setitem__)
    assert isinstance(issues[1], Echec)
    assert heard == dict(enumerate(issues))


def test_a_whole_pdf_is_heard_of_before_its_process_does_anything_more(tmp_path: Path, double: Double) -> None:
    told = double.modele.parent

    def entendu(position: int, issue: Converti | Echec) -> None:
        (told / "entendu").touch()

    (job,) = travaux(tmp_path, "attend a")
    issues = convertir([job], double, atelier=tmp_path / "atelier", delai=10, entendu=entendu)
    assert issues == (Converti(job.pdf, 2),)
    assert (told / "suite").exists()


def test_the_same_document_is_converted_once_for_all_who_want_it(tmp_path: Path, double: Double) -> None:
    (job,) = travaux(tmp_path, "sujet")
    copy = tmp_path / "copie.docx"
    copy.write_bytes(job.docx.read_bytes())
    jobs = [job, Travail(copy, tmp_path / "a/1.pdf"), Travail(job.docx, tmp_path / "b/2.pdf")]
    assert convertir(jobs, double, atelier=tmp_path / "atelier") == tuple(Converti(j.pdf, 2) for j in jobs)
    assert (double.modele.parent / "vus").read_text().split() == ["sujet"]
    assert len({j.pdf.read_bytes() for j in jobs}) == 1
    assert len({j.pdf.stat().st_ino for j in jobs}) == 3, "changing one must not change the others"


@pytest.mark.parametrize(
    ("mal", "raison"),
    [
        ("plante", "le moteur s'est arrêté (SIGABRT)"),
        ("refuse", "le moteur s'est arrêté (code 1 : je ne sais pas lire « mauvais »)"),
        ("coupe", "le moteur s'est arrêté (SIGABRT)"),
        ("rien", "aucun PDF produit ; le document Word est peut-être abîmé"),
        ("vide", "PDF vide ; le document Word est peut-être abîmé"),
        ("ordure", "PDF illisible ; le document Word est peut-être abîmé"),
    ],
)
def test_a_bad_document_fails_alone_after_two_tries(tmp_path: Path, double: Double, mal: str, raison: str) -> None:
    jobs = travaux(tmp_path, *(f"d{i}" for i in range(8)), f"{mal} mauvais", *(f"e{i}" for i in range(8)))
    issues = convertir(jobs, double, atelier=tmp_path / "atelier", taches=1)
    assert raisons(issues) == {"mauvais.docx": raison}
    assert issues[8] == Echec("mauvais.docx", raison)
    assert finished(tmp_path) == sorted(f"{x}{i}.pdf" for x in "de" for i in range(8))
    assert (double.modele.parent / "vus").read_text().split().count("mauvais") == 2
    assert list((tmp_path / "atelier").iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is set on Linux only")
def test_a_document_that_eats_the_memory_fails_alone(tmp_path: Path, double: Double) -> None:
    issues = convertir(travaux(tmp_path, "d1", "gonfle mauvais", "d2"), double, atelier=tmp_path / "atelier")
    assert raisons(issues) == {"mauvais.docx": "le moteur s'est arrêté (code 1 : MemoryError)"}


def test_a_hang_is_cut_off_and_the_others_go_on(tmp_path: Path, double: Double) -> None:
    jobs = travaux(tmp_path, *(f"d{i}" for i in range(6)), "fige mauvais", *(f"e{i}" for i in range(6)))
    began = time.monotonic()
    issues = convertir(jobs, double, atelier=tmp_path / "atelier", delai=1.5)
    assert raisons(issues) == {"mauvais.docx": "le moteur n'a pas répondu en 1.5 s"}
    assert len(finished(tmp_path)) == 12
    assert time.monotonic() - began < 20
    assert_all_gone(double)


def test_a_slow_engine_is_left_alone_while_it_makes_progress(tmp_path: Path, double: Double) -> None:
    issues = convertir(
        travaux(tmp_path, *(f"lent d{i}" for i in range(8))), double, atelier=tmp_path / "a", taches=1, delai=1.5
    )
    assert raisons(issues) == {}


def test_a_document_that_fails_in_company_only_is_made_alone(tmp_path: Path, double: Double) -> None:
    issues = convertir(travaux(tmp_path, "d1", "fragile d2", "d3"), double, atelier=tmp_path / "a", taches=1)
    assert raisons(issues) == {}


def test_a_crash_after_the_last_document_costs_nothing(tmp_path: Path, double: Double) -> None:
    issues = convertir(travaux(tmp_path, "fin d1"), double, atelier=tmp_path / "atelier")
    assert raisons(issues) == {}
    assert (double.modele.parent / "vus").read_text().split() == ["d1"]


@pytest.mark.parametrize("taches", [1, 2, 5])
def test_outcomes_do_not_depend_on_the_batches(tmp_path: Path, double: Double, taches: int) -> None:
    kinds = ("", "plante ", "", "vide ", "", "rien ", "", "fragile ")
    jobs = travaux(tmp_path, *(f"{kinds[i % 8]}d{i}" for i in range(24)))
    issues = convertir(jobs, double, atelier=tmp_path / "atelier", taches=taches)
    assert [isinstance(issue, Converti) for issue in issues] == [i % 8 not in (1, 3, 5) for i in range(24)]


def test_bad_documents_do_not_bring_the_engine_into_doubt(tmp_path: Path, double: Double) -> None:
    jobs = travaux(tmp_path, *(f"plante d{i}" for i in range(8)))
    assert len(raisons(convertir(jobs, double, atelier=tmp_path / "atelier"))) == 8


@pytest.mark.parametrize("mal", ["plante", "rien", "fige"])
def test_an_engine_that_fails_even_on_the_trial_document_is_said_at_once(
    tmp_path: Path, double: Double, mal: str
) -> None:
    broken = Double(double.modele, essai=mal)
    jobs = travaux(tmp_path, *(f"{mal} d{i}" for i in range(100)))
    with pytest.raises(MissingTool, match="le moteur double ne convertit même pas un document d'essai"):
        convertir(jobs, broken, atelier=tmp_path / "atelier", delai=0.5)
    assert (double.modele.parent / "vus").read_text().split().count("temoin") == 1
    assert finished(tmp_path) == []
    assert list((tmp_path / "atelier").iterdir()) == []
    if mal == "fige":
        assert_all_gone(double)


def test_a_failure_is_told_for_all_who_wanted_the_document(tmp_path: Path, double: Double) -> None:
    (job,) = travaux(tmp_path, "vide sujet")
    jobs = [Travail(job.docx, tmp_path / f"{i}.pdf", f"candidat {i}") for i in range(2)]
    assert set(raisons(convertir(jobs, double, atelier=tmp_path / "atelier"))) == {"candidat 0", "candidat 1"}


def test_a_missing_word_file_fails_alone(tmp_path: Path, double: Double) -> None:
    jobs = [*travaux(tmp_path, "d1"), Travail(tmp_path / "absent.docx", tmp_path / "absent.pdf")]
    issues = convertir(jobs, double, atelier=tmp_path / "atelier")
    assert raisons(issues) == {"absent.docx": "document Word illisible : le fichier n'existe pas"}


def test_any_executor_will_do(tmp_path: Path, double: Double) -> None:
    jobs = travaux(tmp_path, *(f"d{i}" for i in range(8)), "plante mauvais", "fragile e")
    heard: list[int] = []
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as executor:
        issues = convertir(jobs, double, atelier=tmp_path / "atelier", executor=executor, suivi=heard.append)
    assert raisons(issues) == {"mauvais.docx": "le moteur s'est arrêté (SIGABRT)"}
    assert all(job.pdf.read_bytes().endswith(b"% " + job.docx.read_bytes()) for job in jobs if job != jobs[8])
    assert heard == list(range(1, 11))
    assert list((tmp_path / "atelier").iterdir()) == []


class Fatal(Executor):
    """Does the work at once, but for batches with a document that says « tue »: these raise `error`."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        done: Future[T] = Future()
        (tache,) = args
        if any(b"tue" in octets for _, octets in tache.documents):
            done.set_exception(self.error)
        else:
            done.set_result(fn(tache))
        return done


def test_a_document_that_kills_whoever_is_given_it_fails_alone(tmp_path: Path, double: Double) -> None:
    jobs = travaux(tmp_path, "d1", "d2", "tue mauvais", "d3")
    issues = convertir(jobs, double, atelier=tmp_path / "a", taches=1, executor=Fatal(OuvrierPerdu("tous meurent")))
    assert raisons(issues) == {"mauvais.docx": "tous meurent"}
    assert finished(tmp_path) == ["d1.pdf", "d2.pdf", "d3.pdf"]


def test_an_executor_that_broke_down_is_said(tmp_path: Path, double: Double) -> None:
    jobs = travaux(tmp_path, "d1", "tue mauvais")
    with pytest.raises(MissingTool, match="se sont arrêtés : fini"):
        convertir(jobs, double, atelier=tmp_path / "a", executor=Fatal(BrokenExecutor("fini")))
    assert list((tmp_path / "a").iterdir()) == []


def test_nothing_to_do(tmp_path: Path, double: Double) -> None:
    assert convertir([], double, atelier=tmp_path / "atelier") == ()


def test_an_older_pdf_stays_when_the_new_one_fails(tmp_path: Path, double: Double) -> None:
    (job,) = travaux(tmp_path, "vide d1")
    job.pdf.parent.mkdir()
    job.pdf.write_text("ancien")
    convertir([job], double, atelier=tmp_path / "atelier")
    assert job.pdf.read_text() == "ancien"
    assert finished(tmp_path) == ["d1.pdf"]


def test_one_pdf_for_two_documents_is_refused(tmp_path: Path, double: Double) -> None:
    one, two = travaux(tmp_path, "d1", "d2")
    with pytest.raises(ValueError, match="two documents"):
        convertir([one, Travail(two.docx, one.pdf)], double, atelier=tmp_path / "atelier")


def test_an_engine_that_does_not_start_is_missing(tmp_path: Path, double: Double) -> None:
    gone = Double(double.modele, programme=str(tmp_path / "nulle-part"))
    with pytest.raises(MissingTool, match="le moteur double ne démarre pas"):
        convertir(travaux(tmp_path, "d1"), gone, atelier=tmp_path / "atelier")
    assert list((tmp_path / "atelier").iterdir()) == []


def test_a_target_that_cannot_be_written_is_said(tmp_path: Path, double: Double) -> None:
    (job,) = travaux(tmp_path, "d1")
    (tmp_path / "fichier").touch()
    with pytest.raises(OutputProblem, match="un fichier porte le nom d'un dossier"):
        convertir([Travail(job.docx, tmp_path / "fichier" / "d1.pdf")], double, atelier=tmp_path / "atelier")
    assert list((tmp_path / "atelier").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, double: Double) -> None:
    (tmp_path / "fichier").touch()
    with pytest.raises(OutputProblem, match="impossible d'écrire"):
        convertir(travaux(tmp_path, "d1"), double, atelier=tmp_path / "fichier" / "atelier")


SCRIPT = """
import resource, sys
from pathlib import Path
from kitgen.convert import Travail, convertir
from test_convert import Double
racine = Path(sys.argv[1])
{before}
jobs = [Travail(d, racine / "pdf" / (d.stem + ".pdf")) for d in sorted((racine / "docx").iterdir())]
try:
    convertir(jobs, Double(Path(sys.argv[2])), atelier=racine / "atelier")
except Exception as error:
    sys.exit(type(error).__name__ + " " + str(error))
"""


def script(tmp_path: Path, double: Double, before: str = "") -> subprocess.Popen[str]:
    """`convertir` in a process of its own, on the documents that lie in `tmp_path`."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SCRIPT.format(before=before)), str(tmp_path), str(double.modele)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([*filter(None, sys.path), str(Path(__file__).parent)])},
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_disk_that_takes_no_more_is_said(tmp_path: Path, double: Double) -> None:
    travaux(tmp_path, "x " * 5000 + "d1")
    limited = script(tmp_path, double, "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))")
    _, words = limited.communicate(timeout=20)
    assert words.startswith("OutputProblem impossible d'écrire ")
    assert words.strip().endswith("le fichier dépasse la taille permise")
    assert list((tmp_path / "atelier").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_leaves_no_process_and_no_file(tmp_path: Path, double: Double) -> None:
    travaux(tmp_path, "d1", "fige d2", "fige d3")
    # What was started in the background ignores Ctrl-C, and so do its children.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    running = script(tmp_path, double, heard)
    until(lambda: len(pids(double)) == 4)
    running.send_signal(signal.SIGINT)
    _, words = running.communicate(timeout=10)
    assert running.returncode == -signal.SIGINT
    assert words.strip().endswith("KeyboardInterrupt")
    assert_all_gone(double)
    assert list((tmp_path / "atelier").iterdir()) == []


def pids(double: Double) -> list[int]:
    noted = double.modele.parent / "pids"
    return [int(pid) for pid in noted.read_text().split()] if noted.exists() else []


def until(condition: object) -> None:
    assert callable(condition)
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def assert_all_gone(double: Double) -> None:
    assert pids(double)
    until(lambda: not any(alive(pid) for pid in pids(double)))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    # A dead orphan may wait for a lazy init to take note of it: that isn't ours to do.
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")
