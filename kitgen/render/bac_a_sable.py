"""Where templates run: jinja2 without anything that reaches outside, grows without bound or never ends.

A template may come from anybody. jinja2's sandbox keeps it from files and from Python; here everything that it does
is counted too: what a loop takes, what an expression gives, how much is printed. Counting, not a clock: the
same template gives the same answer on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS, make_attrgetter
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from kitgen.render import langage
from kitgen.render.code_borne import CodeBorne

TOURS = 100_000
"""How often loops may turn in one part of one document; a candidate's livret turns some 300 times."""
SORTIE = 30_000_000
"""Characters that one part of a document may have; a long livret has 400,000."""
_TRAVAIL = 1_000_000
_RANG = 10_000
_TEXTE = 200_000
_ELEMENTS = 20_000
_BITS = 512
_NOMBRE = 1_000
"""How large a number in a filter may be: a width, a count of columns."""

_FILTRES = (
    *("abs", "batch", "capitalize", "center", "count", "d", "default", "dictsort", "e", "escape", "filesizeformat"),
    *("first", "float", "forceescape", "groupby", "indent", "int", "items", "join", "last", "length", "list", "lower"),
    *("map", "max", "min", "reject", "rejectattr", "replace", "reverse", "round", "safe", "select", "selectattr"),
    *("slice", "sort", "string", "striptags", "sum", "title", "trim", "truncate", "unique", "upper", "urlencode"),
    *("wordcount", "wordwrap"),
)
_METHODES: tuple[tuple[type, frozenset[str]], ...] = (
    (
        str,
        frozenset({"upper", "lower", "capitalize", "title", "strip", "lstrip", "rstrip", "split", "startswith"})
        | {"endswith", "count", "find", "index", "isdigit", "isalpha", "partition", "rpartition", "splitlines"},
    ),
    (dict, frozenset({"items", "keys", "values", "get"})),
    (tuple, frozenset({"index", "count", "grouper", "list"})),
    (list, frozenset({"index", "count"})),
    (int, frozenset()),
    (float, frozenset()),
    (bytes, frozenset()),
)


class SansFin(SecurityError):
    """A template that does more than any document needs; the message is French, `ligne` that of the template."""

    ligne: int | None = None


