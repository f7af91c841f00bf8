"""Packs that make no sense are refused, with the line and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from kitgen.readers.projet import lire_projet
from tests.aides import copie_exemple, ligne_de, problemes_des_regles, remplacer, seul_probleme

PACK = """
  - code: essai
    titre: "Essai"
    un_par: commission
    destinataire: jury
    documents: [grille]
"""


def _kit(racine: Path, **changes: str) -> Path:
    """The kit with one more pack, some of whose lines are others."""
    kit = racine / "templates/kit.yaml"
    lines = PACK.splitlines()
    for key, value in changes.items():
        index = next((i for i, line in enumerate(lines) if line.strip().startswith(f"{key}:")), len(lines))
        lines[index:] = [f"    {key}: {value}", *lines[index + 1 :]]
    kit.write_text(kit.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")
    return kit


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return copie_exemple(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"un_par": "session", "ordre": "nom", "exemplaires": "2"},
        {"exemplaires": "un par juré", "documents": "[{document: corrige, exemplaires: un par juré}, grille]"},
        {"documents": "[garde, intercalaire, {document: synthese, vierges: 3, exemplaires: 2}]"},
        {"un_par": "session", "documents": "[{document: planning, exemplaires: un par juré}, grille]"},
        {"un_par": "session", "documents": "[{document: grille, vierges: 1}]"},
        {"un_par": "candidat", "exemplaires": "un par juré", "documents": "[{document: synthese, exemplaires: 2}]"},
        {"un_par": "organisme", "ordre": "passage"},
    ],
)  # fmt: skip
def test_packs_that_make_sense(racine: Path, changes: dict[str, str]):
    _kit(racine, **changes)
    assert problemes_des_regles(racine) == []


@pytest.mark.parametrize(
    ("changes", "words", "remedy", "line"),
    [
        ({"un_par": "session", "destinataire": "organisme", "documents": "[convocation]"}, "d'autres que lui",
         "un_par: organisme", "un_par: session"),
        ({"un_par": "candidat", "ordre": "nom"}, "n'a pas d'ordre", "retirez", "ordre: nom"),
        ({"un_par": "session", "exemplaires": "Un par  juré"}, "n'a pas un jury", "un nombre",
         "exemplaires: Un par"),
        ({"documents": "[garde, intercalaire]"}, "que des pages qui l'ouvrent", "ajoutez", "[garde, intercalaire]"),
        ({"documents": "[grille, synthese, grille]"}, "déjà dans le pack", "exemplaires", "[grille, synthese, grille]"),
        ({"un_par": "candidat", "documents": "[intercalaire, grille]"}, "rien à séparer", "retirez-le",
         "[intercalaire, grille]"),
        ({"documents": "[{document: intercalaire, exemplaires: 2}, grille]"}, "qu'une fois", "retirez",
         "document: intercalaire, exemplaires: 2"),
        ({"documents": "[{document: grille, exemplaires: un par juré}]"}, "déjà fait pour chaque juré", "retirez",
         "document: grille, exemplaires"),
        ({"un_par": "session", "documents": "[{document: garde, exemplaires: un par juré}, grille]"},
         "combien de jurés", "un nombre", "document: garde, exemplaires"),
        ({"un_par": "organisme", "destinataire": "organisme",
          "documents": "[{document: convocation, exemplaires: un par juré}]"}, "combien de jurés", "un nombre",
         "document: convocation, exemplaires"),
        ({"documents": "[{document: corrige, vierges: 2}]"}, "pas de nom à laisser en blanc", "exemplaires",
         "document: corrige, vierges"),
        ({"un_par": "candidat", "documents": "[{document: grille, vierges: 1}]"}, "sont par commission",
         "par commission", "document: grille, vierges: 1"),
        ({"un_par": "organisme", "documents": "[planning, grille]"}, "par commission n'entre pas", "retirez-le",
         "[planning, grille]"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_on_its_line(racine: Path, changes: dict[str, str], words: str, remedy: str, line: str):
    kit = _kit(racine, **changes)
    problem = seul_probleme(problemes_des_regles(racine))
    assert words in problem.texte
    assert remedy in problem.remede
    assert problem.ligne == ligne_de(kit, line)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("vierges: 4", "vierges: -1", "au moins 0"),
        ("vierges: 4", "vierges: beaucoup", "nombre"),
        ("vierges: 4", "exemplaires: 0", "de 1 à 99, ou « un par juré »"),
        ("vierges: 4", "copies: 4", "« copies » n'existe pas"),
        ("un_par: candidat\n    destinataire: candidat", "un_par: examen\n    destinataire: candidat", "'session'"),
        ("recto_seul: oui\n\n  - code: bordereau", "recto_seul: parfois\n\n  - code: bordereau", "oui"),
    ],
)
def test_a_value_that_is_none_is_refused_in_words(racine: Path, old: str, new: str, words: str):
    line = remplacer(racine / "templates/kit.yaml", old, new)
    projet, problems = lire_projet(racine / "sessions/exemple")
    assert projet is None
    problem = seul_probleme(problems)
    assert words in f"{problem.texte} {problem.remede}"
    assert problem.ligne == line
