"""LibreOffice, the reference engine, run headless with a profile, fonts and settings of its own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from kitgen.engines import polices
from kitgen.engines.base import environnement_neutre
from kitgen.errors import MissingTool, shortened

MINIMUM = (7, 4)  # the first version whose --convert-to takes filter options as JSON
REMEDE = (
    "installez LibreOffice 7.4 ou plus récent (Debian, Ubuntu : « apt install libreoffice-writer-nogui » ; "
    "Windows, macOS : https://fr.libreoffice.org) ou lancez avec « --moteur rdocx »"
)
# Where installers put it without adding it to PATH; soffice.com is Windows' console variant, which can be waited for.
_USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
)

_EXPORT: dict[str, bool | int] = {
    "UseTaggedPDF": True,
    "ExportBookmarks": True,
    # Paper is the aim: from 7.5 on, content controls would become form fields that a viewer draws as it likes.
    "ExportFormFields": False,
    # The default is JPEG at 90 %, which smears logos.
    "UseLosslessCompression": True,
    "ReduceImageResolution": True,
    "MaxImageResolution": 300,
}

# Templates come from strangers. The first two keep macros from running; the referer rule keeps linked pictures, which
# are otherwise fetched from the network and from the disk while the file loads, out; the proxy that isn't there stops
# whatever else would go out; links are never updated. A name that a version doesn't know is ignored by it.
_SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    # The locale decides how a field without a format writes a date or a number.
    ("Setup/L10N", "ooSetupSystemLocale", "fr-FR"),
)


@dataclass(frozen=True, slots=True)
class LibreOffice:
    """One installed LibreOffice."""

    programme: Path
    nom: ClassVar[str] = "libreoffice"

    def version(self) -> str:
        """See `Engine`."""
        return _version(self.programme)

    def preparer(self, profil: Path) -> None:
        """See `Engine`."""
        (profil / "user").mkdir(parents=True)
        items = "\n".join(
            f'<item oor:path="/org.openoffice.{path}">'
            f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
            for path, name, value in _SETTINGS
        )
        (profil / "user" / "registrymodifications.xcu").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
            f'xmlns:xs="http://www.w3.org/2001/XMLSchema">\n{items}\n</oor:items>\n',
            encoding="utf-8",
        )
        polices.ecrire_fontconfig(profil)

    def commande(self, fichiers: Sequence[Path], sortie: Path, profil: Path) -> list[str]:
        """See `Engine`."""
        return [
            *_base(self.programme, profil),
            "--norestore",
            "--nolockcheck",
            # Without it LibreOffice guesses: a text or a spreadsheet renamed .docx would "convert".
            "--infilter=MS Word 2007 XML",
            "--convert-to",
            f"pdf:writer_pdf_Export:{_filter_options()}",
            "--outdir",
            str(sortie),
            *map(str, fichiers),
        ]

    def environnement(self, profil: Path) -> dict[str, str]:
        """See `Engine`."""
        return environnement_neutre(profil) | {"FONTCONFIG_FILE": str(profil / "fonts.conf")}


def trouver(chemin: str | None = None) -> LibreOffice | None:
    """The LibreOffice at `chemin` if that is given, else the one of this machine; None without any."""
    candidates = (chemin,) if chemin else ("soffice", "libreoffice", *_USUAL_PLACES)
    for candidate in candidates:
        found = shutil.which(candidate)
        if found:
            return LibreOffice(Path(found).absolute())
    return None


def _base(programme: Path, profil: Path) -> list[str]:
    return [str(programme), "--headless", f"-env:UserInstallation={profil.as_uri()}"]


def _filter_options() -> str:
    types = {bool: "boolean", int: "long"}
    return json.dumps(
        {name: {"type": types[type(value)], "value": str(value).lower()} for name, value in _EXPORT.items()},
        separators=(",", ":"),
    )


@cache
def _version(programme: Path) -> str:
    """Runs the program, which is the only proof that it works; once for the life of the process."""
    with tempfile.TemporaryDirectory(prefix="kitgen-", ignore_cleanup_errors=True) as folder:
        profil = Path(folder)
        try:
            done = subprocess.run(
                [*_base(programme, profil), "--version"],
                env=environnement_neutre(profil),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=60,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise MissingTool(f"LibreOffice ({programme}) ne démarre pas : {error} ; {REMEDE}") from error
    found = re.search(r"LibreOffice\w* (\d+)\.(\d+)\S*", done.stdout)
    if done.returncode != 0 or not found:
        said = shortened(done.stderr or done.stdout) or f"code {done.returncode}"
        raise MissingTool(f"LibreOffice ({programme}) ne fonctionne pas : {said} ; {REMEDE}")
    if (int(found[1]), int(found[2])) < MINIMUM:
        raise MissingTool(f"{found[0]} ({programme}) est trop ancien ; {REMEDE}")
    return found[0]
