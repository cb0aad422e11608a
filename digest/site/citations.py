"""An article as a reference: CSL JSON, BibTeX (BibLaTeX) and RIS, for Zotero, JabRef, Pandoc and LaTeX.

Sources: the CSL-JSON schema 1.0 (https://github.com/citation-style-language/schema), the BibLaTeX manual, section 2
(https://ctan.org/pkg/biblatex), and the RIS format specification of Research Information Systems, type NEWS.
``templates/static/cite.js`` repeats CSL JSON and BibTeX for the page of an article; tests/browser compares the two.
A date is never more precise than the article's. An author is one name as the article gives it, since which word of a name is the
family's depends on the language.
"""

from __future__ import annotations

import re

from msgspec import Struct

from digest.dates import Date
from digest.i18n import words

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
# the names in LaTeX's package babel of languages that it does not call by their English names
_BABEL = {
    "de": "ngerman",
    "de-AT": "naustrian",
    "de-CH": "nswissgerman",
    "en-GB": "british",
    "en-US": "american",
    "fr-CA": "canadien",
    "nb": "norsk",
    "no": "norsk",
    "nn": "nynorsk",
    "pt-BR": "brazilian",
}
_KEY = re.compile(r"[^A-Za-z0-9-]+")


class Reference(Struct, frozen=True, kw_only=True):
    """What is cited of an article. ``key`` is unique in the site; empty values are unknown. ``language`` is a BCP 47 tag.

    ``note`` is the editor's, ``highlights`` are passages of the text that the editor chose.
    """

    key: str
    title: str
    source: str = ""
    author: str = ""
    date: Date | None = None
    url: str = ""
    language: str = ""
    section: str = ""
    page: str = ""
    summary: str = ""
    topics: tuple[str, ...] = ()
    note: str = ""
    highlights: tuple[str, ...] = ()


def csl_item(reference: Reference) -> dict[str, object]:
    """``reference`` as an item of CSL JSON: ``article-newspaper`` if it has a source, ``webpage`` if it has an address."""
    kind = "article-newspaper" if reference.source else "webpage" if reference.url else "article"
    item: dict[str, object] = {"id": reference.key, "type": kind}
    values = {
        "title": reference.title,
        "container-title": reference.source,
        "section": reference.section,
        "page": reference.page,
        "URL": reference.url,
        "language": reference.language,
        "abstract": reference.summary,
        "keyword": "; ".join(reference.topics),  # a name may have a comma
        "note": reference.note,
    }
    item |= {name: value for name, value in values.items() if value}
    if reference.author:
        item["author"] = [{"literal": reference.author}]
    if reference.date:
        item["issued"] = {"date-parts": [_parts(reference.date)]}
    return item


def bibtex_entry(reference: Reference) -> str:
    """``reference`` as an entry of BibLaTeX: ``@article`` if it has a source, else ``@online``."""
    kind = "article" if reference.source else "online"
    values = {
        "title": f"{{{_tex(reference.title)}}}",
        "author": f"{{{_tex(reference.author)}}}" if reference.author else "",
        "journaltitle": _tex(reference.source),
        "date": str(reference.date) if reference.date else "",
        "pages": _tex(reference.page),
        "url": _verbatim(reference.url),
        "langid": babel_name(reference.language),
        "abstract": _tex(reference.summary),
        "keywords": ", ".join(map(_keyword, reference.topics)),
        "note": _tex(reference.note),
    }
    lines = (f"  {name} = {{{value}}},\n" for name, value in values.items() if value)
    return f"@{kind}{{{_KEY.sub('-', reference.key)},\n{''.join(lines)}}}\n"


def ris_entry(reference: Reference) -> str:
    """``reference`` as a record of RIS."""
    date = reference.date
    values = (
        ("TY", "NEWS" if reference.source else "ELEC"),
        ("ID", reference.key),
        ("TI", reference.title),
        ("AU", reference.author),
        ("T2", reference.source),
        ("PY", f"{date.year:04}" if date else ""),
        ("DA", "/".join([*str(date).split("-"), "", ""][:3]) + "/" if date else ""),  # its slashes are required
        ("SE", reference.section),
        ("SP", reference.page),
        ("UR", reference.url),
        ("LA", reference.language),
        ("AB", reference.summary),
        *(("KW", topic) for topic in reference.topics),
        ("N1", reference.note),
        *(("N1", f"“{passage}”") for passage in reference.highlights),
    )
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in values if value) + "ER  - \r\n\r\n"


def _parts(date: Date) -> list[int]:
    return [part for part in (date.year, date.month, date.day) if part]


def babel_name(tag: str) -> str:
    """The name of a language (a BCP 47 tag, or empty) in LaTeX's package babel, which ``langid`` has to be: ``ngerman``."""
    if not tag:
        return ""
    language = tag.partition("-")[0]
    return _BABEL.get(tag) or _BABEL.get(language) or words("en").language_name(language).lower()


def _keyword(name: str) -> str:
    return f"{{{_tex(name)}}}" if "," in name else _tex(name)


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in " ".join(text.split()))


def _verbatim(url: str) -> str:
    """A URL in a field that BibLaTeX reads verbatim: only braces would end it."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
