"""A headline for an article that has none: a line above its text that reads as one, else the best part of its lead sentence.

Of several such lines above the text (a kicker, the headline, a standfirst) it is the first that shares a word with the text.

The dateline and the agency's mark in front of the text go first. The lead sentence stands whole if it is short; else every
part of it that can stand is weighed (``endings``), with and without its asides (``asides``). A following sentence is
taken only where the lead gives no part that stands, asks a question, or says far less of what the article is about. Where
nothing fits, the lead is cut at a phrase and says so with "…".

Rejected: rewriting. Every word of an inferred headline stands in the text, in this order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice, pairwise
from math import log2
from pathlib import PurePosixPath

from digest.i18n import clip
from digest.infer.clauses import FULL_STOPS, LEAST, MOST, MOST_UNSPACED, Grammar, capital, grammar, shorter
from digest.infer.dateline import is_date, is_dateline, without_dateline
from digest.infer.endings import CLEAR, Ending, Sentence, finish
from digest.infer.text import Passage, Text, asks, balanced, clip_in, closed, first_sentences, leans, unmarked
from digest.infer.words import words
from digest.model import BlockKind, Inference
from digest.readers import scripts
from digest.readers.furniture import is_running

_EVIDENCE = 80
_FIRST = 9  # lines of which one may be the headline
_SHORT_LEAD = 20  # a first sentence shorter than this ("It is done.") gives way to the next
_SHORT_ENOUGH = 70  # a lead no longer than this stands whole
_LONGER = 60  # characters of the paragraph that a first-line headline stands above
_BEGINNING = 1_000  # characters of a passage that are looked at
_TELLING = 12  # passages of which some say something
_STEM, _STEM_LEAST = 5, 4  # letters by which words are compared; letters of a word that says something
_NAME_WORDS = 5  # of the name of a site
_EARLY = 3  # sentences that are looked at
_ASIDE_LOST = 0.25  # weight that is lost with what is left out
_FAR_MORE, _NAMES = 1.5, 3.0  # times the names of the lead; two names that recur, or one that does much
_RECURRING = 4000  # characters in which a word recurs

_SUBJECT = re.compile(  # of a mail that was pasted
    r"(?:subject|objet|betreff|asunto|oggetto|assunto|onderwerp|temat|ämne|emne|тема|件名|主题|主旨)\s*[:：]\s*|(?:(?:re|fwd?|tr|aw|wg|rv)\s*:\s*)+",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\d{1,4}\s?(?:bis|ter|[a-z])?,?\s(?:(?:rue|avenue|boulevard|place|chemin|quai|allée|impasse|route)\b"
    r"|(?:[\w'’-]+\s){1,3}(?:street|st|lane|road|rd|avenue|ave|drive|way|close|square|terrace)\b)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"(?<=\w)\[\d{1,3}\]")  # of a note
_BY = frozenset({"by", "par", "von", "por", "door", "av", "af", "di", "text"})
_AND = frozenset({"and", "et", "und", "y", "e", "en", "och", "og", "de", "van"})


def headline(text: Text, file: str) -> Inference[str]:
    """The headline of ``text``; of ``file``'s name where there is none. Never empty, at most 110 characters."""
    language = text.language
    found = list(_lettered(text))
    if first := _headline_line(found, language):
        return Inference(value=first, evidence=clip(first, _EVIDENCE), certainty=0.9)
    if short := _short_line(found, language):
        return Inference(value=short, evidence=clip(short, _EVIDENCE), certainty=0.5)
    early = islice(_early(_telling(found, language), language), _EARLY)
    if lead := next(early, None):
        return _from_sentences(lead, early, text)
    for block in found:  # nothing but crossheads or dates
        return Inference(
            value=_cut_at_word(block.text, language, MOST), evidence=clip(block.text, _EVIDENCE), certainty=0.3
        )
    stem = PurePosixPath(file).stem
    readable = " ".join(re.split(r"[\s_\-]+", stem)).strip() or file or "?"
    return Inference(
        value=_cut_at_word(capital(readable), language, MOST), evidence=clip(stem, _EVIDENCE), certainty=0.1
    )


def _lettered(text: Text) -> Iterator[Passage]:
    """The passages that have letters."""
    return (passage for passage in text.passages if any(map(str.isalpha, passage.text)))


def _headline_line(found: list[Passage], language: str) -> str | None:
    """The line that is the headline: of the first lines that read as one the first that shares a word with the text below it.

    Where none shares one, the first; None where no line reads as one.
    """
    candidates = []
    for place, passage in enumerate(found[:_FIRST]):
        line = _reads_as_headline(passage, found[place + 1 :], language)
        if line and not (place and asks(line)):  # below a first line it is an interview's question
            candidates.append((place, line))
        elif is_running(passage.text):
            break
    if any(not line.isupper() for _, line in candidates):  # above it a line of capitals is a kicker
        candidates = [one for one in candidates if not one[1].isupper()]
    if len(candidates) > 1:
        last = candidates[-1][0]
        said = _stems(" ".join(passage.text for passage in found[last + 1 :])[:_RECURRING], language)
        candidates = [one for one in candidates if _stems(one[1], language) & said] or candidates
    return candidates[0][1] if candidates else None


