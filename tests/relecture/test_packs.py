"""What a manifest says of a pack can be printed: whole documents, in order, each from a recto on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kitgen.model.manifeste import PackFait, PieceDuPack
from kitgen.relecture.accord import relire_les_dossiers, relire_les_sujets
from kitgen.relecture.packs import pages_du_pack, relire_plan_du_pack
from tests.relecture.fabrique import document, manifeste

DOCUMENTS = {name: document(pdf=name, pages=pages) for name, pages in (("a", 2), ("b", 1), ("c", 3))}


def pack(*pieces: tuple[str, int, int], blanches: tuple[int, ...] = (), pages: int = 7, **more: Any) -> PackFait:
    values = {"code": "jury", "cle": "J1", "titre": "Jury", "destinataire": "jury", "fichier": "packs/p.pdf"} | more
    values |= {"recto_verso": more.get("recto_verso", True), "sha256": "", "pages_blanches": blanches, "pages": pages}
    values |= {"feuilles": pages, "exemplaires": 1}
    content = tuple(PieceDuPack(pdf=n, premiere_page=first, pages=count) for n, first, count in pieces)
    return PackFait(**values, contenu=content)


def constats(made: PackFait) -> list[str]:
    return [str(f) for f in relire_plan_du_pack(made, DOCUMENTS)]


def test_whole_documents_each_on_a_recto_can_be_printed() -> None:
    assert constats(pack(("a", 1, 2), ("b", 3, 1), ("c", 5, 3), blanches=(4,))) == []
    assert constats(pack(("a", 1, 2), ("b", 3, 1), ("c", 4, 3), pages=6, recto_verso=False)) == []
    assert constats(pack(("a", 1, 2), ("b", 3, 1), ("c", 5, 3), blanches=(4, 8), pages=8)) == []


def test_a_document_printed_on_one_side_goes_on_after_each_blank_back() -> None:
    single = pack(("c", 1, 3), ("a", 7, 2), blanches=(2, 4, 6), pages=8)
    assert constats(single) == []
    assert pages_du_pack(single) == {1: ("c", 1), 3: ("c", 2), 5: ("c", 3), 7: ("a", 1), 8: ("a", 2)}


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (pack(("a", 1, 2), ("b", 3, 1), ("c", 4, 3), pages=6), "page 4 : c commence au verso"),
        (pack(("a", 1, 2), ("c", 3, 3), blanches=(7,)), "ne dit pas ce qu'est la page 6"),
        (pack(("a", 1, 2), ("c", 3, 3), pages=4), "ne dit pas ce qu'est la page 5"),
        (pack(("a", 1, 2), ("c", 2, 3), pages=4, recto_verso=False), "deux documents sur une même page"),
        (pack(("c", 3, 3), ("a", 1, 2), pages=5), "deux documents sur une même page"),
        (pack(("a", 1, 1), pages=1), "a y compte 1 pages au lieu de 2"),
        (pack(("x", 1, 1), pages=1), "x n'est pas un document de ce dossier"),
    ],
    ids=["parity", "hole", "too short", "overlap", "order", "count", "unknown"],
)
def test_a_plan_that_cannot_be_printed_is_found(made: PackFait, words: str) -> None:
    assert any(words in c for c in constats(made)), constats(made)


# --- documents that go together ---


def test_a_folder_that_is_handed_over_holds_what_its_owner_may_see() -> None:
    def found(**more: Any) -> list[str]:
        return [str(f) for f in relire_les_dossiers(manifeste(document(**more)))]

    mine = {"pdf": "candidats/012-X/g.pdf", "docx": "candidats/012-X/g.docx", "diffusion": ("candidat",)}
    assert found(**mine) == []
    assert "est dans un dossier à remettre à « candidat »" in found(**mine | {"diffusion": ("jury",)})[0]
    assert any("dans le dossier de quelqu'un d'autre" in f for f in found(**mine | {"candidat": 13}))
    of = {"pdf": "organismes/o1/g.pdf", "docx": "organismes/o1/g.docx", "diffusion": ("organisme",)}
    assert found(**of) == []
    assert any("dans le dossier de quelqu'un d'autre" in f for f in found(**of | {"organisme": "o2"}))


def test_sujet_corrige_and_grille_of_a_candidate_agree() -> None:
    corrige = {"code": "corrige", "candidat": None, "concerne": (), "sujets": None}
    good = [
        document(sujets=("C9-A",)),
        document(code="sujet", sujet="C9-A", sujets=("C9-A",)),
        document(candidat=13, sujets=("C9-B",)),
        document(sujet="C9-A", **corrige),
        document(sujet="C9-B", **corrige),
    ]
    assert list(relire_les_sujets(manifeste(*good))) == []

    def found(index: int, **more: Any) -> str:
        changed = [replace(d, **more) if i == index else d for i, d in enumerate(good)]
        return "\n".join(str(f) for f in relire_les_sujets(manifeste(*changed)))

    assert "ce document porte sur C9-B, le tirage sur C9-A" in found(0, sujets=("C9-B",))
    assert "le sujet C9-B n'a pas été tiré pour ce candidat" in found(1, sujet="C9-B")
    assert "commission J1 : « corrige » porte sur C9-A, le tirage sur C9-A, C9-B" in found(4, sujet="C9-A")
    assert "un corrigé est réservé au jury et au secrétariat" in found(3, diffusion=("jury", "organisme"))
