"""Layout once, draw many: documents that differ in a few paragraphs only are laid out once and drawn for each.

The same interface as `kitgen.convert`, which does all the laying out, and which gets whatever doesn't qualify.
The .docx converted on its own is the truth: what is drawn is the same file to the byte, once both are in their
canonical form. One member of each class, chosen by chance, is made both ways, and when the two differ the whole
class is converted one by one.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pikepdf

from kitgen.convert import Converti, Travail, ecrire
from kitgen.convert import convertir as convertir_un_par_un
from kitgen.couche.classe import Chantier, Classe, choisir
from kitgen.couche.flux import DIALECTES, Dialecte, FluxInconnu
from kitgen.couche.refus import Refus
from kitgen.couche.squelette import Famille, Membre, grouper
from kitgen.couche.valeurs import Valeurs
from kitgen.engines.base import Engine
from kitgen.engines.machine import ouvriers
from kitgen.errors import Echec, OutputProblem, dit_en_francais

SEUIL = 4
"""Documents of one skeleton below which converting each is as fast (measured, see docs/decisions.md)."""

Issues: TypeAlias = tuple[Converti | Echec, ...]
Entendu: TypeAlias = Callable[[int, Converti | Echec], None]
"""Hears what became of a document, by its position."""

_PANNES = (Refus, FluxInconnu, pikepdf.PdfError)


def convertir(
    travaux: Sequence[Travail],
    moteur: Engine,
    *,
    atelier: Path,
    taches: int = 2,
    delai: float = 120.0,
    suivi: Callable[[int], None] | None = None,
    couche: bool = True,
    executor: Executor | None = None,
) -> Issues:
    """Make every PDF, as `kitgen.convert.convertir` does, and with the same pages; `couche` turns this stage on."""
    dialecte = DIALECTES.get(moteur.nom)
    if not couche or dialecte is None or len(travaux) < SEUIL:
        return convertir_un_par_un(
            travaux, moteur, atelier=atelier, taches=taches, delai=delai, suivi=suivi, executor=executor
        )
    if len({travail.pdf for travail in travaux}) != len(travaux):
        raise ValueError("two documents for one PDF")

    try:
        atelier.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(prefix="couche-", dir=atelier, ignore_cleanup_errors=True) as dossier,
            # The engines start while the documents are looked through, and last from one round to the next.
            ouvriers(executor, moteur, taches, Path(dossier)) as equipe,
        ):

            def lancer(choisis: Sequence[Travail], entendu: Entendu) -> Issues:
                return convertir_un_par_un(
                    choisis, moteur, atelier=atelier, taches=taches, delai=delai, entendu=entendu, executor=equipe
                )

            with ThreadPoolExecutor() as fils:
                try:
                    return _Couche(travaux, dialecte, lancer, fils, Path(dossier).resolve(), suivi).executer()
                except BaseException:  # Ctrl-C too: what is still being laid out is for nobody
                    equipe.shutdown(cancel_futures=True)
                    raise
    except OSError as error:
        raise OutputProblem(f"impossible d'écrire {error.filename or atelier} : {dit_en_francais(error)}") from error


@dataclass(slots=True)
class _Essai:
    """A class to be drawn, once its coloured representative and its witness are converted."""

    classe: Classe | None
    chantier: Chantier
    representant: Membre
    temoin: Membre
    colorie: Path


class _Couche:
    """This thread finds out and draws; in others, conversions wait for the engines, and tell what they have."""

    def __init__(
        self,
        travaux: Sequence[Travail],
        dialecte: Dialecte,
        lancer: Callable[[Sequence[Travail], Entendu], Issues],
        fils: Executor,
        dossier: Path,
        suivi: Callable[[int], None] | None,
    ) -> None:
        self.travaux, self.lancer, self.fils, self.dossier, self.suivi = travaux, lancer, fils, dossier, suivi
        self.issues: dict[int, Converti | Echec] = {}
        self.valeurs = Valeurs(dialecte)
        self.colories = self.dit = 0
        self.premiers: list[_Essai] = []
        self.confies: set[int] = set()
        """Who is converted, or was."""
        self.aides: dict[Path, bool] = {}
        """The sheets and coloured documents that are settled, and whether they are made."""
        self.courses: set[Future[Issues]] = set()
        self.nouvelle = threading.Event()

    def executer(self) -> Issues:
        feuilles = self._commencer()
        self._attendre(lambda: all(feuille in self.aides for feuille in feuilles))
        essais, suite, reste = self._trier()
        self._convertir(reste, suite)
        essais += suite
        while essais:
            self._attendre(lambda: any(map(self._pret, essais)))
            essai = next(filter(self._pret, essais))
            essais.remove(essai)
            self._convertir(self._dessiner(essai))
        self._attendre(lambda: all(course.done() for course in self.courses))
        return tuple(self.issues[position] for position in range(len(self.travaux)))

    def _commencer(self) -> list[Path]:
        """Find the families and have converted what will be needed; the sheets among it."""
        familles = grouper((n, travail.docx) for n, travail in enumerate(self.travaux))
        chantiers = [c for c in map(self._ouvrir, familles) if c is not None]
        # The likely representative of each family goes with the sheets: in most, there is nothing else to lay out.
        self.premiers = [self._essayer(None, c, list(c.famille.membres.values())) for c in chantiers]
        ensemble = {n for c in chantiers for m in c.famille.membres.values() for n in m.travaux}
        feuilles = self.valeurs.ecrire(self.dossier)
        self._convertir((), self.premiers, feuilles)
        # What is in no family is laid out beside all this: no engine waits while the rest is found out and drawn.
        self._convertir(n for n in range(len(self.travaux)) if n not in ensemble)
        return feuilles

    def _attendre(self, assez: Callable[[], bool]) -> None:
        """Read the sheets that come, and tell how far all is, until it is enough."""
        while True:
            self.nouvelle.clear()
            # First, so that all it has seen is read below: more may come at any moment.
            enough = assez()
            for course in [c for c in self.courses if c.done()]:
                self.courses.remove(course)
                course.result()
            self.valeurs.relire([aide for aide, fait in [*self.aides.items()] if fait])
            self._dire()
            if enough:
                return
            # Windows hears Ctrl-C between two waits only.
            self.nouvelle.wait(timeout=1)

    def _pret(self, essai: _Essai) -> bool:
        return essai.colorie in self.aides and essai.temoin.travaux[0] in self.issues

    def _trier(self) -> tuple[list[_Essai], list[_Essai], list[int]]:
        """The classes that can be drawn, those whose representative must be converted first, and who is in none.

        From here on a family is known by its classes alone, and gone with the last of them.
        """
        prets: list[_Essai] = []
        suite: list[_Essai] = []
        reste: list[int] = []
        premiers, self.premiers = self.premiers, []
        for premier in premiers:
            classes, inconnus = premier.chantier.classes()
            reste += _positions(inconnus)
            for classe in classes:
                if premier.representant in classe.membres and premier.temoin in classe.membres:
                    premier.classe = classe
                    prets.append(premier)
                elif len(classe.membres) < SEUIL:
                    reste += _positions(classe.membres)
                else:
                    suite.append(self._essayer(classe, premier.chantier, classe.membres))
        return prets, suite, reste

    def _ouvrir(self, famille: Famille) -> Chantier | None:
        if len(famille.membres) < SEUIL:
            return None
        try:
            return Chantier.ouvrir(famille, self.valeurs, SEUIL)
        except Refus:
            return None

    def _essayer(self, classe: Classe | None, chantier: Chantier, membres: Sequence[Membre]) -> _Essai:
        self.colories += 1
        representant, temoin = choisir(chantier.famille, membres)
        colorie = self.dossier / f"colorie-{self.colories}.docx"
        colorie.write_bytes(chantier.colorie(representant))
        return _Essai(classe, chantier, representant, temoin, colorie)

    def _convertir(self, seuls: Iterable[int], essais: Sequence[_Essai] = (), feuilles: Sequence[Path] = ()) -> None:
        """Begin to convert one by one: these documents, and what these tries and sheets need."""
        wanted = sorted({*seuls, *_positions([e.temoin for e in essais])} - self.confies)
        self.confies.update(wanted)
        aides = [*feuilles, *(e.colorie for e in essais)]
        choisis = [self.travaux[n] for n in wanted] + [Travail(a, a.with_suffix(".pdf")) for a in aides]
        if not choisis:
            return

        def entendu(position: int, issue: Converti | Echec) -> None:
            if position < len(wanted):
                self.issues[wanted[position]] = issue
            else:
                self.aides[aides[position - len(wanted)]] = isinstance(issue, Converti)
            self.nouvelle.set()

        course = self.fils.submit(self.lancer, choisis, entendu)
        self.courses.add(course)
        course.add_done_callback(lambda _: self.nouvelle.set())

    def _dire(self) -> None:
        """Tell how many are settled, never fewer than before."""
        count = len(self.issues)
        if self.suivi and self.dit < count:
            self.dit = count
            self.suivi(count)

    def _dessiner(self, essai: _Essai) -> list[int]:
        """Draw all of a class; the positions of those that must be converted after all."""
        if essai.classe is None:
            raise ValueError("a try without a class")
        membres = [m for m in essai.classe.membres if m.travaux[0] not in self.confies]
        vrai = self.issues[essai.temoin.travaux[0]]
        if isinstance(vrai, Echec) or not self.aides[essai.colorie]:
            return _positions(membres)
        drawn = 0
        try:
            moulage = essai.classe.mouler(essai.representant, essai.colorie.with_suffix(".pdf"), essai.temoin, vrai.pdf)
            for dossier in {self.travaux[n].pdf.parent for n in _positions(membres)}:
                dossier.mkdir(parents=True, exist_ok=True)
            for membre in membres:
                data = moulage.composer(membre)
                for n in membre.travaux:
                    ecrire(self.travaux[n].pdf, data)
                    self.issues[n] = Converti(self.travaux[n].pdf, moulage.pages)
                drawn += 1
                self._dire()
        except _PANNES:
            return _positions(membres[drawn:])
        return []


def _positions(membres: Iterable[Membre]) -> list[int]:
    return [n for membre in membres for n in membre.travaux]
