"""A small session that was printed and corrected, whose names are hostile; and a browser to look at its page with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kitgen.engines.null import Null
from kitgen.impression.gel import geler
from kitgen.page import NOM
from kitgen.production.pipeline import Construit, Prepare, construire, preparer
from tests.aides import mini_session, remplacer, remplacer_cellule
from tests.navigateur import Navigateur, navigateur, trouver

HOSTILE = "<img src=x onerror=alert(1)>"
ENTREPRISE = '"></article><script>alert(2)</script>& Cie'
LIEU = "</title><style>*{display:none}</style>"
COLONNE = "<b onclick=alert(3)>Observations</b>"
LE = "2026-12-07 18:12"
NOUVELLE = "25;Mme;Martin;;Zoé;18/10/1996;Brest;z.martin@courriel.example;IFC Atlantique;Armor;Gaël Riou;Sinistre;"
NOUVELLE += "FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION;BC6;;;J2;13;;;;\n"


@dataclass(frozen=True)
class Faite:
    """The session, and what was made of it before and after it was printed and corrected."""

    session: Path
    avant: Construit
    prete: Prepare
    apres: Construit
    html_avant: str
    html: str

    @property
    def page(self) -> Path:
        """The page as it is now."""
        return self.apres.dossier / NOM


@pytest.fixture(scope="package")
def faite(tmp_path_factory: pytest.TempPathFactory) -> Faite:
    """Candidate 1 has a hostile name and gets another tutor, 16 withdraws, 25 is new; 12 has no booklets (VAE)."""
    session = mini_session(tmp_path_factory.mktemp("page"))
    out = tmp_path_factory.mktemp("out")
    liste = session / "candidats.csv"
    remplacer_cellule(liste, 1, "Prénoms", HOSTILE)
    remplacer_cellule(liste, 1, "Entreprise", f'"{ENTREPRISE.replace(chr(34), chr(34) * 2)}"')
    remplacer(
        session / "session.yaml",
        '  - code: paris\n    nom: "Espace Saint-Lazare"',
        f"  - code: paris\n    nom: {LIEU!r}",
    )
    rows = liste.read_text(encoding="utf-8").splitlines()
    liste.write_text("\n".join([f"{rows[0]};{COLONNE}", *(f"{row};x" for row in rows[1:])]) + "\n", encoding="utf-8")
    first = preparer(session)
    before = construire(first, out, Null())
    html_before = (before.dossier / NOM).read_text(encoding="utf-8")
    geler(first.projet, first.plan, out, LE)
    remplacer_cellule(liste, 1, "Tuteur", "Karine Le Bihan")
    remplacer_cellule(liste, 16, "Statut", "désisté")
    liste.write_text(liste.read_text(encoding="utf-8") + NOUVELLE, encoding="utf-8")
    prete = preparer(session)
    after = construire(prete, out, Null())
    html = (after.dossier / NOM).read_text(encoding="utf-8")
    return Faite(session, before, prete, after, html_before, html)


@pytest.fixture(scope="package")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Navigateur]:
    """A real browser; its tests are skipped where there is none, and fail where engines are required (CI)."""
    programme = trouver()
    if programme is None:
        if os.environ.get("KITGEN_EXIGE_MOTEURS"):
            pytest.fail("no Chromium on this machine (apt install chromium)")
        pytest.skip("no Chromium on this machine")
    with navigateur(programme, tmp_path_factory.mktemp("chromium")) as browser:
        yield browser
