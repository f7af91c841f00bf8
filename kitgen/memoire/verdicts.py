"""What was said of files in earlier builds, as long as it holds; what was found wrong is found anew each time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from pydantic import TypeAdapter, ValidationError

from kitgen.memoire.cache import Cache, cle
from kitgen.relecture import ALire
from kitgen.relecture.tenue import Autres, connus, ordre_dit, regles_dites
from kitgen.relecture.verdict import Verdict

_CONNUS = TypeAdapter(list[tuple[str, ...]])


def retrouver(
    cache: Cache, programme: str, voulu: ALire, empreintes: Mapping[str, str], prouve: Callable[[str], bool]
) -> dict[int, Verdict]:
    """The verdicts that are known and hold, by their places among the orders; `empreintes` say which files are to be
    there, `prouve` proves of one that it is.

    A verdict holds as long as nothing is searched for, or isn't any more, that could stand in its file.
    """
    orders = voulu.ordres
    keys = _cles(programme, voulu, empreintes, range(len(orders)))
    notes = cache.lire(keys.values())
    now, _ = etat = _etat(voulu)
    others: dict[str, Autres | None] = {now: Autres(frozenset(), frozenset())}
    found = {}
    for rank, key in keys.items():
        chemin = orders[rank].demande.chemin
        if key not in notes or (read := _relire(notes[key], empreintes[chemin])) is None:
            continue
        state, verdict = read
        if state not in others:
            others[state] = _autres(cache, state, etat)
        if (changed := others[state]) is not None and changed.epargnent(verdict.filtre) and prouve(chemin):
            found[rank] = verdict
    return found


def retenir(
    cache: Cache, programme: str, voulu: ALire, empreintes: Mapping[str, str], verdicts: Mapping[int, Verdict]
) -> None:
    """Keep what was said of files, by their places among the orders, if they are what was written and in order."""
    orders = voulu.ordres
    good = {
        rank: verdict
        for rank, verdict in verdicts.items()
        if verdict.sha256 == empreintes.get(orders[rank].demande.chemin) and not verdict.toutes
    }
    if not cache.ouvert or not good:
        return
    state, said = _etat(voulu)
    keys = _cles(programme, voulu, empreintes, good)
    cache.noter({state: said} | {key: _ecrire(state, good[rank]) for rank, key in keys.items()})


def _cles(programme: str, voulu: ALire, empreintes: Mapping[str, str], rangs: Collection[int]) -> dict[int, str]:
    """The keys of these orders, of what is known of the files."""
    held, orders = voulu.consignes, voulu.ordres
    rules = cle("verdict", programme, regles_dites(held))
    return {
        rank: cle(rules, digest, ordre_dit(orders[rank], held).encode())
        for rank in rangs
        if (digest := empreintes.get(orders[rank].demande.chemin)) is not None
    }


def _etat(voulu: ALire) -> tuple[str, bytes]:
    """All that is searched for in this session, under its key."""
    said = _CONNUS.dump_json(sorted(connus(voulu.consignes.regles)))
    return cle("connus", said), said


def _autres(cache: Cache, avant: str, maintenant: tuple[str, bytes]) -> Autres | None:
    """What was searched for then and isn't now, or is now and wasn't; None where that isn't known any more."""
    try:
        before, now = (frozenset(_CONNUS.validate_json(said)) for said in (cache.lire([avant])[avant], maintenant[1]))
    except (KeyError, ValidationError):
        return None
    return Autres(before, now)


def _ecrire(etat: str, v: Verdict) -> bytes:
    vides = map(str, v.vides)
    return "\n".join((etat, v.filtre.hex(), *(" ".join(part) for part in (v.empreintes, v.textes, vides)))).encode()


def _relire(note: bytes, sha256: str) -> tuple[str, Verdict] | None:
    try:
        state, filtre, prints, texts, blank = note.decode().split("\n")
        if not filtre:
            return None
        return state, Verdict(
            sha256=sha256,
            empreintes=tuple(prints.split()),
            textes=tuple(texts.split()),
            vides=tuple(map(int, blank.split())),
            filtre=bytes.fromhex(filtre),
        )
    except ValueError:
        return None
