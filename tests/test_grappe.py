"""A Dask cluster gives the same bytes as this machine, also when a worker dies; what is wrong with one is said."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kitgen.cli import main
from kitgen.convert import Travail, convertir
from kitgen.engines.base import Engine, environnement_python
from kitgen.engines.null import Null
from kitgen.errors import Echec, MissingTool, UsageProblem
from kitgen.ouvriers import grappe
from kitgen.pdf.finition import Finition, finir
from kitgen.production.pipeline import Prepare, construire
from tests.aides import RACINE, octets_du_dossier

pytestmark = [
    pytest.mark.xdist_group("grappe"),
    pytest.mark.skipif(sys.platform == "win32", reason="kills processes"),
]

# A scheduler and its workers, each worker a process, until stdin closes; in a process of its own, so that what they
# have to say while they are killed is not said here.
CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(
        n_workers=int(sys.argv[1]), threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None,
        worker_dashboard_address=None, local_directory=sys.argv[2],
    ) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    programme = folder / "cluster.py"
    programme.write_text(CLUSTER, encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, str(programme), str(workers), str(folder)],
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join([str(RACINE), *filter(None, sys.path)]),
            "DASK_TEMPORARY_DIRECTORY": str(folder),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert running.stdin
    assert running.stdout
    try:
        address = running.stdout.readline().strip()
        assert address.startswith("tcp://127.0.0.1:")
        yield address, running
    finally:
        running.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(15)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        running.stdout.close()


@pytest.fixture(scope="module")
def adresse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A cluster of three workers."""
    with cluster(tmp_path_factory.mktemp("grappe"), 3) as (address, _):
        yield address


@dataclass(frozen=True)
class Piege:
    """The null engine, but for the first process to find the trap: it says who it is and never ends."""

    piege: Path
    nom: str = "null"

    def version(self) -> str:
        return Null().version()

    def preparer(self, profil: Path) -> None:
        pass

    def commande(self, fichiers: Sequence[Path], sortie: Path, profil: Path) -> list[str]:
        return [sys.executable, "-P", "-c", PIEGE, str(self.piege), str(sortie), *map(str, fichiers)]

    def environnement(self, profil: Path) -> dict[str, str]:
        return environnement_python(profil)

    def veille(self, profil: Path) -> None:
        pass


PIEGE = """
import os, pathlib, sys, time
import kitgen.engines.null_enfant as null
try:
    os.rename(sys.argv[1], sys.argv[1] + ".pris")
except FileNotFoundError:
    sys.exit(null.main(sys.argv[2:]))
said = pathlib.Path(sys.argv[1] + ".qui")
said.with_suffix(".avant").write_text(f"{os.getppid()} {os.getpid()}")
said.with_suffix(".avant").rename(said)
time.sleep(600)
"""


