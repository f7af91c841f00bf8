"""A Dask cluster as an executor: rendering and conversion on other machines, once these were found to be like this one.

A cluster is trusted: its protocol carries programs, so who may speak to it may run anything on it, and on this machine.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import logging
import platform
import threading
import warnings
import zlib
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from kitgen import __version__
from kitgen.engines import polices
from kitgen.engines.base import Engine
from kitgen.engines.reserve import Reserve
from kitgen.engines.tache import OuvrierPerdu, adopter
from kitgen.errors import KitgenError, MissingTool, UsageProblem

P = ParamSpec("P")
T = TypeVar("T")

_PAQUETS = ("distributed", "docxtpl", "jinja2", "lxml", "pikepdf", "rdocx")
"""Whose versions may change a Word file or a PDF, or keep the machines from understanding each other."""
_ATTENTE = 10.0  # seconds to reach the scheduler
_PATIENCE = 60.0  # seconds without any worker after which the work is given up
_PERIODE = 1.0
_REPOS = 60.0  # seconds that a worker's engines stay warm for the next build


class Grappe(Executor):
    """The workers of a Dask scheduler; `places` is how many batches they can do at a time."""

    def __init__(self, client: Any, adresse: str, moteur: Engine) -> None:
        self._client, self._adresse = client, adresse
        self._dask = client.get_executor(pure=False)
        self._moteur = moteur
        self._attendu = fiche(moteur)
        self._en_cours: set[Future[Any]] = set()
        self._ferme = threading.Event()
        self.places = self._examiner()
        threading.Thread(target=self._veiller, name="grappe", daemon=True).start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """See `Executor`; a batch whose worker is lost is done by another."""
        ours: Future[T] = Future()
        theirs = self._dask.submit(sur_place, self._attendu, self._moteur, fn, *args, **kwargs)
        self._en_cours.add(ours)
        theirs.add_done_callback(partial(self._rendre, ours))
        return ours

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; what it has not yet done is not wanted any more."""
        self._ferme.set()
        self._dask.shutdown(wait=False)
        self._client.close(timeout=_ATTENTE)

    def _rendre(self, ours: Future[T], theirs: Future[T]) -> None:
        self._en_cours.discard(ours)
        try:
            tell = partial(ours.set_result, theirs.result())
        except Exception as error:
            tell = partial(ours.set_exception, self._traduire(error))
        # Nobody may want it any more.
        with suppress(InvalidStateError):
            tell()

    def _traduire(self, error: BaseException) -> BaseException:
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            return OuvrierPerdu(f"chaque ordinateur de la grappe {self._adresse} qui s'en occupe s'arrête")
        if isinstance(error, (CancelledError, ConnectionError, TimeoutError)):
            return _perdue(self._adresse, "elle ne répond plus")
        return error

    def _examiner(self) -> int:
        """Refuse workers that would write something else than this machine; how many batches they do at a time."""
        workers = self._client.nthreads()
        if not workers:
            raise MissingTool(
                f"la grappe {self._adresse} n'a aucun ordinateur au travail\n"
                "    → lancez « dask worker ADRESSE » sur chacun, puis recommencez"
            )
        try:
            found = self._client.run(fiche, self._moteur, on_error="return")
        except Exception as error:
            found = dict.fromkeys(workers, error)
        faults = []
        for address, said in sorted(found.items()):
            if isinstance(said, KitgenError):
                faults.append(f"{address} : {said}")
            elif isinstance(said, BaseException):
                faults.append(f"{address} : kitgen n'y est pas installé, ou dans une autre version ({said})")
            elif differences := ecarts(self._attendu, said):
                faults.append(f"{address} : {differences}")
        if faults:
            raise _differente(self._adresse, faults)
        return sum(int(threads) for threads in workers.values())

    def _veiller(self) -> None:
        """Give up when nobody has been there for a while: the scheduler would wait for ever."""
        alone = 0.0
        while not self._ferme.wait(_PERIODE):
            there = self._client.status == "running" and self._client.scheduler_info()["workers"]
            alone = 0.0 if there else alone + _PERIODE
            if alone >= _PATIENCE:
                for future in self._en_cours.copy():
                    with suppress(InvalidStateError):
                        future.set_exception(_perdue(self._adresse, "elle n'a plus aucun ordinateur au travail"))
                self._en_cours.clear()


