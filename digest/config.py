"""digest.yml and the front matter of the root INDEX.md: a site's settings, checked.

Both are read by the same rules into ``Setting`` values; ``resolve`` then takes, key by key, command line > digest.yml >
front matter > default. All keys are optional. A key that belongs to a later version is known, and said to have no effect yet.

Given up: settings by environment variable. A site's folder says all about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from digest import fields, yaml_lines
from digest.errors import ConfigError, Position, Problem, Severity
from digest.model import EXCERPT, Look, Rights, Rules, Search, Settings, TopicRule, TopicRules
from digest.topics import identify
from digest.words import fold, language_tag
from digest.yaml_lines import Node

NAME = "digest.yml"
LONGEST_EXCERPT = 1000  # what an article keeps of its beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A checked value and where it was written."""

    value: object
    where: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRights:
    """``rights:`` of digest.yml: what holds for all, and by source (folded name)."""

    default: Rights
    by_source: Mapping[str, Rights]


def _text(node: Node) -> str:
    if node.text is None:
        raise ValueError("takes one line of text")
    return " ".join(node.text.split())


def _language(node: Node) -> str:
    tag = language_tag(_text(node))
    if tag is None:
        raise ValueError(f"takes a BCP 47 tag, as in “fr”; “{_text(node)}” is none")
    return tag


def base_url(text: str) -> str:
    """``text`` as the address of a site, ending in ``/``. ValueError where it is none."""
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"takes the address of the site (https://example.org/review/); “{text.strip()}” is none")
    if re.search(r"[\s<>\"'\\\x00-\x1f]", text.strip()):
        raise ValueError(f"“{text.strip()}” holds characters that no address has")
    return text.strip().rstrip("/") + "/"


def _base_url(node: Node) -> str | None:
    return base_url(_text(node)) if _text(node) else None


def _unlisted(node: Node) -> bool:
    word = fold(_text(node))
    if word not in ("include", "warn"):
        raise ValueError("takes “include” (publish files that INDEX.md does not list) or “warn”")
    return word == "include"


def _flag(node: Node) -> bool:
    value = fields.read("draft", _text(node))
    return bool(value)


def _rights(node: Node) -> SourceRights:
    if node.pairs is None:
        return SourceRights(default=_right(node), by_source={})
    default = Rights.FULL
    by_source: dict[str, Rights] = {}
    for name, value in node.pairs:
        if fold(name) == "default":
            default = _right(value)
        elif fold(name) == "sources":
            by_source |= {fold(source): _right(right) for source, right in value.pairs or ()}
        else:
            by_source[fold(name)] = _right(value)
    return SourceRights(default=default, by_source=by_source)


def _excerpt(node: Node) -> int:
    length = int(str(fields.read("weight", _text(node))))
    if not 0 <= length <= LONGEST_EXCERPT:
        raise ValueError(f"takes a number of characters up to {LONGEST_EXCERPT}")
    return length


def _right(node: Node) -> Rights:
    value = fields.read("rights", _text(node))
    assert isinstance(value, Rights)  # noqa: S101 - what fields.read gives for rights
    return value


def _topics(node: Node) -> tuple[TopicRules, tuple[Problem, ...]]:
    """The rules of ``topics:``, each topic a mapping; what cannot be used is left out of its rule and said."""
    if node.pairs is None:
        raise ValueError("takes topics, each with its words: “Ukraine: {any: [Kiev, Zelensky]}”")
    rules: list[TopicRule] = []
    problems: list[Problem] = []
    for name, said in node.pairs:
        if not name.strip():
            problems.append(_problem("bad-setting", "A topic without a name cannot be used.", "Name it.", said))
        elif said.pairs is None:
            words = said.texts()
            if words is None or not (words := _words(words)):
                problems.append(_problem("bad-setting", f"The topic “{name}” takes words.", _RULE_MEND, said))
            else:
                rules.append(TopicRule(topic=identify(_line(name)), any_of=words))
        else:
            rules.append(_rule(name, said.pairs, problems))
    return TopicRules(rules=tuple(_without_circles(rules, node, problems))), tuple(problems)


