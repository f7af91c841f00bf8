"""What is left of a file once it was read and judged, as data: its fingerprints and its faults, and no text."""

from __future__ import annotations

from dataclasses import dataclass

from kitgen.relecture.faute import Faute


@dataclass(frozen=True, slots=True)
class Verdict:
    """One file; without fingerprints, it has no pages."""

    sha256: str
    empreintes: tuple[str, ...] = ()
    """Of what each page draws."""
    textes: tuple[str, ...] = ()
    """Of what each page says, where that was read."""
    vides: tuple[int, ...] = ()
    """The pages of a pack (from 1) on which nothing is drawn and nothing can be clicked."""
    fautes: tuple[Faute, ...] = ()
    signets: tuple[Faute, ...] = ()
    """The faults of a pack's outline, which are told after those of its pages."""
    couverture: tuple[Faute, ...] = ()
    """What the référentiel asks for and isn't there; these faults are told last."""
    filtre: bytes = b""
    """The words of all that was searched for names (see `filtre`)."""

    @property
    def toutes(self) -> tuple[Faute, ...]:
        """All faults."""
        return (*self.fautes, *self.signets, *self.couverture)
