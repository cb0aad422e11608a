"""The fields of an article that people declare: their names, what else they are called, and how their text is read.

One table for every way in: a manifest's row, front matter, a labelled line, HTML metadata. So a field means the same
wherever it is written. What it is called in the twelve languages of the interface stands in ``data/field_words.json``. A
word means one field: ``data`` is a date, as in Italian, Polish and Portuguese, ``tag`` a topic, as in English (no German
day), ``lead`` the top of the front page (no Polish dek). Words that mean too many things are not there: ``address``,
``order``, ``licence``.

Rejected: guessing. A value that cannot be read is a ValueError that says why; the caller makes it a problem with a place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from digest import dates
from digest.i18n import fold, language_tag, name_key
from digest.model import Rights
from digest.vocabulary import countries
from digest.vocabulary.media_topics import identify

_WORDS = json.loads((Path(__file__).parent.parent / "data" / "field_words.json").read_text("utf-8"))
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


_RIGHTS = frozenset(str(right) for right in Rights)


def _rights(text: str) -> Rights:
    word = fold(text)
    if word not in _RIGHTS:
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


STRICTEST = ("draft", "rights")  # of several values the one that holds back most counts, wherever they were written
_JOINED = frozenset({"author", "source", "credit"})  # a list of these is one line of names

Text = str | tuple[str, ...]


def _key(word: str) -> str:
    """``word`` for comparing names of fields: ``publishDate``, ``publish_date`` and ``Publish date`` are one."""
    return re.sub(r"[\s_\u200b-\u200f\u2060\ufeff-]+", "", fold(word))


def _words(lists: Iterable[str]) -> Iterator[str]:
    return (_key(word) for words in lists for word in words.split(", "))


_NAMES = {_key(name): name for name in FIELDS}
for _name, _languages in _WORDS["fields"].items():
    for _word in _words(_languages.values()):
        _NAMES.setdefault(_word, _name)
_PUBLICATION = {word: kind for kind, table in _WORDS["publication"]["keys"].items() for word in _words(table.values())}
_PUBLICATION |= {word: "draft" for word, name in _NAMES.items() if name == "draft"}
_HELD, _PRIVATE, _OPEN = (
    frozenset(_words(_WORDS["publication"]["values"][name].values())) for name in ("draft", "private", "open")
)
# What holds back behind any key at all, since it can hardly mean anything else.
_SURELY_HELD = {word for word, name in _NAMES.items() if name == "draft"} | set(
    _words(["private, confidential, hidden, unlisted, unpublished, embargoed, never"])
)
_IGNORED = frozenset(_words(_WORDS["ignored"]["keys"]))
_FLAGS = _YES | _NO
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def field_named(word: str) -> str | None:
    """The field that ``word`` names, in any of the languages and spellings known here; None where it names none."""
    return _NAMES.get(_key(word))


def display_name(field: str) -> str:
    """The name of ``field`` in messages and options: “headline” is what editors call the field ``title``."""
    return {"title": "headline"}.get(field, field)


def may_withhold(key: str) -> bool:
    """Whether ``key`` may say that a text is not to be published: ``draft``, ``status``, ``published``, ``rights``."""
    return not _PUBLICATION.get(_key(key), "perhaps").startswith("perhaps") or field_named(key) == "rights"


def names_withholding(line: str) -> bool:
    """Whether a line of a few words holds one that may say that a text is not to be published."""
    words = re.findall(r"\w+", line)
    return len(words) <= 4 and any(may_withhold(word) or _key(word) in _SURELY_HELD for word in words)


def is_known(key: str) -> bool:
    """Whether ``key`` names a field, says whether a text is published, or is a key of another program's that is ignored."""
    word = _key(key)
    return word in _NAMES or word in _PUBLICATION or word in _IGNORED


def declaration(key: str, text: Text) -> tuple[str, Text] | None:
    """What the line ``key: text`` declares: the name of a field and the text of its value.

    The name is empty where the line is known to say nothing here (``layout: post``); None where nobody knows the key.
    Whatever may hold a text back is a ``draft`` or a ``rights``; a value of it that cannot be read is handed on, so that
    ``read`` refuses it and nothing is published until then.
    """
    word = _key(key)
    name = _NAMES.get(word)
    values = [value for value in ((text,) if isinstance(text, str) else text) if value.strip()]
    if word in _PUBLICATION and values:
        said = [found for value in values if (found := _publication(key, name, value))]
        if said:
            return max(said, key=lambda one: _held_back(*one))
    if name == "source" and len(values) == 1 and _ADDRESS.fullmatch(values[0].strip()):
        return "url", values[0]
    if name == "note" and len(values) == 1 and fold(values[0]) in _FLAGS:
        return "", ""  # “comments: true” lets readers comment elsewhere
    if name == "url" and len(values) == 1 and _is_site_path(word, values[0].strip()):
        return "", ""
    if name is None:
        return ("", "") if word in _IGNORED or word in _PUBLICATION else _misspelt(key, values)
    return name, text


