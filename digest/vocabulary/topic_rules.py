"""Parses ``topics:`` of digest.yml: an editor's topics, each with its words, aliases, labels and parent.

Rejected: rules on more than words. For those, articles can declare the topic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from digest.errors import Problem, Severity
from digest.i18n import fold, language_tag, name_key
from digest.model import TopicRule, TopicRules
from digest.vocabulary import fields
from digest.vocabulary.media_topics import identify
from digest.yaml import Node


def setting_problem(code: str, message: str, hint: str, node: Node, severity: Severity = Severity.WARNING) -> Problem:
    """A problem with the setting at ``node``."""
    return Problem(code=code, severity=severity, message=message, hint=hint, where=node.where)


def topic_rules(node: Node) -> tuple[TopicRules, tuple[Problem, ...]]:
    """The rules of ``topics:``. Invalid parts are left out of their rule and reported."""
    if node.pairs is None:
        raise ValueError("takes topics, each with its words: “Ukraine: {any: [Kiev, Zelensky]}”")
    rules: list[TopicRule] = []
    problems: list[Problem] = []
    for name, value in node.pairs:
        if not name.strip():
            problems.append(setting_problem("bad-setting", "A topic without a name cannot be used.", "Name it.", value))
        elif value.pairs is None:
            words = value.texts()
            if words is None or not (words := _words(words)):
                problems.append(setting_problem("bad-setting", f"The topic “{name}” takes words.", _RULE_HINT, value))
            else:
                rules.append(TopicRule(topic=identify(_line(name)), any_of=words))
        else:
            rules.append(_rule(name, value.pairs, problems))
    return TopicRules(rules=tuple(_without_circles(rules, node, problems))), tuple(problems)


def _without_circles(rules: Iterable[TopicRule], node: Node, problems: list[Problem]) -> Iterator[TopicRule]:
    """``rules`` without circular parents; these are removed and reported."""
    above: dict[str, str] = {}
    for rule in rules:
        topic, parent = name_key(rule.topic), name_key(rule.parent)
        up = parent
        while up and up != topic:
            up = above.get(up, "")
        if up:
            message = f"The topic “{rule.topic}” cannot be below “{rule.parent}”, which is below it."
            problems.append(setting_problem("bad-setting", message, "Remove one of the two parents.", node))
            yield replace(rule, parent="")
        else:
            above[topic] = parent
            yield rule


def _rule(name: str, pairs: Iterable[tuple[str, Node]], problems: list[Problem]) -> TopicRule:
    lists: dict[str, tuple[str, ...]] = {}
    labels: dict[str, str] = {}
    parent = ""
    for key, node in pairs:
        part, words = fold(key), node.texts()
        if part == "label":
            labels |= _labels(name, node, problems)
        elif part == "parent":
            parent = identify(_line(node.text or ""))
            if not parent:
                message = f"The parent of the topic “{name}” takes one topic."
                problems.append(setting_problem("bad-setting", message, "Write it as in “parent: Europe”.", node))
        elif part not in _RULE_KEYS:
            near = fields.nearest(part, (*_RULE_KEYS, "label", "parent"))
            hint = f"Did you mean “{near}”?" if near else _RULE_HINT
            problems.append(setting_problem("unknown-key", f"“{key}” is not a setting of a topic.", hint, node))
        elif words is None:
            message = f"“{key}” of the topic “{name}” takes a word or a list of words."
            problems.append(setting_problem("bad-setting", message, _RULE_HINT, node))
        else:
            lists[_RULE_KEYS[part]] = _words(words)
    return TopicRule(topic=identify(_line(name)), labels=labels, parent=parent, **lists)


def _labels(name: str, node: Node, problems: list[Problem]) -> dict[str, str]:
    """A topic's names by language."""
    found: dict[str, str] = {}
    for language, label in node.pairs or (("", node),):
        tag = language_tag(language) if language else None
        if tag is None or not (label.text or "").strip():
            message = f"The label of the topic “{name}” takes a name for each language."
            hint = "Write it as in “label: {fr: Ukraine, en: Ukraine}”."
            problems.append(setting_problem("bad-setting", message, hint, label))
        else:
            found[tag] = _line(label.text or "")
    return found


def _line(text: str) -> str:
    return " ".join(text.split())


def _words(texts: str | tuple[str, ...]) -> tuple[str, ...]:
    """One or several words, without empty ones."""
    return tuple(filter(None, map(_line, (texts,) if isinstance(texts, str) else texts)))


_RULE_KEYS = {"any": "any_of", "all": "all_of", "not": "none_of", "aliases": "aliases"}
_RULE_HINT = "A topic takes “any”, “all”, “not” and “aliases” (lists of words), “label” and “parent”."
