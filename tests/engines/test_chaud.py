"""Engines that stay warm: the same outcomes as cold, whatever becomes of them, and nothing left at the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pikepdf
import pytest
from docx import Document

from kitgen.convert import Converti, Travail, convertir
from kitgen.engines import reserve
from kitgen.engines.base import Engine, Veille, environnement_python
from kitgen.engines.libreoffice import LibreOffice, _pipe
from kitgen.engines.machine import Machine, en_avance
from kitgen.engines.tache import Fait, Rate, Tache, executer
from kitgen.engines.temoin import ecrire_temoin
from kitgen.errors import Echec, InputProblems, MissingTool
from kitgen.pdf.finition import Finition, finir

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="engines are kept warm on POSIX only")

# The engine double: `veille` makes what is asked for in the folder of its profile; `lot` asks, or makes it itself.
# Each document that is begun is noted, with the process that does it.
PROGRAMME = """
import os, pathlib, sys, time
role, racine, modele, profil, humeur, sortie, *fichiers = sys.argv[1:]
racine, profil = pathlib.Path(racine), pathlib.Path(profil)
def noter(mot, ou):
    with (racine / ou).open("a") as notes:
        notes.write(f"{os.getpid()} {role} {mot}\\n")
def convertir(sortie, fichiers):
    for fichier in map(pathlib.Path, fichiers):
        mot = fichier.read_bytes()[-20:].decode("latin-1").split()[-1] if fichier.stem != "temoin" else "temoin"
        noter(mot, "vus")
        if mot.startswith("plante"): os.abort()
        if mot.startswith("fige"): time.sleep(600)
        (pathlib.Path(sortie) / (fichier.stem + ".pdf")).write_bytes(pathlib.Path(modele).read_bytes())
if role == "veille":
    noter("-", "veilles")
    if humeur == "morte": sys.exit(3)
    if humeur == "muette": time.sleep(600)
    (profil / "pret").touch()
    while True:
        time.sleep(0.005)
        for demande in profil.glob("*.demande"):
            sortie, *fichiers = demande.read_text().splitlines()
            convertir(sortie, fichiers)
            demande.unlink()
elif (profil / "pret").exists():
    demande = profil / f"{os.getpid()}.demande"
    demande.with_suffix(".avant").write_text("\\n".join([sortie, *fichiers]))
    demande.with_suffix(".avant").rename(demande)
    while demande.exists():
        time.sleep(0.005)
else:
    convertir(sortie, fichiers)
