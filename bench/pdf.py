"""Group « pdf »: livrets from data to PDF, kitgen beside docxtpl with LibreOffice in the ways that people use it."""

from __future__ import annotations

import functools
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import paires, produit
from bench.banc import Banc
from bench.donnees import Travail, contextes, preparer_les_gabarits
from bench.mesure import Passage, alterner, dossier, lancer, memoire, memoire_totale, milieu
from bench.page import Cible, Section, tableau
from bench.sessions import LIVRET, RACINE
from kitgen.engines.libreoffice import LibreOffice, trouver
from kitgen.pdf import compter_pages

LIVRETS = 400
TOURS, TOURS_LOTS, TOURS_AUTRES = 7, 3, 2
"""How often kitgen runs, whose engines are told apart by hundredths of three seconds; the two batches; the others."""
ECHANTILLON, CONTROLE = 20, 40
"""Documents that one soffice each is measured with, and those that show that its time is linear."""
ECHANTILLON_UNO = 60
PORT = 42_100
OPTIONS = (
    *("UseTaggedPDF=true", "ExportBookmarks=true", "ExportFormFields=false"),
    *("UseLosslessCompression=true", "ReduceImageResolution=true", "MaxImageResolution=300"),
)
"""What kitgen asks of LibreOffice on its command line, as unoserver is told it."""

TEXTE = f"""\
{LIVRETS} livrets of a training organisation, cold: nothing was built before, no cache, no engine runs. Every contender
is a process that is started from the command line. The peers are given the contexts as plain JSON and the same
template, which is docxtpl's language; LibreOffice has the same settings, fonts and export options (tagged PDF, lossless
pictures) as with kitgen, but starts as it does by itself (two rows show what kitgen's way to start it is worth);
each worker renders with docxtpl as well as it converts, so that both cores have work.
kitgen reads and checks its session and plans it, writes the same Word files and lays them out; it stamps, binds
and reads back nothing here. What has fewer documents than {LIVRETS} is linear by nature (documents one after the
other), and its seconds are multiplied, but for those in which a server starts; that one soffice per document is
linear, is measured with {ECHANTILLON} and {CONTROLE}.
« PDF » is the time from Word files to PDFs alone; kitgen's engines start before that, with kitgen itself, and count
in the whole. Memory: kitgen's own process, and all processes of a contender
together."""


@dataclass(frozen=True)
class Concurrent:
    """One way to get PDFs: how many documents it is measured with, how often, and how it is run."""

    documents: int
    tours: int
    lancer: Callable[[int], Passage]


def _kitgen(session: Path, moteur: str, _turn: int) -> Passage:
    here = dossier()
    return produit.piloter("kitgen_pdf", session, here / "out", moteur, LIVRET, LIVRETS)


@dataclass(frozen=True)
class _Facon:
    """docxtpl and LibreOffice: `facon` is un, lots or unoserver."""

    soffice: LibreOffice
    travail: Travail
    facon: str
    documents: int
    ouvriers: int
    comme_kitgen: bool = False
    """Its office starts with what kitgen found out: a profile that it takes for its own, more memory at hand."""

    def __call__(self, _turn: int) -> Passage:
        here = dossier()
        out = here / "out"
        out.mkdir()
        spec = {
            "facon": self.facon,
            "modele": str(self.travail.modele),
            "donnees": str(self.travail.donnees),
            "documents": self.documents,
            "ouvriers": self.ouvriers,
            "out": str(out),
            "soffice": [self._processus(here, out, rank) for rank in range(self.ouvriers)],
            "options": list(OPTIONS),
        }
        (here / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
        done = lancer([paires.python(), RACINE / "bench/pilotes/pdf_docxtpl.py", here / "spec.json"])
        pages = sum(compter_pages(path) for path in out.glob("*.pdf"))
        return Passage(**vars(done) | {"dit": {**done.dit, "pages": pages}})

    def _processus(self, folder: Path, out: Path, rank: int) -> dict[str, object]:
        profil = folder / f"profil-{rank}"
        self.soffice.preparer(profil)
        env = self.soffice.environnement(profil)
        if not self.comme_kitgen:
            _oublier(profil)
            env.pop("GLIBC_TUNABLES")
        if self.facon != "unoserver":
            return {"commande": self.soffice.commande([], out, profil), "environnement": env}
        python, more = paires.unoserver()
        port = PORT + 2 * rank
        command = [str(python), "-m", "unoserver.server", "--executable", str(self.soffice.programme)]
        command += ["--port", str(port), "--uno-port", str(port + 1), "--user-installation", str(profil)]
        return {"commande": command, "environnement": env | more, "port": port}


def _oublier(profil: Path) -> None:
    """A profile as an office makes it for itself, but for settings and fonts."""
    shutil.rmtree(profil / "user/extensions")
    settings = profil / "user/registrymodifications.xcu"
    lines = settings.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "ooSetupLastVersion" not in line]
    if len(kept) != len(lines) - 1:
        raise ValueError("the settings by which kitgen's offices start faster aren't where they were")
    settings.write_text("".join(kept), encoding="utf-8")


