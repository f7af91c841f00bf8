"""What all models share: frozen, strict about unknown keys, texts that fit into a Word document."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal, TypeVar, cast, dataclass_transform

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema
from pydantic.dataclasses import dataclass

_C = TypeVar("_C")

# Characters that XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets): a Word file
# with one of them does not open, so they are refused where they are read.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_legal(text: str) -> str:
    """Return `text` unchanged.

    Raises ValueError (in French, for the user) if a character cannot stand in a Word file.
    """
    found = _NOT_XML.search(text)
    if found:
        raise ValueError(
            f"le caractère invisible U+{ord(found.group()):04X} (position {found.start() + 1}) "
            "ne peut pas figurer dans un document Word ; supprimez-le"
        )
    return text


Texte = Annotated[str, StringConstraints(min_length=1), AfterValidator(xml_legal)]
"""A text that is shown to people: not empty, and every character can stand in a Word file."""


def _oui_non(value: object) -> object:
    return {"oui": True, "non": False}.get(value.casefold(), value) if isinstance(value, str) else value


OuiNon = Annotated[bool, BeforeValidator(_oui_non)]
"""Yes or no, as people write it: oui, non, true, false."""

_HEURE = re.compile(r"(\d{1,2})(?::(\d{2})(?::00)?|\s*[hH]\s*(\d{2})?)")


def heure(value: object) -> dt.time:
    """An hour of the day as people write it: 9:00, 09:30, 9h30, 9 h 30, 9 h.

    Raises ValueError (in French, for the user) if it is none.
    """
    if isinstance(value, dt.time):
        return value
    found = _HEURE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError("une heure est attendue, par exemple 9:30 ou 9 h 30")
    hours, minutes = int(found[1]), int(found[2] or found[3] or 0)
    if hours > 23 or minutes > 59:
        raise ValueError("cette heure n'existe pas (de 0:00 à 23:59)")
    return dt.time(hours, minutes)


Heure = Annotated[
    dt.time, BeforeValidator(heure), WithJsonSchema({"type": "string", "pattern": f"^({_HEURE.pattern})$"})
]
"""An hour of the day, to the minute."""

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
"""A short name for machines and people: letters, digits, `.`, `_`, `-`; never a path."""


Variante = Literal["dys"]
"""A version of a document for who needs another presentation: the same words, set otherwise."""


_REGLES = ConfigDict(extra="forbid", strict=False, str_strip_whitespace=False)


class Modele(BaseModel):
    """A frozen record; an unknown key is an error."""

    model_config = ConfigDict(**_REGLES, frozen=True)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def fiche(classe: type[_C]) -> type[_C]:
    """The same for what there are tens of thousands of: one of 26 fields takes 0.3 kB, not 3.3."""
    return cast(type[_C], dataclass(classe, frozen=True, slots=True, kw_only=True, config=_REGLES))