"""


@dataclass(frozen=True)
class Double:
    racine: Path
    humeur: str = ""
    nom: str = "double"

    def version(self) -> str:
        return "1"

    def preparer(self, profil: Path) -> None:
        assert list(profil.iterdir()) == []

    def commande(self, fichiers: Sequence[Path], sortie: Path, profil: Path) -> list[str]:
        modele = str(self.racine / "modele.pdf")
        says = [str(self.racine), modele, str(profil), self.humeur, str(sortie), *map(str, fichiers)]
        return [sys.executable, "-c", PROGRAMME, "lot", *says]

    def environnement(self, profil: Path) -> dict[str, str]:
        return environnement_python(profil)

    def veille(self, profil: Path) -> Veille:
        says = [str(self.racine), str(self.racine / "modele.pdf"), str(profil), self.humeur, ""]
        return Veille((sys.executable, "-c", PROGRAMME, "veille", *says), profil / "pret")

    def vus(self) -> list[tuple[int, str, str]]:
        """Who began which document, as a process or as the warm one."""
        return self._notes("vus")

    def veilles(self) -> list[int]:
        return [pid for pid, _, _ in self._notes("veilles")]

    def _notes(self, nom: str) -> list[tuple[int, str, str]]:
        path = self.racine / nom
        lines = path.read_text().splitlines() if path.exists() else []
        return [(int(pid), role, mot) for pid, role, mot in map(str.split, lines)]


@pytest.fixture
def double(tmp_path: Path) -> Double:
    racine = tmp_path / "double"
    racine.mkdir()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(racine / "modele.pdf")
    return Double(racine)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    place = tmp_path / "place"
    place.mkdir()
    with Machine(1, place) as opened:
        yield opened
    assert list(place.iterdir()) == []


def travaux(folder: Path, *mots: str) -> list[Travail]:
    """One document for each word."""
    (folder / "docx").mkdir(exist_ok=True)
    made = []
    for mot in mots:
        docx = folder / "docx" / f"{mot}.docx"
        docx.write_text(f"document {mot}", encoding="utf-8")
        made.append(Travail(docx, folder / "pdf" / f"{mot}.pdf"))
    return made


def raisons(issues: Sequence[Converti | Echec]) -> dict[str, str]:
    return {issue.document: issue.raison for issue in issues if isinstance(issue, Echec)}


def jusqua(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def vivant(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:
        return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")
    except OSError:
        return False


def test_one_engine_serves_all_rounds_and_is_gone_at_the_end(tmp_path: Path, double: Double) -> None:
    with Machine(1, tmp_path) as executor:
        executor.chauffer(double)
        jusqua(lambda: len(double.veilles()) == 1)
        for n in range(3):
            issues = convertir(
                travaux(tmp_path, f"a{n}", f"b{n}"), double, atelier=tmp_path / "a", taches=1, executor=executor
            )
            assert raisons(issues) == {}
        assert {(pid, role) for pid, role, _ in double.vus()} == {(double.veilles()[0], "veille")}
        assert vivant(double.veilles()[0])
    assert len(double.veilles()) == 1
    assert not vivant(double.veilles()[0])
    assert not list(tmp_path.glob("veille-*"))


def test_engines_start_while_something_else_is_done_and_are_used_then(
    tmp_path: Path, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "atelier").mkdir()
    (tmp_path / "temporaire").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporaire"))
    given: list[Path] = []
    commande = Double.commande

    def noter(self: Double, fichiers: Sequence[Path], sortie: Path, profil: Path) -> list[str]:
        given.extend([*fichiers, sortie])
        return commande(self, fichiers, sortie, profil)

    monkeypatch.setattr(Double, "commande", noter)
    with en_avance(lambda: double, 2) as avance:
        jusqua(lambda: len(double.veilles()) == 2)
        moteur, executor = avance.result()
        assert moteur is double
        executor.travailler_dans(tmp_path / "atelier")
        assert raisons(convertir(travaux(tmp_path, "a"), moteur, atelier=tmp_path / "a", executor=executor)) == {}
    assert len(double.veilles()) == 2
    assert {role for _, role, _ in double.vus()} == {"veille"}
    assert not any(map(vivant, double.veilles()))
    assert len(given) == 2
    assert all(path.is_relative_to((tmp_path / "atelier").resolve()) for path in given)


def test_where_little_will_be_wanted_one_engine_starts_ahead_and_others_when_they_are(
    tmp_path: Path, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with en_avance(lambda: double, 2, 1) as avance:
        jusqua(lambda: len(double.veilles()) == 1)
        moteur, executor = avance.result()
        time.sleep(0.5)  # for one that must not come
        assert len(double.veilles()) == 1
        names = [f"d{n}" for n in range(40)]
        issues = convertir(travaux(tmp_path, *names), moteur, atelier=tmp_path / "a", taches=2, executor=executor)
        assert raisons(issues) == {}
        assert len({pid for pid, role, _ in double.vus() if role == "veille"}) == 2
    assert not any(map(vivant, double.veilles()))


@pytest.mark.parametrize("attente", [0.0, 0.5])
def test_engines_that_nobody_wants_after_all_are_gone_at_once(
    tmp_path: Path, double: Double, attente: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporaire"))
    (tmp_path / "temporaire").mkdir()
    start = time.monotonic()
    with pytest.raises(InputProblems), en_avance(lambda: double, 2):
        time.sleep(attente)
        raise InputProblems([])
    assert time.monotonic() - start < 10
    time.sleep(0.5)  # nobody starts late
    assert not any(map(vivant, double.veilles()))
    assert list((tmp_path / "temporaire").iterdir()) == []


def test_an_engine_that_is_missing_is_said_when_it_is_wanted(double: Double) -> None:
    def manque() -> Engine:
        raise MissingTool("absent")

    with en_avance(manque, 2) as avance, pytest.raises(MissingTool, match="absent"):
        avance.result()


@pytest.mark.parametrize(("mal", "raison"), [("plante", "s'est arrêté (SIGABRT)"), ("fige", "répondu en 1 s")])
def test_an_engine_that_breaks_down_is_replaced_and_the_document_tried_cold(
    tmp_path: Path, double: Double, machine: Machine, mal: str, raison: str
) -> None:
    jobs = travaux(tmp_path, "a", "b", mal, "c", "d")
    issues = convertir(jobs, double, atelier=tmp_path / "a", taches=1, delai=1, executor=machine)
    ((document, said),) = raisons(issues).items()
    assert document == f"{mal}.docx"
    assert raison in said
    tries = [(pid, role) for pid, role, mot in double.vus() if mot == mal]
    assert [role for _, role in tries] == ["veille", "lot"]
    assert not vivant(tries[0][0])
    assert {mot: role for _, role, mot in double.vus() if mot in "abcd"} == dict.fromkeys("abcd", "veille")


@pytest.mark.parametrize("humeur", ["morte", "muette"])
def test_an_engine_that_does_not_get_warm_is_used_cold(
    tmp_path: Path, double: Double, machine: Machine, humeur: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reserve, "_DEMARRAGE", 1.0)
    cold = Double(double.racine, humeur)
    for n in range(2):
        issues = convertir(travaux(tmp_path, f"a{n}"), cold, atelier=tmp_path / "a", taches=1, executor=machine)
        assert raisons(issues) == {}
    assert [role for _, role, _ in cold.vus()] == ["lot", "lot"]
    assert len(cold.veilles()) == 1, "it is tried once"
    assert not vivant(cold.veilles()[0])


def test_a_worn_engine_is_replaced(
    tmp_path: Path, double: Double, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reserve, "USURE", 4)
    for n in range(3):
        convertir(travaux(tmp_path, f"a{n}", f"b{n}"), double, atelier=tmp_path / "a", taches=1, executor=machine)
    first, second = double.veilles()
    assert [pid for pid, _, _ in double.vus()] == [first] * 4 + [second] * 2
    assert not vivant(first)


def test_an_engine_that_died_while_nobody_asked_is_replaced(tmp_path: Path, double: Double, machine: Machine) -> None:
    convertir(travaux(tmp_path, "a"), double, atelier=tmp_path / "a", taches=1, executor=machine)
    os.kill(double.veilles()[0], signal.SIGKILL)
    jusqua(lambda: not vivant(double.veilles()[0]))
    issues = convertir(travaux(tmp_path, "b"), double, atelier=tmp_path / "a", taches=1, executor=machine)
    assert raisons(issues) == {}
    assert [pid for pid, _, _ in double.vus()] == double.veilles()
    assert len(double.veilles()) == 2


def test_a_document_that_brings_fonts_meets_no_other(tmp_path: Path, double: Double, machine: Machine) -> None:
    jobs = travaux(tmp_path, "a", "b")
    with zipfile.ZipFile(jobs[0].docx, "w") as archive:
        archive.writestr("word/fonts/font1.odttf", "police")
        archive.comment = b" police"
    assert raisons(convertir(jobs, double, atelier=tmp_path / "a", taches=1, executor=machine)) == {}
    assert {mot: role for _, role, mot in double.vus()} == {"police": "lot", "b": "veille"}


def test_an_engine_that_fails_on_everything_is_found_out_cold(tmp_path: Path, double: Double, machine: Machine) -> None:
    (double.racine / "modele.pdf").write_text("pas un PDF")
    with pytest.raises(MissingTool, match="ne convertit même pas un document d'essai"):
        convertir(travaux(tmp_path, "a", "b"), double, atelier=tmp_path / "a", taches=1, executor=machine)
    assert [role for _, role, mot in double.vus() if mot == "temoin"] == ["lot"]


TUE = """
import sys, time
from pathlib import Path
from kitgen.engines.machine import Machine, en_avance
from test_chaud import Double
with Machine(2, Path(sys.argv[1])) as executor:
    executor.chauffer(Double(Path(sys.argv[2])))
    time.sleep(600)
