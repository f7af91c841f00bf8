"""What a page says of itself on its strip: the words for people, and the code that a scanner reads.

The code of a page is one line of capitals, which a QR code holds in little room:

    KG1/session/document/candidat/commission/sujet/jure/page/pages/somme

`session`, `document`, `commission`, `sujet` and `jure` are the codes of the files, in capitals, `_` written `$`;
`candidat` is the number. What does not apply is empty. A document that replaces a printed one says its version
behind its code: `GRILLE+2`. `somme` is the checksum: the first 40 bits of the SHA-256
of all that stands before it, in base 32. It finds a misreading and a foreign code; it is no signature.
A code holds no name, nor anything else about a person but the number.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from kitgen.context.typographie import texte
from kitgen.noms import majuscules

if TYPE_CHECKING:
    # The processes that finish pages know identities alone: the models take half the time in which they start.
    from kitgen.model.candidat import Candidat
    from kitgen.model.referentiel import Referentiel
    from kitgen.model.session import Session
    from kitgen.plan import DocumentPrevu

CAPACITE = 122
"""The longest code, in characters: a QR code of version 5, error correction M, the smallest print that was
measured to be read from a scan (see `kitgen.stamp.qr`)."""

_BASE_32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORME = re.compile(
    r"KG1/([A-Z0-9.$-]*/[A-Z0-9.$-]*(?:\+[1-9]\d*)?/(?:[A-Z0-9.$-]*/){4})([1-9]\d*)/([1-9]\d*)/([0-9A-Z]{8})"
)


@dataclass(frozen=True, slots=True)
class CodeDePage:
    """The code of one page; its codes are in capitals, as a scanner reads them."""

    session: str
    document: str
    candidat: int | None = None
    commission: str = ""
    sujet: str = ""
    jure: str = ""
    page: int = 1
    pages: int = 1
    version: int = 1

    def ecrire(self) -> str:
        """The line that the QR code holds."""
        number = "" if self.candidat is None else str(self.candidat)
        document = f"{self.document}+{self.version}" if self.version > 1 else self.document
        fields = (self.session, document, number, self.commission, self.sujet, self.jure)
        said = "/".join(("KG1", *fields, str(self.page), str(self.pages))).replace("_", "$") + "/"
        return said + _somme(said)


@dataclass(frozen=True, slots=True)
class Identite:
    """Whose document this is: `reperes` and numbers are never shortened, names and titles may be."""

    certification: str
    session: str
    document: str
    repere: str
    """The candidate's number, or the code of the commission, of the OF or of the session."""
    nom: str
    """The candidate's name, or that of the commission or of the OF."""
    precisions: tuple[str, ...]
    """Which sujet, which juror: by their codes."""
    code: CodeDePage

    @property
    def remplace(self) -> str:
        """What a document says that replaces a printed one; empty otherwise."""
        v = self.code.version
        return f"version {v}, remplace la version {v - 1}" if v > 1 else ""


class Identifiable(Protocol):
    """What a code is made from: a planned document, or one of a manifest."""

    @property
    def code(self) -> str:
        """Of the document, in the kit."""

    @property
    def candidat(self) -> int | None:
        """The number."""

    @property
    def commission(self) -> str | None:
        """Its code."""

    @property
    def sujet(self) -> str | None:
        """Its code."""

    @property
    def jure(self) -> str | None:
        """The code of the juror."""

    @property
    def pack(self) -> str | None:
        """The file of the pack that it opens."""

    @property
    def rechange(self) -> str | None:
        """What tells a spare copy from its likes."""


def lire_code(text: str) -> CodeDePage | None:
    """The code of a page from what a scanner read; None if it is none of ours, or was misread."""
    found = _FORME.fullmatch(text)
    if found is None or _somme(text[:-8]) != found[4]:
        return None
    session, document, number, commission, sujet, jure = found[1].replace("$", "_").split("/")[:-1]
    page, pages = int(found[2]), int(found[3])
    document, _, version = document.partition("+")
    if not session or not document or page > pages or not (number.isdecimal() or not number):
        return None
    candidat = int(number) if number else None
    return CodeDePage(session, document, candidat, commission, sujet, jure, page, pages, int(version or 1))


def identifier(
    document: DocumentPrevu,
    session: Session,
    referentiel: Referentiel,
    candidats: Mapping[int, Candidat],
    version: int = 1,
) -> Identite:
    """What the pages of a planned document say of themselves; `version` counts what was printed of it before."""
    commission = session.commission(document.commission or "")
    if document.vierge is not None:
        repere, nom = document.commission or "", "exemplaire vierge"
    elif document.candidat is not None:
        c = candidats[document.candidat]
        repere, nom = f"{c.numero:03d}", f"{majuscules(c.nom_naissance)} {c.prenoms}"
    elif document.commission is None and (organisme := session.organisme(document.organisme)) is not None:
        repere, nom = organisme.code, organisme.nom
    else:
        repere, nom = document.commission or session.code, commission.libelle if commission else ""
    return Identite(
        certification=texte(referentiel.sigle),
        session=texte(session.intitule),
        document=texte(document.titre),
        repere=repere,
        nom=texte(nom),
        precisions=tuple(
            f"{what} {code}" for what, code in (("sujet", document.sujet), ("juré", document.jure)) if code
        ),
        code=replace(code_du_document(document, session.code), version=version),
    )


def code_du_document(document: Identifiable, session: str) -> CodeDePage:
    """The code of the first page of a document that would have but one."""
    return CodeDePage(
        session=session.upper(),
        document=document.code.upper(),
        candidat=document.candidat,
        # The number of a candidate says the commission.
        commission=(document.commission or "").upper() if document.candidat is None else "",
        sujet=(document.sujet or _distinction(document)).upper(),
        jure=(document.jure or "").upper(),
    )


def _distinction(document: Identifiable) -> str:
    """What opens a pack is told from its likes by the pack, a spare copy by the option that it is for."""
    return document.rechange or (document.pack or "").rpartition("/")[2].removesuffix(".pdf")


def trop_long(code: CodeDePage) -> bool:
    """Whether a document of this code, however many pages it gets, may not find room in the QR code."""
    return len(replace(code, page=999, pages=999, version=9).ecrire()) > CAPACITE


def _somme(text: str) -> str:
    bits = int.from_bytes(hashlib.sha256(text.encode()).digest()[:5], "big")
    return "".join(_BASE_32[bits >> shift & 31] for shift in range(35, -1, -5))
