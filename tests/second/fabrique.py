"""The templates of the second certification, made as docs/gabarits.md says, with python-docx in place of Word.

`python -m tests.second.fabrique` writes them. Nothing here knows kitgen: these are the steps of a person in Word.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

DOSSIER = Path(__file__).parent.parent.parent / "templates/assistant-formation"
BLEU = RGBColor(0x1F, 0x3A, 0x5F)
POLICE = "Carlito"


def vide(paysage: bool = False) -> Document:
    """Step 1: an empty document, A4, one typeface, a right margin of 20 mm."""
    made = docx.Document()
    defaults = made.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    defaults.attrib.clear()
    for name, size in (("Normal", 10.5), ("Title", 20), ("Heading 1", 13), ("Heading 2", 11), ("List Bullet", 10)):
        style = made.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), POLICE)
        style.font.size = Pt(size)
        style.paragraph_format.space_before = Pt(0)
        style.paragraph_format.space_after = Pt(2 if name == "List Bullet" else 6)
        style.paragraph_format.line_spacing = 1
        if name not in ("Normal", "List Bullet"):
            style.font.color.rgb = BLEU
            style.font.bold = True
            borders = style.element.pPr.find(qn("w:pBdr"))
            if borders is not None:
                style.element.pPr.remove(borders)
        for spacing in style.element.iter(qn("w:contextualSpacing")):
            spacing.getparent().remove(spacing)
            break
    compat = OxmlElement("w:compat")
    setting = OxmlElement("w:compatSetting")
    for key, value in (
        ("name", "compatibilityMode"),
        ("uri", "http://schemas.microsoft.com/office/word"),
        ("val", "15"),
    ):
        setting.set(qn(f"w:{key}"), value)
    compat.append(setting)
    for old in made.settings.element.findall(qn("w:compat")):
        made.settings.element.remove(old)
    made.settings.element.append(compat)  # what Word writes into every new file
    section = made.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if paysage else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if paysage else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(30), Mm(24)
    section.header_distance = section.footer_distance = Mm(10)
    return made


def largeur(made: Document) -> int:
    """The width of the text."""
    section = made.sections[0]
    return section.page_width - section.left_margin - section.right_margin


def entete_et_pied(made: Document) -> None:
    """Step 2: what every page says: the logo and the session; whose document it is, its reference, its page."""
    section = made.sections[0]
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    header.add_run("{% if session.certificateur.logo %}{{ session.certificateur.logo|image(26, 9) }}{% endif %}")
    header.add_run("\t{{ referentiel.sigle }} – {{ session.intitule }}").bold = True
    header.add_run("{% if session.exemple %} – EXEMPLE{% endif %}")
    footer.add_run("{{ candidat.numero }} – {{ candidat.nom_liste }}").bold = True
    footer.add_run("\tPage ")
    champ(footer, "PAGE")
    footer.add_run(" sur ")
    champ(footer, "NUMPAGES")
    second = section.footer.add_paragraph()
    second.add_run("{{ document.reference }}\tRéférentiel du {{ referentiel.version }}")
    for paragraph in (header, footer, second):
        paragraph.style = made.styles["Normal"]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.tab_stops.add_tab_stop(largeur(made), WD_TAB_ALIGNMENT.RIGHT)


def champ(paragraph: Paragraph, instruction: str) -> None:
    """A page number: Insert > Quick part > Field."""
    for kind in ("begin", "separate", "end"):
        run = paragraph.add_run()
        char = OxmlElement("w:fldChar")
        char.set(qn("w:fldCharType"), kind)
        run._r.append(char)
        if kind == "begin":
            text = OxmlElement("w:instrText")
            text.text = f" {instruction} "
            paragraph.add_run()._r.append(text)
        elif kind == "separate":
            paragraph.add_run("1")


def tableau(made: Document, parts: tuple[int, ...], *lignes: tuple[str, ...], entete: bool = True) -> Table:
    """Step 4: a table of these texts; the first row repeats on each page, no row is cut by a page."""
    table = made.add_table(len(lignes), len(parts))
    table.style = made.styles["Table Grid"]
    table.autofit = False
    widths = [largeur(made) * p // sum(parts) for p in parts]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, (row, texts) in enumerate(zip(table.rows, lignes, strict=True)):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            _remplir(cell, text)
        _propriete(row, "cantSplit")
        if entete and number == 0:
            _propriete(row, "tblHeader")
            for cell in row.cells:
                cell.paragraphs[0].runs[0].bold = True
    return table


def _remplir(cell: _Cell, text: str) -> None:
    """Paragraphs of a cell, parted by a line break."""
    for number, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.add_run(line)
        paragraph.paragraph_format.space_after = Pt(2)


def _propriete(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(f"w:{name}"))


def paragraphes(made: Document, *lignes: str, style: str = "Normal") -> None:
    """Paragraphs, one under the other."""
    for line in lignes:
        made.add_paragraph(line, style=style)


def attestation() -> Document:
    """The example of the guide, from an empty file."""
    made = vide()
    entete_et_pied(made)
    made.add_paragraph("Attestation de présence", style="Title")
    paragraphes(
        made,
        "{{ session.certificateur.nom }} atteste que",
        "{{ candidat.civilite }} {{ candidat.nom_complet }}"
        '{% if candidat.date_naissance %}, {{ candidat.civilite|accord("né", "née") }} le '
        "{{ candidat.date_naissance|date_sans_jour }} à {{ candidat.lieu_naissance }}{% endif %},",
        "s’est {{ candidat.civilite|accord('présenté', 'présentée') }} le {{ commission.date }}"
        "{% if passage %} à {{ passage.convocation }}{% endif %}, {{ commission.lieu }}, pour les épreuves du "
        "« {{ referentiel.intitule }} » devant {{ commission.jures|pluriel('juré') }}.",
        '{{ candidat.civilite|accord("Il", "Elle", "Cette personne") }} présentait '
        '{{ blocs|pluriel("bloc") }} : {{ blocs|enumeration("code") }}.',
    )
    tableau(
        made,
        (15, 65, 20),
        ("Bloc", "Intitulé", "Présent"),
        ("{%tr for bloc in blocs %}", "", ""),
        ("{{ bloc.code }}", "{{ bloc.intitule }}", "{{ false|case }} oui  {{ false|case }} non"),
        ("{%tr endfor %}", "", ""),
    )
    made.add_paragraph()
    paragraphes(
        made,
        '{{p morceau("mentions.docx") }}',
        "Fait le {{ session.fin|date_sans_jour }},",
        "{{ session.certificateur.signataire }}",
        "{% if session.certificateur.signature %}{{ session.certificateur.signature|image(45) }}{% endif %}",
        "{{ document.reference|qr(20) }}",
    )
    return made


def mentions() -> Document:
    """A shared piece: what stands at the foot of several documents."""
    made = vide()
    paragraphes(
        made,
        "Document remis à la personne ; il vaut justificatif d’absence auprès de l’employeur"
        "{% if candidat.entreprise %} ({{ candidat.entreprise }}){% endif %}.",
        "Renseignements : {{ session.certificateur.contact }}",
    )
    return made


def livret() -> Document:
    """A booklet: a cover, then a page per compétence with a box for each level."""
    made = vide()
    entete_et_pied(made)
    made.add_paragraph("{{ document.titre }}", style="Title")
    tableau(
        made,
        (30, 70),
        ("Candidat", "{{ candidat.nom_complet }}"),
        ("Centre", "{{ candidat.organisme or '—' }}"),
        ("Entreprise", "{{ candidat.entreprise or '—' }}"),
        ("Dates", "{{ session.dates }}"),
        ("À évaluer", '{{ blocs|pluriel("bloc") }} : {{ blocs|enumeration("code") }}'),
        entete=False,
    )
    made.add_paragraph()
    paragraphes(made, "Cochez un niveau par ligne : {{ echelle.niveaux|enumeration('libelle', 'ou') }}.")
    paragraphes(
        made,
        "{%p if candidat.blocs_acquis %}",
        "Déjà acquis, non évalué : {{ candidat.blocs_acquis|enumeration('code') }}.",
        "{%p endif %}",
        "{%p for bloc in blocs %}",
        "{%p for competence in bloc.competences %}",
    )
    paragraphes(made, "{{ saut_de_page }}{{ bloc.code }} – {{ bloc.intitule }}", style="Heading 2")
    paragraphes(made, "{{ competence.code }} – {{ competence.intitule }}", style="Heading 1")
    paragraphes(
        made,
        "{%p for epreuve in competence.epreuves %}",
        "Situation : {{ epreuve.intitule }}. {{ epreuve.consigne }}",
        "{%p endfor %}",
    )
    tableau(
        made,
        (35, 40, 25),
        ("Sous-compétences", "Critères", "Niveau"),
        ("{%tr for groupe in competence.groupes %}", "", ""),
        (
            "{%p for partie in groupe.sous_competences %}\n{{ partie.code }} {{ partie.intitule }}\n{%p endfor %}",
            "{%p for critere in groupe.criteres %}\n{{ critere }}\n{%p endfor %}",
            "{%p for niveau in echelle.niveaux %}\n{{ false|case }} {{ niveau.libelle }}\n{%p endfor %}",
        ),
        ("{%tr endfor %}", "", ""),
    )
    paragraphes(made, "", "Observations :", "", "{%p endfor %}", "{%p endfor %}", "Date et signature du formateur :")
    return made


def grille() -> Document:
    """A score sheet, landscape: a row per group, a column per level of the scale."""
    made = vide(paysage=True)
    entete_et_pied(made)
    made.add_paragraph("{{ document.titre }} – {{ jure.nom_complet }} ({{ jure.qualite }})", style="Title")
    paragraphes(made, "Règle : {{ decision.regle|riche }}")
    paragraphes(made, "{%p for bloc in blocs %}")
    paragraphes(
        made,
        "{% if loop.index is divisibleby 3 %}{{ saut_de_page }}{% endif %}{{ bloc.code }} – {{ bloc.intitule }}",
        style="Heading 2",
    )
    paragraphes(made, "{%p for competence in bloc.competences %}")
    paragraphes(
        made,
        "{{ competence.code }} – {{ competence.intitule }}{% if competence.sujet %} – sujet {{ competence.sujet }}"
        "{% endif %}",
        style="Heading 1",
    )
    tableau(
        made,
        (26, 36, 10, 10, 10),
        ("Sous-compétences", "Critères", "{%tc for niveau in echelle.niveaux %}", "{{ niveau.libelle }}",
         "{%tc endfor %}"),
        ("{%tr for groupe in competence.groupes %}", "", "", "", ""),
        (
            "{%p for partie in groupe.sous_competences %}\n{{ partie.code }} {{ partie.intitule }}\n{%p endfor %}",
            "{%p for critere in groupe.criteres %}\n{{ critere }}\n{%p endfor %}",
            "{%tc for niveau in echelle.niveaux %}", "{{ false|case }}", "{%tc endfor %}",
        ),
        ("{%tr endfor %}", "", "", "", ""),
    )  # fmt: skip
    paragraphes(made, "", "{%p endfor %}", "{%p endfor %}", "Date et signature :")
    return made


MODELES = {
    "attestation.docx": attestation,
    "livret.docx": livret,
    "grille.docx": grille,
    "morceaux/mentions.docx": mentions,
}


def octets(made: Document) -> bytes:
    """The file as it is saved, but for the dates of its members."""
    buffer, fixed = io.BytesIO(), io.BytesIO()
    made.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return fixed.getvalue()


def main() -> None:
    """Write all of them."""
    for name, make in MODELES.items():
        path = DOSSIER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(octets(make()))


if __name__ == "__main__":
    main()
