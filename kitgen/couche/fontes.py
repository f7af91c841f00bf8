"""The fonts that drawn documents need, as the canonical form has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import pikepdf

from kitgen.canon.dessin import Chasse, chasse, incorporer, part
from kitgen.couche.moule import Police, demonter_police

Codes = Mapping[str, frozenset[int]]

_AUCUN: frozenset[int] = frozenset()


class Fontes:
    """Those of a class: `fixes` are the codes that all of it show; its engine writes `ecrite` widths."""

    def __init__(self, fixes: Codes, ecrite: Chasse) -> None:
        self._fixes, self._ecrite = fixes, ecrite

    def polices(self, propres: Iterable[Codes]) -> list[Police]:
        """The fonts of a document that shows these codes, too."""
        used = {**self._fixes}
        for some in propres:
            for nom, codes in some.items():
                # Most values have no letter that isn't elsewhere.
                if not codes <= used.get(nom, _AUCUN):
                    used[nom] = used.get(nom, _AUCUN) | codes
        return [_choisie(nom, codes, self._ecrite) for nom, codes in sorted(used.items())]


@lru_cache(maxsize=256)
def _choisie(nom: str, codes: frozenset[int], ecrite: Chasse) -> Police:
    """The font that is embedded where these codes are used."""
    return _police(nom, part(nom, codes), chasse(nom, codes, ecrite))


@lru_cache(maxsize=256)
def _police(nom: str, codes: frozenset[int], ecrite: Chasse) -> Police:
    with pikepdf.new() as pdf:
        return demonter_police(nom, incorporer(pdf, nom, codes, ecrite))
