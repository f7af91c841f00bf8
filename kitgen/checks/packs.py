"""Rules of the packs: documents that exist, whom each may go to, copies that make sense."""

from __future__ import annotations

from collections.abc import Iterator

from kitgen.errors import Problem
from kitgen.model.kit import PAR_JURE, DocumentDuKit, PackDuKit, PieceDuKit
from kitgen.readers.projet import Projet
from kitgen.readers.textes import ressemblants
from kitgen.readers.yaml_marques import Chemin

_UN_PAR = {"candidat": ("candidat",), "organisme": ("organisme", "candidat")}
"""What a pack for somebody is made one per, so that it holds nothing of another candidate or OF."""


_Faute = tuple[str, str, str, str]
"""Key, text, remedy, value."""


def verifier(projet: Projet) -> list[Problem]:
    """Problems of the packs of kit.yaml."""
    lu = projet.lus["kit"]
    problems: list[Problem] = []
    seen: set[str] = set()
    for i, pack in enumerate(projet.kit.packs):
        for key, text, remedy, value in _du_pack(projet, pack, seen):
            problems.append(lu.probleme(("packs", i, key), text, remedy, value))
        seen.add(pack.code)
        for k, piece in enumerate(pack.documents):
            for key, text, remedy, value in _de_la_piece(projet, pack, k, piece):
                here: Chemin = ("packs", i, "documents", k)
                problems.append(lu.probleme((*here, key) if key else here, text, remedy, value))
    return problems


def _du_pack(projet: Projet, pack: PackDuKit, seen: set[str]) -> Iterator[_Faute]:
    if pack.code in seen:
        yield "code", "ce code de pack est déjà pris", "donnez-en un autre", pack.code
    if pack.un_par not in _UN_PAR.get(pack.destinataire, (pack.un_par,)):
        yield (
            "un_par",
            f"un pack par {pack.un_par} remis à « {pack.destinataire} » lui montre les documents d'autres que lui",
            f"écrivez « un_par: {pack.destinataire} »",
            pack.un_par,
        )
    if pack.ordre is not None and pack.un_par == "candidat":
        yield "ordre", "un pack d'un seul candidat n'a pas d'ordre", "retirez « ordre »", pack.ordre
    if pack.exemplaires == PAR_JURE and pack.un_par not in ("commission", "candidat"):
        yield (
            "exemplaires",
            f"un pack par {pack.un_par} n'a pas un jury, mais plusieurs ou aucun",
            "écrivez un nombre d'exemplaires",
            PAR_JURE,
        )
    known = [found for code in pack.codes if (found := projet.kit.document(code)) is not None]
    if known and all("pack" in found.un_par for found in known):
        yield (
            "documents",
            "ce pack n'a que des pages qui l'ouvrent ou le divisent",
            "ajoutez les documents qu'il réunit",
            ", ".join(pack.codes),
        )


def _de_la_piece(projet: Projet, pack: PackDuKit, k: int, piece: PieceDuKit) -> Iterator[_Faute]:
    code = piece.document
    found = projet.kit.document(code)
    if found is None:
        yield "", "document inconnu", ressemblants(code, [d.code for d in projet.kit.documents]), code
        return
    if code in pack.codes[:k]:
        yield "", "ce document est déjà dans le pack", "retirez-le ; pour plusieurs, écrivez « exemplaires »", code
        return
    if pack.destinataire not in found.diffusion:
        yield (
            "",
            f"le document « {code} » ne peut pas être remis à « {pack.destinataire} » "
            f"(sa diffusion : {', '.join(found.diffusion)})",
            "retirez-le du pack ; ne changez la diffusion qu'après avoir vérifié qui peut le voir",
            code,
        )
        return
    if pack.un_par not in ("commission", "session") and "commission" in found.un_par:
        yield "", f"un document par commission n'entre pas dans un pack par {pack.un_par}", "retirez-le", code
        return
    yield from _exemplaires(pack, piece, found)


def _exemplaires(pack: PackDuKit, piece: PieceDuKit, found: DocumentDuKit) -> Iterator[_Faute]:
    shown = str(piece.exemplaires)
    if found.un_par == ("pack", "candidat"):
        if pack.un_par == "candidat":
            yield "", "un pack d'un seul candidat n'a rien à séparer", "retirez-le", found.code
        elif piece.exemplaires != 1:
            yield "exemplaires", "ce qui précède un candidat n'y est qu'une fois", "retirez « exemplaires »", shown
    elif piece.exemplaires == PAR_JURE:
        if "jure" in found.un_par:
            yield "exemplaires", f"« {found.code} » est déjà fait pour chaque juré", "retirez « exemplaires »", shown
        elif pack.un_par == "organisme" or (pack.un_par == "session" and "pack" in found.un_par):
            yield (
                "exemplaires",
                f"« {found.code} » n'est pas d'une commission : combien de jurés, on ne peut pas le dire",
                "écrivez un nombre d'exemplaires",
                shown,
            )
    if piece.vierges and found.un_par not in (("candidat",), ("candidat", "jure")):
        yield (
            "vierges",
            f"« {found.code} » n'est pas un document par candidat : il n'a pas de nom à laisser en blanc",
            "retirez « vierges » ; pour plusieurs, écrivez « exemplaires »",
            str(piece.vierges),
        )
    elif piece.vierges and pack.un_par not in ("commission", "session"):
        yield (
            "vierges",
            f"les exemplaires vierges sont par commission ; un pack par {pack.un_par} n'en a pas",
            "retirez « vierges », ou mettez-les dans un pack par commission",
            str(piece.vierges),
        )
