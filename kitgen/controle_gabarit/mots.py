"""The first word of a tag: what it must have been when it is none, so that one slip is one fault."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from kitgen.controle_gabarit.balises import Balise
from kitgen.controle_gabarit.constats import Constat
from kitgen.controle_gabarit.structure import CELLULE, FERMETURES
from kitgen.readers.textes import ressemblants

PERMIS = ("for", "endfor", "if", "elif", "else", "endif", "set", "with", "endwith")
_INTERDITS = frozenset(
    {"macro", "endmacro", "call", "endcall", "filter", "endfilter", "block", "endblock", "include", "import", "from"}
    | {"extends", "autoescape", "endautoescape", "endset", "do", "break", "continue", "trans", "endtrans", "raw"}
    | {"endraw"}
)
_PREFIXES = ("p", "tr", "tc", "r")


def voulue(balise: Balise) -> tuple[Balise, Constat | None]:
    """The tag as it was meant, and what is wrong with its first word."""
    word, place = balise.mot, balise.paragraphe.lieu
    if balise.genre != "{%" or word in PERMIS or word in CELLULE:
        return balise, None
    if not word:
        return balise, Constat("syntaxe", "une balise est vide ou inachevée", "complétez-la ou ôtez-la", place)
    if word in _PREFIXES and not balise.prefixe:
        fault = Constat(
            "espace",
            f"« {{% {word} » : une espace sépare le début de la balise de « {word} »",
            f"écrivez « {{%{word} » d'un seul tenant",
            place,
        )
        if "\u00a0" in balise.texte[: 4 + len(word)]:
            fault = replace(fault, texte=fault.texte.replace("une espace", "une espace insécable"))
        meant, _ = voulue(replace(balise, prefixe=word, contenu=balise.contenu[len(word) :].strip()))
        return meant, fault
    if word in _INTERDITS:
        return balise, Constat(
            "mot", f"« {word} » n'est pas permis dans un modèle", "répétez ce qu'il faut avec « for » et « if »", place
        )
    joined = balise.contenu.replace(" ", "").replace("\u00a0", "")
    if joined in FERMETURES:
        fault = Constat("mot", f"« {balise.contenu} » s'écrit en un mot", f"écrivez « {joined} »", place)
        return replace(balise, contenu=joined), fault
    fault = Constat("mot", f"la balise « {word} » n'existe pas", ressemblants(word, list(PERMIS)), place, word)
    close = get_close_matches(word.casefold(), PERMIS, n=1, cutoff=0.6)
    return (replace(balise, contenu=close[0] + balise.contenu[len(word) :]) if close else balise), fault
