"""The visual system: one text face, one blue, its tint, hairlines; every style that the templates use.

Styles that can start a page have no space before, and spacing lives in the style as space *after*: the layout
engines then agree. Sizes in points, lengths in twips.
"""

from __future__ import annotations

from kitgen.gabarits.formes import BLEU, FILET, GRIS, NS, SYMBOLES, TEXTE, XML
from kitgen.gabarits.style import Style

BLANC = "FFFFFF"

PAGES = (
    Style("EnTete", "En-tête", taille=8.5, couleur=GRIS),
    Style("EnTeteFort", "En-tête – certification", taille=9, gras=True, couleur=BLEU),
    Style("EnTeteDroite", "En-tête – à droite", base="EnTete", alignement="right"),
    Style("EnTeteDroiteFort", "En-tête – document", base="EnTeteFort", alignement="right"),
    Style("EnTeteReserve", "En-tête – réservé", taille=9, gras=True, couleur=BLANC, alignement="center"),
    Style("EnTeteCandidat", "En-tête – candidat", taille=12, gras=True, couleur=BLEU),
    Style("PiedDePage", "Pied de page", taille=8.5, couleur=GRIS),
)
"""Header and footer; the footer's line with its tab depends on the page and is made in `styles_xml`."""

TITRES = (
    Style("Repere", "Intercalaire – numéro", taille=54, gras=True, couleur=BLANC, alignement="center"),
    Style("RepereNom", "Intercalaire – nom", taille=26, gras=True, couleur=BLEU),
    Style("ReperePrenom", "Intercalaire – prénoms", taille=20, couleur=BLEU, apres=60),
    Style("Surtitre", "Surtitre", taille=9, gras=True, couleur=GRIS, apres=40),
    Style("Titre", "Titre du document", taille=20, gras=True, couleur=BLEU, apres=40, avec_suivant=True),
    Style("TitrePage", "Titre du document – nouvelle page", base="Titre", apres=40, avec_suivant=True, page=True),
    Style("Couverture", "Titre de page de garde", base="Titre", taille=28, apres=60, avec_suivant=True),
    Style("SousTitre", "Sous-titre", taille=11, couleur=BLEU, apres=120),
    Style("SousTitreJour", "Jour – document et séances", taille=12, couleur=BLEU, apres=20, avec_suivant=True),
    Style("LieuJour", "Jour – lieu et salles", taille=11, apres=120, avec_suivant=True),
    Style("Titre1", "Titre de partie", taille=14, gras=True, couleur=BLEU, apres=100, avec_suivant=True, niveau=0),
    Style("Titre1Page", "Titre de partie – nouvelle page", base="Titre1", apres=100, page=True),
    Style("Bloc", "Titre de bloc", taille=10.5, gras=True, couleur=BLEU, apres=40, avec_suivant=True, niveau=0),
    Style("SousCompetence", "Sous-compétence du corrigé", taille=10, gras=True, couleur=BLEU, apres=40,
          avec_suivant=True),
    Style("SurtitreBloc", "Bloc de la compétence", taille=9, gras=True, couleur=GRIS, apres=30, avec_suivant=True),
    Style("SurtitreBlocPage", "Bloc de la compétence – nouvelle page", base="SurtitreBloc", apres=30, page=True),
    Style("Competence", "Titre de compétence", taille=14, gras=True, couleur=BLEU, apres=60, avec_suivant=True,
          niveau=1),
    Style("CompetencePage", "Titre de compétence – nouvelle page", base="Competence", apres=60, page=True),
    Style("Piece", "Document du dossier", taille=11.5, gras=True, couleur=BLEU, apres=70, avec_suivant=True, niveau=1),
    Style("Rubrique", "Rubrique", taille=10.5, gras=True, couleur=BLEU, apres=50, avec_suivant=True),
)  # fmt: skip