def jusqua(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def vivant(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_a_build_is_the_same_to_the_byte_with_a_worker_killed_amid_it(
    adresse: str, prete: Prepare, tmp_path: Path
) -> None:
    alone = construire(prete, tmp_path / "seul", Null(), numeros=[12])
    trap = tmp_path / "piege"
    trap.touch()
    said = tmp_path / "piege.qui"
    killed: list[int] = []

    def tuer() -> None:
        jusqua(said.exists)
        worker, engine = map(int, said.read_text().split())
        os.kill(worker, signal.SIGKILL)
        killed.extend((worker, engine))

    killer = threading.Thread(target=tuer, daemon=True)
    killer.start()
    with grappe.ouvrir(adresse, Piege(trap)) as opened:
        assert opened.places == 3
        made = construire(prete, tmp_path / "grappe", Piege(trap), taches=opened.places, numeros=[12], ailleurs=opened)
    killer.join()
    worker, engine = killed
    assert worker != os.getpid()
    assert octets_du_dossier(made.dossier) == octets_du_dossier(alone.dossier)
    # The engine that hung has not outlived its worker.
    jusqua(lambda: not vivant(engine))


def test_libreoffice_writes_the_same_on_the_cluster(
    adresse: str, moteur_libreoffice: Engine, prete: Prepare, tmp_path: Path
) -> None:
    documents = [d for d in prete.plan.documents if d.pack is None][::9]
    for n, (_, content) in enumerate(prete.atelier.rendre(documents, prete.contextes)):
        (tmp_path / f"{n}.docx").write_bytes(content)
    sources = sorted(tmp_path.glob("*.docx"))
    made = {}
    with grappe.ouvrir(adresse, moteur_libreoffice) as opened:
        for place, executor in (("ici", None), ("grappe", opened)):
            jobs = [Travail(docx, tmp_path / place / f"{docx.stem}.pdf") for docx in sources]
            issues = convertir(jobs, moteur_libreoffice, atelier=tmp_path / "a", executor=executor)
            assert not [issue for issue in issues if isinstance(issue, Echec)]
            for job in jobs:
                finir(Finition(job.pdf, job.pdf, "Document"))
            made[place] = octets_du_dossier(tmp_path / place)
    assert len(sources) >= 4
    assert made["grappe"] == made["ici"]


def test_workers_that_would_write_something_else_are_refused(adresse: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = grappe._installation()
    monkeypatch.setattr(grappe, "_installation", lambda: ours | {"polices": "d'autres", "pikepdf": "99"})
    with pytest.raises(MissingTool) as said:
        grappe.ouvrir(adresse, Null())
    lines = str(said.value).splitlines()
    assert "n'est pas installée comme cet ordinateur" in lines[0]
    assert len(lines) == 5, "one for each worker"
    assert all(f"polices {ours['polices']} au lieu de d'autres" in line for line in lines[1:4])
    assert f"pikepdf {ours['pikepdf']} au lieu de 99" in lines[1]


def test_a_worker_that_joins_late_is_examined_too() -> None:
    here = grappe.fiche(Null())
    with pytest.raises(MissingTool, match="moteur null 1 au lieu de null 2"):
        grappe.sur_place(here | {"moteur": "null 2"}, Null(), max, 1, 2)


def test_a_cluster_without_workers_is_said(tmp_path: Path) -> None:
    with cluster(tmp_path, 0) as (address, _), pytest.raises(MissingTool, match="n'a aucun ordinateur au travail"):
        grappe.ouvrir(address, Null())


def test_a_cluster_that_disappears_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grappe, "_PATIENCE", 2.0)
    docx = tmp_path / "d.docx"
    docx.write_bytes(b"quelque chose")
    trap = tmp_path / "piege"
    trap.touch()
    with cluster(tmp_path, 1) as (address, running), grappe.ouvrir(address, Piege(trap)) as opened:

        def tuer() -> None:
            jusqua((tmp_path / "piege.qui").exists)
            os.killpg(running.pid, signal.SIGKILL)

        killer = threading.Thread(target=tuer, daemon=True)
        killer.start()
        with pytest.raises(MissingTool, match="est perdue"):
            convertir([Travail(docx, tmp_path / "d.pdf")], Piege(trap), atelier=tmp_path / "a", executor=opened)
        killer.join()
    assert list((tmp_path / "a").iterdir()) == []


@pytest.mark.parametrize("address", ["n'importe quoi", "nulle://127.0.0.1:1", "127.0.0.1:pas-un-port"])
def test_a_wrong_address_is_said(address: str) -> None:
    with pytest.raises(UsageProblem, match="adresse de grappe mal écrite"):
        grappe.ouvrir(address, Null())


def test_missing_certificates_are_said() -> None:
    with pytest.raises(MissingTool, match=r"veut des certificats.*\n.*distributed\.comm\.tls"):
        grappe.ouvrir("tls://127.0.0.1:1", Null())


def test_a_thread_of_dask_that_starts_too_late_is_waited_for_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def reach(adresse: str, **_: object) -> object:
        calls.append(adresse)
        raise AssertionError if len(calls) == 1 else OSError("personne")

    monkeypatch.setattr("distributed.Client", reach)
    with pytest.raises(MissingTool, match="ne répond pas"):
        grappe.ouvrir("tcp://127.0.0.1:1", Null())
    assert len(calls) == 2


def test_nobody_at_the_address_is_said(
    session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(grappe, "_ATTENTE", 0.5)
    out = tmp_path / "out"
    assert main(["build", str(session), "--out", str(out), "--moteur", "rdocx", "--cluster", "tcp://127.0.0.1:1"]) == 3
    assert "la grappe tcp://127.0.0.1:1 ne répond pas" in capsys.readouterr().err
    assert not out.exists()


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingTool, match=r"pip install 'kitgen\[cluster\]'"):
        grappe.ouvrir("tcp://127.0.0.1:1", Null())
