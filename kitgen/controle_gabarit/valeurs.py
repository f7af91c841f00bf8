"""The type of an expression of a template, found without rendering it; and the names in it that don't exist."""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import Environment, nodes

from kitgen.context.catalogue import Type, Variable, attributs
from kitgen.controle_gabarit.portee import (
    BOUCLE,
    DE_LISTES,
    FILTRES,
    METHODES,
    NOMBRE,
    OUI_NON,
    PAR_ATTRIBUT,
    RESERVES,
    TEXTE,
    Defaut,
    Portee,
    ecrit,
)
from kitgen.readers.textes import ressemblants


class Lecteur:
    """Finds the type of expressions in a scope; what is wrong with them gathers in `defauts`."""

    def __init__(self, env: Environment, portee: Portee) -> None:
        self.portee = portee
        self.defauts: list[Defaut] = []
        self._env = env

    def type(self, node: nodes.Node | None) -> Type | None:
        """The type of an expression; None when it can't be told."""
        if node is None:
            return None
        found: Callable[[nodes.Node], Type | None] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        if found is not None:
            return found(node)
        for child in node.iter_child_nodes():
            self.type(child)
        return OUI_NON if isinstance(node, nodes.Not) else None

    def _const(self, node: nodes.Const) -> Type | None:
        if isinstance(node.value, bool):
            return OUI_NON
        return TEXTE if isinstance(node.value, str) else NOMBRE if isinstance(node.value, int) else None

    def _templatedata(self, node: nodes.TemplateData) -> Type:
        return TEXTE

    def _name(self, node: nodes.Name) -> Type | None:
        known, kind = self.portee.cherche(node.name)
        if known or node.name in self._env.globals:
            return kind
        if node.name == "loop" and self.portee.boucles:
            return None
        self.defauts.append(self._inconnu(node.name))
        return None

    def _inconnu(self, name: str) -> Defaut:
        portee = self.portee
        whose = f"le document « {portee.document} » n'a pas" if portee.document else "il n'y a pas"
        remedy = ressemblants(name, portee.connus())
        if name == "loop":
            whose, remedy = "hors d'une boucle, il n'y a pas", "mettez la balise entre « for » et « endfor »"
        elif name in portee.finis:
            remedy = f"« {name} » n'existe que dans sa boucle, entre « for » et « endfor »"
        elif name in RESERVES and name in portee.ailleurs:
            remedy = "seul un document réservé à « jury » et « secretariat » le peut (diffusion, dans kit.yaml)"
        elif name in portee.ailleurs:
            remedy = f"« {name} » n'existe que dans d'autres documents ; ôtez la balise"
        return Defaut("variable", f"{whose} de variable « {name} »", remedy, name)

    def _getattr(self, node: nodes.Getattr) -> Type | None:
        if isinstance(node.node, nodes.Name) and node.node.name == "loop" and self.portee.boucles:
            if node.attr not in BOUCLE:
                self._manque("loop", node.attr, sorted(BOUCLE), "une boucle n'a pas")
            return BOUCLE.get(node.attr)
        return self._attribut(self.type(node.node), node.attr, ecrit(node.node))

    def _getitem(self, node: nodes.Getitem) -> Type | None:
        owner = self.type(node.node)
        if isinstance(node.arg, nodes.Slice):
            self.type(node.arg)
            return owner
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._attribut(owner, node.arg.value, ecrit(node.node))
        self.type(node.arg)
        return TEXTE if owner == TEXTE else owner.element if owner else None

    def _attribut(self, owner: Type | None, name: str, path: str) -> Type | None:
        """The type of an attribute; says so when there is none of that name."""
        if owner is None or name in METHODES.get(owner.genre, ()):
            return None
        if owner.genre == "objet":
            known: dict[str, Variable] = {a.nom: a for a in attributs(owner)}
            if name in known:
                return known[name].type
            self._manque(path, name, list(known), f"« {path} » n'a pas")
            return None
        if owner.genre == "table":
            codes = self.portee.cles.get(path)
            if codes is not None and name not in codes and not self._pour_d_autres(name, sorted(codes)):
                self._manque(path, name, sorted(codes), f"« {path} » n'a pas")
            return owner.element
        what = {"liste": "une liste", "texte": "un texte", "nombre": "un nombre", "oui_non": "oui ou non"}
        remedy = (
            f"parcourez-la : {{% for element in {path} %}}" if owner.genre == "liste" else f"écrivez « {path} » seul"
        )
        self.defauts.append(
            Defaut(
                "attribut",
                f"« {path} » est {what.get(owner.genre, 'un contenu')} et n'a pas de « {name} »",
                remedy,
                f"{path}.{name}",
            )
        )
        return None

    def _pour_d_autres(self, code: str, known: list[str]) -> bool:
        """Under a condition a code that is no misspelling may be another kit's: trying the template tells."""
        return bool(self.portee.conditions) and not ressemblants(code, known).startswith("vouliez-vous")

    def _manque(self, path: str, name: str, known: list[str], whose: str) -> None:
        remedy = ressemblants(name, known)
        if remedy.startswith("vouliez-vous dire « "):
            remedy = remedy.replace("« ", f"« {path}.", 1)
        self.defauts.append(Defaut("attribut", f"{whose} de « {name} »", remedy, f"{path}.{name}"))

    def _call(self, node: nodes.Call) -> Type | None:
        for child in (*node.args, *node.kwargs):
            self.type(child)
        if isinstance(node.node, nodes.Name) and node.node.name == "range":
            return Type("liste", NOMBRE)
        if isinstance(node.node, nodes.Name) and self.portee.cherche(node.node.name) == (False, None):
            if node.node.name not in self._env.globals:
                known = sorted(self._env.globals)
                self.defauts.append(
                    Defaut(
                        "fonction",
                        f"la fonction « {node.node.name} » n'existe pas",
                        ressemblants(node.node.name, known),
                        node.node.name,
                    )
                )
            return None
        if isinstance(node.node, nodes.Getattr):
            self.type(node.node)
            return TEXTE if node.node.attr in {"upper", "lower", "capitalize", "title", "strip"} else None
        self.type(node.node)
        return None

    def _filter(self, node: nodes.Filter) -> Type | None:
        owner = self._gardee(node.node) if node.name in ("default", "d") else self.type(node.node)
        for child in (*node.args, *(k.value for k in node.kwargs)):
            self.type(child)
        if node.name not in self._env.filters:
            known = sorted(self._env.filters)
            self.defauts.append(
                Defaut("filtre", f"le filtre « {node.name} » n'existe pas", ressemblants(node.name, known), node.name)
            )
            return None
        path = ecrit(node.node) if node.node is not None else ""
        if owner is not None and owner.genre == "texte" and node.name in DE_LISTES:
            self.defauts.append(
                Defaut(
                    "liste",
                    f"le filtre « {node.name} » attend une liste ; « {path} » est un texte, pris lettre par lettre",
                    f"écrivez « {{{{ {path} }}}} » seul, ou nommez une liste",
                    path,
                )
            )
            return None
        return self._filtree(node, owner, path)

    def _filtree(self, node: nodes.Filter, owner: Type | None, path: str) -> Type | None:
        """What a filter gives; the attributes that it names are checked."""
        named = next((k.value for k in node.kwargs if k.key == "attribute"), None)
        if named is None and node.name in PAR_ATTRIBUT and node.args:
            named = node.args[0]
        element = owner.element if owner is not None and owner.genre == "liste" else None
        chosen = element
        if isinstance(named, nodes.Const) and isinstance(named.value, str):
            for part in named.value.split("."):
                chosen = self._attribut(chosen, part, f"{path}[…]") if chosen is not None else None
        if node.name == "map":
            if isinstance(named, nodes.Const):
                return Type("liste", chosen) if chosen is not None else Type("liste")
            return Type("liste", TEXTE if self._fait_un_texte(node) else None)
        if node.name in ("batch", "slice"):
            return Type("liste", Type("liste", element))
        if node.name == "groupby":
            return Type("liste")
        if node.name == "sum":
            return element if element is not None and element.genre == "liste" else chosen or None
        result = FILTRES.get(node.name)
        if result == "memes":
            return owner
        if result == "element":
            return element
        return result if isinstance(result, Type) else None

    @staticmethod
    def _fait_un_texte(node: nodes.Filter) -> bool:
        first = node.args[0] if node.args else None
        return isinstance(first, nodes.Const) and FILTRES.get(first.value) == TEXTE

    def _test(self, node: nodes.Test) -> Type:
        if node.name in ("defined", "undefined"):
            self._gardee(node.node)
        else:
            self.type(node.node)
        for child in node.args:
            self.type(child)
        if node.name not in self._env.tests:
            known = sorted(t for t in self._env.tests if t.isalpha())
            self.defauts.append(
                Defaut("test", f"le test « {node.name} » n'existe pas", ressemblants(node.name, known), node.name)
            )
        return OUI_NON

    def _gardee(self, node: nodes.Node | None) -> Type | None:
        """The type of what is asked whether it exists: a name of other documents is no fault there."""
        if isinstance(node, nodes.Name) and node.name in self.portee.ailleurs:
            return None
        return self.type(node)

    def _compare(self, node: nodes.Compare) -> Type:
        self.type(node.expr)
        for operand in node.ops:
            self.type(operand.expr)
        return OUI_NON

    def _and(self, node: nodes.And) -> Type | None:
        return _commun(self.type(node.left), self.type(node.right))

    def _or(self, node: nodes.Or) -> Type | None:
        return _commun(self.type(node.left), self.type(node.right))

    def _condexpr(self, node: nodes.CondExpr) -> Type | None:
        self.type(node.test)
        return _commun(self.type(node.expr1), self.type(node.expr2)) if node.expr2 else self.type(node.expr1)

    def _concat(self, node: nodes.Concat) -> Type:
        for child in node.nodes:
            self.type(child)
        return TEXTE

    def _add(self, node: nodes.Add) -> Type | None:
        return _commun(self.type(node.left), self.type(node.right))

    def _list(self, node: nodes.List) -> Type:
        kinds = [self.type(item) for item in node.items]
        return Type("liste", kinds[0] if kinds and all(k == kinds[0] for k in kinds) else None)

    def _tuple(self, node: nodes.Tuple) -> Type:
        kinds = [self.type(item) for item in node.items]
        return Type("liste", kinds[0] if kinds and all(k == kinds[0] for k in kinds) else None)


def _commun(left: Type | None, right: Type | None) -> Type | None:
    """The type of a value that is one or the other."""
    return left if left == right else None
