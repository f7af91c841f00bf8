"""The check of a kit and of single files: what each document may name, files that can't be read, several faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from kitgen.controle_gabarit.controle import TOUT, Controle, controler_fichier, controler_kit
from kitgen.errors import Problem
from kitgen.model.kit import Kit
from tests.aides import RACINE, ecrire_gabarit, gabarit_xml

# The smallest template of the tests has no margins, fonts or settings; what is said of these is left aside here.
_MISE_EN_PAGE = {"bandeau", "largeurs", "coupure", "entete"}


def _kit(*documents: dict[str, object]) -> Kit:
    complete = [
        {"titre": d["code"], "gabarit": f"{d['code']}.docx", "un_par": ["candidat"], "diffusion": ["jury"]} | d
        for d in documents
    ]
    return Kit.model_validate({"format": "kitgen/kit/1", "code": "k", "intitule": "k", "documents": complete})


def _controler(kit: Kit, dossier: Path) -> list[Problem]:
    found = controler_kit(kit, dossier, "modeles")
    return [c.probleme(x.source) for x in found for c in x.constats if c.code not in _MISE_EN_PAGE]


def _un(path: Path) -> Controle:
    return controler_fichier(path, "g.docx", [TOUT])


def _codes(path: Path) -> list[str]:
    return [c.code for c in _un(path).constats if c.code not in _MISE_EN_PAGE]


def test_faults_of_all_templates_are_told_together(tmp_path: Path) -> None:
    kit = _kit({"code": "vide"}, {"code": "casse"}, {"code": "inconnu"}, {"code": "bon"}, {"code": "absent"})
    (tmp_path / "vide.docx").touch()
    ecrire_gabarit(tmp_path / "casse.docx", "{{ candidat.nom")
    ecrire_gabarit(tmp_path / "inconnu.docx", "{{ candidta.nom }}")
    ecrire_gabarit(tmp_path / "bon.docx", "{{ candidat.nom }}")
    problems = _controler(kit, tmp_path)
    assert [p.source for p in problems] == ["modeles/casse.docx", "modeles/inconnu.docx", "modeles/vide.docx"]


def test_an_unknown_name_is_told_with_its_place_and_the_close_one(tmp_path: Path) -> None:
    ecrire_gabarit(tmp_path / "livret.docx", "Un titre", "Nom : {{ candidta.nom }}")
    (problem,) = _controler(_kit({"code": "livret"}), tmp_path)
    assert "« livret »" in problem.texte
    assert problem.valeur == "candidta"
    assert "Nom : " in problem.place
    assert "« candidat »" in problem.remede


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ({"un_par": ["commission"]}, "candidat"),
        ({"un_par": ["candidat"]}, "jure"),
        ({"un_par": ["candidat"]}, "sujet"),
        ({"un_par": ["candidat"]}, "corrige"),
        ({"un_par": ["candidat", "sujet"], "evaluateur": "of", "diffusion": ["jury", "organisme"]}, "corrige"),
        ({"un_par": ["candidat", "sujet"], "evaluateur": "of", "diffusion": ["preparation"]}, "corrige"),
    ],
)
def test_a_document_sees_only_what_is_its_own(tmp_path: Path, document: dict[str, object], name: str) -> None:
    ecrire_gabarit(tmp_path / "d.docx", f"{{{{ {name}.code }}}}")
    (problem,) = _controler(_kit({"code": "d"} | document), tmp_path)
    assert problem.valeur == name


def test_a_corrige_is_there_for_the_jury(tmp_path: Path) -> None:
    ecrire_gabarit(tmp_path / "d.docx", "{{ corrige.reponses[0].question }}")
    kit = _kit({"code": "d", "un_par": ["commission", "sujet"], "evaluateur": "of", "diffusion": ["jury"]})
    assert _controler(kit, tmp_path) == []


def test_one_template_for_two_documents_is_checked_against_both(tmp_path: Path) -> None:
    ecrire_gabarit(tmp_path / "d.docx", "{{ jure.code }}{{ jury.code }}")
    per_juror = {"code": "grille", "gabarit": "d.docx", "un_par": ["candidat", "jure"]}
    kit = _kit(per_juror, {"code": "livret", "gabarit": "d.docx"})
    problems = {p.valeur: p.texte for p in _controler(kit, tmp_path)}
    assert "« livret »" in problems["jure"]
    assert set(problems) == {"jure", "jury"}


def test_a_name_that_is_asked_for_first_may_be_that_of_another_document(tmp_path: Path) -> None:
    ecrire_gabarit(tmp_path / "d.docx", "{% if jure is defined %}{{ jure.code }}{% endif %}", "{{ jure|default('') }}")
    assert _controler(_kit({"code": "d"}), tmp_path) == []


def test_names_that_the_template_sets_itself_are_no_fault(tmp_path: Path) -> None:
    tags = (
        "{% set n = 3 %}{% for b in blocs %}{{ loop.index }}{{ b.code }}{{ n }}{% set m = b %}{{ m.code }}{% endfor %}"
    )
    ecrire_gabarit(tmp_path / "d.docx", tags, "{% if blocs %}{% set k = 1 %}{% endif %}{{ k }}")
    assert _controler(_kit({"code": "d"}), tmp_path) == []


def test_what_a_set_makes_has_the_type_of_its_value(tmp_path: Path) -> None:
    path = ecrire_gabarit(tmp_path / "d.docx", "{% set c = candidat %}{{ c.prenon }}{{ c.prenom }}")
    (constat,) = [c for c in _un(path).constats if c.code not in _MISE_EN_PAGE]
    assert "« c.prenom »" in constat.remede


@pytest.mark.parametrize(
    "tag",
    [
        "{{ blocs|map(attribute='code')|join(', ') }}",
        "{{ (blocs|first).intitule }}",
        "{{ blocs[0].competences[1].code }}",
        "{{ candidat.nom.upper() }} {{ candidat.nom|upper|length }}",
        "{% for lot in blocs|batch(2) %}{% for b in lot %}{{ b.code }}{% endfor %}{% endfor %}",
        "{% for code, d in durees.items() %}{{ code }}{{ d.texte }}{% endfor %}",
        "{% for b in blocs if b.code %}{{ loop.index }}/{{ loop.length }}{% else %}rien{% endfor %}",
        "{{ 'Mme' if candidat.civilite == 'Mme' else 'M.' }}",
        "{{ candidat['nom'] }} {{ candidat.adresse|join(' ; ') }}",
        "{% with c = candidat %}{{ c.nom }}{% endwith %}",
        "{# une remarque : {{ n'importe quoi }} #}",
        "{{ \"l'option\" }} {{ '« rien »' }} {{ '—' }}",
        "{%- if blocs -%}{{ 1 }}{%- endif -%}",
        "{{ session.certificateur.nom ~ ' — ' ~ document.titre }}",
        "{% set n = namespace(a=0) %}{% for b in blocs %}{% set n.a = n.a + 1 %}{% endfor %}{{ n.a }}",
        "Prix : 3 € {entre accolades} 100 %",
        "La syntaxe { { n'est pas une balise",
    ],
)
def test_what_is_right_is_left_alone(tag: str, tmp_path: Path) -> None:
    assert _codes(ecrire_gabarit(tmp_path / "g.docx", tag)) == []


def test_several_faults_are_told_in_the_order_of_the_document(tmp_path: Path) -> None:
    header = gabarit_xml("<w:p><w:r><w:t>{{ sesion.code }}</w:t></w:r></w:p>", "hdr")
    path = ecrire_gabarit(
        tmp_path / "g.docx", "{{ candidat.nm }}", "{% if blocs %}", "{{ x|inconnu }}", "{%tr endfor %}", header1=header
    )
    found = [c for c in _un(path).constats if c.code not in _MISE_EN_PAGE]
    assert [c.lieu.rang for c in found if c.lieu.partie == "word/document.xml"] == [0, 1, 2, 2, 3, 3]
    assert found[-1].lieu.zone == "en-tête de page"
    assert {c.code for c in found} == {"attribut", "appariement", "variable", "filtre", "hors_tableau"}


def test_a_section_is_counted_where_there_are_several(tmp_path: Path) -> None:
    first = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"
    path = ecrire_gabarit(tmp_path / "g.docx", xml=first + "<w:p><w:r><w:t>{{ candidat.nm }}</w:t></w:r></w:p>")
    assert str(next(c for c in _un(path).constats if c.code == "attribut").lieu).startswith("section 2, près de")


def test_a_table_in_a_table_is_found(tmp_path: Path) -> None:
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{ candidat.nm }}</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/>"
    outer = f"<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    path = ecrire_gabarit(tmp_path / "g.docx", xml=outer)
    place = str(next(c for c in _un(path).constats if c.code == "attribut").lieu)
    assert place.startswith("tableau 1, ligne 1, colonne 2, tableau imbriqué 1, ligne 1, colonne 1")


@pytest.mark.parametrize("content", [b"", b"pas un zip", b"%PDF-1.7\n"])
def test_what_is_no_word_document_is_one_fault(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "g.docx"
    path.write_bytes(content)
    (constat,) = _un(path).constats
    assert constat.code == "illisible"
    assert "Word" in constat.remede


def test_a_tag_in_the_properties_of_the_file_is_checked(tmp_path: Path) -> None:
    import zipfile

    path = ecrire_gabarit(tmp_path / "g.docx", "rien")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("docProps/core.xml", "<a xmlns='x'><t>{{ documnt.titre }}</t></a>")
    (constat,) = [c for c in _un(path).constats if c.code not in _MISE_EN_PAGE]
    assert "propriétés du fichier" in str(constat.lieu)


def test_the_check_changes_nothing() -> None:
    path = RACINE / "templates/livret-of.docx"
    before = path.read_bytes()
    controler_fichier(path, "x", [TOUT])
    assert path.read_bytes() == before


def test_paragraphs_that_are_joined_on_purpose_are_left_alone(tmp_path: Path) -> None:
    path = ecrire_gabarit(tmp_path / "g.docx", "Un {% if blocs -%}", "deux", "{%- endif %} trois")
    assert _codes(path) == []
