"""What kitgen is measured against, installed apart from it and pinned; what can't be had is named with the reason."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

ICI = Path(__file__).parent
DOSSIER = ICI.parent.parent / ".bench"
VENV = DOSSIER / "venv"
NODE = DOSSIER / "node"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
PAQUETS_DEBIAN = {"uno": "python3-uno", "qpdf": "qpdf", "npm": "npm", "node": "nodejs"}


class Absente(Exception):
    """A peer that can't be had here; the text says why."""


@cache
def python() -> Path:
    """The Python that has docxtpl, docx-mailmerge2, pypdf and unoserver; raises Absente."""
    pins = ICI / "requirements.txt"
    if _a_jour(VENV, pins):
        return PYTHON
    _executer([sys.executable, "-m", "venv", "--clear", VENV])
    install: list[str | Path] = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    _executer([*install, "--require-hashes", "--only-binary", ":all:", "-r", pins])
    _noter(VENV, pins)
    return PYTHON


@cache
def node() -> tuple[Path, dict[str, str]]:
    """node, and the environment in which it finds docxtemplater and carbone; raises Absente."""
    program, npm = _programme("node"), _programme("npm")
    lock = ICI / "package-lock.json"
    if not _a_jour(NODE, lock):
        shutil.rmtree(NODE, ignore_errors=True)
        NODE.mkdir(parents=True)
        for name in ("package.json", lock.name):
            shutil.copy(ICI / name, NODE)
        _executer([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], NODE)
        _noter(NODE, lock)
    return program, {"NODE_PATH": str(NODE / "node_modules")}


@cache
def qpdf() -> Path:
    """The program; raises Absente."""
    return _programme("qpdf")


@cache
def unoserver() -> tuple[Path, dict[str, str]]:
    """A Python that has LibreOffice's `uno`, and the environment in which it finds unoserver; raises Absente."""
    python()
    site = next(VENV.glob("lib/python*/site-packages"), VENV / "Lib/site-packages")
    for attempt in range(2):
        for candidate in (Path("/usr/bin/python3"), Path(sys.executable)):
            if candidate.exists() and _reussit([candidate, "-c", "import uno"]):
                return candidate, {"PYTHONPATH": str(site)}
        if not attempt:
            _apt("uno")
    raise Absente(f"no Python here has LibreOffice's module uno (Debian: {PAQUETS_DEBIAN['uno']})")


def version(nom: str) -> str:
    """The version of an installed peer, for the page."""
    if nom == "qpdf":
        return _dit([qpdf(), "--version"]).split("\n")[0].rpartition(" ")[2]
    if nom == "node":
        return _dit([node()[0], "--version"]).lstrip("v")
    if nom in ("docxtemplater", "carbone"):
        package = NODE / "node_modules" / nom / "package.json"
        return str(json.loads(package.read_text(encoding="utf-8"))["version"])
    folder = next(VENV.glob("lib/python*/site-packages"), VENV / "Lib/site-packages")
    return next(d.version for d in distributions(name=nom, path=[str(folder)]))


def _programme(name: str) -> Path:
    found = shutil.which(name)
    if not found:
        _apt(name)
        found = shutil.which(name)
    if not found:
        raise Absente(f"{name} isn't there (Debian: {PAQUETS_DEBIAN[name]})")
    return Path(found)


def _apt(name: str) -> None:
    """Install a Debian package where that can be done without asking anybody."""
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    _reussit(["apt-get", "update", "-qq"], env)
    _reussit(["apt-get", "install", "-y", "-qq", "--no-install-recommends", PAQUETS_DEBIAN[name]], env)


def _a_jour(folder: Path, pins: Path) -> bool:
    stamp = folder / ".epingles"
    return stamp.is_file() and stamp.read_bytes() == pins.read_bytes()


def _noter(folder: Path, pins: Path) -> None:
    shutil.copyfile(pins, folder / ".epingles")


def _executer(command: list[str | Path], cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Absente(f"{Path(command[0]).name} could not install it: {(done.stderr or done.stdout).strip()[-300:]}")


def _reussit(command: list[str | Path], env: dict[str, str] | None = None) -> bool:
    done = subprocess.run(command, env=os.environ | (env or {}), capture_output=True, check=False)
    return done.returncode == 0


def _dit(command: list[str | Path]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