class BacASable(ImmutableSandboxedEnvironment):
    """The environment of a template; `commencer` before each part that is rendered."""

    code_generator_class = CodeBorne
    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, **options: Any) -> None:
        super().__init__(optimized=False, **options)
        self.filters = {name: _borne(FILTERS[name]) for name in _FILTRES}
        self.filters["join"] = _borne(FILTERS["join"], texte=200)
        self.filters["replace"] = _borne(FILTERS["replace"], texte=200)
        self.filters["sum"] = self._somme
        self.filters |= langage.fonctions()
        self.globals = {"range": _range, "dict": dict, "namespace": self._namespace, **langage.GLOBALES}
        self.commencer()

    def commencer(self) -> None:
        """Count from nothing again."""
        self._tours, self._travail = TOURS, _TRAVAIL

    def compter(self, values: Iterable[object]) -> Iterator[object]:
        """The values that a loop takes, as long as it may turn; a dict's or text's like a list's."""
        for value in values:
            self._tours -= 1
            if self._tours < 0:
                raise SansFin(f"les boucles tournent plus de {TOURS:_} fois".replace("_", "\u202f"))
            yield value

    def mesurer(self, value: object) -> object:
        """The same value, if it is no larger than what a document needs."""
        if isinstance(value, str):
            size = len(value)
            self._travail -= 1 + size // 100
            if size > _TEXTE:
                raise SansFin("un texte grandit sans fin")
        elif isinstance(value, int):
            if value.bit_length() > _BITS:
                raise SansFin("un nombre grandit sans fin")
            self._travail -= 1
        elif isinstance(value, Iterator) and not isinstance(value, LoopContext):
            return self.compter(value)
        else:
            self._travail -= 1 + _taille(value, _ELEMENTS)
        if self._travail < 0:
            raise SansFin("ses balises demandent trop de calculs")
        return value

    def simple(self, value: object) -> object:
        """The same value, if it is a text or a number: what a namespace holds, so that none can hold itself."""
        if value is not None and not isinstance(value, (str, int, float)):
            raise SansFin("un namespace ne garde que des textes et des nombres")
        return self.mesurer(value)

    def _somme(self, values: Iterable[Any], attribute: str | int | None = None, start: Any = 0) -> Any:
        """jinja2's filter, each step counted: a sum of lists copies what it has at every step."""
        get = make_attrgetter(self, attribute) if attribute is not None else lambda value: value
        total = start
        for value in self.compter(values):
            total = self.mesurer(total + get(value))
        return total

    def _namespace(self, **values: object) -> Namespace:
        return Namespace(**{name: self.simple(value) for name, value in values.items()})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """A sum or product, of which neither side nor the result may be large."""
        if operator == "**" or (operator == "%" and isinstance(left, (str, bytes))):
            raise SecurityError(f"l'opérateur {operator} n'est pas permis")
        if operator == "*" and not (isinstance(left, (int, float)) and isinstance(right, (int, float))):
            raise SecurityError("on ne multiplie que des nombres")
        self.mesurer(left), self.mesurer(right)
        return self.mesurer(super().call_binop(context, operator, left, right))

    def wrap_str_format(self, value: Any) -> None:
        """`format` is a method like another: it isn't among those that are allowed."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What a view of ours says is data, whatever it is: it needs no look at each time, as anything else does."""
        if attribute in _CHAMPS[type(obj)]:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Of Python's own types only the methods that give no more than they were given."""
        for kind, methods in _METHODES:
            if isinstance(obj, kind):
                return attr in methods
        return super().is_safe_attribute(obj, attr, value)


class _Champs(dict[type, frozenset[str]]):
    """The fields of frozen dataclasses, which are all that there is to them; of anything else, nothing."""

    def __missing__(self, kind: type) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        if is_dataclass(kind) and kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]
            found = frozenset(field.name for field in fields(kind) if not field.name.startswith("_"))
        self[kind] = found
        return found


_CHAMPS = _Champs()


def _range(*bounds: int) -> range:
    """Python's, for a list that a document can show."""
    found = range(*bounds)
    if len(found) > _RANG:
        raise SansFin(f"range() compte {len(found)} fois : {_RANG} au plus")
    return found


def _taille(value: object, limite: int) -> int:
    """How many values a list holds, those of the lists in it too."""
    if isinstance(value, dict):
        items: Iterable[object] = value.values()
    elif isinstance(value, (list, tuple, set, frozenset)):
        items = value
    elif isinstance(value, range):
        return len(value)
    else:
        return 0
    total = 0
    for item in items:
        total += 1 + _taille(item, limite - total)
        if total > limite:
            raise SansFin("une liste grandit sans fin")
    return total


def _borne(function: Callable[..., Any], texte: int = _TEXTE) -> Callable[..., Any]:
    """A filter whose numbers are widths and counts, not sizes of memory; and whose texts are short."""

    def borne(*args: Any, **options: Any) -> Any:
        # The first is the value, after what jinja2 itself hands over (its environment or context).
        first = 2 if hasattr(function, "jinja_pass_arg") else 1
        for value in (*args[first:], *options.values()):
            if isinstance(value, (int, float)) and abs(value) > _NOMBRE:
                raise SansFin(f"un filtre reçoit le nombre {value:.0f} : {_NOMBRE} au plus")
            if isinstance(value, str) and len(value) > texte:
                raise SansFin("un filtre reçoit un texte trop long")
        return function(*args, **options)

    borne.__dict__.update(getattr(function, "__dict__", {}))
    return borne


def environnement(**options: Any) -> BacASable:
    """The environment in which templates are read and run: strict, and every value escaped."""
    return BacASable(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True, **options)
