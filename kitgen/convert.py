"""Converts Word documents into PDFs: each distinct one once, several at a time, whatever the engine does.

The batches go to an executor, which is this machine unless another is given; only a PDF that opens and has
pages counts as made. The outcome for a document doesn't depend on which others it is converted with.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TypeAlias

from kitgen.engines.base import Engine
from kitgen.engines.lots import Piece, polices_incorporees, repartir
from kitgen.engines.machine import Machine
from kitgen.engines.tache import Fait, OuvrierPerdu, Rate, Resultat, Tache, executer
from kitgen.engines.temoin import ecrire_temoin
from kitgen.errors import Echec, MissingTool, OutputProblem, dit_en_francais


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
    entendu: Callable[[int, Converti | Echec], None] | None = None,
    executor: Executor | None = None,
) -> tuple[Converti | Echec, ...]:
    """Make every PDF; the outcomes stand in the order of `travaux`.

    `atelier` is a folder for temporary files, left as it was found. `taches` batches are at work at a time, on
    `executor`; without one, on processes of this machine that end with this call. `delai` is the time in seconds within
    which a process must show a new PDF. `suivi` hears how many of `travaux` are settled so far.
    Raises OutputProblem when the disk refuses, MissingTool when the engine doesn't start.
    """
    if len({travail.pdf for travail in travaux}) != len(travaux):
        raise ValueError("two documents for one PDF")
    try:
        atelier.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            prefix = "conversion-"
            temporary = tempfile.TemporaryDirectory(prefix=prefix, dir=atelier, ignore_cleanup_errors=True)
            dossier = Path(stack.enter_context(temporary)).resolve()
            if executor is None:
                executor = stack.enter_context(Machine(max(taches, 1), dossier))
            conversion = _Conversion(
                travaux, moteur, executor, dossier, max(taches, 1), delai, suivi=suivi, entendu=entendu
            )
            return conversion.executer()
    except BrokenExecutor as error:
        raise MissingTool(f"les processus qui font la mise en page se sont arrêtés : {error}") from error
    except OSError as error:
        raise _output_problem(error, atelier) from error


@dataclass(eq=False, slots=True)
class _Lot:
    """A batch at work; `seul`: its one document is suspect, and this is its last try."""

    pieces: tuple[Piece, ...]
    seul: bool
    livrees: set[int]


_Nouvelle: TypeAlias = tuple[_Lot, int, Fait] | tuple[_Lot, Future[tuple[Resultat, ...]]]
"""What the executor's threads tell: a PDF is there already, or a batch has ended."""


