"""Reads a finished folder back and proves that its packs can be printed and sent, from it and its manifest alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from kitgen.memoire.disque import sha256
from kitgen.model.manifeste import DocumentFait, Manifeste
from kitgen.ouvriers.equipe import Equipe
from kitgen.relecture.accord import relire_les_dossiers, relire_les_sujets
from kitgen.relecture.faute import Faute, Remede
from kitgen.relecture.fichiers import PAGE, inventaire, lisible, relire_les_fichiers
from kitgen.relecture.identites import Portee
from kitgen.relecture.juge import Consignes, Couvre, Juge, Ordre, en_parties, reunir
from kitgen.relecture.lu import Demande
from kitgen.relecture.packs import portee_du_pack, relire_les_pages, relire_plan_du_pack
from kitgen.relecture.verdict import Verdict

_LOT = 2_000  # verdicts that are given away at a time


@dataclass(frozen=True, slots=True)
class ALire:
    """What is to be read of a folder: its documents, their Word files and its packs, each in the manifest's order."""

    consignes: Consignes
    documents: tuple[Ordre, ...]
    mots: tuple[Ordre, ...]
    packs: tuple[Ordre, ...]

    @property
    def ordres(self) -> tuple[Ordre, ...]:
        """All of it."""
        return (*self.documents, *self.mots, *self.packs)


@dataclass(frozen=True, slots=True)
class Lecture:
    """What was read of a folder, in the order of the manifest (None where a file is not there): the verdicts on its
    documents, their Word files and its packs; and the SHA-256 of all that was read, and which files there are."""

    documents: tuple[Verdict | None, ...]
    mots: tuple[Verdict | None, ...]
    packs: tuple[Verdict | None, ...]
    empreintes: Mapping[str, str]
    presents: Mapping[str, bool]
    textes: Mapping[str, tuple[str, ...]]
    """The fingerprints of what the pages of each document say, by file."""


def a_lire(manifeste: Manifeste, couverture: Couvre | None = None, prevus: Mapping[str, object] | None = None) -> ALire:
    """What is to be read of each file that a manifest names; with `couverture`, these documents are to cover what is
    evaluated, by their file."""
    held = Consignes.du(manifeste, couverture)
    names = held.regles.identites
    documents = {d.pdf: d for d in manifeste.documents}
    # Tens of thousands of orders wait at a time: what many say alike stands there once.
    known: dict[Portee, Portee] = {}
    scoped = [(d, known.setdefault(scope, scope)) for d in manifeste.documents for scope in (names.portee((d,)),)]
    scopes = {d.pdf: scope for d, scope in scoped}
    none: dict[str, Portee] = {}
    planned = prevus or {}
    return ALire(
        held,
        tuple(
            Ordre(Demande(d.pdf, texte=True, bandeau=d.bandeau), d, scope, none, prevu=planned.get(d.pdf))
            for d, scope in scoped
        ),
        tuple(Ordre(Demande(d.docx, texte=True, bandeau=False), d, scope, none, word=True) for d, scope in scoped),
        tuple(
            Ordre(
                Demande(p.fichier, texte=False, bandeau=False),
                p,
                portee_du_pack(p, documents, names),
                {piece.pdf: scopes[piece.pdf] for piece in p.contenu if piece.pdf in scopes},
            )
            for p in manifeste.packs
        ),
    )


@dataclass(frozen=True, slots=True)
class EnCours:
    """Files that are being judged: their places among the orders, and the verdicts as they come."""

    rangs: frozenset[int]
    verdicts: Iterator[tuple[int, Verdict]]


def faire_juger(dossier: Path, voulu: ALire, rangs: Collection[int], equipe: Equipe) -> EnCours:
    """Begin to read and judge these files, which are there."""
    judge = Juge(dossier, voulu.consignes)
    orders = voulu.ordres
    parts = [(n, part) for n in rangs for part in en_parties(orders[n])]
    found = equipe.faire(judge, [part for _, part in parts], partial(_poids, dossier))
    return EnCours(frozenset(rangs), _reunis(judge, orders, [n for n, _ in parts], found))


def _reunis(
    judge: Juge, ordres: Sequence[Ordre], rangs: Sequence[int], parties: Iterable[tuple[int, Verdict]]
) -> Iterator[tuple[int, Verdict]]:
    """The verdict on each file once that on all of its parts has come; `rangs` say whose parts they are."""
    awaited = Counter(rangs)
    read: dict[int, dict[int, Verdict]] = defaultdict(dict)
    for part, verdict in parties:
        rank = rangs[part]
        read[rank][part] = verdict
        if len(read[rank]) == awaited[rank]:
            yield rank, reunir([v for _, v in sorted(read.pop(rank).items())]) or judge(ordres[rank])