TEXTES = (
    Style("Texte", "Texte", taille=10, apres=60, insecable=True),
    Style("TexteFort", "Texte – fort", base="Texte", gras=True, apres=30, avec_suivant=True),
    Style("Absent", "Non précisé", taille=9.5, italique=True, couleur=GRIS, apres=60, insecable=True),
    Style("Note", "Note", taille=8.5, couleur=GRIS, apres=60, insecable=True),
    Style("NoteLiee", "Note – liée au suivant", base="Note", apres=60, avec_suivant=True),
    Style("Numero", "Consigne numérotée", taille=10, apres=50, insecable=True),
    Style("Puce", "Puce", taille=10, apres=40, insecable=True),
    Style("Question", "Question", taille=10.5, apres=100, gauche=400, retrait=400, insecable=True),
    Style("Rappel", "Rappel de la question", taille=10, gras=True, filet_bas=FILET, apres=90, avec_suivant=True),
    Style("Lettre", "Lettre – texte", taille=10.5, apres=110, insecable=True),
    Style("LettreLiee", "Lettre – texte lié au suivant", base="Lettre", apres=110, avec_suivant=True),
    Style("LettreObjet", "Lettre – objet", base="Lettre", gras=True, apres=140, avec_suivant=True),
    Style("Destinataire", "Lettre – destinataire", taille=11),
    Style("DestinataireNom", "Lettre – nom du destinataire", base="Destinataire", gras=True),
    Style("Fin", "Fin du document", taille=9, gras=True, couleur=GRIS, alignement="center"),
    Style("Espace", "Espace", taille=6, exact=8),
    Style("EspaceGrand", "Espace – grand", taille=10, exact=16),
    Style("EspaceLie", "Espace – lié au suivant", taille=6, exact=8, avec_suivant=True),
    Style("EspaceGrandLie", "Espace – grand et lié au suivant", taille=10, exact=16, avec_suivant=True),
    Style("EspaceFin", "Espace – fin", taille=2, exact=2),
    Style("FinCellule", "Espace – fin de cellule", taille=1, exact=0.05),
    Style("Balise", "Balise kitgen", taille=8, couleur="A3336B"),
)

CELLULES = (
    Style("Etiquette", "Étiquette", taille=8, couleur=GRIS, apres=10),
    Style("Valeur", "Valeur", taille=10.5, gras=True),
    Style("ValeurGrande", "Valeur – grande", taille=16, gras=True, couleur=BLEU),
    Style("ValeurMoyenne", "Valeur – moyenne", taille=14, gras=True, couleur=BLEU),
    Style("Cellule", "Cellule", taille=9.5, apres=20),
    Style("CelluleForte", "Cellule – forte", base="Cellule", gras=True, apres=20),
    Style("Membre", "Membre de la commission", base="Cellule", avant=120),
    Style("CelluleCode", "Cellule – code", base="Cellule", gras=True, couleur=BLEU, apres=20),
    Style("CelluleDroite", "Cellule – à droite", base="Cellule", apres=20, alignement="right"),
    Style("CelluleAbsente", "Cellule – non précisé", taille=9, italique=True, couleur=GRIS, apres=20),
    Style("CelluleNote", "Cellule – note", taille=8.5, couleur=GRIS, apres=20),
    Style("CellulePuce", "Cellule – puce", taille=9.5, apres=20),
    Style("CelluleEntete", "Cellule – en-tête", taille=9, gras=True, couleur=BLEU),
    Style("CelluleEnteteDroite", "Cellule – en-tête à droite", base="CelluleEntete", alignement="right"),
    Style("NotePuce", "Réponse – puce", taille=8.5, apres=20),
    Style("Affiche", "Affiche – cellule", taille=13),
    Style("AfficheForte", "Affiche – cellule forte", base="Affiche", gras=True),
    Style("AfficheEntete", "Affiche – en-tête", taille=10, gras=True, couleur=BLEU),
    Style("Niveau", "Case à cocher", taille=9.5, exact=17, gauche=300, retrait=300),
    Style("NiveauLigne", "Cases en ligne", taille=9.5, exact=17),
    Style("NiveauStylo", "Cases au stylo – en ligne", taille=10, exact=23),
    Style("Point", "Ligne à remplir", taille=9.5, exact=18),
    Style("Signataire", "Ligne pour signer", taille=8, couleur=GRIS, avant=440, filet_bas=FILET),
    Style("CaseSeule", "Case seule – au centre", taille=10, exact=23, alignement="center"),
    Style("Verso", "Verso du brouillon", taille=9, couleur=GRIS, page=True),
    Style("Reglure", "Ligne pour écrire", taille=9.5, exact=22, filet_bas=FILET),
)

