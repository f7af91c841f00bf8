"""The end of a build: packs are bound, all is read back, and documents are judged while packs are bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from kitgen.manifest import constater
from kitgen.packs.assemblage import Liasse, Piece, lier
from kitgen.packs.imposition import Relie, relier
from kitgen.plan import PackPrevu, Plan, etiquette, partie
from kitgen.production.moyens import Moyens, Suivi
from kitgen.production.preparation import Prepare
from kitgen.relecture import a_lire, faire_juger, lire_dossier, relire
from kitgen.relecture.couverture import Couverture
from kitgen.relecture.faute import Faute, Remede

if TYPE_CHECKING:
    from kitgen.model.manifeste import Manifeste


Relies: TypeAlias = Sequence[tuple[PackPrevu, Relie]]
"""Packs, and how each is bound."""


def clore(
    prepare: Prepare,
    plan: Plan,
    pages: Mapping[str, int],
    decrire: Callable[[Relies], Manifeste],
    moyens: Moyens,
    *,
    entier: bool,
    pdfa: bool,
) -> tuple[Manifeste, tuple[Faute, ...]]:
    """Bind each pack of which no document is missing, and read all back; `pages` of the documents, by `chemin`.

    The manifest, which `decrire` makes for these packs, with the fingerprints of what was read; and what is wrong, as
    `kitgen verify` finds it later, with the coverage of the criteria, which needs the référentiel.
    """
    projet = prepare.projet
    pieces = _pieces(prepare, plan, moyens.dossier)
    packs = _imposer(plan, pages, pieces)
    liasses = _liasses(prepare, packs, pieces, moyens.dossier)
    try:
        binding = _assembler([pack for pack, _ in packs], liasses, moyens)
        manifeste = decrire(packs)
        del pieces, packs, liasses  # tens of megabytes, which go once the packs are bound
        couverture = Couverture(projet.referentiel, projet.kit, projet.sujets, projet.candidats, prepare.plan)
        wanted = a_lire(manifeste, couverture, {f"{d.chemin}.pdf": d for d in plan.documents if couverture.concerne(d)})
        held = moyens.reprise.tenus(wanted)
        every = range(len(wanted.ordres))
        # An archive's documents aren't yet what they will be.
        early = range(0 if pdfa else len(wanted.documents) + len(wanted.mots))
        known = held.retrouver(early)
        begun = faire_juger(moyens.dossier, wanted, [n for n in early if n not in known], moyens.equipe)
        for _ in binding:
            moyens.suivi.avance()
        refused = _archiver(manifeste, moyens.dossier, moyens.suivi) if pdfa else ()
        moyens.suivi.etape("Relecture", len(every))
        known |= held.retrouver(every[len(early) :])
        lecture = lire_dossier(moyens.dossier, wanted, moyens.equipe, moyens.suivi.avance, known, begun, held.retenir)
    except BaseException:
        moyens.equipe.arreter()
        raise
    manifeste = constater(manifeste, lecture, projet.impression)
    return manifeste, (*refused, *relire(manifeste, lecture, entier=entier))


def _pieces(prepare: Prepare, plan: Plan, dossier: Path) -> dict[str, Piece]:
    """What each document is in a pack, by `chemin`."""
    candidats = {c.numero: c for c in prepare.projet.candidats}
    return {
        d.chemin: Piece(dossier / f"{d.chemin}.pdf", d.titre, partie(d, candidats), etiquette(d), d.recto_seul)
        for d in plan.documents
    }


def _imposer(plan: Plan, pages: Mapping[str, int], pieces: Mapping[str, Piece]) -> Relies:
    """The packs of which no document is missing."""
    parts = {c: (c, count, pieces[c].recto_seul, pieces[c].etiquette) for c, count in pages.items()}
    return [
        (pack, relier([parts[chemin] for chemin in pack.contenu], recto_verso=pack.recto_verso))
        for pack in plan.packs
        if pages.keys() >= set(pack.contenu)
    ]


def _liasses(prepare: Prepare, packs: Relies, pieces: Mapping[str, Piece], dossier: Path) -> dict[str, Liasse]:
    """What each pack is bound from, by its file."""
    return {
        pack.fichier: Liasse(
            tuple(pieces[chemin] for chemin in pack.contenu),
            dossier / pack.fichier,
            f"{pack.titre} – {prepare.projet.session.intitule}",
            pack.recto_verso,
            pack.exemplaires,
        )
        for pack, _ in packs
    }


def _assembler(packs: Sequence[PackPrevu], liasses: Mapping[str, Liasse], moyens: Moyens) -> Iterator[None]:
    """Begin to bind these packs; the answer ends once all are there, and comes once for each that had to be."""
    moyens.suivi.etape("Assemblage", len(packs))
    there = moyens.reprise.packs(packs, liasses)
    moyens.suivi.avance(len(there))
    left = [pack for pack in packs if pack.fichier not in there]
    orders = moyens.reprise.avec_memoire(left, liasses, moyens.atelier)
    binding = moyens.equipe.faire(lier, [*orders.values()], _poids)

    def attendre() -> Iterator[None]:
        for _ in binding:
            yield
        moyens.reprise.noter_les_packs(left, orders)

    return attendre()


def _poids(liasse: Liasse) -> float:
    return sum(piece.fichier.stat().st_size for piece in liasse.pieces)


def _archiver(manifeste: Manifeste, folder: Path, suivi: Suivi) -> tuple[Faute, ...]:
    """What keeps finished PDFs from being what an archive asks for."""
    from kitgen.pdf.pdfa import NIVEAU, archiver

    files = [*(d.pdf for d in manifeste.documents), *(p.fichier for p in manifeste.packs)]
    suivi.etape("Archivage", len(files))
    faults = []
    for name in files:
        faults += [
            Faute(name, f"n'est pas conforme à {NIVEAU} : {said}", Remede.CORRIGER) for said in archiver(folder / name)
        ]
        suivi.avance()
    return tuple(faults)
