"""What a PDF holds beside its pages: metadata, outline, and what none of ours may have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from kitgen.relecture.lu import Signet

_RACINE = {
    *("/Type", "/Pages", "/Version", "/Extensions", "/Metadata", "/Lang", "/MarkInfo", "/StructTreeRoot"),
    *("/ViewerPreferences", "/PageLabels", "/PageLayout", "/PageMode", "/Outlines", "/Dests"),
}
_PAGE = {
    *("/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/TrimBox", "/BleedBox", "/ArtBox", "/Rotate"),
    *("/Contents", "/Group", "/StructParents", "/Tabs"),
}
_DIT = {
    "/AcroForm": "un formulaire",
    "/AA": "une action automatique",
    "/OpenAction": "une action à l'ouverture",
    "/Names": "une pièce jointe ou un script",
    "/AF": "une pièce jointe",
    "/Collection": "des pièces jointes",
    "/Metadata": "des métadonnées",
}
_COULEURS = {
    *("/Type", "/S", "/OutputCondition", "/OutputConditionIdentifier", "/RegistryName", "/Info", "/DestOutputProfile"),
}
_ADRESSE = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_XMP_PERMIS = {
    *("x:xmpmeta", "rdf:RDF", "rdf:Description", "rdf:Alt", "rdf:Bag", "rdf:li"),
    *("pdfaid:part", "pdfaid:conformance"),  # of an archive
    *("dc:title", "dc:language", "pdf:Producer", "rdf:about", "x:xmptk", "xml:lang", "id", "begin", "end"),
}


def defauts_du_fichier(pdf: pikepdf.Pdf) -> Iterator[str]:
    """What is in the file and must not be, in French."""
    root = pdf.Root
    for key in sorted(set(root.keys()) - _RACINE):
        if key == "/OpenAction" and _mene_dans_le_fichier(root[key]):
            continue
        if key == "/Names" and set(root[key].keys()) <= {"/Dests"}:
            continue
        if key == "/OutputIntents" and all(_pour_l_archive(intent) for intent in root[key]):
            continue
        yield f"contient {_DIT.get(key, f'un élément inattendu ({key})')}"
    if pdf.is_encrypted:
        yield "est protégé par un mot de passe"
    if _signets_qui_agissent(pdf):
        yield "contient un signet qui fait autre chose que mener à une page"


def _pour_l_archive(intent: Object) -> bool:
    """Whether it is what PDF/A asks for: the colours that are meant."""
    return intent.get(Name.S) == Name.GTS_PDFA1 and set(intent.keys()) <= _COULEURS


def defauts_de_la_page(page: pikepdf.Page) -> Iterator[str]:
    """What is on the page and must not be, in French; links inside the file and to the web may."""
    for key in sorted(set(page.obj.keys()) - _PAGE - {"/Annots"}):
        yield f"contient {_DIT.get(key, f'un élément inattendu ({key})')}"
    for annotation in page.obj.get(Name.Annots, ()):
        kind = str(annotation.get(Name.Subtype, "/?"))
        if kind == "/FileAttachment":
            yield "contient une pièce jointe"
        elif kind != "/Link":
            yield f"contient une annotation ({kind[1:]})"
        elif "/AA" in annotation or not _permis(annotation):
            yield "contient un lien ou une action qui sort du document"


def _permis(link: Object) -> bool:
    action = link.get(Name.A)
    if action is None:
        return True
    if action.get(Name.S) == Name.URI and "/Next" not in action:
        return _ADRESSE.match(str(action.get(Name.URI, ""))) is not None
    return _mene_dans_le_fichier(action)


def _mene_dans_le_fichier(target: Object) -> bool:
    if isinstance(target, Dictionary):
        return target.get(Name.S) == Name.GoTo and "/Next" not in target
    return isinstance(target, (Array, Name, pikepdf.String))


def metadonnees(pdf: pikepdf.Pdf) -> tuple[tuple[str, str], ...]:
    """All that the file says of itself, by name: from its dictionary, and what its XMP says beside our own."""
    found = [(key[1:], str(value)) for key, value in sorted(pdf.trailer.get(Name.Info, Dictionary()).items())]
    xmp = pdf.Root.get(Name.Metadata)
    if xmp is not None:
        text = xmp.read_bytes().decode("utf-8", "replace")
        names = set(re.findall(r"<([\w.-]+:?[\w.-]*)", text)) | set(re.findall(r"\s([\w.-]+:?[\w.-]*)\s*=", text))
        found += [(f"XMP {name}", "") for name in sorted(names) if name not in _XMP_PERMIS and name[:6] != "xmlns:"]
        found += [("XMP", t.strip()) for t in re.findall(r">([^<>]+)<", text) if t.strip()]
    return tuple(found)


def signets(pdf: pikepdf.Pdf, numeros: Mapping[tuple[int, int], int]) -> tuple[Signet, ...]:
    """The outline, flat; `numeros` are the pages (from 1) by object."""
    return tuple(Signet(str(item.get(Name.Title, "")), _page(item, numeros)) for item in _entrees(pdf))


def _signets_qui_agissent(pdf: pikepdf.Pdf) -> bool:
    """Whether an entry of the outline does anything but lead to a page."""
    return any("/A" in item and not _mene_dans_le_fichier(item.A) for item in _entrees(pdf))


def _entrees(pdf: pikepdf.Pdf) -> Iterator[Object]:
    item = pdf.Root.get(Name.Outlines, Dictionary()).get(Name.First)
    stack = [item] if item is not None else []
    seen: set[tuple[int, int]] = set()
    while stack:
        item = stack.pop()
        if item.objgen in seen:
            break  # an outline that bites its tail
        seen.add(item.objgen)
        yield item
        stack += [item[key] for key in ("/Next", "/First") if key in item]


def _page(item: Object, numeros: Mapping[tuple[int, int], int]) -> int | None:
    target = item.get(Name.Dest, item.get(Name.A, Dictionary()).get(Name.D))
    if isinstance(target, Array) and len(target) and isinstance(target[0], Object):
        return numeros.get(target[0].objgen)
    return None
