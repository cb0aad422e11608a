"""The editor's rules of digest.yml: topics by words that the text holds, in any language.

Words and phrases are found whole, accents and case aside; with ``*`` at the end as the beginning of a word. In scripts
without spaces each letter is a word, so that there they are found anywhere.

Rejected: patterns of other kinds. What a rule finds should be plain to whoever reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path

from digest.i18n import name_key
from digest.infer.stems import folded, folded_words
from digest.model import Block, BlockKind, TopicRule, TopicRules
from digest.vocabulary.media_topics import identify

DATA = Path(__file__).parent.parent / "data" / "generic_topics.txt"


def ruled(blocks: Sequence[Block], title: str, rules: TopicRules) -> tuple[tuple[str, ...], str]:
    """The topics whose rules hold, in the order of digest.yml, and the editor's words that were found, as evidence."""
    if not any(rule.any_of or rule.all_of for rule in rules.rules):
        return (), ""
    text = "".join(
        f" {' '.join(folded_words(piece))} "
        for piece in (title, *(block.text for block in blocks if block.kind is not BlockKind.CODE))
    )
    found: dict[str, tuple[str, ...]] = {}
    for rule in rules.rules:
        if (words := _found(rule, text)) and rule.topic not in found:
            found[rule.topic] = words
    return tuple(found), ", ".join(dict.fromkeys(word for words in found.values() for word in words))


def _found(rule: TopicRule, text: str) -> tuple[str, ...]:
    """The words of ``rule`` that stand in ``text``; none if it does not hold."""
    some = tuple(word for word in rule.any_of if _holds(text, word))
    if (rule.any_of and not some) or any(_holds(text, word) for word in rule.none_of):
        return ()
    return (*some, *rule.all_of) if all(_holds(text, word) for word in rule.all_of) else ()


def _holds(text: str, word: str) -> bool:
    pattern = _pattern(word)
    return pattern != "" and pattern in text


@lru_cache(maxsize=4096)
def _pattern(word: str) -> str:
    """``word`` as it stands in a text of words with spaces around each; empty if there is no letter in it."""
    words = " ".join(folded_words(folded(word)))
    return f" {words}" + ("" if word.rstrip().endswith("*") else " ") if words else ""


def known_topics(labels: Iterable[str], rules: TopicRules) -> tuple[str, ...]:
    """Declared topics by IPTC ids, by the topics of ``rules`` they are aliases of, or as they are; none twice."""
    aliases = {name_key(name): rule.topic for rule in rules.rules for name in (*rule.aliases, *rule.labels.values())}
    found: dict[str, str] = {}
    for label in labels:
        topic = aliases.get(name_key(label)) or identify(label)
        found.setdefault(name_key(topic), topic)
    return tuple(found.values())


def without_generic(labels: Iterable[str], rules: TopicRules) -> tuple[str, ...]:
    """``labels`` without what is no topic (``clippings``, ``Uncategorized``), unless the editor's ``rules`` name it."""
    named = {name_key(name) for rule in rules.rules for name in (rule.topic, *rule.aliases, *rule.labels.values())}
    return tuple(label for label in labels if (bare := name_key(label.lstrip("#"))) in named or bare not in _generic())


@cache
def _generic() -> frozenset[str]:
    """Tags that say nothing of what a text is about, folded."""
    lines = DATA.read_text("utf-8").splitlines()
    return frozenset(name_key(tag) for line in lines if not line.startswith("#") for tag in line.split(","))


def with_parents(found: Iterable[str], rules: TopicRules) -> tuple[str, ...]:
    """``found`` and, each behind its topic, those that the editor says are above it; none twice."""
    above = {name_key(rule.topic): rule.parent for rule in rules.rules if rule.parent}
    every: dict[str, str] = {}
    for topic in found:
        while topic and every.setdefault(name_key(topic), topic) == topic:
            topic = above.get(name_key(topic), "")
    return tuple(every.values())
