"""Where in a template something went wrong while rendering, and with which values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import TracebackType

from lxml import etree

from kitgen.render.bac_a_sable import SansFin
from kitgen.render.lecture import Lieu, lire
from kitgen.render.paquet import Paquet

_BALISE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_CHEMIN = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_CHAINE = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Endroit:
    """A place of a template as a person finds it, and the tag that stands there (empty where none is known)."""

    place: str
    balise: str


def une_ligne_par_balise(source: str) -> str:
    """The same template with a line break inside each tag, where it prints nothing: an error's line is then a tag's."""
    return _BALISE.sub(lambda tag: f"{tag[0][:2]}\n{tag[0][2:]}" if tag[0][2] not in "-+" else tag[0], source)


def ligne(error: Exception) -> int | None:
    """The line of a template in which an error came up."""
    if isinstance(error, SansFin) and error.ligne is not None:
        return error.ligne
    frame = _derniere(error)
    return frame.tb_lineno if frame is not None else None


def _derniere(error: Exception) -> TracebackType | None:
    trace, found = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace
        trace = trace.tb_next
    return found


def trouver(paquet: Paquet, partie: str, source: str, numero: int | None) -> Endroit:
    """The place of a line of `une_ligne_par_balise`."""
    near = str(Lieu(partie, 0, zone(partie), "", texte_de_la_ligne(source, numero)))
    rank, tag = _balise(source, numero)
    if rank is None:
        return Endroit(near, "")
    try:
        found = next(p for p in lire(paquet).parties if p.nom == partie)
    except (etree.XMLSyntaxError, StopIteration):
        return Endroit(near, tag)
    tags = [(_net(t[0]), p.lieu) for p in found.paragraphes for t in _BALISE.finditer(p.texte)]
    if rank < len(tags) and tags[rank][0] == _net(tag):
        return Endroit(str(tags[rank][1]), tag)
    return Endroit(next((str(lieu) for text, lieu in tags if text == _net(tag)), near), tag)


def _balise(source: str, numero: int | None) -> tuple[int | None, str]:
    """The tag that a line belongs to: its rank in the part and its text."""
    lines = source.split("\n")
    if numero is None or not 1 <= numero <= len(lines):
        return None, ""
    starts = [i for i in range(1, len(lines)) if lines[i - 1].endswith(("{{", "{%"))]
    before = [(rank, i) for rank, i in enumerate(starts) if i < numero]
    if not before:
        return None, ""
    rank, start = before[-1]
    opening = lines[start - 1][-2:]
    text, closing, _ = "\n".join(lines[start:]).partition("}}" if opening == "{{" else "%}")
    return rank, f"{opening}{text}{closing}"


def _net(tag: str) -> str:
    """A tag without what preparing it changes: blanks, quotes, docxtpl's prefix."""
    inside = re.sub(r"^(?:p|tr|tc|r)(?=\s)", "", tag[2:-2])
    return tag[:2] + re.sub(r"\s+", "", inside.translate(str.maketrans("“”‘’", "\"\"''")))


def zone(partie: str) -> str:
    """« en-tête de page » for a header; nothing for the body."""
    name = PurePosixPath(partie).name
    return {"d": "", "h": "en-tête de page", "f": "pied de page"}.get(name[0], name)


def texte_de_la_ligne(source: str, numero: int | None) -> str:
    """What a reader sees of a line of XML, or of the last one before it that shows something."""
    lines = source.split("\n")
    if numero is None or not 1 <= numero <= len(lines):
        return ""
    for candidate in (lines[numero - 1], *reversed(lines[: numero - 1])):
        text = re.sub(r"<[^>]+>", "", candidate).strip()
        if text:
            return text
    return ""


def valeurs(error: Exception, balise: str) -> str | None:
    """What the names of a tag stood for when it failed: « durees.oral.minutes = 20 »."""
    frame = _derniere(error)
    if frame is None:
        return None
    shown = [
        f"{path} = {_montre(value)}" for path, value in _lues(_CHAINE.sub("", balise[2:-2]), frame.tb_frame.f_locals)
    ]
    return " ; ".join(shown[:3]) or None


def _lues(inside: str, known: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for path in dict.fromkeys(_CHEMIN.findall(inside)):
        first, *attributes = path.split(".")
        if first not in known:
            continue
        value, read = known[first], [first]
        for name in attributes:
            if name.startswith("_") or not hasattr(type(value), "__dataclass_fields__") or not hasattr(value, name):
                break
            value = getattr(value, name)
            read.append(name)
        yield ".".join(read), value


def _montre(value: object) -> str:
    if value is None:
        return "rien"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, (str, int, float)):
        return str(value) if value != "" else "vide"
    if isinstance(value, (tuple, list)):
        return f"une liste de {len(value)}"
    return "une fiche"
