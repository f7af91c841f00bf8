"""What changed since a session was printed: people, documents, packs; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kitgen.model.candidat import Candidat
from kitgen.model.impression import DocumentImprime, Impression, PackImprime
from kitgen.model.kit import Kit
from kitgen.model.manifeste import ChangementsFaits, DocumentChange, PersonneChangee
from kitgen.noms import majuscules
from kitgen.plan import DocumentPrevu, PackPrevu, Plan, ouverture

Etat = Literal["ajoute", "desiste", "revenu", "supprime", "corrige"]

ETATS: Mapping[Etat, str] = {
    "ajoute": "ajouté",
    "desiste": "désisté",
    "revenu": "de retour",
    "supprime": "n'est plus dans la liste",
    "corrige": "corrigé",
}
"""In French, as people read it."""


@dataclass(frozen=True, slots=True)
class Personne:
    """A candidate who is not as they were when it was printed; `champs` are the fields that were corrected."""

    numero: int
    nom: str
    etat: Etat
    champs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackDeChangements:
    """What one recipient takes out of what was printed, and what they put in; by `chemin`."""

    pack: PackPrevu
    a_retirer: tuple[DocumentImprime, ...]
    a_inserer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changements:
    """The whole difference to the last print run."""

    rang: int
    """The number of the print run that is compared with."""
    versions: Mapping[str, int]
    """Of each document, by `chemin`; 1 where it was never printed before."""
    modifies: frozenset[str]
    nouveaux: frozenset[str]
    retires: tuple[DocumentImprime, ...]
    personnes: tuple[Personne, ...]
    packs: tuple[PackDeChangements, ...] = ()

    @property
    def aucun(self) -> bool:
        """Whether what was printed can be used as it is."""
        return not (self.modifies or self.nouveaux or self.retires)


def fiche(candidat: Candidat) -> dict[str, str]:
    """What the list says of a candidate, by field, without the empty ones and what is told of nobody."""
    dumped = candidat.model_dump(mode="json", exclude={"numero", "variante", "temps_supplementaire"})
    return {
        name: ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in dumped.items()
        if value not in (None, [], False)
    }


def sujets_imprimes(impression: Impression | None) -> dict[int, frozenset[str]]:
    """The sujets with which each candidate's papers were printed, by number."""
    found: dict[int, set[str]] = {}
    for drawn in impression.tirage if impression else ():
        found.setdefault(drawn.candidat, set()).add(drawn.sujet)
    return {numero: frozenset(sujets) for numero, sujets in found.items()}


def comparer(
    impression: Impression, plan: Plan, candidats: Sequence[Candidat], empreintes: Mapping[str, str]
) -> Changements:
    """The difference between what was printed and a plan whose Word files have these SHA-256, by `chemin`.

    A document is changed when its Word file is: two files that differ are never taken for the same.
    Documents without an entry in `empreintes` are left aside.
    """
    printed = {d.chemin: d for d in impression.documents}
    gone = {d.chemin: d for d in impression.retires}
    versions: dict[str, int] = {}
    changed, new = set(), set()
    for document in plan.documents:
        chemin = document.chemin
        if chemin not in empreintes:
            continue
        before = printed.get(chemin)
        if before is None:
            new.add(chemin)
            versions[chemin] = gone[chemin].version + 1 if chemin in gone else 1
        elif before.sha256_docx != empreintes[chemin]:
            changed.add(chemin)
            versions[chemin] = before.version + 1
        else:
            versions[chemin] = before.version
    planned = {d.chemin for d in plan.documents}
    return Changements(
        rang=impression.rang,
        versions=versions,
        modifies=frozenset(changed),
        nouveaux=frozenset(new),
        retires=tuple(d for d in impression.documents if d.chemin not in planned),
        personnes=tuple(_personnes(impression, candidats)),
    )


def _personnes(impression: Impression, candidats: Sequence[Candidat]) -> Iterator[Personne]:
    now = {c.numero: c for c in candidats}
    for candidat in candidats:
        nom = f"{majuscules(candidat.nom_naissance)} {candidat.prenoms}"
        before = impression.candidat(candidat.numero)
        if before is None:
            if not candidat.desiste:
                yield Personne(candidat.numero, nom, "ajoute")
            continue
        card = fiche(candidat)
        fields = tuple(sorted(f for f in before.fiche.keys() | card.keys() if before.fiche.get(f) != card.get(f)))
        if "desiste" in fields:
            yield Personne(candidat.numero, nom, "desiste" if candidat.desiste else "revenu")
        elif fields:
            yield Personne(candidat.numero, nom, "corrige", fields)
    for c in impression.candidats:
        if c.numero not in now:
            yield Personne(c.numero, c.nom, "supprime")