class _Conversion:
    def __init__(
        self,
        travaux: Sequence[Travail],
        moteur: Engine,
        executor: Executor,
        dossier: Path,
        taches: int,
        delai: float,
        *,
        suivi: Callable[[int], None] | None,
        entendu: Callable[[int, Converti | Echec], None] | None,
    ) -> None:
        self.travaux, self.moteur, self.executor, self.dossier = travaux, moteur, executor, dossier
        self.taches, self.delai, self.suivi, self.entendu = taches, delai, suivi, entendu
        self.issues: dict[int, Converti | Echec] = {}
        self.lots: deque[tuple[Piece, ...]] = deque()
        self.suspectes: deque[Piece] = deque()
        self.en_cours: dict[_Lot, Future[tuple[Resultat, ...]]] = {}
        self.nouvelles: SimpleQueue[_Nouvelle] = SimpleQueue()
        self.reussi = self.sterile = False

    @property
    def doute(self) -> bool:
        """Whether the engine itself may be broken: a process has made nothing, and none has made anything."""
        return self.sterile and not self.reussi

    @property
    def essai(self) -> bool:
        """Whether the trial document is being converted; its outcome decides on all others."""
        return any(not piece.travaux for lot in self.en_cours for piece in lot.pieces)

    def executer(self) -> tuple[Converti | Echec, ...]:
        self.lots.extend(repartir(self._pieces(), self.taches))
        try:
            while self.lots or self.suspectes or self.en_cours:
                while len(self.en_cours) < self.taches and (self.lots or self.suspectes) and not self.essai:
                    self._lancer()
                self._apprendre(self._attendre())
        finally:
            for future in self.en_cours.values():
                future.cancel()
        return tuple(self.issues[position] for position in range(len(self.travaux)))

    def _pieces(self) -> list[Piece]:
        """The distinct documents, each known by its contents: alike in every run."""
        wanted: dict[str, list[int]] = {}
        for position, travail in enumerate(self.travaux):
            try:
                digest = hashlib.sha256(travail.docx.read_bytes()).hexdigest()[:32]
            except OSError as error:
                self._noter(position, Echec(travail.nom, f"document Word illisible : {dit_en_francais(error)}"))
                continue
            wanted.setdefault(digest, []).append(position)
        pieces = []
        for digest, positions in wanted.items():
            docx = self.travaux[positions[0]].docx
            pieces.append(Piece(digest, docx, docx.stat().st_size, polices_incorporees(docx), tuple(positions)))
        return pieces

    def _lancer(self) -> None:
        if self.doute:
            self._demarrer((self._temoin(),), seul=True)
        elif self.lots:
            self._demarrer(self.lots.popleft(), seul=False)
        else:
            self._demarrer((self.suspectes.popleft(),), seul=True)

    def _demarrer(self, pieces: tuple[Piece, ...], *, seul: bool) -> None:
        lot = _Lot(pieces, seul, set())
        documents = tuple((piece.nom, piece.fichier.read_bytes()) for piece in pieces)
        # LibreOffice lends the fonts of one document to the next: those that bring some get a process of their own.
        tache = Tache(self.moteur, documents, self.delai, froid=seul or any(piece.polices for piece in pieces))
        if isinstance(self.executor, Machine):
            future = self.executor.submit(executer, tache, lambda n, fait: self.nouvelles.put((lot, n, fait)))
        else:
            future = self.executor.submit(executer, tache)
        self.en_cours[lot] = future
        future.add_done_callback(lambda done: self.nouvelles.put((lot, done)))

    def _temoin(self) -> Piece:
        """The trial document, wanted by nobody: does the engine work at all?"""
        fichier = self.dossier / "temoin.docx"
        ecrire_temoin(fichier)
        return Piece("temoin", fichier, fichier.stat().st_size, (), ())

    def _attendre(self) -> _Nouvelle:
        while True:
            # Windows hears Ctrl-C between two waits only.
            with suppress(Empty):
                return self.nouvelles.get(timeout=1)

    def _apprendre(self, nouvelle: _Nouvelle) -> None:
        if len(nouvelle) == 3:
            lot, position, fait = nouvelle
            self._livrer(lot, position, fait)
        else:
            lot, future = nouvelle
            del self.en_cours[lot]
            try:
                resultats = future.result()
            except OuvrierPerdu as error:
                resultats = tuple(Rate(str(error), panne=True) for _ in lot.pieces)
            self._finir(lot, resultats)

    def _finir(self, lot: _Lot, resultats: Sequence[Resultat]) -> None:
        """Settle what `lot` had to do, now that it has ended."""
        self.sterile = self.sterile or not any(isinstance(resultat, Fait) for resultat in resultats)
        untouched = []
        for position, (piece, resultat) in enumerate(zip(lot.pieces, resultats, strict=True)):
            if resultat is None:
                untouched.append(piece)
            elif isinstance(resultat, Fait):
                self._livrer(lot, position, resultat)
            elif not lot.seul:
                self.suspectes.append(piece)
            elif piece.travaux:
                self._rater(piece, resultat)
            elif not self.reussi:
                self._renoncer(resultat.raison)
        if untouched:
            self.lots.appendleft(tuple(untouched))

    def _livrer(self, lot: _Lot, position: int, fait: Fait) -> None:
        if position in lot.livrees:
            return
        lot.livrees.add(position)
        self.reussi = True
        for n in lot.pieces[position].travaux:
            cible = self.travaux[n].pdf
            cible.parent.mkdir(parents=True, exist_ok=True)
            ecrire(cible, fait.pdf)
            self._noter(n, Converti(cible, fait.pages))

    def _rater(self, piece: Piece, rate: Rate) -> None:
        raison = rate.raison if rate.panne else f"{rate.raison} ; le document Word est peut-être abîmé"
        for position in piece.travaux:
            self._noter(position, Echec(self.travaux[position].nom, raison))

    def _renoncer(self, raison: str) -> None:
        raise MissingTool(
            f"le moteur {self.moteur.nom} ne convertit même pas un document d'essai : {raison}\n"
            "    → lancez « kitgen doctor », ou prenez l'autre moteur avec « --moteur »"
        )

    def _noter(self, position: int, issue: Converti | Echec) -> None:
        self.issues[position] = issue
        if self.suivi:
            self.suivi(len(self.issues))
        if self.entendu:
            self.entendu(position, issue)


def ecrire(cible: Path, octets: bytes) -> None:
    """Write into a folder that is there, so that the final name is only ever that of a whole file."""
    beside = cible.with_name(f".{cible.name}.partiel")
    try:
        beside.write_bytes(octets)
        beside.replace(cible)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _output_problem(error: OSError, atelier: Path) -> OutputProblem:
    return OutputProblem(f"impossible d'écrire {error.filename or atelier} : {dit_en_francais(error)}")
