"""A session to try templates with: its contexts, and one document of it as a PDF, whatever its other templates are."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kitgen.checks import verifier as verifier_entrees
from kitgen.context.catalogue import noms_disponibles
from kitgen.context.construire import Contextes
from kitgen.controle_gabarit.controle import Usage, controler_fichier
from kitgen.errors import Echec, Gravite, InputProblems, OutputProblem, PartialBuild, UsageProblem, dit_en_francais
from kitgen.model.kit import DocumentDuKit
from kitgen.plan import DocumentPrevu, Plan
from kitgen.production.preparation import contextes_du_projet, planifier_le_projet
from kitgen.readers.projet import Projet, lire_projet
from kitgen.readers.textes import ressemblants
from kitgen.render.atelier import Atelier
from kitgen.render.gabarit import Gabarit
from kitgen.render.langage import montrer_les_filtres

if TYPE_CHECKING:
    from kitgen.engines.base import Engine


@dataclass(frozen=True, slots=True)
class Banc:
    """A session that was read and planned; its templates were not opened."""

    projet: Projet
    plan: Plan
    contextes: Contextes

    def document(self, code: str) -> DocumentDuKit:
        """The document of the kit of that code; raises UsageProblem when there is none."""
        found = self.projet.kit.document(code)
        if found is None:
            known = [d.code for d in self.projet.kit.documents]
            raise UsageProblem(
                f"le kit n'a pas de document « {code} »\n    → {ressemblants(code, known) or ', '.join(known)}"
            )
        return found

    def prevus(self, code: str) -> tuple[DocumentPrevu, ...]:
        """The planned documents of that code."""
        return tuple(d for d in self.plan.documents if d.code == code)


@dataclass(frozen=True, slots=True)
class Apercu:
    """A document that was made to be looked at."""

    pdf: Path
    pages: int
    document: DocumentPrevu
    du_kit: bool
    """False when the template isn't in the kit, and was filled in as the document that suits its tags."""
    remarques: tuple[str, ...]
    """What the verification of a build would refuse in it."""


def ouvrir(session: Path) -> Banc:
    """A session to try templates with; raises InputProblems when its files have errors."""
    projet, problems = lire_projet(session)
    if projet is not None:
        problems = [*problems, *verifier_entrees(projet)]
    if projet is None or any(p.gravite is Gravite.ERREUR for p in problems):
        raise InputProblems(problems)
    plan = planifier_le_projet(projet)
    return Banc(projet, plan, contextes_du_projet(projet, plan))


def apercevoir(
    banc: Banc, fichier: Path, moteur: Engine, *, code: str | None = None, numero: int | None = None,
    pdf: Path | None = None,
) -> Apercu:  # fmt: skip
    """One PDF of a template: as the document `code` of the kit (or the one it is, or that suits it).

    `pdf` is where it goes, by default a new temporary folder. Raises InputProblems with the faults of the template,
    UsageProblem where there is no such document, PartialBuild when the engine can't lay it out.
    """
    entry = banc.document(code) if code else _document_du_gabarit(banc, fichier)
    planned = _choisi(banc, entry, numero)
    trial = banc.projet.kit.model_copy(update={"documents": (entry.model_copy(update={"gabarit": fichier.name}),)})
    if not fichier.is_file():
        raise UsageProblem(f"le gabarit {fichier} est introuvable\n    → vérifiez son nom et son dossier")
    checked = controler_fichier(fichier, str(fichier), [Usage.de(entry)], [d.code for d in banc.projet.session.durees])
    if checked.fautif:
        raise InputProblems(checked.problemes)
    atelier, problems = Atelier.ouvrir(trial, fichier.parent, str(fichier.parent))
    if any(p.gravite is Gravite.ERREUR for p in problems):
        raise InputProblems(problems)
    content = atelier.rendre_un(replace(planned, gabarit=fichier.name), banc.contextes)
    target = pdf or Path(tempfile.mkdtemp(prefix="kitgen-apercu-")) / f"{fichier.stem}.pdf"
    pages, remarks = _mettre_en_page(banc, planned, entry, content, target, moteur)
    known = any(d.gabarit == fichier.name for d in banc.projet.kit.documents)
    return Apercu(target, pages, planned, known, remarks)