def lire_dossier(
    dossier: Path,
    voulu: ALire,
    equipe: Equipe,
    avance: Callable[[], None] = lambda: None,
    connus: Mapping[int, Verdict] = MappingProxyType({}),
    en_cours: EnCours | None = None,
    retenir: Callable[[Mapping[int, Verdict]], None] = lambda _: None,
) -> Lecture:
    """Read and judge all files that are there, but those whose verdict is known, by their place among the orders, or
    is on its way; `avance` is called after each, and `retenir` is given those that are new, many at a time."""
    there = inventaire(dossier)
    orders = voulu.ordres
    verdicts: list[Verdict | None] = [connus.get(rank) for rank in range(len(orders))]
    for _ in connus:
        avance()
    begun = en_cours or EnCours(frozenset(), iter(()))
    settled = begun.rangs | connus.keys()
    left = [n for n, order in enumerate(orders) if n not in settled and lisible(order.demande.chemin, there)]
    fresh: dict[int, Verdict] = {}
    for rank, verdict in chain(begun.verdicts, faire_juger(dossier, voulu, left, equipe).verdicts):
        fresh[rank] = verdict
        # Its words are for who keeps it: of tens of thousands they would be tens of megabytes.
        verdicts[rank] = replace(verdict, filtre=b"")
        if len(fresh) == _LOT:
            retenir(fresh)
            fresh = {}
        avance()
    retenir(fresh)
    count = len(voulu.documents)
    digests = {o.demande.chemin: v.sha256 for o, v in zip(orders, verdicts, strict=True) if v is not None}
    if lisible(PAGE, there):
        digests[PAGE] = sha256(dossier / PAGE)
    documents = tuple(verdicts[:count])
    return Lecture(
        documents=documents,
        mots=tuple(verdicts[count : 2 * count]),
        packs=tuple(verdicts[2 * count :]),
        empreintes=digests,
        presents=there,
        textes={o.demande.chemin: v.textes for o, v in zip(voulu.documents, documents, strict=True) if v is not None},
    )


def _poids(dossier: Path, ordre: Ordre) -> float:
    """How much there is to read, in bytes of a file without its texts."""
    share = 3 if ordre.demande.texte else 1 if ordre.demande.pages == (0, None) else 0.5
    return (dossier / ordre.demande.chemin).stat().st_size * share


def relire(manifeste: Manifeste, lecture: Lecture, *, entier: bool = True) -> tuple[Faute, ...]:
    """All that is wrong, in the order of the manifest; not `entier`, some documents could not be made.

    A fault of a file that was changed since is put down to the change.
    """
    documents = {d.pdf: d for d in manifeste.documents}
    found = list(relire_les_fichiers(manifeste, lecture.presents, lecture.empreintes, entier=entier))
    changed = {f.ou for f in found if f.remede is Remede.CHANGE}
    found += relire_les_dossiers(manifeste)
    if entier:
        found += relire_les_sujets(manifeste)
    for document, verdict, word in zip(manifeste.documents, lecture.documents, lecture.mots, strict=True):
        if verdict is not None:
            found += _mises_au_compte(verdict.fautes, document.pdf in changed)
        if word is not None:
            found += _mises_au_compte(word.fautes, document.docx in changed)
    where = _Pages(manifeste.documents)
    for pack, verdict in zip(manifeste.packs, lecture.packs, strict=True):
        found += relire_plan_du_pack(pack, documents)
        if verdict is not None:
            faults = (*verdict.fautes, *relire_les_pages(pack, verdict, documents, where.ou), *verdict.signets)
            found += _mises_au_compte(faults, pack.fichier in changed)
    covering = (f for verdict in lecture.documents if verdict is not None for f in verdict.couverture)
    return (*dict.fromkeys(found), *covering)


class _Pages:
    """Where pages stand, by their fingerprints; looked up once a pack has another than it should."""

    def __init__(self, documents: Sequence[DocumentFait]) -> None:
        self._documents = documents

    def ou(self, empreinte: str) -> str | None:
        """« la page 3 de … », if it is one of a document."""
        return self._connues.get(empreinte)

    @cached_property
    def _connues(self) -> dict[str, str]:
        return {print_: f"la page {n} de {d.pdf}" for d in self._documents for n, print_ in enumerate(d.empreintes, 1)}


def _mises_au_compte(fautes: Iterable[Faute], change: bool) -> Iterator[Faute]:
    return (replace(f, remede=Remede.CHANGE) if change else f for f in fautes)
