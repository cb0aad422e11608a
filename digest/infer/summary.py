"""The summary (dek) of a card: one or two complete sentences of the text that say something the headline does not.

It is one of the two sentences after the headline's that are long enough, the first that is understood without others: no
question, no quotation or part of one, nothing that refers back ("It", "This", "also"), no scene, nobody who says "I"; and the
next sentence if there is room. Only the first sentence of the text may say "today" or begin with "last year", and below a
headline a sentence with such a time is used only where no other would do. Its subject is named in it or in the headline: there
is none about "the company" alone. In an article without a headline it is the first sentence, of up to 320 characters, unless
that sets a scene. Crossheads, quotations and lists are not used, nor is an interview from its first question on.

Rejected: choosing by importance, which was measured and is not better, since a news article begins with what matters; and the
sentence that the headline is from, even if it is longer: both would be read one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from msgspec import Struct

from digest.i18n import clip
from digest.infer.dateline import is_date, without_dateline
from digest.infer.grammar import INDEFINITE, Grammar, grammar
from digest.infer.headline import is_label
from digest.infer.labels import without_label
from digest.infer.relative_times import has_time, is_relative
from digest.infer.scenes import leads_in, opens_scene, sets_scene
from digest.infer.sentence import LeadSentence
from digest.infer.text import Text, asks, balanced, closed, ends, first_sentences, leans, speaks
from digest.model import BlockKind, Inference
from digest.words import words

MOST = 240  # characters
_LONGEST_LEAD = 320  # of the first sentence, which is the dek where there is no headline
LEAST = 40  # characters of the first sentence
_CANDIDATES = 2  # sentences among which one is chosen
_LEAD = 3  # sentences, of which the headline is one
_MOST_SENTENCES = 12  # sentences that are read in all
_BEGINNING = 2_000  # characters of a passage that are read
_PLURAL = frozenset("les los las os as gli i die".split())  # articles
_BARE = 2  # words before the verb: The animal
_STEM = 5  # letters by which words are compared
_HIS = frozenset(
    "his her its their son sa ses leur leurs sein seine seinem seinen seiner ihr ihre ihrem ihren ihrer su sus suo sua "
    "suoi sue seu seus suas zijn haar hun".split()
)
_SAME = 12  # letters of a headline that may be contained in a sentence
_EVIDENCE = 80


class _Sentence(Struct, frozen=True, kw_only=True):
    text: str
    position: int  # in the text, counting skipped passages too, so that only neighbours differ by one


def infer_summary(text: Text, title: str) -> Inference[str] | None:
    """A summary of at most 240 characters (120 in Chinese and Japanese) beside the headline ``title``, or None."""
    known = grammar(text.language)
    unspaced = known.unspaced
    most, least = (MOST // 2, LEAST // 2) if unspaced else (MOST, LEAST)
    headed = words(title.casefold())
    found = _after_headline(islice(_sentences(text, title), _MOST_SENTENCES), headed)
    first = _first(found, headed, known, most, least, text)
    if not first:
        return None
    chosen = first.text
    following = next(found, None)
    continues = following is not None and following.position == first.position + 1 and following.text[0].isalnum()
    if (
        following
        and continues
        and len(following.text) > least // 2
        and _is_usable(following.text, known)
        and not repeats(following.text, headed)
        and not is_relative(words(following.text), following.text, known)
        and not has_time(following.text, known)
    ):
        space = "" if unspaced and not chosen[-1].isascii() else " "
        both = f"{chosen}{space}{following.text}"
        chosen = both if len(both) <= most and balanced(both) else chosen
    value = closed(chosen)
    return Inference(value=value, evidence=clip(chosen, _EVIDENCE), certainty=0.7)


def _after_headline(found: Iterator[_Sentence], headed: list[str]) -> Iterator[_Sentence]:
    """The sentences after the one that the headline with the words ``headed`` is from; all of them if it is from none."""
    first = list(islice(found, _LEAD)) if headed else []
    begin = next((n for n, one in enumerate(first, start=1) if repeats(one.text, headed)), 0)
    return chain(first[begin:], found)


def _first(
    found: Iterator[_Sentence], headed: list[str], known: Grammar, most: int, least: int, text: Text
) -> _Sentence | None:
    """The first sentence that is understood without others; None where none of the first few is."""
    dated = None
    candidates = (one for one in found if least <= len(one.text) and not repeats(one.text, headed))
    for one in islice(candidates, _CANDIDATES):
        spoken = words(one.text)
        is_lead = not headed and one.position == 1
        if not (headed or is_lead):
            return None
        if is_lead and sets_scene(one.text, known):
            return None
        subject = known.subject_after_verb(spoken) if is_lead else 0
        begins_clause = is_lead and spoken[0].lower() in known.relative  # While the harbour is closed, the council has
        stands = (
            len(one.text) <= (most * _LONGEST_LEAD // MOST if is_lead else most)
            and (begins_clause or not leans(one.text, known.language))
            and known.stands_alone(spoken, after_verb=subject > 0)
            and _is_usable(one.text, known)
        )
        read = LeadSentence(one.text, known, {}, is_lead=is_lead) if stands else None
        if not (read and read.is_clause()):
            continue
        if not is_lead and (opens_scene(one.text, known) or leads_in(read) or _says_again(read, headed)):
            continue
        if not is_lead and known.verbs and _has_unknown_subject(read, headed, text):
            return None
        relative = is_relative(spoken, one.text, known)
        if is_lead or not (relative or has_time(one.text, known)):
            return one
        dated = dated or (None if relative and one.position > 1 else one)
    return dated


def _says_again(read: LeadSentence, headed: list[str]) -> bool:
    """Whether most words of the sentence ``read`` are in the headline ``headed``."""
    stems = {word[:_STEM] for word in headed}
    content = {word[:_STEM] for word in read.lower if len(word) >= _STEM and word not in read.grammar.function}
    return 2 * len(content & stems) > len(content)


def _has_unknown_subject(read: LeadSentence, headed: list[str], text: Text) -> bool:
    """Whether the sentence ``read`` is about somebody or something that neither it nor the headline ``headed`` names.

    That is "the" or "his" and one noun in the singular, or the family name of somebody named in full in the ``text`` above.
    """
    lower, known = read.lower, read.grammar
    verb = next((n for n, count in enumerate(read.main[1:]) if count), len(lower))
    names = [n for n in range(1 if known.verb_split else verb) if read.is_name(n)]
    alone = {read.words[n] for n in names if lower[n] not in headed and n - 1 not in names and n + 1 not in names}
    if any(_is_family_name(name, text, known) for name in alone):
        return True
    begin = int(lower[0] in known.openers and lower[0] not in known.days)
    noun = begin + 1
    if not headed or noun >= len(lower) - 1 or (read.words[noun][0].isupper() and not known.verb_split):
        return False
    definite = known.articles - INDEFINITE | ({"a"} if known.language.startswith("pt") else set())
    if begin:
        points = lower[begin] in _HIS or (lower[begin] in definite and noun + 1 in read.after_commas)
    else:
        points = lower[begin] in definite and (verb <= _BARE or known.is_verb(lower[noun + 1]))
    stems = {word[:_STEM] for word in headed if word not in known.function}
    return points and not _is_plural(lower[begin], lower[noun], known) and lower[noun].casefold()[:_STEM] not in stems


def _is_plural(article: str, noun: str, known: Grammar) -> bool:
    """Whether "the" and ``noun`` are several, who are understood alone: The visitors."""
    language = known.language.split("-")[0]
    return (
        article in _PLURAL or (language == "it" and article == "le") or noun.endswith("en" if language == "nl" else "s")
    )


def _is_family_name(name: str, text: Text, known: Grammar) -> bool:
    """Whether ``text`` has ``name`` first after another word with a capital: Ada Martin; but not: Die Siegerin Altmoor."""
    passage = next((one for one in text.passages if name in one.words), None)
    at = passage.words.index(name) if passage else 0
    if passage is None or not at or passage.gaps[at] != " " or not passage.words[at - 1][0].isupper():
        return False
    first, article = passage.words[at - 1].lower(), passage.words[at - 2].lower() if at > 1 else ""
    return not (first in known.function or first in known.leaning or article in known.articles)


def _is_usable(sentence: str, known: Grammar) -> bool:
    """Whether ``sentence`` is complete, not a question, and nobody says "I" in it."""
    complete = ends(sentence, known.language) and not (asks(sentence) or speaks(sentence))
    asked = known.language.startswith("el") and ";" in sentence
    return complete and not asked and not known.has_first_person(words(sentence))


def repeats(sentence: str, headed: list[str]) -> bool:
    """Whether ``sentence`` is part of the headline with the words ``headed``, or has all its words in order."""
    spoken = words(sentence.casefold())
    if len(spoken) <= len(headed) and f" {' '.join(spoken)} " in f" {' '.join(headed)} ":
        return True
    if sum(map(len, headed)) < _SAME:
        return False
    rest = iter(spoken)
    return all(word in rest for word in headed)


def _sentences(text: Text, title: str) -> Iterator[_Sentence]:
    """The sentences at the beginning of each paragraph, without the headline ``title``, datelines and date lines."""
    position, language = 0, text.language
    for passage in text.passages:
        if passage.text == title or (not position and is_label(passage.text, language)):
            continue
        if passage in text.questions and (len(text.questions) > 1 or not position):
            return
        if passage.kind is not BlockKind.PARAGRAPH or is_date(passage.text, language):
            position += 1
            continue
        bare = without_label(without_dateline(passage.text, language), language)
        if bare == passage.text[:_BEGINNING]:
            complete = passage.sentences
            complete = complete[:-1] if passage.cut and len(complete) > 1 else complete  # the last one is incomplete
        else:
            complete = first_sentences(bare, language, _BEGINNING)
        before = ""
        for one in complete:
            position += 1
            quoted = not balanced(before) and balanced(bare)  # it is within a quotation that began earlier
            before += f"{one} "
            if _has_content(one, language) and not quoted:
                yield _Sentence(text=one, position=position)


def _has_content(sentence: str, language: str) -> bool:
    return any(map(str.isalpha, sentence)) and not is_date(sentence, language)
