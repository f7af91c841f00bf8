"""Every fault of the table is found, alone, at its place, with its remedy; and no good template has any."""

from __future__ import annotations

from pathlib import Path

import pytest

from kitgen.controle_gabarit.constats import Constat
from kitgen.controle_gabarit.controle import Usage, controler_fichier, controler_kit
from kitgen.errors import Gravite
from tests.aides import RACINE, projet_exemple
from tests.controle_gabarit.fautes import FAUTES, Faute, ecrire

DUREES = [d.code for d in projet_exemple().session.durees]


def controler(path: Path) -> tuple[Constat, ...]:
    """The check of a copy of a shipped template, with the variables that it has in the kit."""
    usages = [Usage.de(d) for d in projet_exemple().kit.documents if d.gabarit == path.name]
    return controler_fichier(path, path.name, usages, DUREES).constats


@pytest.mark.parametrize("faute", FAUTES, ids=lambda f: f.nom)
def test_a_fault_is_found_alone_at_its_place_with_its_remedy(faute: Faute, tmp_path: Path) -> None:
    found = controler(ecrire(faute, tmp_path))
    assert [c.code for c in found] == [faute.code], [str(c.probleme("")) for c in found]
    (constat,) = found
    assert faute.place in str(constat.lieu)
    assert faute.texte in constat.texte
    assert faute.remede in constat.remede
    assert (constat.gravite is Gravite.ERREUR) == faute.erreur


def test_the_table_has_sixty_faults_of_different_names() -> None:
    assert len({f.nom for f in FAUTES}) == len(FAUTES) >= 60


def test_the_shipped_templates_have_none() -> None:
    checked = controler_kit(projet_exemple().kit, RACINE / "templates", "templates", DUREES)
    assert len(checked) == len({d.gabarit for d in projet_exemple().kit.documents})
    assert [p for c in checked for p in c.problemes] == []
