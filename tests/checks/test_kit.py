from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.aides import copie_exemple, ligne_de, problemes_des_regles, remplacer, remplacer_cellule, seul_probleme


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return copie_exemple(tmp_path)


@pytest.fixture
def kit(racine: Path) -> Path:
    return racine / "templates/kit.yaml"


def faute(racine: Path, path: Path, ancien: str, nouveau: str, *, ligne: int = 0):
    """The one problem that this change brings, on its line or `ligne` lines below."""
    line = remplacer(path, ancien, nouveau)
    problem = seul_probleme(problemes_des_regles(racine))
    assert problem.source.endswith(path.name)
    assert problem.ligne == line + ligne
    assert problem.remede
    return problem


def test_a_document_code_is_given_once(racine: Path, kit: Path):
    # A pack that names the renamed document would be a second fault.
    remplacer(kit, "{document: grille, vierges: 2}\n      - synthese\n", "{document: grille, vierges: 2}\n")
    problem = faute(racine, kit, "  - code: synthese\n", "  - code: livret-tuteur\n")
    assert "code de document est déjà pris" in problem.texte
    assert (problem.place, problem.valeur) == ("documents[8].code", "livret-tuteur")


@pytest.mark.parametrize(
    "gabarit",
    ["../autre/grille.docx", "/etc/grille.docx", "C:\\kit\\grille.docx", "a\\..\\..\\grille.docx", "grille.odt"],
)
def test_a_template_stands_in_the_folder_of_the_kit(racine: Path, kit: Path, gabarit: str):
    problem = faute(racine, kit, "gabarit: grille.docx", f"gabarit: {gabarit}")
    assert "dans le dossier de kit.yaml" in problem.texte
    assert (problem.place, problem.valeur) == ("documents[7].gabarit", gabarit)


def test_a_template_may_stand_in_a_folder_of_the_kit(racine: Path, kit: Path):
    (racine / "templates/dys").mkdir()
    shutil.copy(racine / "templates/grille.docx", racine / "templates/dys/grille.docx")
    remplacer(kit, "gabarit: grille.docx", "gabarit: dys/grille.docx")
    assert problemes_des_regles(racine) == []


def test_a_template_exists(racine: Path, kit: Path):
    problem = faute(racine, kit, "gabarit: grille.docx", "gabarit: grile.docx")
    assert "gabarit introuvable" in problem.texte
    assert "« grille.docx »" in problem.remede
    assert (problem.place, problem.valeur) == ("documents[7].gabarit", "grile.docx")


def test_an_evaluator_is_one_of_the_referentiel(racine: Path, kit: Path):
    problem = faute(racine, kit, "    evaluateur: tuteur\n", "    evaluateur: tutrice\n")
    assert "évaluateur inconnu" in problem.texte
    assert "tuteur" in problem.remede
    assert (problem.place, problem.valeur) == ("documents[3].evaluateur", "tutrice")


def test_a_document_that_shows_corriges_is_for_the_jury_and_the_secretariat(racine: Path, kit: Path):
    problem = faute(
        racine,
        kit,
        "un_par: [commission, sujet]\n    evaluateur: commission\n    diffusion: [jury, secretariat]",
        "un_par: [commission, sujet]\n    evaluateur: commission\n    diffusion: [jury, preparation]",
        ligne=2,
    )
    assert "montre le corrigé" in problem.texte
    assert (problem.place, problem.valeur) == ("documents[6].diffusion", "jury, preparation")


@pytest.mark.parametrize(
    ("block", "need", "users"),
    [
        ("echelle", "echelle", "livret-of, livret-tuteur, grille, synthese"),
        ("decision", "decision", "synthese, proces-verbal"),
        ("durees", "durees.ecrit_of", "sujet-of"),
    ],
)
def test_what_a_document_needs_is_given_by_the_session(racine: Path, block: str, need: str, users: str):
    session = racine / "sessions/exemple/session.yaml"
    text = session.read_text(encoding="utf-8")
    if block == "durees":
        remplacer(session, "{code: ecrit_of, ", "{code: ecrit, ")
    else:
        start = text.index(f"\n{block}:\n")
        end = text.index("\n\n", start)
        session.write_text(text[:start] + text[end:], encoding="utf-8")
    problem = seul_probleme(problemes_des_regles(racine))
    assert f"ne précise pas « {need} »" in problem.texte
    assert f"(pour {users})" in problem.remede
    assert problem.source.endswith("session.yaml")
    assert problem.ligne == ligne_de(session, "durees:" if block == "durees" else "format:")


