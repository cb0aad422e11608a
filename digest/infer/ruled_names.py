"""The names of the editor's names.yml in a text: whole words, accents and case aside, in any script.

A name written in capitals only (NATO, WHO) is found in capitals only, so that ``US`` is not ``us``.

Rejected: patterns. What is found should be plain to whoever reads the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from digest.infer.passages import Passage
from digest.infer.stems import folded, folded_words
from digest.model import NameKind, NameRule, NameRules

_LONGEST_ACRONYM = 6  # letters


class Ruled(Struct, frozen=True, kw_only=True):
    """Where a rule's name stands: the words from ``start`` to ``end`` of a passage, written as ``name``."""

    start: int
    end: int
    name: str
    rule: NameRule


Phrases = Mapping[
    str, list[tuple[tuple[str, ...], str, NameRule]]
]  # by first word: those that follow, an acronym or ""


def ruled_names(passage: Passage, rules: NameRules) -> Iterator[Ruled]:
    """The names of ``rules`` in ``passage``, in order; of two at one place the longer."""
    phrases = _phrases(rules)
    place, words = 0, passage.folded
    while place < len(words):
        end = 0
        for following, acronym, rule in phrases.get(words[place], ()):
            stop = place + 1 + len(following)
            written = "".join(passage.words[place:stop]) if acronym else ""
            if tuple(words[place + 1 : stop]) == following and written == acronym:
                start, last = passage.spans[place][0], passage.spans[stop - 1][1]
                yield Ruled(start=place, end=stop, name=passage.text[start:last], rule=rule)
                end = stop
                break
        place = end or place + 1


def ignored(names: Iterable[str]) -> frozenset[str]:
    """``names`` for comparing: folded words; acronyms as they are written."""
    return frozenset(_acronym(name) or " ".join(folded_words(name)) for name in names)


def is_ignored(name: str, among: frozenset[str]) -> bool:
    """Whether ``name`` is one of those that ``ignored`` made."""
    return bool(among) and (name in among or " ".join(folded_words(name)) in among)


def known_names(names: Iterable[str], rules: NameRules, kind: NameKind) -> tuple[str, ...]:
    """Declared names of one kind, those that are an alias by the name it stands for; none twice."""
    called = {
        folded(alias): rule.name for rule in rules.rules if rule.kind is kind for alias in (rule.name, *rule.aliases)
    }
    found: dict[str, str] = {}
    for name in names:
        whole = called.get(folded(name), name)
        found.setdefault(folded(whole), whole)
    return tuple(found.values())


def _acronym(name: str) -> str:
    """The letters of a name written in capitals only, else nothing."""
    letters = "".join(filter(str.isalnum, name))
    return letters if letters.isupper() and letters.lower() != letters and len(letters) <= _LONGEST_ACRONYM else ""


@lru_cache(maxsize=4)
def _phrases(rules: NameRules) -> Phrases:
    found: dict[str, list[tuple[tuple[str, ...], str, NameRule]]] = {}
    for rule in rules.rules:
        for name in (rule.name, *rule.aliases):
            if words := folded_words(name):
                found.setdefault(words[0], []).append((tuple(words[1:]), _acronym(name), rule))
    for several in found.values():
        several.sort(key=lambda phrase: -len(phrase[0]))
    return found