"""


@pytest.mark.parametrize("signe", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_however_kitgen_ends_its_warm_engines_end_too(tmp_path: Path, double: Double, signe: signal.Signals) -> None:
    path = os.pathsep.join([*filter(None, sys.path), str(Path(__file__).parent)])
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    running = subprocess.Popen(
        [sys.executable, "-c", heard + TUE, str(tmp_path), str(double.racine)],
        env=os.environ | {"PYTHONPATH": path},
        stderr=subprocess.DEVNULL,
    )
    jusqua(lambda: len(double.veilles()) == 2)
    running.send_signal(signe)
    running.wait(20)
    jusqua(lambda: not any(map(vivant, double.veilles())))


def rdocx_qui_restent(place: Path) -> list[int]:
    """The processes of rdocx that stay, in a folder of theirs there."""
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
    lines = [line for line in listed.splitlines() if "rdocx_enfant --reste" in line and "/bin/sh" not in line]
    return [int(line.split()[0]) for line in lines if place.parent.name in line]


def offices(place: Path) -> list[int]:
    """The processes that hold the trial document of a warm LibreOffice open; `ps` may not know accents."""
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
    lines = [line.strip() for line in listed.splitlines() if place.parent.name in line and line.endswith("temoin.docx")]
    return [int(line.split()[0]) for line in lines]


@pytest.fixture
def livrets(tmp_path: Path) -> list[Travail]:
    # A space and accents: the office's own name for its profile is made from the path.
    place = tmp_path / "à part, là"
    place.mkdir()
    for n in range(6):
        document = Document()
        document.add_heading(f"Candidat {n}", 1)
        for _ in range(20):
            document.add_paragraph("Une puce. " * 20 * (n + 1), style="List Bullet")
        document.save(str(place / f"{n}.docx"))
    return [Travail(path, path.with_suffix(".pdf")) for path in sorted(place.glob("*.docx"))]


def test_an_office_finds_a_profile_that_is_its_own(moteur_libreoffice: Engine, tmp_path: Path) -> None:
    """It tries out no screens, and says of no profile that it is another version's: both would take it long."""
    libreoffice = cast(LibreOffice, moteur_libreoffice)
    written = {}
    for nom in ("prepare", "vide"):
        profil = tmp_path / nom
        moteur_libreoffice.preparer(profil)
        mark = profil / "user/extensions/buildid"
        if nom == "prepare":
            written["kitgen"] = mark.read_bytes()
        else:
            mark.unlink()
        docx = tmp_path / f"{nom}.docx"
        ecrire_temoin(docx)
        command = libreoffice.commande([docx], tmp_path, profil)
        subprocess.run(command, env=libreoffice.environnement(profil), check=True, capture_output=True)
        assert docx.with_suffix(".pdf").exists()
        assert not (profil / "user/GraphicsRenderTests.log").exists()
        written[nom] = mark.read_bytes()
    assert written["kitgen"] == written["prepare"] == written["vide"]


