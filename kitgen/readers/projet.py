"""All inputs of a session, read together: models, where their values stand, and the hash of every file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from kitgen.errors import Gravite, Problem, dit_en_francais
from kitgen.model.candidat import Candidat
from kitgen.model.image import Image
from kitgen.model.impression import Impression
from kitgen.model.kit import Kit
from kitgen.model.referentiel import Referentiel
from kitgen.model.session import Session
from kitgen.model.sujet import Questions, Sujet
from kitgen.readers.image import lire_image
from kitgen.readers.impression import derniere_impression, lire_impression
from kitgen.readers.listes.candidats import Inscrit, LecteurDeCandidats, heures_en_ordre
from kitgen.readers.listes.entetes import OBLIGATOIRES, Titres, colonnes_connues, colonnes_du_tableau
from kitgen.readers.listes.lecture import lire_liste
from kitgen.readers.listes.tableau import Tableau, regrouper
from kitgen.readers.textes import octets, ressemblants
from kitgen.readers.validation import charger
from kitgen.readers.yaml_marques import Chemin, Marque, lisible

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Lu:
    """One file that was read: its name for messages, and the lines of its values."""

    source: str
    marque: Marque

    def probleme(self, chemin: Chemin, texte: str, remede: str, valeur: str | None = None) -> Problem:
        """A problem of the value at `chemin`, with its place and line."""
        return Problem(self.source, texte, remede, lisible(chemin), self.marque.ligne(chemin), valeur)


@dataclass(frozen=True, slots=True)
class Projet:
    """Everything a session is made from."""

    dossier: Path
    session: Session
    referentiel: Referentiel
    kit: Kit
    gabarits: Path
    sujets: tuple[Sujet, ...]
    questions: tuple[Questions, ...]
    sujets_complets: bool
    """False when a file of the sujets could not be read: what seems to be missing may be in it."""
    inscrits: tuple[Inscrit, ...]
    tableaux: tuple[Tableau, ...]
    """The lists as they were read, in the order of session.yaml."""
    lus: dict[str, Lu]
    entrees: dict[str, str]
    """SHA-256 of every input, by its path relative to the session's folder."""
    logo: Image | None = None
    signature: Image | None = None
    impression: Impression | None = None
    """What was printed of this session last, if anything was."""

    @property
    def candidats(self) -> tuple[Candidat, ...]:
        """The candidates, without where they stand in the list."""
        return tuple(i.candidat for i in self.inscrits)

    @property
    def sources(self) -> tuple[tuple[Path, ...], dict[Path, str]]:
        """The folders that inputs are looked for in, and the files that were read, with their SHA-256."""
        s = self.session
        files = {self.dossier / name: digest for name, digest in self.entrees.items()}
        folders = (self.dossier, self.gabarits, (self.dossier / s.referentiel).parent, self.dossier / s.sujets)
        return folders, files


def lire_projet(chemin: Path) -> tuple[Projet | None, list[Problem]]:
    """Read a session's folder (or its session.yaml) and all that it names, with all problems.

    The project is None when a file that the rest depends on could not be read.
    """
    fichier = chemin / "session.yaml" if chemin.is_dir() else chemin
    reader = _Lecteur(fichier.parent)
    if not chemin.exists():
        remedy = "indiquez le dossier qui contient session.yaml, ou créez-le : kitgen new DOSSIER"
        return None, [Problem(str(chemin), "dossier de session introuvable", remedy)]
    session = reader.modele(fichier, Session, "session")
    if session is None:
        return None, reader.problems
    referentiel = reader.modele(fichier.parent / session.referentiel, Referentiel, "referentiel")
    kit_file = fichier.parent / session.kit
    kit = reader.modele(kit_file, Kit, "kit")
    certificateur = session.certificateur
    logo = reader.image("logo", certificateur.logo)
    signature = reader.image("signature", certificateur.signature)
    impression = reader.impression()
    before = len(reader.problems)
    sujets, questions = reader.sujets(fichier.parent / session.sujets)
    complete = len(reader.problems) == before
    tableaux, inscrits = reader.listes(session, referentiel)
    if referentiel is None or kit is None:
        return None, reader.problems
    for name in sorted({d.gabarit for d in kit.documents}):
        reader.noter(kit_file.parent / name)
    for piece in sorted((kit_file.parent / "morceaux").glob("*.docx")):
        reader.noter(piece)
    if referentiel.source is not None:
        reader.noter((fichier.parent / session.referentiel).parent / referentiel.source.fichier)
    return (
        Projet(
            dossier=fichier.parent,
            session=session,
            referentiel=referentiel,
            kit=kit,
            gabarits=kit_file.parent,
            sujets=sujets,
            questions=questions,
            sujets_complets=complete,
            inscrits=tuple(inscrits),
            tableaux=tuple(tableaux),
            lus=reader.lus,
            entrees=dict(sorted(reader.entrees.items())),
            logo=logo,
            signature=signature,
            impression=impression,
        ),
        reader.problems,
    )


