"""What a page says of itself: the words, and a code that is read back or refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitgen.identite import CAPACITE, CodeDePage, code_du_document, identifier, lire_code, trop_long
from tests.aides import plan_exemple, projet_exemple

ALPHANUMERIQUE = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
CODES = st.from_regex(r"\A[A-Z0-9][A-Z0-9._-]{0,20}\Z")
UN_CODE = CodeDePage("EXEMPLE-2026-12", "GRILLE", 12, "", "C8-A", "J1-1", 3, 8)


def _identite(code: str, **wanted: object):
    projet = projet_exemple()
    document = next(
        d for d in plan_exemple().documents if d.code == code and all(getattr(d, k) == v for k, v in wanted.items())
    )
    return identifier(document, projet.session, projet.referentiel, {c.numero: c for c in projet.candidats})


@given(CODES, CODES, st.none() | st.integers(1, 9999), st.just("") | CODES, st.just("") | CODES, st.integers(1, 99))
def test_a_code_is_read_back_as_it_was_written(session, document, number, commission, jure, page) -> None:
    code = CodeDePage(session, document, number, commission, "", jure, page, 99)
    assert lire_code(code.ecrire()) == code
    assert set(code.ecrire()) <= ALPHANUMERIQUE


def test_a_code_is_short_and_known() -> None:
    # Sheets that were printed must be read years later: this line never changes.
    assert UN_CODE.ecrire() == "KG1/EXEMPLE-2026-12/GRILLE/12//C8-A/J1-1/3/8/9YHYBWY6"


@pytest.mark.parametrize("place", range(len(UN_CODE.ecrire())))
@pytest.mark.parametrize("letter", "0B/")
def test_a_code_of_which_one_letter_is_wrong_is_refused(place: int, letter: str) -> None:
    good = UN_CODE.ecrire()
    bad = good[:place] + letter + good[place + 1 :]
    assert (lire_code(bad) is None) == (bad != good)


@pytest.mark.parametrize("text", ["", "https://e.org", "KG1", "KG2" + UN_CODE.ecrire()[3:], UN_CODE.ecrire()[:-1]])
def test_what_is_no_code_of_ours_is_refused(text: str) -> None:
    assert lire_code(text) is None


def test_a_page_beyond_the_last_is_refused_though_its_checksum_is_right() -> None:
    assert lire_code(replace(UN_CODE, page=9).ecrire()) is None


def test_a_grille_names_candidate_and_juror() -> None:
    identity = _identite("grille", candidat=3, jure="J1-2")
    assert (identity.repere, identity.nom) == ("003", "DE LA TOUR DU PIN Gonzague-Marie")
    assert identity.precisions == ("juré J1-2",)
    assert identity.code == CodeDePage("EXEMPLE-2026-12", "GRILLE", 3, "", "", "J1-2")
    assert identity.certification == "CQP Gestionnaire assurances de personnes"
    assert (identity.session, identity.document) == ("Session de décembre 2026", "Grille d’évaluation de la commission")


def test_a_corrige_names_commission_and_sujet_and_nobody() -> None:
    sujet = next(d.sujet for d in plan_exemple().documents if d.code == "corrige" and d.commission == "J2")
    identity = _identite("corrige", commission="J2", sujet=sujet)
    assert (identity.repere, identity.nom, identity.precisions) == ("J2", "Commission 2", (f"sujet {sujet}",))
    assert identity.code == CodeDePage("EXEMPLE-2026-12", "CORRIGE", None, "J2", str(sujet))


def test_nothing_more_is_told_of_a_person() -> None:
    projet = projet_exemple()
    named = {c.numero: c for c in projet.candidats}
    for document in plan_exemple().documents:
        identity = identifier(document, projet.session, projet.referentiel, named)
        said = repr(identity).casefold()
        others = [c for c in projet.candidats if c.numero != document.candidat]
        assert [c.numero for c in others if f"{c.nom_naissance} {c.prenoms}".casefold() in said] == []
        if document.candidat is not None:
            c = named[document.candidat]
            secret = (c.date_naissance, c.lieu_naissance, c.email, c.entreprise, c.voie_acces)
            assert [s for s in secret if s and str(s).casefold() in said] == []
            assert c.nom_naissance.casefold() not in identity.code.ecrire().casefold()
    codes = [code_du_document(d, projet.session.code).ecrire() for d in plan_exemple().documents]
    assert len(set(codes)) == len(codes)


def test_a_code_that_would_not_fit_is_known_beforehand() -> None:
    assert not trop_long(UN_CODE)
    long = replace(
        UN_CODE, session="S" * (CAPACITE - len(replace(UN_CODE, session="", page=999, pages=999, version=9).ecrire()))
    )
    assert not trop_long(long)
    assert trop_long(replace(long, session=long.session + "S"))
