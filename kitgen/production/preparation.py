"""What a build needs before it starts: a session that was read, checked and planned; or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kitgen.checks import verifier as verifier_entrees
from kitgen.checks.plan import verifier_plan
from kitgen.context.construire import Contextes
from kitgen.controle_gabarit.controle import controler_kit
from kitgen.errors import Gravite, InputProblems, Problem
from kitgen.impression.changements import sujets_imprimes
from kitgen.plan import Plan, planifier
from kitgen.readers.listes.tableau import Tableau
from kitgen.readers.projet import Projet, lire_projet
from kitgen.render.atelier import Atelier


@dataclass(frozen=True, slots=True)
class Prepare:
    """A session that was read, checked and planned; nothing was written."""

    projet: Projet
    plan: Plan
    contextes: Contextes
    atelier: Atelier
    avertissements: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Examen:
    """What was read of a session, all that is wrong with it, and what a build needs when nothing stops it."""

    problems: tuple[Problem, ...]
    projet: Projet | None = None
    prepare: Prepare | None = None

    @property
    def tableaux(self) -> tuple[Tableau, ...]:
        """The lists that could be read."""
        return self.projet.tableaux if self.projet is not None else ()

    def bloque(self, *, strict: bool) -> bool:
        """Whether there is an error (or, with `strict`, a warning)."""
        return self.prepare is None or _blocking(self.problems, strict=strict)


def planifier_le_projet(projet: Projet) -> Plan:
    """The plan of a session whose files were read; sujets that were printed are kept."""
    p = projet
    return planifier(p.session, p.referentiel, p.kit, p.sujets, p.candidats, sujets_imprimes(p.impression))


def contextes_du_projet(projet: Projet, plan: Plan) -> Contextes:
    """What the templates of a planned session see."""
    p = projet
    return Contextes(p.session, p.referentiel, p.sujets, p.questions, p.candidats, plan, p.logo, p.signature)


def examiner(chemin: Path, entendu: Callable[[Projet], None] = lambda _: None) -> Examen:
    """Read, check and plan a session; its templates are checked, and each kind of document is tried once.

    `entendu` hears what was read before any template is: what is saved from then on isn't overlooked by who looks at
    the folders now.
    """
    projet, problems = lire_projet(chemin)
    if projet is None:
        return _examined(problems)
    entendu(projet)
    problems = [*problems, *verifier_entrees(projet)]
    source = str(Path(projet.lus["kit"].source).parent)
    # What a document needs and the session lacks was said by the checks of the kit.
    needed = {b.removeprefix("durees.") for d in projet.kit.documents for b in d.besoins if b.startswith("durees.")}
    codes = sorted({d.code for d in projet.session.durees} | needed)
    controles = controler_kit(projet.kit, projet.gabarits, source, codes)
    wrong = [c.fichier.relative_to(projet.gabarits).as_posix() for c in controles if c.fautif]
    atelier, faults = Atelier.ouvrir(projet.kit, projet.gabarits, source, wrong)
    faults = [*(p for c in controles for p in c.problemes), *faults]
    if _blocking(problems, strict=False):
        return _examined([*problems, *faults], projet)
    plan = planifier_le_projet(projet)
    problems += verifier_plan(projet, plan)
    contextes = contextes_du_projet(projet, plan)
    if not plan.impossibles:
        faults += atelier.essayer(plan, contextes)
    problems += faults
    if _blocking(problems, strict=False):
        return _examined(problems, projet)
    return _examined(problems, projet, Prepare(projet, plan, contextes, atelier, tuple(problems)))


def _examined(problems: Sequence[Problem], projet: Projet | None = None, prepare: Prepare | None = None) -> Examen:
    return Examen(tuple(sorted(problems, key=lambda p: p.order)), projet, prepare)


def preparer(chemin: Path, *, strict: bool = False, entendu: Callable[[Projet], None] = lambda _: None) -> Prepare:
    """What a build needs of a session; `entendu` as in `examiner`.

    Raises InputProblems with all problems of all inputs when one of them is an error
    (or, with `strict`, a warning).
    """
    found = examiner(chemin, entendu)
    if found.prepare is None or found.bloque(strict=strict):
        raise InputProblems(found.problems)
    return found.prepare


def _blocking(problems: Sequence[Problem], *, strict: bool) -> bool:
    return any(strict or p.gravite is Gravite.ERREUR for p in problems)
