// Excerpts below search results. The texts of all pages are in search-texts.js: for each page, the anchor of a section,
// its text, the next anchor, and so on.
DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false; // Sphinx would fetch every page, which browsers refuse from a folder

(() => {
  const BEFORE = 80, AFTER = 160; // letters shown around the first word that was found
  const query = new URLSearchParams(location.search).get("q") ?? "";
  const stemmer = new Stemmer();
  // For each word of the query, the forms to look for, the best first: querying, queri, quer.
  const forms = splitQuery(query.toLowerCase()).filter((word) => !stopwords.includes(word)).map((word) => {
    const stem = stemmer.stemWord(word);
    return [...new Set([word, stem, stem.slice(0, -1)])].filter((form) => form.length > 2 || form === word);
  });

  // Where a text has the words of the query, whole words that begin with a form first: [from, to] for each that it has.
  const escaped = (form) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const patterns = forms.map((all) => ["(?<![\\p{L}\\p{N}])", ""].flatMap((start) =>
    all.map((form) => new RegExp(`${start}${escaped(form)}[\\p{L}\\p{N}]*`, "iu"))));
  const find = (text) => patterns.flatMap((all) => {
    const found = all.map((pattern) => pattern.exec(text)).find(Boolean);
    return found ? [[found.index, found.index + found[0].length]] : [];
  });

  function excerpt(page, anchor) {
    const parts = window.mnist2x2Texts[page] ?? [];
    let best = { text: "", places: [] };
    for (let i = 0; i < parts.length; i += 2) {
      if (anchor && parts[i] !== anchor) continue;
      const places = find(parts[i + 1]);
      if (!best.text || places.length > best.places.length) best = { text: parts[i + 1], places };
    }
    return best;
  }

  function paragraph({ text, places }) {
    places.sort(([a], [b]) => a - b);
    const middle = places[0]?.[0] ?? 0;
    let from = Math.max(0, middle - BEFORE), to = Math.min(text.length, middle + AFTER);
    if (from) from = text.indexOf(" ", from) + 1;
    if (to < text.length) to = text.lastIndexOf(" ", to);
    const shown = document.createElement("p");
    shown.className = "context";
    shown.append(from ? "… " : "");
    for (const [start, end] of places) {
      if (start < from || end > to) continue;
      const mark = document.createElement("span");
      mark.className = "highlighted";
      mark.textContent = text.slice(start, end);
      shown.append(text.slice(from, start), mark);
      from = end;
    }
    shown.append(text.slice(from, to), to < text.length ? " …" : "");
    return shown;
  }

  function complete(result) {
    const link = result.querySelector("a[href]");
    if (!link || result.querySelector(".context")) return;
    const [file, anchor] = link.getAttribute("href").split("#");
    const found = excerpt(file.replace(/\.html$/, ""), anchor && decodeURIComponent(anchor));
    if (found.text) result.append(paragraph(found));
  }

  document.addEventListener("DOMContentLoaded", () => {
    const results = document.getElementById("search-results");
    const all = () => results.querySelectorAll("li").forEach(complete);
    new MutationObserver(all).observe(results, { childList: true, subtree: true });
    all();
  });
})();
