"""The records of what was printed: `impressions/impression-N.json` in a session's folder."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import ValidationError

from kitgen.model.impression import Impression
from kitgen.readers.textes import octets

DOSSIER = "impressions"
_NOM = re.compile(r"impression-([1-9]\d{0,3})\.json")


def derniere_impression(session: Path) -> Path | None:
    """The record with the highest number; None when nothing of this session was printed."""
    folder = session / DOSSIER
    found = [(int(m[1]), p) for p in folder.iterdir() if (m := _NOM.fullmatch(p.name))] if folder.is_dir() else []
    return max(found)[1] if found else None


def lire_impression(path: Path) -> tuple[Impression | None, str]:
    """The record, or what is wrong with it (in French)."""
    content, problem = octets(path, str(path))
    if content is None:
        return None, problem.texte if problem else "fichier illisible"
    try:
        return Impression.model_validate_json(content), ""
    except ValidationError:
        return None, "le relevé de ce qui a été imprimé est abîmé"