def _without_circles(rules: Iterable[TopicRule], node: Node, problems: list[Problem]) -> Iterator[TopicRule]:
    """``rules`` in which no topic is above itself: a parent that would make it so is taken away and said."""
    above: dict[str, str] = {}
    for rule in rules:
        topic, parent = fold(rule.topic), fold(rule.parent)
        up = parent
        while up and up != topic:
            up = above.get(up, "")
        if up:
            message = f"The topic “{rule.topic}” cannot be below “{rule.parent}”, which is below it."
            problems.append(_problem("bad-setting", message, "Take one of the two parents away.", node))
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
                problems.append(_problem("bad-setting", message, "Write it as in “parent: Europe”.", node))
        elif part not in _RULE_KEYS:
            near = fields.nearest(part, (*_RULE_KEYS, "label", "parent"))
            mend = f"Did you mean “{near}”?" if near else _RULE_MEND
            problems.append(_problem("unknown-key", f"“{key}” is nothing that a topic takes.", mend, node))
        elif words is None:
            message = f"“{key}” of the topic “{name}” takes a word or a list of words."
            problems.append(_problem("bad-setting", message, _RULE_MEND, node))
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
            mend = "Write it as in “label: {fr: Ukraine, en: Ukraine}”."
            problems.append(_problem("bad-setting", message, mend, label))
        else:
            found[tag] = _line(label.text or "")
    return found


def _line(text: str) -> str:
    return " ".join(text.split())


def _words(texts: str | tuple[str, ...]) -> tuple[str, ...]:
    """One word or several, as they are written, without the empty ones."""
    return tuple(filter(None, map(_line, (texts,) if isinstance(texts, str) else texts)))


_RULE_KEYS = {"any": "any_of", "all": "all_of", "not": "none_of", "aliases": "aliases"}
_RULE_MEND = "A topic takes “any”, “all”, “not” and “aliases” (lists of words), “label” and “parent”."


def _look(node: Node) -> tuple[Look, tuple[Problem, ...]]:
    """The three things that ``theme:`` takes; what cannot be used is left at its default and said."""
    if node.pairs is None:
        raise ValueError("takes “accent”, “font” and “density”")
    found: dict[str, str | bool] = {}
    problems: list[Problem] = []
    for key, value in node.pairs:
        part = fold(key)
        text = " ".join((value.text or "").split())
        if part == "accent" and (colour := _COLOUR.fullmatch(text.lower())):
            found["accent"] = "#" + (colour[1] if len(colour[1]) == 6 else "".join(2 * digit for digit in colour[1]))
        elif part == "font" and (fold(text) in ("serif", "sans") or _FONTS.fullmatch(text)):
            found["font"] = "" if fold(text) == "serif" else "sans" if fold(text) == "sans" else text
        elif part == "density" and fold(text) in ("normal", "compact"):
            found["compact"] = fold(text) == "compact"
        elif part in _LOOK:
            problems.append(_problem("bad-setting", f"“{key}” of the theme takes {_LOOK[part]}.", _UNTIL, value))
        else:
            near = fields.nearest(part, tuple(_LOOK))
            mend = f"Did you mean “{near}”?" if near else f"It takes {', '.join(_LOOK)}."
            problems.append(_problem("unknown-key", f"“{key}” is nothing that the theme takes.", mend, value))
    look = Look(
        accent=str(found.get("accent", "")), font=str(found.get("font", "")), compact=bool(found.get("compact"))
    )
    return look, tuple(problems)


_COLOUR = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})")
_FONTS = re.compile(r"[\w \-\"',]{1,200}")
_LOOK = {
    "accent": "a colour, as in “#a3231f”", "font": "“serif”, “sans” or names of fonts", "density": "“normal” or “compact”",
}  # fmt: skip
_UNTIL = "Correct it; until then the default holds."


def _search(node: Node) -> tuple[Search, tuple[Problem, ...]]:
    """``no``, or what can be said of it; what cannot be used is left at its default and said."""
    if node.pairs is None:
        return Search(on=_flag(node)), ()
    shortcut = True
    problems: list[Problem] = []
    for key, value in node.pairs:
        if fold(key) != "shortcut":
            near = fields.nearest(fold(key), ("shortcut",))
            mend = f"Did you mean “{near}”?" if near else "It takes “shortcut”."
            problems.append(_problem("unknown-key", f"“{key}” is nothing that the search takes.", mend, value))
            continue
        try:
            shortcut = _flag(value)
        except ValueError as error:
            problems.append(_problem("bad-setting", f"“{key}” of the search {error}.", _UNTIL, value))
    return Search(shortcut=shortcut), tuple(problems)


