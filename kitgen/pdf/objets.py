"""Reads the objects of finished PDFs as bytes, cut where they name each other; what several files hold is read once."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Name, ObjectStreamMode

_TETE = re.compile(rb"%PDF-1\.[4-7]\n%[\x80-\xff]{4}\n")
_OBJET = re.compile(rb"(\d+) 0 obj\n([^\n]+)\n(stream|endobj)\n")
_LONGUEUR = re.compile(rb"/Length (\d+)(?![\d.])(?! \d+ R)")
_FIN_DU_FLUX = re.compile(rb"\n?endstream\nendobj\n")
_FIN = re.compile(rb"startxref\n(\d+)\n%%EOF\n?")
_GROUPE = re.compile(rb"<< ?/Type /ObjStm /Length \d+ /Filter /FlateDecode /N (\d+) /First (\d+) ?>>")
_TABLE = re.compile(
    rb"<< ?/Type /XRef /Length \d+ /Filter /FlateDecode /DecodeParms << /Columns \d+ /Predictor 12 >> "
    rb"/W \[ 1 \d \d \] (?:/Info \d+ 0 R )?/Root (\d+) 0 R /Size (\d+) /ID \[[^\]]*\] ?>>"
)
CHAINE = rb"\((?:[^\\()]|\\.)*\)"
"""A text, as a pattern; one with brackets that aren't escaped isn't written here."""
# A number of an object that is named, or the number under which the tags of something stand.
_TROU = re.compile(
    rb"(?P<chaine>" + CHAINE + rb")|(?<=[ \[\]<>)])(?P<objet>\d+)(?= 0 R(?![^ \[\]<>()/]))"
    rb"|(?<=/StructParent )(?P<cle>\d+)|(?<=/StructParents )(?P<cles>\d+)",
    re.DOTALL,
)
_SIGNES = tuple(
    (blank, blank.strip()) for sign in (b"/", b"[", b"]", b"<", b">") for blank in (b" " + sign, sign + b" ")
)
_INATTENDU = re.compile(rb"[\0\t\n\f\r%]")
"""Other blanks, and remarks."""
_NOMME = re.compile(rb"(?<=[ \[\]<>])(\d+)(?= 0 R(?![^ \[\]<>/]))")
_JETON = re.compile(CHAINE + rb"|<<|>>|<[^<>]*>|[\[\]]|/?[^ \[\]<>()/]+|/", re.DOTALL)


class PdfInattendu(ValueError):
    """A file that isn't written as a finished PDF is."""


@dataclass(frozen=True, slots=True, eq=False)
class Objet:
    """An object, its stream included; the same bytes, read by the same reader, are the same object.

    A hole stands between two `textes`: an object that is named, by its number in the file, or a key into the tree of
    tags' parents, as `cle` says it.
    """

    texte: bytes
    textes: tuple[bytes, ...]
    trous: tuple[int, ...]
    flux: bytes | None = None


@dataclass(frozen=True, slots=True)
class Fichier:
    """The objects of a file by number, the number of its root, and those of its pages."""

    objets: Mapping[int, Objet]
    racine: int
    pages: tuple[int, ...]


def cle(numero: int) -> int:
    """The hole of a key into the tree of tags' parents; it is its own inverse."""
    return -1 - numero


