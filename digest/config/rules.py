"""The rules of ``topics:`` and ``watch:`` in digest.yml: lists of words, each with a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from digest.config.mapping import lines, one_line
from digest.errors import Problem, problem
from digest.i18n import fold, language_tag, name_key
from digest.model import TopicRule, TopicRules, WatchRule
from digest.vocabulary import fields, media_topics
from digest.yaml import Node


def topic_rules(node: Node) -> tuple[TopicRules, tuple[Problem, ...]]:
    """``topics:``: each with its words, aliases, labels and parent. Invalid parts are left out of their rule and reported."""
    if node.pairs is None:
        raise ValueError("takes topics, each with its words: “Ukraine: {any: [Kiev, Zelensky]}”")
    rules: list[TopicRule] = []
    problems: list[Problem] = []
    for name, value in node.pairs:
        if not name.strip():
            problems.append(problem("bad-setting", "A topic without a name cannot be used.", "Name it.", value.where))
        elif value.pairs is None:
            words = value.texts()
            if words is None or not (words := lines(words)):
                problems.append(problem("bad-setting", f"The topic “{name}” takes words.", _RULE_HINT, value.where))
            else:
                rules.append(TopicRule(topic=media_topics.identify(one_line(name)), any_of=words))
        else:
            rules.append(_rule(name, value.pairs, problems))
    return TopicRules(rules=tuple(_without_circles(rules, node, problems))), tuple(problems)


def watch_rules(node: Node) -> tuple[tuple[WatchRule, ...], tuple[Problem, ...]]:
    """``watch:``: lists of words, each with a name. A list without words is left out and reported."""
    if node.pairs is None:
        raise ValueError("takes lists of words, each with a name: “NATO: [OTAN, NATO]”")
    rules: list[WatchRule] = []
    problems: list[Problem] = []
    for name, value in node.pairs:
        lists: dict[str, tuple[str, ...]] = {}
        for key, words in value.pairs if value.pairs is not None else (("any", value),):
            part, texts = fold(key), words.texts()
            if part not in _WATCH_KEYS:
                message = f"“{key}” is not a setting of a watch list."
                problems.append(problem("unknown-key", message, _WATCH_HINT, words.where))
            else:
                lists[_WATCH_KEYS[part]] = lines(texts or ())
        rule = WatchRule(name=one_line(name), **lists)
        if rule.name and (rule.any_of or rule.all_of):
            rules.append(rule)
        else:
            message = f"The watch list “{name}” has no name or no words to look for."
            problems.append(problem("bad-setting", message, _WATCH_HINT, value.where))
    return tuple(rules), tuple(problems)


_WATCH_KEYS = {"any": "any_of", "all": "all_of", "not": "none_of"}
_WATCH_HINT = "A watch list takes “any”, “all” and “not” (lists of words), as in “NATO: {any: [OTAN, NATO]}”."


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
            problems.append(problem("bad-setting", message, "Remove one of the two parents.", node.where))
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
            parent = media_topics.identify(one_line(node.text or ""))
            if not parent:
                message = f"The parent of the topic “{name}” takes one topic."
                problems.append(problem("bad-setting", message, "Write it as in “parent: Europe”.", node.where))
        elif part not in _RULE_KEYS:
            near = fields.nearest(part, (*_RULE_KEYS, "label", "parent"))
            hint = f"Did you mean “{near}”?" if near else _RULE_HINT
            problems.append(problem("unknown-key", f"“{key}” is not a setting of a topic.", hint, node.where))
        elif words is None:
            message = f"“{key}” of the topic “{name}” takes a word or a list of words."
            problems.append(problem("bad-setting", message, _RULE_HINT, node.where))
        else:
            lists[_RULE_KEYS[part]] = lines(words)
    return TopicRule(topic=media_topics.identify(one_line(name)), labels=labels, parent=parent, **lists)


def _labels(name: str, node: Node, problems: list[Problem]) -> dict[str, str]:
    """A topic's names by language."""
    found: dict[str, str] = {}
    for language, label in node.pairs or (("", node),):
        tag = language_tag(language) if language else None
        if tag is None or not (label.text or "").strip():
            message = f"The label of the topic “{name}” takes a name for each language."
            hint = "Write it as in “label: {fr: Ukraine, en: Ukraine}”."
            problems.append(problem("bad-setting", message, hint, label.where))
        else:
            found[tag] = one_line(label.text or "")
    return found


_RULE_KEYS = {"any": "any_of", "all": "all_of", "not": "none_of", "aliases": "aliases"}
_RULE_HINT = "A topic takes “any”, “all”, “not” and “aliases” (lists of words), “label” and “parent”."
