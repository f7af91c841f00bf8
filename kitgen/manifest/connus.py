"""Whom a session knows by name, as the verification of the finished pages looks for them."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from kitgen.context import personnes
from kitgen.context.typographie import texte
from kitgen.model.candidat import Candidat
from kitgen.model.manifeste import OrganismeConnu, PersonneConnue
from kitgen.noms import majuscules, nom_de_fichier
from kitgen.plan import dossier_du_candidat
from kitgen.readers.projet import Projet

_ASSEZ = 3
"""A company of fewer letters is not looked for."""


def connus(projet: Projet) -> tuple[PersonneConnue, ...]:
    """All candidates of a session, withdrawn ones too."""
    return tuple(
        PersonneConnue(
            candidat=c.numero,
            formes=_formes(c),
            dossier=dossier_du_candidat(c),
            commission=c.commission,
            organisme=c.organisme,
            entreprise=texte(c.entreprise) if c.entreprise and len(c.entreprise) >= _ASSEZ else None,
            # A single word (« Durand », « Direction ») may mean anybody.
            tuteur=texte(c.tuteur) if c.tuteur and len(c.tuteur.split()) > 1 else None,
        )
        for c in projet.candidats
    )


def organismes_connus(projet: Projet) -> tuple[OrganismeConnu, ...]:
    """All OF of a session."""
    return tuple(
        OrganismeConnu(
            code=o.code,
            dossier=nom_de_fichier(o.code),
            formes=tuple(dict.fromkeys(texte(n) for n in (o.nom, *o.variantes))),
        )
        for o in projet.session.organismes
    )


def permis(projet: Projet) -> tuple[str, ...]:
    """Texts that everybody may read though a name is in them: places, jurors, the certificateur.

    And the names of companies, OF and tutors that a sujet or the référentiel says too: there they can't be told
    apart from a leak, so they aren't looked for.
    """
    session = projet.session
    found = [texte(session.certificateur.nom), texte(session.intitule)]
    found += [texte(t) for place in session.lieux for t in (f"{place.nom}, {place.adresse}", place.nom, place.adresse)]
    found += [j.nom_complet for c in session.commissions for j in personnes.jures(c)]
    found += [texte(t) for c in session.commissions for t in (c.libelle, c.salle_preparation, c.salle_jury)]
    said = "\n".join(t for m in (projet.referentiel, *projet.sujets, *projet.questions) for t in _textes(m))
    names = {n for p in connus(projet) for n in (p.entreprise, p.tuteur) if n}
    names |= {f for o in organismes_connus(projet) for f in o.formes}
    return tuple(dict.fromkeys([*found, *sorted(n for n in names if n in texte(said))]))


def _formes(c: Candidat) -> tuple[str, ...]:
    family = [majuscules(n) for n in (c.nom_naissance, c.nom_usage) if n]
    return tuple(
        dict.fromkeys([texte(f"{n} {c.prenoms}") for n in family] + [texte(f"{c.prenoms} {n}") for n in family])
    )


def _textes(value: object) -> Iterator[str]:
    if isinstance(value, BaseModel):
        value = value.model_dump()
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _textes(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _textes(item)
