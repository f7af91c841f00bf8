"""What a template must not bring along: links out of the file, macros, fields that change, what a review left."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from kitgen.controle_gabarit.constats import Constat, avertissement
from kitgen.errors import shortened
from kitgen.render.lecture import Document, Lieu, Partie, W

_SANS_DANGER = {"hyperlink"}
_NOMS = {
    "image": "une image",
    "attachedTemplate": "un modèle de document",
    "oleObject": "un objet",
    "subDocument": "un sous-document",
    "frame": "un cadre",
    "aFChunk": "un autre document",
}
_CHAMPS_EXTERNES = {"INCLUDETEXT", "INCLUDEPICTURE", "LINK", "DDE", "DDEAUTO", "DATABASE", "IMPORT", "RD"}
_CHAMPS_VARIABLES = {
    **dict.fromkeys(("DATE", "TIME", "PRINTDATE", "SAVEDATE", "CREATEDATE"), "change d'un jour à l'autre"),
    **dict.fromkeys(("FILENAME", "AUTHOR", "USERNAME", "LASTSAVEDBY", "TITLE", "SUBJECT"), "dépend de l'ordinateur"),
    "SECTIONPAGES": "n'est pas calculé par tous les moteurs",
    "MERGEFIELD": "est un champ de publipostage, que kitgen ne remplit pas",
    **dict.fromkeys(
        ("FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN"), "est un champ de formulaire, qui ne s'imprime pas bien"
    ),
    **dict.fromkeys(("IF", "ASK", "FILLIN", "SET", "REF", "DOCPROPERTY", "DOCVARIABLE"), "n'est pas calculé ici"),
}
_SOMMAIRES = {"TOC", "INDEX", "TOA"}


def champs(partie: Partie) -> Iterator[Constat]:
    """Fields that reach outside, that change by themselves, or that are slow."""
    for code, element in _codes(partie.racine):
        words = code.split()
        if not words:
            continue
        name, place = words[0].upper(), partie.paragraphe(element).lieu
        shown = f"le champ « {shortened(code.strip(), 50)} »"
        if name in _CHAMPS_EXTERNES:
            yield Constat(
                "exterieur",
                f"{shown} va chercher un fichier ou une adresse",
                "supprimez le champ ; mettez son contenu dans le modèle",
                place,
            )
        elif name in _SOMMAIRES:
            yield avertissement(
                "champ_perime",
                f"{shown} est une table que seul Word calcule : elle resterait telle qu'elle est dans le modèle",
                "écrivez une ligne par titre, avec un champ PAGEREF pour la page (voir livret-of.docx)",
                place,
            )
        elif name in _CHAMPS_VARIABLES:
            yield avertissement(
                "champ",
                f"{shown} {_CHAMPS_VARIABLES[name]}",
                "remplacez-le par une balise, ou par un texte",
                place,
            )


def _codes(racine: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The code of every field, with an element of it."""
    for simple in racine.iter(f"{W}fldSimple"):
        yield simple.get(f"{W}instr", ""), simple
    code, start = "", None
    for element in racine.iter(f"{W}fldChar", f"{W}instrText"):
        if element.tag == f"{W}instrText":
            code, start = code + (element.text or ""), start if start is not None else element
        elif start is not None:
            yield code, start
            code, start = "", None
    if start is not None:
        yield code, start


def liens(document: Document) -> Iterator[Constat]:
    """Relationships that lead out of the file, and members that run."""
    for partie in document.parties:
        outside = document.externes(partie.nom)
        for name, (kind, target) in document.relations(partie.nom).items():
            if name not in outside or kind in _SANS_DANGER:
                continue
            element = next((e for e in partie.racine.iter() if name in e.attrib.values()), None)
            place = partie.paragraphe(element).lieu if element is not None else Lieu(partie.nom, 0, partie.zone)
            yield Constat(
                "exterieur",
                f"{_NOMS.get(kind, 'un contenu')} est hors du fichier : « {shortened(target, 60)} »",
                "insérez l'image elle-même (Insertion, Images, sans « Lier au fichier »)"
                if kind == "image"
                else "supprimez le lien",
                place,
            )
    outside = document.externes("word/settings.xml")
    for name, (_, target) in document.relations("word/settings.xml").items():
        if name in outside:
            yield Constat(
                "exterieur",
                f"le modèle dépend d'un fichier : « {shortened(target, 60)} »",
                "Fichier, Options, Compléments, Modèles : détachez-le",
                Lieu("word/settings.xml"),
            )
    for member in document.membres:
        if re.search(r"vbaProject\.bin$|/activeX/|\.exe$", member):
            yield Constat(
                "exterieur",
                "le modèle contient un programme (macro)",
                "enregistrez-le au format « Document Word (.docx) », sans macros",
                Lieu("word/document.xml"),
            )
            break


def revision(partie: Partie) -> Iterator[Constat]:
    """Tracked changes: both versions would be in every document."""
    found = next(partie.racine.iter(f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"), None)
    if found is not None:
        yield avertissement(
            "revision",
            "le suivi des modifications a gardé l'ancien et le nouveau texte",
            "acceptez ou refusez toutes les modifications (Révision, Accepter, Accepter toutes les modifications)",
            partie.paragraphe(found).lieu,
        )
