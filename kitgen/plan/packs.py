"""The packs of a plan: what goes into each, in which order, how often, and what opens, divides and completes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kitgen.metier.epreuves import blocs_a_evaluer, dispense
from kitgen.model.candidat import Candidat
from kitgen.model.kit import PAR_JURE, DocumentDuKit, Exemplaires, Kit, PackDuKit
from kitgen.model.referentiel import Referentiel
from kitgen.model.session import Commission, Session
from kitgen.noms import cle_de_tri, nom_de_fichier
from kitgen.plan.designation import dossier_du_candidat
from kitgen.plan.prevu import DocumentPrevu, PackPrevu, Vierge


def composer(
    entry: PackDuKit, kit: Kit, session: Session, present: Sequence[Candidat], documents: Sequence[DocumentPrevu]
) -> Iterator[tuple[PackPrevu, tuple[DocumentPrevu, ...]]]:
    """The packs of one entry of the kit, each with the documents that are made for it alone.

    `present` are the candidates in the order of passage, commission by commission. A pack that would hold nothing
    but what opens it is not made.
    """
    people = {c.numero: c for c in present}
    entries = [e for code in entry.codes if (e := kit.document(code)) is not None]
    opening = [e for e in entries if e.un_par == ("pack",)]
    dividers = [e for e in entries if e.un_par == ("pack", "candidat")]
    # What opened an earlier pack is that pack's alone.
    codes = frozenset(entry.codes)
    wanted: dict[str | None, list[DocumentPrevu]] = defaultdict(list)
    for d in documents:
        if d.code in codes and d.pack is None:
            wanted[_owner(entry, d, session)].append(d)
    place = _Place(entry, session, present)
    for key, filename, label in _cles(entry, session, present):
        mine = sorted(wanted[key], key=place)
        if not mine:
            continue
        pack = PackPrevu(
            code=entry.code,
            cle=key,
            titre=f"{entry.titre} – {label}" if label else entry.titre,
            destinataire=entry.destinataire,
            fichier=f"packs/{nom_de_fichier(entry.code)}{filename and '-'}{filename}.pdf",
            contenu=(),
            recto_verso=entry.recto_verso,
            exemplaires=_nombre(entry.exemplaires, session, _commission_de(entry, key, people)),
        )
        folder = _dossier(entry, pack)
        opens = [ouverture(e, entry, pack, people) for e in opening]
        numbers = list(dict.fromkeys(d.candidat for d in mine if d.candidat is not None))
        # A pack about one candidate needs nothing between candidates.
        sheets = [
            _propre(e, f"{folder}-{nom_de_fichier(e.code)}-{n:03d}", pack, _du_candidat(people[n]))
            for e in (dividers if len(numbers) > 1 else ())
            for n in numbers
        ]
        # Stable: before the documents of its candidate, in the place of the first of them.
        ordered = (*opens, *sorted([*sheets, *mine], key=lambda d: place.du_candidat(d)))
        content = [d.chemin for d in ordered for _ in range(_copies(entry, d, session))]
        if any(d.pack is None and d.chemin in content for d in mine):
            yield replace(pack, contenu=tuple(content)), (*opens, *sheets)


def vierges(
    kit: Kit,
    session: Session,
    referentiel: Referentiel,
    commissions: Sequence[Commission],
    present: Sequence[Candidat],
) -> Iterator[DocumentPrevu]:
    """The spare documents that packs ask for: for each commission, one for each option that somebody there takes.

    It holds what anybody of that option is still to be evaluated on, so that it can stand in for anybody's.
    """
    asked = {p.document for pack in kit.packs for p in pack.documents if p.vierges}
    for entry in (d for d in kit.documents if d.code in asked):
        for commission in commissions:
            here = [
                c for c in present if c.commission == commission.code and not dispense(session, c, entry.evaluateur)
            ]
            taken = {c.option for c in here if c.option is not None}
            options: list[str | None] = [o.code for o in referentiel.parcours.options if o.code in taken]
            if here and not options:
                options = [None]
            for option in options:
                # Whoever takes the tronc commun alone can be given any of them.
                blocs = {b.code for c in here if c.option in (option, None) for b in blocs_a_evaluer(c, referentiel)}
                suffix = f"-{nom_de_fichier(option)}" if option else ""
                yield DocumentPrevu(
                    chemin=f"commissions/{nom_de_fichier(commission.code)}/{nom_de_fichier(entry.code)}-vierge{suffix}",
                    code=entry.code,
                    titre=entry.titre,
                    gabarit=entry.gabarit,
                    diffusion=entry.diffusion,
                    evaluateur=entry.evaluateur,
                    commission=commission.code,
                    recto_seul=entry.recto_seul,
                    vierge=Vierge(
                        option,
                        tuple(b.code for b in referentiel.blocs if b.code in blocs),
                        jure="jure" in entry.un_par,
                    ),
                )


class _Place:
    """Where a document stands in a pack: what concerns no candidate, then one candidate after the other, then spares.

    In a pack of the whole session, in the order of passage, one commission follows the other.
    """

    def __init__(self, entry: PackDuKit, session: Session, present: Sequence[Candidat]) -> None:
        self._rank = {code: i for i, code in enumerate(entry.codes)}
        self._commissions = {c.code: i for i, c in enumerate(session.commissions)}
        self._whole = entry.un_par == "session"
        self._by_name = entry.ordre_des_candidats == "nom"
        ordered = sorted(present, key=_par_nom) if self._by_name else present
        self._position = {c.numero: i for i, c in enumerate(ordered)}

    def du_candidat(self, d: DocumentPrevu) -> tuple[int, int]:
        """The place of all that is about the same candidate."""
        commission = self._commissions.get(d.commission or "", 0)
        group = commission if self._whole and not self._by_name else 0
        if d.vierge is not None:
            return group, len(self._position)
        return group, -1 if d.candidat is None else self._position[d.candidat]

    def __call__(self, d: DocumentPrevu) -> tuple[int, int, int, int]:
        """The sort key of a document."""
        commission = self._commissions.get(d.commission or "", 0) if self._whole and d.candidat is None else 0
        return *self.du_candidat(d), commission, self._rank[d.code]


def _par_nom(c: Candidat) -> tuple[tuple[str, str], tuple[str, str], int]:
    return cle_de_tri(c.nom_naissance), cle_de_tri(c.prenoms), c.numero


def _cles(entry: PackDuKit, session: Session, present: Sequence[Candidat]) -> list[tuple[str, str, str]]:
    """The packs of an entry: whose, in the file name, and in the title."""
    if entry.un_par == "candidat":
        return [(f"{c.numero:03d}", dossier_du_candidat(c), "") for c in present]
    if entry.un_par == "organisme":
        return [(o.code, nom_de_fichier(o.code), o.nom) for o in session.organismes]
    if entry.un_par == "session":
        return [(session.code, "", "")]
    return [(c.code, nom_de_fichier(c.code), c.libelle) for c in session.commissions]


def _owner(entry: PackDuKit, document: DocumentPrevu, session: Session) -> str | None:
    if entry.un_par == "session":
        return session.code
    if entry.un_par == "candidat":
        return f"{document.candidat:03d}" if document.candidat is not None else None
    return document.organisme if entry.un_par == "organisme" else document.commission


def ouverture(
    entry: DocumentDuKit, of: PackDuKit, pack: PackPrevu, people: Mapping[int, Candidat] | None = None
) -> DocumentPrevu:
    """A document that opens a pack; it lies where the pack's recipient may look."""
    whose: dict[str, str | int | None] = {} if of.un_par == "session" else {of.un_par: pack.cle}
    if of.un_par == "candidat":
        who = (people or {}).get(int(pack.cle))
        whose = {"candidat": int(pack.cle), "organisme": who.organisme if who else None}
    return _propre(entry, f"{_dossier(of, pack)}-{nom_de_fichier(entry.code)}", pack, whose)