class Lecteur:
    """Reads files, and remembers what it saw: most of a document is in others too, byte for byte."""

    def __init__(self) -> None:
        self._objets: dict[bytes, Objet] = {}
        self._flux: dict[tuple[bytes, bytes], Objet] = {}
        self._groupes: dict[bytes, dict[int, Objet]] = {}
        self._dits: dict[Objet, dict[bytes, bytes]] = {}

    def lire(self, path: Path) -> Fichier:
        """Read one file. Raises PdfInattendu, or what pikepdf raises when it can't be read at all."""
        content = path.read_bytes()
        try:
            return self._lire(content)
        except PdfInattendu:
            return self._lire(_mettre_en_forme(content))

    def objet(self, texte: bytes, flux: bytes | None = None) -> Objet:
        """An object, from what stands for it in a file, and its stream."""
        if texte not in self._objets:
            said = texte if b"(" in texte else _serrer(texte)
            self._objets[texte] = Objet(said, *_couper(said))
        plain = self._objets[texte]
        if flux is None:
            return plain
        if (texte, flux) not in self._flux:
            self._flux[texte, flux] = Objet(plain.texte, plain.textes, plain.trous, flux)
        return self._flux[texte, flux]

    def vus(self) -> Iterator[tuple[bytes, Objet]]:
        """All objects that were read, each with what stood for it in a file."""
        yield from self._objets.items()
        yield from ((texte, objet) for (texte, _), objet in self._flux.items())

    def _lire(self, content: bytes) -> Fichier:
        """Every byte of the file must belong to an object, and every number up to its size to one of these."""
        head = _TETE.match(content)
        objets: dict[int, Objet] = {}
        seen: set[int] = set()
        here = head.end() if head else len(content)
        while found := _OBJET.match(content, here):
            number, said, here = int(found[1]), found[2], found.end()
            if number in seen:
                break
            seen.add(number)
            if found[3] == b"endobj":
                objets[number] = self.objet(said)
                continue
            length = _LONGUEUR.findall(said)
            stop = here + int(length[0]) if len(length) == 1 else len(content)
            stored = content[here:stop]
            end = _FIN_DU_FLUX.match(content, stop)
            if end is None:
                break
            here = end.end()
            if group := _GROUPE.fullmatch(said):
                inside = self._groupe(stored, int(group[1]), int(group[2]))
                if not seen.isdisjoint(inside):
                    break
                seen.update(inside)
                objets |= inside
            elif table := _TABLE.fullmatch(said):
                last = _FIN.fullmatch(content, here)
                if last and int(last[1]) == found.start() and seen == set(range(1, int(table[2]))):
                    return self._avec_pages(objets, int(table[1]))
                break
            else:
                objets[number] = self.objet(said, stored)
        raise PdfInattendu("a PDF in an unknown shape")

    def dit(self, objet: Objet) -> Mapping[bytes, bytes]:
        """What a dictionary says, by key."""
        if objet not in self._dits:
            self._dits[objet] = dictionnaire(objet.texte)
        return self._dits[objet]

    def _avec_pages(self, objets: Mapping[int, Objet], racine: int) -> Fichier:
        """The file, whose pages must stand side by side and say all of themselves."""
        try:
            root = self.dit(objets[racine])
            tree = self.dit(objets[nomme(root[b"/Pages"])])
            pages = tuple(nomme(kid) for kid in tableau(tree[b"/Kids"]))
            kinds = {self.dit(objets[page]).get(b"/Type") for page in pages}
        except KeyError as error:
            raise PdfInattendu("a file without pages") from error
        if len(set(pages)) != len(pages) or kinds - {b"/Page"} or tree.keys() - {b"/Type", b"/Kids", b"/Count"}:
            raise PdfInattendu("pages in an unknown shape")
        return Fichier(objets, racine, pages)

    def _groupe(self, stored: bytes, nombre: int, premier: int) -> dict[int, Objet]:
        """The objects of an object stream."""
        if stored not in self._groupes:
            content = zlib.decompress(stored)
            head = [int(word) for word in content[:premier].split()]
            numbers, places = head[::2], [premier + place for place in head[1::2]]
            if len(head) != 2 * nombre or len(set(numbers)) != nombre or places != sorted(places):
                raise PdfInattendu("an object stream in an unknown shape")
            ends = [*places[1:], len(content)]
            self._groupes[stored] = {
                n: self.objet(content[here:there].strip()) for n, here, there in zip(numbers, places, ends, strict=True)
            }
        return self._groupes[stored]


def _serrer(texte: bytes) -> bytes:
    """The same without the blanks beside signs, which say nothing; it must hold no text."""
    for blank, sign in _SIGNES:
        texte = texte.replace(blank, sign)
    return texte


