"""Two ways to find articles, written apart from the program: by its index, as a client reads it, and by a plain scan of texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from operator import eq

from digest.pages import Page
from digest.pages.views import CallView
from digest.search import words
from digest.search.folding import bare, forms, grams, indexed, is_run

_ENTRY = re.compile(r"([0-9a-z])([^A-Z#$%&()*+,/:;=>?@.!]*)([A-Z#$%&()*+,/:;=>?@.!]+)")
_NUMBER = re.compile(r"[#$%&()*+,/:;=>?@]*[A-Z]")
_DIGITS = "#$%&()*+,/:;=>?@"
Found = dict[tuple[int, int], int]  # (segment, article) -> weight


def is_exact(word: str) -> bool:
    """Whether a word of a query is found whole only: one or two letters begin too many others."""
    return len(word) < 3 and word < "\u0530"


def _matcher(word: str) -> Callable[[str], bool]:
    return partial(eq, word) if is_exact(word) else lambda other: other.startswith(word)


@dataclass(frozen=True)
class Index:
    """The files of an index, by address, and what they hold."""

    files: Mapping[str, object]

    @classmethod
    def of(cls, pages: Iterable[Page]) -> Index:
        """The index among the pages of a site."""
        return cls({page.address: page.view.data for page in pages if isinstance(page.view, CallView)})

    @property
    def first(self) -> str:
        return next(address for address in self.files if "/index-" in address)

    @property
    def segments(self) -> list[tuple[str, int, Sequence[str]]]:
        data = self.files[self.first]
        assert isinstance(data, dict)
        return list(data["segments"])

    def card(self, segment: int, number: int) -> Sequence[object]:
        data = self.files[self.first]
        assert isinstance(data, dict)
        size = data["cards"]
        cards = self.files[f"{self.segments[segment][0]}/c{number // size}.js"]
        assert isinstance(cards, list)
        return list(cards[number % size])

    def slugs(self, query: str, *facets: str) -> list[str]:
        """The slugs of what is found, best first."""
        found, alike = self.find(query, *facets), self._alike(query)
        best = sorted(found, key=lambda place: (-alike[place], -found[place], place))
        return [str(self.card(*place)[0]) for place in best]

    def find(self, query: str, *facets: str) -> Found:
        sets = [self._word(word) for word in words(query)]
        sets += [self._entries(f"'{facet}", partial(eq, f"'{facet}")) for facet in facets]
        if not sets:
            return {}
        common = set.intersection(*(set(one) for one in sets))
        return {place: sum(one[place] for one in sets) for place in common}

    def _alike(self, query: str) -> Counter[tuple[int, int]]:
        """How many of the query's words with accents an article has with the same accents."""
        found: Counter[tuple[int, int]] = Counter()
        for form in {form for form in forms(query) if bare(form) != form}:
            found.update(self._entries(bare(form), _matcher(form)).keys())
        return found

    def _word(self, word: str) -> Found:
        if not is_run(word):
            return self._entries(word, lambda form: _matcher(word)(bare(form)))
        found: Found = {}
        asked = grams(word)
        pairs = [self._places(gram, begins=place == len(asked)) for place, gram in enumerate(asked, 1)]
        for place, (weight, starts) in pairs[0].items():
            if any(
                all(start + step in pairs[step].get(place, (0, ()))[1] for step in range(len(pairs)))
                for start in starts
            ):
                found[place] = weight
        return found

    def _shards(self, word: str) -> Iterator[tuple[int, str]]:
        for number, (folder, _, firsts) in enumerate(self.segments):
            for shard, first in enumerate(firsts):
                end = firsts[shard + 1] if shard + 1 < len(firsts) else "\U0010ffff"
                if first <= word + "\uffff" and end >= word:
                    text = self.files[f"{folder}/{shard}.js"]
                    assert isinstance(text, str)
                    yield number, text

    def _entries(self, word: str, wanted: Callable[[str], bool]) -> Found:
        found: Found = {}
        for segment, text in self._shards(word):
            for other, postings in entries(text):
                if wanted(other):
                    for weight, numbers in lists(postings):
                        for number in articles(numbers, is_run(other)):
                            place = segment, number
                            found[place] = max(found.get(place, 0), weight)
        return found

    def _places(self, gram: str, *, begins: bool) -> dict[tuple[int, int], tuple[int, set[int]]]:
        """Where a gram stands; the last of a query where anything stands that begins with it."""
        found: dict[tuple[int, int], tuple[int, set[int]]] = {}
        for segment, text in self._shards(gram):
            for other, postings in entries(text):
                if other == gram or (begins and other.startswith(gram)):
                    for weight, numbers in lists(postings):
                        for number, places in articles(numbers, True).items():
                            before, known = found.get((segment, number), (0, set()))
                            found[segment, number] = max(before, weight), known | set(places)
        return found


@cache
def entries(text: str) -> list[tuple[str, str]]:
    """The forms of a shard and their postings."""
    found = []
    word, end = "", 0
    for entry in _ENTRY.finditer(text):
        assert entry.start() == end, "nothing stands between two entries"
        end = entry.end()
        word = word[: int(entry[1], 36)] + entry[2]
        found.append((word, entry[3]))
    assert end == len(text)
    return found


def lists(postings: str) -> Iterator[tuple[int, list[int]]]:
    """The numbers of each list, by weight."""
    for part in re.findall(r"[.!]?[^.!]+", postings):
        weight = {".": 1, "!": 2}.get(part[0], 0)
        yield weight, [_number(found) for found in _NUMBER.findall(part.lstrip(".!"))]


def _number(text: str) -> int:
    value = ord(text[-1]) - ord("A")
    for digit in reversed(text[:-1]):
        value = value * 16 + _DIGITS.index(digit)
    return value


def articles(numbers: list[int], placed: bool) -> dict[int, list[int]]:
    """Articles, and where in each."""
    found: dict[int, list[int]] = {}
    article, rest = -1, iter(numbers)
    for step in rest:
        article += step + 1
        found[article] = []
        if placed:
            place = -1
            for _ in range(next(rest) + 1):
                place += next(rest) + 1
                found[article].append(place)
    return found


def scan(query: str, texts: Mapping[str, str]) -> set[str]:
    """The keys of those ``texts`` that hold every word of ``query``, by looking at each of them."""
    return {key for key, text in texts.items() if _holds(_distinct(text), words(query))}


@cache
def _distinct(text: str) -> frozenset[str]:
    return frozenset(map(bare, indexed(text)))


def _holds(text: frozenset[str], query: list[str]) -> bool:
    return bool(query) and all(
        any(
            (word in other) if is_run(word) else (other == word if is_exact(word) else other.startswith(word))
            for other in text
        )
        for word in query
    )
