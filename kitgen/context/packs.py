"""From a planned pack to what its cover, its check-list and its separators count."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from kitgen.context import vues_jour as vues
from kitgen.context.typographie import texte
from kitgen.model.session import Session
from kitgen.packs.imposition import feuilles
from kitgen.plan import VIERGES, DocumentPrevu, PackPrevu


def pack(
    prevu: PackPrevu,
    documents: Mapping[str, DocumentPrevu],
    pages: Mapping[str, int],
    noms: Mapping[int, str],
    session: Session,
) -> vues.VuePack:
    """What a pack holds, in its order; `pages` are those of its finished documents (1 where that is not known)."""
    content = [documents[chemin] for chemin in prevu.contenu]
    whole = prevu.cle == session.code and len({d.commission for d in content if d.pack is None}) > 1
    parts: list[vues.VuePartie] = []
    rank = count = 0
    mine = [d for d in content if d.pack is None]
    for (numero, spare, commission), members in groupby(mine, key=lambda d: _partie(d, whole=whole)):
        shown = [_contenu(d, len(list(copies)), pages, prevu) for d, copies in groupby(members)]
        rank += numero is not None
        count += sum(c.exemplaires for c in shown)
        parts.append(
            vues.VuePartie(
                numero=f"{numero:03d}" if numero is not None else "",
                titre=noms[numero] if numero is not None else _commun(session, spare, commission),
                documents=tuple(shown),
                pages=sum(c.pages for c in shown),
                feuilles=sum(c.feuilles for c in shown),
                rang=rank if numero is not None else 0,
            )
        )
    own = [_contenu(d, 1, pages, prevu) for d in content if d.pack is not None]
    opening = vues.VueOuverture(sum(c.pages for c in own), sum(c.feuilles for c in own))
    return vues.VuePack(
        code=prevu.code,
        titre=texte(prevu.titre),
        recto_verso=prevu.recto_verso,
        parties=tuple(parts),
        candidats=rank,
        documents=count,
        pages=sum(p.pages for p in parts) + opening.pages,
        feuilles=sum(p.feuilles for p in parts) + opening.feuilles,
        ouverture=opening,
        exemplaires=prevu.exemplaires,
    )


def _partie(d: DocumentPrevu, *, whole: bool) -> tuple[int | None, bool, str | None]:
    return d.candidat, d.vierge is not None, d.commission if whole and d.candidat is None else None


def _commun(session: Session, spare: bool, commission: str | None) -> str:
    """The heading of what concerns no candidate."""
    jury = session.commission(commission or "")
    if spare:
        return f"{VIERGES}, {texte(jury.libelle)}" if jury else VIERGES
    return texte(jury.libelle) if jury else "Pour toute la commission"


def _contenu(document: DocumentPrevu, copies: int, pages: Mapping[str, int], prevu: PackPrevu) -> vues.VueContenu:
    count = pages.get(document.chemin, 1)
    sheets = feuilles(count, recto_verso=prevu.recto_verso, recto_seul=document.recto_seul)
    return vues.VueContenu(
        titre=texte(document.titre),
        exemplaire=document.jure or document.sujet or "",
        pages=count * copies,
        feuilles=sheets * copies,
        exemplaires=copies,
    )