def _couper(texte: bytes) -> tuple[tuple[bytes, ...], tuple[int, ...]]:
    """What stands between the numbers of what is named, and these numbers."""
    if b"(" in texte or b")" in texte or b"/StructParent" in texte:
        return _chercher(texte)
    if _INATTENDU.search(texte):
        raise PdfInattendu("an object in an unknown shape")
    parts = _NOMME.split(texte)
    # « R » alone names an object: none but those that were found.
    if texte.count(b" R") != len(parts) // 2:
        raise PdfInattendu("an object in an unknown shape")
    return tuple(parts[::2]), tuple(map(int, parts[1::2]))


def _chercher(texte: bytes) -> tuple[tuple[bytes, ...], tuple[int, ...]]:
    """The same of an object that holds texts or keys."""
    texts, holes = [], []
    here = references = 0
    for found in _TROU.finditer(texte):
        kind = found.lastgroup
        if kind == "chaine":
            continue
        texts.append(texte[here : found.start()])
        number = int(found[0])
        holes.append(number if kind == "objet" else cle(number))
        references += kind == "objet"
        here = found.end()
    bare = re.sub(CHAINE, b"", texte, flags=re.DOTALL)
    if bare.count(b" R") != references or b"(" in bare or b")" in bare or _INATTENDU.search(bare):
        raise PdfInattendu("an object in an unknown shape")
    return (*texts, texte[here:]), tuple(holes)


def dictionnaire(texte: bytes) -> dict[bytes, bytes]:
    """What a dictionary says, by key; names with their stroke."""
    parts = _parties(texte, b"<<", b">>")
    if len(parts) % 2 or not all(key.startswith(b"/") for key in parts[::2]):
        raise PdfInattendu("a dictionary in an unknown shape")
    return dict(zip(parts[::2], parts[1::2], strict=True))


def tableau(texte: bytes) -> list[bytes]:
    """The items of an array."""
    return _parties(texte, b"[", b"]")


def ecrire_dictionnaire(valeurs: Mapping[bytes, bytes]) -> bytes:
    """The inverse of `dictionnaire`."""
    return b"<<%s>>" % b"".join(b"%s %s" % item for item in valeurs.items())


def numero(valeur: bytes) -> int | None:
    """The number of the object that a value names, if it is a name of one."""
    words = valeur.split()
    return int(words[0]) if len(words) == 3 and words[1:] == [b"0", b"R"] and words[0].isdigit() else None


def nomme(valeur: bytes) -> int:
    """The number of the object that a value names; raises PdfInattendu for any other value."""
    found = numero(valeur)
    if found is None:
        raise PdfInattendu("a value where an object is named elsewhere")
    return found


def _parties(texte: bytes, ouvre: bytes, ferme: bytes) -> list[bytes]:
    """What stands between two brackets, one value each; a reference is one value."""
    tokens = _JETON.findall(texte)
    if len(tokens) < 2 or tokens[0] != ouvre or tokens[-1] != ferme:
        raise PdfInattendu("a value in an unknown shape")
    parts: list[bytes] = []
    depth = 0
    for token in tokens[1:-1]:
        if depth:
            parts[-1] += b" " + token
        elif token == b"R":
            parts[-2:] = [b" ".join((*parts[-2:], token))]
        else:
            parts.append(token)
        depth += (token in (b"<<", b"[")) - (token in (b">>", b"]"))
    return parts


_HERITES = (Name.MediaBox, Name.CropBox, Name.Resources, Name.Rotate)


def _mettre_en_forme(content: bytes) -> bytes:
    """The same document as a finished one is written, whatever wrote it."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = [page.obj for page in pdf.pages]
        for page in pages:
            above = page.get(Name.Parent)
            while above is not None:
                for key in _HERITES:
                    if key not in page and key in above:
                        page[key] = above[key]
                above = above.get(Name.Parent)
        root = pdf.Root.Pages
        for key in (*_HERITES, Name.Parent):
            if key in root:
                del root[key]
        for page in pages:
            page.Parent = root
        root.Kids, root.Count = Array(pages), len(pages)
        buffer = io.BytesIO()
        pdf.save(
            buffer,
            object_stream_mode=ObjectStreamMode.generate,
            static_id=True,
            encryption=False,
            force_version="1.7",
        )
        return buffer.getvalue()
