"""The référentiel against the text it was read from: nothing invented, nothing lost, everything where it says."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import pytest

from kitgen.model.referentiel import Competence
from tests.aides import RACINE, referentiel_livre

_TAG = re.compile(r"<[^>]+>")
# The extraction writes list bullets as ▪ or •, and the « + » between the two épreuves of the commission.
_BULLET = re.compile(r"[▪•]")
_LEFT = re.compile(r"[\s+.\-]*")


def _blanks(text: str) -> str:
    return " ".join(text.split())


def _source_path():
    source = referentiel_livre().source
    assert source is not None
    return RACINE / "referentiel" / source.fichier


def _source() -> list[str]:
    """The lines of the source without tags and bullets, blanks normalised."""
    lines = _source_path().read_text(encoding="utf-8").split("\n")
    return [_blanks(_BULLET.sub(" ", _TAG.sub(" ", line))) for line in lines]


LINES = _source()
WHOLE = " ".join(LINES)


def _competences() -> tuple[Competence, ...]:
    return referentiel_livre().competences


def _placed() -> Iterator[tuple[str, list[str], tuple[int, ...]]]:
    """What a reader of the YAML is told about: a name, the texts, the lines that they are said to stand on."""
    for b in referentiel_livre().blocs:
        yield b.code, [b.intitule, *b.titres], b.lignes
    for c in _competences():
        yield c.code, [c.intitule, *c.titres, *([c.activite] if c.activite else [])], c.lignes
        for s in c.sous_competences:
            yield s.code, [f"{s.code}. {s.intitule}"], s.lignes
        for g in c.groupes:
            yield g.code, list(g.criteres), g.lignes
        for evaluateur, epreuves in c.situations.items():
            for e in epreuves:
                # One text: the parts of an épreuve follow each other in one cell.
                yield f"{c.code}/{evaluateur}/{e.nature}", [_epreuve(e)], e.lignes


def _epreuve(e) -> str:
    return " ".join(p for p in (e.intitule, e.consigne, e.suite) if p)


def _texts() -> list[str]:
    """Every text of the référentiel: what stands in the source, and nothing that kitgen adds (notes de lecture)."""
    r = referentiel_livre()
    texts = [r.intitule, r.sigle, *r.titres, *r.notes, *(e.libelle for e in r.evaluateurs)]
    assert r.finalite is not None
    texts += [r.finalite.titre, *r.finalite.textes, *r.parcours.titres]
    for option in r.parcours.options:
        texts += option.titres
    for b in r.blocs:
        texts += [f"{b.code} - {b.intitule}", *b.titres]
    for c in r.competences:
        texts += [f"{c.code} - {c.intitule}", *c.titres, *c.savoirs, *([c.activite] if c.activite else [])]
        texts += [f"{s.code}. {s.intitule}" for s in c.sous_competences]
        texts += [k for g in c.groupes for k in g.criteres]
        texts += [p for es in c.situations.values() for e in es for p in (e.intitule, e.consigne, e.suite) if p]
    return texts


def test_the_source_is_the_text_that_the_referentiel_was_read_from():
    content = _source_path().read_bytes()
    source = referentiel_livre().source
    assert hashlib.sha256(content).hexdigest() == source.sha256
    # `wc -l` counts line ends; the last line has none or is empty.
    assert source.lignes == len(content.decode("utf-8").splitlines())


def test_the_referentiel_has_as_many_of_each_as_the_source():
    r = referentiel_livre()
    assert len(r.blocs) == 7
    assert len(r.competences) == 13
    assert sum(len(c.sous_competences) for c in r.competences) == 30
    assert sum(len(g.criteres) for c in r.competences for g in c.groupes) == 49


def test_codes_number_everything_without_a_gap():
    r = referentiel_livre()
    assert [b.code for b in r.blocs] == [f"BC{n}" for n in range(1, 8)]
    assert [c.code for c in r.competences] == [f"C{n}" for n in range(1, 14)]
    for c in r.competences:
        assert [s.code for s in c.sous_competences] == [f"{c.code}.{n}" for n in range(1, len(c.sous_competences) + 1)]
        assert [g.code for g in c.groupes] == [f"{c.code}-G{n}" for n in range(1, len(c.groupes) + 1)]


def test_blocs_hold_the_competences_of_the_architecture_table():
    # The architecture table: blocs side by side on line 22, their compétences below them on line 23.
    rows = _source_path().read_text(encoding="utf-8").split("\n")
    blocs, competences = rows[21].split("\t"), rows[22].split("\t")
    assert [b.code for b in referentiel_livre().blocs] == [cell.partition(" - ")[0] for cell in blocs]
    for bloc, cell in zip(referentiel_livre().blocs, competences, strict=True):
        assert [c.code for c in bloc.competences] == re.findall(r"\b(C\d+) - ", cell), bloc.code


def test_the_tronc_commun_and_the_options_are_the_columns_of_the_architecture_table():
    rows = [line.split("\t") for line in _source_path().read_text(encoding="utf-8").split("\n")[19:22]]
    under: dict[str, list[str]] = {}
    head = option = ""
    for column, cell in enumerate(rows[2]):
        head = rows[0][column] or head
        option = rows[1][column] or option
        under.setdefault(option or head, []).append(cell.partition(" - ")[0])
    parcours = referentiel_livre().parcours
    assert list(parcours.tronc_commun) == under.pop("TRONC COMMUN")
    assert {o.libelle.upper(): list(o.blocs) for o in parcours.options} == under


def test_every_text_of_the_referentiel_is_in_the_source():
    assert [t for t in _texts() if t not in WHOLE] == []


def test_the_labels_of_the_options_are_those_of_the_source():
    for option in referentiel_livre().parcours.options:
        assert option.libelle.upper() in option.titres
        assert f"{option.libelle} : le/la gestionnaire" in WHOLE


def test_the_date_of_the_document_is_that_of_the_source():
    assert f"Date de mise à jour du document : {referentiel_livre().date_mise_a_jour}" in LINES


@pytest.mark.parametrize(("name", "texts", "lines"), list(_placed()), ids=[name for name, _, _ in _placed()])
def test_texts_stand_on_the_lines_that_the_referentiel_names(name: str, texts: list[str], lines: tuple[int, ...]):
    # Only a group for which the source has no criteria has no line.
    assert bool(lines) == bool(texts), name
    for text in texts:
        assert any(text in LINES[n - 1] for n in lines), text
    for n in lines:
        assert any(text in LINES[n - 1] for text in texts), f"{name}: nothing of it on line {n}"


@pytest.mark.parametrize("competence", [c for c in _competences() if c.groupes], ids=lambda c: c.code)
def test_the_criteria_of_a_group_are_one_cell_of_the_source(competence: Competence):
    for g in competence.groupes:
        # Order and neighbourhood too: a criterion moved into another group would break the cell.
        assert not g.criteres or any(" ".join(g.criteres) in LINES[n - 1] for n in g.lignes), g.code


@pytest.mark.parametrize("competence", [c for c in _competences() if c.groupes], ids=lambda c: c.code)
def test_the_criteria_of_a_group_stand_on_the_row_of_its_first_sous_competence(competence: Competence):
    rows = {s.code: s.lignes for s in competence.sous_competences}
    for g in competence.groupes:
        if g.criteres:
            assert set(rows[g.sous_competences[0]]) & set(g.lignes), g.code


@pytest.mark.parametrize("competence", [c for c in _competences() if c.savoirs], ids=lambda c: c.code)
def test_the_savoirs_are_those_of_the_pages_of_the_competence_in_their_order(competence: Competence):
    rows = sorted({n for s in competence.sous_competences for n in s.lignes})
    page = " ".join(LINES[n - 1] for n in rows)
    positions = [page.index(savoir) for savoir in competence.savoirs]
    assert positions == sorted(positions)


def test_what_the_source_does_not_detail_is_left_empty():
    r = referentiel_livre()
    for c in r.competences:
        full = (bool(c.savoirs), bool(c.situations), bool(c.sous_competences), bool(c.groupes), c.activite is not None)
        assert full == (c.detaillee,) * 5, c.code
    assert [c.code for c in r.competences if not c.detaillee] == [f"C{n}" for n in range(1, 8)]
    without = [g.sous_competences for c in r.competences for g in c.groupes if not g.criteres]
    assert without == [("C8.3",), ("C9.7",), ("C9.8",)]
    absent = [g.sous_competences for c in r.competences for g in c.groupes if g.lecture == "absente"]
    assert absent == without


def test_a_group_says_that_it_is_a_group_exactly_when_it_has_several_sous_competences():
    for c in _competences():
        for g in c.groupes:
            assert (g.lecture == "groupe") == (len(g.sous_competences) > 1), g.code


def test_nothing_of_the_source_is_missing_in_the_referentiel():
    longest_first = sorted(set(_texts()), key=len, reverse=True)
    left = dict(enumerate(LINES, 1))
    for number in left:
        for text in longest_first:
            left[number] = left[number].replace(text, " ")
    assert {n: _blanks(rest) for n, rest in left.items() if not _LEFT.fullmatch(rest)} == {}


def test_the_typos_of_the_source_are_kept():
    texts = "\n".join(_texts())
    for typo in (
        "EN COURTAGE D' ASSURANCES",
        "défendant aux mieux ses intérêts",
        "établir tout au partie du contrat",
        "La procédure administrative et respectée.",
        "en cas de non respect",
        "dans le respect du process GED",
        "procédure d'appels des cotisations",
        "Le pointage des anomalies et des écarts sont effectués.",
        "Clarté et fiabilité des données transmises\n",
        "par écrit , à la demande",
        "Le fonctionnement de NOEMI (",
        "si les garanties souscrites qui couvrent le sinistre",
        "répondre à toutes questions du client",
    ):
        assert typo in texts, typo