def test_libreoffice_writes_warm_what_it_writes_cold(moteur_libreoffice: Engine, livrets: list[Travail]) -> None:
    place = livrets[0].docx.parent
    with Machine(1, place) as executor:
        executor.chauffer(moteur_libreoffice)
        for _ in range(2):
            issues = convertir(livrets, moteur_libreoffice, atelier=place / "a", taches=1, executor=executor)
            assert raisons(issues) == {}
        tache = Tache(moteur_libreoffice, (("froid", livrets[2].docx.read_bytes()),), 60, froid=True)
        (cold,) = executor.submit(executer, tache).result()
        ours = [_pipe(profil) for profil in place.glob("veille-*/profil")]
        assert [pipe.is_socket() for pipe in ours] == [True]
    assert isinstance(cold, Fait)
    (place / "froid.pdf").write_bytes(cold.pdf)
    for nom in ("froid", "2"):
        finir(Finition(place / f"{nom}.pdf", place / f"{nom}.neutre.pdf", "Livret"))
    assert (place / "froid.neutre.pdf").read_bytes() == (place / "2.neutre.pdf").read_bytes()
    assert offices(place) == []
    assert not ours[0].exists()


def test_rdocx_writes_warm_what_it_writes_cold(moteur_rdocx: Engine, livrets: list[Travail]) -> None:
    place = livrets[0].docx.parent
    names = [travail.docx.stem for travail in livrets]
    documents = tuple((travail.docx.stem, travail.docx.read_bytes()) for travail in livrets)
    with Machine(1, place) as executor:
        executor.chauffer(moteur_rdocx)
        first = executor.submit(executer, Tache(moteur_rdocx, documents[:4], 60)).result()
        (staying,) = rdocx_qui_restent(place)
        warm = first + executor.submit(executer, Tache(moteur_rdocx, documents[4:], 60)).result()
        assert rdocx_qui_restent(place) == [staying]
        cold = executor.submit(executer, Tache(moteur_rdocx, documents, 60, froid=True)).result()
    assert all(isinstance(made, Fait) for made in warm)
    # What was taken out of a warm one's documents says nothing in their PDFs.
    assert dict(zip(names, _neutres(place, warm), strict=True)) == dict(zip(names, _neutres(place, cold), strict=True))
    assert rdocx_qui_restent(place) == []


