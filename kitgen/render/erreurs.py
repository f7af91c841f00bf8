"""What jinja2 and Python say of a template, in French for the person who edits it."""

from __future__ import annotations

import re

from jinja2 import TemplateError, TemplateSyntaxError

from kitgen.render.bac_a_sable import SansFin

_SYNTAXE = (
    (r"^« .* » n'est pas permis", "{0}"),
    (r"No filter named '(.+?)'", "le filtre « {1} » n'existe pas"),
    (r"No test named '(.+?)'", "le test « {1} » n'existe pas"),
    (r"Encountered unknown tag '(.+?)'.*(?:innermost block|looking for)", "« {1} » n'est pas à sa place"),
    (r"Encountered unknown tag '(.+?)'", "la balise « {1} » n'existe pas, ou ne ferme rien"),
    (r"Unexpected end of template", "une balise for ou if n'est jamais refermée (endfor, endif)"),
    (r"[Uu]nexpected end of (?:print statement|statement block)", "une balise est vide ou inachevée"),
    (r"Expected an expression, got 'end of (?:print statement|statement block)'", "une balise est vide ou inachevée"),
    (r"[Uu]nexpected '(.+?)'", "« {1} » est en trop dans la balise"),
    (r"unexpected char [\"'][\"'][\"']", "une apostrophe ou un guillemet n'est pas refermé"),
    (r"unexpected char '(.+?)'", "le caractère « {1} » n'a pas sa place dans une balise"),
    (r"expected token 'end of statement block', got '='", "pour comparer, écrivez deux fois le signe : « == »"),
    (
        r"expected token 'end of (?:print statement|statement block)', got '(.+?)'",
        "« {1} » est en trop, ou il manque un signe avant",
    ),
    (r"expected token '(.+?)', got 'end of (?:print statement|statement block)'", "il manque « {1} » à la fin"),
    (r"expected token '(.+?)', got '(.+?)'", "« {1} » était attendu au lieu de « {2} »"),
    (r"Missing end of (?:raw|comment)", "une balise n'est jamais refermée"),
)


def syntaxe_en_francais(error: TemplateSyntaxError) -> str:
    """jinja2's finding about a tag."""
    message = error.message or ""
    for pattern, french in _SYNTAXE:
        if found := re.search(pattern, message):
            return "balise illisible : " + french.format(message, *found.groups())
    return f"balise illisible : {message}"


def rendu_en_francais(error: Exception) -> str:
    """What went wrong while rendering."""
    message = str(error)
    if found := re.match(r"'(.+)' is undefined", message):
        return f"la variable « {found[1]} » n'existe pas dans ce document"
    if found := re.match(r"'None' has no attribute '(\w+)'", message):
        return f"il n'y a rien dont prendre « {found[1]} » (demandez d'abord : if)"
    if found := re.match(r"'?.*?([\w.]+)(?: object)?'? has no attribute '?(\w+)'?", message):
        # VueCandidat is what a template calls candidat.
        return f"« {found[2]} » n'existe pas dans « {found[1].rpartition('.')[2].removeprefix('Vue').lower()} »"
    if isinstance(error, TypeError) and message.startswith("une balise"):
        return message
    if isinstance(error, SansFin):
        return f"le modèle ne finit pas : {message} ; une balise se répète sans doute trop"
    if isinstance(error, TemplateError):
        return f"balise refusée : {message}"
    if isinstance(error, (MemoryError, RecursionError)):
        return "la balise ne peut pas être calculée : elle se répète ou grandit sans fin"
    if isinstance(error, ZeroDivisionError):
        return "la balise ne peut pas être calculée : elle divise par zéro"
    return f"la balise ne peut pas être calculée : {message}"
