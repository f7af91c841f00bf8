// The page is whole without this: it adds the filter of the candidates, and the date of the file.
"use strict";
(() => {
  const field = document.getElementById("filtre");
  if (field) {
    const told = document.getElementById("trouves");
    const letters = { œ: "oe", æ: "ae", ø: "o", đ: "d", ð: "d", ł: "l", ħ: "h", ŧ: "t", þ: "th", ı: "i", ß: "ss" };
    const plain = (text) =>
      text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/[œæøđðłħŧþıß]/g, (c) => letters[c]);
    const words = (text) => plain(text).split(/[^\p{L}\p{N}_]+/u).filter(Boolean);
    const filter = () => {
      const wanted = words(field.value);
      let found = 0;
      for (const candidate of document.querySelectorAll("[data-cherche]")) {
        const there = wanted.every((word) => candidate.dataset.cherche.includes(word));
        candidate.hidden = !there;
        found += there;
      }
      for (const commission of document.querySelectorAll(".commission")) {
        commission.hidden = wanted.length > 0 && !commission.querySelector("[data-cherche]:not([hidden])");
      }
      for (const common of document.querySelectorAll(".communs")) common.hidden = wanted.length > 0;
      // On paper, a list that is not whole says so.
      field.closest("[role=search]").classList.toggle("actif", wanted.length > 0);
      const many = found > 1 ? "candidats" : "candidat";
      told.textContent = wanted.length ? `${found} ${many} sur ${told.dataset.total}` : `${found} ${many}`;
    };
    field.addEventListener("input", filter);
    field.closest("[role=search]").hidden = false;
    filter();
    // A link to somebody whom the filter hides shows them again.
    addEventListener("hashchange", () => {
      if (document.getElementById(location.hash.slice(1))?.closest("[hidden]")) {
        field.value = "";
        filter();
        document.getElementById(location.hash.slice(1)).scrollIntoView();
      }
    });
  }
  const date = document.getElementById("date");
  // From elsewhere than a disk, a browser may give the present for the date of a file.
  if (date && location.protocol === "file:") {
    const when = new Date(document.lastModified);
    date.querySelector("dd").textContent = when.toLocaleString("fr-FR", { dateStyle: "full", timeStyle: "short" });
    date.hidden = false;
  }
})();
