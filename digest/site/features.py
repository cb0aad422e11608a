"""What of an article's text is compared with other articles: hashes of its shingles, words and names.

They are made when the article is read, and are a part of its card: finding copies, stories and related articles reads no text.

* A shingle is a run of four words (Broder, On the resemblance and containment of documents, 1997). Kept are those whose first
  word has a hash that is a multiple of a power of two, the ``rate``, so chosen that about ``_KEPT`` of them are kept. What is
  kept of a text at one rate contains what is kept at a higher one, so texts of any two lengths can be compared.
* Words are those of the headline and the beginning of the text, without function words, cut to their first letters, which most
  inflected forms share. Numbers are words.
* Capitals are such words that have a capital inside a sentence of the excerpt, as names do, recognised or not: ships, laws,
  villages. Of a person's name the last word only counts, so that a person counts once. Headlines are left out, since some
  newspapers write each of their words with a capital.
* Names are people, organisations and places.

Rejected: random hash functions (MinHash), whose estimate of containment is bad where one text is much longer; weights from
word frequencies in the whole text, which find the topic rather than the event; leaving out the common words of a language
(``infer/words.py``), which changes nothing, since a word that most articles have weighs little anyway.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from html import unescape

from msgspec.structs import replace

from digest.i18n import fold, fold_text, name_key
from digest.infer.words import CONTENT_ROLES, roles_of
from digest.lazy_regex import lazy_regex
from digest.model import Article, Features
from digest.vocabulary import countries
from digest.words import WordCache, is_usual, words

SHINGLE = 4  # words
_KEPT = 64  # shingles of a text, at most about so many
_FIRST_WORD = 0xFFF  # the bits of a shingle's hash that are those of its first word
_BEGINNING = 600  # characters, in which a report tells what has happened
_STEM = 6  # letters of a word; more separates the forms of a word in inflected languages, fewer joins different words
_SHORTEST = 3  # letters of a word that is compared, if it is not a number
_HAN, _THAI = 2, 5  # characters that stand for a word in scripts without spaces
_TAG = re.compile(r"<[^>]*>")
# Texts without scripts of East Asia, which are most, need none of these patterns, which take milliseconds to compile.
_WORD = lazy_regex(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W_\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+")
_MIDDLE = re.compile(r"(?:(?<=[\w,;)’'(-] )|(?<=[ (][dlDL][’']))[^\W\d_]\w+")  # words that do not begin a sentence
_UNSPACED = lazy_regex(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]{2,}")
_UNSPACED_LETTER = lazy_regex(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_SIGN = re.compile(r"[^\w\0-\x7f]")  # beyond ASCII
_WORD_BYTES = bytes(code if code > 0x7F or chr(code).isalnum() else 0x20 for code in range(256))  # other ASCII: a space


def words_of(text: str) -> list[bytes]:
    """The words of ``text`` without letter case, in UTF-8; in scripts without spaces each character."""
    plain = text.casefold()
    if not is_usual(plain) and _UNSPACED_LETTER().search(plain):
        return [_encoded(word) for word in _WORD().findall(plain)]
    for sign in set(_SIGN.findall(plain)):  # bytes are divided and hashed in a third of the time of strings
        plain = plain.replace(sign, " ")
    return _encoded(plain).translate(_WORD_BYTES).split()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _hash(text: str) -> int:
    """A hash of 32 bits that is the same on all machines."""
    return zlib.crc32(_encoded(text))


hashed = WordCache(_hash, 1 << 14)


@lru_cache(maxsize=1 << 14)
def name_hash(name: str) -> int:
    """The hash of a name, the same for all its spellings."""
    return _hash(name_key(name))


@cache
def country_hashes() -> frozenset[int]:
    """The hashes of countries, which many articles name, so they distinguish less than other names."""
    return frozenset(map(name_hash, countries.codes()))


def shingles_of(words: Sequence[bytes]) -> tuple[int, frozenset[int]]:
    """The rate at which shingles of ``words`` (in UTF-8) are kept, and the hashes of those."""
    rate = rate_for(len(words))
    starts = [(at, first) for at, first in enumerate(map(zlib.crc32, words[: 1 - SHINGLE])) if not first % rate]
    return rate, frozenset(_shingle(words[at : at + SHINGLE], first) for at, first in starts)


def _shingle(words: Sequence[bytes], first: int) -> int:
    """The hash of a shingle; its lowest bits are those of the ``first`` word's hash."""
    return (zlib.crc32(b" ".join(words)) & ~_FIRST_WORD) | (first & _FIRST_WORD)


