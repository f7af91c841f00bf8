"""What was said of files in earlier builds, as long as it holds; what was found wrong is found anew each time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice

from pydantic import TypeAdapter, ValidationError

from kitgen.memoire.cache import Cache, cle
from kitgen.relecture import ALire
from kitgen.relecture.tenue import Autres, connus, ordre_dit, regles_dites
from kitgen.relecture.verdict import Verdict

_CONNUS = TypeAdapter(list[tuple[str, ...]])
_LOT = 2_000  # verdicts that are read at once, 1 kB each


class Tenus:
    """Verdicts of earlier builds on what is to be read, and of this one for later ones.

    `empreintes` say which files are to be there, `prouve` proves of one that it is.
    """

    def __init__(
        self,
        cache: Cache,
        programme: str,
        voulu: ALire,
        empreintes: Mapping[str, str],
        prouve: Callable[[str], bool],
    ) -> None:
        self._cache, self._voulu, self._empreintes, self._prouve = cache, voulu, empreintes, prouve
        self._ordres = voulu.ordres
        self._regles = cle("verdict", programme, regles_dites(voulu.consignes))
        self._autres: dict[str, Autres | None] = {}

    def retrouver(self, rangs: Iterable[int]) -> dict[int, Verdict]:
        """The verdicts that are known of these orders, and hold, by their places.

        A verdict holds as long as nothing is searched for, or isn't any more, that could stand in its file.
        """
        found = {}
        for lot in _lots(rangs):
            keys = self._cles(lot)
            notes = self._cache.lire(keys.values())
            for rank, key in keys.items():
                chemin = self._ordres[rank].demande.chemin
                if key not in notes or (read := _relire(notes[key], self._empreintes[chemin])) is None:
                    continue
                state, filtre, verdict = read
                if state not in self._autres:
                    self._autres[state] = _autres(self._cache, state, self._etat)
                changed = self._autres[state]
                if changed is not None and changed.epargnent(filtre) and self._prouve(chemin):
                    found[rank] = verdict
        return found

    def retenir(self, verdicts: Mapping[int, Verdict]) -> None:
        """Keep what was said of files, by their places among the orders, if they are what was written and in order."""
        good = {
            rank: verdict
            for rank, verdict in verdicts.items()
            if verdict.sha256 == self._empreintes.get(self._ordres[rank].demande.chemin) and not verdict.toutes
        }
        if not self._cache.ouvert or not good:
            return
        state = self._etat_garde
        self._cache.noter({key: _ecrire(state, good[rank]) for rank, key in self._cles(good).items()})

    def _cles(self, rangs: Iterable[int]) -> dict[int, str]:
        """The keys of these orders, of what is known of the files."""
        return {
            rank: cle(self._regles, digest, ordre_dit(self._ordres[rank], self._voulu.consignes).encode())
            for rank in rangs
            if (digest := self._empreintes.get(self._ordres[rank].demande.chemin)) is not None
        }

    @cached_property
    def _etat_garde(self) -> str:
        """The key of all that is searched for, which is kept now."""
        state, said = self._etat
        self._cache.noter({state: said})
        return state

    @cached_property
    def _etat(self) -> tuple[str, bytes]:
        """All that is searched for in this session, under its key."""
        said = _CONNUS.dump_json(sorted(connus(self._voulu.consignes.regles)))
        return cle("connus", said), said


def _lots(rangs: Iterable[int]) -> Iterator[list[int]]:
    every = iter(rangs)
    while lot := [*islice(every, _LOT)]:
        yield lot


def _autres(cache: Cache, avant: str, maintenant: tuple[str, bytes]) -> Autres | None:
    """What was searched for then and isn't now, or is now and wasn't; None where that isn't known any more."""
    if avant == maintenant[0]:
        return Autres(frozenset(), frozenset())
    try:
        before, now = (frozenset(_CONNUS.validate_json(said)) for said in (cache.lire([avant])[avant], maintenant[1]))
    except (KeyError, ValidationError):
        return None
    return Autres(before, now)


def _ecrire(etat: str, v: Verdict) -> bytes:
    vides = map(str, v.vides)
    return "\n".join((etat, v.filtre.hex(), *(" ".join(part) for part in (v.empreintes, v.textes, vides)))).encode()


def _relire(note: bytes, sha256: str) -> tuple[str, bytes, Verdict] | None:
    """What was searched for, the file's words, and its verdict without them."""
    try:
        state, filtre, prints, texts, blank = note.decode().split("\n")
        if not filtre:
            return None
        return (
            state,
            bytes.fromhex(filtre),
            Verdict(
                sha256=sha256,
                empreintes=tuple(prints.split()),
                textes=tuple(texts.split()),
                vides=tuple(map(int, blank.split())),
            ),
        )
    except ValueError:
        return None
