"""Rules of a session that was printed: a number stays with its person, a withdrawal is said."""

from __future__ import annotations

from collections.abc import Iterator

from kitgen.errors import Gravite, Problem
from kitgen.model.candidat import Candidat
from kitgen.model.impression import CandidatImprime, Impression
from kitgen.noms import plie
from kitgen.readers.projet import Projet


def verifier(projet: Projet) -> list[Problem]:
    """Problems of the list against what was printed of it last; none as long as nothing was."""
    impression = projet.impression
    if impression is None:
        return []
    if impression.session != projet.session.code:
        return [
            projet.lus["session"].probleme(
                ("code",),
                f"le dossier « impressions » est celui d'une autre session, {impression.session}",
                "supprimez-le si cette session n'a jamais été imprimée ; sinon, rendez-lui son code",
                projet.session.code,
            )
        ]
    return [*_numeros(projet, impression), *_disparus(projet, impression)]


def _numeros(projet: Projet, impression: Impression) -> Iterator[Problem]:
    """A number on paper is somebody's: it must not come to mean another person."""
    owners = {_qui(c): c for c in impression.candidats}
    for inscrit in projet.inscrits:
        c = inscrit.candidat
        before = impression.candidat(c.numero)
        own = owners.get(_de(c))
        if before is not None and not _meme(before, c):
            yield inscrit.probleme(
                "numero",
                f"ce numéro a été imprimé pour {before.nom}",
                f"rendez-lui le numéro {own.numero:03d}, qui est le sien sur le papier"
                if own is not None
                else "donnez à ce candidat un numéro qui n'a jamais servi",
                str(c.numero),
            )
        elif before is None and own is not None:
            yield inscrit.probleme(
                "numero",
                f"{own.nom} a été imprimé avec le numéro {own.numero:03d}",
                "rendez-lui ce numéro",
                str(c.numero),
            )


def _disparus(projet: Projet, impression: Impression) -> Iterator[Problem]:
    numbers = {i.candidat.numero for i in projet.inscrits}
    people = {_de(i.candidat) for i in projet.inscrits}
    for c in impression.candidats:
        if c.numero not in numbers and _qui(c) not in people:
            yield Problem(
                projet.tableaux[0].source if projet.tableaux else "liste",
                f"{c.nom} (n° {c.numero:03d}) a été imprimé et n'est plus dans la liste",
                "remettez sa ligne avec « désisté » dans la colonne Statut : son numéro et le tirage restent connus",
                gravite=Gravite.AVERTISSEMENT,
            )


def _meme(before: CandidatImprime, c: Candidat) -> bool:
    """Whether this may be the same person, a spelling or a date corrected."""
    then, now = _qui(before), _de(c)
    return then[0] == now[0] or (then[1] == now[1] and bool(now[1]))


def _qui(c: CandidatImprime) -> tuple[str, str]:
    card = c.fiche
    return _cle(card.get("nom_naissance", ""), card.get("prenoms", "")), card.get("date_naissance", "")


def _de(c: Candidat) -> tuple[str, str]:
    return _cle(c.nom_naissance, c.prenoms), c.date_naissance.isoformat() if c.date_naissance else ""


def _cle(nom: str, prenoms: str) -> str:
    return f"{plie(nom)} {plie(prenoms)}"