def ajouter_les_packs(
    plan: Plan, changements: Changements, impression: Impression, kit: Kit
) -> tuple[Plan, Changements]:
    """The plan with a pack of changes for each recipient whose papers change, opened by what the kit says.

    The documents of the openings are new in the plan, and are made last.
    """
    printed = {d.chemin: d for d in impression.documents}
    before = {p.fichier: p for p in impression.packs}
    entries = {p.code: p for p in kit.packs}
    opening = [d for code in kit.changements if (d := kit.document(code))]
    packs: list[PackDeChangements] = []
    documents: list[DocumentPrevu] = []
    for pack in (*plan.packs, *_disparus(plan, impression)):
        entry = entries.get(pack.code)
        if entry is None or (entry.un_par == "candidat" and int(pack.cle) not in plan.ordre):
            continue  # nobody is left to whom a sheet could be addressed
        old = before.get(pack.fichier)
        contents = old.contenu if old else ()
        put_in = tuple(c for c in pack.contenu if c in changements.modifies or c not in contents)
        take_out = tuple(printed[c] for c in contents if c in changements.modifies or c not in pack.contenu)
        if not put_in and not take_out:
            continue
        fichier = (
            f"changements/{pack.fichier.rpartition('/')[2].removesuffix('.pdf')}-impression-{impression.rang + 1}.pdf"
        )
        openings = tuple(
            replace(ouverture(d, entry, pack), pack=fichier) for d in opening if entry.destinataire in d.diffusion
        )
        documents += openings
        made = replace(
            pack,
            titre=f"Changements – {pack.titre}",
            fichier=fichier,
            contenu=(*(d.chemin for d in openings), *put_in),
        )
        packs.append(PackDeChangements(made, take_out, put_in))
    extended = replace(
        plan, documents=(*plan.documents, *documents), packs=(*plan.packs, *(p.pack for p in packs if p.pack.contenu))
    )
    return extended, replace(changements, packs=tuple(packs))


def _disparus(plan: Plan, impression: Impression) -> Iterator[PackPrevu]:
    """Packs that were printed and are not made any more."""
    still = {p.fichier for p in plan.packs}
    for p in impression.packs:
        if p.fichier not in still:
            yield _vide(p)


def _vide(p: PackImprime) -> PackPrevu:
    return PackPrevu(p.code, p.cle, p.titre, p.destinataire, p.fichier, contenu=())


def decrire_les_changements(changements: Changements, plan: Plan) -> ChangementsFaits:
    """The difference as the manifest tells it; `pages_changees` adds the pages once they were read."""
    touched = [d for d in plan.documents if d.chemin in changements.modifies | changements.nouveaux]
    return ChangementsFaits(
        impression=changements.rang,
        personnes=tuple(
            PersonneChangee(candidat=p.numero, nom=p.nom, etat=p.etat, champs=p.champs) for p in changements.personnes
        ),
        documents=(
            *(
                DocumentChange(
                    chemin=d.chemin,
                    titre=d.titre,
                    candidat=d.candidat,
                    etat="modifie" if d.chemin in changements.modifies else "nouveau",
                    version=changements.versions[d.chemin],
                )
                for d in touched
            ),
            *(
                DocumentChange(chemin=d.chemin, titre=d.titre, candidat=d.candidat, etat="retire", version=d.version)
                for d in changements.retires
            ),
        ),
    )


def pages_changees(
    changements: ChangementsFaits, impression: Impression, textes: Mapping[str, Sequence[str]]
) -> ChangementsFaits:
    """The same, with the pages whose text is not as it was printed; `textes` are the fingerprints of what the pages of
    the finished PDFs say, by file."""
    printed = {d.chemin: d.pages for d in impression.documents}

    def pages(d: DocumentChange) -> tuple[int, ...]:
        now, then = textes.get(f"{d.chemin}.pdf", ()), printed.get(d.chemin, ())
        return tuple(n for n, page in enumerate(now, 1) if n > len(then) or then[n - 1] != page)

    documents = tuple(
        d if d.etat == "retire" else d.model_copy(update={"pages": pages(d)}) for d in changements.documents
    )
    return changements.model_copy(update={"documents": documents})
