"""A verdict that is kept is the one that would be found anew: whoever is named otherwise, wherever it could matter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from kitgen.model.manifeste import DocumentFait, Manifeste, OrganismeConnu
from kitgen.relecture import a_lire
from kitgen.relecture.documents import Regles, relire_document
from kitgen.relecture.faute import Faute
from kitgen.relecture.filtre import ecrire, lire, masque
from kitgen.relecture.identites import Recherche
from kitgen.relecture.lu import PageLue, PdfLu, Signet, simplifier
from kitgen.relecture.tenue import Autres, connus, ordre_dit, regles_dites
from tests.relecture.fabrique import PERSONNES, REFERENCE, document, lu, manifeste, page, personne

MOTS = ("Anne", "Lise", "Zoé", "Yann", "LE", "GOFF", "Axo", "axo", "o'", "-", "&", "012", "é")
mots = st.sampled_from(MOTS)
noms = st.lists(mots, min_size=1, max_size=3).map(" ".join)
references = st.lists(
    st.sampled_from(("grille", "fiche", "012", "013", "J1-2", "J2", "a")), min_size=1, max_size=3
).map(lambda parts: " / ".join(("exemple", *parts)))
textes = st.lists(st.one_of(mots, noms, references), max_size=10).map(" ".join)


@st.composite
def sessions(draw: st.DrawFn) -> Manifeste:
    """Candidate 12 and some others, of few words, so that names stand in one another and in texts."""
    people = [
        personne(
            number,
            *draw(st.lists(noms, min_size=1, max_size=2)),
            organisme=draw(st.sampled_from(("o1", "o2"))),
            entreprise=draw(st.none() | noms),
            tuteur=draw(st.none() | noms),
        ).model_copy(update={"dossier": draw(noms)})
        for number in range(13, 13 + draw(st.integers(0, 3)))
    ]
    others = [document(reference=r, pdf=f"x{n}.pdf") for n, r in enumerate(draw(st.lists(references, max_size=3)))]
    organismes = [OrganismeConnu(code=f"o{n}", dossier=f"o{n}", formes=(draw(noms),)) for n in range(1, 3)]
    return manifeste(
        document(),
        *others,
        personnes=(personne(12, "Lise GOFF"), *people),
        organismes=tuple(organismes),
        permis=tuple(draw(st.lists(noms, max_size=2))),
    )


@st.composite
def fichiers(draw: st.DrawFn) -> PdfLu:
    texts = draw(st.lists(textes, min_size=1, max_size=2))
    whole = [page(n, len(texts), nom="Lise GOFF", texte=text) for n, text in enumerate(texts, 1)]
    outline = tuple(Signet(title, 1) for title in draw(st.lists(noms, max_size=1)))
    pages = tuple(PageLue(f"e{n}", vide=False, texte=simplifier(text)) for n, text in enumerate(whole))
    return PdfLu("", pages, metadonnees=(("Title", draw(noms)),), signets=outline)


def juger(m: Manifeste, read: PdfLu, doc: DocumentFait) -> tuple[tuple[Faute, ...], str]:
    """What is wrong with a document, and its filter."""
    rules = Regles.du(m, None)
    search = Recherche(rules.identites)
    # Which document it is of which a reference was found is not asked: what has a fault is judged anew.
    found = [replace(f, quoi=f.quoi.partition(" est celle de ")[0]) for f in relire_document(doc, read, rules, search)]
    return tuple(found), ecrire(search.mots)


def dit(m: Manifeste) -> tuple[str, str]:
    wanted = a_lire(m)
    return regles_dites(wanted.consignes), ordre_dit(wanted.documents[0], wanted.consignes)


def tient(words: str, avant: Manifeste, apres: Manifeste) -> bool:
    """Whether a verdict on a file of these words holds in another session."""
    return Autres(connus(Regles.du(avant, None)), connus(Regles.du(apres, None))).epargnent(words)


@settings(max_examples=600)
@given(sessions(), sessions(), fichiers())
def test_what_holds_by_the_filter_is_what_is_found_anew(avant: Manifeste, apres: Manifeste, read: PdfLu) -> None:
    doc = document(pages=len(read.pages), pdf="c/012-Lise-grille.pdf")
    before, words = juger(avant, read, doc)
    holds = tient(words, avant, apres)
    event(f"holds: {holds}, something is wrong: {bool(before)}")
    if holds and dit(avant) == dit(apres):
        assert juger(apres, read, doc)[0] == before


@settings(max_examples=800)
@given(sessions(), fichiers(), st.data())
def test_one_name_more_or_less(avant: Manifeste, read: PdfLu, data: st.DataObject) -> None:
    """The same with sessions that differ in one thing, as after a correction."""
    doc = document(pages=len(read.pages), pdf="c/012-Lise-grille.pdf")
    field = data.draw(st.sampled_from(("permis", "personnes", "documents", "dossier", "tuteur", "entreprise")))
    if field == "permis":
        more: dict[str, Any] = {"permis": (*avant.permis, data.draw(noms))}
    elif field == "documents":
        more = {"documents": (*avant.documents, document(reference=data.draw(references), pdf="y.pdf"))}
    elif field == "personnes":
        more = {"personnes": (*avant.personnes, personne(99, data.draw(noms), tuteur=data.draw(noms)))}
    else:
        *rest, last = avant.personnes
        more = {"personnes": (*rest, last.model_copy(update={field: data.draw(noms)}))}
    apres = avant.model_copy(update=more)
    for a, b in ((avant, apres), (apres, avant)):
        before, words = juger(a, read, doc)
        holds = tient(words, a, b)
        event(f"{field}, holds: {holds}")
        if holds:
            assert juger(b, read, doc)[0] == before


def _avec(*personnes: Any, **more: Any) -> Manifeste:
    return manifeste(document(), personnes=(*PERSONNES, *personnes), **more)


@pytest.mark.parametrize(
    ("apres", "texte", "tenu"),
    [
        (_avec(personne(20, "Corrigé-B Amélie")), "voir Amélie", True),
        (_avec(personne(20, "Corrigé-B Amélie")), "voir Amélie Corrigé-B", False),
        (_avec(personne(20, "ici", tuteur="et là")), "rien", False),  # small letters aren't in the filter
        (_avec(permis=("DUPONT Jean, Nantes",)), "DUPONT Jean", True),
        (_avec(permis=("DUPONT Jean, Nantes",)), "DUPONT Jean, Nantes", False),
        (_avec(), "DUPONT Jean", True),
    ],
    ids=["one word of two", "all words", "small letters", "longer, elsewhere", "longer, here", "nothing changed"],
)
def test_a_verdict_holds_until_a_name_could_stand_in_the_file(apres: Manifeste, texte: str, tenu: bool) -> None:
    before = manifeste(document())
    _, words = juger(before, lu(page(1, 1, texte=texte)), document())
    assert tient(words, before, apres) is tenu
    assert tient(words, apres, before) is tenu


def test_a_longer_name_that_is_gone_uncovers_the_shorter() -> None:
    """« LE GOFF Zoé Marie » is candidate 15; without them, the page names candidate 12 and a « Marie »."""
    doc = document(candidat=13, concerne=(13,))
    read = lu(page(1, 1, texte="LE GOFF Zoé Marie"))
    whole, without = manifeste(doc), manifeste(doc, personnes=PERSONNES[:3])
    (a, words), (b, _) = juger(whole, read, doc), juger(without, read, doc)
    assert a != b
    assert not tient(words, whole, without)


def test_the_company_of_another_is_one_more_when_it_was_shared() -> None:
    """What is looked for stays, and whose it is changes."""

    def session(entreprise: str | None) -> Manifeste:
        mine, *others = PERSONNES
        return manifeste(document(), personnes=(mine.model_copy(update={"entreprise": entreprise}), *others))

    read = lu(page(1, 1, texte="Axo & Fils"))
    shared, alone = session("Axo & Fils"), session(None)
    (a, words), (b, _) = juger(shared, read, document()), juger(alone, read, document())
    assert (a, len(b)) == ((), 1)
    assert not tient(words, shared, alone)


def test_a_folder_is_looked_for_in_paths() -> None:
    doc = document(pdf="c/Autre-Nom/g.pdf")
    read = lu(page(1, 1))
    before, after = manifeste(doc), manifeste(doc, personnes=(*PERSONNES, personne(20, "X Y", dossier="Autre-Nom")))
    (a, words), (b, _) = juger(before, read, doc), juger(after, read, doc)
    assert (a, len(b)) == ((), 1)
    assert not tient(words, before, after)


def test_a_reference_that_is_new_is_found_behind_any_word() -> None:
    """A reference may be glued to what stands before it."""
    session = manifeste().session.model_copy(update={"code": "S1"})
    doc = document(reference="S1 / grille / 012 / J1-2")
    other = document(reference="S1 / fiche / 013", pdf="f.pdf")
    read = lu(page(1, 1, reference=doc.reference, texte="XS1 / fiche / 013").replace("– S1", "– XS1"))
    before, after = manifeste(doc, session=session), manifeste(doc, other, session=session)
    (a, words), (b, _) = juger(before, read, doc), juger(after, read, doc)
    assert a != b
    assert not tient(words, before, after)


@pytest.mark.parametrize(
    "more",
    [{"version": 2}, {"reference": REFERENCE + "x"}, {"concerne": (12, 13)}, {"sujets": ("C9-A",)}, {"pages": 2}],
    ids=str,
)
def test_what_a_document_is_said_to_be_decides_on_its_verdict(more: dict[str, Any]) -> None:
    assert dit(manifeste(document()))[1] != dit(manifeste(document(**more)))[1]


@pytest.mark.parametrize("more", [{"partout": ("Partout",)}, {"polices": ("Carlito",)}, {"tirage": ()}], ids=str)
def test_what_all_documents_are_held_against_decides_on_all_verdicts(more: dict[str, Any]) -> None:
    assert dit(manifeste(document()))[0] != dit(manifeste(document(), **more))[0]


@given(st.sets(st.text(min_size=1)), st.sets(st.text(min_size=1)))
def test_a_word_that_is_there_is_always_found(some: set[str], others: set[str]) -> None:
    there, size = lire(ecrire(some | others))
    assert there & masque(some, size) == masque(some, size)


@pytest.mark.parametrize("count", [0, 10, 500, 5000])
def test_a_word_that_is_not_there_is_hardly_ever_found(count: int) -> None:
    there, size = lire(ecrire({f"Mot{n}" for n in range(count)}))
    wrong = [n for n in range(2000) if there & (mask := masque([f"Autre{n}"], size)) == mask]
    assert len(wrong) < 60
