"""What may not stand where documents differ: seen in the Word files alone, no engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from kitgen.couche.emplacements import reperer
from kitgen.couche.feuille import cadrer
from kitgen.couche.refus import Refus
from kitgen.couche.squelette import grouper
from tests.couche.aides import A4, champ, ecrire, par, run, tableau

_WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
_ANCRE = f"<w:drawing><wp:anchor {_WP}><wp:wrapSquare/></wp:anchor></w:drawing>"

REFUSES = {
    "highlight": par(run("{}", '<w:highlight w:val="yellow"/>')),
    "highlight by a style": par(run("{}", '<w:rStyle w:val="Surligne"/>')),
    "shading": par(run("{}", '<w:shd w:val="clear" w:fill="FF0000"/>')),
    "border": par(run("{}", '<w:bdr w:val="single" w:sz="4"/>')),
    "underline": par(run("{}", '<w:u w:val="single"/>')),
    "strike": par(run("{}", "<w:strike/>")),
    "hidden": par(run("{}", "<w:vanish/>")),
    "link": par(f'<w:hyperlink w:anchor="a">{run("{}")}</w:hyperlink>'),
    "numbered": par(run("{}"), pp='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
    "frame": par(run("{}"), pp='<w:framePr w:w="2000"/>'),
    "picture beside": par(run("{}"), f"<w:r>{_ANCRE}</w:r>"),
    "picture that text flows around": par(run("{}")) + par(f"<w:r>{_ANCRE}</w:r>"),
    "footnote": par(run("{}"), '<w:r><w:footnoteReference w:id="1"/></w:r>'),
    "tracked": par(f'<w:ins w:id="1" w:author="x">{run("{}")}</w:ins>'),
    "deleted elsewhere": par(run("{}"))
    + par('<w:del w:id="1" w:author="x"><w:r><w:delText>a</w:delText></w:r></w:del>'),
    "text box": par(run("{}")) + par("<w:r><w:pict><w:txbxContent/></w:pict></w:r>"),
    "floating table": par(run("{}")) + tableau(par()).replace("<w:tblPr>", '<w:tblPr><w:tblpPr w:tblpX="1"/>'),
    "content control": f"<w:sdt><w:sdtContent>{par(run('{}'))}</w:sdtContent></w:sdt>",
    "STYLEREF": par(run("{}")) + par(champ("STYLEREF Titre1")),
    "REF": par(run("{}")) + par(champ("REF nom")),
    "date": par(run("{}")) + par('<w:fldSimple w:instr=" DATE "><w:r><w:t>x</w:t></w:r></w:fldSimple>'),
    "value in a reference": par(run("{}"), champ("PAGEREF a")),
    "page break": par(run("{}"), '<w:r><w:br w:type="page"/></w:r>'),
    "turned cell": tableau(par(run("{}"))).replace("</w:tcPr>", '<w:textDirection w:val="btLr"/></w:tcPr>'),
    "right to left": par(run("{}"), pp="<w:bidi/>"),
}
REFUSES_PAR_LA_SECTION = {
    "columns": f'{A4}<w:cols w:num="2"/>',
    "right to left": f"{A4}<w:bidi/>",
}


def _famille(dossier: Path, corps: str, section: str = A4):
    files = [ecrire(dossier / f"{n}.docx", corps.replace("{}", f"Nom {n}"), section=section) for n in range(3)]
    familles = grouper(enumerate(files))
    assert [len(f.membres) for f in familles] == [3]
    return familles[0]


@pytest.mark.parametrize("nom", REFUSES)
def test_what_would_be_drawn_wrongly_is_refused(nom: str, tmp_path: Path) -> None:
    with pytest.raises(Refus):
        reperer(_famille(tmp_path, REFUSES[nom]))


@pytest.mark.parametrize("nom", REFUSES_PAR_LA_SECTION)
def test_a_section_in_which_lines_are_not_as_wide_as_the_page_is_refused(nom: str, tmp_path: Path) -> None:
    famille = _famille(tmp_path, par(run("{}")), REFUSES_PAR_LA_SECTION[nom])
    with pytest.raises(Refus):
        cadrer(famille, reperer(famille))


def test_a_plain_value_is_found_with_all_texts_of_its_paragraph(tmp_path: Path) -> None:
    famille = _famille(tmp_path, par(run("fixe")) + par(run("Nom : "), run("{}", "<w:b/>")) + par(champ("PAGE")))
    (emplacement,) = reperer(famille).emplacements
    assert emplacement.rangs == (1, 2)
    assert famille.variables == {2}
    assert len(emplacement.couleurs) == 3  # plain, bold, and page numbers


def test_documents_that_differ_in_more_than_texts_are_no_family(tmp_path: Path) -> None:
    files = [
        ecrire(tmp_path / "a.docx", par(run("a"))),
        ecrire(tmp_path / "b.docx", par(run("b"), run("b"))),
        ecrire(tmp_path / "c.docx", par(run("c", "<w:b/>"))),
        ecrire(tmp_path / "d.docx", par(run("d")), pied=par(run("d"))),
    ]
    assert [len(f.membres) for f in grouper(enumerate(files))] == [1, 1, 1, 1]


def test_documents_alike_are_one_member_and_what_is_no_word_file_is_left_out(tmp_path: Path) -> None:
    files = [ecrire(tmp_path / f"{n}.docx", par(run("a"))) for n in range(2)]
    (tmp_path / "texte.docx").write_bytes(b"PK no zip")
    (famille,) = grouper(enumerate([*files, tmp_path / "texte.docx", tmp_path / "absent.docx"]))
    (membre,) = famille.membres.values()
    assert membre.travaux == [0, 1]
