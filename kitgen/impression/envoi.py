"""What is sent to a training organisation as one .zip: its pack, and a folder per candidate with single PDFs.

Made on demand from a finished output folder; every file is first compared with the manifest. The plain archive has
the same bytes every time. An encrypted one can't: its salt is random. As a zip never hides the names of its files,
the encrypted one holds nothing but the plain one, under a name that says nothing.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from kitgen.errors import OutputProblem, UsageProblem, VerificationFailed, dit_en_francais
from kitgen.manifest import lire
from kitgen.model.manifeste import DocumentFait, Manifeste, PackFait
from kitgen.noms import nom_de_fichier

LONGUEUR_MINIMALE = 12
"""Letters of a password: whoever has the file can try as many as they like."""

_DATE = (1980, 1, 1, 0, 0, 0)
_INTERDIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_A_L_INTERIEUR = "dossier.zip"


def organismes(dossier: Path) -> tuple[str, ...]:
    """Codes of the training organisations that a finished folder has a pack for.

    Raises UsageProblem when it isn't a whole, verified output folder.
    """
    return tuple(_packs(_manifeste(dossier)))


def archiver(dossier: Path, organisme: str, cible: Path, *, mot_de_passe: str | None = None) -> int:
    """Write the archive of one training organisation to `cible`; the number of files in it is returned.

    With a password it is encrypted (AES-256). Raises UsageProblem for an unknown organisation or a password that
    won't do, VerificationFailed when a file isn't the one that was verified, OutputProblem when it can't be written.
    """
    manifeste = _manifeste(dossier)
    packs = _packs(manifeste)
    if organisme not in packs:
        raise UsageProblem(
            f"aucun pack n'est destiné à l'organisme « {organisme} »\n"
            f"    → organismes de cette session : {', '.join(packs) or 'aucun'}"
        )
    if mot_de_passe is not None:
        _exiger(mot_de_passe)
    files = dict(_fichiers(manifeste, packs[organisme]))
    contents = _lire(dossier, manifeste, files)
    plain = _zip(contents)
    beside = cible.with_name(f".{cible.name}.partiel")
    try:
        cible.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(plain if mot_de_passe is None else _chiffrer(plain, mot_de_passe))
            beside.replace(cible)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputProblem(f"impossible d'écrire {cible} : {dit_en_francais(error)}") from error
    return len(files)


def _manifeste(dossier: Path) -> Manifeste:
    if dossier.name.endswith((".refuse", ".incomplet")):
        raise UsageProblem(f"{dossier} n'a pas été vérifié\n    → rien n'en est à envoyer ; refaites la session")
    return lire(dossier)


def _packs(manifeste: Manifeste) -> dict[str, list[PackFait]]:
    """By organisation, the packs that are for it and hold nothing of another one."""
    owner = {d.pdf: d.organisme for d in manifeste.documents}
    found: dict[str, list[PackFait]] = {}
    for pack in manifeste.packs:
        owners = {owner.get(piece.pdf) for piece in pack.contenu}
        if pack.destinataire == "organisme" and len(owners) == 1 and (code := owners.pop()) is not None:
            found.setdefault(code, []).append(pack)
    return found


def _fichiers(manifeste: Manifeste, packs: Sequence[PackFait]) -> Iterator[tuple[str, str]]:
    """Names in the archive, and the files of the folder; what packs hold, and the packs."""
    documents = {d.pdf: d for d in manifeste.documents}
    taken: set[str] = set()
    for pack in packs:
        yield _libre(f"{nom_de_fichier(PurePosixPath(pack.fichier).stem, 80)}", taken), pack.fichier
        for pdf in dict.fromkeys(piece.pdf for piece in pack.contenu):
            document = documents[pdf]
            if document.pack is None:
                folder = nom_de_fichier(PurePosixPath(pdf).parent.name, 80)
                yield _libre(f"{folder}/{_titre(document)}", taken), pdf


def _titre(document: DocumentFait) -> str:
    """The title as a file name that every system takes, accents kept."""
    said = " ".join(p for p in (document.titre or document.code, document.sujet) if p)
    plain = unicodedata.normalize("NFC", said).replace("–", "-").replace("’", "'")
    return _INTERDIT.sub("", plain)[:100].strip(" .") or nom_de_fichier(document.code)


def _libre(name: str, taken: set[str]) -> str:
    """A name that is not taken yet, whatever the case."""
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(free.casefold())
    return f"{free}.pdf"


def _lire(dossier: Path, manifeste: Manifeste, files: Mapping[str, str]) -> dict[str, bytes]:
    """The contents, in the order of their names; each the one that was verified."""
    known = {d.pdf: d.sha256 for d in manifeste.documents} | {p.fichier: p.sha256 for p in manifeste.packs}
    contents, findings = {}, []
    for name, path in sorted(files.items()):
        if ".." in PurePosixPath(path).parts or PurePosixPath(path).is_absolute() or "\\" in path:
            findings.append(f"{path} : ce chemin sort du dossier")
            continue
        try:
            contents[name] = (dossier / path).read_bytes()
        except OSError as error:
            findings.append(f"{path} : {dit_en_francais(error)}")
            continue
        if hashlib.sha256(contents[name]).hexdigest() != known[path]:
            findings.append(f"{path} : ce n'est plus le fichier qui a été vérifié")
    if findings:
        raise VerificationFailed(findings, dossier)
    return contents


def _zip(contents: Mapping[str, bytes]) -> bytes:
    """Stored, not packed: PDFs are already, and packing differs from one machine to the next."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in contents.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def _exiger(mot_de_passe: str) -> None:
    if len(mot_de_passe) < LONGUEUR_MINIMALE:
        raise UsageProblem(
            f"le mot de passe a moins de {LONGUEUR_MINIMALE} caractères\n    → prenez-en un plus long, par exemple "
            "quatre mots"
        )
    if not (mot_de_passe.isascii() and mot_de_passe.isprintable()):
        raise UsageProblem(
            "le mot de passe a un accent ou un caractère spécial, que tous les logiciels n'écrivent pas pareil\n"
            "    → prenez des lettres sans accent, des chiffres et des signes du clavier"
        )


def _chiffrer(plain: bytes, mot_de_passe: str) -> bytes:
    import pyzipper

    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", compression=zipfile.ZIP_STORED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(mot_de_passe.encode("ascii"))
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        archive.writestr(archive.zipinfo_cls(_A_L_INTERIEUR, _DATE), plain)
    return buffer.getvalue()
