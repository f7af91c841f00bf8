"""LibreOffice, the reference engine, run headless with a profile, fonts and settings of its own."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from kitgen.engines import polices
from kitgen.engines.base import Veille, environnement_neutre
from kitgen.engines.temoin import ecrire_temoin
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

_TELS_QUELS = "/!&'()*+,;=:@"
"""What LibreOffice doesn't escape in an address, besides letters, digits and « _.-~ »."""

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
    # An office that is newer than the last one on its profile tries out how it draws on screens, for half a second.
    ("Setup/Product", "ooSetupLastVersion", "99.0"),
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
        # Without it, an office begins anew once it has looked for extensions of the version before.
        if buildid := _buildid(self.programme):
            (profil / "user" / "extensions").mkdir()
            (profil / "user" / "extensions" / "buildid").write_bytes(buildid)
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
        # An office asks for small pieces of memory without end: with more of them at hand it takes a twelfth less time.
        # A system without glibc knows nothing of it.
        memory = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=2000"}
        return environnement_neutre(profil) | memory | {"FONTCONFIG_FILE": str(profil / "fonts.conf")}

    def veille(self, profil: Path) -> Veille | None:
        """See `Engine`.

        An office that holds a document open doesn't end. A second one on its profile hands it its command line over
        a pipe, waits until that is done, and ends; so `commande` is the same, warm or cold.
        """
        # Windows was never tried, and has no shell to tie the office to our life.
        if sys.platform == "win32":
            return None
        temoin = profil / "temoin.docx"
        ecrire_temoin(temoin)
        commande = (*_base(self.programme, profil), "--norestore", "--nolockcheck", str(temoin))
        # It puts a lock beside a document once that is loaded.
        return Veille(commande, profil / f".~lock.{temoin.name}#", (_pipe(profil),))


def trouver(chemin: str | None = None) -> LibreOffice | None:
    """The LibreOffice at `chemin` if that is given, else the one of this machine; None without any."""
    candidates = (chemin,) if chemin else ("soffice", "libreoffice", *_USUAL_PLACES)
    for candidate in candidates:
        found = shutil.which(candidate)
        if found:
            return LibreOffice(Path(found).absolute())
    return None


def _base(programme: Path, profil: Path) -> list[str]:
    return [str(programme), "--headless", f"-env:UserInstallation={_uri(profil)}"]


def _uri(profil: Path) -> str:
    """As LibreOffice itself writes it, which leaves more characters as they are: its pipe is named after that."""
    return profil.as_uri() if sys.platform == "win32" else f"file://{quote(str(profil), safe=_TELS_QUELS)}"


def _pipe(profil: Path) -> Path:
    """Where an office waits for a second one on its profile; it takes the file away, unless it is killed."""
    digest = hashlib.md5(_uri(profil).encode("utf-16-le"), usedforsecurity=False).digest()
    # Its hexadecimals lack the zeros in front.
    return Path(f"/tmp/OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}")  # noqa: S108


def _buildid(programme: Path) -> bytes:
    """By which an office knows the profiles that are its own; nothing where it isn't found."""
    try:
        said = programme.resolve().with_name("versionrc").read_bytes()
    except OSError:
        return b""
    found = re.search(rb"^buildid=(\S+)\s*$", said, re.MULTILINE)
    return found[1] if found else b""


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
