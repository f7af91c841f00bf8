"""The annotated copy: a comment at each fault, in a file that opens; the template itself stays."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from kitgen.controle_gabarit.annotation import annoter
from kitgen.controle_gabarit.controle import Controle, controler_fichier
from kitgen.controle_gabarit.copies import ecrire_copies
from kitgen.errors import OutputProblem, UsageProblem
from tests.controle_gabarit.fautes import FAUTES, ecrire
from tests.controle_gabarit.test_fautes import controler

PAR_NOM = {f.nom: f for f in FAUTES}


def _controle(path: Path) -> Controle:
    return Controle(path, path.name, controler(path))


def _commente(content: bytes) -> list[tuple[str, str]]:
    """Each comment with the text of the paragraph that it is at."""
    document = docx.Document(io.BytesIO(content))
    found = []
    for comment in document.comments:
        (start,) = [
            e for e in document.element.iter(qn("w:commentRangeStart")) if e.get(qn("w:id")) == str(comment.comment_id)
        ]
        paragraph = next(start.iterancestors(qn("w:p")))
        found.append((comment.text, "".join(t.text or "" for t in paragraph.iter(qn("w:t")))))
    return found


@pytest.mark.parametrize("nom", ["attribut", "boucle_sur_un_texte", "marge", "suivi", "lien", "moitie_en_gras"])
def test_a_comment_stands_at_the_fault_with_its_remedy(nom: str, tmp_path: Path) -> None:
    path = ecrire(PAR_NOM[nom], tmp_path)
    before = path.read_bytes()
    (constat,) = controler(path)
    ((text, around),) = _commente(annoter(before, [constat]))
    assert constat.texte in text
    assert constat.remede in text
    if constat.lieu.texte:
        assert around == constat.lieu.texte
    assert path.read_bytes() == before


def test_a_fault_of_a_header_is_at_the_beginning_and_says_where(tmp_path: Path) -> None:
    path = ecrire(PAR_NOM["variable_d_entete"], tmp_path)
    ((text, _),) = _commente(annoter(path.read_bytes(), controler(path)))
    assert "en-tête de page, tableau 1, ligne 1, colonne 3" in text


def test_a_copy_has_the_same_bytes_each_time_and_no_date(tmp_path: Path) -> None:
    path = ecrire(PAR_NOM["attribut"], tmp_path)
    one, two = (annoter(path.read_bytes(), controler(path)) for _ in range(2))
    parts = [zipfile.ZipFile(io.BytesIO(c)) for c in (one, two)]
    assert {n: parts[0].read(n) for n in parts[0].namelist()} == {n: parts[1].read(n) for n in parts[1].namelist()}
    assert b"w:date=" not in parts[0].read("word/comments.xml")


def test_an_empty_paragraph_can_hold_a_comment(tmp_path: Path) -> None:
    path = ecrire(PAR_NOM["saut_de_page"], tmp_path)
    (constat,) = controler(path)
    assert len(_commente(annoter(path.read_bytes(), [constat]))) == 1


def test_only_faulty_templates_are_copied_and_never_over_themselves(tmp_path: Path) -> None:
    bad = _controle(ecrire(PAR_NOM["attribut"], tmp_path))
    good = Controle(tmp_path / "bon.docx", "bon.docx", ())
    (written,) = ecrire_copies([bad, good], tmp_path / "copies")
    assert written == tmp_path / "copies/livret-of.docx"
    assert len(_commente(written.read_bytes())) == 1
    before = bad.fichier.read_bytes()
    with pytest.raises(UsageProblem):
        ecrire_copies([bad], tmp_path)
    assert bad.fichier.read_bytes() == before


def test_a_file_that_can_t_be_read_has_no_copy_and_a_bad_folder_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "g.docx"
    broken.write_bytes(b"rien")
    assert ecrire_copies([controler_fichier(broken, "g.docx", [])], tmp_path / "copies") == ()
    bad = _controle(ecrire(PAR_NOM["attribut"], tmp_path))
    with pytest.raises(OutputProblem):
        ecrire_copies([bad], broken)
