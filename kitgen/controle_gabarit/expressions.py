"""What the tags of a part say, from top to bottom: names, attributes, filters, loops, and what is printed how."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from jinja2 import Environment, TemplateSyntaxError, nodes

from kitgen.context.catalogue import Type
from kitgen.controle_gabarit.balises import Balise, droites
from kitgen.controle_gabarit.constats import Constat, avertissement
from kitgen.controle_gabarit.mots import PERMIS
from kitgen.controle_gabarit.portee import Portee, gardes
from kitgen.controle_gabarit.structure import CELLULE, FERMETURES
from kitgen.controle_gabarit.valeurs import Lecteur
from kitgen.errors import shortened
from kitgen.render.bac_a_sable import environnement
from kitgen.render.erreurs import syntaxe_en_francais

_ENTETE = re.compile(r"for\s+([\w\s,()]+?)\s+in\b")


@lru_cache(maxsize=4096)
def _lue(genre: str, contenu: str) -> nodes.Node | str:
    """The tag alone as jinja2 reads it, or what is wrong with it in French."""
    word = contenu.split(None, 1)[0] if contenu else ""
    if genre == "{{":
        source = f"{{{{ {contenu} }}}}"
    elif word in ("for", "if", "with"):
        source = f"{{% {contenu} %}}{{% end{word} %}}"
    elif word == "elif":
        source = f"{{% {contenu[2:]} %}}{{% endif %}}"
    else:
        source = f"{{% {contenu} %}}"
    try:
        body = _env().parse(source).body
    except TemplateSyntaxError as error:
        return syntaxe_en_francais(error)
    except RecursionError:
        return "les balises sont imbriquées trop profondément"
    return body[0] if body else "une balise est vide ou inachevée"


@lru_cache(maxsize=1)
def _env() -> Environment:
    return environnement()


class Parcours:
    """Goes through the tags of one part in their order, with what is known at each; of `fautives` enough is said."""

    def __init__(
        self,
        variables: Mapping[str, Type],
        ailleurs: Iterable[str],
        document: str,
        cles: Mapping[str, frozenset[str]],
        fautives: Collection[Balise] = (),
    ) -> None:
        self._fautives = fautives
        self._portee = Portee(variables, frozenset(ailleurs), document, cles)
        self._pile: list[str] = []

    def lire(self, toutes: Sequence[Balise]) -> Iterator[Constat]:
        """What is wrong with what these tags say."""
        self._portee.noms.append({})
        for balise in toutes:
            if balise.genre != "{#":
                yield from self._balise(balise)

    def _balise(self, balise: Balise) -> Iterator[Constat]:
        word, content = balise.mot, droites(balise.contenu)
        if word in FERMETURES:
            self._ferme(FERMETURES[word])
            return
        if word == "else" or word in CELLULE:
            return
        if balise.genre == "{%" and word not in PERMIS:
            return  # said with the words
        parsed = _lue(balise.genre, content)
        if isinstance(parsed, str):
            self._ouvre_malgre_tout(word, content)
            if balise not in self._fautives:
                yield _illisible(balise, parsed)
            return
        reader = Lecteur(_env(), self._portee)
        yield from self._lue(balise, parsed, reader)
        for fault in reader.defauts:
            yield Constat(fault.code, fault.texte, fault.remede, balise.paragraphe.lieu, fault.valeur)

    def _lue(self, balise: Balise, node: nodes.Node, reader: Lecteur) -> Iterator[Constat]:
        if isinstance(node, nodes.For):
            yield from self._boucle(balise, node, reader)
        elif isinstance(node, nodes.If):
            reader.type(node.test)
            if balise.mot == "if":
                self._pile.append("if")
                self._portee.conditions += 1
                self._portee.noms.append(dict.fromkeys(n for n in gardes(node.test) if n in self._portee.ailleurs))
        elif isinstance(node, nodes.With):
            level = {t.name: reader.type(v) for t, v in zip(node.targets, node.values, strict=True)}  # type: ignore[attr-defined]
            self._pile.append("with")
            self._portee.noms.append(level)
        elif isinstance(node, nodes.Assign):
            kind = reader.type(node.node)
            if isinstance(node.target, nodes.Name):
                self._niveau_de_set()[node.target.name] = kind
            elif isinstance(node.target, nodes.Tuple):
                self._niveau_de_set().update(dict.fromkeys(_noms(node.target)))
        elif isinstance(node, nodes.Output):
            for printed in node.nodes:
                kind = reader.type(printed)
                if not reader.defauts:
                    yield from _imprime(balise, kind)

    def _niveau_de_set(self) -> dict[str, Type | None]:
        """Where a `set` puts its name: a condition has no names of its own, a loop has."""
        index = len(self._portee.noms) - 1
        while index > 0 and self._pile[index - 1] == "if":
            index -= 1
        return self._portee.noms[index]

    def _boucle(self, balise: Balise, node: nodes.For, reader: Lecteur) -> Iterator[Constat]:
        kind = reader.type(node.iter)
        place = balise.paragraphe.lieu
        if kind is not None and kind.genre not in ("liste", "table"):
            what = {"texte": "un texte : la boucle en prendrait chaque lettre", "nombre": "un nombre"}
            yield Constat(
                "liste",
                f"« {shortened(balise.contenu, 60)} » parcourt {what.get(kind.genre, 'ce qui n’est pas une liste')}",
                "nommez une liste après « in »",
                place,
            )
        names = _noms(node.target)
        for name in names:
            known, _ = self._portee.cherche(name)
            if known:
                whose = "du document" if name in self._portee.variables else "d'une boucle autour"
                yield avertissement(
                    "cachee",
                    f"la boucle cache la variable « {name} » {whose} : dedans, « {name} » est autre chose",
                    f"donnez un autre nom à la variable de la boucle : « {name}_2 », par exemple",
                    place,
                    name,
                )
        element = (kind.element if kind.genre == "liste" else None) if kind else None
        level: dict[str, Type | None] = dict.fromkeys(names, None)
        if isinstance(node.target, nodes.Name):
            level[node.target.name] = element
        self._ouvre("for", level)
        if node.test is not None:
            reader.type(node.test)

    def _ouvre(self, word: str, level: dict[str, Type | None]) -> None:
        self._pile.append(word)
        self._portee.noms.append(level)
        self._portee.boucles += word == "for"
        self._portee.conditions += word == "if"
        self._portee.finis -= set(level)

    def _ouvre_malgre_tout(self, word: str, content: str) -> None:
        """What can't be read opens all the same, so that its content is not full of unknown names."""
        if word == "for":
            header = _ENTETE.match(content)
            names = re.findall(r"\w+", header[1]) if header else re.findall(r"\w+", content)[1:2]
            self._ouvre("for", dict.fromkeys(names))
        elif word in ("if", "with"):
            self._ouvre(word, {})

    def _ferme(self, word: str) -> None:
        if word not in self._pile:
            return
        while True:
            last, level = self._pile.pop(), self._portee.noms.pop()
            self._portee.conditions -= last == "if"
            if last == "for":
                self._portee.boucles -= 1
                self._portee.finis |= set(level)
            if last == word:
                return


