"""A new document to start from: a copy of a template, and its entry in kit.yaml after that of the one it is made from.

kit.yaml is edited as text, so that comments and order stay; it is replaced only by one that reads as a kit.
"""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from kitgen.errors import InputProblems, OutputProblem, UsageProblem, dit_en_francais
from kitgen.model.base import Code
from kitgen.model.kit import Kit
from kitgen.readers.textes import ressemblants
from kitgen.readers.validation import charger


@dataclass(frozen=True, slots=True)
class NouveauGabarit:
    """What was added."""

    fichier: Path
    kit: Path
    entree: str
    packs: tuple[str, ...]
    """The packs of the document that it was made from; it is in none of them."""


def ajouter(kit_yaml: Path, code: str, comme: str, titre: str | None = None) -> NouveauGabarit:
    """Copy the template of the document `comme` to `<code>.docx`, and add its entry after that one's.

    Raises UsageProblem for a code that is none or is taken and for an unknown document, InputProblems when kit.yaml
    has faults, and OutputProblem when the folder can't be written; nothing has changed then.
    """
    try:
        TypeAdapter(Code).validate_python(code)
    except ValidationError:
        raise UsageProblem(
            f"« {code} » n'est pas un code\n    → des lettres sans accent, des chiffres, « - », « _ » ou « . »"
        ) from None
    kit, marque, problems = charger(kit_yaml, str(kit_yaml), Kit)
    if kit is None or marque is None:
        raise InputProblems(problems)
    codes = [d.code for d in kit.documents]
    if comme not in codes:
        raise UsageProblem(f"le kit n'a pas de document « {comme} »\n    → {ressemblants(comme, codes)}")
    index = codes.index(comme)
    target = kit_yaml.parent / f"{code}.docx"
    if code.casefold() in {c.casefold() for c in codes} or target.exists():
        taken = target if target.exists() else f"le document « {code} »"
        raise UsageProblem(f"{taken} existe déjà\n    → choisissez un autre code ; rien n'a été écrit")
    source = kit_yaml.parent / kit.documents[index].gabarit
    try:
        content = source.read_bytes()
        raw = kit_yaml.read_bytes()
    except OSError as error:
        raise UsageProblem(f"{source} ne peut pas être lu ({dit_en_francais(error)})") from error
    text = raw.decode("utf-8")
    lines = text.splitlines(keepends=True)
    start = marque.ligne(("documents", index)) - 1
    entry = _bloc(lines, start)
    added = _remplace(entry, code, titre or f"{kit.documents[index].titre} (copie)", target.name)
    at = start + len(entry)
    ends = "\r\n" if "\r\n" in text else "\n"
    if not lines[at - 1].endswith("\n"):
        lines[at - 1] += ends
    if not added[-1].endswith("\n"):
        added[-1] += ends
    new = "".join([*lines[:at], ends, *added, *lines[at:]])
    _ecrire(kit_yaml, new.encode("utf-8"), target, content, kit, code)
    packs = tuple(p.code for p in kit.packs if comme in {piece.document for piece in p.documents})
    return NouveauGabarit(target, kit_yaml, "".join(added), packs)


def _bloc(lines: list[str], start: int) -> list[str]:
    """The lines of the entry that begins there: all that stand further right than its dash."""
    dash = len(lines[start]) - len(lines[start].lstrip())
    end = start + 1
    while end < len(lines):
        line = lines[end]
        if line.strip() and len(line) - len(line.lstrip()) <= dash:
            break
        end += 1
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1  # what stands before the next entry is about that one
    return lines[start:end]


def _remplace(entry: list[str], code: str, titre: str, fichier: str) -> list[str]:
    """The entry with another code, title and file."""
    quoted = titre.replace("\\", "\\\\").replace('"', '\\"')
    values = {"code": code, "titre": f'"{quoted}"', "gabarit": fichier}
    made = []
    for line in entry:
        found = re.match(r"(\s*(?:-\s+)?)(code|titre|gabarit):", line)
        ends = "\r\n" if line.endswith("\r\n") else "\n"
        made.append(f"{found[1]}{found[2]}: {values[found[2]]}{ends}" if found else line)
    return made


def _ecrire(kit_yaml: Path, new: bytes, target: Path, content: bytes, before: Kit, code: str) -> None:
    """The template first; then kit.yaml, if it reads as the same kit with that document more."""
    temporary = None
    try:
        handle, name = tempfile.mkstemp(prefix=".kit-", suffix=".yaml", dir=kit_yaml.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(new)
        after, _, problems = charger(temporary, str(kit_yaml), Kit)
        added = after.document(code) if after else None
        others = tuple(d for d in after.documents if d.code != code) if after else ()
        if (
            after is None
            or not added
            or added.gabarit != target.name
            or (others, after.packs) != (before.documents, before.packs)
        ):
            raise UsageProblem(
                f"{kit_yaml} est écrit d'une façon que kitgen ne sait pas compléter seul\n"
                "    → copiez le gabarit et son entrée à la main ; rien n'a été écrit"
                + "".join(f"\n    ({p})" for p in problems[:1])
            )
        with target.open("xb") as file:
            file.write(content)
        try:
            temporary.chmod(kit_yaml.stat().st_mode)
            temporary.replace(kit_yaml)
        except OSError:
            target.unlink()
            raise
    except OSError as error:
        raise OutputProblem(
            f"le dossier {kit_yaml.parent} ne peut pas être écrit ({dit_en_francais(error)})\n    → vérifiez les droits"
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
