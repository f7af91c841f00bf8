"""Which letters of a font are embedded together, so that documents have the same part of it whatever they say."""

from __future__ import annotations

from collections.abc import Mapping

_LETTRES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
FRANCAIS = frozenset(_LETTRES + "àâçéèêëîïôùûœÀÂÇÉÈÊËÎÏÔÙÛŒ0123456789 \u00a0'’(),-–—−./:;!?…·•«»%°+=×")
"""What French texts are made of: embedded whatever a document says."""
LIEES = frozenset("fitl")
"""Letters of the ligatures that French texts are full of."""
_SIGNES = "☐☑☒✓✔✗✘▪■□●○•→←↑↓–…"
SOCLES: Mapping[str, str] = {"DejaVuSans": _SIGNES, "DejaVuSans-Bold": _SIGNES, "OpenSymbol": ""}
"""What is embedded of the fonts that are used for symbols and nothing else; of others it is FRANCAIS."""
PALIERS = (
    frozenset(map(chr, range(0x20, 0x7F))) | frozenset("€“”äöüÄÖÜñÑ"),
    frozenset(map(chr, (*range(0xA0, 0x180), *range(0x218, 0x21C)))) | frozenset("‘„™"),
    frozenset(map(chr, (0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x1EA0, 0x1EFA)))),
)
"""What is embedded as well where that is not enough, up to the first that is: more signs, the letters that names have
all over Europe, those of Vietnam. So of a font there are but these parts, and a pack stores each once."""
