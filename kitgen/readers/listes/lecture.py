"""One list from its file to its table: what the file is, which sheet, which row holds the titles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kitgen.errors import Gravite, Problem
from kitgen.model.session import Liste
from kitgen.readers.listes.brut import Doute, FeuilleBrute, ListeIllisible
from kitgen.readers.listes.classeur import lire_classeur, nature
from kitgen.readers.listes.entetes import OBLIGATOIRES, Titres, trouver_tableau
from kitgen.readers.listes.tableau import Tableau
from kitgen.readers.listes.texte import lire_texte
from kitgen.readers.textes import octets, ressemblants


def lire_liste(path: Path, source: str, liste: Liste, titres: Titres) -> tuple[Tableau | None, list[Problem]]:
    """The table of a list, and all that is wrong with the file; `source` is the name the user knows it by."""
    content, problem = octets(path, source)
    if content is None:
        return None, [problem] if problem else []
    try:
        if nature(content) == "classeur":
            with _collector_paused():
                sheets = lire_classeur(content)
            _no_text_options(liste)
        else:
            separator = "\t" if liste.separateur == "tabulation" else liste.separateur
            sheets = [lire_texte(content, titres.reconnus, liste.encodage, separator)]
        sheet = _chosen([s for s in sheets if s.rangees], liste, titres)
    except ListeIllisible as refusal:
        return None, [refusal.probleme(source)]
    tableau = trouver_tableau(sheet, source, titres, autres_feuilles=len(sheets) > 1)
    problems = [
        Problem(source, d.texte, d.remede, valeur=d.valeur, gravite=d.gravite)
        if d.ligne is None
        else tableau.probleme(d.texte, d.remede, d.ligne, d.colonne, d.valeur, _weight(d, tableau, titres))
        for d in sheet.doutes
        if d.ligne is None or d.ligne > tableau.ligne_entetes
    ]
    if not sheet.visible and liste.feuille is None:
        problems.append(
            Problem(
                source,
                f"la feuille « {sheet.nom} » est masquée : elle est lue, car aucune autre n'a de candidats",
                "affichez-la pour vérifier que c'est la bonne, ou nommez la bonne dans session.yaml",
                gravite=Gravite.AVERTISSEMENT,
            )
        )
    hidden = [r.numero for r in tableau.rangees if r.numero in tableau.lignes_masquees]
    problems += [
        tableau.probleme(
            "ligne masquée : elle est lue comme les autres",
            "affichez-la (Données, Effacer le filtre) pour la vérifier, ou supprimez-la",
            number,
            gravite=Gravite.AVERTISSEMENT,
        )
        for number in hidden
    ]
    return tableau, problems


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A workbook makes hundreds of thousands of objects at once, which the collector would walk again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _weight(doubt: Doute, tableau: Tableau, titres: Titres) -> Gravite:
    """Merged cells may say the same of several people, but never who they are."""
    known = doubt.colonne is not None and doubt.colonne < len(tableau.entetes)
    title = tableau.entetes[doubt.colonne or 0] if known else ""
    identity = titres.champ(title) in (*OBLIGATOIRES, "numero", "date_naissance")
    return Gravite.ERREUR if identity else doubt.gravite


def _no_text_options(liste: Liste) -> None:
    if liste.encodage is not None or liste.separateur is not None:
        raise ListeIllisible(
            "« encodage » et « separateur » ne valent que pour un CSV, et ceci est un classeur",
            "retirez-les de session.yaml",
        )


def _chosen(sheets: list[FeuilleBrute], liste: Liste, titres: Titres) -> FeuilleBrute:
    if not sheets:
        raise ListeIllisible("la liste est vide", "ajoutez une ligne de titres et une ligne par candidat")
    names = [s.nom for s in sheets]
    if liste.feuille is not None:
        for sheet in sheets:
            if sheet.nom.strip() == liste.feuille.strip():
                return sheet
        if names == [""]:
            raise ListeIllisible("un CSV n'a pas de feuilles", "retirez « feuille » de session.yaml")
        raise ListeIllisible(
            f"la feuille « {liste.feuille} » n'y est pas, ou elle est vide", ressemblants(liste.feuille, names)
        )
    for visible in (True, False):
        candidates = [s for s in sheets if s.visible is visible and _looks_like_a_list(s, titres)]
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            shown = ", ".join(f"« {s.nom} »" for s in candidates)
            raise ListeIllisible(
                f"plusieurs feuilles ont des candidats : {shown}",
                "nommez la bonne dans session.yaml : candidats: {fichier: …, feuille: …} ; "
                "ou les deux, comme deux listes",
            )
    return next((s for s in sheets if s.visible), sheets[0])


def _looks_like_a_list(sheet: FeuilleBrute, titres: Titres) -> bool:
    """Whether one row has titles for all that a candidate must have, and a row follows."""
    for row in sheet.rangees[:50]:
        if set(OBLIGATOIRES) <= {titres.champ(c) for c in row.cellules}:
            return row is not sheet.rangees[-1]
    return False
