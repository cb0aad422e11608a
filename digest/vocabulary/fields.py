"""The fields that an article may declare: their names, synonyms in many languages, and how their values are read.

One table for all declarations (a manifest's row, front matter, a labelled line, HTML metadata), so that a field means the same
everywhere. ``data/field_words.json`` has the names in the twelve languages of the interface. A word means one field: ``data``
is a date, as in Italian, Polish and Portuguese; ``tag`` a topic, as in English (not a German day); ``lead`` the top of the
front page (not a Polish summary). Words with too many meanings are not included: ``address``, ``order``, ``licence``.

Rejected: guessing. A value that cannot be read raises ValueError with the reason, which the caller reports.
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


def _paragraphs(text: str) -> str:
    """Paragraphs, each as one line, with a blank line between two."""
    return "\n\n".join(map(_line, re.split(r"\n[ \t]*\n", text.strip())))


_QUOTATION_MARKS = '“”„‟«»‹›"「」『』'


def _passage(text: str) -> str:
    """A passage as one line, without quotation marks around it, unless it has others within it."""
    line = _line(text)
    bare = line.strip(_QUOTATION_MARKS + " ")
    return bare if bare and not set(bare) & set(_QUOTATION_MARKS) else line


def _flag(text: str) -> bool:
    word = fold(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(f"“{text.strip()}” is neither yes nor no")


def _integer(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,9}", text.strip(), re.ASCII):
        raise ValueError(f"“{text.strip()}” is not a whole number")
    return int(text)


def _day(text: str) -> dates.Date:
    date = dates.read(text)
    if date.day is None:
        raise ValueError(f"“{text.strip()}” is not a day (2025-02-13)")
    return date


def _language(text: str) -> str:
    tag = language_tag(text)
    if tag is None:
        raise ValueError(f"“{text.strip()}” is not a known language; write a BCP 47 tag, as in “fr” or “pt-BR”")
    return tag


def _address(text: str) -> str:
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"[\s\x00-\x1f\x7f<>\"]", text.strip()):
        raise ValueError(f"“{text.strip()}” is not a web address (https://…)")
    return text.strip()


_RIGHTS = frozenset(str(right) for right in Rights)


def _rights(text: str) -> Rights:
    word = fold(text)
    if word not in _RIGHTS:
        near = get_close_matches(word, sorted(_RIGHTS), n=1)
        guess = f"; did you mean “{near[0]}”?" if near else ""
        raise ValueError(f"“{text.strip()}” is not one of full, excerpt, headline, private{guess}")
    return Rights(word)


_READERS = {
    "date": dates.read,
    "language": _language,
    "url": _address,
    "lead": _flag,
    "weight": _integer,
    "draft": _flag,
    "added": _day,
    "rights": _rights,
    "note": _paragraphs,
    "highlights": _passage,
    "archived": _address,
    "archived_on": _day,
}
# For each field the function that reads one of its texts. The text of a list field may have several items.
FIELDS: dict[str, Callable[[str], object]] = {
    name: _READERS.get(name, _line)
    for name in (
        "title date language source section page url author summary topics people places organisations keyphrases slug aliases "
        "lead weight note highlights archived archived_on draft added encoding image alt credit rights story"
    ).split()
}
LISTS = frozenset({"topics", "people", "places", "organisations", "keyphrases", "aliases"})


STRICTEST = ("draft", "rights")  # of several declarations the most restrictive counts
_NOT_FLAGS = frozenset({"note", "highlights", "archived"})
_JOINED = frozenset({"author", "source", "section", "page", "credit"})  # a list of these is joined to one line

Text = str | tuple[str, ...]


_BETWEEN_WORDS = re.compile(r"[\s_\u200b-\u200f\u2060\ufeff-]+")


def _key(word: str) -> str:
    """``word`` for comparing names of fields: ``publishDate``, ``publish_date`` and ``Publish date`` are equal."""
    return _BETWEEN_WORDS.sub("", fold(word))


def _words(lists: Iterable[str]) -> Iterator[str]:
    return (_key(word) for words in lists for word in words.split(", "))


# “section” is a topic in the front matter of most programs; that of a newspaper has longer names.
_NAMES = {_key(name): name for name in FIELDS if name != "section"}
for _name, _languages in _WORDS["fields"].items():
    for _word in _words(_languages.values()):
        _NAMES.setdefault(_word, _name)
_PUBLICATION = {word: kind for kind, table in _WORDS["publication"]["keys"].items() for word in _words(table.values())}
_PUBLICATION |= {word: "draft" for word, name in _NAMES.items() if name == "draft"}
_DRAFT_VALUES, _PRIVATE, _OPEN = (
    frozenset(_words(_WORDS["publication"]["values"][name].values())) for name in ("draft", "private", "open")
)
# Values that mean “do not publish” after any key.
_SURELY_DRAFT = {word for word, name in _NAMES.items() if name == "draft"} | set(
    _words(["private, confidential, hidden, unlisted, unpublished, embargoed, never"])
)
_IGNORED = frozenset(_words(_WORDS["ignored"]["keys"]))
_FLAGS = _YES | _NO
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def field_named(word: str) -> str | None:
    """The field that ``word`` names in any known language and spelling, or None."""
    return _NAMES.get(_key(word))


def display_name(field: str) -> str:
    """The name of ``field`` in files, messages and options: “headline” is what editors call the field ``title``."""
    return {"title": "headline", "section": "newspaper section"}.get(field, field)


def may_withhold(key: str) -> bool:
    """Whether ``key`` may restrict publication: ``draft``, ``status``, ``published``, ``rights``."""
    return not _PUBLICATION.get(_key(key), "perhaps").startswith("perhaps") or field_named(key) == "rights"


def names_withholding(line: str) -> bool:
    """Whether a line of a few words has one that may restrict publication."""
    words = re.findall(r"\w+", line)
    return len(words) <= 4 and any(may_withhold(word) or _key(word) in _SURELY_DRAFT for word in words)


def is_known(key: str) -> bool:
    """Whether ``key`` names a field, concerns publication, or is an ignored key of another program."""
    word = _key(key)
    return word in _NAMES or word in _PUBLICATION or word in _IGNORED


def declaration(key: str, text: Text) -> tuple[str, Text] | None:
    """What the line ``key: text`` declares: the name of a field and the text of its value; None if the key is unknown.

    The name is empty where the line has no meaning here (``layout: post``). Everything that may restrict publication becomes
    ``draft`` or ``rights``; an unreadable value of these is returned too, so that ``read`` rejects it and the article is not
    published until it is corrected.
    """
    word = _key(key)
    name = _NAMES.get(word)
    values = [value for value in ((text,) if isinstance(text, str) else text) if value.strip()]
    if word in _PUBLICATION and values:
        declarations = [found for value in values if (found := _publication(key, name, value))]
        if declarations:
            return max(declarations, key=lambda one: _restriction(*one))
    if name == "source" and len(values) == 1 and _ADDRESS.fullmatch(values[0].strip()):
        return "url", values[0]
    if name in _NOT_FLAGS and len(values) == 1 and (fold(values[0]) in _FLAGS or values[0].strip().isdecimal()):
        return "", ""  # in other programs “comments: true” allows comments, “highlights: 3” counts them
    if name == "url" and len(values) == 1:
        address = values[0].strip()
        if address.startswith(("/", ":", "{")) or (word == "permalink" and "://" not in address):
            return "", ""  # a path on the site of another program
    if name is None:
        return ("", "") if word in _IGNORED or word in _PUBLICATION else _misspelt(key, values)
    return name, text


def _publication(key: str, name: str | None, value: str) -> tuple[str, str] | None:
    """What a value after a key of publication declares; None if it is about something else."""
    kind = _PUBLICATION[_key(key)]
    word, flag = _key(value), fold(value)
    if kind == "password":
        return ("", "") if flag in _NO else ("rights", Rights.PRIVATE)
    if kind.startswith("perhaps"):
        is_restricted = word in _SURELY_DRAFT or flag in {"perhaps draft": _YES, "perhaps published": _NO}.get(kind, ())
        return (
            ("rights", Rights.PRIVATE)
            if is_restricted and word in _PRIVATE
            else ("draft", "yes")
            if is_restricted
            else None
        )
    if name == "draft" and flag in _FLAGS:
        return name, value
    if word in _PRIVATE:
        return "rights", Rights.PRIVATE
    if flag in (_NO if kind in ("published", "status") else _YES) or word in _DRAFT_VALUES:
        return ("rights", Rights.PRIVATE) if kind == "private" else ("draft", "yes")
    if flag in _FLAGS or word in _OPEN:
        return "", ""
    if kind == "published" and any(map(str.isdecimal, value)):
        return "date", value
    return "rights" if kind == "private" else "draft", value if name == "draft" else f"{key}: {value}"


def _restriction(name: str, text: str) -> int:
    """How restrictive a declaration of publication is, for comparing; unreadable ones are the most restrictive."""
    try:
        return {"": 0, "date": 0, "draft": 2, "rights": 3}[name] - (name == "draft" and not read(name, text))
    except ValueError:
        return 4


def _misspelt(key: str, values: Sequence[str]) -> tuple[str, str] | None:
    """A restriction with a misspelt key (``drfat: yes``), which ``read`` rejects; None for other keys."""
    near = get_close_matches(_key(key), (*_PUBLICATION, "rights"), n=1, cutoff=0.75)
    for value in values if near else ():
        if near[0] == "rights":
            found: tuple[str, str] | None = ("rights", value) if _key(value) in _RIGHTS else None
        else:
            found = _publication(near[0], _NAMES.get(near[0]), value)
        if (
            found
            and found[0] in STRICTEST
            and (_key(value) in _RIGHTS or _is_exact(value))
            and _restriction(*found) > 1
        ):
            return found[0], f"{key}: {value}"
    return None


def _is_exact(value: str) -> bool:
    return fold(value) in _FLAGS or _key(value) in _DRAFT_VALUES | _PRIVATE


def withholds(key: str, value: str) -> bool:
    """Whether ``key: value`` unambiguously restricts publication."""
    found = declaration(key, value) if may_withhold(key) else None
    if found is None or found[0] not in STRICTEST:
        return False
    try:
        return read(*found) not in (False, Rights.FULL)
    except ValueError:
        return False


def merged(name: str, one: Text, other: Text) -> tuple[str, ...] | None:
    """Two values of the field ``name`` combined, ``one`` first; None for fields that take one value."""
    if name in LISTS:
        return (*split(one), *split(other))
    if name in STRICTEST or name == "highlights":
        return tuple(text for value in (one, other) for text in ((value,) if isinstance(value, str) else value))
    return None


def nearest(word: str, known: tuple[str, ...] = ()) -> str | None:
    """The known name that is most similar to ``word``, or None. By default the names of fields are known."""
    if not known and is_known(word):
        return None  # it is correct, and means something else
    names = {fold(name): name for name in known} if known else _NAMES
    near = get_close_matches(fold(word) if known else _key(word), names, n=1, cutoff=0.75)
    return names[near[0]] if near else None


def split(text: Text) -> tuple[str, ...]:
    """The items of a list field. One string is split at ``;``, ``；`` or ``؛``, else at ``,``, ``،`` or ``、``; no duplicates.

    ``Conflict; war, and peace`` is two items, so that names may have commas.
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
    """The value of the field ``name`` for ``text``. Raises ValueError with the reason if it cannot be read."""
    if name == "topics" and isinstance(text, str) and identify(text.strip()) != text.strip():
        return (" ".join(text.split()),)  # “Conflict, war and peace” is one topic
    if name == "places":
        return tuple(dict.fromkeys(map(countries.identify, split(text))))
    if name in LISTS:
        return split(text)
    if name == "highlights":  # one text is one passage, with any commas
        return tuple(dict.fromkeys(map(_passage, (text,) if isinstance(text, str) else text)))
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
    """The most restrictive of values of ``draft`` or of ``rights``."""
    return max(values, key=lambda value: list(Rights).index(value) if isinstance(value, Rights) else bool(value))