def test_a_need_for_extra_time_is_given_by_the_session(racine: Path, kit: Path):
    remplacer(kit, "besoins: [durees.ecrit_of, durees.oral_of]", "besoins: [durees.ecrit_of, majoration]")
    assert problemes_des_regles(racine) == []
    remplacer(racine / "sessions/exemple/session.yaml", 'majoration: "1/3"\n', "")
    liste = racine / "sessions/exemple/candidats.csv"
    for numero in (6, 18):
        remplacer_cellule(liste, numero, "Temps supplémentaire", "")
    assert "ne précise pas « majoration »" in seul_probleme(problemes_des_regles(racine)).texte


def test_a_session_says_how_much_extra_time_somebody_has(racine: Path):
    remplacer(racine / "sessions/exemple/session.yaml", 'majoration: "1/3"\n', "")
    problem = seul_probleme(problemes_des_regles(racine))
    assert "temps supplémentaire" in problem.texte
    assert "majoration: 1/3" in problem.remede
    assert problem.source.endswith("session.yaml")


def test_without_anybody_who_has_it_no_extra_time_is_needed(racine: Path):
    remplacer(racine / "sessions/exemple/session.yaml", 'majoration: "1/3"\n', "")
    for numero in (6, 18):
        remplacer_cellule(racine / "sessions/exemple/candidats.csv", numero, "Temps supplémentaire", "non")
    assert problemes_des_regles(racine) == []


def test_a_version_that_a_candidate_asks_for_is_that_of_a_document(racine: Path, kit: Path):
    text = kit.read_text(encoding="utf-8")
    kit.write_text(text.replace("    variantes: [dys]\n", ""), encoding="utf-8")
    problem = seul_probleme(problemes_des_regles(racine))
    assert "demande la version « dys »" in problem.texte
    assert "« variantes: [dys] »" in problem.remede
    assert problem.source.endswith("kit.yaml")
    for numero in (3, 24):
        remplacer_cellule(racine / "sessions/exemple/candidats.csv", numero, "Présentation adaptée", "")
    assert problemes_des_regles(racine) == []


def test_a_pack_code_is_given_once(racine: Path, kit: Path):
    problem = faute(racine, kit, "  - code: jury\n", "  - code: preparation\n")
    assert "code de pack est déjà pris" in problem.texte
    assert (problem.place, problem.valeur) == ("packs[4].code", "preparation")


def test_a_pack_names_documents_that_exist(racine: Path, kit: Path):
    problem = faute(racine, kit, "{document: grille, vierges: 2}", "grile")
    assert "document inconnu" in problem.texte
    assert "« grille »" in problem.remede
    assert (problem.place, problem.valeur) == ("packs[4].documents[7]", "grile")


@pytest.mark.parametrize(
    ("pack", "old", "new", "document", "recipient"),
    [
        (1, "livret-of, livret-tuteur, sujet-of]", "livret-of, livret-tuteur, sujet]", "sujet", "organisme"),
        (2, "[convocation, livret-of, livret-tuteur]", "[convocation, livret-of, grille]", "grille", "candidat"),
        (2, "[convocation, livret-of, livret-tuteur]", "[garde, livret-of, livret-tuteur]", "garde", "candidat"),
        (1, "[garde, bordereau, intercalaire,", "[check-list, bordereau, intercalaire,", "check-list", "organisme"),
        (3, "{document: brouillon, vierges: 4}", "corrige", "corrige", "preparation"),
        (3, "{document: brouillon, vierges: 4}", "{document: questions}", "questions", "preparation"),
    ],
)  # fmt: skip
def test_a_pack_holds_only_what_its_recipient_may_see(racine, kit, pack, old, new, document, recipient):
    problem = faute(racine, kit, old, new, ligne=new.count("\n"))
    assert f"« {document} » ne peut pas être remis à « {recipient} »" in problem.texte
    assert problem.valeur == document
    assert problem.place.startswith(f"packs[{pack}].documents[")


