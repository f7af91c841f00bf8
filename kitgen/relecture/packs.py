"""Is each pack its documents, each page once and in order, on the right side of a sheet, and for who may see them?

What the file alone tells is judged where it is read; which page is which, where all files are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kitgen.model.manifeste import DocumentFait, PackFait
from kitgen.relecture.documents import relire_le_fichier
from kitgen.relecture.faute import Faute, Remede, page
from kitgen.relecture.identites import Identites, Portee, Recherche
from kitgen.relecture.lu import PdfLu
from kitgen.relecture.verdict import Verdict

_PERSONNELS = ("candidat", "organisme")
"""Who gets a pack that holds nothing of anybody else."""


def portee_du_pack(pack: PackFait, documents: Mapping[str, DocumentFait], identites: Identites) -> Portee:
    """Who may be named in a pack."""
    return identites.portee(_dedans(pack, documents), stricte=pack.destinataire in _PERSONNELS)


def relire_le_tour(pack: PackFait, lu: PdfLu, portee: Portee, noms: Recherche) -> Iterator[Faute]:
    """What is wrong with the file of a pack, its name and its title."""
    yield from relire_le_fichier(pack.fichier, lu, portee, noms)
    for name in noms.intrus_du_chemin(pack.fichier, portee):
        yield Faute(pack.fichier, f"le nom du fichier dit « {name} », qui n'a rien à y faire", Remede.SIGNALER)
    for name in noms.intrus(pack.titre, portee):
        yield Faute(pack.fichier, f"le titre dit « {name} », qui n'a rien à y faire", Remede.SIGNALER)


def relire_les_signets(pack: PackFait, lu: PdfLu, portees: Mapping[str, Portee], noms: Recherche) -> Iterator[Faute]:
    """An entry of the outline names nobody but those whom the document on its page is about; `portees` of these."""
    planned = pages_du_pack(pack) if lu.signets and lu.pages else {}
    for entry in lu.signets if lu.pages else ():
        pdf, _ = planned.get(entry.page or 0, ("", 0))
        scope = portees.get(pdf)
        if entry.page is None:
            yield Faute(pack.fichier, f"le signet « {entry.titre} » ne mène à aucune page", Remede.SIGNALER)
        elif scope is None:
            yield Faute(
                page(pack.fichier, entry.page), f"le signet « {entry.titre} » mène à une page blanche", Remede.SIGNALER
            )
        else:
            for name in noms.intrus(entry.titre, scope):
                said = f"le signet « {entry.titre} » mène à la page d'un autre que « {name} »"
                yield Faute(page(pack.fichier, entry.page), said, Remede.SIGNALER)


def relire_les_pages(
    pack: PackFait, lu: Verdict, documents: Mapping[str, DocumentFait], ou: Callable[[str], str | None]
) -> Iterator[Faute]:
    """Whether a pack is its documents; `ou` says for the fingerprint of a page where it stands in these."""
    yield from _destinataire(pack, _dedans(pack, documents))
    if not lu.empreintes:
        return
    if len(lu.empreintes) != pack.pages:
        yield Faute(pack.fichier, f"{len(lu.empreintes)} pages au lieu de {pack.pages}", Remede.CHANGE)
    yield from _pages(pack, lu, documents, ou)


def _dedans(pack: PackFait, documents: Mapping[str, DocumentFait]) -> list[DocumentFait]:
    return [documents[piece.pdf] for piece in pack.contenu if piece.pdf in documents]


def pages_du_pack(pack: PackFait) -> dict[int, tuple[str, int]]:
    """For each page of a pack that is not blank, the document whose page it is, and which.

    A document goes on after a blank page: the back of a sheet that is printed on one side.
    """
    blanks = frozenset(pack.pages_blanches)
    found: dict[int, tuple[str, int]] = {}
    for piece in pack.contenu:
        number = piece.premiere_page
        for k in range(1, piece.pages + 1):
            while number in blanks:
                number += 1
            found[number] = (piece.pdf, k)
            number += 1
    return found


def relire_plan_du_pack(pack: PackFait, documents: Mapping[str, DocumentFait]) -> Iterator[Faute]:
    """Whether what the manifest says of a pack can be printed: whole documents, one after the other, on rectos."""
    for piece in pack.contenu:
        document = documents.get(piece.pdf)
        if document is None:
            yield Faute(pack.fichier, f"{piece.pdf} n'est pas un document de ce dossier", Remede.CHANGE)
        elif document.pages != piece.pages:
            said = f"{piece.pdf} y compte {piece.pages} pages au lieu de {document.pages}"
            yield Faute(pack.fichier, said, Remede.SIGNALER)
        if pack.recto_verso and not piece.premiere_page % 2:
            said = f"{piece.pdf} commence au verso : une page blanche était attendue avant"
            yield Faute(page(pack.fichier, piece.premiere_page), said, Remede.SIGNALER)
    planned = pages_du_pack(pack)
    total = sum(piece.pages for piece in pack.contenu)
    wanted = [(piece.pdf, k) for piece in pack.contenu for k in range(1, piece.pages + 1)]
    covered = planned.keys() | set(pack.pages_blanches)
    if len(planned) != total or [planned[n] for n in sorted(planned)] != wanted:
        yield Faute(pack.fichier, "le manifeste y place deux documents sur une même page", Remede.SIGNALER)
    elif covered != set(range(1, pack.pages + 1)):
        odd = ", ".join(str(n) for n in sorted(covered ^ set(range(1, pack.pages + 1)))[:5])
        yield Faute(pack.fichier, f"le manifeste ne dit pas ce qu'est la page {odd}", Remede.SIGNALER)


def _destinataire(pack: PackFait, inside: list[DocumentFait]) -> Iterator[Faute]:
    for document in inside:
        if pack.destinataire not in document.diffusion:
            said = f"{document.pdf} ne doit pas être remis à « {pack.destinataire} »"
            yield Faute(pack.fichier, f"{said} (sa diffusion : {', '.join(document.diffusion)})", Remede.KIT)
        whose = {"candidat": document.candidat, "organisme": document.organisme}.get(pack.destinataire, pack.cle)
        wanted = int(pack.cle) if pack.destinataire == "candidat" and pack.cle.isdecimal() else pack.cle
        if whose != wanted:
            yield Faute(pack.fichier, f"{document.pdf} n'est pas à {pack.cle}", Remede.SIGNALER)


def _pages(
    pack: PackFait, lu: Verdict, documents: Mapping[str, DocumentFait], ou: Callable[[str], str | None]
) -> Iterator[Faute]:
    planned = pages_du_pack(pack)
    blank = frozenset(lu.vides)
    for number, read in enumerate(lu.empreintes, 1):
        if number not in planned:
            if number not in blank:
                found = ou(read)
                said = f"c'est {found}" if found else "elle ne l'est pas"
                yield Faute(page(pack.fichier, number), f"cette page devait être blanche, {said}", Remede.CHANGE)
            continue
        pdf, k = planned[number]
        known = documents[pdf].empreintes if pdf in documents else ()
        if k > len(known) or read == known[k - 1]:
            continue
        if number in blank:
            said = "elle est blanche"
        elif found := ou(read):
            said = f"c'est {found}"
        else:
            said = "c'en est une autre, que ce dossier ne connaît pas"
        yield Faute(page(pack.fichier, number), f"la page {k} de {pdf} était attendue, {said}", Remede.CHANGE)
