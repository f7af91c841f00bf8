"""Rules of the session: codes that exist once, dates that fit, places and evaluators that are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kitgen.errors import Problem
from kitgen.model.candidat import VOIES_ACCES
from kitgen.readers.projet import Projet
from kitgen.readers.textes import ressemblants
from kitgen.readers.yaml_marques import Chemin


def verifier(projet: Projet) -> list[Problem]:
    """Problems of session.yaml in itself and against the référentiel."""
    s = projet.session
    lu = projet.lus["session"]
    problems: list[Problem] = []

    def fault(chemin: Chemin, text: str, remedy: str, value: str | None = None) -> None:
        problems.append(lu.probleme(chemin, text, remedy, value))

    if s.fin < s.debut:
        fault(("fin",), f"la session finit avant de commencer ({s.debut})", "corrigez « debut » ou « fin »", str(s.fin))
    for key, codes in (
        ("commissions", [c.code for c in s.commissions]),
        ("organismes", [o.code for o in s.organismes]),
        ("lieux", [x.code for x in s.lieux]),
        ("durees", [d.code for d in s.durees]),
    ):
        for index in _repeated(codes):
            fault((key, index, "code"), "ce code est déjà pris", "donnez-en un autre", codes[index])
    jures = [(i, k, j) for i, c in enumerate(s.commissions) for k, j in enumerate(c.jures)]
    for position in _repeated([j.code for _, _, j in jures]):
        i, k, jure = jures[position]
        fault(("commissions", i, "jures", k, "code"), "ce code de juré est déjà pris", "donnez-en un autre", jure.code)
    organismes = [o.code for o in s.organismes]
    for i, k, jure in jures:
        if jure.organisme is not None and jure.organisme not in organismes:
            fault(
                ("commissions", i, "jures", k, "organisme"),
                "organisme inconnu",
                ressemblants(jure.organisme, organismes) or "ajoutez-le à « organismes »",
                jure.organisme,
            )
    for i, commission in enumerate(s.commissions):
        if s.lieu(commission.lieu) is None:
            known = [x.code for x in s.lieux]
            fault(("commissions", i, "lieu"), "lieu inconnu", ressemblants(commission.lieu, known), commission.lieu)
        if not s.debut <= commission.date <= s.fin:
            fault(
                ("commissions", i, "date"),
                f"la commission siège hors de la session ({s.debut} – {s.fin})",
                "corrigez la date, ou « debut » et « fin »",
                str(commission.date),
            )
    evaluateurs = [e.code for e in projet.referentiel.evaluateurs]
    for i, rule in enumerate(s.dispenses):
        if rule.voie not in VOIES_ACCES:
            fault(
                ("dispenses", i, "voie"), "voie d'accès inconnue", ressemblants(rule.voie, list(VOIES_ACCES)), rule.voie
            )
        for code in rule.evaluateurs:
            if code not in evaluateurs:
                fault(("dispenses", i), "évaluateur inconnu", ressemblants(code, evaluateurs), code)
    return problems


def _repeated(codes: Iterable[str]) -> list[int]:
    """Positions of the codes that stand earlier in the list; case does not make a code another."""
    seen: Counter[str] = Counter()
    found = []
    for index, code in enumerate(codes):
        if seen[code.casefold()]:
            found.append(index)
        seen[code.casefold()] += 1
    return found
