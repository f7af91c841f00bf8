"""What all tests share: engines that must be there in CI, and a test world that is the same everywhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from kitgen.engines.base import Engine
from kitgen.engines.choix import choisir
from kitgen.errors import MissingTool
from kitgen.production.pipeline import Prepare, preparer
from tests.aides import mini_session

# The same examples in every run: a test that fails now and then is a bug.
# And on a busy machine as on an idle one: how long an example takes to be made says nothing of kitgen.
settings.register_profile(
    "kitgen", derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("kitgen")

RACINE = Path(__file__).parent.parent


def _moteur(nom: str) -> Engine:
    try:
        return choisir(nom)
    except MissingTool as error:
        if os.environ.get("KITGEN_EXIGE_MOTEURS"):
            pytest.fail(f"engine missing: {error}")
        pytest.skip(f"engine missing: {error}")


@pytest.fixture(scope="session")
def moteur_libreoffice() -> Engine:
    """LibreOffice; its tests are skipped where it is not there, and fail where engines are required (CI)."""
    return _moteur("libreoffice")


@pytest.fixture(scope="session")
def moteur_rdocx() -> Engine:
    """The embedded engine."""
    return _moteur("rdocx")


@pytest.fixture(scope="session")
def racine() -> Path:
    """The repository."""
    return RACINE


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small session without a fault; to be read, never changed."""
    return mini_session(tmp_path_factory.mktemp("mini"))


@pytest.fixture(scope="module")
def prete(session: Path) -> Prepare:
    """The small session, read, checked and planned."""
    return preparer(session)
