"""The text operators of a page's content, with the canonical names of fonts and codes of letters."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping

from kitgen.canon.source import Source

_LITTERALE = rb"\([^\\()]*+(?:\\.[^\\()]*+)*+\)"
_HEXA = rb"<[0-9A-Fa-f\s]*+>"
_TEXTE = re.compile(rb"(" + _LITTERALE + rb"|" + _HEXA + rb")", re.DOTALL)
# A font is chosen, a text is shown, or a string stands where it isn't shown and so is left alone. All begin with one of
# four signs, and a pattern that says so first is looked for in half of the time.
_OPERATION = re.compile(
    rb"([/\[(<](?:"
    rb"(?<=/)[^\s/<>\[\]()]++(?=\s+-?[\d.]+\s+Tf\b)"
    rb"|(?<=\[)(?:[-+\d.\s]++|" + _LITTERALE + rb"|" + _HEXA + rb")*+\]\s*TJ"
    rb"|(?<=\()" + _LITTERALE[2:] + rb"(?:\s*Tj)?"
    rb"|(?<=<)" + _HEXA[1:] + rb"\s*Tj))",
    re.DOTALL,
)
_RIEN = re.compile(rb">\s*0\s*<")  # a move by nothing between two letters
_ECHAPPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")
_LETTRES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
# Operators that this can't follow: a text that is shown with spacing of its own, pictures within the content, remarks.
_INCONNU = re.compile(rb"(?:^|\s)(?:Tw|'|\"|BI|ID|%.*)(?=\s|$)")
_SUSPECTS = (b"Tw", b"'", b'"', b"BI", b"%")


class TexteInconnu(ValueError):
    """A page shows text in a way that can't be written anew."""


class Textes(dict[bytes, bytes]):
    """Texts in a font's own codes, as they are written; what each is in canonical ones is found once."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source
        self._ecrits = {code: b"%04X" % canonical for code, canonical in source.codes.items()}
        self._employes: set[int] = set()
        self.montres = _Montres(self)

    @property
    def employes(self) -> frozenset[int]:
        """The canonical codes that were met."""
        return frozenset(self.source.codes[code] for code in self._employes)

    def __missing__(self, ecrit: bytes) -> bytes:
        said = _octets(ecrit)
        try:
            codes = said if self.source.octets == 1 else struct.unpack(f">{len(said) // 2}H", said)
            new = b"<%s>" % b"".join([self._ecrits[code] for code in codes])
        except (KeyError, struct.error) as error:
            raise TexteInconnu("a letter that isn't known") from error
        self._employes.update(codes)
        self[ecrit] = new
        return new


class _Montres(dict[bytes, bytes]):
    """The same for all that an operator shows: documents say many words and lines again."""

    def __init__(self, textes: Textes) -> None:
        super().__init__()
        self._textes = textes

    def __missing__(self, ecrit: bytes) -> bytes:
        parts = _TEXTE.split(ecrit)
        parts[1::2] = map(self._textes.__getitem__, parts[1::2])
        self[ecrit] = new = _RIEN.sub(b"", b"".join(parts))
        return new


def recoder(contenu: bytes, textes: Mapping[str, Textes], noms: Mapping[str, str]) -> bytes:
    """The content with other codes, for those of the page's fonts that have them, and `noms`, their new names.

    Raises TexteInconnu.
    """
    # What stands between, and in turn what was found.
    parts = _OPERATION.split(contenu)
    _verifier(b"".join(parts[::2]))
    current: _Montres | None = None
    for n in range(1, len(parts), 2):
        found = parts[n]
        if found.startswith(b"/"):
            name = found[1:].decode("latin-1")
            known = textes.get(name)
            current = None if known is None else known.montres
            parts[n] = b"/" + noms.get(name, name).encode()
        elif current is not None and not found.endswith(b")"):
            parts[n] = current[found]
    return b"".join(parts)


def _verifier(reste: bytes) -> None:
    """Raise TexteInconnu when there are unknown operators in what is left of a content without its strings."""
    # Most pages have none of their signs: a pattern takes ten times as long to say so.
    suspect = any(sign in reste for sign in _SUSPECTS) or reste.count(b"ID") != reste.count(b"MCID")
    if suspect and _INCONNU.search(reste):
        raise TexteInconnu("operators that can't be followed")


def _octets(ecrit: bytes) -> bytes:
    if ecrit.startswith(b"<"):
        digits = b"".join(ecrit[1:-1].split()).decode()
        return bytes.fromhex(digits + "0" * (len(digits) % 2))
    return _ECHAPPE.sub(_echappe, ecrit[1:-1])


def _echappe(found: re.Match[bytes]) -> bytes:
    said = found[1]
    if said[:1].isdigit():
        return bytes([int(said, 8) & 0xFF])
    return _LETTRES.get(said, said)
