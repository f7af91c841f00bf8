"""What all models share: frozen, strict about unknown keys, texts that fit into a Word document."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

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

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
"""A short name for machines and people: letters, digits, `.`, `_`, `-`; never a path."""


class Modele(BaseModel):
    """A frozen record; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, str_strip_whitespace=False)
