"""Reading a file's bytes with the problems that a file can have."""

from __future__ import annotations

from pathlib import Path

from kitgen.errors import Problem, dit_en_francais

_MAX_BYTES = 20_000_000


def octets(path: Path, source: str) -> tuple[bytes | None, Problem | None]:
    """The content of a file, or what is wrong with it; `source` is the name the user knows it by."""
    try:
        if not path.exists():
            return None, Problem(source, "fichier introuvable", "vérifiez le nom et le dossier")
        if path.is_dir():
            return None, Problem(source, "c'est un dossier, un fichier est attendu", "indiquez le fichier")
        if path.stat().st_size > _MAX_BYTES:
            return None, Problem(source, "fichier trop gros (plus de 20 Mo)", "vérifiez que c'est le bon fichier")
        return path.read_bytes(), None
    except PermissionError:
        return None, Problem(source, "lecture interdite", "vérifiez les droits d'accès au fichier")
    except (OSError, ValueError) as error:
        reason = dit_en_francais(error) if isinstance(error, OSError) else str(error)
        return None, Problem(source, f"lecture impossible ({reason})", "vérifiez le fichier et le disque")


def ressemblants(value: str, known: list[str], *, sinon_tous: bool = True) -> str:
    """« vouliez-vous dire … ? »; when nothing is close, the known values, or nothing without `sinon_tous`."""
    from difflib import get_close_matches

    folded = {k.casefold(): k for k in known}
    close = get_close_matches(value.casefold(), list(folded), n=1, cutoff=0.6)
    if close:
        return f"vouliez-vous dire « {folded[close[0]]} » ?"
    if not known or not sinon_tous:
        return ""
    shown = ", ".join(known[:12]) + ("…" if len(known) > 12 else "")
    return f"valeurs possibles : {shown}"