def ouvrir(adresse: str, moteur: Engine) -> Grappe:
    """Reach a cluster by the address of its scheduler; raises MissingTool or UsageProblem with a remedy."""
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise MissingTool(
            f"le paquet « {error.name} » manque, il sert à travailler sur une grappe\n"
            "    → lancez « pip install 'kitgen[cluster]' », avec le Python de kitgen"
        ) from error
    reach: Any = distributed.Client  # half of it has no types
    # What it has to say of connections is said by us, or is of no concern to who prints kits.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            client = _joindre(reach, adresse)
        except TypeError as error:
            raise MissingTool(
                f"la grappe {adresse} veut des certificats, et cet ordinateur n'en a pas ({error})\n"
                "    → dites-les dans la configuration de Dask (distributed.comm.tls)"
            ) from error
        except ValueError as error:
            raise UsageProblem(
                f"adresse de grappe mal écrite : « {adresse} » ({error})\n"
                "    → écrivez-la comme l'ordonnanceur la dit : tcp://ordinateur:8786, ou tls://ordinateur:8786"
            ) from error
        except (OSError, RuntimeError, AssertionError) as error:
            raise MissingTool(
                f"la grappe {adresse} ne répond pas ({error})\n"
                "    → vérifiez l'adresse, et que « dask scheduler » y tourne ; pour tls://, les certificats"
            ) from error
    try:
        return Grappe(client, adresse, moteur)
    except BaseException:
        client.close(timeout=_ATTENTE)
        raise


def _joindre(reach: Any, adresse: str) -> Any:
    try:
        return reach(adresse, timeout=_ATTENTE, set_as_default=False)
    except AssertionError:
        # distributed asserts that its thread has started within ten seconds, which a busy machine may not grant.
        return reach(adresse, timeout=_ATTENTE, set_as_default=False)


def fiche(moteur: Engine) -> dict[str, str]:
    """What decides, on the machine where this runs, on the bytes that come out; by its French name."""
    return {"moteur": moteur.version(), **_installation()}


@cache
def _installation() -> dict[str, str]:
    found = {
        "kitgen": f"{__version__} ({_empreinte(Path(__file__).parents[1].rglob('*.py'))})",
        "polices": _empreinte(police.chemin for police in polices.POLICES),
        "système": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    for name in _PAQUETS:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "absent"
    return found


def ecarts(attendu: dict[str, str], trouve: dict[str, str]) -> str:
    """In what two machines differ, in French; nothing when they are alike."""
    return ", ".join(
        f"{name} {trouve.get(name, 'absent')} au lieu de {value}"
        for name, value in attendu.items()
        if trouve.get(name) != value
    )


def sur_place(attendu: dict[str, str], moteur: Engine, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Call `fn` on a worker, which may have joined after the others were examined."""
    if differences := ecarts(attendu, fiche(moteur)):
        raise _differente("", [differences])
    adopter(_reserve())
    return fn(*args, **kwargs)


@cache
def _reserve() -> Reserve:
    """The warm engines of a worker, in the folder that Dask clears when a worker was killed."""
    from distributed import get_worker

    return Reserve(Path(get_worker().local_directory).resolve(), repos=_REPOS)


def _empreinte(fichiers: Any) -> str:
    digest = hashlib.sha256()
    for path in sorted(fichiers):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _differente(adresse: str, faults: list[str]) -> MissingTool:
    return MissingTool(
        f"la grappe {adresse} n'est pas installée comme cet ordinateur, le résultat serait autre\n"
        + "".join(f"    {fault}\n" for fault in faults)
        + "    → installez partout les mêmes versions (requirements/, LibreOffice), puis relancez les « dask worker »"
    )


def _perdue(adresse: str, raison: str) -> MissingTool:
    return MissingTool(
        f"la grappe {adresse} est perdue : {raison}\n"
        "    → vérifiez-la et recommencez, ou lancez la même commande sans --cluster"
    )
