"""The view of the page, from what was made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from kitgen.context.typographie import periode, texte
from kitgen.errors import Problem
from kitgen.impression.changements import Changements
from kitgen.model.manifeste import Manifeste
from kitgen.page.avertissements import relatif, vues_des_avertissements
from kitgen.page.candidats import nom_complet, vues_des_commissions, vues_des_non_faits
from kitgen.page.changements import vue_des_changements
from kitgen.page.mots import compte, nombre, numero
from kitgen.page.packs import est_de_changements, feuilles, vues_des_packs
from kitgen.page.vues import Bilan, VueEntree, VuePage
from kitgen.plan import Plan
from kitgen.readers.projet import Projet

_PROUVE = (
    "Chaque page porte le nom de son candidat, le titre de la session et « Page … sur … » juste ; son code QR dit "
    "de quel document et de quelle page il s'agit.",
    "Aucune page, aucun signet, aucun nom de fichier ne nomme quelqu'un d'autre que ceux qu'il concerne ; rien d'un "
    "autre organisme, de ses candidats ni de leur entreprise dans le pack d'un organisme.",
    "Aucun corrigé, aucune question, aucune grille dans ce qui est remis à un candidat ou à un organisme.",
    "Chaque compétence, sous-compétence et critère à évaluer y est une fois, et aucun autre ; les sujets cités sont "
    "ceux du tirage, dans le sujet, le corrigé et la grille.",
    "Il ne reste ni balise de modèle, ni caractère illisible, ni page blanche imprévue ; rien ne dépasse dans les "
    "marges ; les polices sont celles de kitgen, incorporées.",
    "Chaque pack contient les pages prévues, une fois chacune par exemplaire, dans l'ordre, et chaque document "
    "commence au recto d'une feuille.",
)


def vue(
    projet: Projet,
    plan: Plan,
    manifeste: Manifeste,
    bilan: Bilan,
    avertissements: Iterable[Problem],
    changements: Changements | None = None,
) -> VuePage:
    """The page of a finished folder; `plan` is the one that was carried out, packs of changes included."""
    m, session = manifeste, projet.session
    shown = [c for c in projet.candidats if m.candidats is None or c.numero in m.candidats]
    names = {c.numero: nom_complet(c) for c in projet.candidats}
    personal = {p.code for p in projet.kit.packs if p.un_par == "candidat"}
    of_packs = {
        p.fichier: ("" if p.destinataire == "candidat" else f"{p.titre} – ") + f"{p.cle} {names.get(int(p.cle), '')}"
        for p in m.packs
        if p.code in personal and p.cle.isdecimal()
    }
    titles = {d.code: d.titre for d in projet.kit.documents}
    remarks, kept = vues_des_avertissements(avertissements, projet)
    return VuePage(
        titre=texte(m.session.intitule),
        certificateur=texte(session.certificateur.nom),
        certification=texte(projet.referentiel.intitule),
        dates=periode(dt.date.fromisoformat(m.session.debut), dt.date.fromisoformat(m.session.fin)),
        exemple=session.exemple,
        portee=", ".join(f"{numero(c.numero)} {names[c.numero]}" for c in shown) if m.candidats is not None else "",
        etat=bilan.etat,
        fautes=tuple(texte(f) for f in bilan.fautes),
        echecs=tuple((path, texte(reason)) for path, reason in bilan.echecs),
        chiffres=_chiffres(plan, m, sum(not c.desiste for c in shown)),
        changements=vue_des_changements(projet, changements, plan, m),
        packs=vues_des_packs(m, of_packs),
        commissions=vues_des_commissions(projet, plan, m),
        nombre_de_candidats=len(shown),
        non_faits=vues_des_non_faits(m, names, titles),
        avertissements=remarks,
        avertissements_tus=kept,
        relues=texte(_relues(m)),
        prouve=tuple(texte(t) for t in _PROUVE),
        origine=_origine(projet, m),
        entrees=tuple(VueEntree(path, digest) for path, digest in sorted(m.entrees.items())),
    )


def _chiffres(plan: Plan, m: Manifeste, present: int) -> tuple[tuple[str, str], ...]:
    packs = [p for p in m.packs if not est_de_changements(p)]
    # The sheets that open packs of changes go with these.
    documents = [d for d in plan.documents if d.pack is None or d.pack in {p.fichier for p in packs}]
    return (
        ("Candidats à évaluer" if present > 1 else "Candidat à évaluer", nombre(present)),
        ("Documents", nombre(len(documents))),
        ("Packs", nombre(len(packs))),
        ("Pages des packs", nombre(sum(p.pages for p in packs))),
        ("Feuilles des packs", nombre(sum(feuilles(p) for p in packs))),
    )


def _relues(m: Manifeste) -> str:
    of_documents, of_packs = sum(d.pages for d in m.documents), sum(p.pages for p in m.packs)
    return (
        f"{compte(of_documents + of_packs, 'page relue', 'pages relues')} dans les PDF finis : "
        f"{nombre(of_documents)} de {compte(len(m.documents), 'document')}, "
        f"{nombre(of_packs)} de {compte(len(m.packs), 'pack')}."
    )


def _origine(projet: Projet, m: Manifeste) -> tuple[tuple[str, str], ...]:
    lists = [f"{relatif(t.source, projet)}, lue comme {t.lecture}" for t in projet.tableaux]
    rows = [
        ("Listes" if len(lists) > 1 else "Liste", " ; ".join(lists)),
        ("Référentiel", f"{projet.referentiel.intitule}, version du {m.session.version_referentiel}"),
        ("Kit", projet.kit.intitule),
        ("Graine du tirage", str(projet.session.tirage.graine)),
        ("Mise en page", m.moteur.version + (f", {m.archivage}" if m.archivage else "")),
        ("kitgen", f"version {m.kitgen}"),
    ]
    return tuple((label, texte(said)) for label, said in rows)
