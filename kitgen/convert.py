"""Converts Word documents into PDFs: each distinct one once, several at a time, whatever the engine does.

The engine runs in child processes that are watched, killed and replaced; only a PDF that opens and has
pages counts as made. The outcome for a document doesn't depend on which others it is converted with.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kitgen.engines.base import Engine
from kitgen.engines.enfant import sans_interruption
from kitgen.engines.lots import Piece, polices_incorporees, repartir
from kitgen.engines.passage import Passage, lancer
from kitgen.engines.temoin import ecrire_temoin
from kitgen.errors import Echec, MissingTool, OutputProblem, dit_en_francais
from kitgen.pdf import PdfIllisible, compter_pages

_TICK = 0.02  # seconds between two looks
_PLACE = 8 << 20  # bytes: with less than this left, a missing PDF is the disk's fault


@dataclass(frozen=True, slots=True)
class Travail:
    """One PDF to make; `document` is its name in messages (default: the Word file's)."""

    docx: Path
    pdf: Path
    document: str = ""

    @property
    def nom(self) -> str:
        """What a message calls it."""
        return self.document or self.docx.name


@dataclass(frozen=True, slots=True)
class Converti:
    """One PDF that was made."""

    pdf: Path
    pages: int


def convertir(
    travaux: Sequence[Travail],
    moteur: Engine,
    *,
    atelier: Path,
    taches: int = 2,
    delai: float = 120.0,
    suivi: Callable[[int], None] | None = None,
) -> tuple[Converti | Echec, ...]:
    """Make every PDF; the outcomes stand in the order of `travaux`.

    `atelier` is a folder for temporary files, left as it was found. `delai` is the time in seconds within
    which a process must show a new PDF. `suivi` hears how many of `travaux` are settled so far.
    Raises OutputProblem when the disk refuses, MissingTool when the engine doesn't start.
    """
    if len({travail.pdf for travail in travaux}) != len(travaux):
        raise ValueError("two documents for one PDF")
    try:
        atelier.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="conversion-", dir=atelier, ignore_cleanup_errors=True) as dossier:
            return _Conversion(travaux, moteur, Path(dossier).resolve(), max(taches, 1), delai, suivi=suivi).executer()
    except OSError as error:
        raise _output_problem(error, atelier) from error


