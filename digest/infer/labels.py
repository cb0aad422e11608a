"""Labels that stick to the first sentence of a text: who speaks in a transcript, an agency, a place, or the name of a section."""

from __future__ import annotations

import re

from digest.infer.dateline import agency
from digest.infer.grammar import Grammar, grammar
from digest.infer.name_lexicon import name_lexicon
from digest.infer.places import INSTITUTION
from digest.words import folded, words

_SPEAKER = re.compile(r"^[^\W\d_a-zß-ÿ]+(?:[ .'’-][^\W\d_a-zß-ÿ]+)+:\s(?=\w)")
_AGENCY = re.compile(r"([\w .&/]{2,40}?)(?:\s[-–—]|:)\s(?=\w)")
_PLACE = re.compile(r"(?:[^\W\d_a-zß-ÿ][\w’'-]+\s){1,3}[-–—]\s(?=[^\W\d_a-zß-ÿ])")
_BEGINNING = 60  # characters of a label and two words


def without_label(text: str, language: str) -> str:
    """``text`` without the label before its first word: ``ADA MARTIN: The mayor has``, ``dpa - The``, ``Analysis The mayor has``.

    A place is before a dash. If it is not a known one, an article, preposition or conjunction with a capital follows it:
    ``Leith - After the mayor had``.
    A section is one word before an article or preposition with a capital that a word in lower case follows; in English an
    article, since titles have capitals too.
    """
    text = _SPEAKER.sub("", text)
    if (mark := _AGENCY.match(text)) and agency(mark[1]):
        text = text[mark.end() :]
    known = grammar(language)
    if (place := _PLACE.match(text)) and (is_place(place[0], language) or _begins_sentence(text[place.end() :], known)):
        text = text[place.end() :]
    begin = words(text[:_BEGINNING])[:3]
    if len(begin) < 3 or not known.verbs or not text.startswith(f"{begin[0]} {begin[1]} "):
        return text
    label, first, second = begin
    is_label = label[0].isupper() and label.lower() not in known.function
    opens = first.lower() in known.articles or (not language.startswith("en") and first.lower() in known.openers)
    begins = opens and first.istitle() and len(first) > 1 and second.islower()
    return text[len(label) + 1 :] if is_label and begins else text


def _begins_sentence(text: str, known: Grammar) -> bool:
    """Whether ``text`` begins with a word that has a capital only at the beginning of a sentence."""
    first = "".join(words(text[:_BEGINNING])[:1])
    return first.istitle() and first.lower() in known.articles | known.prepositions | known.relative


def is_place(label: str, language: str) -> bool:
    """Whether the words of ``label`` are the name of a place that is listed."""
    first, *others = map(folded, words(label))
    listed = name_lexicon(language, "latn").known(first).values()
    return any(code != INSTITUTION and rest == others for found in listed for rest, code, _ in found)