def _document_du_gabarit(banc: Banc, fichier: Path) -> DocumentDuKit:
    """The document that a template is; or, of those that have all that it names, the one with the fewest names."""
    documents = banc.projet.kit.documents
    own = [d for d in documents if d.gabarit == fichier.name]
    if own:
        return next((d for d in own if banc.prevus(d.code)), own[0])
    if not fichier.is_file():
        raise UsageProblem(f"le gabarit {fichier} est introuvable\n    → vérifiez son nom et son dossier")
    names = Gabarit.ouvrir(fichier).noms
    known = {d.code: noms_disponibles(d.un_par, d.diffusion) for d in documents}
    suiting = [d for d in documents if names <= known[d.code] and banc.prevus(d.code)]
    if not suiting:
        raise UsageProblem(
            f"aucun document du kit n'a tout ce que {fichier.name} nomme ({', '.join(sorted(names))})\n"
            "    → dites comme lequel le remplir : --comme DOCUMENT"
        )
    return min(suiting, key=lambda d: ("candidat" not in d.un_par, len(known[d.code])))


def _choisi(banc: Banc, entry: DocumentDuKit, numero: int | None) -> DocumentPrevu:
    planned = banc.prevus(entry.code)
    mine = [d for d in planned if numero is None or d.candidat == numero]
    if mine:
        return mine[0]
    if not planned:
        raise UsageProblem(f"la session n'a aucun document « {entry.code} »\n    → choisissez-en un autre : --comme")
    numbers = sorted({d.candidat for d in planned if d.candidat is not None})
    if not numbers:
        raise UsageProblem(f"« {entry.code} » n'est pas fait pour un candidat\n    → ôtez --candidat")
    raise UsageProblem(
        f"le candidat {numero} n'a pas de document « {entry.code} »\n"
        f"    → ceux qui en ont : {', '.join(str(n) for n in numbers)}"
    )


def _mettre_en_page(
    banc: Banc, planned: DocumentPrevu, entry: DocumentDuKit, content: bytes, cible: Path, moteur: Engine
) -> tuple[int, tuple[str, ...]]:
    from kitgen import manifest
    from kitgen.convert import Travail, convertir
    from kitgen.identite import identifier
    from kitgen.model.manifeste import MoteurUtilise
    from kitgen.pdf.finition import Finition, finir
    from kitgen.relecture.documents import Regles, relire_document
    from kitgen.relecture.lecture import lire
    from kitgen.relecture.lu import Demande

    candidats = {c.numero: c for c in banc.projet.candidats}
    try:
        cible.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".kitgen-", dir=cible.parent) as folder:
            work = Path(folder)
            (work / "apercu.docx").write_bytes(content)
            raw, made = work / "brut.pdf", work / "apercu.pdf"
            (result,) = convertir([Travail(work / "apercu.docx", raw, entry.code)], moteur, atelier=work, taches=1)
            if isinstance(result, Echec):
                raise PartialBuild([result], cible.parent)
            session, referentiel = banc.projet.session, banc.projet.referentiel
            identite = identifier(planned, session, referentiel, candidats) if entry.bandeau else None
            pages = finir(Finition(result.pdf, made, planned.titre, identite)).pages
            alone = replace(banc.plan, documents=(planned,), packs=())
            used = MoteurUtilise(nom=moteur.nom, version=moteur.version())
            manifeste = manifest.decrire(
                banc.projet, alone, banc.contextes, used, {planned.chemin: pages}, (), (), entier=False
            )
            read = lire(work, Demande(made.name, texte=True, bandeau=entry.bandeau))
            remarks = [f.quoi for f in relire_document(manifeste.documents[0], read, Regles.du(manifeste, None))]
            made.replace(cible)
    except OSError as error:
        raise OutputProblem(
            f"{cible} ne peut pas être écrit ({dit_en_francais(error)})\n    → choisissez un autre fichier : --pdf"
        ) from error
    return pages, tuple(remarks)


def contextes_de(banc: Banc, codes: Sequence[str], nombre: int = 30) -> dict[str, list[dict[str, object]]]:
    """Some contexts of each of these documents, spread over the session, for examples."""
    found = {}
    for code in codes:
        planned = banc.prevus(code)
        step = max(1, len(planned) // nombre)
        found[code] = [banc.contextes.pour(d) for d in planned[::step]]
    return found


def exemples_de_filtres(banc: Banc) -> dict[str, str]:
    """What the example of each filter prints with this session."""
    context = banc.contextes.pour(banc.plan.documents[0]) if banc.plan.documents else {}
    return montrer_les_filtres(context)
