"""What an entry of the corpus says: the file, who writes it, the session that reads it, and what must come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.listes.producteurs import Producteur

GENRES = frozenset(
    genre.strip()
    for genre in """
    UTF-8 | UTF-8 avec BOM | Windows-1252 | MacRoman | UTF-16 avec BOM | UTF-16 sans BOM | encodage imposé
    encodage ambigu | encodage imposé à tort | séparateur point-virgule | séparateur virgule | séparateur tabulation
    séparateur imposé | première ligne sep= | retours à la ligne dans une cellule | fins de ligne CR | fins de ligne LF
    fins de ligne CRLF | xlsx | ods | cellules de titre fusionnées | lignes avant les titres | OF fusionnés
    colonne masquée | ligne masquée | formules calculées | formules jamais calculées | plusieurs feuilles
    deux feuilles possibles | feuille nommée | feuille masquée | lignes vides à la fin | format sans valeur au loin
    ligne de total | titres répétés | ligne de pied | date d'Excel | date en texte | année à deux chiffres | date ISO
    date en toutes lettres | série 1900 | série 1904 | date à l'américaine | SIRET en nombre | SIRET scientifique
    SIREN | SIRET sans zéro | code postal sans zéro | téléphone sans zéro | titres variés | titre de la session
    colonne inconnue | colonne sans titre | colonne double | colonne obligatoire absente | plusieurs listes
    blocs en plusieurs notations | blocs en nombre | blocs en date | doublon | nom et prénom échangés | presque doublon
    OF sous plusieurs écritures | entreprise sous plusieurs écritures | âge improbable | naissance future
    lieu de naissance absent | option inconnue | bloc hors option | tous blocs acquis | juré de l'entreprise
    erreur de formule | cellule en formule | texte mal décodé | espaces insécables | apostrophes | CAPITALES
    mot de passe | ancien xls | HTML nommé xls | PDF | fichier vide | titres seuls | zip sans classeur
    classeur tronqué | cellule perdue au loin | taille déclarée démesurée | lignes répétées à l'excès
    entité DOCTYPE | dossier | fichier absent | nom de fichier trompeur | guillemet non refermé
    guillemets ="…" d'Excel | désistement | ligne d'exemple
    """.replace("\n", "|").split("|")
    if genre.strip()
)  # fmt: skip
"""What lists are like when they arrive; each must be shown by one file at least."""


@dataclass(frozen=True)
class Entree:
    """One file and what is expected of it.

    A problem is « place | gravité | start of the text », with « → start of the remedy » where that matters. Its place
    is preceded by the file's name when that isn't `nom`. `candidats` is how many could be read, None when the list as
    a whole was refused; `valeurs` are fields by the number of the candidate.
    """

    nom: str
    genres: tuple[str, ...]
    producteur: Producteur | None
    lecture: str | None = None
    candidats: int | None = None
    valeurs: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    problemes: tuple[str, ...] = ()
    declaration: str = ""
    """The value of `candidats:` in session.yaml, when it is more than the file's name."""
    session: str = ""
    """What else session.yaml says."""
    avec: tuple[str, ...] = ()
    """Other files of the corpus that the session names."""

    @property
    def gravite(self) -> str:
        """« bonne », « avertissement » or « erreur »."""
        found = {p.split(" | ")[1] for p in self.problemes}
        return "erreur" if "erreur" in found else "avertissement" if found else "bonne"


def bonne(nom: str, genres: str, producteur: Producteur, lecture: str, **plus: Any) -> Entree:
    """A list that is read; five people unless `candidats` says otherwise."""
    return Entree(nom, _genres(genres), producteur, lecture, **{"candidats": 5, **plus})


def refusee(nom: str, genres: str, producteur: Producteur | None, texte: str, **plus: Any) -> Entree:
    """A file that can't be read as a list: one problem, which is of the whole file unless `place` says more."""
    place = plus.pop("place", "")
    return Entree(nom, _genres(genres), producteur, problemes=(f"{place} | erreur | {texte}",), **plus)


def _genres(words: str) -> tuple[str, ...]:
    return tuple(w.strip() for w in words.split("|"))