def _is_site_path(word: str, value: str) -> bool:
    """Whether the value of an address says where another program puts the text on its own site."""
    return value.startswith(("/", ":", "{")) or (word == "permalink" and "://" not in value)


def _publication(key: str, name: str | None, value: str) -> tuple[str, str] | None:
    """What a value behind a key of publication says; None where the key says something else here."""
    kind = _PUBLICATION[_key(key)]
    word, flag = _key(value), fold(value)
    if kind == "password":
        return ("", "") if flag in _NO else ("rights", Rights.PRIVATE)
    if kind.startswith("perhaps"):
        held = word in _SURELY_HELD or flag in {"perhaps draft": _YES, "perhaps published": _NO}.get(kind, ())
        return ("rights", Rights.PRIVATE) if held and word in _PRIVATE else ("draft", "yes") if held else None
    if name == "draft" and flag in _FLAGS:
        return name, value
    if word in _PRIVATE:
        return "rights", Rights.PRIVATE
    if flag in (_NO if kind in ("published", "status") else _YES) or word in _HELD:
        return ("rights", Rights.PRIVATE) if kind == "private" else ("draft", "yes")
    if flag in _FLAGS or word in _OPEN:
        return "", ""
    if kind == "published" and any(map(str.isdecimal, value)):
        return "date", value
    return "rights" if kind == "private" else "draft", value if name == "draft" else f"{key}: {value}"


def _held_back(name: str, text: str) -> int:
    """How much a value of publication holds back, to compare by: what cannot be read the most."""
    try:
        return {"": 0, "date": 0, "draft": 2, "rights": 3}[name] - (name == "draft" and not read(name, text))
    except ValueError:
        return 4


def _misspelt(key: str, values: Sequence[str]) -> tuple[str, str] | None:
    """A misspelt key that would hold the text back (``drfat: yes``), for ``read`` to refuse; None for any other."""
    near = get_close_matches(_key(key), (*_PUBLICATION, "rights"), n=1, cutoff=0.75)
    for value in values if near else ():
        if near[0] == "rights":
            found: tuple[str, str] | None = ("rights", value) if _key(value) in _RIGHTS else None
        else:
            found = _publication(near[0], _NAMES.get(near[0]), value)
        if found and found[0] in STRICTEST and (_key(value) in _RIGHTS or _is_exact(value)) and _held_back(*found) > 1:
            return found[0], f"{key}: {value}"
    return None


def _is_exact(value: str) -> bool:
    return fold(value) in _FLAGS or _key(value) in _HELD | _PRIVATE


def withholds(key: str, value: str) -> bool:
    """Whether ``key: value`` surely holds a text back: both are known and mean nothing else."""
    found = declaration(key, value)
    if not may_withhold(key) or found is None or found[0] not in STRICTEST:
        return False
    try:
        return read(*found) not in (False, Rights.FULL)
    except ValueError:
        return False


def merged(name: str, one: Text, other: Text) -> tuple[str, ...] | None:
    """Two values of the field ``name`` in one, ``one`` first; None for a field of which only one value can count."""
    if name in LISTS:
        return (*split(one), *split(other))
    if name in STRICTEST:
        return tuple(text for value in (one, other) for text in ((value,) if isinstance(value, str) else value))
    return None


def nearest(word: str, known: tuple[str, ...] = ()) -> str | None:
    """The known name that ``word`` was perhaps meant to be; None where nothing is near. Default: the fields' names."""
    if not known and is_known(word):
        return None  # it is spelt right, and means something else
    names = {fold(name): name for name in known} if known else _NAMES
    near = get_close_matches(fold(word) if known else _key(word), names, n=1, cutoff=0.75)
    return names[near[0]] if near else None


def split(text: Text) -> tuple[str, ...]:
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


def read(name: str, text: Text) -> object:
    """The value of the field ``name`` that ``text`` writes. ValueError says what is wrong with it."""
    if name == "topics" and isinstance(text, str) and identify(text.strip()) != text.strip():
        return (" ".join(text.split()),)  # “Conflict, war and peace” is one topic
    if name == "places":
        return tuple(dict.fromkeys(map(countries.identify, split(text))))
    if name in LISTS:
        return split(text)
    if not isinstance(text, str) and name in STRICTEST:
        return strictest(FIELDS[name](one) for one in text)
    if not isinstance(text, str) and name in _JOINED:
        text = ", ".join(one.strip() for one in text if one.strip())
    if not isinstance(text, str):
        if len(text) != 1:
            raise ValueError("it takes one value, not a list")
        text = text[0]
    return FIELDS[name](text)


def strictest(values: Iterable[object]) -> object:
    """Of values of ``draft`` or of ``rights`` the one that holds back most."""
    return max(values, key=lambda value: list(Rights).index(value) if isinstance(value, Rights) else bool(value))
