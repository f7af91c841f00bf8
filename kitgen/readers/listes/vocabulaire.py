"""The words of a session that cells name: options, organismes, entreprises, commissions, blocs."""

from __future__ import annotations

import datetime as dt
import re
from difflib import get_close_matches

from kitgen.model.referentiel import Referentiel
from kitgen.model.session import Session
from kitgen.noms import plie
from kitgen.readers.listes.cellules import Refus, Repare, ecritures_de, texte
from kitgen.readers.listes.tableau import Valeur
from kitgen.readers.textes import ressemblants


class Vocabulaire:
    """Reads cells that hold a word of the session or of its référentiel."""

    def __init__(self, session: Session, referentiel: Referentiel) -> None:
        self._session, self._referentiel = session, referentiel
        self._organismes = {plie(word): o.code for o in session.organismes for word in (o.code, o.nom, *o.variantes)}
        self._noms_des_organismes = {plie(word): word for o in session.organismes for word in (o.nom, *o.variantes)}
        self._entreprises = {plie(word): e.nom for e in session.entreprises for word in (e.nom, *e.variantes)}
        self._commissions = {plie(word): c.code for c in session.commissions for word in (c.code, c.libelle)}
        options = referentiel.parcours.options
        self._options = {plie(word): o.code for o in options for word in (o.code, o.libelle, *o.titres)}
        self._blocs = {plie(word): b.code for b in referentiel.blocs for word in ecritures_de(b.code)}

    def option(self, value: Valeur) -> str | None:
        """The code of an option. An empty cell is none: whoever presents the tronc commun has none to choose."""
        written = texte(value)
        if written is None:
            return None
        code = self._options.get(plie(written)) or self._options.get(plie(re.sub(r"(?i)^option\b", "", written)))
        if code is None:
            known = [o.libelle for o in self._referentiel.parcours.options]
            raise Refus("option inconnue", ressemblants(written, known) or "laissez la cellule vide")
        return code

    def organisme(self, value: Valeur) -> str | None:
        """The code of an organisme de formation; never a guess: an unknown spelling is a question to settle."""
        written = texte(value)
        if written is None:
            return None
        code = self._organismes.get(plie(written))
        if code is None:
            known = {w.replace(" ", ""): w for w in self._noms_des_organismes}
            close = get_close_matches(plie(written).replace(" ", ""), known, n=1, cutoff=0.6)
            names = ", ".join(o.nom for o in self._session.organismes)
            hint = (
                f"vouliez-vous dire « {self._noms_des_organismes[known[close[0]]]} » ?"
                if close
                else (f"valeurs possibles : {names}.")
            )
            raise Refus(
                "organisme de formation inconnu de la session",
                f"{hint} Sinon, ajoutez-le à « organismes » dans session.yaml, ou cette écriture à ses « variantes »",
            )
        return code

    def entreprise(self, value: Valeur) -> str | None:
        """The name of an entreprise: as session.yaml writes it when it knows it, else as given."""
        written = texte(value)
        return None if written is None else self._entreprises.get(plie(written), written)

    def commission(self, value: Valeur) -> str | None:
        """The code of a commission."""
        written = texte(value)
        if written is None:
            return None
        code = self._commissions.get(plie(written))
        if code is None:
            raise Refus("commission inconnue", ressemblants(written, [c.code for c in self._session.commissions]))
        return code

    def blocs(self, value: Valeur) -> tuple[str, ...] | Repare:
        """Codes of blocs in any reasonable notation (`BC4, BC5`, `4;5`, `BC4 à BC5`), in the référentiel's order."""
        if isinstance(value, (dt.date, dt.time)):
            raise Refus("Excel a pris ces blocs pour une date", "mettez la colonne au format Texte : BC4, BC5")
        written = texte(value)
        if written is None:
            return ()
        if plie(written) in ("aucun", "neant", "non", "0"):
            return ()
        if plie(written) in ("tous", "tout", "complet", "totalite"):
            raise Refus(
                "ce mot ne dit pas quels blocs", "listez-les (BC1 à BC5), ou laissez vide pour tous ceux du parcours"
            )
        found = self._span(written)
        if isinstance(value, float):
            # « 4,5 » typed into Excel is a number; as no bloc has a decimal it can only be two blocs.
            return Repare(found, "nombre à virgule lu comme deux blocs", "mettez la colonne au format Texte : BC4, BC5")
        return found

    def _span(self, written: str) -> tuple[str, ...]:
        if len(written) > 200:
            raise Refus("trop long pour des codes de blocs", "écrivez des codes comme BC4, BC5")
        written = re.sub(r"(?i)^les\s+", "", " ".join(written.split()))
        known = [b.code for b in self._referentiel.blocs]
        found: list[str] = []
        for part in re.split(r"[,;/+&|\n]|\bet\b", written):
            part = part.strip()
            if not part:
                continue
            code = r"((?:blocs?\s*)?[A-Za-z]*\s*\d+)"
            if span := re.fullmatch(rf"(?i)(?:de\s+|du\s+)?{code}\s*(?:à|a|au|jusqu'[àa]u?|-|–|—|→)\s*{code}", part):
                ends = [self._bloc(e, part, known) for e in span.groups()]
                first, last = (known.index(e) for e in ends)
                if last < first:
                    raise Refus(f"« {part} » va à rebours", "écrivez d'abord le premier bloc, puis le dernier")
                found += known[first : last + 1]
            elif plie(part) in self._blocs:
                found.append(self._blocs[plie(part)])
            else:
                # « BC4 BC5 », separated by blanks alone.
                found += [self._bloc(w, part, known) for w in re.sub(r"(?i)(bc|bloc)s?\s+(?=\d)", r"\1", part).split()]
        return tuple(c for c in known if c in found)

    def _bloc(self, word: str, part: str, known: list[str]) -> str:
        code = self._blocs.get(plie(word)) or self._blocs.get(plie(re.sub(r"(?i)^blocs?\s*", "", word)))
        if code is None:
            raise Refus(f"bloc « {part} » inconnu", f"écrivez des codes parmi {', '.join(known)}")
        return code