def _illisible(balise: Balise, raison: str) -> Constat:
    place = balise.paragraphe.lieu
    if balise.contenu != droites(balise.contenu) and not isinstance(_lue(balise.genre, balise.contenu), str):
        # docxtpl makes a curly apostrophe straight, and it then ends the text that it stands in.
        return Constat(
            "guillemets",
            f"une apostrophe courbe est dans un texte entre apostrophes droites : « {shortened(balise.texte, 60)} »",
            'mettez le texte entre guillemets droits doubles : "…"',
            place,
        )
    remedy = "corrigez la balise à cet endroit"
    return Constat("syntaxe", f"{raison} : « {shortened(balise.texte, 60)} »", remedy, place)


def _noms(target: nodes.Node) -> list[str]:
    return [n.name for n in ([target] if isinstance(target, nodes.Name) else target.find_all(nodes.Name))]


def _imprime(balise: Balise, kind: Type | None) -> Iterator[Constat]:
    """Whether a value is printed as its type must be."""
    if kind is None:
        return
    place, shown = balise.paragraphe.lieu, shortened(balise.texte, 60)
    if kind.genre == "image" and balise.prefixe in ("", "r"):
        return  # an image finds its place in a run, too
    wanted = {"corps": "p", "image": "r"}.get(kind.genre, "")
    if wanted:
        if balise.prefixe != wanted:
            alone = ", seule dans son paragraphe" if wanted == "p" else ""
            yield Constat(
                "prefixe",
                f"« {shown} » imprime {'un contenu de plusieurs paragraphes' if wanted == 'p' else 'une image'}",
                f"écrivez « {{{{{wanted} {balise.contenu} }}}} »{alone}",
                place,
            )
        return
    if kind.genre in ("liste", "table", "objet", "oui_non"):
        what = {
            "liste": "une liste",
            "table": "une liste par code",
            "objet": "une fiche entière",
            "oui_non": "oui ou non",
        }
        remedy = {
            "liste": f"parcourez-la par une boucle, ou écrivez « {{{{ {balise.contenu}|join(', ') }}}} »",
            "oui_non": f"écrivez « {{% if {balise.contenu} %}} » … « {{% endif %}} »",
        }.get(kind.genre, "ajoutez un point et le nom de ce qu'il faut imprimer")
        yield Constat("imprime", f"« {shown} » imprime {what[kind.genre]} au lieu d'un texte", remedy, place)
        return
    if balise.prefixe:
        yield Constat(
            "prefixe",
            f"« {shown} » : « {balise.prefixe} » ne vaut que pour un contenu ou une image, pas pour un texte",
            f"écrivez « {{{{ {balise.contenu} }}}} »",
            place,
        )
