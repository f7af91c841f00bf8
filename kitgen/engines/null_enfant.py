"""The child process of the null engine: `python -m kitgen.engines.null_enfant SORTIE FICHIER…`."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from lxml import etree
from pikepdf import Array, Dictionary, Name

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STORIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_PARSER = etree.XMLParser(resolve_entities=False)


def _cmap(codes: bytes) -> bytes:
    """The map to Unicode of these UTF-16 codes and their neighbours; of all codes it is slow to read."""
    pages = sorted(set(codes[::2]))
    # At most 100 ranges a block, and none across a change of the high byte: rules of the format.
    blocks = [pages[i : i + 100] for i in range(0, len(pages), 100)]
    ranges = "".join(
        f"{len(block)} beginbfrange\n"
        + "".join(f"<{h:02X}00> <{h:02X}FF> <{h:02X}00>\n" for h in block)
        + "endbfrange\n"
        for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /kitgen def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{ranges}endcmap end end\n"
    ).encode()


def _paragraphs(docx: Path) -> Iterator[str]:
    with zipfile.ZipFile(docx) as archive:
        for name in sorted(filter(_STORIES.fullmatch, archive.namelist())):
            for paragraph in etree.fromstring(archive.read(name), _PARSER).iter(f"{_W}p"):
                yield "".join(
                    (node.text or "") if node.tag == f"{_W}t" else " "
                    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br")
                )


def _write(docx: Path, target: Path) -> None:
    lines = [line for line in _paragraphs(docx) if line.strip()]
    size = min(10.0, 780 / max(len(lines), 1), *(900 / max(len(line), 1) for line in lines))
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T*\n" for line in lines)
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        # A font that isn't embedded, its codes being UTF-16: any text can be extracted again.
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name.Helvetica,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array(
                [
                    Dictionary(
                        Type=Name.Font,
                        Subtype=Name.CIDFontType2,
                        BaseFont=Name.Helvetica,
                        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
                        DW=500,
                        FontDescriptor=Dictionary(
                            Type=Name.FontDescriptor,
                            FontName=Name.Helvetica,
                            Flags=4,
                            FontBBox=Array([0, -200, 1000, 900]),
                            ItalicAngle=0,
                            Ascent=900,
                            Descent=-200,
                            CapHeight=700,
                            StemV=80,
                        ),
                    )
                ]
            ),
            ToUnicode=pdf.make_stream(_cmap("".join(lines).encode("utf-16-be"))),
        )
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = pdf.make_stream(f"BT /F1 {size:.2f} Tf {size:.2f} TL 1 0 0 1 30 812 Tm\n{shown}ET\n".encode())
        pdf.save(target)


def main(arguments: list[str]) -> int:
    """Convert each file; one that can't be read is said on stderr and the next one gets its turn."""
    sortie, *fichiers = map(Path, arguments)
    code = 0
    for fichier in fichiers:
        try:
            _write(fichier, sortie / f"{fichier.stem}.pdf")
        except (zipfile.BadZipFile, etree.XMLSyntaxError) as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
