"""The order of things: read, check, plan, render, convert, stamp, bundle, verify, publish; no word to the user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kitgen.errors import PartialBuild, Problem, UsageProblem, VerificationFailed
from kitgen.impression.changements import ajouter_les_packs, comparer
from kitgen.noms import nom_de_fichier
from kitgen.plan import DocumentPrevu, Plan, en_variante, restreindre
from kitgen.production.etapes import completer_les_pdf, finir_les_pdf
from kitgen.production.moyens import Moyens, Muet, Suivi, equipe_prete
from kitgen.production.preparation import Examen, Prepare, examiner, preparer
from kitgen.production.tours import Tours

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from kitgen.engines.base import Engine
    from kitgen.engines.machine import Machine
    from kitgen.model.manifeste import Manifeste
    from kitgen.ouvriers.equipe import Equipe


__all__ = ("Construit", "Examen", "Muet", "Prepare", "Suivi", "construire", "examiner", "preparer")


@dataclass(frozen=True, slots=True)
class Construit:
    """A finished build: where it is, what it holds."""

    dossier: Path
    manifeste: Manifeste
    avertissements: tuple[Problem, ...]


def construire(
    prepare: Prepare,
    out: Path,
    moteur: Engine,
    *,
    taches: int = 2,
    delai: float = 120,
    numeros: Sequence[int] = (),
    variante: str | None = None,
    pdfa: bool = False,
    couche: bool = True,
    cache: bool = True,
    ailleurs: Executor | None = None,
    machine: Machine | None = None,
    equipe: Equipe | None = None,
    suivi: Suivi | None = None,
) -> Construit:
    """Make all documents and packs of a prepared session, and put them in the place of the last ones.

    With `numeros`, only these candidates' documents; with `variante`, all that have this version in it, whatever the
    list says. Both go to a folder of their own beside the whole session's.
    With `pdfa`, every finished PDF is a PDF/A-2b. With `couche`, documents that are nearly alike are laid out once
    (see `kitgen.couche`), and with `cache`, what an earlier build made of the same is taken: neither changes a byte.
    `ailleurs` renders and converts in place of this machine, `taches` batches at a time, with the same result.
    `machine` has this machine's engines, if they were started before.
    `equipe`, which ends with the build, does what comes after; without it, the build has one of its own.
    Raises PartialBuild when documents failed and VerificationFailed when the finished pages are not as
    planned (and when both, as these pages must not be printed); both leave the last good output untouched
    and say where the faulty one can be looked at.
    """
    from kitgen.engines.machine import ouvriers
    from kitgen.memoire.cache import Cache
    from kitgen.production.sortie import chantier, ecarter, publier

    suivi = suivi or Muet()
    plan, nom = _restricted(prepare, numeros)
    if variante is not None:
        plan, nom = _varied(prepare, plan, variante), f"{nom}-{variante}"
    entier = not numeros and variante is None
    # A PDF/A is another file than the one that was finished, and is for an archive, once.
    keep = Cache(out) if cache and not pdfa else Cache.ferme()
    with (
        equipe or equipe_prete(taches) as team,
        keep,
        chantier(out, nom) as work,
        ouvriers(ailleurs or machine, moteur, taches, work) as executor,
    ):
        if machine is not None:
            machine.travailler_dans(work)
        from kitgen.memoire.programme import empreinte
        from kitgen.memoire.reprise import Reprise
        from kitgen.model.manifeste import MoteurUtilise

        utilise = MoteurUtilise(nom=moteur.nom, version=moteur.version())
        folder = work / "sortie"
        reprise = Reprise(keep, folder, empreinte(), moteur.nom, utilise.version)
        moyens = Moyens(folder, work, moteur, taches, delai, couche, executor, ailleurs, team, reprise, suivi)
        tours = Tours(moyens)
        faits: set[str] = set()

        def finir(documents: Sequence[DocumentPrevu]) -> None:
            # What was printed tells in which version documents are made, but only once all Word files are there.
            if prepare.projet.impression is None:
                faits.update(finir_les_pdf(prepare, documents, {}, replace(moyens, suivi=Muet())))

        if not tours.essayer(prepare, plan, reprise.comptes(plan.session), finir):
            tours.faire(prepare, plan, plan.documents)
        changes = None
        if (impression := prepare.projet.impression) is not None:
            changes = comparer(impression, plan, prepare.projet.candidats, tours.empreintes)
            if entier:
                before = len(plan.documents)
                plan, changes = ajouter_les_packs(plan, changes, impression, prepare.projet.kit)
                contextes = prepare.contextes.depuis(impression, changes, plan)
                prepare = replace(prepare, plan=plan, contextes=contextes)
                tours.faire(prepare, plan, plan.documents[before:])
        reprise.redigee()
        if entier:
            reprise.noter_les_comptes(plan.session, tours.comptes(prepare, plan))
        # Only here: inputs are read, and engines at work, before any of it is wanted.
        from kitgen import manifest, page
        from kitgen.production.cloture import clore
        from kitgen.relecture.faute import remedes
        from kitgen.relecture.sceau import poser

        versions = changes.versions if changes else {}
        left = [d for d in plan.documents if d.chemin in tours.pages and d.chemin not in faits]
        late = completer_les_pdf(prepare, left, versions, moyens)
        echecs = [*tours.echecs, *late]
        pages = {chemin: count for chemin, count in tours.pages.items() if chemin not in {e.document for e in late}}
        manifeste, faults = clore(
            prepare,
            plan,
            pages,
            lambda packs: manifest.decrire(
                *(prepare.projet, plan, prepare.contextes, utilise, pages, packs, numeros, changes),
                entier=entier,
                pdfa=pdfa,
            ),
            moyens,
            entier=not echecs,
            pdfa=pdfa,
        )
        bilan = page.Bilan(tuple(str(f) for f in faults), tuple((e.document, e.raison) for e in echecs))
        vue = page.vue(prepare.projet, plan, manifeste, bilan, prepare.avertissements, changes if entier else None)
        manifeste = manifeste.model_copy(update={"page": page.ecrire(vue, folder)})
        if echecs and not faults:
            raise PartialBuild(echecs, ecarter(folder, out, nom, "incomplet"))
        manifest.ecrire(manifeste, folder)
        poser(folder, manifeste, faults)
        if faults:
            findings = [str(f) for f in faults]
            findings += [f"{e.document} n'a pas pu être produit : {e.raison}" for e in echecs]
            raise VerificationFailed(findings, ecarter(folder, out, nom, "refuse"), remedes(faults))
        return Construit(publier(folder, out, nom), manifeste, prepare.avertissements)


def _restricted(prepare: Prepare, numeros: Sequence[int]) -> tuple[Plan, str]:
    """The plan to carry out and the name of its output folder."""
    code = nom_de_fichier(prepare.projet.session.code)
    if not numeros:
        return prepare.plan, code
    present = {c.numero for c in prepare.projet.candidats if not c.desiste}
    withdrawn = {c.numero for c in prepare.projet.candidats if c.desiste}
    unknown = sorted(set(numeros) - present)
    if unknown:
        raise UsageProblem(
            f"aucun candidat présent n'a le numéro {', '.join(str(n) for n in unknown)}"
            + (" (désisté)" if withdrawn.intersection(unknown) else "")
            + f"\n    → numéros de la liste : {', '.join(str(n) for n in sorted(present))}"
        )
    return restreindre(prepare.plan, numeros), f"{code}-candidat-" + "-".join(f"{n:03d}" for n in sorted(set(numeros)))


def _varied(prepare: Prepare, plan: Plan, variante: str) -> Plan:
    varied = en_variante(plan, prepare.projet.kit, variante)
    if not any(d.variante == variante for d in varied.documents):
        raise UsageProblem(
            f"aucun document n'a de version « {variante} »\n"
            f"    → ajoutez « variantes: [{variante}] » aux documents de kit.yaml que le candidat lit"
        )
    return varied
