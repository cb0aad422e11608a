"""[digest.infer.dek] The dek of a card: one or two whole sentences of the text that say something the headline does not.

The first sentence beside the headline's that is long enough, asks nothing and does not begin with a quotation or with a
word that points back ("It", "This"), among the first five; with the next one, where there is room. Crossheads, quotations
and lists are not looked at.

Rejected: choosing by what is important, which was measured and is no better. The beginning of a news article is, mostly.
And the sentence that the headline is of, however much more it says: the two would be read one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from digest.i18n import clip
from digest.infer.dateline import is_date, without_dateline
from digest.infer.text import Text, asks, balanced, clip_in, closed, ends, first_sentences, leans, unmarked
from digest.infer.words import words
from digest.model import BlockKind, Inference

MOST = 240  # characters
LEAST = 40  # of a sentence that may begin a dek
_UNSPACED = frozenset({"zh", "ja"})  # half of these numbers there
_LOOKED_AT = 5  # long enough ones among which the better one is chosen
_READ = 12  # sentences that are looked at in all
_BEGINNING = 2_000  # characters of a passage that are
_SAME = 12  # letters that a headline must share with a sentence to be one with it
_EVIDENCE = 80


class _Sentence(Struct, frozen=True, kw_only=True):
    text: str
    place: int  # in the text; crossheads and other things in between count too, so only neighbours are one apart


def infer_summary(text: Text, title: str) -> Inference[str] | None:
    """A dek of at most 240 characters (120 in Chinese and Japanese) beside the headline ``title``; None if none is left."""
    language = text.language
    unspaced = language.split("-")[0] in _UNSPACED
    most, least = (MOST // 2, LEAST // 2) if unspaced else (MOST, LEAST)
    headed = words(title.casefold())
    found = islice(_sentences(text), _READ)
    first = _first(found, headed, language, most, least)
    if not first:
        return None
    chosen = first.text
    following = next(found, None)
    if following and following.place == first.place + 1 and _may_stand(following.text, headed, language):
        space = "" if unspaced and not chosen[-1].isascii() else " "
        both = f"{chosen}{space}{following.text}"
        chosen = both if len(both) <= most and balanced(both) else chosen
    value = closed(chosen if len(chosen) <= most else clip_in(language, chosen, most - 2))  # no quotation stays open
    return Inference(
        value=value if len(value) <= most else unmarked(value), evidence=clip(chosen, _EVIDENCE), certainty=0.5
    )


def _first(found: Iterator[_Sentence], headed: list[str], language: str, most: int, least: int) -> _Sentence | None:
    """The first sentence that stands alone and is not too long; else one that comes near it."""
    long = leaning = None
    looked_at = 0
    for one in found:
        if len(one.text) < least or not _may_stand(one.text, headed, language):
            continue
        looked_at += 1
        if leans(one.text, language):
            leaning = leaning or one
        elif len(one.text) <= most:
            return one
        else:
            long = long or one
        if looked_at == _LOOKED_AT:
            break
    return long or leaning


def _may_stand(sentence: str, headed: list[str], language: str) -> bool:
    """Whether ``sentence`` is whole, asks nothing, and says something beside the headline."""
    return ends(sentence, language) and not asks(sentence) and not _repeats(sentence, headed)


def _repeats(sentence: str, headed: list[str]) -> bool:
    """Whether ``sentence`` is the headline of the words ``headed``, stands in it, or has all its words in their order."""
    spoken = words(sentence.casefold())
    if len(spoken) <= len(headed) and f" {' '.join(spoken)} " in f" {' '.join(headed)} ":
        return True
    if sum(map(len, headed)) < _SAME:
        return False
    rest = iter(spoken)
    return all(word in rest for word in headed)


def _sentences(text: Text) -> Iterator[_Sentence]:
    """The sentences of the paragraphs, as far as they are read; without datelines and date lines."""
    place, language = 0, text.language
    for passage in text.passages:
        if passage.kind is not BlockKind.PARAGRAPH or is_date(passage.text, language):
            place += 1
            continue
        bare = without_dateline(passage.text, language)
        if bare == passage.text[:_BEGINNING]:
            whole = passage.sentences
            whole = whole[:-1] if passage.cut and len(whole) > 1 else whole  # the last one is not all there
        else:
            whole = first_sentences(bare, language, _BEGINNING)
        for one in whole:
            place += 1
            if _says_something(one, language):
                yield _Sentence(text=one, place=place)


def _says_something(sentence: str, language: str) -> bool:
    return any(map(str.isalpha, sentence)) and not is_date(sentence, language)