def rate_for(words: int) -> int:
    """The power of two that keeps ``_KEPT`` shingles, or a little fewer, of that many words."""
    return min(1 << (max(0, words - 1) // _KEPT).bit_length(), _FIRST_WORD + 1)


def features_of(article: Article, *, duplicates: bool = True, stories: bool = True) -> Features:
    """The features of ``article``, from its whole text: shingles only to find ``duplicates``, words and capitals only to find
    ``stories``, and names in any case.
    """
    names = (*article.people, *article.organisations, *article.places)
    found = Features(names=_packed(set(map(name_hash, names))))
    if duplicates:
        text = _TAG.sub(" ", article.html)
        rate, shingles = shingles_of(words_of(unescape(text) if "&" in text else text))
        found = replace(found, rate=rate, shingles=_packed(shingles))
    if stories:
        capitals = _capitals_of(article)
        words = terms_of(f"{article.title or ''}\n{article.excerpt[:_BEGINNING]}", article.language)
        words -= terms_of(" ".join(names), article.language) | capitals
        found = replace(found, words=_packed(words), capitals=_packed(capitals))
    return found


def _capitals_of(article: Article) -> set[int]:
    """The hashes of words that have a capital inside a sentence; of the name of a person, the last one only."""
    middle = _MIDDLE.findall(article.excerpt)
    found = terms_of(" ".join(word for word in middle if word[0].isupper()), article.language)
    people = [name.split() for name in article.people]
    given = terms_of(" ".join(word for name in people for word in name[:-1]), article.language)
    return found - (given - terms_of(" ".join(name[-1] for name in people if name), article.language))


def terms_of(text: str, language: str) -> set[int]:
    """The hashes of what is compared of the words of ``text``."""
    plain, hash_of_term = fold_text(text), term_hashes(language.split("-")[0]).__getitem__
    if is_usual(plain):
        found = {*map(hash_of_term, words(plain))}
    else:
        found = {*map(hash_of_term, _WORD().findall(plain)), *map(hashed.__getitem__, _parts(plain))}
    return {term for term in found if term is not None}


def _parts(text: str) -> Iterator[str]:
    """What stands for words in the scripts without spaces of ``text``: all runs of two characters, in Thai of five."""
    for run in _UNSPACED().findall(text):
        length = _HAN if run[0] >= "\u3040" else _THAI
        yield from (run[at : at + length] for at in range(len(run) + 1 - length))


@lru_cache(maxsize=16)
def term_hashes(language: str) -> WordCache[int | None]:
    """The hash of what is compared of each word of a language; None for words that are not compared."""
    left_out = _function_words(language)

    def term(word: str) -> int | None:
        counts = len(word) >= _SHORTEST or (word.isdecimal() and len(word) > 1)
        return _hash(word[:_STEM]) if counts and word not in left_out else None

    return WordCache(term, 1 << 14)


@lru_cache(maxsize=64)
def _function_words(language: str) -> frozenset[str]:
    roles = roles_of(language)
    return frozenset(fold(word) for role, words in roles.items() if role not in CONTENT_ROLES for word in words)


def _packed(hashes: Iterable[int]) -> bytes:
    return array("I", sorted(hashes)).tobytes()


def unpacked(data: bytes) -> Sequence[int]:
    """The hashes in ``data``, in ascending order."""
    return memoryview(data).cast("I")
