"""Killed anywhere, a build leaves the last good output whole, and the next one succeeds and tidies up."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kitgen.engines.base import environnement_python
from kitgen.engines.null import Null
from kitgen.production.pipeline import construire, preparer
from tests.aides import RACINE, mini_session, octets_du_dossier

pytestmark = [
    pytest.mark.xdist_group("arret"),
    pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL"),
]

# Each kill is a process of its own, forked from one that has read the session. It dies at the n-th change
# that it makes on the disk: a point is the same in every run, and falls between two renames as well as amid the work.
_PROGRAMME = """
import json, os, signal, sys, threading, time
from pathlib import Path
from kitgen.engines.null import Null
from kitgen.errors import OutputProblem
from kitgen.production.pipeline import construire, preparer
from kitgen.production.sortie import chantier
from tests.aides import octets_du_dossier

session, out = Path(sys.argv[1]), Path(sys.argv[2])
NOM = "exemple-2026-12"
ASKED = {"open", "os.chmod", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.rmtree", "subprocess.Popen"}
prete = preparer(session)
seen = 0
dies_at = -1
counting = threading.Lock()

def hook(event, arguments):
    global seen
    # What is only read is looked at as often as there is time to.
    if event in ASKED and (event != "open" or arguments[2] & (os.O_WRONLY | os.O_RDWR)):
        # The engines are supervised by threads.
        with counting:
            seen += 1
            if seen == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)

def tidy_up():
    # A child that was about to become an engine's process holds the lock until it is one: milliseconds.
    for patience in reversed(range(500)):
        try:
            with chantier(out, NOM):
                return
        except OutputProblem:
            if not patience:
                raise
            time.sleep(0.01)

sys.addaudithook(hook)
construire(prete, out, Null())
good = octets_du_dossier(out / NOM)
seen = 0
construire(prete, out, Null())
assert octets_du_dossier(out / NOM) == good
total = seen
for line in sys.stdin:
    point = min(int(float(line) * total) + 1, total)
    child = os.fork()
    if child == 0:
        os.setsid()
        seen, dies_at = 0, point
        construire(prete, out, Null())
        os._exit(0)
    _, status = os.waitpid(child, 0)
    here, aside = out / NOM, out / f".{NOM}.ancien"
    # Between the two renames there is no folder of that name for a moment: then the last one is beside it.
    whole = octets_du_dossier(here if here.exists() else aside) == good
    tidy_up()
    left = sorted(p.name for p in out.iterdir() if not p.name.endswith(".verrou"))
    repaired = octets_du_dossier(here) == good
    print(json.dumps([point, os.WIFSIGNALED(status), whole, repaired, left]), flush=True)
construire(prete, out, Null())
print(json.dumps(octets_du_dossier(out / NOM) == good), flush=True)
"""


def _petite_session(dossier: Path) -> Path:
    """The small session with a small kit: what is made does not matter here, only that it is made in many steps."""
    session = mini_session(dossier)
    path = session.parents[1] / "templates/kit.yaml"
    kit = yaml.safe_load(path.read_text(encoding="utf-8"))
    kit["documents"] = [d for d in kit["documents"] if d["code"] in {"convocation", "garde", "retrait"}]
    kit["packs"] = [
        {**p, "documents": [d for d in p["documents"] if d in {"convocation", "garde"}]}
        for p in kit["packs"]
        if p["code"] in {"organisme", "candidat"}
    ]
    path.write_text(yaml.safe_dump(kit, allow_unicode=True), encoding="utf-8")
    return session


def test_killed_at_fifty_points_the_last_good_output_is_whole_and_the_next_run_succeeds(tmp_path: Path) -> None:
    session = _petite_session(tmp_path / "mini")
    out = tmp_path / "out"
    rng = random.Random(2026)
    # Most at random; some at the very end, where the folders change places.
    points = [rng.random() for _ in range(38)] + [1 - n / 1000 for n in range(12)]
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAMME, str(session), str(out)],
        cwd=RACINE,
        env=environnement_python(tmp_path) | {"PYTHONPATH": os.pathsep.join([str(RACINE), *sys.path])},
        input="".join(f"{p}\n" for p in points),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    *kills, last = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(kills) == 50
    for point, killed, whole, repaired, left in kills:
        assert killed, point
        assert (whole, repaired, left) == (True, True, [".cache", "exemple-2026-12"]), point
    assert last is True


_SANS_PLACE = """
import resource, sys
from pathlib import Path
from kitgen.engines.null import Null
from kitgen.errors import OutputProblem
from kitgen.production.pipeline import construire, preparer

if __name__ == "__main__":
    prete = preparer(Path(sys.argv[1]))
    # As a full disk: whoever writes on is told that there is no more room.
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
    try:
        construire(prete, Path(sys.argv[2]), Null(), cache=False)
    except OutputProblem as error:
        print(error)
"""


def test_a_disk_that_takes_no_more_of_a_pack_is_told_and_the_last_good_output_is_whole(tmp_path: Path) -> None:
    """qpdf ended the whole program here, without a word."""
    session, out = mini_session(tmp_path / "mini"), tmp_path / "out"
    made = construire(preparer(session), out, Null(), cache=False).dossier
    before = octets_du_dossier(made)
    sizes = {name: len(content) for name, content in before.items()}
    document = max(n for name, n in sizes.items() if not name.startswith("packs/") and name.endswith((".pdf", ".docx")))
    pack = max(n for name, n in sizes.items() if name.startswith("packs/"))
    assert pack > document + 100
    (tmp_path / "sans_place.py").write_text(_SANS_PLACE, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, tmp_path / "sans_place.py", session, out, str(pack - 50)],
        cwd=RACINE,
        env=environnement_python(tmp_path) | {"PYTHONPATH": os.pathsep.join([str(RACINE), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "la dernière sortie n'a pas été touchée" in run.stdout
    assert octets_du_dossier(made) == before
    assert {p.name for p in out.iterdir()} == {made.name, f".{made.name}.verrou"}