KEYS: Mapping[str, Callable[[Node], object]] = {
    "title": _text, "description": _text, "language": _language, "base_url": _base_url,
    "unlisted": _unlisted, "rights": _rights, "excerpt": _excerpt, "noindex": _flag, "feeds": _flag, "topics": _topics,
    "theme": _look, "search": _search,
}  # fmt: skip
_GUARDS = frozenset({"rights", "excerpt", "noindex"})  # a slip of the pen in these must not publish more than was meant
_LATER = ("csp", "plugins")


def read_file(path: Path, shown: str) -> tuple[dict[str, Setting], tuple[Problem, ...]]:
    """The settings in the digest.yml at ``path``, called ``shown`` in messages; none if it is not there.

    ConfigError where it is there and cannot be read.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return {}, ()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise _fatal(f"The settings cannot be read: {reason}.", Position(file=shown)) from error
    try:
        root = yaml_lines.parse(text, shown)
    except yaml_lines.YamlError as error:
        raise _fatal(f"The settings are not YAML: {error.message}.", error.where) from error
    if root is None:
        return {}, ()
    if root.pairs is None:
        raise _fatal("The settings must be lines of the form “key: value”.", root.where)
    return read_pairs(root.pairs)


def _fatal(message: str, where: Position) -> ConfigError:
    mend = "Mend it, or take it out: every setting has a default."
    return ConfigError(Problem(code="bad-config", severity=Severity.FATAL, message=message, mend=mend, where=where))


def read_pairs(pairs: Iterable[tuple[str, Node]]) -> tuple[dict[str, Setting], tuple[Problem, ...]]:
    """Settings from a mapping's nodes. What is not known or cannot be read is a warning and left out.

    ConfigError where it is a setting that holds something back: its default would publish more than was meant.
    """
    settings: dict[str, Setting] = {}
    problems: list[Problem] = []
    for key, node in pairs:
        name = fold(key).replace("-", "_").replace(" ", "_")
        if name in _LATER:
            problems.append(
                _problem("setting-without-effect", f"“{key}” has no effect in this version.", "", node, Severity.NOTICE)
            )
            continue
        if name not in KEYS:
            near = fields.nearest(name, tuple(KEYS))
            mend = f"Did you mean “{near}”?" if near else f"Known are: {', '.join(KEYS)}."
            problems.append(_problem("unknown-key", f"“{key}” is no setting.", mend, node))
            continue
        try:
            value = KEYS[name](node)
            if isinstance(value, tuple):  # a value made of parts, and what was wrong with some of them
                value, found = value
                problems += found
            settings[name] = Setting(value=value, where=node.where)
        except ValueError as error:
            if name in _GUARDS:
                raise _fatal(f"“{key}” {error}.", node.where) from error
            problems.append(_problem("bad-setting", f"“{key}” {error}.", _UNTIL, node))
    return settings, tuple(problems)


def _problem(code: str, message: str, mend: str, node: Node, severity: Severity = Severity.WARNING) -> Problem:
    return Problem(code=code, severity=severity, message=message, mend=mend, where=node.where)


def resolve(*layers: Mapping[str, Setting], title: str, language: str) -> Settings:
    """The settings of a site: for each key the first layer that has it, else the default.

    ``layers`` stand with the strongest first. ``title`` and ``language`` are the defaults of these two.
    """
    merged: dict[str, object] = {"title": title, "language": language}
    for layer in reversed(layers):
        merged |= {name: setting.value for name, setting in layer.items() if setting.value not in (None, "")}
    rights = merged.get("rights")
    sources = rights if isinstance(rights, SourceRights) else SourceRights(default=Rights.FULL, by_source={})
    topics, look, search = merged.get("topics"), merged.get("theme"), merged.get("search")
    address = merged.get("base_url")
    return Settings(
        title=str(merged["title"]),
        language=str(merged["language"]),
        description=str(merged.get("description", "")),
        base_url=str(address) if address else None,
        include_unlisted=bool(merged.get("unlisted", False)),
        rights=sources.default,
        source_rights=sources.by_source,
        noindex=bool(merged.get("noindex", False)),
        feeds=bool(merged.get("feeds", True)),
        excerpt=int(str(merged.get("excerpt", EXCERPT))),
        look=look if isinstance(look, Look) else Look(),
        search=search if isinstance(search, Search) else Search(),
        rules=Rules(topics=topics if isinstance(topics, TopicRules) else TopicRules()),
    )