@dataclass(slots=True)
class _Lecteur:
    dossier: Path
    problems: list[Problem] = field(default_factory=list)
    lus: dict[str, Lu] = field(default_factory=dict)
    entrees: dict[str, str] = field(default_factory=dict)

    def nom(self, path: Path) -> str:
        """The name of a file in messages: as seen from where the user stands, when that is shorter."""
        full = os.path.normpath(os.path.abspath(path))
        relative = os.path.relpath(full) if os.path.splitdrive(full)[0] == os.path.splitdrive(os.getcwd())[0] else full
        return full if relative.startswith(os.pardir + os.sep + os.pardir) else relative

    def noter(self, path: Path) -> None:
        """Keep the hash of an input; a file that can't be read is reported by whoever needs it."""
        content, _ = octets(path, str(path))
        if content is not None:
            key = Path(os.path.relpath(path, self.dossier)).as_posix()
            self.entrees[key] = hashlib.sha256(content).hexdigest()

    def modele(self, path: Path, model: type[M], key: str) -> M | None:
        value, marque, problems = charger(path, self.nom(path), model)
        self.problems += problems
        self.noter(path)
        if marque is not None:
            self.lus[key] = Lu(self.nom(path), marque)
        return value

    def listes(self, session: Session, referentiel: Referentiel | None) -> tuple[list[Tableau], list[Inscrit]]:
        """All lists that could be read, and their candidates (none without the référentiel that they refer to)."""
        unknown = [c for c in session.colonnes if c not in colonnes_connues()]
        for champ in unknown:
            remedy = f"champs possibles : {', '.join(colonnes_connues())}"
            self.problems.append(self.lus["session"].probleme(("colonnes", champ), "champ inconnu", remedy, champ))
        titres = Titres.connus({c: words for c, words in session.colonnes.items() if c not in unknown})
        people = LecteurDeCandidats(session, referentiel) if referentiel is not None else None
        tableaux: list[Tableau] = []
        inscrits: list[Inscrit] = []
        found: list[Problem] = []
        numbered: list[tuple[Tableau, bool]] = []
        for index, liste in enumerate(session.candidats):
            if liste.organisme is not None and session.organisme(liste.organisme) is None:
                remedy = ressemblants(liste.organisme, [o.code for o in session.organismes])
                place = ("candidats", index, "organisme")
                self.problems.append(self.lus["session"].probleme(place, "organisme inconnu", remedy, liste.organisme))
            path = self.dossier / liste.fichier
            tableau, problems = lire_liste(path, self.nom(path), liste, titres)
            self.noter(path)
            found += problems
            if tableau is None:
                continue
            tableaux.append(tableau)
            columns, problems = colonnes_du_tableau(tableau, titres)
            found += problems
            if people is None or not set(OBLIGATOIRES) <= set(columns):
                continue
            read, problems = people.lire(tableau, columns, liste.organisme)
            inscrits += read
            found += problems
            numbered.append((tableau, "numero" in columns))
        self.problems += regrouper(found) + list(_numbering(numbered))
        return tableaux, heures_en_ordre(inscrits)

    def image(self, key: str, name: str | None) -> Image | None:
        """An image of the certificateur, if there is one."""
        if name is None:
            return None
        path = self.dossier / name
        image, text, remedy = lire_image(path, self.nom(path))
        if image is None:
            self.problems.append(self.lus["session"].probleme(("certificateur", key), text, remedy, name))
        self.noter(path)
        return image

    def impression(self) -> Impression | None:
        """The last print run that `kitgen freeze` recorded."""
        path = derniere_impression(self.dossier)
        if path is None:
            return None
        impression, text = lire_impression(path)
        if impression is None:
            remedy = "remettez ce fichier tel que « kitgen freeze » l'a écrit ; il dit ce qui a été imprimé"
            self.problems.append(Problem(self.nom(path), text, remedy))
        self.noter(path)
        return impression

    def sujets(self, folder: Path) -> tuple[tuple[Sujet, ...], tuple[Questions, ...]]:
        """All sujets and question banks of a folder, told apart by their `format`."""
        sujets: list[Sujet] = []
        questions: list[Questions] = []
        try:
            files: Sequence[Path] = sorted(p for p in folder.iterdir() if p.suffix in (".yaml", ".yml"))
        except OSError as error:
            reason = dit_en_francais(error)
            self.problems.append(
                Problem(
                    self.nom(folder),
                    f"dossier des sujets illisible ({reason})",
                    "vérifiez « sujets » dans session.yaml",
                )
            )
            return (), ()
        for path in files:
            if self._is_a_bank(path):
                bank = self.modele(path, Questions, f"questions/{path.stem}")
                questions += [bank] if bank else []
                continue
            sujet = self.modele(path, Sujet, f"sujet/{path.stem}")
            if sujet is not None:
                sujets.append(sujet)
                self.lus[f"sujet:{sujet.code}"] = self.lus[f"sujet/{path.stem}"]
        return tuple(sujets), tuple(questions)

    @staticmethod
    def _is_a_bank(path: Path) -> bool:
        try:
            with path.open("rb") as file:
                return b"kitgen/questions/" in file.read(4096)
        except OSError:
            return False


def _numbering(numbered: Sequence[tuple[Tableau, bool]]) -> Iterator[Problem]:
    """Numbers that come from the order of rows change when a row is added; in one list of several they may clash."""
    without = [tableau for tableau, given in numbered if not given]
    for tableau in without:
        place = f"feuille « {tableau.feuille} »" if tableau.feuille else ""
        if len(without) < len(numbered):
            yield Problem(
                tableau.source,
                "cette liste n'a pas de colonne « Numéro », alors qu'une autre en a une",
                "numérotez les candidats de toutes les listes, ou d'aucune",
                place,
            )
        else:
            yield Problem(
                tableau.source,
                "pas de colonne « Numéro » : les candidats sont numérotés dans l'ordre des lignes",
                "ajoutez-la avant d'imprimer ; sinon, une ligne ajoutée ou triée change tous les numéros",
                place,
                gravite=Gravite.AVERTISSEMENT,
            )
