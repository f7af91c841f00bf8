"""A small sample context for the templates, from the real référentiel, with names as long as they come."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from kitgen.context import changements as vc
from kitgen.context import vues as v
from kitgen.context import vues_jour as vj
from kitgen.model.referentiel import Bloc, Competence, Referentiel
from kitgen.model.sujet import Element, Tableau

RACINE = Path(__file__).parents[2]

PACKS = ("garde", "check-list", "bordereau")
DOCUMENTS = (
    "convocation", "livret-of", "livret-tuteur", "sujet", "corrige", "grille", "synthese", "brouillon",
    "questions", "planning", "emargement", "emargement-jury", "proces-verbal", "intercalaire", *PACKS, "retrait",
)  # fmt: skip
DE_COMMISSION = ("questions", "planning", "emargement", "emargement-jury", "proces-verbal")
OPTIONS = ("production", "sinistre")

_LONG = "PRUD'HOMME-DESCHAMPS DE LA ROCHEFOUCAULD-MONTBEL"
_EVALUATEURS = (
    v.VueEvaluateur("of", "OF", ""),
    v.VueEvaluateur("tuteur", "Tuteur", ""),
    v.VueEvaluateur("commission", "Commission d'évaluation", ""),
)
_JURES = (
    v.VueJure("J1-1", "Mme Anne ROUX", "Présidente", "employeurs"),
    v.VueJure("J1-2", "M. Karim BENALI-LEFÈVRE", "Membre", "salariés"),
    v.VueJure("J1-3", "Mme Élodie VAN DEN BROECK", "Membre", "salariés"),
)


@cache
def referentiel() -> Referentiel:
    """The real one."""
    text = (RACINE / "referentiel/gap-courtage.yaml").read_text(encoding="utf-8")
    return Referentiel.model_validate(yaml.load(text, yaml.CSafeLoader))


def _competence(c: Competence, evaluateur: str) -> v.VueCompetence:
    scs = {s.code: v.VueSousCompetence(s.code, s.intitule) for s in c.sous_competences}
    return v.VueCompetence(
        code=c.code,
        intitule=c.intitule,
        activite=c.activite or "",
        detaillee=c.detaillee,
        savoirs=c.savoirs,
        epreuves=tuple(
            v.VueEpreuve(e.nature, e.intitule, e.consigne or "", e.suite or "")
            for e in c.situations.get(evaluateur, ())
        ),
        sous_competences=tuple(scs.values()),
        groupes=tuple(
            v.VueGroupe(g.code, tuple(scs[s] for s in g.sous_competences), g.criteres) for g in c.groupes_a_noter
        ),
        sujet=f"{c.code}-A" if c.detaillee and evaluateur == "commission" else "",
    )


def _bloc(b: Bloc, evaluateur: str) -> v.VueBloc:
    return v.VueBloc(b.code, b.intitule, tuple(_competence(c, evaluateur) for c in b.competences))


def _texte(texte: str) -> Element:
    return Element(texte=texte)


def _contexte() -> v.Corps:
    return v.Corps(
        (
            _texte(
                "Vous êtes gestionnaire au sein du cabinet Courtage & Associés, courtier en assurances de personnes. "
                "L'entreprise Menuiserie Le Goff (22 salariés, convention collective du bâtiment) vous confie la "
                "mise en place de sa complémentaire santé au 1er janvier."
            ),
            _texte("Le chargé de clientèle vous transmet le dossier ; vous préparez le contrat."),
            Element(titre="Ce que vous savez du client"),
            Element(
                liste=(
                    "22 salariés, dont 4 cadres et 3 apprentis ;",
                    "contrat actuel résilié au 31 décembre, préavis respecté ;",
                    "budget employeur : 60 % de la cotisation « isolé », dans la limite de 38 € par mois.",
                )
            ),
        )
    )


def _pieces() -> tuple[v.VuePiece, ...]:
    effectifs = Tableau(
        legende="Effectif au 30 novembre",
        colonnes=("Catégorie", "Effectif", "Âge moyen", "Masse salariale annuelle"),
        lignes=(
            ("Cadres", "4", "47 ans", "214 600 €"),
            ("Non-cadres", "15", "39 ans", "421 350 €"),
            ("Apprentis", "3", "19 ans", "41 200 €"),
        ),
        total=("Ensemble", "22", "38 ans", "677 150 €"),
    )
    garanties = Tableau(
        colonnes=("Poste", "Formule Essentielle", "Formule Confort", "Remarque"),
        alignements=("gauche", "centre", "centre", "gauche"),
        largeurs=(28, 18, 18, 36),
        lignes=(
            ("Hospitalisation, honoraires", "150 % BR", "220 % BR", "Y compris dépassements hors OPTAM, plafonnés."),
            ("Optique, verres complexes", "200 €", "360 €", "Un équipement tous les deux ans, sauf évolution."),
            ("Dentaire, prothèses", "125 % BR", "300 % BR", "Panier « 100 % santé » pris en charge intégralement."),
            ("Médecines douces", "—", "4 × 40 €", "Ostéopathie, chiropraxie, acupuncture."),
        ),
    )
    return (
        v.VuePiece(
            1,
            "Courriel du client",
            v.Corps(
                (
                    Element(
                        courrier=(
                            "De : Solène LE GOFF <s.legoff@menuiserie-legoff.example>\nObjet : notre mutuelle",
                            "Bonjour,",
                            "Comme convenu, je vous confirme notre souhait de changer de contrat au 1er janvier. Les "
                            "salariés tiennent à garder le tiers payant ; deux d'entre eux sont en arrêt de travail "
                            "depuis octobre. Pouvez-vous me dire quels documents je dois leur remettre, et quand ?",
                            "Bien à vous,\nSolène LE GOFF, gérante",
                        )
                    ),
                )
            ),
        ),
        v.VuePiece(2, "État du personnel", v.Corps((Element(tableau=effectifs),))),
        v.VuePiece(
            3,
            "Extrait des garanties proposées par deux organismes assureurs",
            v.Corps((_texte("Remboursements, régime obligatoire compris."), Element(tableau=garanties))),
        ),
    )


_QUESTIONS = (
    v.VueQuestion(1, "Quelle formule recommandez-vous ? Argumentez votre choix au regard du besoin du client."),
    v.VueQuestion(
        2, "Établissez la liste des documents à remettre à l'entreprise et à chaque salarié, avec les délais."
    ),
    v.VueQuestion(3, "Calculez la cotisation mensuelle à la charge de l'employeur pour l'ensemble du personnel."),
    v.VueQuestion(4, "Rédigez la réponse au courriel de la gérante (quinze lignes au plus)."),
)


def _corrige(competence: v.VueCompetence) -> v.VueCorrige:
    calcul = Tableau(
        colonnes=("Catégorie", "Calcul", "Montant mensuel"),
        lignes=(("Cadres", "4 × 34,80 €", "139,20 €"), ("Non-cadres", "18 × 34,80 €", "626,40 €")),
        total=("Ensemble", "22 × 34,80 €", "765,60 €"),
    )
    points = (
        "Les éléments du dossier sont repris et rapprochés de la demande.",
        "Le candidat cite au moins deux garanties et dit pourquoi elles conviennent.",
    )
    return v.VueCorrige(
        reponses=tuple(
            v.VueReponse(
                q.numero,
                q.texte,
                v.Corps(
                    (
                        _texte("La formule Confort répond au besoin exprimé et tient dans le budget de l'employeur."),
                        Element(liste=("tiers payant conservé ;", "optique et dentaire mieux remboursés.")),
                        *((Element(tableau=calcul),) if q.numero == 3 else ()),
                    )
                ),
            )
            for q in _QUESTIONS
        ),
        groupes=tuple(
            v.VueAttendusGroupe(g, tuple(v.VueAttendu(c, points) for c in (g.criteres or ("",))))
            for g in competence.groupes
        ),
        questions_complementaires=tuple(
            v.VueQuestionReponse(
                f"Que feriez-vous si le client refusait la proposition, au cas n° {n} ?",
                ("Reprendre le besoin et le budget.", "Proposer une variante, tracer le conseil par écrit."),
                "",
            )
            for n in range(1, 5)
        ),
        questions_connaissances=tuple(
            v.VueQuestionReponse(
                f"Quels documents précontractuels le courtier remet-il avant la conclusion du contrat (n° {n}) ?",
                ("La fiche d'information et de conseil.", "Le document d'information normalisé (IPID)."),
                "Code des assurances, articles L. 521-1 et suivants",
            )
            for n in range(1, 7)
        ),
    )


def _passage(jour: str, heure: int) -> vj.VuePassage:
    return vj.VuePassage(
        jour,
        f"{heure - 1} h 45",
        f"{heure} h 00",
        f"{heure} h 40",
        f"{heure} h 40",
        f"{heure + 1} h 20",
        "Salle 12",
        "Salle 14",
    )


def _jour(blocs: tuple[v.VueBloc, ...], option: str) -> dict[str, object]:
    """Two days of a commission, with somebody who withdrew and somebody without hours; a bank of questions."""
    courts = tuple(v.VueBlocCourt(b.code, b.intitule) for b in blocs)

    def inscrit(numero: int, nom: str, passage: vj.VuePassage | None, blocs: tuple[v.VueBlocCourt, ...]):
        return vj.VueInscrit(
            numero=f"{numero:03d}",
            nom_liste=nom,
            civilite="Mme",
            option=option.capitalize(),
            organisme="Institut supérieur de formation",
            desiste=numero == 9,
            blocs=blocs,
            sujets=("C8-A",),
            passage=passage,
        )

    tuesday, wednesday = "mardi 8 décembre 2026", "mercredi 9 décembre 2026"
    first = (
        inscrit(12, f"{_LONG} Marie-Charlotte", _passage(tuesday, 9), courts),
        inscrit(13, "LE GOFF Zoé", _passage(tuesday, 10), courts[:1]),
        inscrit(14, "N'DIAYE Ousmane", None, courts[:2]),
    )
    second = (inscrit(15, "ÖZTÜRK Zeynep", _passage(wednesday, 9), courts),)
    competences = [c for b in blocs for c in b.competences if c.detaillee]
    return {
        "journees": (
            vj.VueJournee(tuesday, ("9 h 00 – 12 h 30", "13 h 30 – 18 h 00"), first),
            vj.VueJournee(wednesday, ("9 h 00 – 12 h 30",), second),
        ),
        "desistes": (inscrit(9, "DUPONT Jean", None, courts),),
        "banques": tuple(
            vj.VueBanque(c.code, c.intitule, ("012", "013", "014", "015", "016"), _corrige(c).questions_connaissances)
            for c in competences
        ),
    }


def pack(candidats: int, code: str = "jury") -> vj.VuePack:
    """A pack for so many candidates, with something for the whole commission before them."""
    communs = (vj.VueContenu("Corrigé du cas pratique", "C8-A", 14, 8, 2),)
    siens = (
        vj.VueContenu("Grille d'évaluation de la commission", "J1-1", 5, 3),
        vj.VueContenu("Grille d'évaluation de la commission", "J1-2", 5, 3),
        vj.VueContenu("Fiche de synthèse", "", 2, 1),
    )
    parties = (
        vj.VuePartie("", "Pour toute la commission", communs, 14, 8),
        *(vj.VuePartie(f"{n:03d}", f"{_LONG} Marie-Charlotte-{n}", siens, 12, 7, n) for n in range(1, candidats + 1)),
    )
    return vj.VuePack(
        code=code,
        titre="Dossier du jury – Commission 1",
        recto_verso=True,
        parties=parties,
        candidats=candidats,
        documents=2 + 3 * candidats,
        pages=17 + 12 * candidats,
        feuilles=10 + 7 * candidats,
        ouverture=vj.VueOuverture(3, 2),
    )


def _pack(document: str) -> dict[str, object]:
    """What opens a pack: of a commission, or (the slip) of an OF, whose pack has no commission."""
    if document == "intercalaire":
        return {"pack": pack(3), "partie": pack(3).parties[2]}
    if document != "bordereau":
        opened: dict[str, object] = {"pack": pack(3), "organisme": v.VueOrganisme("", "", "", "")}
        return opened | {"changements": _changements()}
    organisme = v.VueOrganisme(
        "isfma", "Institut supérieur de formation aux métiers de l'assurance", "1 rue du Modèle, 44000 Nantes", ""
    )
    return {"pack": pack(3, "organisme"), "organisme": organisme, "commission": None}


def _changements() -> vc.VueChangements:
    grille = ("Grille d'évaluation de la commission", "J1-2")
    return vc.VueChangements(
        2,
        (
            vc.VueLigneDeChangement("", "", "Procès-verbal de la commission", "", 1, 4, "remplacé par la version 2"),
            vc.VueLigneDeChangement("012", f"{_LONG} Marie-Charlotte", *grille, 1, 5, "ne sert plus"),
        ),
        (vc.VueLigneDeChangement("", "", "Procès-verbal de la commission", "", 2, 4, "remplace la version 1"),),
    )


def contexte(document: str, option: str = "production", *, note: int = 0, long: bool = True) -> dict[str, object]:
    """The context of that document for a candidate of that option; `note`: marks instead of levels."""
    ref = referentiel()
    evaluateur = {"livret-of": "of", "livret-tuteur": "tuteur"}.get(document, "commission")
    blocs = tuple(_bloc(b, evaluateur) for b in ref.blocs_du_parcours(option))
    competence = next(c for b in blocs for c in b.competences if c.detaillee)
    bloc = next(b for b in blocs if competence in b.competences)
    nom, prenom = (_LONG, "Marie-Charlotte") if long else ("LE GOFF", "Zoé")
    acquis = (v.VueBlocCourt("BC2", ref.blocs[1].intitule),) if option == "sinistre" else ()
    niveaux = (
        v.VueNiveau("A", "Acquis"),
        v.VueNiveau("ECA", "En cours d'acquisition"),
        v.VueNiveau("NA", "Non acquis"),
        v.VueNiveau("NE", "Non évalué"),
    )
    titres = {
        "livret-of": "Livret d'évaluation — organisme de formation",
        "livret-tuteur": "Livret d'évaluation — tuteur",
        "sujet": "Sujet de cas pratique",
        "corrige": "Corrigé et questions",
        "grille": "Grille d'évaluation",
        "synthese": "Fiche de synthèse",
        "garde": "Page de garde",
        "check-list": "Check-list",
        "bordereau": "Bordereau d'envoi",
        "retrait": "Retirer et remplacer",
    }
    commission = v.VueCommission(
        "J1",
        "Commission 1",
        "mardi 8 décembre 2026",
        "du 8 au 9 décembre 2026",
        "Centre d'examen, 40 rue de l'Exemple, 75008 Paris",
        "Salle 12",
        "Salle 14",
        _JURES,
    )
    base: dict[str, object] = {
        "session": v.VueSession(
            "exemple-2026",
            "Session de décembre 2026",
            True,
            "du 8 au 9 décembre 2026",
            v.VueCertificateur("Organisme certificateur d'exemple", "1 rue de l'Exemple, 75000 Paris", "", ""),
        ),
        "referentiel": v.VueReferentiel(ref.code, ref.intitule, ref.sigle, ref.date_mise_a_jour, ref.notes),
        "document": v.VueDocument(
            document, titres.get(document, document.capitalize()), f"exemple-2026 / {document} / 012"
        ),
        "durees": {
            code: v.VueDuree(code, libelle, minutes, texte, par_sujet=code in ("preparation", "presentation"))
            for code, libelle, minutes, texte in (
                ("preparation", "Préparation du cas pratique", 40, "40 min"),
                ("presentation", "Présentation orale", 15, "15 min"),
                ("entretien", "Questions de connaissances et questions complémentaires", 20, "20 min"),
                ("connaissances", "Questions de connaissances", 10, "10 min"),
                ("ecrit_of", "Épreuve écrite", 120, "2 h"),
                ("oral_of", "Présentation orale", 15, "15 min"),
            )
        },
        "echelle": v.VueEchelle((), note) if note else v.VueEchelle(niveaux, 0),
        "decision": v.VueDecision(
            ("Bloc acquis", "Bloc non acquis"),
            "Un bloc est acquis lorsque chacune de ses compétences est reconnue par deux évaluateurs sur trois.",
            (v.VueSeuil("Avis favorables par compétence", "2 sur 3"),),
        ),
        "evaluateur": next(e for e in _EVALUATEURS if e.code == evaluateur),
        "evaluateurs": (
            _EVALUATEURS[0],
            v.VueEvaluateur("tuteur", "Tuteur", "voie d'accès sans tuteur" if option == "sinistre" else ""),
            _EVALUATEURS[2],
        ),
        "commission": commission,
    }
    if document in (*PACKS, "retrait"):
        return base | _pack(document)
    if document == "intercalaire":
        base |= _pack(document)
    if document in DE_COMMISSION:
        base |= _jour(blocs, option)
    elif document != "corrige":
        base |= {
            "candidat": v.VueCandidat(
                numero="012",
                civilite="Mme",
                nom=nom,
                nom_usage="",
                prenom=prenom,
                nom_complet=f"{prenom} {nom}",
                nom_liste=f"{nom} {prenom}",
                naissance="Née le 14/02/1998 à Saint-Germain-en-Laye (78)",
                organisme="Institut supérieur de formation aux métiers de l'assurance",
                entreprise="Courtage & Associés" if option == "production" else "",
                tuteur="M. Jean-Baptiste DELACROIX" if option == "production" else "",
                option=option.capitalize(),
                voie_acces="Formation continue, contrat de professionnalisation",
                ordre="3",
                adresse=("12 bis, rue de l'Exemple, bâtiment C", "44000 Nantes") if option == "production" else (),
                blocs_acquis=acquis,
            ),
            "blocs": tuple(b for b in blocs if b.code not in {a.code for a in acquis}),
            "organisme": v.VueOrganisme("ISFMA", "Institut supérieur de formation", "", ""),
            "passage": _passage("mardi 8 décembre 2026", 9),
        }
    if document == "grille":
        base["jure"] = _JURES[1]
    if document in ("sujet", "corrige"):
        base |= {
            "competence": competence,
            "bloc": v.VueBlocCourt(bloc.code, bloc.intitule),
            "sujet": v.VueSujet(
                f"{competence.code}-A",
                "1.0",
                "Mise en place d'une complémentaire santé collective",
                True,
                ("Calculatrice non programmable", "Code des assurances, sans annotation"),
                _contexte(),
                _pieces(),
                _QUESTIONS,
            ),
            "corrige": _corrige(competence),
        }
    return base
