"""The shape of the code: which module may know which, what is pure, who may print, and how much one file holds."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.aides import RACINE

PAQUET = RACINE / "kitgen"

# What each module or package may import of kitgen, apart from itself; the order is that of the way through.
# A new module finds its place here first.
PERMIS: dict[str, set[str]] = {
    "": set(),
    "errors": set(),
    "noms": set(),
    "metier.calculs": set(),
    "metier.tirage": set(),
    "pdf": set(),
    "cli.affichage": set(),
    "langue": set(),
    "model": {"errors"},
    "readers": {"errors", "noms", "model"},
    "metier.durees": {"model"},
    "metier.epreuves": {"metier.tirage", "model"},
    "metier.salle": set(),
    "metier.planning": {"model", "metier.durees", "metier.salle"},
    "packs.imposition": set(),
    "packs.segments": set(),
    "packs.documents": {"pdf"},
    "packs.lecture": {"pdf", "packs.segments"},
    "packs.acquis": {"pdf", "packs.lecture"},
    "packs.commun": {"pdf", "packs.lecture"},
    "packs.groupes": {"pdf", "packs.documents", "packs.commun"},
    "packs.balisage": {"pdf", "packs.documents", "packs.commun", "packs.groupes"},
    "packs.feuillets": {"pdf", "packs.segments", "packs.lecture", "packs.documents", "packs.commun"},
    "packs.sommaire": {"pdf", "packs.imposition"},
    "pdf.pdfa": set(),
    "plan": {"noms", "metier.tirage", "model", "metier.epreuves", "metier.planning"},
    "impression.changements": {"noms", "model", "plan"},
    "context": {
        "noms",
        "model",
        "metier.durees",
        "metier.epreuves",
        "metier.planning",
        "plan",
        "impression.changements",
        "packs.imposition",
    },
    "identite": {"noms", "model", "plan", "context.typographie"},
    "checks": {
        "errors",
        "noms",
        "metier.calculs",
        "model",
        "readers",
        "metier.epreuves",
        "metier.planning",
        "plan",
        "context",
        "identite",
    },
    "render": {"errors", "model", "readers.textes", "plan", "context"},
    "engines": {"errors", "pdf"},
    "controle_gabarit": {"errors", "model", "readers", "context.catalogue", "render", "engines.polices"},
    "convert": {"errors", "pdf", "engines"},
    "canon": {"engines.polices"},
    "couche": {"errors", "engines.base", "engines.machine", "convert", "canon", "pdf.clair"},
    "ouvriers.redaction": {"errors", "plan", "context", "render"},
    "ouvriers.grappe": {"", "errors", "engines"},
    "stamp": {"identite", "engines.polices"},
    "pdf.coulee": {"pdf", "canon", "identite", "stamp"},
    "pdf.finition": {"pdf", "canon", "identite", "stamp", "pdf.coulee"},
    "ouvriers.equipe": set(),
    "memoire.disque": set(),
    "memoire.cache": {"memoire.disque"},
    "memoire.programme": set(),
    "memoire.inchange": {"memoire.cache", "memoire.disque", "memoire.programme"},
    "packs.assemblage": {
        "pdf",
        *(f"packs.{name}" for name in ("acquis", "balisage", "documents", "feuillets", "groupes", "lecture")),
        *("packs.imposition", "packs.sommaire"),
    },
    "relecture": {
        "errors",
        "memoire.disque",
        "ouvriers.equipe",
        "pdf",
        "model.manifeste",
        "identite",
        "engines.polices",
    },
    "relecture.couverture": {"errors", "model", "metier.epreuves", "plan"},
    "production.sortie": {"errors"},
    "writers": {"errors", "model", "readers.listes", "context.typographie"},
    "manifest.connus": {"noms", "model", "readers.projet", "plan", "context"},
    "manifest": {
        *("", "errors", "model", "readers.projet", "plan", "impression.changements", "context", "engines.polices"),
        *("packs.imposition", "relecture", "manifest.connus"),
    },
    "relecture.verification": {"errors", "ouvriers.equipe", "model", "relecture", "manifest"},
    "impression.envoi": {"errors", "noms", "model", "manifest"},
    "page": {
        *(
            "errors",
            "noms",
            "model",
            "readers.projet",
            "readers.listes.entetes",
            "metier.planning",
            "plan",
            "impression.changements",
        ),
        "context.typographie",
    },
    "impression.gel": {
        "",
        "errors",
        "noms",
        "model",
        "readers",
        "plan",
        "impression.changements",
        "manifest",
        "relecture",
        "relecture.verification",
    },
    "cli.recit": {"noms", "model", "readers.projet", "metier.planning", "plan", "context.typographie"},
    "outils.schemas": {"errors", "model"},
    "outils.nouvelle_session": {"errors", "noms", "model", "readers", "writers"},
    "outils.diagnostic": {"", "errors", "engines"},
    "gabarits": {"context.typographie"},
    "outils.lexique": {"model", "context"},
    "outils.lexique_docx": {"gabarits", "outils.lexique"},
    "outils.nouveau_gabarit": {"errors", "model", "readers"},
    "production.preparation": {
        "errors",
        "readers",
        "plan",
        "impression.changements",
        "context",
        "checks",
        "render",
        "controle_gabarit",
    },
    "memoire.verdicts": {"relecture", "memoire.cache"},
    "memoire.reprise": {
        "plan",
        "context",
        "production.preparation",
        "pdf.finition",
        "packs.imposition",
        "packs.acquis",
        "packs.assemblage",
        "relecture",
        "memoire.cache",
        "memoire.disque",
        "memoire.verdicts",
    },
    "production.moyens": {"engines.base", "ouvriers.equipe", "memoire.reprise"},
    "outils.essai": {
        *(
            "errors",
            "model",
            "readers",
            "plan",
            "context",
            "checks",
            "render",
            "controle_gabarit",
            "production.preparation",
        ),
        *("engines.base", "convert", "pdf.finition", "identite", "relecture", "manifest"),
    },
    "production.etapes": {
        *(
            "errors",
            "readers",
            "plan",
            "production.preparation",
            "convert",
            "ouvriers.redaction",
            "pdf.finition",
            "identite",
            "production.moyens",
        ),
        *(
            "model.manifeste",
            "couche",
        ),
    },
    "production.cloture": {
        *("plan", "production.moyens", "production.preparation", "model.manifeste", "packs.imposition"),
        *("packs.assemblage", "pdf.pdfa", "relecture", "relecture.couverture", "manifest"),
    },
    "production.tours": {
        *("errors", "plan", "couche.chiffres", "production.etapes", "production.moyens", "production.preparation"),
    },
    "production.pipeline": {
        *(
            "errors",
            "noms",
            "model",
            "readers",
            "plan",
            "impression.changements",
            "production.preparation",
            "engines",
            "ouvriers.equipe",
        ),
        *(
            "memoire.cache",
            "memoire.programme",
            "memoire.reprise",
            "production.moyens",
            "production.etapes",
            "production.tours",
            "production.cloture",
            "relecture",
            "production.sortie",
            "manifest",
            "page",
        ),
    },
    "cli.constat": {"errors", "readers.listes.tableau", "production.pipeline"},
    "cli": {
        *(
            "",
            "errors",
            "langue",
            "cli.affichage",
            "cli.recit",
            "cli.constat",
            "writers",
            "outils.schemas",
            "outils.nouvelle_session",
            "outils.diagnostic",
            "impression.envoi",
            "impression.gel",
            "model.manifeste",
        ),
        *(
            "production.pipeline",
            "memoire.cache",
            "production.moyens",
            "ouvriers.grappe",
            "memoire.inchange",
            "relecture.verification",
            "relecture.faute",
            "relecture.fichiers",
            "engines.choix",
            "engines.machine",
            "engines.trace",
            "controle_gabarit",
        ),
        *(
            "outils.essai",
            "outils.lexique",
            "outils.lexique_docx",
            "outils.nouveau_gabarit",
            "render.langage",
            "impression.changements",
            "page.changements",
        ),
    },
    "__main__": {"cli"},
}

# Longer than the 300 lines that one sitting takes in; to be split, not to be added to.
LONGS = {"context/vues.py"}


def _modules() -> list[Path]:
    return sorted(PAQUET.rglob("*.py"))


def _nom(path: Path) -> str:
    """`kitgen/readers/liste.py` is « readers.liste »; a package is its own `__init__.py`."""
    return ".".join(path.relative_to(PAQUET).with_suffix("").parts).removesuffix("__init__").removesuffix(".")


@cache
def _arbre(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> Iterator[str]:
    """Every module that is imported anywhere in a file, by its full name; those for types alone too."""
    for node in ast.walk(_arbre(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if _est_un_module(whole) else str(node.module)


def _est_un_module(name: str) -> bool:
    path = RACINE / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def _internes(path: Path) -> set[str]:
    return {i.removeprefix("kitgen").removeprefix(".") for i in _imports(path) if i.split(".")[0] == "kitgen"}


def _dans(name: str, places: set[str]) -> bool:
    return any(name == p or (p and name.startswith(f"{p}.")) for p in places)


def _tete(name: str) -> str:
    return name.partition(".")[0]


def _place(name: str) -> str:
    """The entry of PERMIS that a module stands under: the longest that it begins with."""
    return max((p for p in PERMIS if _dans(name, {p})), key=len, default=_tete(name))


@pytest.mark.parametrize("path", _modules(), ids=_nom)
def test_a_module_imports_only_what_stands_before_it(path: Path) -> None:
    place = _place(_nom(path))
    assert place in PERMIS or not _internes(path), f"where does {_nom(path)} stand on the way through? See PERMIS"
    allowed = PERMIS.get(place, set()) | ({place} if place else set())
    assert {i for i in _internes(path) if not _dans(i, allowed)} == set()


def test_the_way_has_no_way_back() -> None:
    """The table itself: everything that a module may import stands above it."""
    order = list(PERMIS)
    for place, allowed in PERMIS.items():
        assert all(order.index(_place(a)) < order.index(place) for a in allowed), place


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {_nom(p): _internes(p) for p in _modules()}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join((*path, name))
        if name not in done:
            for other in sorted(graph.get(name, ())):
                visit(other, (*path, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_nothing_imports_the_command_line_but_the_way_in() -> None:
    assert {_nom(p) for p in _modules() if "cli" in _internes(p)} == {"__main__"}


def test_only_the_command_line_knows_click() -> None:
    assert {_tete(_nom(p)) for p in _modules() if any(_tete(i) == "click" for i in _imports(p))} == {"cli"}


@pytest.mark.parametrize(
    "name",
    [
        *(
            "plan",
            "metier.planning",
            "impression.changements",
            "metier.salle",
            "metier.durees",
            "metier.epreuves",
            "metier.tirage",
            "noms",
            "metier.calculs",
            "identite",
        ),
        *("relecture.couverture", "plan.packs", "plan.documents", "packs.imposition"),
        *("context.construire", "context.typographie", "context.catalogue"),
    ],
)
def test_a_pure_module_knows_no_files_no_clock_and_no_chance(name: str) -> None:
    path = PAQUET / f"{name.replace('.', '/')}.py"
    path = path if path.is_file() else path.with_suffix("") / "__init__.py"
    outside = {_tete(i) for i in _imports(path)} - {"kitgen"}
    pure = {"__future__", "collections", "dataclasses", "datetime", "fractions", "functools", "hashlib", "itertools"}
    pure |= {"ast", "decimal", "enum", "math", "operator", "re", "types", "typing", "unicodedata", "anyascii"}
    assert outside - pure == set()
    attributes = {n.attr for n in ast.walk(_arbre(path)) if isinstance(n, ast.Attribute)}
    assert attributes & {"today", "now", "utcnow"} == set()


@pytest.mark.parametrize(
    "name",
    ["checks", "model", "plan", "metier/planning.py", "metier/tirage.py", "context", "identite.py", "cli/recit.py"]
    + [f"relecture/{n}.py" for n in ("lu", "identites", "documents", "packs", "accord", "faute", "code")],
)
def test_no_file_is_opened_by(name: str) -> None:
    there = PAQUET / name
    opening = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "rename", "rmtree"}
    machine = {"io", "os", "shutil", "tempfile", "subprocess", "zipfile"}
    for path in [there] if there.is_file() else sorted(there.rglob("*.py")):
        assert _appels(path) & opening == set(), path
        assert {_tete(i) for i in _imports(path)} & machine == set(), path


def _appels(path: Path) -> set[str]:
    """Names of what is called."""
    calls = [n.func for n in ast.walk(_arbre(path)) if isinstance(n, ast.Call)]
    return {f.attr if isinstance(f, ast.Attribute) else f.id for f in calls if isinstance(f, (ast.Attribute, ast.Name))}


def _attributs_de(path: Path, module: str) -> set[str]:
    """Which attributes of a module are used: {"environ"} for `os`."""
    nodes = [n for n in ast.walk(_arbre(path)) if isinstance(n, ast.Attribute)]
    return {n.attr for n in nodes if isinstance(n.value, ast.Name) and n.value.id == module}


def _noms_importes_de(path: Path, module: str) -> set[str]:
    nodes = [n for n in ast.walk(_arbre(path)) if isinstance(n, ast.ImportFrom) and n.module == module]
    return {alias.name for n in nodes for alias in n.names}


# A child speaks to its parent over stderr; the generator of the templates is a program of its own.
PARLENT = {"cli", "engines.rdocx_enfant", "engines.null_enfant", "gabarits.__main__"}
QUITTENT = {"cli", "engines.rdocx_enfant", "engines.null_enfant", "gabarits.__main__"}
# What the environment of a child is made from; and gettext is told the language by the environment alone.
LISENT = {"cli", "engines.base", "langue"}


def test_only_the_command_line_speaks() -> None:
    for path in _modules():
        assert "print" not in _appels(path), path
        assert "input" not in _appels(path), path
        assert _imports_de_sys(path, {"stdout", "stderr", "stdin"}) == set() or _dans(_nom(path), PARLENT), path


def test_only_the_command_line_exits() -> None:
    for path in _modules():
        assert _imports_de_sys(path, {"exit"}) == set() or _dans(_nom(path), QUITTENT), path
        assert "SystemExit" not in _appels(path) or _dans(_nom(path), QUITTENT), path
        # A process of the team has nothing to end in order once its master is gone.
        assert "_exit" not in _appels(path) or _dans(_nom(path), {"cli", "ouvriers.equipe"}), path


def _imports_de_sys(path: Path, names: set[str]) -> set[str]:
    return (_attributs_de(path, "sys") | _noms_importes_de(path, "sys")) & names


def test_only_the_command_line_reads_the_environment() -> None:
    for path in _modules():
        used = (_attributs_de(path, "os") | _noms_importes_de(path, "os")) & {"environ", "getenv", "environb", "putenv"}
        assert used == set() or _dans(_nom(path), LISENT), path


def test_help_does_not_wait_for_the_heavy_modules() -> None:
    heavy = (
        "pydantic",
        "docx",
        "docxtpl",
        "jinja2",
        "lxml",
        "pikepdf",
        "pypdfium2",
        "pypdf",
        "yaml",
        "rdocx",
        "segno",
        "fontTools",
    )
    program = (
        "import sys\nfrom kitgen.cli import main\nassert main(['--help']) == 0\nassert main(['build', '--help']) == 0\n"
        f"print('LOADED', *(m for m in {heavy!r} if m in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=RACINE, capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-1] == "LOADED"


@pytest.mark.parametrize("path", _modules(), ids=_nom)
def test_a_module_is_short_enough_to_be_taken_in(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    limit = 380 if path.relative_to(PAQUET).as_posix() in LONGS else 300
    assert lines < limit, f"{lines} lines: split it"


@pytest.mark.parametrize("path", _modules(), ids=_nom)
def test_a_module_and_what_it_offers_say_what_they_are(path: Path) -> None:
    tree = _arbre(path)
    assert ast.get_docstring(tree), "no docstring"
    offered = [n for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and not n.name.startswith("_")]
    # The parts of a template are named by what they draw.
    if _place(_nom(path)) != "gabarits":
        assert [n.name for n in offered if not ast.get_docstring(n)] == []
