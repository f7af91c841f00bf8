"""The kit: which documents exist, one per what, who may see them, and which packs they go into."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from kitgen.model.base import Code, Modele, OuiNon, Texte, Variante

Destinataire = Literal["candidat", "organisme", "preparation", "jury", "secretariat"]
"""Who may be handed a document: the candidate, their OF, the preparation room, the jury, the secretariat."""

Axe = Literal["candidat", "sujet", "jure", "commission", "pack"]
"""What a document is made one per."""

AXES: tuple[tuple[str, ...], ...] = (
    ("candidat",),
    ("candidat", "sujet"),
    ("candidat", "jure"),
    ("commission",),
    ("commission", "sujet"),
    ("pack",),
    ("pack", "candidat"),
)
"""The combinations that have a meaning."""

PAR_JURE: Literal["un par juré"] = "un par juré"
"""As many copies as the commission has jurors."""

BESOINS = ("echelle", "decision", "durees.<code>", "horaires", "majoration")
"""What a document may need of the session."""


Couvre = Literal["sommaire", "competences", "groupes", "sujets"]
"""What a document shows of what is evaluated; a finished one must show it whole, and nothing beside it."""


class DocumentDuKit(Modele):
    """A document: a Word template, and for whom it is made."""

    code: Code = Field(description="Code du document ; il entre dans les noms de fichiers.")
    titre: Texte = Field(description="Titre imprimé en tête du document.")
    gabarit: Texte = Field(description="Fichier Word, dans le dossier de kit.yaml.")
    un_par: tuple[Axe, ...] = Field(
        description="Un document par : [candidat], [candidat, sujet], [candidat, jure], [commission], "
        "[commission, sujet], [pack] (ce qui ouvre un pack : garde, check-list, bordereau), [pack, candidat] "
        "(ce qui précède chaque candidat dans un pack : intercalaire)."
    )
    evaluateur: Code | None = Field(
        default=None, description="Évaluateur qui remplit le document, ou à qui le sujet est destiné."
    )
    diffusion: tuple[Destinataire, ...] = Field(min_length=1, description="Qui a le droit de recevoir le document.")
    besoins: tuple[Texte, ...] = Field(
        default=(),
        description="Ce que la session doit préciser : echelle, decision, horaires, majoration, durees.<code>.",
    )
    bandeau: OuiNon = Field(
        default=True, description="Oui : chaque page porte en marge son bandeau d'identité et son code QR."
    )
    recto_seul: OuiNon = Field(
        default=False,
        description="Oui : jamais rien au dos. Dans un pack recto verso, une page blanche suit chacune de ses pages.",
    )

    variantes: tuple[Variante, ...] = Field(
        default=(),
        description="Versions du document pour les candidats dont la liste les demande : [dys] (sans empattement, "
        "12 points au moins, interligne 1,5, aligné à gauche).",
    )

    couverture: tuple[Couvre, ...] = Field(
        default=(),
        description="Ce que la relecture y cherche : competences (chaque compétence à évaluer, une fois), sommaire "
        "(une fois de plus, en table), groupes (sous-compétences et critères), sujets (les codes des sujets tirés).",
    )

    @model_validator(mode="after")
    def _axes_make_sense(self) -> DocumentDuKit:
        if self.un_par not in AXES:
            raise ValueError(
                "« un_par » doit être l'une de ces listes : " + " ; ".join(f"[{', '.join(a)}]" for a in AXES)
            )
        if "sujet" in self.un_par and self.evaluateur is None:
            raise ValueError("un document par sujet doit nommer son « evaluateur » (à qui le sujet est destiné)")
        if self.couverture and not {"candidat", "sujet"}.intersection(self.un_par):
            raise ValueError("« couverture » ne vaut que pour un document par candidat ou par sujet")
        if "sujets" in self.couverture and self.evaluateur is None:
            raise ValueError("« couverture: [sujets] » : le document doit nommer son « evaluateur »")
        if self.variantes and "candidat" not in self.un_par:
            raise ValueError("« variantes » ne vaut que pour un document par candidat")
        for besoin in self.besoins:
            if besoin not in ("echelle", "decision", "horaires", "majoration") and not besoin.startswith("durees."):
                raise ValueError(f"besoin « {besoin} » inconnu ; possibles : {', '.join(BESOINS)}")
        return self


def _exemplaires(value: object) -> object:
    if isinstance(value, str):
        words = " ".join(value.casefold().replace("é", "e").split())
        if words == "un par jure":
            return PAR_JURE
        value = int(words) if words.isdecimal() else value
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 99:
        return value
    raise ValueError("un nombre d'exemplaires est attendu, de 1 à 99, ou « un par juré »")


Exemplaires = Annotated[
    int | Literal["un par juré"],
    BeforeValidator(_exemplaires),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1, "maximum": 99}, {"const": PAR_JURE}]}),
]
"""How many copies: a number, or as many as the commission has jurors."""


class PieceDuKit(Modele):
    """A document of a pack; its code alone stands for one copy of it."""

    document: Code = Field(description="Code d'un document du kit.")
    exemplaires: Exemplaires = Field(
        default=1, description="Combien d'exemplaires dans le pack : 2, ou « un par juré »."
    )
    vierges: int = Field(
        default=0, ge=0, le=50, description="Combien d'exemplaires de rechange, sans nom, à la fin du pack."
    )

    @model_validator(mode="before")
    @classmethod
    def _a_code_alone(cls, value: Any) -> Any:
        return {"document": value} if isinstance(value, str) else value


class PackDuKit(Modele):
    """A bundle for one recipient."""

    code: Code
    titre: Texte
    un_par: Literal["candidat", "organisme", "commission", "session"]
    destinataire: Destinataire = Field(description="À qui le pack est remis.")
    documents: tuple[PieceDuKit, ...] = Field(
        min_length=1,
        description="Documents réunis, dans cet ordre par candidat : leur code, ou {document, exemplaires, vierges}.",
    )
    ordre: Literal["passage", "nom"] | None = Field(
        default=None,
        description="Ordre des candidats : de passage, ou de nom. Sans lui : passage, et nom pour un organisme.",
    )
    exemplaires: Exemplaires = Field(default=1, description="Combien de fois imprimer le pack : 2, ou « un par juré ».")
    recto_verso: OuiNon = Field(
        default=True,
        description="Oui : une page blanche suit un document impair, pour que le suivant commence au recto.",
    )

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the documents, in order."""
        return tuple(p.document for p in self.documents)

    @property
    def ordre_des_candidats(self) -> Literal["passage", "nom"]:
        """The order of the candidates, as said or by default."""
        return self.ordre or ("nom" if self.un_par == "organisme" else "passage")


class Kit(Modele):
    """All documents and packs of a certification."""

    format: Literal["kitgen/kit/1"] = Field(description="Format du fichier et sa version.")
    code: Code
    intitule: Texte
    documents: tuple[DocumentDuKit, ...] = Field(min_length=1)
    packs: tuple[PackDuKit, ...] = ()
    changements: tuple[Code, ...] = Field(
        default=(),
        description="Documents (un_par: [pack]) qui ouvrent un pack de changements, après l'impression : ce qu'il faut "
        "retirer et insérer.",
    )

    def document(self, code: str) -> DocumentDuKit | None:
        """The document of that code, if there is one."""
        return next((d for d in self.documents if d.code == code), None)
