"""The editor's settings, checked: digest.yml and the front matter of the root INDEX.md.

Both take the same keys and are read into ``Setting`` values; ``resolve`` then takes, key by key, command line >
digest.yml > front matter > default. All keys are optional.

Rejected: settings in environment variables, since a site's folder holds all its settings; rules of topics on more than words,
since articles can declare their topics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from digest.config import values
from digest.config.mapping import DEFAULT_HOLDS, fatal, line_of, read_mapping, unknown_key
from digest.config.rules import topic_rules, watch_rules
from digest.config.values import SourceRights
from digest.errors import ConfigError, Position, Problem, Severity, problem
from digest.i18n import fold, name_key
from digest.model import EXCERPT, About, Look, Rules, Search, Settings, TopicRules
from digest.vocabulary import fields
from digest.yaml import Node

NAME = "digest.yml"


class Setting(Struct, frozen=True, kw_only=True):
    """A checked value and where it was written."""

    value: object
    where: Position


KEYS: Mapping[str, Callable[[Node], object]] = {
    "title": line_of,
    "description": line_of,
    "language": values.language,
    "base_url": values.address,
    "unlisted": values.unlisted,
    "rights": values.rights,
    "excerpt": values.excerpt,
    "noindex": values.flag,
    "feeds": values.feeds,
    "names": values.flag,
    "topics": topic_rules,
    "api": values.flag,
    "llms": values.flag,
    "mail": values.mail,
    "publish": line_of,
    "theme": values.theme,
    "search": values.search,
    "about": values.about,
    "contact": values.contact,
    "stories": values.flag,
    "duplicates": values.flag,
    "watch": watch_rules,
    "editions": values.editions,
    "home": values.home,
}
_RESTRICTING = frozenset(
    {"rights", "excerpt", "noindex"}
)  # a typing error in these must not publish more than was meant


def read_file(path: Path, shown: str) -> tuple[dict[str, Setting], tuple[Problem, ...]]:
    """The settings in the digest.yml at ``path``, called ``shown`` in messages, and problems; no settings if it is missing.

    ConfigError if the file exists and cannot be read.
    """
    pairs = read_mapping(path, shown, "settings", "must be lines of the form “key: value”")
    return read_pairs(pairs)


def read_pairs(pairs: Iterable[tuple[str, Node]]) -> tuple[dict[str, Setting], tuple[Problem, ...]]:
    """Settings from the nodes of a mapping. A setting that is unknown or cannot be read is a warning and is left out.

    ConfigError, with all problems, for a setting that restricts publication: its default would publish more than was meant.
    """
    settings: dict[str, Setting] = {}
    problems: list[Problem] = []
    refused: list[Problem] = []
    for key, node in pairs:
        name = fold(key).replace("-", "_").replace(" ", "_")
        if name not in KEYS:
            if not fields.may_withhold(key):  # “draft: yes” withholds all articles of INDEX.md (manifest/parse.py)
                found = _unknown_setting(key, name, node.where)
                (refused if found.severity is Severity.FATAL else problems).append(found)
            continue
        try:
            value = KEYS[name](node)
        except ValueError as error:
            if name in _RESTRICTING:
                refused += fatal(f"“{key}” {error}.", node.where).problems
            else:
                problems.append(problem("bad-setting", f"“{key}” {error}.", DEFAULT_HOLDS, node.where))
            continue
        if isinstance(value, tuple):  # a value with parts, and problems with some of them
            value, remarks = value
            problems += remarks
        if name in settings and name in _RESTRICTING:
            refused += fatal(f"“{key}” is set twice, so it is not clear what may be published.", node.where).problems
        elif name in settings:
            problems.append(
                problem("duplicate-key", f"“{key}” is set twice; this value counts.", "Remove one of them.", node.where)
            )
        settings[name] = Setting(value=value, where=node.where)
    if refused:
        raise ConfigError(*problems, *refused)
    return settings, tuple(problems)


def _unknown_setting(key: str, name: str, where: Position) -> Problem:
    if (near := fields.nearest(name, tuple(KEYS))) in _RESTRICTING:
        message = f"Unknown setting “{key}”, which may restrict publication. Did you mean “{near}”?"
        return fatal(message, where).problems[0]
    return unknown_key(f"Unknown setting “{key}”.", name, KEYS, where)


def unknown_sources(layers: Iterable[Mapping[str, Setting]], sources: Iterable[str]) -> Iterator[Problem]:
    """A warning for each source that ``rights:`` names and no article has: what was meant to be restricted is published.

    The first of ``layers`` with ``rights:`` counts, as for ``resolve``; ``sources`` are those of all articles.
    """
    known = {name_key(source): source for source in sources}
    rights = next((layer["rights"].value for layer in layers if "rights" in layer), None)
    for one in rights.sources if isinstance(rights, SourceRights) else ():
        if name_key(one.name) in known:
            continue
        near = fields.nearest(one.name, (*known.values(), "default", "sources"))
        message = f"No article has the source “{one.name}”, so its rights apply to nothing."
        hint = f"Did you mean “{near}”?" if near else "Write the source as the articles show it, or remove this line."
        yield problem("unknown-source", message, hint, one.where)


def resolve(*layers: Mapping[str, Setting], title: str, language: str) -> Settings:
    """The settings of a site: for each key the value of the first layer that has it, else the default.

    ``layers`` are in order of precedence. ``title`` and ``language`` are the defaults of these two.
    """
    merged: dict[str, object] = {"title": title, "language": language}
    for layer in reversed(layers):
        merged |= {name: setting.value for name, setting in layer.items() if setting.value not in (None, "")}
    rights = merged.get("rights")
    rights = rights if isinstance(rights, SourceRights) else SourceRights()
    topics, look, search = merged.get("topics"), merged.get("theme"), merged.get("search")
    watch = merged.get("watch", ())
    about = merged.get("about")
    address = merged.get("base_url")
    stories, duplicates = bool(merged.get("stories", True)), bool(merged.get("duplicates", True))
    return Settings(
        title=str(merged["title"]),
        language=str(merged["language"]),
        description=str(merged.get("description", "")),
        base_url=str(address) if address else None,
        include_unlisted=bool(merged.get("unlisted", False)),
        rights=rights.default,
        source_rights={name_key(one.name): one.rights for one in rights.sources},
        noindex=bool(merged.get("noindex", False)),
        feeds=bool(merged.get("feeds", True)),
        feed_texts=merged.get("feeds") == "full",
        names=bool(merged.get("names", True)),
        api=bool(merged.get("api", False)),
        llms=bool(merged.get("llms", False)),
        excerpt=int(str(merged.get("excerpt", EXCERPT))),
        look=look if isinstance(look, Look) else Look(),
        search=search if isinstance(search, Search) else Search(),
        about=about if isinstance(about, About) else About(),
        contact=str(merged.get("contact", "")),
        stories=stories,
        duplicates=duplicates,
        editions=str(merged.get("editions", "week" if merged.get("home") else "")),
        home_edition=bool(merged.get("home", False)),
        rules=Rules(
            topics=topics if isinstance(topics, TopicRules) else TopicRules(),
            watch=watch if isinstance(watch, tuple) else (),
            duplicates=duplicates,
            stories=stories,
        ),
    )