def mesurer(banc: Banc) -> Section:
    """All contenders in turn."""
    session = banc.session(LIVRETS, livrets=True)
    soffice = trouver(os.environ.get("KITGEN_SOFFICE"))
    missing: dict[str, str] = {}
    runs: dict[str, Concurrent] = {}

    def ajouter(nom: str, documents: int, run: Callable[[int], Passage], tours: int = TOURS_AUTRES) -> None:
        runs[nom] = Concurrent(documents, tours, run)

    if soffice is not None:
        ajouter(KITGEN_LO, LIVRETS, functools.partial(_kitgen, session, "libreoffice"), TOURS)
    ajouter(KITGEN_RDOCX, LIVRETS, functools.partial(_kitgen, session, "rdocx"), TOURS)
    try:
        if soffice is None:
            raise paires.Absente("LibreOffice isn't there")
        paires.python()
        docs = contextes(session)
        travail = preparer_les_gabarits(banc.gabarit, docs, banc.dossier / "pdf")["docxtpl"]
        faire = functools.partial(_Facon, soffice, travail)
        ajouter(LOTS, LIVRETS, faire("lots", LIVRETS, 2), TOURS_LOTS)
        ajouter(LOTS_KITGEN, LIVRETS, faire("lots", LIVRETS, 2, comme_kitgen=True), 1)
        ajouter(UN, ECHANTILLON, faire("un", ECHANTILLON, 1))
        ajouter(UN_KITGEN, ECHANTILLON, faire("un", ECHANTILLON, 1, comme_kitgen=True))
        ajouter(UN_LINEAIRE, CONTROLE, faire("un", CONTROLE, 1), 1)
        paires.unoserver()
        ajouter(UNO, ECHANTILLON_UNO, faire("unoserver", ECHANTILLON_UNO, 1))
        ajouter(UNO_DEUX, ECHANTILLON_UNO, faire("unoserver", ECHANTILLON_UNO, 2))
    except paires.Absente as error:
        missing = {nom: str(error) for nom in PAIRES if nom not in runs}
    passages = alterner({nom: c.lancer for nom, c in runs.items()}, {nom: c.tours for nom, c in runs.items()})
    return _section(runs, passages, missing)


KITGEN_LO = "**kitgen, LibreOffice**"
KITGEN_RDOCX = "**kitgen, rdocx**"
LOTS = "docxtpl, two soffice batches"
LOTS_KITGEN = "the same, started as kitgen starts an office"
UN = "docxtpl, one soffice per document"
UN_KITGEN = "one soffice per document, started as kitgen starts it"
UN_LINEAIRE = "one soffice per document, to see that it is linear"
UNO = "docxtpl, unoserver"
UNO_DEUX = "docxtpl, two unoservers"
PAIRES = (LOTS, LOTS_KITGEN, UN, UN_KITGEN, UN_LINEAIRE, UNO, UNO_DEUX)


def _section(runs: dict[str, Concurrent], passages: dict[str, list[Passage]], missing: dict[str, str]) -> Section:
    whole = {nom: milieu(p, lambda x: _entier(x, x.secondes)) for nom, p in passages.items()}
    pdf = {nom: milieu(p, lambda x: x.dit["pdf"] * LIVRETS / x.dit["documents"]) for nom, p in passages.items()}
    ours = whole.get(KITGEN_LO)
    rows = []
    for nom, run in runs.items():
        p = passages[nom]
        pages = p[0].dit["pages"] / p[0].dit["documents"]
        scaled = "" if run.documents == LIVRETS else f", from {run.documents}"
        rows.append(
            [
                nom,
                f"{len(p)}{scaled}",
                f"{whole[nom]:.1f}",
                f"{pdf[nom]:.1f}",
                f"{milieu(p, lambda x: x.processeur) * LIVRETS / run.documents:.1f}",
                f"{LIVRETS / whole[nom]:.1f}",
                f"{LIVRETS * pages / whole[nom]:.0f}",
                f"{whole[nom] / ours:.1f}" if ours else "",
                f"{pdf[nom] / pdf[KITGEN_LO]:.1f}" if ours else "",
                f"{memoire(p):.0f} / {memoire_totale(p):.0f}",
            ]
        )
    rows += [[nom, f"not run: {why}", *[""] * 8] for nom, why in missing.items()]
    titles = ["", "runs", "s", "PDF s", "CPU s", "docs/s", "pages/s", "× kitgen", "PDF × kitgen", "MB own / all"]
    pages = passages[KITGEN_LO if ours else KITGEN_RDOCX][0].dit["pages"]
    return Section("pdf", f"{LIVRETS} livrets to PDF, cold", f"{TEXTE}\n\nThe {LIVRETS} have {pages:,} pages.",
                   (tableau(titles, rows),), tuple(_cibles(whole, pdf)))  # fmt: skip


def _entier(passage: Passage, seconds: float) -> float:
    """Seconds for all livrets, from those for a sample; a server starts once."""
    once = passage.dit.get("demarrage", 0.0)
    return float(once + (seconds - once) * LIVRETS / passage.dit["documents"])


def _cibles(whole: dict[str, float], pdf: dict[str, float]) -> list[Cible]:
    targets = []
    for nom, factor in ((LOTS, 8), (UN, 50)):
        for what, times in (("data to PDF", whole), ("Word files to PDF alone", pdf)):
            if nom in times and KITGEN_LO in times:
                ratio = times[nom] / times[KITGEN_LO]
                work = f"{LIVRETS} livrets, LibreOffice, against {nom.removeprefix('docxtpl, ')}: {what}"
                targets.append(Cible(work, f"≥ {factor} ×", f"{ratio:.1f} ×", ratio >= factor))
    if KITGEN_LO in whole:
        ratio = whole[KITGEN_RDOCX] / whole[KITGEN_LO]
        work = f"{LIVRETS} livrets, the embedded engine against LibreOffice's"
        targets.append(Cible(work, "≤ 1 × the time", f"{ratio:.2f} ×", ratio <= 1))
    return targets