def _reads_as_headline(passage: Passage, below: list[Passage], language: str) -> str | None:
    """The text of ``passage`` as a headline, without a date or the site's name behind it; None where it does not read as one."""
    if passage.kind not in (BlockKind.PARAGRAPH, BlockKind.CROSSHEAD) or not below or is_date(passage.text, language):
        return None
    line = without_site(_without_date(_SUBJECT.sub("", passage.text), language))[0].rstrip(" =")
    unspaced = _unspaced(language)
    most, least = (MOST_UNSPACED, 4) if unspaced else (MOST, 8)
    longer = max(len(line), _LONGER // (2 if unspaced else 1))
    reads_as_one = (
        least <= len(line) <= most
        and line[-1] not in FULL_STOPS + ":：;,"
        and balanced(line)
        and (unspaced or len(words(line)) > 2 or _shouts(line, below[0]))
        and any(other.kind is BlockKind.PARAGRAPH and len(other.text) > longer for other in below[:_FIRST])
        and not _is_label(line, language)
        and not _STREET.match(line)
    )
    return finish(line) if reads_as_one else None


def _stems(text: str, language: str) -> set[str]:
    """What two texts about one thing share: beginnings of their longer words, pairs of letters where no space parts words."""
    if _unspaced(language):
        letters = [letter for letter in text if letter.isalpha() and not "\u3040" <= letter <= "\u309f"]
        return {"".join(pair) for pair in pairwise(letters)}
    function = grammar(language).function
    lower = (word.casefold() for word in words(text))
    return {word[:_STEM] for word in lower if len(word) >= _STEM_LEAST and word not in function}


def _short_line(found: list[Passage], language: str) -> str | None:
    """The first line of a text without running text: a notice, a timetable, an agenda, a brief of a single line."""
    if not found or any(len(passage.text) > _LONGER and scripts.ends_sentence(passage.text) for passage in found):
        return None
    first = found[0].text
    if len(found) == 1:
        one_sentence = len(found[0].sentences) == 1 and without_dateline(first, language) == first
        if one_sentence or len(first) > MOST or not first[-1].isalnum() or _is_label(first, language):
            return None
        return finish(first)
    stands = first[-1] not in FULL_STOPS + ":：;," and balanced(first) and not _is_label(first, language)
    longer = len(first) < sum(len(passage.text) for passage in found[1:])
    return finish(first) if stands and longer and len(first) <= _SHORT_ENOUGH else None


def is_headline(line: str, title: str, language: str) -> bool:
    """Whether ``line`` says the headline ``title`` and no more, but for the date or the name of a site behind it."""
    if line == title:
        return True
    bare = without_site(_without_date(_SUBJECT.sub("", line), language))[0].rstrip(" =")
    return line[-1:] not in FULL_STOPS and title == finish(bare)


def without_site(line: str) -> tuple[str, str]:
    """``line`` without the name of a site or paper behind its last ``|``, and that name; empty where there is none."""
    before, bar, name = line.rpartition(" | ")
    spoken = words(name)
    is_name = 0 < len(spoken) <= _NAME_WORDS and name[-1] not in FULL_STOPS and not name[0].islower()
    return (before.rstrip(), name.strip()) if bar and is_name and len(words(before)) > 2 else (line, "")


def _without_date(line: str, language: str) -> str:
    """``line`` without the date at its end (``Ants heal themselves Tuesday, September 1, 2015``)."""
    if not line[-1:].isdecimal() or not line[:1].isalpha():
        return line
    starts = [found.end() for found in re.finditer(r"\s+", line[-50:])][-6:]
    for start in starts:
        at = len(line) - len(line[-50:]) + start
        if at > len(line) // 3 and len(words(line[at:])) > 2 and is_date(line[at:], language):
            return line[:at].rstrip(" ,;–—-")
    return line


def _shouts(line: str, below: Passage) -> bool:
    """Whether ``line`` is two words in capitals of which the text ``below`` has one."""
    said = words(line)
    return len(said) == 2 and line.isupper() and not {word.lower() for word in said}.isdisjoint(below.folded)


def _telling(found: list[Passage], language: str) -> list[Passage]:
    """The first blocks that a lead sentence may stand in: no crossheads; labels and the like after all others."""
    prose = (block for block in found if block.kind is not BlockKind.CROSSHEAD and not is_date(block.text, language))
    running = list(islice(prose, _TELLING))
    return sorted(running, key=lambda block: _is_label(block.text, language) or _too_short(block.text, language))


def _is_label(line: str, language: str) -> bool:
    """Whether ``line`` says when, where or by whom, and nothing else."""
    said = words(line[:MOST])
    byline = 2 <= len(said) <= 8 and said[0].lower() in _BY
    names = all(word[0].isupper() or word in _AND for word in said[1:])
    return is_dateline(line, language) or (byline and names)


def _too_short(text: str, language: str) -> bool:
    """Whether ``text`` is a label ("Interview") or less than a sentence that says something ("It rained.")."""
    part = 2 if _unspaced(language) else 1
    return len(text) < _SHORT_LEAD // part or (len(text) < LEAST // part and text[-1].isalnum())


def _early(telling: list[Passage], language: str) -> Iterator[str]:
    """The sentences that say something, in order; a very short first one ("It is done.") after the second."""
    short = _SHORT_LEAD // (2 if _unspaced(language) else 1)
    for block in telling:
        bare = _REFERENCE.sub("", without_dateline(block.text, language)).lstrip(" ,;:.–—-•*·")
        bare = _without_date(bare, language)
        whole = block.sentences if bare == block.text[:_BEGINNING] else first_sentences(bare, language, _BEGINNING)
        lettered = [one for one in whole if any(map(str.isalpha, one))]
        if len(lettered) > 1 and len(lettered[0]) < short <= len(lettered[1]):
            lettered[:2] = lettered[1::-1]
        yield from lettered


def _from_sentences(lead: str, others: Iterator[str], text: Text) -> Inference[str]:
    """The headline that the sentence ``lead`` gives, or one of the ``others`` that follow it where that says more."""
    known = grammar(text.language)
    whole = finish(lead)
    short = _SHORT_ENOUGH * MOST_UNSPACED // MOST if known.unspaced else _SHORT_ENOUGH
    if whole and len(whole) <= short and not asks(lead):
        return Inference(value=whole, evidence=clip(lead, _EVIDENCE), certainty=0.7)
    recurring = _recurring(text, known)
    best, of = _best(lead, known, recurring), lead
    if best.broken or asks(best.text):
        for one in others:
            if leans(one, text.language) or asks(one):
                continue
            other = _best(one, known, recurring)
            if _says_more(other, best):
                best, of = other, one
                break
    certainty = 0.3 if best.broken else 0.7 if best.text == whole else 0.5
    return Inference(value=best.text, evidence=clip(of, _EVIDENCE), certainty=certainty)


def _says_more(other: Ending, lead: Ending) -> bool:
    """Whether the ``other`` sentence says it better than the ``lead``, which has no part that stands, or only asks."""
    if other.broken or other.strength < CLEAR or not other.subject_named:
        return False
    return other.named > 0 if asks(lead.text) else other.named > max(_FAR_MORE * lead.named, _NAMES)


def _best(one: str, known: Grammar, recurring: Mapping[str, float]) -> Ending:
    """The best that the sentence ``one`` gives; if need be broken off with ``…``."""
    most = MOST_UNSPACED if known.unspaced else MOST
    found: list[tuple[float, Ending]] = []
    for number, variant in enumerate(shorter(one, known)):
        sentence = Sentence(variant, known, recurring)
        endings = sentence.endings()
        if len(variant) > most:
            endings.append(sentence.broken(_cut_at_word(variant, known.language, most)))
        found += [(ending.weight - _ASIDE_LOST * min(number, 1), ending) for ending in endings]
    found.sort(key=lambda pair: pair[0], reverse=True)
    standing = (ending for _, ending in found if balanced(ending.text) and ending.text)
    return next(standing, None) or Sentence(one, known, recurring).broken(_cut_at_word(one, known.language, most))


def _recurring(text: Text, known: Grammar) -> dict[str, float]:
    """The words that the article comes back to, and how much each weighs; none in scripts without spaces."""
    if known.unspaced:
        return {}
    counts: Counter[str] = Counter()
    read = 0
    for passage in text.passages:
        if read > _RECURRING:
            break
        counts.update(passage.folded)
        read += len(passage.text)
    return {
        word: log2(number)
        for word, number in counts.items()
        if number > 1 and len(word) > 2 and word not in known.function
    }


def _cut_at_word(text: str, language: str, most: int) -> str:
    """``text`` as a headline that ends with ``…``, unless it is short enough; what the cut leaves open is closed."""
    whole = finish(text)
    if whole and len(whole) <= most:
        return whole
    kept = clip_in(language, text, most - 2)
    whole_pairs = closed(kept)
    return whole_pairs if len(whole_pairs) <= most else unmarked(kept)


def _unspaced(language: str) -> bool:
    return grammar(language).unspaced