def _dossier(entry: PackDuKit, pack: PackPrevu) -> str:
    """Where a pack's own documents lie: where its recipient may look. A path up to the code of the document."""
    code = nom_de_fichier(entry.code)
    if entry.un_par == "session":
        return f"session/{code}"
    top = {"candidat": "candidats", "organisme": "organismes"}.get(entry.destinataire, "commissions")
    owner = pack.fichier.rpartition("/")[2].removesuffix(".pdf").removeprefix(f"{code}-")
    return f"{top}/{owner}/{code}"


def _du_candidat(c: Candidat) -> dict[str, str | int | None]:
    return {"candidat": c.numero, "commission": c.commission, "organisme": c.organisme}


def _propre(entry: DocumentDuKit, chemin: str, pack: PackPrevu, whose: Mapping[str, str | int | None]) -> DocumentPrevu:
    """A document that is made for one pack alone."""
    document = DocumentPrevu(
        chemin=chemin,
        code=entry.code,
        titre=entry.titre,
        gabarit=entry.gabarit,
        diffusion=entry.diffusion,
        pack=pack.fichier,
        recto_seul=entry.recto_seul,
    )
    return replace(document, **whose)  # type: ignore[arg-type]


def _copies(entry: PackDuKit, document: DocumentPrevu, session: Session) -> int:
    piece = next(p for p in entry.documents if p.document == document.code)
    if document.vierge is not None:
        return piece.vierges
    return _nombre(piece.exemplaires, session, document.commission)


def _commission_de(entry: PackDuKit, key: str, people: Mapping[int, Candidat]) -> str | None:
    if entry.un_par == "candidat":
        return people[int(key)].commission
    return key if entry.un_par == "commission" else None


def _nombre(exemplaires: Exemplaires, session: Session, commission: str | None) -> int:
    if exemplaires != PAR_JURE:
        return int(exemplaires)
    jury = session.commission(commission or "")
    return len(jury.jures) if jury else 1
