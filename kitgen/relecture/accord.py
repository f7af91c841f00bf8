"""Do the documents of a folder go together? Who may see them, and the sujets in sujet, corrigé and grille."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kitgen.model.manifeste import Manifeste
from kitgen.relecture.faute import Faute, Remede

_RESERVE = frozenset({"jury", "secretariat"})


def relire_les_dossiers(manifeste: Manifeste) -> Iterator[Faute]:
    """A folder of a candidate or an OF holds what they may be handed, and nothing of anybody else."""
    owners: dict[str, set[int | str | None]] = defaultdict(set)
    names: dict[str, set[str | int | None]] = {p.dossier: {p.candidat} for p in manifeste.personnes}
    names |= {o.dossier: {o.code} for o in manifeste.organismes}
    for document in manifeste.documents:
        for chemin in (document.pdf, document.docx):
            root, _, rest = chemin.partition("/")
            who = {"candidats": "candidat", "organismes": "organisme"}.get(root)
            if who is None:
                continue
            if who not in document.diffusion:
                said = f"est dans un dossier à remettre à « {who} » (sa diffusion : {', '.join(document.diffusion)})"
                yield Faute(chemin, said, Remede.SIGNALER)
            owner = document.candidat if who == "candidat" else document.organisme
            folder = rest.partition("/")[0]
            owners[f"{root}/{folder}"].add(owner)
            if owner not in names.get(folder, {owner}):
                yield Faute(chemin, "est dans le dossier de quelqu'un d'autre", Remede.SIGNALER)
    for folder, found in owners.items():
        if len(found) > 1:
            said = "réunit des documents de plusieurs : " + ", ".join(sorted(map(str, found)))
            yield Faute(folder, said, Remede.SIGNALER)


def relire_les_sujets(manifeste: Manifeste) -> Iterator[Faute]:
    """A candidate's sujets are those drawn; their grilles name them, and the commission has their corrigés."""
    drawn: dict[tuple[int, str], set[str]] = defaultdict(set)
    where = {p.candidat: p.commission for p in manifeste.personnes}
    by_commission: dict[str, set[str]] = defaultdict(set)
    for a in manifeste.tirage:
        drawn[a.candidat, a.evaluateur].add(a.sujet)
        if a.evaluateur == "commission":
            by_commission[where.get(a.candidat, "")].add(a.sujet)
    made: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    answers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for d in manifeste.documents:
        if d.candidat is not None and d.evaluateur is not None:
            mine = drawn[d.candidat, d.evaluateur]
            if d.sujet is not None:
                made[d.candidat, d.evaluateur, d.code].add(d.sujet)
                if d.sujet not in mine:
                    yield Faute(d.pdf, f"le sujet {d.sujet} n'a pas été tiré pour ce candidat", Remede.SIGNALER)
            elif d.sujets is not None and set(d.sujets) != mine:
                yield Faute(d.pdf, _ecart("ce document", set(d.sujets), mine), Remede.SIGNALER)
        elif d.sujet is not None and d.commission is not None:
            answers[d.commission, d.code].add(d.sujet)
            if not _RESERVE.issuperset(d.diffusion):
                yield Faute(d.pdf, "un corrigé est réservé au jury et au secrétariat", Remede.KIT)
    for (candidat, evaluateur, code), found in made.items():
        if found != drawn[candidat, evaluateur]:
            said = _ecart(f"« {code} »", found, drawn[candidat, evaluateur])
            yield Faute(f"candidat {candidat:03d}", said, Remede.SIGNALER)
    for (commission, code), found in answers.items():
        if found != by_commission[commission]:
            said = _ecart(f"« {code} »", found, by_commission[commission])
            yield Faute(f"commission {commission}", said, Remede.SIGNALER)


def _ecart(what: str, found: set[str], drawn: set[str]) -> str:
    return f"{what} porte sur {_liste(found)}, le tirage sur {_liste(drawn)}"


def _liste(codes: set[str]) -> str:
    return ", ".join(sorted(codes)) or "aucun sujet"
