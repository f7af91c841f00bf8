"""Codes made of digits, which spreadsheets take for numbers: SIRET, postcode, Insee code, telephone."""

from __future__ import annotations

import re

from kitgen.readers.listes.cellules import Refus, Repare, texte
from kitgen.readers.listes.tableau import Valeur

_SCIENTIFIC = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
_NEUF, _MOT = re.compile(r"[1-9][0-9]{8}"), re.compile(r"[A-Za-z]{4}")
_TEXTE = "mettez la colonne au format Texte et saisissez-le de nouveau"


def siret(value: Valeur) -> str | Repare | None:
    """Fourteen digits with a right key; None when the cell is empty. Raises Refus."""
    from stdnum.exceptions import ValidationError
    from stdnum.fr import siret as stdnum_siret

    if value == "":
        return None
    digits = _digits(value, "SIRET")
    repair = None
    if len(digits) in (12, 13) and stdnum_siret.is_valid(digits.zfill(14)):
        digits, repair = digits.zfill(14), "des zéros ont été rendus au début du SIRET, qu'Excel avait retirés"
    if len(digits) == 9:
        raise Refus("c'est un SIREN (9 chiffres), un SIRET en a 14", "ajoutez les cinq chiffres de l'établissement")
    try:
        stdnum_siret.validate(digits)
    except ValidationError:
        if isinstance(value, int) and digits.endswith("00000"):
            raise Refus("Excel a perdu des chiffres du SIRET", _TEXTE) from None
        if len(digits) != 14:
            raise Refus(f"un SIRET a 14 chiffres, celui-ci {len(digits)}", "vérifiez chaque chiffre") from None
        raise Refus("ce SIRET n'existe pas (sa clé est fausse)", "vérifiez chaque chiffre") from None
    return Repare(digits, repair, "mettez la colonne au format Texte") if repair else digits


def code_postal(value: Valeur) -> str | Repare | None:
    """A postcode; the zero that Excel took from a French one is given back. Raises Refus."""
    if value == "":
        return None
    if not isinstance(value, (int, float)) and not (texte(value) or "").replace(" ", "").isdigit():
        return texte(value)  # a foreign one
    digits = _digits(value, "code postal")
    if len(digits) == 5:
        return digits
    if len(digits) == 4 and digits[0] != "0":
        return Repare(
            f"0{digits}",
            "le zéro du début a été rendu au code postal, qu'Excel avait retiré",
            "mettez la colonne au format Texte ; à l'étranger, écrivez le pays devant (B-1000)",
        )
    raise Refus("un code postal a cinq chiffres", "corrigez-le ; à l'étranger, écrivez le pays devant (B-1000)")


def code_insee(value: Valeur) -> str | Repare | None:
    """The Insee code of a commune (44109, 2A004), or 99 and three digits for a country. Raises Refus."""
    if value == "":
        return None
    written = (texte(value) or "").replace(" ", "").upper()
    if re.fullmatch(r"(?:[0-9]{2}|2[AB])[0-9]{3}", written):
        return written
    if len(written) == 4 and written.isascii() and written.isdigit():
        return Repare(
            f"0{written}",
            "le zéro du début a été rendu au code Insee, qu'Excel avait retiré",
            "mettez la colonne au format Texte",
        )
    raise Refus("un code Insee de commune a cinq caractères (44109, 2A004)", "corrigez-le ou videz la cellule")


def telephone(value: Valeur) -> str | Repare | None:
    """A telephone number as given; the zero that Excel took is given back. Raises Refus."""
    if value == "":
        return None
    written = texte(value) or ""
    if isinstance(value, (int, float)) or _SCIENTIFIC.fullmatch(written) or _NEUF.fullmatch(written):
        digits = _digits(value, "numéro de téléphone")
        if len(digits) == 9:
            pairs = " ".join(f"0{digits}"[i : i + 2] for i in range(0, 10, 2))
            return Repare(
                pairs,
                "le zéro du début a été rendu au téléphone, qu'Excel avait retiré",
                "mettez la colonne au format Texte",
            )
        written = f"+{digits}" if len(digits) > 10 else digits
    if not 10 <= sum(map(str.isdigit, written)) <= 15 or _MOT.search(written):
        raise Refus("numéro de téléphone illisible", "dix chiffres, ou + et l'indicatif du pays ; ou videz la cellule")
    return written


def _digits(value: Valeur, what: str) -> str:
    """The digits of a code, without the blanks and points people put in."""
    if isinstance(value, float):
        raise Refus(f"ce {what} n'est pas entier", "corrigez la cellule")
    written = texte(value) or ""
    if _SCIENTIFIC.fullmatch(written):
        raise Refus(f"Excel a perdu des chiffres du {what}", _TEXTE)
    digits = re.sub(r"[ .\-/]", "", written)
    if not (digits.isascii() and digits.isdigit()):
        raise Refus(f"{what} illisible : des chiffres sont attendus", "corrigez la cellule")
    return digits
