"""Writes and reads `manifeste.json`: what was made, from what, by which engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kitgen import __version__
from kitgen.connus import connus, organismes_connus, permis
from kitgen.context.construire import Contextes
from kitgen.engines.polices import noms_postscript
from kitgen.errors import UsageProblem, dit_en_francais
from kitgen.model.manifeste import (
    DocumentFait,
    Manifeste,
    MoteurUtilise,
    NonFait,
    PackFait,
    PieceDuPack,
    SessionFaite,
    SujetTire,
)
from kitgen.plan import DocumentPrevu, PackPrevu, Plan
from kitgen.readers.projet import Projet
from kitgen.relecture import Lecture
from kitgen.relecture.fichiers import MANIFESTE as NOM

_MOTEURS = frozenset({"libreoffice", "rdocx"})
"""Those that lay pages out for people, with our fonts."""


def decrire(
    projet: Projet,
    plan: Plan,
    contextes: Contextes,
    moteur: MoteurUtilise,
    pages: Mapping[str, int],
    packs: Sequence[tuple[PackPrevu, tuple[int, ...]]],
    numeros: Sequence[int],
) -> Manifeste:
    """The manifest of a finished folder, without its fingerprints; `pages` by document that could be made,
    `packs` with first pages and total."""
    s, r = projet.session, projet.referentiel
    evaluateurs = {sujet.code: sujet.evaluateur for sujet in projet.sujets}
    drawn = {(a.numero, a.sujet) for a in plan.tirage}
    entries = {d.code: d for d in projet.kit.documents}

    def cites(d: DocumentPrevu) -> tuple[str, ...] | None:
        if "sujets" not in entries[d.code].couverture:
            return None
        if d.sujet is not None:
            return (d.sujet,)
        return tuple(sorted(s for n, s in drawn if n == d.candidat and evaluateurs[s] == d.evaluateur))

    return Manifeste(
        kitgen=__version__,
        session=SessionFaite(
            code=s.code,
            intitule=s.intitule,
            debut=s.debut.isoformat(),
            fin=s.fin.isoformat(),
            referentiel=r.code,
            version_referentiel=r.date_mise_a_jour,
        ),
        moteur=moteur,
        candidats=tuple(sorted(set(numeros))) or None,
        personnes=connus(projet),
        organismes=organismes_connus(projet),
        partout=contextes.partout,
        permis=permis(projet),
        polices=noms_postscript() if moteur.nom in _MOTEURS else None,
        entrees=projet.entrees,
        documents=tuple(
            _document(d, pages[d.chemin], contextes, bandeau=entries[d.code].bandeau, sujets=cites(d))
            for d in plan.documents
            if d.chemin in pages
        ),
        packs=tuple(_pack(p, firsts, pages) for p, firsts in packs),
        tirage=tuple(
            SujetTire(
                candidat=a.numero,
                competence=a.competence,
                sujet=a.sujet,
                evaluateur=evaluateurs[a.sujet],
                motif=a.motif,
            )
            for a in plan.tirage
        ),
        non_faits=tuple(NonFait(candidat=n.candidat, document=n.document, motif=n.motif) for n in plan.non_prevus),
    )


def constater(manifeste: Manifeste, lecture: Lecture) -> Manifeste:
    """The manifest with the fingerprints of the files that were read."""

    def pages(chemin: str) -> tuple[str, ...]:
        lu = lecture.lus.get(chemin)
        return tuple(p.empreinte for p in lu.pages) if lu else ()

    digests = lecture.empreintes
    return manifeste.model_copy(
        update={
            "documents": tuple(
                d.model_copy(
                    update={
                        "sha256": digests.get(d.pdf, ""),
                        "sha256_docx": digests.get(d.docx, ""),
                        "empreintes": pages(d.pdf),
                    }
                )
                for d in manifeste.documents
            ),
            "packs": tuple(p.model_copy(update={"sha256": digests.get(p.fichier, "")}) for p in manifeste.packs),
        }
    )


def ecrire(manifeste: Manifeste, dossier: Path) -> None:
    """Write the manifest into the folder it describes."""
    (dossier / NOM).write_text(manifeste.model_dump_json(indent=1) + "\n", encoding="utf-8")


def lire(dossier: Path) -> Manifeste:
    """The manifest of a finished folder.

    Raises UsageProblem when there is none, or when it is none that this version of kitgen knows.
    """
    path = dossier / NOM
    try:
        return Manifeste.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UsageProblem(
            f"{path} ne peut pas être lu ({dit_en_francais(error)}).\n"
            "    → donnez un dossier produit par kitgen, par exemple out/2027-03"
        ) from error
    except ValueError as error:
        raise UsageProblem(
            f"{path} n'est pas un manifeste que cette version de kitgen connaît.\n"
            "    → le fichier a été modifié, ou le dossier vient d'une autre version : reproduisez la session"
        ) from error


def _document(
    d: DocumentPrevu, pages: int, contextes: Contextes, *, bandeau: bool, sujets: tuple[str, ...] | None
) -> DocumentFait:
    return DocumentFait(
        code=d.code,
        titre=d.titre,
        evaluateur=d.evaluateur,
        diffusion=d.diffusion,
        candidat=d.candidat,
        commission=d.commission,
        organisme=d.organisme,
        jure=d.jure,
        competence=d.competence,
        sujet=d.sujet,
        pack=d.pack,
        concerne=contextes.concernes(d),
        sujets=sujets,
        reference=contextes.reference(d),
        bandeau=bandeau,
        docx=f"{d.chemin}.docx",
        pdf=f"{d.chemin}.pdf",
        pages=pages,
        empreintes=(),
        sha256="",
        sha256_docx="",
    )


def _pack(p: PackPrevu, firsts: tuple[int, ...], pages: Mapping[str, int]) -> PackFait:
    pieces = tuple(
        PieceDuPack(pdf=f"{chemin}.pdf", premiere_page=first, pages=pages[chemin])
        for chemin, first in zip(p.contenu, firsts[:-1], strict=True)
    )
    printed = {n for piece in pieces for n in range(piece.premiere_page, piece.premiere_page + piece.pages)}
    return PackFait(
        code=p.code,
        cle=p.cle,
        titre=p.titre,
        destinataire=p.destinataire,
        recto_verso=p.recto_verso,
        fichier=p.fichier,
        pages=firsts[-1],
        pages_blanches=tuple(n for n in range(1, firsts[-1] + 1) if n not in printed),
        sha256="",
        contenu=pieces,
    )
