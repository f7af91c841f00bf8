"""The fonts that kitgen brings along, so that a document has the same pages on every machine."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

DOSSIER = Path(__file__).resolve().parents[1] / "polices"


@dataclass(frozen=True, slots=True)
class Police:
    """One font file of `kitgen/polices`."""

    fichier: str
    famille: str
    version: str
    sha256: str

    @property
    def chemin(self) -> Path:
        """Where the file is."""
        return DOSSIER / self.fichier

    @property
    def postscript(self) -> str:
        """The name by which a PDF knows the font; « Regular » is not said."""
        if self.famille == "OpenSymbol":
            return self.famille
        return self.fichier.removesuffix(".ttf").removesuffix("-Regular")


def _family(famille: str, version: str, **sha256: str) -> tuple[Police, ...]:
    prefix = famille.replace(" ", "")
    return tuple(Police(f"{prefix}-{style}.ttf", famille, version, digest) for style, digest in sha256.items())


POLICES: tuple[Police, ...] = (
    *_family(
        "Carlito",
        "1.103",
        Regular="b4ff23ba370cc95a3c349336b73f9c28514a1371210f89832efc85c4b1ea7131",
        Bold="0f62ab34ad5d079a0a28fac01bcf7c7a724a4db4d6cb99cab9cabff382fbb80f",
        Italic="718a0663864d37a4868220a19b9668a5fe10a46197f6df367b4c2c30c04c026c",
        BoldItalic="380764b6898d7b73ceae6384b2958b196d2a0428962ef3adf138d27947228666",
    ),
    *_family(
        "Liberation Sans",
        "2.1.5",
        Regular="8d91388f1d3604b3b8ae0e3ee2d140e50cd6122f9214514f4aca772540a4076d",
        Bold="ba0e0dc3f7aca5b0afbc31e800531ee43be3aa79ae35b2ef1f6470a9547765c4",
        Italic="01f559e5c501d3d5777647c6a92b3ff37a4523bcf4f3b6e97ae052af567618b1",
        BoldItalic="15c1068175252e4adee6d3721bf74064ffe437f679d9dbaeacd03fa7711a041b",
    ),
    *_family(
        "Liberation Serif",
        "2.1.5",
        Regular="29d12439831b7f59194efec85872f24f54eff05738933f9a860220d2abff88ba",
        Bold="446a4421f297698427170fd7db20e59169a4188baaaf940e9bea58af6341a723",
        Italic="c1830c433ab41379f1139fac388989d37c9f08c81e1bd643efdcc7946db30753",
        BoldItalic="36dd6965be8915f6d7efb259757f1f7546a7c6f72c53a20bbe4ae7092f2cd558",
    ),
    Police(
        "DejaVuSans.ttf",
        "DejaVu Sans",
        "2.37",
        "abdc775b21b1bc470d50c97e790d276f2054b7504e56e5bd3e64f48d68582322",
    ),
    *_family("DejaVu Sans", "2.37", Bold="0d977336a6d5fba34eab8e3199eb218327161b5143749f802982c2bc34df0c96"),
    # LibreOffice draws the bullets of Word's own lists (Symbol, Wingdings) with it: without it they are boxes.
    Police(
        "opens___.ttf",
        "OpenSymbol",
        "102.12",
        "4db4db8686f398ba630fcd3d726f61132a6bf08f35cbc2f9f1d250cafa136296",
    ),
)

FAMILLES = frozenset(p.famille for p in POLICES)
"""The names by which a document finds them."""

# Fonts that Word users have, and which of ours stands in; all but Cambria have the same widths.
REMPLACANTES = {
    "Calibri": "Carlito",
    "Arial": "Liberation Sans",
    "Helvetica": "Liberation Sans",
    "Times New Roman": "Liberation Serif",
    "Times": "Liberation Serif",
    "Cambria": "Liberation Serif",
}
# What any other name falls back to, first for letters, then for symbols.
_FALLBACKS = ("Carlito", "DejaVu Sans", "OpenSymbol")


def noms_postscript() -> tuple[str, ...]:
    """The names of the shipped fonts as a PDF knows them, sorted."""
    return tuple(sorted(p.postscript for p in POLICES))


@cache
def caracteres(postscript: str) -> frozenset[str]:
    """The characters that the shipped font of that name has; none if there is no such font."""
    from fontTools.ttLib import TTFont

    for police in POLICES:
        if police.postscript == postscript:
            # It has opinions on the dates inside our fonts, which are no user's business.
            logging.getLogger("fontTools").setLevel(logging.ERROR)
            with TTFont(police.chemin, lazy=True) as font:
                return frozenset(map(chr, font.getBestCmap()))
    return frozenset()


def defauts() -> tuple[str, ...]:
    """What is wrong with the font files of this installation, in French; empty when they are whole."""
    found = []
    for police in POLICES:
        try:
            digest = hashlib.sha256(police.chemin.read_bytes()).hexdigest()
        except OSError:
            found.append(f"police absente : {police.chemin} ; réinstallez kitgen")
            continue
        if digest != police.sha256:
            found.append(f"police modifiée ou abîmée : {police.chemin} ; réinstallez kitgen")
    return tuple(found)


def ecrire_fontconfig(profil: Path) -> Path:
    """Write a fontconfig configuration that knows our fonts only; return its path.

    Both engines read it through FONTCONFIG_FILE on Linux, so the fonts of the machine stay out.
    """
    aliases = "".join(
        f'<alias binding="same"><family>{wanted}</family><prefer><family>{ours}</family></prefer></alias>\n'
        for wanted, ours in REMPLACANTES.items()
    )
    fallbacks = "".join(f"<string>{name}</string>" for name in _FALLBACKS)
    where, aside = (escape(str(path), quote=False) for path in (DOSSIER, profil / "fontconfig"))
    target = profil / "fonts.conf"
    target.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f"<dir>{where}</dir>\n<cachedir>{aside}</cachedir>\n{aliases}"
        f'<match target="pattern"><edit name="family" mode="append_last">{fallbacks}</edit></match>\n'
        "</fontconfig>\n",
        encoding="utf-8",
    )
    return target
