"""What the language of the templates has beside jinja2's own: the filters, the names, and an example of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kitgen.context import filtres
from kitgen.render import valeurs


@dataclass(frozen=True, slots=True)
class Filtre:
    """A filter: what it does, said in French, and a tag that shows it in any document."""

    nom: str
    fonction: Callable[..., object]
    effet: str
    exemple: str


FILTRES = (
    Filtre("date", filtres.date, "une date, en toutes lettres", "{{ session.debut|date }}"),
    Filtre("date_sans_jour", filtres.date_sans_jour, "la même, sans le jour de la semaine",
           "{{ session.debut|date_sans_jour }}"),
    Filtre("date_courte", filtres.date_courte, "la date en chiffres", "{{ session.debut|date_courte }}"),
    Filtre("duree", filtres.duree, "des minutes, en heures et minutes", "{{ 90|duree }}"),
    Filtre("nombre", filtres.nombre, "un nombre ; entre parenthèses, combien de décimales", "{{ 1250.5|nombre(2) }}"),
    Filtre("euros", filtres.euros, "une somme", "{{ 1250|euros }}"),
    Filtre("pluriel", filtres.pluriel, "un nombre et son mot ; d'une liste, combien elle a d'éléments",
           '{{ echelle.niveaux|pluriel("niveau") }}'),
    Filtre("accord", filtres.accord, "le mot qui va avec M. ou Mme", '{{ "Mme"|accord("né", "née") }}'),
    Filtre("nom", filtres.nom, "en capitales, avec les accents", '{{ "Lefèvre"|nom }}'),
    Filtre("ouinon", filtres.ouinon, "oui ou non", "{{ session.exemple|ouinon }}"),
    Filtre("enumeration", filtres.enumeration, "une liste en une phrase ; entre parenthèses, ce qu'on prend de chaque",
           '{{ echelle.niveaux|enumeration("libelle") }}'),
    Filtre("codes", filtres.codes, "les codes d'une liste, pour une condition",
           '{% if "A" in echelle.niveaux|codes %}oui{% endif %}'),
    Filtre("case", valeurs.case, "une case, cochée si c'est vrai", "{{ session.exemple|case }}"),
    Filtre("riche", valeurs.riche, "un texte où **gras**, *italique* et __souligné__ le deviennent",
           '{{ "Lu et **approuvé**"|riche }}'),
    Filtre("image", valeurs.image, "une image ; entre parenthèses, sa largeur et sa hauteur en millimètres",
           "{% if session.certificateur.logo %}{{ session.certificateur.logo|image(40) }}{% endif %}"),
    Filtre("qr", valeurs.qr, "un code QR ; entre parenthèses, son côté en millimètres",
           "{{ document.reference|qr(20) }}"),
)  # fmt: skip
"""kitgen's filters; jinja2's own (`length`, `join`, `default`…) are there too."""


def fonctions() -> dict[str, Callable[..., object]]:
    """The filters by name."""
    return {f.nom: f.fonction for f in FILTRES}


def montrer_les_filtres(contexte: Mapping[str, object]) -> dict[str, str]:
    """What the example of each filter prints, in words; what is no text is named."""

    def said(value: object) -> object:
        if isinstance(value, valeurs.Case):
            return "☒" if value.cochee else "☐"
        if isinstance(value, valeurs.Riche):
            return value.texte.replace("**", "")
        return "(image)" if isinstance(value, valeurs.ImagePosee) else value

    env = ImmutableSandboxedEnvironment(undefined=StrictUndefined, finalize=said)
    env.filters |= fonctions()
    return {f.nom: env.from_string(f.exemple).render(contexte) for f in FILTRES}


def _morceau(*_: object) -> NoReturn:
    """Pieces are put in when a template is opened: who comes here named one in another way."""
    raise ValueError('un morceau s\'écrit {{p morceau("fichier.docx") }}, seul dans son paragraphe')


GLOBALES: dict[str, object] = {"saut_de_page": valeurs.SautDePage(), "morceau": _morceau}
"""Names that every template has, whatever its document."""