CORPS = (
    Style("CorpsTexte", "Corps – texte", taille=10.5, apres=120, insecable=True),
    Style("CorpsTitre", "Corps – intertitre", taille=11, gras=True, couleur=BLEU, apres=60, avec_suivant=True),
    Style("CorpsPuce", "Corps – puce", taille=10.5, apres=60, insecable=True),
    Style("CorpsLegende", "Corps – légende de tableau", taille=9.5, gras=True, couleur=BLEU, apres=60,
          avec_suivant=True),
    Style("CorpsEntete", "Corps – en-tête à gauche", taille=9.5, gras=True, couleur=BLEU, avec_suivant=True),
    Style("CorpsEnteteCentre", "Corps – en-tête au centre", base="CorpsEntete", alignement="center"),
    Style("CorpsEnteteDroite", "Corps – en-tête à droite", base="CorpsEntete", alignement="right"),
    Style("CorpsCellule", "Corps – cellule à gauche", taille=9.5),
    Style("CorpsCelluleCentre", "Corps – cellule au centre", base="CorpsCellule", alignement="center"),
    Style("CorpsCelluleDroite", "Corps – cellule à droite", base="CorpsCellule", alignement="right"),
    Style("CorpsTotal", "Corps – total à gauche", base="CorpsCellule", gras=True),
    Style("CorpsTotalCentre", "Corps – total au centre", base="CorpsTotal", alignement="center"),
    Style("CorpsTotalDroite", "Corps – total à droite", base="CorpsTotal", alignement="right"),
    Style("CorpsCourrier", "Corps – courrier", taille=10),
    Style("CorpsEspace", "Corps – espace", taille=4, exact=5),
)  # fmt: skip
"""Styles of running content: kitgen.render.corps writes them."""

CARACTERES = (
    Style("CaseCochee", "Case", taille=13, police=SYMBOLES, caractere=True, ecart=2),
    Style("CaseStylo", "Case pour le stylo", taille=20, police=SYMBOLES, couleur=GRIS, caractere=True, ecart=2),
    Style("BaliseLigne", "Balise kitgen en ligne", couleur="A3336B", caractere=True),
    Style("Fort", "Fort", gras=True, caractere=True),
    Style("Code", "Code", gras=True, couleur=BLEU, caractere=True),
    Style("Discret", "Discret", couleur=GRIS, caractere=True),
    Style("Remarque", "Remarque", taille=8.5, gras=False, couleur=GRIS, caractere=True),
    Style("Exemple", "Exemple", gras=True, couleur=BLEU, caractere=True),
    Style("NumeroPage", "Numéro de page", gras=True, couleur=BLEU, caractere=True),
)

STYLES = (*PAGES, *TITRES, *TEXTES, *CELLULES, *CORPS)


def styles_xml(largeur: int, propres: tuple[Style, ...] = ()) -> str:
    """word/styles.xml; `largeur` is the text width, where the right tab of the footer stands; `propres` come last."""
    footer = Style("PiedLigne", "Pied de page – ligne", base="PiedDePage", tabulation=largeur)
    named = "".join(s.xml() for s in (*STYLES, footer, *CARACTERES, *propres))
    return f"{XML}<w:styles {NS}>{_defaults()}{_BUILT_IN}{named}</w:styles>"


def _defaults() -> str:
    p = TEXTE
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{p}" w:hAnsi="{p}" w:eastAsia="{p}" w:cs="{p}"/>'
        '<w:kern w:val="2"/><w:sz w:val="20"/><w:szCs w:val="20"/>'
        '<w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:widowControl/><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
        "</w:pPr></w:pPrDefault></w:docDefaults>"
    )


_BUILT_IN = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    '<w:style w:type="character" w:default="1" w:styleId="Policepardfaut">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableauNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="Aucuneliste"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
)
