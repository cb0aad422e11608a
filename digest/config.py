"""digest.yml and the front matter of the root INDEX.md: a site's settings, checked.

Both are read by the same rules into ``Setting`` values; ``resolve`` then takes, key by key, command line > digest.yml >
front matter > default. All keys are optional. A key that belongs to a later version is known, and said to have no effect yet.

Rejected: settings by environment variable. A site's folder says all about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from digest import yaml
from digest.errors import ConfigError, Position, Problem, Severity
from digest.i18n import fold, language_tag, name_key
from digest.model import EXCERPT, Look, Rights, Rules, Search, Settings, TopicRules
from digest.vocabulary import fields
from digest.vocabulary.topic_rules import setting_problem, topic_rules
from digest.yaml import Node

NAME = "digest.yml"
LONGEST_EXCERPT = 1000  # what an article keeps of its beginning


class Setting(Struct, frozen=True, kw_only=True):
    """A checked value and where it was written."""

    value: object
    where: Position


class SourceRights(Struct, frozen=True, kw_only=True):
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
            by_source |= {name_key(source): _right(right) for source, right in value.pairs or ()}
        else:
            by_source[name_key(name)] = _right(value)
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
            problems.append(setting_problem("bad-setting", f"“{key}” of the theme takes {_LOOK[part]}.", _UNTIL, value))
        else:
            near = fields.nearest(part, tuple(_LOOK))
            hint = f"Did you mean “{near}”?" if near else f"It takes {', '.join(_LOOK)}."
            problems.append(setting_problem("unknown-key", f"“{key}” is nothing that the theme takes.", hint, value))
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
            hint = f"Did you mean “{near}”?" if near else "It takes “shortcut”."
            problems.append(setting_problem("unknown-key", f"“{key}” is nothing that the search takes.", hint, value))
            continue
        try:
            shortcut = _flag(value)
        except ValueError as error:
            problems.append(setting_problem("bad-setting", f"“{key}” of the search {error}.", _UNTIL, value))
    return Search(shortcut=shortcut), tuple(problems)


KEYS: Mapping[str, Callable[[Node], object]] = {
    "title": _text, "description": _text, "language": _language, "base_url": _base_url,
    "unlisted": _unlisted, "rights": _rights, "excerpt": _excerpt, "noindex": _flag, "feeds": _flag, "topics": topic_rules,
    "theme": _look, "search": _search,
}  # fmt: skip
_GUARDS = frozenset({"rights", "excerpt", "noindex"})  # a slip of the pen in these must not publish more than was meant
_LATER = ("csp", "plugins")


def read_file(path: Path, shown: str) -> tuple[dict[str, Setting], tuple[Problem, ...]]:
    """The settings in the digest.yml at ``path``, called ``shown`` in messages; none if it is not there.

    ConfigError where it is there and cannot be read.
    """
    try:
        text = yaml.read(path)
    except FileNotFoundError:
        return {}, ()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise _fatal(f"The settings cannot be read: {reason}.", Position(file=shown)) from error
    try:
        root = yaml.parse(text, shown)
    except yaml.YamlError as error:
        raise _fatal(f"The settings are not YAML: {error.message}.", error.where) from error
    if root is None:
        return {}, ()
    if root.pairs is None:
        raise _fatal("The settings must be lines of the form “key: value”.", root.where)
    return read_pairs(root.pairs)


def _fatal(message: str, where: Position) -> ConfigError:
    hint = "Mend it, or take it out: every setting has a default."
    return ConfigError(Problem(code="bad-config", severity=Severity.FATAL, message=message, hint=hint, where=where))


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
                setting_problem(
                    "setting-without-effect", f"“{key}” has no effect in this version.", "", node, Severity.NOTICE
                )
            )
            continue
        if name not in KEYS and fields.may_withhold(key):
            continue  # it holds back the articles that INDEX.md lists, and is no setting (manifest/front.py)
        if name not in KEYS:
            near = fields.nearest(name, tuple(KEYS))
            if near in _GUARDS:
                raise _fatal(f"“{key}” is no setting, and may hold something back. Did you mean “{near}”?", node.where)
            hint = f"Did you mean “{near}”?" if near else f"Known are: {', '.join(KEYS)}."
            problems.append(setting_problem("unknown-key", f"“{key}” is no setting.", hint, node))
            continue
        try:
            value = KEYS[name](node)
            if isinstance(value, tuple):  # a value made of parts, and what was wrong with some of them
                value, found = value
                problems += found
            if name in settings and name in _GUARDS:
                raise _fatal(f"“{key}” is set a second time, so what is to be held back is not clear.", node.where)
            if name in settings:
                message = f"“{key}” is set a second time; this one counts."
                problems.append(setting_problem("duplicate-key", message, "Take one of them out.", node))
            settings[name] = Setting(value=value, where=node.where)
        except ValueError as error:
            if name in _GUARDS:
                raise _fatal(f"“{key}” {error}.", node.where) from error
            problems.append(setting_problem("bad-setting", f"“{key}” {error}.", _UNTIL, node))
    return settings, tuple(problems)


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
