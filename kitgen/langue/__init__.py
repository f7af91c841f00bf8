"""The French of what click itself says; kitgen's own messages are French in the code."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

_DOMAINE = "kitgen"


def parler_francais() -> None:
    """Make click's words French, whatever the language of the machine. To be called before click is used."""
    # gettext reads the language from the environment of this process, and from nowhere else.
    os.environ["LANGUAGE"] = "fr"
    gettext.bindtextdomain(_DOMAINE, str(Path(__file__).parent))
    gettext.textdomain(_DOMAINE)
