"""All that a PDF of LibreOffice's holds but for the subsets of its fonts, to be compared."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Stream

from kitgen.couche.flux import polices

_CHOIX = re.compile(rb"/(\w+) ([\d.]+) Tf")
_LETTRES = re.compile(rb"<([0-9A-F]*)>(?=[^>]*(?:Tj|TJ|]|-?\d|<))")
_POLICE = re.compile(rb"/(\w+) ([\d.]+ Tf)(<[0-9A-F]*>Tj|\[[^\]]*\]TJ)")


def contenu(pdf: Path) -> list[str]:
    """Line by line: pages with their text in words, structure, outline, links, language and what else there is.

    Objects are told by where they are met first, so that their numbers make no difference; what is said of when and by
    what the file was made is left out.
    """
    with pikepdf.open(pdf) as opened:
        lines: list[str] = []
        known: dict[tuple[int, int], int] = {}
        for page in opened.pages:
            lines += _page(page)
        _arbre(opened.Root, "", lines, known)
        return lines


def _page(page: pikepdf.Page) -> list[str]:
    fonts = polices(page)
    contents = page.obj.Contents
    streams = contents if isinstance(contents, Array) else [contents]
    data = b"".join(stream.read_bytes() for stream in streams)

    def texte(found: re.Match[bytes]) -> bytes:
        base, textes = fonts[found[1].decode()]
        shown = re.sub(
            rb"<([0-9A-F]*)>",
            lambda code: ("(" + "|".join(textes[c] for c in bytes.fromhex(code[1].decode())) + ")").encode(),
            found[3],
        )
        return b"/%s %s%s" % (base.encode(), found[2], shown)

    return _POLICE.sub(texte, data).decode("utf-8", "surrogateescape").split("\n")


def _arbre(item: object, chemin: str, lines: list[str], known: dict[tuple[int, int], int]) -> None:
    if isinstance(item, pikepdf.Object) and item.is_indirect:
        if item.objgen in known:
            lines.append(f"{chemin} = {known[item.objgen]}")
            return
        known[item.objgen] = len(known)
        lines.append(f"{chemin} : {known[item.objgen]}")
    if isinstance(item, (Dictionary, Stream)):
        for key in sorted(item.keys()):
            if key not in ("/Contents", "/Font", "/Length"):
                _arbre(item[key], f"{chemin}{key}", lines, known)
        if isinstance(item, Stream):
            lines.append(f"{chemin} {item.read_bytes()!r}")
    elif isinstance(item, Array):
        for n, part in enumerate(item):
            _arbre(part, f"{chemin}[{n}]", lines, known)
    else:
        lines.append(f"{chemin} {item.unparse() if isinstance(item, pikepdf.Object) else item!r}")
