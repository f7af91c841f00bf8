"""The page in a real browser: from disk, without a network, on a phone, by keyboard, read aloud, on paper."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from kitgen.page import NOM
from kitgen.pdf import texte_des_pages
from tests.navigateur import Navigateur
from tests.page.conftest import Faite

pytestmark = pytest.mark.xdist_group("page")

VISIBLES = "[...document.querySelectorAll('[data-cherche]')].filter(c => c.checkVisibility()).map(c => c.id)"
FOCALISABLES = "a[href], input, summary"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_it_opens_from_disk_without_a_word_in_the_console_and_asks_for_nothing(
    faite: Faite, chromium: Navigateur, script: bool
) -> None:
    chromium.ouvrir(faite.page, script=script)
    assert chromium.journal == []
    assert chromium.requetes == [faite.page.as_uri()]
    assert len(chromium.js(VISIBLES)) == 4
    # The style is ours and was not refused.
    assert chromium.js("getComputedStyle(document.querySelector('h1')).color") == "rgb(31, 58, 95)"


_INTRUS = """
new Promise((done) => {
  const refused = [];
  document.addEventListener("securitypolicyviolation", (e) => {
    refused.push(e.effectiveDirective);
    if (refused.length === 2) done(refused.sort().join(" "));
  });
  document.body.append(Object.assign(document.createElement("script"), { textContent: "window.pris = 1" }));
  document.body.append(Object.assign(new Image(), { src: "x.png" }));
})
"""


def test_a_script_or_a_picture_that_is_not_ours_is_refused(faite: Faite, chromium: Navigateur) -> None:
    chromium.ouvrir(faite.page)
    assert chromium.js(_INTRUS) == "img-src script-src-elem"
    assert chromium.js("window.pris === undefined") is True


@pytest.mark.parametrize("largeur", [320, 360, 800])
def test_nothing_is_cut_or_scrolls_sideways_on_a_narrow_screen(
    faite: Faite, chromium: Navigateur, largeur: int
) -> None:
    chromium.ouvrir(faite.page, largeur=largeur)
    chromium.js("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert chromium.js("innerWidth") == largeur
    assert chromium.js("document.documentElement.scrollWidth") <= largeur
    outside = (
        "[...document.querySelectorAll('main *:not(.cache, .cache *)')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))"
    )
    assert chromium.js(outside) == []


def test_the_filter_finds_people_however_their_name_is_typed(faite: Faite, chromium: Navigateur) -> None:
    chromium.ouvrir(faite.page)
    everybody = chromium.js(VISIBLES)
    assert everybody == ["c001", "c012", "c016", "c025"]
    for typed, found in (
        ("lefevre", ["c001"]),
        ("LEFÈVRE", ["c001"]),
        ("benoit ERIC", ["c016"]),
        ("025", ["c025"]),
        ("armor", ["c025"]),
        ("lèvre", []),
        ("personne", []),
    ):
        chromium.js("document.getElementById('filtre').focus(), document.getElementById('filtre').select()")
        chromium.ecrire(typed)
        assert chromium.js(VISIBLES) == found, typed
        said = chromium.js("document.getElementById('trouves').textContent")
        assert said == f"{len(found)} candidat sur 4"
    chromium.js("document.getElementById('filtre').select()")
    chromium.ecrire(" ")
    assert chromium.js(VISIBLES) == everybody
    assert chromium.js("document.getElementById('trouves').textContent") == "4 candidats"


def test_a_link_to_somebody_whom_the_filter_hides_shows_them(faite: Faite, chromium: Navigateur) -> None:
    chromium.ouvrir(faite.page)
    chromium.js("document.getElementById('filtre').focus()")
    chromium.ecrire("lefevre")
    assert "c016" not in chromium.js(VISIBLES)
    chromium.js("new Promise(r => { addEventListener('hashchange', () => setTimeout(r)); location.hash = '#c016' })")
    assert "c016" in chromium.js(VISIBLES)


def test_without_script_there_is_no_filter_that_does_nothing(faite: Faite, chromium: Navigateur) -> None:
    chromium.ouvrir(faite.page, script=False)
    assert chromium.js("document.getElementById('filtre').checkVisibility()") is False


def test_the_date_it_was_made_is_that_of_the_file(faite: Faite, chromium: Navigateur, tmp_path: Path) -> None:
    copy = tmp_path / NOM
    shutil.copy(faite.page, copy)
    noon = dt.datetime(2026, 11, 24, 12, 5).timestamp()
    os.utime(copy, (noon, noon))
    chromium.ouvrir(copy)
    assert chromium.js("document.querySelector('#date dd').textContent") == "mardi 24 novembre 2026 à 12:05"


# --- by keyboard ---


def test_the_keyboard_goes_through_the_page_in_the_order_in_which_it_is_read(
    faite: Faite, chromium: Navigateur
) -> None:
    chromium.ouvrir(faite.page)
    wanted = chromium.js(
        f"[...document.querySelectorAll('{FOCALISABLES}')].filter(e => e.checkVisibility())"
        ".map((e, i) => (e.dataset.rang = i))"
    )
    outline = "getComputedStyle(document.activeElement)"
    met = []
    for _ in wanted:
        chromium.touche("Tab")
        met.append(int(chromium.js("document.activeElement.dataset.rang ?? -1")))
        assert chromium.js(f"{outline}.outlineStyle + {outline}.outlineWidth") == "solid3px"
    assert met == wanted


def test_the_first_link_skips_to_the_contents(faite: Faite, chromium: Navigateur) -> None:
    chromium.ouvrir(faite.page)
    chromium.touche("Tab")
    assert chromium.js("document.activeElement.textContent") == "Aller au contenu"
    assert chromium.js("document.activeElement.getBoundingClientRect().left >= 0") is True
    chromium.touche("Enter")
    assert chromium.js("document.activeElement.id") == "contenu"


# --- read aloud ---


@pytest.mark.parametrize("largeur", [1280, 360])
def test_a_screen_reader_is_given_landmarks_headings_and_tables_with_names(
    faite: Faite, chromium: Navigateur, largeur: int
) -> None:
    chromium.ouvrir(faite.page, largeur=largeur)
    tree = chromium.arbre()
    roles = [role for role, _ in tree]
    for landmark in ("banner", "navigation", "main", "search", "contentinfo"):
        assert roles.count(landmark) == 1, landmark
    named = ("link", "table", "article", "heading", "region", "searchbox", "columnheader", "rowheader")
    assert [role for role, name in tree if role in named and not name.strip()] == []
    # Small screens show tables as lists of cells; they stay tables for who listens.
    assert roles.count("table") == chromium.js(
        "[...document.querySelectorAll('table')].filter(t => t.checkVisibility()).length"
    )
    assert roles.count("columnheader") == chromium.js(
        "[...document.querySelectorAll('thead th')].filter(t => t.checkVisibility()).length"
    )
    assert chromium.js("document.documentElement.lang") == "fr"


def test_no_level_of_heading_is_left_out(faite: Faite, chromium: Navigateur) -> None:
    chromium.ouvrir(faite.page)
    levels = chromium.js("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => +h.tagName[1])")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_what_is_referred_to_exists(faite: Faite, chromium: Navigateur) -> None:
    chromium.ouvrir(faite.page)
    ids = chromium.js("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    for attribute in ("aria-labelledby", "aria-describedby", "for"):
        refs = chromium.js(f"[...document.querySelectorAll('[{attribute}]')].map(e => e.getAttribute('{attribute}'))")
        assert set(refs) <= set(ids), attribute


_CONTRASTES = """
(() => {
  const lum = (c) => {
    const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const rgb = (s) => s.match(/[\\d.]+/g).map(Number);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const worst = {};
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !e.checkVisibility() || /SCRIPT|STYLE/.test(e.tagName)) continue;
    const [a, b] = [lum(rgb(getComputedStyle(e).color).slice(0, 3)), lum(ground(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const key = getComputedStyle(e).color + " / " + ground(e);
    worst[key] = Math.min(worst[key] ?? 99, ratio);
  }
  return JSON.stringify(worst);
})()
"""


def test_every_text_stands_out_from_what_is_behind_it(faite: Faite, chromium: Navigateur) -> None:
    chromium.ouvrir(faite.page)
    chromium.js("document.querySelectorAll('details').forEach(d => d.open = true)")
    worst = json.loads(chromium.js(_CONTRASTES))
    assert len(worst) > 3
    assert {pair: ratio for pair, ratio in worst.items() if ratio < 4.5} == {}


# --- on paper ---


def test_it_prints_whole_and_without_what_serves_on_a_screen_only(
    faite: Faite, chromium: Navigateur, tmp_path: Path
) -> None:
    chromium.ouvrir(faite.page)
    printed = tmp_path / "page.pdf"
    printed.write_bytes(chromium.pdf())
    text = " ".join(" ".join(texte_des_pages(printed)).split())
    for said in ("Réservé au secrétariat", "DUPONT Jean", "MARTIN Zoé", "packs/jury-J1.pdf", "À retirer", "Origine"):
        assert said in text, said
    for left_out in ("Chercher un nom", "Aller au contenu", "Haut de page", "SHA-256"):
        assert left_out not in text, left_out


def test_a_list_that_was_filtered_says_so_on_paper(faite: Faite, chromium: Navigateur, tmp_path: Path) -> None:
    chromium.ouvrir(faite.page)
    chromium.js("document.getElementById('filtre').focus()")
    chromium.ecrire("dupont")
    printed = tmp_path / "page.pdf"
    printed.write_bytes(chromium.pdf())
    assert "1 candidat sur 4" in " ".join(" ".join(texte_des_pages(printed)).split())
