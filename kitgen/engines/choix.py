"""Which engine converts: the one that the user asks for, or the best that works here."""

from __future__ import annotations

from kitgen.engines import libreoffice
from kitgen.engines.base import Engine
from kitgen.engines.null import Null
from kitgen.engines.rdocx import Rdocx
from kitgen.errors import MissingTool

MOTEURS = ("auto", "libreoffice", "rdocx", "null")


def choisir(moteur: str, *, soffice: str | None = None) -> Engine:
    """The engine named `moteur`, tried out; raises MissingTool with a remedy.

    `auto` is LibreOffice where one works, else rdocx. `soffice` names LibreOffice's program
    (the caller's KITGEN_SOFFICE); when it is given and wrong that is an error, even for `auto`.
    """
    if moteur == "auto":
        if soffice:
            return _libreoffice(soffice)
        try:
            return _libreoffice(None)
        except MissingTool:
            return _working(Rdocx())
    if moteur == "libreoffice":
        return _libreoffice(soffice)
    if moteur == "rdocx":
        return _working(Rdocx())
    if moteur == "null":
        return Null()
    raise MissingTool(f"moteur inconnu : « {moteur} » ; choisissez parmi {', '.join(MOTEURS)}")


def _libreoffice(soffice: str | None) -> Engine:
    found = libreoffice.trouver(soffice)
    if found is None:
        where = f"à l'endroit indiqué ({soffice})" if soffice else "sur cet ordinateur"
        raise MissingTool(f"LibreOffice est introuvable {where} ; {libreoffice.REMEDE}")
    return _working(found)


def _working(engine: Engine) -> Engine:
    engine.version()
    return engine
