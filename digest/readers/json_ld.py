"""What an article's page says of it in JSON-LD (https://schema.org/NewsArticle), by the names of our fields.

The first article among the objects of a script counts, wherever it stands: alone, in a list, in a ``@graph``. Objects that
are named by ``@id`` only (authors, publishers) are looked up in the same script. Texts are as long and as many as they are;
whoever asks chooses.

Rejected: other vocabularies, contexts, and the article's text (``articleBody``), which has no paragraphs there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import unescape
from itertools import product

from digest.readers.decoding import clean
from digest.readers.paragraphs import fold

_LONGEST = 500_000  # characters of a script
_MOST = 5_000  # objects that are looked at
_DEEPEST = 4  # lists and objects around a name
_FIELDS = {
    "headline": "title", "datePublished": "date", "inLanguage": "language", "author": "author", "publisher": "source",
    "url": "url", "mainEntityOfPage": "url", "articleSection": "keyphrases", "keywords": "keyphrases", "description": "summary",
}  # fmt: skip
_NAMED_BY = {"url": ("url", "@id"), "language": ("alternateName", "name")}
_HOLDERS = ("@graph", "mainEntity")
_WRAPPERS = ("<!--", "//<![CDATA[", "// <![CDATA[", "<![CDATA["), ("-->", "//]]>", "// ]]>", "]]>", ";")

_Object = dict[str, object]


def article_fields(script: str) -> dict[str, tuple[str, ...]]:
    """The fields of the article that ``script`` describes, each with what is said of it; empty where it describes none."""
    objects = list(_objects(_parsed(script)))
    named = {str(one["@id"]): one for one in objects if "@id" in one and len(one) > 1}
    article = next((one for one in objects if _is_article(one)), None)
    found: dict[str, tuple[str, ...]] = {}
    for key, field in _FIELDS.items() if article else ():
        texts = tuple(_texts(article.get(key) if article else None, _NAMED_BY.get(field, ("name",)), named))
        if texts:
            found[field] = (*found.get(field, ()), *texts)
    return found


def _parsed(script: str) -> object:
    if len(script) > _LONGEST:
        return None
    bare = script.strip()
    for before, after in product(*_WRAPPERS):
        bare = bare.removeprefix(before).removesuffix(after).strip()
    try:
        return json.loads(bare, strict=False, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):  # as good as none: nobody but search engines reads it
        return None


def _objects(root: object) -> Iterator[_Object]:
    waiting = [root]
    for _ in range(_MOST):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value[:_MOST])
        elif isinstance(value, dict):
            yield value
            waiting += [value[key] for key in reversed(_HOLDERS) if key in value]


def _is_article(found: _Object) -> bool:
    types = found.get("@type")
    names = [str(name).rpartition("/")[2] for name in (types if isinstance(types, list) else [types])]
    return any(name.endswith(("Article", "BlogPosting")) or name == "Report" for name in names)


def _texts(value: object, keys: tuple[str, ...], named: dict[str, _Object], depth: int = 0) -> Iterator[str]:
    """The texts that ``value`` says: itself, or what the first of ``keys`` that it has says."""
    if isinstance(value, str):
        if text := fold(clean(unescape(value))):
            yield text
    elif isinstance(value, list) and depth < _DEEPEST:
        for item in value[:_MOST]:
            yield from _texts(item, keys, named, depth + 1)
    elif isinstance(value, dict) and depth < _DEEPEST:
        whole = named.get(str(value.get("@id")), value) if len(value) <= 2 else value
        said = next((whole[key] for key in (*keys, "@value") if key in whole), None)
        yield from _texts(said, keys, named, depth + 1)