@pytest.mark.parametrize(
    ("old", "new", "pack"),
    [
        ("un_par: candidat\n    destinataire: candidat", "un_par: organisme\n    destinataire: candidat", 2),
        ("un_par: candidat\n    destinataire: candidat", "un_par: commission\n    destinataire: candidat", 2),
        ("un_par: organisme\n    destinataire: organisme", "un_par: commission\n    destinataire: organisme", 1),
    ],
)
def test_a_pack_shows_nobody_the_documents_of_others(racine: Path, kit: Path, old: str, new: str, pack: int):
    problem = faute(racine, kit, old, new)
    assert "d'autres que lui" in problem.texte
    assert problem.place == f"packs[{pack}].un_par"


def test_an_of_may_get_a_pack_per_candidate(racine: Path, kit: Path):
    remplacer(kit, "un_par: organisme\n    destinataire: organisme", "un_par: candidat\n    destinataire: organisme")
    remplacer(kit, "bordereau, intercalaire, ", "bordereau, ")
    assert problemes_des_regles(racine) == []


def test_a_document_per_commission_is_in_no_pack_of_one_candidate(racine: Path, kit: Path):
    remplacer(kit, "un_par: commission\n    destinataire: jury", "un_par: candidat\n    destinataire: jury")
    problems = problemes_des_regles(racine)
    lines = kit.read_text(encoding="utf-8").splitlines()
    jury = lines.index("  - code: jury")
    for code in ("planning", "questions", "corrige"):
        (problem,) = [p for p in problems if p.valeur == code]
        assert "n'entre pas dans un pack par candidat" in problem.texte
        line = next(n for n, text in enumerate(lines[jury:], jury + 1) if f"document: {code}," in text)
        assert (problem.ligne, problem.remede) == (line, "retirez-le")
    # Nor does what divides candidates, or a spare copy, make sense there.
    assert {p.valeur for p in problems} == {"planning", "questions", "corrige", "intercalaire", "2"}


def test_a_detailed_competence_has_a_situation_for_each_evaluator_who_fills_a_document(racine: Path):
    referentiel = racine / "referentiel/gap-courtage.yaml"
    text = referentiel.read_text(encoding="utf-8")
    start = text.index("      tuteur:\n", text.index("  - code: C11\n"))
    end = text.index("      commission:\n", start)
    referentiel.write_text(text[:start] + text[end:], encoding="utf-8")
    problem = seul_probleme(problemes_des_regles(racine))
    assert "C11 n'a pas de situation d'évaluation pour « tuteur »" in problem.texte
    assert "« livret-tuteur »" in problem.texte
    assert problem.source.endswith("gap-courtage.yaml")
    assert (
        problem.ligne == text[:start].count("\n", 0, text.index("    situations:\n", text.index("  - code: C11\n"))) + 1
    )


def test_a_situation_that_nobody_sits_is_not_missed(racine: Path):
    referentiel = racine / "referentiel/gap-courtage.yaml"
    text = referentiel.read_text(encoding="utf-8")
    start = text.index("      tuteur:\n", text.index("  - code: C11\n"))
    end = text.index("      commission:\n", start)
    referentiel.write_text(text[:start] + text[end:], encoding="utf-8")
    # Nobody of the option sinistre is left to evaluate.
    for numero in range(13, 25):
        remplacer_cellule(racine / "sessions/exemple/candidats.csv", numero, "Statut", "désisté")
    assert problemes_des_regles(racine) == []


def test_all_faults_of_a_kit_are_told_at_once(racine: Path, kit: Path):
    remplacer(kit, "gabarit: grille.docx", "gabarit: absent.docx")
    remplacer(kit, "      - sujet\n      - {document: brouillon, vierges: 4}", "      - corrige\n      - nom")
    assert [p.place for p in problemes_des_regles(racine)] == [
        "documents[7].gabarit",
        "packs[3].documents[6]",
        "packs[3].documents[7]",
    ]