class _Conversion:
    def __init__(
        self,
        travaux: Sequence[Travail],
        moteur: Engine,
        dossier: Path,
        taches: int,
        delai: float,
        *,
        suivi: Callable[[int], None] | None,
    ) -> None:
        self.travaux, self.moteur, self.dossier = travaux, moteur, dossier
        self.taches, self.delai, self.suivi = taches, delai, suivi
        self.issues: dict[int, Converti | Echec] = {}
        self.lots: deque[tuple[Piece, ...]] = deque()
        self.suspectes: deque[Piece] = deque()
        self.passages: list[Passage] = []
        self.lances = 0
        self.reussi = self.sterile = False

    @property
    def doute(self) -> bool:
        """Whether the engine itself may be broken: a process has made nothing, and none has made anything."""
        return self.sterile and not self.reussi

    @property
    def essai(self) -> bool:
        """Whether the trial document is being converted; its outcome decides on all others."""
        return any(not piece.travaux for passage in self.passages for piece in passage.pieces)

    def executer(self) -> tuple[Converti | Echec, ...]:
        self.lots.extend(repartir(self._pieces(), self.taches))
        try:
            while self.lots or self.suspectes or self.passages:
                while len(self.passages) < self.taches and (self.lots or self.suspectes) and not self.essai:
                    self._lancer()
                time.sleep(_TICK)
                for passage in tuple(self.passages):
                    self._regarder(passage)
        finally:
            for passage in self.passages:
                passage.enfant.tuer()
        return tuple(self.issues[position] for position in range(len(self.travaux)))

    def _pieces(self) -> list[Piece]:
        """The distinct documents, copied under a name that is theirs: alike in every run, alone in its folder."""
        wanted: dict[str, list[int]] = {}
        source = self.dossier / "docx"
        source.mkdir()
        for position, travail in enumerate(self.travaux):
            try:
                data = travail.docx.read_bytes()
            except OSError as error:
                self._noter(position, Echec(travail.nom, f"document Word illisible : {dit_en_francais(error)}"))
                continue
            digest = hashlib.sha256(data).hexdigest()[:32]
            if digest not in wanted:
                (source / f"{digest}.docx").write_bytes(data)
            wanted.setdefault(digest, []).append(position)
        pieces = []
        for digest, positions in wanted.items():
            fichier = source / f"{digest}.docx"
            pieces.append(Piece(fichier, fichier.stat().st_size, polices_incorporees(fichier), tuple(positions)))
        return pieces

    def _lancer(self) -> None:
        if self.doute:
            self._demarrer((self._temoin(),), seul=True)
        elif self.lots:
            self._demarrer(self.lots.popleft(), seul=False)
        else:
            self._demarrer((self.suspectes.popleft(),), seul=True)

    def _demarrer(self, pieces: tuple[Piece, ...], *, seul: bool) -> None:
        self.lances += 1
        with sans_interruption():
            self.passages.append(lancer(self.moteur, pieces, self.dossier / str(self.lances), seul=seul))

    def _temoin(self) -> Piece:
        """The trial document, wanted by nobody: does the engine work at all?"""
        fichier = self.dossier / "docx" / "temoin.docx"
        ecrire_temoin(fichier)
        return Piece(fichier, fichier.stat().st_size, (), ())

    def _regarder(self, passage: Passage) -> None:
        code = passage.enfant.code()
        if passage.avance():
            # A PDF is finished once the next one has been begun.
            for piece in passage.pieces[: max(passage.derniere(), 0)]:
                self._recolter(passage, piece)
        if code is not None:
            self._finir(passage, f"le moteur s'est arrêté ({passage.enfant.mort()})" if code else "")
        elif passage.silence() > self.delai:
            self._finir(passage, f"le moteur n'a pas répondu en {self.delai:g} s")

    def _finir(self, passage: Passage, panne: str) -> None:
        """Settle what `passage` had to do, now that it has ended or must end; `panne` says that it went wrong."""
        passage.enfant.tuer()
        self.passages.remove(passage)
        passage.avance()
        causes = {piece: self._recolter(passage, piece) for piece in passage.pieces}
        # The documents are taken in order: a failure is that of the one at work, whose PDF is absent or not whole.
        blamed = len(passage.pieces)
        if panne:
            last = passage.derniere()
            blamed = last if last >= 0 and causes[passage.pieces[last]] else last + 1
        missing = [piece for piece in passage.pieces if causes[piece]]
        if missing and shutil.disk_usage(self.dossier).free < _PLACE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.dossier))
        untouched = tuple(piece for piece in passage.pieces[blamed + 1 :] if causes[piece])
        if untouched:
            self.lots.appendleft(untouched)
        for piece in missing[: len(missing) - len(untouched)]:
            if not passage.seul:
                self.suspectes.append(piece)
            elif piece.travaux:
                raison = panne or f"{causes[piece]} ; le document Word est peut-être abîmé"
                for position in piece.travaux:
                    self._noter(position, Echec(self.travaux[position].nom, raison))
            elif not self.reussi:
                self._renoncer(panne or causes[piece])
        self.sterile = self.sterile or not passage.livrees
        shutil.rmtree(passage.dossier, ignore_errors=True)

    def _recolter(self, passage: Passage, piece: Piece) -> str:
        """Deliver the PDF of `piece` if there is one that is whole; return what is wrong with it, else nothing."""
        if piece in passage.livrees:
            return ""
        made = passage.sortie / piece.pdf
        try:
            pages = compter_pages(made)
        except PdfIllisible as error:
            return str(error)
        for position in piece.travaux:
            cible = self.travaux[position].pdf
            _copier(made, cible)
            self._noter(position, Converti(cible, pages))
        passage.livrees.add(piece)
        self.reussi = True
        return ""

    def _renoncer(self, raison: str) -> None:
        raise MissingTool(
            f"le moteur {self.moteur.nom} ne convertit même pas un document d'essai : {raison}\n"
            "    → lancez « kitgen doctor », ou prenez l'autre moteur avec « --moteur »"
        )

    def _noter(self, position: int, issue: Converti | Echec) -> None:
        self.issues[position] = issue
        if self.suivi:
            self.suivi(len(self.issues))


def _copier(source: Path, cible: Path) -> None:
    """Copy, so that the final name is only ever that of a whole file."""
    cible.parent.mkdir(parents=True, exist_ok=True)
    beside = cible.with_name(f".{cible.name}.partiel")
    try:
        shutil.copyfile(source, beside)
        beside.replace(cible)
    finally:
        beside.unlink(missing_ok=True)


def _output_problem(error: OSError, atelier: Path) -> OutputProblem:
    return OutputProblem(f"impossible d'écrire {error.filename or atelier} : {dit_en_francais(error)}")
