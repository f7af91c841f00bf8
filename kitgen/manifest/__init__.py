"""Writes and reads `manifeste.json`: what was made, from what, by which engine, and whose it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path

from pydantic_core import to_json

from kitgen import __version__
from kitgen.context.construire import Contextes
from kitgen.engines.polices import noms_postscript
from kitgen.errors import UsageProblem, dit_en_francais
from kitgen.impression.changements import Changements, decrire_les_changements, pages_changees
from kitgen.manifest.connus import connus, organismes_connus, permis
from kitgen.model.impression import Impression
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
from kitgen.packs.imposition import Relie
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
    packs: Sequence[tuple[PackPrevu, Relie]],
    numeros: Sequence[int],
    changements: Changements | None = None,
    *,
    entier: bool = True,
    pdfa: bool = False,
) -> Manifeste:
    """The manifest of a finished folder, without its fingerprints; `pages` by document that could be made, `packs` as
    they were bound; not `entier`, it says nothing of what changed in the rest of the session."""
    s, r = projet.session, projet.referentiel
    versions = changements.versions if changements else {}
    evaluateurs = {sujet.code: sujet.evaluateur for sujet in projet.sujets}
    drawn: dict[tuple[int | None, str | None], set[str]] = defaultdict(set)
    for a in plan.tirage:
        drawn[a.numero, evaluateurs[a.sujet]].add(a.sujet)
    entries = {d.code: d for d in projet.kit.documents}
    single = {d.chemin for d in plan.documents if d.recto_seul}

    def cites(d: DocumentPrevu) -> tuple[str, ...] | None:
        if "sujets" not in entries[d.code].couverture or d.vierge is not None:
            return None
        if d.sujet is not None:
            return (d.sujet,)
        return tuple(sorted(drawn.get((d.candidat, d.evaluateur), ())))

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
        archivage="PDF/A-2b" if pdfa else None,
        candidats=tuple(sorted(set(numeros))) or None,
        personnes=connus(projet),
        organismes=organismes_connus(projet),
        partout=contextes.partout,
        permis=permis(projet),
        polices=noms_postscript() if moteur.nom in _MOTEURS else None,
        entrees=projet.entrees,
        documents=tuple(
            _document(
                d,
                pages[d.chemin],
                contextes,
                bandeau=entries[d.code].bandeau,
                sujets=cites(d),
                version=versions.get(d.chemin, 1),
            )
            for d in plan.documents
            if d.chemin in pages
        ),
        packs=tuple(_pack(p, relie, single, pages) for p, relie in packs),
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
        changements=decrire_les_changements(changements, plan) if changements and entier else None,
    )


def constater(manifeste: Manifeste, lecture: Lecture, impression: Impression | None = None) -> Manifeste:
    """The manifest with the fingerprints of its files that were read, and which pages are not as they were printed."""
    digests = lecture.empreintes
    changes = manifeste.changements
    return manifeste.model_copy(
        update={
            "documents": tuple(
                replace(
                    d,
                    sha256=digests.get(d.pdf, ""),
                    sha256_docx=digests.get(d.docx, ""),
                    empreintes=verdict.empreintes if verdict else (),
                )
                for d, verdict in zip(manifeste.documents, lecture.documents, strict=True)
            ),
            "packs": tuple(replace(p, sha256=digests.get(p.fichier, "")) for p in manifeste.packs),
            "changements": pages_changees(changes, impression, lecture.textes) if changes and impression else changes,
        }
    )


def ecrire(manifeste: Manifeste, dossier: Path) -> None:
    """Write the manifest into the folder it describes."""
    with (dossier / NOM).open("wb") as file:
        file.writelines(_en_json(manifeste))


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


def _en_json(manifeste: Manifeste) -> Iterator[bytes]:
    """The manifest as JSON, in pieces: that of 1,600 candidates has 39 MB, and takes five times that in one piece."""
    yield b"{"
    for n, (name, value) in enumerate(manifeste):
        yield b'%s\n "%s": ' % (b"," * (n > 0), name.encode())
        if isinstance(value, tuple) and value:
            yield b"["
            for rank, entry in enumerate(value):
                # A line that begins within a text would be written as « \\n ».
                yield b"%s\n  " % (b"," * (rank > 0)) + to_json(entry, indent=1).replace(b"\n", b"\n  ")
            yield b"\n ]"
        else:
            yield to_json(value, indent=1).replace(b"\n", b"\n ")
    yield b"\n}\n"


def _document(
    d: DocumentPrevu,
    pages: int,
    contextes: Contextes,
    *,
    bandeau: bool,
    sujets: tuple[str, ...] | None,
    version: int,
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
        recto_seul=d.recto_seul,
        rechange=d.rechange,
        concerne=contextes.concernes(d),
        sujets=sujets,
        reference=contextes.reference(d),
        bandeau=bandeau,
        docx=f"{d.chemin}.docx",
        pdf=f"{d.chemin}.pdf",
        pages=pages,
        version=version,
        empreintes=(),
        sha256="",
        sha256_docx="",
    )


def _pack(p: PackPrevu, relie: Relie, single: Set[str], pages: Mapping[str, int]) -> PackFait:
    copies: Counter[str] = Counter()
    contents = []
    for chemin, first, label in zip(p.contenu, relie.premieres, relie.etiquettes, strict=True):
        copies[chemin] += 1
        contents.append(
            PieceDuPack(
                pdf=f"{chemin}.pdf",
                premiere_page=first,
                pages=pages[chemin],
                exemplaire=copies[chemin],
                recto_seul=chemin in single,
                etiquette=label,
            )
        )
    return PackFait(
        code=p.code,
        cle=p.cle,
        titre=p.titre,
        destinataire=p.destinataire,
        recto_verso=p.recto_verso,
        fichier=p.fichier,
        pages=relie.pages,
        feuilles=relie.pages // 2 if p.recto_verso else relie.pages,
        exemplaires=p.exemplaires,
        pages_blanches=relie.blanches,
        sha256="",
        contenu=tuple(contents),
    )
