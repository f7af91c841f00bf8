"""`kitgen schema`: the JSON Schemas of the file formats, for editors and programs."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from kitgen.errors import OutputProblem, dit_en_francais
from kitgen.model.impression import Impression
from kitgen.model.kit import Kit
from kitgen.model.manifeste import Manifeste
from kitgen.model.referentiel import Referentiel
from kitgen.model.session import Session
from kitgen.model.sujet import Questions, Sujet

FORMATS: dict[str, type[BaseModel]] = {
    "referentiel": Referentiel,
    "sujet": Sujet,
    "questions": Questions,
    "kit": Kit,
    "session": Session,
    "manifeste": Manifeste,
    "impression": Impression,
}


def schema(nom: str) -> dict[str, object]:
    """The JSON Schema of one format."""
    return FORMATS[nom].model_json_schema()


def tous_les_schemas() -> str:
    """All schemas as one JSON object, by format."""
    return json.dumps({nom: schema(nom) for nom in FORMATS}, ensure_ascii=False, indent=1)


def ecrire_schemas(dossier: Path) -> list[Path]:
    """Write one `<format>.schema.json` per format; raises OutputProblem when the folder refuses."""
    written = []
    try:
        dossier.mkdir(parents=True, exist_ok=True)
        for nom in FORMATS:
            path = dossier / f"{nom}.schema.json"
            path.write_text(json.dumps(schema(nom), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            written.append(path)
    except OSError as error:
        raise OutputProblem(
            f"le dossier {dossier} ne peut pas être écrit ({dit_en_francais(error)})\n    → choisissez un autre dossier"
        ) from error
    return written
