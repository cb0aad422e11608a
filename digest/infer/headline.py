"""The headline of an article that declares none: a line above its text that reads like one, else the best part of its lead.

Of several such lines above the text (a kicker, the headline, a standfirst) it is the first that shares a word with the text.

Otherwise, without a dateline and an agency's mark, all parts of the lead sentence that can be a headline are weighed
(``endings``), with and without parts that can be left out (``omissions``); where none can, those before a circumstance and the
lead of up to 165 characters. One of the next two sentences, without times and what a participle adds, is the headline where the
lead concedes something, or is long and reports, if its subject is a name and it is about what recurs in the article. Where
nothing fits, and where the first sentence sets a scene (``scenes``), there is no headline, and the first words of the text are
shown instead.

A line that asks is a headline, unless other lines ask too: those are the questions of an interview.

Rejected: rewriting (all words of an inferred headline are in the text, in the same order); any later sentence, which an editor
rarely signs as the headline.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise, takewhile
from operator import itemgetter
from pathlib import PurePosixPath

from digest.i18n import clip
from digest.infer.dateline import is_date, is_dateline, without_dateline
from digest.infer.endings import Headlines, finish
from digest.infer.grammar import FULL_STOPS, LEAST, MOST, MOST_UNSPACED, Grammar, capital, grammar
from digest.infer.labels import is_place, without_label
from digest.infer.omissions import after_colon, variants, without_participle
from digest.infer.relative_times import without_times
from digest.infer.scenes import concedes_first, sets_scene
from digest.infer.sentence import count_recurring
from digest.infer.text import (
    RECURRING,
    Passage,
    Text,
    asks,
    balanced,
    clip_in,
    closed,
    first_sentences,
    leans,
    speaks,
    unmarked,
)
from digest.model import BlockKind, Inference
from digest.readers import scripts
from digest.readers.furniture import is_running
from digest.words import PARTICLES, words

_EVIDENCE = 80
_FIRST = 9  # lines of which one may be the headline
_SHORT_LEAD = 20  # characters; after a shorter first sentence ("It is done.") the next is used
_SHORT_ENOUGH = 70  # characters of a lead that is used completely
_LONGER = 60  # characters of a paragraph below a headline
_BEGINNING = 1_000  # characters of a passage that are read
_LEAD_PASSAGES = 12  # passages among which the lead is found
_STEM, _STEM_LEAST = 5, 4  # letters by which words are compared; letters of words that are compared
_NAME_WORDS = 5  # of the name of a site
_BYLINE_WORDS = 7  # of the names in a byline
_OMISSION_COST = 0.25  # the cost in weight of leaving a part out
_KICKER_WORDS = 3
_LEAD_SENTENCES = 3  # among which the lead is, after datelines and questions
_LONG = 140  # characters of a headline than which one from a later sentence is better
_LATER_SENTENCES = 2  # after the lead that may be the headline where the lead cannot
# Of a headline that is a complete lead, a part of one, a part that ends without a mark, or from a later sentence: all are shown
# as "to check", since blind editors refused 63 of 209 such headlines of real articles.
_COMPLETE, _SHORTENED, _UNMARKED, _LATER = 0.45, 0.45, 0.4, 0.35
# Of one with fewer than four words that recur in the article, and less than 40 % of its words, or without a verb, or without a
# name and a figure: 44 of 111 of these were refused, 19 of 98 of the others. So an editor is asked to read them first.
_DOUBTFUL = 0.3
_UNRELATED = 0.25  # of a line of which no word is in the text, or that points back
_FEW_RECUR, _SHARE_RECURS = 4, 0.4
_TEXT_OF_HEADLINES = 2  # times as many words as the headline, in which its words could recur

_SUBJECT = re.compile(  # of a pasted e-mail
    r"(?:subject|objet|betreff|asunto|oggetto|assunto|onderwerp|temat|ämne|emne|тема|件名|主题|主旨)\s*[:：]\s*|(?:(?:re|fwd?|tr|aw|wg|rv)\s*:\s*)+",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\d{1,4}\s?(?:bis|ter|[a-z])?,?\s(?:(?:rue|avenue|boulevard|place|chemin|quai|allée|impasse|route)\b"
    r"|(?:[\w'’-]+\s){1,3}(?:street|st|lane|road|rd|avenue|ave|drive|way|close|square|terrace)\b)",
    re.IGNORECASE,
)
_CLOCK = re.compile(  # of an update
    r"\b\d{1,2}[:.]\d\d\s?(?:[ap]\.?m\b|uhr\b|$|(?:CES?T|WES?T|GMT|UTC|BST|[ECMP][SD]T)\b)", re.IGNORECASE
)
_PARTS = re.compile(r"\s?[/,]\s|(?<=[^\W\d]{2})\.\s|\s\.\s")  # of a byline with its place
_MOST_PARTS = 4
_REFERENCE = re.compile(r"(?<=\w)\[\d{1,3}\]")  # a reference to a note
_BY = frozenset({"by", "par", "von", "por", "door", "av", "af", "di", "text"})
_BEGINS_WITH_BY = re.compile(rf"[\W_]*(?:{'|'.join(sorted(_BY))})\b", re.IGNORECASE)
_CORRESPONDENT = re.compile(
    r"(?:from|de|du|von|dal|dalla|del|do|da|van)\s(?:our|notre|unsere[mr]|nostr[oa]|nuestr[oa]|noss[oa]|onze)\s[^.]{1,60}$",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"[«“„\"][^«»“”„\"]*[»”“\"]\.?")
# How the second sentence begins after one without a verb that does not say who it is about: Two years in prison. That is what ...
_SUSPENSE = re.compile(
    r"(?:C['’]est|Ce sont|(?:That|This) (?:is|was)|Das (?:ist|war)|Dat is|(?:Es|Son|È|É) (?:la|el|il|los|las|a|o))\b"
)
_AND = frozenset({"and", "et", "und", "y", "e", "en", "och", "og", "de", "van"})


def infer_headline(text: Text) -> Inference[str] | None:
    """The headline of ``text``, at most 150 characters and mostly 110; None where no line and no sentence would do."""
    language = text.language
    found = list(_lettered(text))
    if line := _headline_line(found, text):
        return line
    if short := _short_line(found, language):
        return Inference(value=short, evidence=clip(short, _EVIDENCE), certainty=0.5)
    interview = len(text.questions) > 1
    passages = list(takewhile(lambda one: one not in text.questions, found)) if interview else found
    sentences = _lead_sentences(_lead_passages(passages, language), language)
    lead = next((one for one in islice(sentences, _LEAD_SENTENCES) if not _is_no_lead(one, language)), None)
    if lead is None:
        return None
    known = grammar(language)
    concedes = concedes_first(lead)
    if not concedes and sets_scene(lead, known):
        lead = next((clause for clause in after_colon(lead, known) if not sets_scene(clause, known)), "")
    if not lead or _QUOTATION.fullmatch(lead):
        return None
    following = list(islice(sentences, _LATER_SENTENCES))
    if following and _SUSPENSE.match(following[0]) and not any(known.verbs_of(words(lead))):
        return None
    counts = Counter() if known.unspaced else text.counts
    found_in_lead = None if concedes else _from_lead(lead, known, counts)
    if found_in_lead and len(found_in_lead.value) <= _LONG:
        return found_in_lead
    stand = (one for one in following if not (_is_no_lead(one, language) or leans(one, language) or speaks(one)))
    reports = not (known.saying | known.announcing).isdisjoint(word.lower() for word in words(lead))
    later = filter(None, (_from_later(one, known, counts) for one in stand)) if concedes or reports else iter(())
    return next(later, found_in_lead)


def _is_no_lead(sentence: str, language: str) -> bool:
    return asks(sentence) or is_dateline(sentence, language)


def first_words(text: Text, file: str) -> str:
    """The first words of ``text`` without a dateline, at most 110 characters; of an empty text the name of ``file``."""
    for passage in sorted(_lettered(text), key=lambda passage: is_dateline(passage.text, text.language)):
        bare = without_dateline(passage.text, text.language)
        return _shortened(bare if any(map(str.isalpha, bare)) else passage.text, text.language, MOST)
    readable = " ".join(re.split(r"[\s_\-]+", PurePosixPath(file).stem)).strip() or file or "?"
    return _shortened(capital(readable), text.language, MOST)


def _lettered(text: Text) -> Iterator[Passage]:
    """The passages that have letters."""
    return (passage for passage in text.passages if any(map(str.isalpha, passage.text)))


def _headline_line(found: list[Passage], text: Text) -> Inference[str] | None:
    """The headline among the first lines: of those that read like one the first that shares a word with the text, or the first.

    It is doubtful if it shares none, since it may be a byline, or if it points back. None where no line reads like a headline.
    """
    candidates, language = [], text.language
    for index, passage in enumerate(found[:_FIRST]):
        line = _reads_as_headline(passage, found[index + 1 :], language)
        if line and not (asks(line) and (len(text.questions) > 1 or not _are_kickers(found[:index]))):
            candidates.append((index, line))
        elif is_running(passage.text):
            break
    if any(not line.isupper() for _, line in candidates):  # a line in all capitals above it is a kicker
        candidates = [one for one in candidates if not one[1].isupper()]
    if not candidates:
        return None
    spoken = _stems(" ".join(passage.text for passage in found[candidates[-1][0] + 1 :])[:RECURRING], language)
    shared = [line for _, line in candidates if _stems(line, language) & spoken]
    line = shared[0] if shared else candidates[0][1]
    certainty = 0.9 if shared and not leans(line, language) else _UNRELATED
    return Inference(value=line, evidence=clip(line, _EVIDENCE), certainty=certainty)


def _are_kickers(lines: list[Passage]) -> bool:
    return all(len(line.words) <= _KICKER_WORDS for line in lines)


def _reads_as_headline(passage: Passage, below: list[Passage], language: str) -> str | None:
    """``passage`` as a headline, without a date or the site's name after it; None where it does not read like one."""
    if passage.kind not in (BlockKind.PARAGRAPH, BlockKind.CROSSHEAD) or not below or is_date(passage.text, language):
        return None
    line = _bare(passage.text, language)
    unspaced = _unspaced(language)
    most, least = (MOST_UNSPACED, 4) if unspaced else (MOST, 8)
    longer = max(len(line), _LONGER // (2 if unspaced else 1))
    reads_as_one = (
        least <= len(line) <= most
        and line[-1] not in FULL_STOPS + ":：;,"
        and balanced(line)
        and (unspaced or len(words(line)) > 2 or _is_brief(line, below[0]))
        and any(other.kind is BlockKind.PARAGRAPH and len(other.text) > longer for other in below[:_FIRST])
        and not is_label(line, language)
        and not _STREET.match(line)
        and "|" not in line
    )
    return finish(line) if reads_as_one else None


def _stems(text: str, language: str) -> set[str]:
    """Features by which texts are compared: beginnings of longer words; pairs of letters in scripts without spaces."""
    if _unspaced(language):
        letters = [letter for letter in text if letter.isalpha() and not "\u3040" <= letter <= "\u309f"]
        return {"".join(pair) for pair in pairwise(letters)}
    function = grammar(language).function
    lower = (word.casefold() for word in words(text))
    return {word[:_STEM] for word in lower if len(word) >= _STEM_LEAST and word not in function}


def _short_line(found: list[Passage], language: str) -> str | None:
    """The first line of a text without running text, as in a notice, a timetable, an agenda or a brief."""
    if not found or any(len(passage.text) > _LONGER and scripts.ends_sentence(passage.text) for passage in found):
        return None
    first = found[0].text
    if len(found) == 1:
        one_sentence = len(found[0].sentences) == 1 and without_dateline(first, language) == first
        if one_sentence or len(first) > MOST or not first[-1].isalnum() or is_label(first, language):
            return None
        return finish(first)
    stands = first[-1] not in FULL_STOPS + ":：;,?？؟" and balanced(first) and not is_label(first, language)
    longer = len(first) < sum(len(passage.text) for passage in found[1:])
    return finish(first) if stands and longer and len(first) <= _SHORT_ENOUGH else None


def is_headline(line: str, title: str, language: str) -> bool:
    """Whether ``line`` is the headline ``title``, perhaps with a date or the name of a site after it."""
    if line == title:
        return True
    return line[-1:] not in FULL_STOPS and title == finish(_bare(line, language))


def _bare(line: str, language: str) -> str:
    """``line`` without the label of an e-mail's subject, the date at its end and the name of the site."""
    if ":" in line or "：" in line:
        line = _SUBJECT.sub("", line)
    return without_site(_without_final_date(line, language))[0].rstrip(" =")


def without_site(line: str) -> tuple[str, str]:
    """``line`` without the name of a site or newspaper after its last ``|``, and that name (perhaps empty)."""
    before, bar, name = line.rpartition(" | ")
    if not bar:
        return line, ""
    is_name = 0 < len(words(name)) <= _NAME_WORDS and name[-1] not in FULL_STOPS and not name[0].islower()
    return (before.rstrip(), name.strip()) if is_name and len(words(before)) > 2 else (line, "")


def _without_final_date(line: str, language: str) -> str:
    """``line`` without the date at its end (``Ants heal themselves Tuesday, September 1, 2015``)."""
    if not line[-1:].isdecimal() or not line[:1].isalpha():
        return line
    starts = [found.end() for found in re.finditer(r"\s+", line[-50:])][-6:]
    for start in starts:
        at = len(line) - len(line[-50:]) + start
        if at > len(line) // 3 and len(words(line[at:])) > 2 and is_date(line[at:], language):
            return line[:at].rstrip(" ,;–—-")
    return line


def _is_brief(line: str, below: Passage) -> bool:
    """Whether ``line`` is two words that the text ``below`` has, too; of two in all capitals it needs to have one only."""
    spoken = words(line)
    shared = {word.lower() for word in spoken}.intersection(map(str.lower, below.words))
    needed = 1 if line.isupper() else 2 if line[1:].islower() else 3
    return len(spoken) == 2 and len(shared) >= needed


def _lead_passages(found: list[Passage], language: str) -> list[Passage]:
    """The first passages that may have the lead sentence: no crossheads; labels and the like last."""
    prose = (block for block in found if block.kind is not BlockKind.CROSSHEAD and not is_date(block.text, language))
    running = list(islice(prose, _LEAD_PASSAGES))
    return sorted(running, key=lambda block: is_label(block.text, language) or _too_short(block.text, language))


def is_label(line: str, language: str) -> bool:
    """Whether ``line`` is only a date, a time, a place or a byline."""
    if len(line) <= MOST and line[-1] not in FULL_STOPS and _CLOCK.search(line):
        return True
    if is_dateline(line, language) or _CORRESPONDENT.match(line) or _is_signed_at_a_place(line, language):
        return True
    if not _BEGINS_WITH_BY.match(line):
        return False
    before, _, after = line.partition(", ")  # By Ada Martin, special to the Courier
    is_remark = after and line[-1] not in FULL_STOPS and not any(grammar(language).verbs_of(words(after)))
    by, *names = words((before if is_remark else line)[:MOST]) or [""]
    if by.lower() not in _BY or not 1 + bool(is_remark) <= len(names) <= _BYLINE_WORDS:
        return False
    return all(word[0].isupper() or word in _AND | _BY | PARTICLES for word in names)


def _is_signed_at_a_place(line: str, language: str) -> bool:
    """Whether ``line`` is a name or several and a place: ``Ada Martin, Lille``, ``J. Weber. Berlin``."""
    parts = _PARTS.split(line)
    if not 1 < len(parts) <= _MOST_PARTS or not all(part[:1].isupper() for part in parts):
        return False
    if " . " in line and line.isupper():
        return True  # ADA MARTIN . DUNMARROW
    *names, place = (words(part) for part in parts)
    if not all(1 < len(name) <= _NAME_WORDS for name in names) or not place:
        return False
    if any(word[0].islower() and word not in PARTICLES for name in names for word in name):
        return False
    return is_place(" ".join(place), language)


def _too_short(text: str, language: str) -> bool:
    """Whether ``text`` is a label ("Interview") or a sentence without content ("It rained.")."""
    part = 2 if _unspaced(language) else 1
    return len(text) < _SHORT_LEAD // part or (len(text) < LEAST // part and text[-1].isalnum())


def _lead_sentences(passages: list[Passage], language: str) -> Iterator[str]:
    """The sentences in order; a very short first one ("It is done.") after the second."""
    short = _SHORT_LEAD // (2 if _unspaced(language) else 1)
    for block in passages:
        bare = without_dateline(block.text, language)
        bare = (_REFERENCE.sub("", bare) if "[" in bare else bare).lstrip(" ,;:.–—-•*·")
        bare = without_label(_without_final_date(bare, language), language)
        several = block.sentences if bare == block.text[:_BEGINNING] else first_sentences(bare, language, _BEGINNING)
        lettered = [one for one in several if any(map(str.isalpha, one))]
        if len(lettered) > 1 and len(lettered[0]) < short <= len(lettered[1]):
            lettered[:2] = lettered[1::-1]
        yield from lettered


def _from_later(sentence: str, known: Grammar, counts: Counter[str]) -> Inference[str] | None:
    """A ``sentence`` after the lead without times and what a participle adds; if its subject is a name and nobody says it."""
    read = Headlines(without_participle(without_times(sentence, known), known), known, counts)
    reports = known.saying | known.that
    if not (reports.isdisjoint(read.lower) and read.introduces_its_subject() and read.is_about_a_name()):
        return None
    complete = read.complete()
    return _inferred(complete, sentence, _LATER, known, counts) if complete else None


def _from_lead(sentence: str, known: Grammar, counts: Counter[str]) -> Inference[str] | None:
    """The best headline from the lead ``sentence``; None where no part of it would do."""
    reads = [
        (_OMISSION_COST * min(number, 1), Headlines(variant, known, counts, is_lead=True))
        for number, variant in enumerate(variants(sentence, known))
    ]
    found = [(weight - cost, kept) for cost, read in reads for weight, kept in read.endings()]
    allowed = [(cost, read) for cost, read in reads if known.verbs or not cost]
    if not any(weight > 0 for weight, _ in found):
        found += [(weight - cost, kept) for cost, read in allowed for weight, kept in read.endings(long=True)]
    certainty = _SHORTENED if found else _UNMARKED
    found = found or [(weight - cost, kept) for cost, read in allowed for weight, kept in read.before_circumstances()]
    if not found:
        return None
    best = max(found, key=itemgetter(0))[1]
    return _inferred(best, sentence, _COMPLETE if best == finish(sentence) else certainty, known, counts)


def _inferred(headline: str, sentence: str, certainty: float, known: Grammar, counts: Counter[str]) -> Inference[str]:
    """``headline``, taken from ``sentence``; doubtful if it may set a scene, or if nobody knows what it is about."""
    certainty = _DOUBTFUL if _tells_little(headline, known, counts) else certainty
    return Inference(value=headline, evidence=clip(sentence, _EVIDENCE), certainty=certainty)


def _tells_little(headline: str, known: Grammar, counts: Counter[str]) -> bool:
    """Whether few words of ``headline`` recur in the article, or it has no verb, or neither a name nor a figure.

    False in an article that has hardly more words.
    """
    spoken = words(headline)
    if sum(counts.values()) <= _TEXT_OF_HEADLINES * len(spoken):
        return False
    named = any(word[0].isupper() for word in spoken[1:]) or any(map(str.isdecimal, headline))
    recurring, content = count_recurring(headline, known, counts)
    vague = bool(known.verbs) and not (named and any(known.verbs_of(spoken)))
    return vague or recurring < min(_FEW_RECUR, _SHARE_RECURS * content)


def _shortened(text: str, language: str, most: int) -> str:
    """``text`` as a headline, cut with ``…`` if it is too long; open quotation marks and brackets are closed."""
    complete = finish(text)
    if complete and len(complete) <= most:
        return complete
    kept = clip_in(language, text, most - 2)
    with_closed_pairs = closed(kept)
    return with_closed_pairs if len(with_closed_pairs) <= most else unmarked(kept)


def _unspaced(language: str) -> bool:
    return grammar(language).unspaced
