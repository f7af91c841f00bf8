"""The commands for who writes a template: what it may name, what it gives, one to start from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kitgen.errors import OutputProblem, dit_en_francais

if TYPE_CHECKING:
    from kitgen.outils.lexique import Chapitre

_EXEMPLE = Path(__file__).parent.parent.parent / "sessions/exemple"

SESSION = click.option("--session", type=click.Path(path_type=Path), default=None, metavar="SESSION",
                       help="Session d'où viennent les valeurs.  [la session d'exemple]")  # fmt: skip


@click.command()
@click.argument("document", required=False)
@SESSION
@click.option("--docx", type=click.Path(path_type=Path), default=None, metavar="FICHIER.docx",
              help="Écrire aussi ces balises dans un document Word à imprimer.")  # fmt: skip
def variables(document: str | None, session: Path | None, docx: Path | None) -> None:
    """Montrer les balises que le modèle du DOCUMENT (son code) peut employer, avec un exemple.

    Sans DOCUMENT : celles de tous les documents du kit.
    """
    from kitgen.outils import essai
    from kitgen.outils.lexique import lexique, lexique_du_kit
    from kitgen.render.langage import FILTRES

    bench = essai.ouvrir(session or _EXEMPLE)
    if docx is not None and bench.projet.gabarits.resolve() in docx.resolve().parents:
        raise click.BadParameter("le dossier des modèles n'est pas pour cela : choisissez-en un autre",
                                 param_hint="--docx")  # fmt: skip
    kit = bench.projet.kit
    entries = [bench.document(document)] if document else list(kit.documents)
    contexts = essai.contextes_de(bench, [e.code for e in entries])
    chapters = lexique(entries[0], contexts[entries[0].code]) if document else lexique_du_kit(entries, contexts)
    title = entries[0].titre if document else kit.intitule
    examples = essai.exemples_de_filtres(bench)
    if docx is not None:
        from kitgen.outils.lexique_docx import lexique_docx

        rows = [(f.exemple, f.effet, examples[f.nom]) for f in FILTRES]
        try:
            docx.write_bytes(lexique_docx(title, bench.projet.session.intitule, chapters, rows))
        except OSError as error:
            raise OutputProblem(f"{docx} ne peut pas être écrit ({dit_en_francais(error)})") from error
        click.echo(f"écrit : {docx}")
        return
    click.echo(f"Balises de « {title} » (exemples : {bench.projet.session.intitule})")
    for chapter in chapters:
        _dire(chapter)
    click.echo("\nMettre en forme une valeur")
    for f in FILTRES:
        click.echo(f"  {f.exemple:<58} {examples[f.nom]}\n      {f.effet}")


def _dire(chapter: Chapitre) -> None:
    click.echo(f"\n{chapter.nom} — {chapter.sens} [{chapter.origine}]")
    for e in chapter.entrees:
        tag = "  " * (e.niveau + 1) + e.balise
        shown = " ".join(e.exemple.split())
        shown = shown if len(shown) <= 50 else f"{shown[:49]}…"
        source = "" if e.origine == chapter.origine or not e.origine else f" [{e.origine}]"
        words = " · ".join(p for p in (e.type, f"« {shown} »" if shown else "", e.sens) if p)
        click.echo(f"{tag:<58} {words}{source}".rstrip())


@click.command()
@click.argument("fichier", type=click.Path(path_type=Path))
@click.option("--candidat", "numero", type=click.IntRange(1, 9999), default=None, metavar="N",
              help="Le candidat (son numéro).  [le premier qui a ce document]")  # fmt: skip
@click.option("--comme", "code", default=None, metavar="DOCUMENT",
              help="Le document du kit comme lequel le remplir.  [celui dont c'est le modèle]")  # fmt: skip
@SESSION
@click.option("--pdf", type=click.Path(path_type=Path), default=None, metavar="FICHIER.pdf",
              help="Où l'écrire.  [un dossier temporaire]")  # fmt: skip
@click.option("--moteur", type=click.Choice(["auto", "libreoffice", "rdocx"]), default="auto", show_default=True,
              help="Moteur de mise en page.")  # fmt: skip
def preview(
    fichier: Path, numero: int | None, code: str | None, session: Path | None, pdf: Path | None, moteur: str
) -> None:
    """Remplir le modèle FICHIER pour un candidat, et en faire un PDF à regarder."""
    from kitgen.engines.choix import choisir
    from kitgen.outils import essai

    if pdf is not None and pdf.suffix.lower() != ".pdf":
        raise click.BadParameter("un nom en .pdf est attendu", param_hint="--pdf")
    bench = essai.ouvrir(session or _EXEMPLE)
    engine = choisir(moteur, soffice=os.environ.get("KITGEN_SOFFICE"))
    made = essai.apercevoir(bench, fichier, engine, code=code, numero=numero, pdf=pdf)
    for remark in made.remarques:
        click.echo(f"avertissement  la relecture refuserait ce document : {remark}", err=True)
    who = f", candidat {made.document.candidat:03d}" if made.document.candidat is not None else ""
    how = "" if made.du_kit else " (ce modèle n'est pas dans le kit)"
    pages = f"{made.pages} page{'s' if made.pages > 1 else ''}"
    click.echo(f"rempli comme « {made.document.code} »{who}{how} : {pages}, mis en page par {engine.version()}")
    click.echo(f"écrit : {made.pdf}")


@click.command("new")
@click.argument("code")
@click.option("--comme", required=True, metavar="DOCUMENT", help="Le code du document dont on part.")
@click.option("--titre", default=None, metavar="TITRE", help="Le titre du nouveau document.")
@click.option("--kit", type=click.Path(path_type=Path), default=Path("templates/kit.yaml"), show_default=True,
              metavar="KIT.yaml", help="Le kit auquel l'ajouter.")  # fmt: skip
def nouveau(code: str, comme: str, titre: str | None, kit: Path) -> None:
    """Ajouter au kit un document CODE : une copie du modèle d'un autre, et son entrée dans kit.yaml."""
    from kitgen.outils.nouveau_gabarit import ajouter

    made = ajouter(kit, code, comme, titre)
    click.echo(f"écrit : {made.fichier}\najouté à {made.kit} :\n\n{made.entree}")
    click.echo("Relisez « titre », « diffusion » (qui peut le recevoir), « couverture » et « besoins ».")
    if made.packs:
        click.echo(f"Il n'est dans aucun pack. « {comme} » est dans : {', '.join(made.packs)} ; ajoutez-y « {code} ».")
    click.echo(f"Changez {made.fichier.name} dans Word, puis : kitgen template preview {made.fichier}")
