"""Writes and reads `manifeste.json`: what was made, from what, by which engine."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from kitgen import __version__
from kitgen.changements import Changements
from kitgen.errors import UsageProblem
from kitgen.imposition import Relie
from kitgen.model.impression import DocumentImprime, Impression
from kitgen.model.manifeste import (
    ChangementsFaits,
    DocumentChange,
    DocumentFait,
    Manifeste,
    MoteurUtilise,
    NonFait,
    PackFait,
    PersonneChangee,
    PieceDuPack,
    SessionFaite,
    SujetTire,
)
from kitgen.pdf import texte_des_pages
from kitgen.plan import DocumentPrevu, PackPrevu, Plan
from kitgen.readers.projet import Projet

NOM = "manifeste.json"


def empreinte(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def decrire(
    projet: Projet,
    plan: Plan,
    moteur: MoteurUtilise,
    dossier: Path,
    pages: Mapping[str, int],
    packs: Sequence[tuple[PackPrevu, Relie]],
    numeros: Sequence[int],
    changements: Changements | None = None,
    *,
    pdfa: bool = False,
) -> Manifeste:
    """The manifest of a finished folder; `pages` by document, `packs` as they were bound."""
    s, r = projet.session, projet.referentiel
    versions = changements.versions if changements else {}
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
        entrees=projet.entrees,
        documents=tuple(_document(d, dossier, pages[d.chemin], versions.get(d.chemin, 1)) for d in plan.documents),
        packs=tuple(_pack(p, relie, dossier, plan, pages) for p, relie in packs),
        tirage=tuple(
            SujetTire(candidat=a.numero, competence=a.competence, sujet=a.sujet, motif=a.motif) for a in plan.tirage
        ),
        non_faits=tuple(NonFait(candidat=n.candidat, document=n.document, motif=n.motif) for n in plan.non_prevus),
        changements=_changements(projet.impression, changements, plan, dossier, entiere=not numeros),
    )


def empreintes_des_pages(pdf: Path) -> tuple[str, ...]:
    """A fingerprint of the text of each page; the strip is no text, so a version alone changes none."""
    pages = (" ".join(page.split()) for page in texte_des_pages(pdf))
    return tuple(hashlib.sha256(page.encode()).hexdigest()[:16] for page in pages)


def lire(dossier: Path) -> Manifeste:
    """The manifest of a finished folder; raises UsageProblem when there is none, or it can't be read."""
    try:
        return Manifeste.model_validate_json((dossier / NOM).read_bytes())
    except (OSError, ValidationError) as error:
        raise UsageProblem(
            f"{dossier} n'est pas un dossier produit par kitgen (manifeste.json absent ou illisible)\n"
            "    → lancez d'abord make kits, ou indiquez le bon dossier"
        ) from error


def ecrire(manifeste: Manifeste, dossier: Path) -> None:
    """Write the manifest into the folder it describes."""
    (dossier / NOM).write_text(manifeste.model_dump_json(indent=1) + "\n", encoding="utf-8")


def _document(d: DocumentPrevu, dossier: Path, pages: int, version: int) -> DocumentFait:
    docx, pdf = f"{d.chemin}.docx", f"{d.chemin}.pdf"
    return DocumentFait(
        code=d.code,
        candidat=d.candidat,
        commission=d.commission,
        organisme=d.organisme,
        jure=d.jure,
        competence=d.competence,
        sujet=d.sujet,
        titre=d.titre,
        pack=d.pack,
        recto_seul=d.recto_seul,
        vierge=d.vierge is not None,
        docx=docx,
        pdf=pdf,
        pages=pages,
        version=version,
        sha256=empreinte(dossier / pdf),
        sha256_docx=empreinte(dossier / docx),
    )


def _pack(p: PackPrevu, relie: Relie, dossier: Path, plan: Plan, pages: Mapping[str, int]) -> PackFait:
    single = {d.chemin for d in plan.documents if d.recto_seul}
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
        destinataire=p.destinataire,
        fichier=p.fichier,
        titre=p.titre,
        pages=relie.pages,
        recto_verso=p.recto_verso,
        feuilles=relie.pages // 2 if p.recto_verso else relie.pages,
        exemplaires=p.exemplaires,
        pages_blanches=relie.blanches,
        sha256=empreinte(dossier / p.fichier),
        contenu=tuple(contents),
    )


def _changements(
    impression: Impression | None, changements: Changements | None, plan: Plan, dossier: Path, *, entiere: bool
) -> ChangementsFaits | None:
    """What changed since the print run; of a whole session only, as a part of it says nothing of the rest."""
    if impression is None or changements is None or not entiere:
        return None
    printed = {d.chemin: d for d in impression.documents}
    changed = [d for d in plan.documents if d.chemin in changements.modifies | changements.nouveaux]
    return ChangementsFaits(
        impression=impression.rang,
        personnes=tuple(
            PersonneChangee(candidat=p.numero, nom=p.nom, etat=p.etat, champs=p.champs) for p in changements.personnes
        ),
        documents=(
            *(_change(d, printed.get(d.chemin), changements.versions[d.chemin], dossier) for d in changed),
            *(
                DocumentChange(chemin=d.chemin, titre=d.titre, candidat=d.candidat, etat="retire", version=d.version)
                for d in changements.retires
            ),
        ),
    )


def _change(d: DocumentPrevu, before: DocumentImprime | None, version: int, dossier: Path) -> DocumentChange:
    now = empreintes_des_pages(dossier / f"{d.chemin}.pdf")
    then = before.pages if before else ()
    return DocumentChange(
        chemin=d.chemin,
        titre=d.titre,
        candidat=d.candidat,
        etat="modifie" if before else "nouveau",
        version=version,
        pages=tuple(n for n, page in enumerate(now, 1) if n > len(then) or then[n - 1] != page),
    )
