"""References, entries without a text, become articles when their text is found: on the web, or in a later export.

The file of a reference is the editor's: every line of its front matter stays, missing fields are added below them, and the text
follows. Only files that begin with YAML front matter can be completed like this.
"""

from __future__ import annotations

import re

from digest import readers
from digest.errors import Problem
from digest.importers.expand import field_lines
from digest.importers.html_text import html_markdown
from digest.importers.imported import ImportedArticle
from digest.vocabulary import fields

_FRONT = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(?:.*\n)*?(?=---[ \t]*(?:\r?\n|\Z))")
_TITLE = re.compile(rb"^title:.*\n", re.MULTILINE)


def article_in(data: bytes, file: str) -> ImportedArticle | None:
    """The fields that an article declares, and its text as Markdown; None if it cannot be read or has no text."""
    document = readers.parse(data, file)
    if isinstance(document, Problem) or not document.blocks:
        return None
    given = {name: one.text for name, one in document.declared.items() if name in fields.FIELDS}
    return ImportedArticle(place=file, fields=given, text=html_markdown(document.html, is_rich=True))


def completed(reference: bytes, file: str, article: ImportedArticle) -> bytes | None:
    """The content of the file of a reference with the text of ``article``, and with the fields that only ``article`` has.

    None if ``reference`` has no YAML front matter or ``article`` no text.
    """
    front = _FRONT.match(reference)
    document = readers.parse(reference, file)
    if front is None or isinstance(document, Problem) or not article.text.strip():
        return None
    given = {name: str(one.text) for name, one in document.declared.items()}
    head = front[0]
    if given.get("title") and given["title"] == given.get("url"):  # the list had no headline
        del given["title"]
        head = _TITLE.sub(b"", head, count=1)
    missing = {name: value for name, value in article.fields.items() if name not in given}
    lines = "".join(field_lines(ImportedArticle(place=file, fields=missing)))
    below = reference[front.end() :].rstrip()
    return head + lines.encode() + below + f"\n\n{article.text.strip()}\n".encode("utf-8", "replace")