def _neutres(place: Path, faits: Sequence[object]) -> list[bytes]:
    """PDFs in their final form."""
    made = []
    for fait in faits:
        assert isinstance(fait, Fait)
        (place / "brut.pdf").write_bytes(fait.pdf)
        finir(Finition(place / "brut.pdf", place / "neutre.pdf", "Livret"))
        made.append((place / "neutre.pdf").read_bytes())
    return made


def test_a_warm_rdocx_says_why_it_refuses_a_document_and_makes_the_others(
    moteur_rdocx: Engine, livrets: list[Travail]
) -> None:
    place = livrets[0].docx.parent
    good = livrets[0].docx.read_bytes()
    documents = (("avant", good), ("abîmé, là", b"pas un document"), ("après", good))
    with Machine(1, place) as executor:
        executor.chauffer(moteur_rdocx)
        warm = executor.submit(executer, Tache(moteur_rdocx, documents, 60)).result()
        cold = executor.submit(executer, Tache(moteur_rdocx, documents, 60, froid=True)).result()
    assert [type(made) for made in warm] == [Fait, Rate, Fait]
    assert (warm[1], [type(made) for made in cold]) == (cold[1], [Fait, Rate, Fait])


@pytest.mark.parametrize(("nom", "qui_restent"), [("moteur_libreoffice", offices), ("moteur_rdocx", rdocx_qui_restent)])
def test_all_documents_are_made_when_the_warm_engine_dies_at_work(
    nom: str, qui_restent: Callable[[Path], list[int]], request: pytest.FixtureRequest, livrets: list[Travail]
) -> None:
    moteur: Engine = request.getfixturevalue(nom)
    place = livrets[0].docx.parent
    killed: list[int] = []

    def couper(_: int) -> None:
        """The first PDF is there, and others are still to be made."""
        if not killed:
            killed.extend(qui_restent(place))
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    issues = convertir(livrets, moteur, atelier=place / "a", taches=1, suivi=couper)
    assert killed
    assert raisons(issues) == {}
    assert qui_restent(place) == []
