// The references of an article, loaded once its reader opens them: the sentence on the page, BibTeX and CSL JSON, each with a button
// that copies it. BibTeX and CSL JSON are made from the page's JSON-LD, by the rules of digest/site/citations.py;
// the name of the language for BibTeX is an attribute.
"use strict";
(() => {
  const place = document.querySelector(".citing");
  const page = JSON.parse(document.querySelector('script[type="application/ld+json"]').textContent);
  const article = page.isBasedOn ?? page.mainEntity;
  const here = location.href.replace(/[?#].*$/, "");
  const own = document.querySelector("link[rel=canonical]")?.href;
  const key = page.url.replace(/^.*\/|\.html$/g, "");
  const date = article.datePublished;
  const language = article.inLanguage === "und" ? "" : article.inLanguage;
  const [title, source, author, url] = [page.name, article.publisher?.name, article.author?.name, article.url ?? own];
  const [section, pages] = [article.articleSection, article.pagination];

  const SPECIAL = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };
  const tex = (text = "") => text.trim().replace(/\s+/g, " ").replace(/[\\{}%&#_$~^]/g, (sign) => SPECIAL[sign] ?? `\\${sign}`);
  const verbatim = (text = "") => text.replaceAll("{", "%7B").replaceAll("}", "%7D").replaceAll("\\", "%5C");
  const known = (values) => Object.entries(values).filter(([, value]) => value);
  const bibtex = known({
    title: `{${tex(title)}}`,
    author: author && `{${tex(author)}}`,
    journaltitle: tex(source),
    date,
    pages: tex(pages),
    url: verbatim(url),
    langid: place.dataset.language,
  });
  const csl = known({
    id: key,
    type: source ? "article-newspaper" : url ? "webpage" : "article",
    title,
    "container-title": source,
    section,
    page: pages,
    URL: url,
    language,
    author: author && [{ literal: author }],
    issued: date && { "date-parts": [date.split("-").map(Number)] },
  });
  const show = (text, before) => {
    const shown = document.createElement("pre");
    shown.textContent = text;
    shown.style.whiteSpace = "pre-wrap";
    place.insertBefore(shown, before);
    return shown;
  };
  const copying = (name, text, after) => {
    const line = document.createElement("p");
    const button = document.createElement("button");
    const said = document.createElement("span");
    button.type = "button";
    button.className = "textual";
    button.textContent = name;
    said.role = "status";
    line.append(button, " ", said);
    after.after(line);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        said.textContent = place.dataset.copied;
      } catch {
        said.textContent = text; // to be copied by hand
      }
    });
    return line;
  };
  const sentence = place.querySelector("p");
  const written = sentence.textContent.trim();
  const after = copying(place.dataset.copy, own ? written : `${written}, ${here}`, sentence).nextSibling;
  const lines = bibtex.map(([name, value]) => `  ${name} = {${value}},\n`).join("");
  for (const [name, text] of [
    ["BibTeX", `@${source ? "article" : "online"}{${key.replace(/[^A-Za-z0-9-]+/g, "-")},\n${lines}}\n`],
    ["CSL JSON", JSON.stringify([Object.fromEntries(csl)])],
  ]) {
    copying(`${place.dataset.copy} (${name})`, text, show(text, after));
  }
})();
