"""The fields of an article that people declare: their names, what else they are called, and how their text is read.

One table for every way in: a manifest's row, front matter, a labelled line, HTML metadata. So a field means the same
wherever it is written. What it is called in the twelve languages of the interface stands in ``data/field_words.json``. A
word means one field: ``data`` is a date, as in Italian, Polish and Portuguese, ``tag`` a topic, as in English (no German
day), ``lead`` the top of the front page (no Polish dek). Words that mean too many things are not there: ``address``,
``order``, ``licence``.

Given up: guessing. A value that cannot be read is a ValueError that says why; the caller makes it a problem with a place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from digest import dates, places
from digest.model import Rights
from digest.topics import identify
from digest.words import fold, language_tag, name_key

_WORDS = json.loads((Path(__file__).parent / "data" / "field_words.json").read_text("utf-8"))
_YES, _NO = (
    frozenset(fold(word) for words in _WORDS["answers"][answer].values() for word in words.split(", "))
    for answer in ("yes", "no")
)


def _line(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise ValueError("it is empty")
    return line


def _flag(text: str) -> bool:
    word = fold(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(f"“{text.strip()}” is neither yes nor no")


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,9}", text.strip(), re.ASCII):
        raise ValueError(f"“{text.strip()}” is not a whole number")
    return int(text)


def _date(text: str) -> dates.Date:
    return dates.read(text)


def _day(text: str) -> dates.Date:
    date = _date(text)
    if date.day is None:
        raise ValueError(f"“{text.strip()}” is not a day (2025-02-13)")
    return date


def _language(text: str) -> str:
    tag = language_tag(text)
    if tag is None:
        raise ValueError(
            f"“{text.strip()}” is no language that is known here; write a BCP 47 tag, as in “fr” or “pt-BR”"
        )
    return tag


def _address(text: str) -> str:
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"[\s\x00-\x1f\x7f<>\"]", text.strip()):
        raise ValueError(f"“{text.strip()}” is not an address on the web (https://…)")
    return text.strip()


def _rights(text: str) -> Rights:
    word = fold(text)
    if word not in {str(right) for right in Rights}:
        raise ValueError(f"“{text.strip()}” is none of full, excerpt, headline, private")
    return Rights(word)


# Each field: how one of its texts is read. A list field holds several, and its text may name them in one line.
FIELDS: dict[str, Callable[[str], object]] = {
    "title": _line, "date": _date, "language": _language, "source": _line, "url": _address, "author": _line,
    "summary": _line, "topics": _line, "people": _line, "places": _line, "organisations": _line, "keyphrases": _line,
    "slug": _line, "aliases": _line, "lead": _flag, "weight": _whole, "note": _line, "draft": _flag, "added": _day,
    "encoding": _line, "image": _line, "alt": _line, "credit": _line, "rights": _rights,
}  # fmt: skip
LISTS = frozenset({"topics", "people", "places", "organisations", "keyphrases", "aliases"})


def _key(word: str) -> str:
    return re.sub(r"[\s_-]+", " ", fold(word)).strip()


_NAMES = {_key(name): name for name in FIELDS}
for _name, _languages in _WORDS["fields"].items():
    for _others in _languages.values():
        for _other in _others.split(", "):
            _NAMES.setdefault(_key(_other), _name)


def field_named(word: str) -> str | None:
    """The field that ``word`` names, in any of the languages and spellings known here; None where it names none."""
    return _NAMES.get(_key(word))


def nearest(word: str, known: tuple[str, ...] = ()) -> str | None:
    """The known name that ``word`` was perhaps meant to be; None where nothing is near. Default: the fields' names."""
    names = {fold(name): name for name in known} if known else _NAMES
    near = get_close_matches(fold(word) if known else _key(word), names, n=1, cutoff=0.75)
    return names[near[0]] if near else None


def split(text: str | tuple[str, ...]) -> tuple[str, ...]:
    """The items of a list field. One string is divided at ``;``, ``；`` or ``؛``, else at ``,``, ``،`` or ``、``; none twice.

    ``Conflict; war, and peace`` is two items: who needs a comma inside a name writes ``;`` between names, or a list.
    """
    if isinstance(text, str):
        text = tuple(re.split(r"[;；؛]" if re.search(r"[;；؛]", text) else r"[,،、]", text))
    items: dict[str, str] = {}
    for item in text:
        line = " ".join(item.split())
        if line:
            items.setdefault(name_key(line), line)
    return tuple(items.values())


def read(name: str, text: str | tuple[str, ...]) -> object:
    """The value of the field ``name`` that ``text`` writes. ValueError says what is wrong with it."""
    if name == "topics" and isinstance(text, str) and identify(text.strip()) != text.strip():
        return (" ".join(text.split()),)  # “Conflict, war and peace” is one topic
    if name == "places":
        return tuple(dict.fromkeys(map(places.identify, split(text))))
    if name in LISTS:
        return split(text)
    if not isinstance(text, str):
        if len(text) != 1:
            raise ValueError("it takes one value, not a list")
        text = text[0]
    return FIELDS[name](text)
