"""Which templates a person asks to check, and what each of them may name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from kitgen.controle_gabarit.constats import avertissement
from kitgen.controle_gabarit.controle import TOUT, Controle, Usage, controler_fichier, controler_kit
from kitgen.errors import InputProblems, UsageProblem
from kitgen.model.kit import Kit
from kitgen.readers.projet import lire_projet
from kitgen.readers.textes import ressemblants
from kitgen.readers.validation import charger
from kitgen.render.lecture import Lieu

_KIT = Path("templates/kit.yaml")


def controler_demande(
    fichiers: Sequence[Path], *, kit: Path | None = None, session: Path | None = None, comme: str | None = None
) -> tuple[Controle, ...]:
    """The check of these files, or of all templates of the kit when none is named.

    The kit is `kit`, or the session's, or the kit.yaml beside the first file, or templates/kit.yaml. `comme` is the
    code of the document whose variables they may use, for files that are not in the kit.

    Raises InputProblems when the kit or the session can't be read, UsageProblem for an unknown document.
    """
    durees = None
    if session is not None:
        projet, problems = lire_projet(session)
        if projet is None:
            raise InputProblems(problems)
        model, folder = projet.kit, projet.gabarits
        durees = [d.code for d in projet.session.durees]
    else:
        beside = fichiers[0].parent / "kit.yaml" if fichiers else _KIT
        path = kit or (beside if beside.is_file() else _KIT)
        model, folder = _lire(path), path.parent
    wanted = None
    if comme is not None:
        document = model.document(comme)
        if document is None:
            raise UsageProblem(
                f"le kit n'a pas de document « {comme} » ; " + ressemblants(comme, [d.code for d in model.documents])
            )
        wanted = [Usage.de(document)]
    if not fichiers:
        return controler_kit(model, folder, str(folder), durees)
    return tuple(_un(path, model, folder, wanted, durees) for path in fichiers)


def _lire(path: Path) -> Kit:
    model, _, problems = charger(path, str(path), Kit)
    if model is None:
        raise InputProblems(problems)
    return model


def _un(path: Path, kit: Kit, dossier: Path, usages: Sequence[Usage] | None, durees: Sequence[str] | None) -> Controle:
    if usages is None:
        whole = path.resolve()
        usages = [Usage.de(d) for d in kit.documents if (dossier / d.gabarit).resolve() == whole]
        # A copy under the same name, to try something.
        usages = usages or [Usage.de(d) for d in kit.documents if Path(d.gabarit).name == path.name]
    found = controler_fichier(path, str(path), usages or [TOUT], durees)
    if usages or (found.fautif and not found.constats[0].lieu.partie):
        return found
    unknown = avertissement(
        "hors_du_kit",
        "ce modèle n'est dans aucun document du kit : ses variables sont comparées à celles de tous les documents",
        "ajoutez une entrée à kit.yaml, ou dites à quel document il ressemble : --comme livret-of",
        Lieu("word/document.xml"),
    )
    return Controle(found.fichier, found.source, (unknown, *found.constats))


def en_json_texte(controles: Sequence[Controle]) -> str:
    """What was found, as JSON; keys are French as in the files."""
    return json.dumps([_controle(c) for c in controles], ensure_ascii=False, indent=1)


def _controle(controle: Controle) -> dict[str, object]:
    return {
        "modele": controle.source,
        "constats": [
            {
                "genre": c.code,
                "gravite": c.gravite.value,
                "place": str(c.lieu) or None,
                "valeur": c.valeur,
                "texte": c.texte,
                "remede": c.remede or None,
            }
            for c in controle.constats
        ],
    }
