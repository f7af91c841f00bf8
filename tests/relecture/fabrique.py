"""Small manifests and pages for the checks, which look at data alone."""

from __future__ import annotations

from typing import Any

from kitgen.engines.polices import caracteres, noms_postscript
from kitgen.model.manifeste import (
    DocumentFait,
    Manifeste,
    MoteurUtilise,
    OrganismeConnu,
    PersonneConnue,
    SessionFaite,
    SujetTire,
)
from kitgen.relecture.documents import Regles, relire_document
from kitgen.relecture.lu import PageLue, PdfLu, simplifier

REFERENCE = "exemple / grille / 012 / J1-2"


def personne(candidat: int, *formes: str, **more: Any) -> PersonneConnue:
    """A candidate of OF `o1`."""
    values: dict[str, Any] = {
        "commission": "J1",
        "organisme": "o1",
        "entreprise": None,
        "tuteur": None,
        "dossier": f"{candidat:03d}-X",
    }
    return PersonneConnue(candidat=candidat, formes=formes, **(values | more))


PERSONNES = (
    personne(12, "LE GOFF Zoé", "Zoé LE GOFF", entreprise="Ponant Courtage"),
    personne(13, "DUPONT Jean", "Jean DUPONT", organisme="o2", entreprise="Axo & Fils", tuteur="Luc Berthier"),
    personne(14, "N’DIAYE Ousmane", organisme="o2"),
    personne(15, "LE GOFF Zoé Marie"),
)


def document(**more: Any) -> DocumentFait:
    """The grille of candidate 12, without a strip."""
    values: dict[str, Any] = {
        "code": "grille",
        "titre": "Grille",
        "evaluateur": "commission",
        "diffusion": ("jury",),
        "candidat": 12,
        "commission": "J1",
        "organisme": "o1",
        "jure": "J1-2",
        "competence": None,
        "sujet": None,
        "pack": None,
        "recto_seul": False,
        "rechange": None,
        "version": 1,
        "concerne": (12,),
        "sujets": None,
        "reference": REFERENCE,
        "bandeau": False,
        "docx": "c/012-grille.docx",
        "pdf": "c/012-grille.pdf",
        "pages": 1,
        "empreintes": (),
        "sha256": "",
        "sha256_docx": "",
    }
    return DocumentFait(**(values | more))


def manifeste(*documents: DocumentFait, **more: Any) -> Manifeste:
    """A manifest of these documents."""
    values: dict[str, Any] = {
        "kitgen": "0",
        "session": SessionFaite(
            code="exemple", intitule="S", debut="", fin="", referentiel="r", version_referentiel="v"
        ),
        "moteur": MoteurUtilise(nom="null", version="1"),
        "personnes": PERSONNES,
        "organismes": (
            OrganismeConnu(code="o1", dossier="o1", formes=("Institut Atlantique",)),
            OrganismeConnu(code="o2", dossier="o2", formes=("Campus Rhône",)),
        ),
        "partout": (), "permis": (), "polices": None, "entrees": {}, "documents": documents, "packs": (),
        "tirage": (SujetTire(candidat=12, competence="C9", sujet="C9-A", evaluateur="commission", motif=""),
                   SujetTire(candidat=13, competence="C9", sujet="C9-B", evaluateur="commission", motif="")),
        "non_faits": (),
    }  # fmt: skip
    return Manifeste(**(values | more))


def page(number: int, total: int, *, nom: str = "LE GOFF Zoé", reference: str = REFERENCE, texte: str = "Obs") -> str:
    """What a page says."""
    return f"Grille d’évaluation\n{texte}\n{nom} – {reference}\nPage {number} sur {total}"


def lu(*pages: str, **more: Any) -> PdfLu:
    """A file of pages with these texts."""
    return PdfLu("", tuple(PageLue(f"e{i}", vide=False, texte=simplifier(t)) for i, t in enumerate(pages)), **more)


def constats(*pages: str, doc: DocumentFait | None = None, read: PdfLu | None = None, **more: Any) -> list[str]:
    """What is found on such pages."""
    read = read or lu(*pages)
    doc = doc or document(pages=len(read.pages))
    fonts = {name: caracteres(name) for name in noms_postscript()} if more.pop("avec_polices", False) else None
    return [str(f) for f in relire_document(doc, read, Regles.du(manifeste(doc, **more), fonts))]
