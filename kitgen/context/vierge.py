"""What a spare copy shows in the place of a candidate and of a juror: lines to write on."""

from __future__ import annotations

from kitgen.context import personnes, vues
from kitgen.context.typographie import texte
from kitgen.model.referentiel import Referentiel
from kitgen.plan import Vierge

COURT = "…" * 4
"""Room for a number or a code."""

LONG = "…" * 20
"""Room for a name."""


def candidat(vierge: Vierge, referentiel: Referentiel) -> vues.VueCandidat:
    """Nobody yet: the option is known, number and name are to be written."""
    option = referentiel.option(vierge.option)
    return vues.VueCandidat(
        numero=f"N°\u00a0{COURT}",
        civilite="",
        nom=LONG,
        nom_usage="",
        prenom=LONG,
        nom_complet=LONG,
        nom_liste=LONG,
        naissance="",
        organisme="",
        entreprise="",
        tuteur="",
        option=texte(option.libelle) if option else "",
        voie_acces="",
        ordre="",
        adresse=(),
        blocs_acquis=(),
    )


def personne(vierge: Vierge, referentiel: Referentiel) -> dict[str, object]:
    """All that a document shows of the people who are still to be written on it."""
    shown: dict[str, object] = {
        "candidat": candidat(vierge, referentiel),
        "organisme": personnes.organisme(None),
        "passage": None,
    }
    if vierge.jure:
        shown["jure"] = vues.VueJure(code="", nom_complet=LONG, qualite="", college="")
    return shown
