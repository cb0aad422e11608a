"""The editor's settings, checked: digest.yml, the front matter of the root INDEX.md, and names.yml.

The first two take the same keys and are read into ``Setting`` values; ``resolve`` then takes, key by key, command line >
digest.yml > front matter > default. All keys are optional.

names.yml, beside digest.yml, lists names of people, organisations and places that take precedence over inferred ones; a
declared name that is an alias is replaced by its name::

    people:
      Volodymyr Zelensky: [Zelenskyy, Зеленський]   # the name that the site shows: other spellings in texts
    organisations:
      OTAN: [NATO, Alliance atlantique]
    places:
      Kiev: [Kyiv, Київ]
      Ukraine:                                      # a country is known by its code, in any language
    ignore: [Telegram]                              # never a name

Rejected: settings in environment variables (a site's folder holds all its settings), a name with two meanings (a name
listed under two headings counts under the first), and rules of topics on more than words (articles can declare the topic).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from digest import yaml
from digest.dates.editions import PERIODS
from digest.errors import ConfigError, Position, Problem, problem
from digest.i18n import fold, language_tag, name_key
from digest.model import (
    EXCERPT,
    About,
    Look,
    NameKind,
    NameRule,
    NameRules,
    Rights,
    Rules,
    Search,
    Settings,
    TopicRule,
    TopicRules,
    WatchRule,
)
from digest.vocabulary import countries, fields, media_topics
from digest.yaml import Node

NAME = "digest.yml"
NAMES_FILE = "names.yml"
LONGEST_EXCERPT = 1000  # characters; an article keeps as many of its beginning


class Setting(Struct, frozen=True, kw_only=True):
    """A checked value and where it was written."""

    value: object
    where: Position


class SourceRights(Struct, frozen=True, kw_only=True):
    """``rights:`` of digest.yml: the default, and the rights of single sources by folded name."""

    default: Rights
    by_source: Mapping[str, Rights]


class MailSettings(Struct, frozen=True, kw_only=True):
    """``mail:`` of digest.yml: the SMTP server, and who gets mail from whom. ``tls`` encrypts from the first byte, as port 465
    does; otherwise the connection is encrypted by STARTTLS. Without ``user`` the server is asked for no login.
    """

    sender: str
    recipients: tuple[str, ...]
    host: str
    port: int
    tls: bool = False
    user: str = ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _lines(texts: str | tuple[str, ...]) -> tuple[str, ...]:
    """One or several texts, each in one line, without empty ones."""
    return tuple(filter(None, map(_line, (texts,) if isinstance(texts, str) else texts)))


def _text(node: Node) -> str:
    if node.text is None:
        raise ValueError("takes one line of text")
    return _line(node.text)


def _language(node: Node) -> str:
    tag = language_tag(_text(node))
    if tag is None:
        raise ValueError(f"takes a BCP 47 tag, as in “fr”; “{_text(node)}” is not one")
    return tag


def base_url(text: str) -> str:
    """``text`` as the URL of a site, ending in ``/``. ValueError if it is not one."""
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"takes the address of the site (https://example.org/review/); “{text.strip()}” is not one")
    if re.search(r"[\s<>\"'\\\x00-\x1f]", text.strip()):
        raise ValueError(f"“{text.strip()}” contains characters that no address has")
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
    """The three options of ``theme:``; an option that cannot be used keeps its default and is a problem."""
    if node.pairs is None:
        raise ValueError("takes “accent”, “font” and “density”")
    found: dict[str, str | bool] = {}
    problems: list[Problem] = []
    for key, value in node.pairs:
        part = fold(key)
        text = _line(value.text or "")
        if part == "accent" and (colour := _COLOUR.fullmatch(text.lower())):
            found["accent"] = "#" + (colour[1] if len(colour[1]) == 6 else "".join(2 * digit for digit in colour[1]))
        elif part == "font" and (fold(text) in ("serif", "sans") or _FONTS.fullmatch(text)):
            found["font"] = "" if fold(text) == "serif" else "sans" if fold(text) == "sans" else text
        elif part == "density" and fold(text) in ("normal", "compact"):
            found["compact"] = fold(text) == "compact"
        elif part in _LOOK:
            problems.append(
                problem("bad-setting", f"“{key}” of the theme takes {_LOOK[part]}.", _DEFAULT_HOLDS, value.where)
            )
        else:
            problems.append(_unknown(f"Unknown key “{key}” of the theme.", part, _LOOK, value.where))
    look = Look(
        accent=str(found.get("accent", "")), font=str(found.get("font", "")), compact=bool(found.get("compact"))
    )
    return look, tuple(problems)


_COLOUR = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})")
_FONTS = re.compile(r"[\w \-\"',]{1,200}")
_LOOK = {
    "accent": "a colour, as in “#a3231f”",
    "font": "“serif”, “sans” or names of fonts",
    "density": "“normal” or “compact”",
}
_DEFAULT_HOLDS = "Correct it; until then the default applies."


def _search(node: Node) -> tuple[Search, tuple[Problem, ...]]:
    """``search:``: yes, no, or its options; an option that cannot be used keeps its default and is a problem."""
    if node.pairs is None:
        return Search(on=_flag(node)), ()
    shortcut = True
    problems: list[Problem] = []
    for key, value in node.pairs:
        if fold(key) != "shortcut":
            problems.append(_unknown(f"Unknown key “{key}” of the search.", fold(key), ("shortcut",), value.where))
            continue
        try:
            shortcut = _flag(value)
        except ValueError as error:
            problems.append(problem("bad-setting", f"“{key}” of the search {error}.", _DEFAULT_HOLDS, value.where))
    return Search(shortcut=shortcut), tuple(problems)


def _editions(node: Node) -> str:
    word = fold(_text(node))
    if word not in (*PERIODS, "no", ""):
        raise ValueError("takes “week”, “month”, “day” or “no”")
    return word if word in PERIODS else ""


def _home(node: Node) -> bool:
    word = fold(_text(node))
    if word not in ("edition", "articles"):
        raise ValueError("takes “articles” (the newest articles) or “edition” (the newest edition)")
    return word == "edition"


_MAIL_HINT = "takes “from”, “to”, “host”, and optionally “port”, “security” and “user”"
_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+")
_SECURITY = {"starttls": 587, "tls": 465}  # the usual ports (RFC 8314, section 7.3)


def _mail(node: Node) -> MailSettings:
    """``mail:``. ValueError if a part is missing or wrong: no mail must go to fewer or other people than was meant."""
    given = {fold(key): value for key, value in node.pairs or ()}
    if unknown := set(given) - {"from", "to", "host", "port", "security", "user"}:
        raise ValueError(f"{_MAIL_HINT}, not “{min(unknown)}”")
    sender = _text(given["from"]) if "from" in given else ""
    recipients = _lines(given["to"].texts() or ()) if "to" in given else ()
    host = _text(given["host"]) if "host" in given else ""
    if not sender or not recipients or not host:
        raise ValueError(_MAIL_HINT)
    for address in (sender, *recipients):
        if not _ADDRESS.fullmatch(address) or not address.isascii():
            raise ValueError(f"takes mail addresses as in “desk@example.org”; “{address}” is not one")
    security = fold(_text(given["security"])) if "security" in given else "starttls"
    if security not in _SECURITY:
        raise ValueError("takes “starttls” or “tls” as its security")
    port = _text(given["port"]) if "port" in given else str(_SECURITY[security])
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"takes a number from 1 to 65535 as its port; “{port}” is not one")
    user = _text(given["user"]) if "user" in given else ""
    return MailSettings(
        sender=sender, recipients=recipients, host=host, port=int(port), tls=security == "tls", user=user
    )


def _about(node: Node) -> tuple[About, tuple[Problem, ...]]:
    """``about:``: who publishes the site, or a text for each of its keys; an unknown key is a problem."""
    if node.pairs is None:
        return About(publisher=_text(node)), ()
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for key, value in node.pairs:
        if fold(key) in About.__struct_fields__:
            found[fold(key)] = _text(value)
        else:
            problems.append(
                _unknown(f"Unknown key “{key}” of “about”.", fold(key), About.__struct_fields__, value.where)
            )
    return About(**found), tuple(problems)


def _contact(node: Node) -> str:
    text = _text(node)
    if not re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+|https?://[^\s<>\"]+", text):
        raise ValueError(f"takes a mail address or the address of a page; “{text}” is neither")
    return text


def _topics(node: Node) -> tuple[TopicRules, tuple[Problem, ...]]:
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
            if words is None or not (words := _lines(words)):
                problems.append(problem("bad-setting", f"The topic “{name}” takes words.", _RULE_HINT, value.where))
            else:
                rules.append(TopicRule(topic=media_topics.identify(_line(name)), any_of=words))
        else:
            rules.append(_rule(name, value.pairs, problems))
    return TopicRules(rules=tuple(_without_circles(rules, node, problems))), tuple(problems)


def _watch(node: Node) -> tuple[tuple[WatchRule, ...], tuple[Problem, ...]]:
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
                lists[_WATCH_KEYS[part]] = _lines(texts or ())
        rule = WatchRule(name=_line(name), **lists)
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
            parent = media_topics.identify(_line(node.text or ""))
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
            lists[_RULE_KEYS[part]] = _lines(words)
    return TopicRule(topic=media_topics.identify(_line(name)), labels=labels, parent=parent, **lists)


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
            found[tag] = _line(label.text or "")
    return found


_RULE_KEYS = {"any": "any_of", "all": "all_of", "not": "none_of", "aliases": "aliases"}
_RULE_HINT = "A topic takes “any”, “all”, “not” and “aliases” (lists of words), “label” and “parent”."

KEYS: Mapping[str, Callable[[Node], object]] = {
    "title": _text,
    "description": _text,
    "language": _language,
    "base_url": _base_url,
    "unlisted": _unlisted,
    "rights": _rights,
    "excerpt": _excerpt,
    "noindex": _flag,
    "feeds": _flag,
    "names": _flag,
    "topics": _topics,
    "api": _flag,
    "llms": _flag,
    "mail": _mail,
    "publish": _text,
    "theme": _look,
    "search": _search,
    "about": _about,
    "contact": _contact,
    "stories": _flag,
    "duplicates": _flag,
    "watch": _watch,
    "editions": _editions,
    "home": _home,
}
_RESTRICTING = frozenset(
    {"rights", "excerpt", "noindex"}
)  # a typing error in these must not publish more than was meant


def read_file(path: Path, shown: str) -> tuple[dict[str, Setting], tuple[Problem, ...]]:
    """The settings in the digest.yml at ``path``, called ``shown`` in messages, and problems; no settings if it is missing.

    ConfigError if the file exists and cannot be read.
    """
    pairs = _pairs(path, shown, "settings", "must be lines of the form “key: value”")
    return read_pairs(pairs)


def _pairs(path: Path, shown: str, what: str, form: str) -> tuple[tuple[str, Node], ...]:
    """The keys and values of a YAML file; none if it is missing or empty. ConfigError if it is not a mapping.

    ``what`` the file holds and the ``form`` it must have are words for messages.
    """
    try:
        text = yaml.read(path)
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise _fatal(f"The {what} cannot be read: {reason}.", Position(file=shown)) from error
    try:
        root = yaml.parse(text, shown)
    except yaml.YamlError as error:
        raise _fatal(f"The {what} are not YAML: {error.message}.", error.where) from error
    if root is None:
        return ()
    if root.pairs is None:
        raise _fatal(f"The {what} {form}.", root.where)
    return root.pairs


def _fatal(message: str, where: Position) -> ConfigError:
    return ConfigError(problem("bad-config", message, "Correct it, or remove it: it is optional.", where))


def _unknown(message: str, key: str, known: Iterable[str], where: Position) -> Problem:
    """A problem with a key that is not ``known``; its hint is the nearest known key, or else all of them."""
    near = fields.nearest(key, tuple(known))
    hint = f"Did you mean “{near}”?" if near else f"Known are: {', '.join(known)}."
    return problem("unknown-key", message, hint, where)


def read_pairs(pairs: Iterable[tuple[str, Node]]) -> tuple[dict[str, Setting], tuple[Problem, ...]]:
    """Settings from the nodes of a mapping. A setting that is unknown or cannot be read is a warning and is left out.

    ConfigError for a setting that restricts publication, since its default would publish more than was meant.
    """
    settings: dict[str, Setting] = {}
    problems: list[Problem] = []
    for key, node in pairs:
        name = fold(key).replace("-", "_").replace(" ", "_")
        if name not in KEYS:
            if not fields.may_withhold(key):  # “draft: yes” withholds all articles of INDEX.md (manifest/parse.py)
                problems.append(_unknown_setting(key, name, node.where))
            continue
        try:
            value = KEYS[name](node)
        except ValueError as error:
            if name in _RESTRICTING:
                raise _fatal(f"“{key}” {error}.", node.where) from error
            problems.append(problem("bad-setting", f"“{key}” {error}.", _DEFAULT_HOLDS, node.where))
            continue
        if isinstance(value, tuple):  # a value with parts, and problems with some of them
            value, found = value
            problems += found
        if name in settings and name in _RESTRICTING:
            raise _fatal(f"“{key}” is set twice, so it is not clear what may be published.", node.where)
        if name in settings:
            problems.append(
                problem("duplicate-key", f"“{key}” is set twice; this value counts.", "Remove one of them.", node.where)
            )
        settings[name] = Setting(value=value, where=node.where)
    return settings, tuple(problems)


def _unknown_setting(key: str, name: str, where: Position) -> Problem:
    if (near := fields.nearest(name, tuple(KEYS))) in _RESTRICTING:
        message = f"Unknown setting “{key}”, which may restrict publication. Did you mean “{near}”?"
        raise _fatal(message, where)
    return _unknown(f"Unknown setting “{key}”.", name, KEYS, where)


def resolve(*layers: Mapping[str, Setting], title: str, language: str) -> Settings:
    """The settings of a site: for each key the value of the first layer that has it, else the default.

    ``layers`` are in order of precedence. ``title`` and ``language`` are the defaults of these two.
    """
    merged: dict[str, object] = {"title": title, "language": language}
    for layer in reversed(layers):
        merged |= {name: setting.value for name, setting in layer.items() if setting.value not in (None, "")}
    rights = merged.get("rights")
    sources = rights if isinstance(rights, SourceRights) else SourceRights(default=Rights.FULL, by_source={})
    topics, look, search = merged.get("topics"), merged.get("theme"), merged.get("search")
    watch = merged.get("watch", ())
    about = merged.get("about")
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
        names=bool(merged.get("names", True)),
        api=bool(merged.get("api", False)),
        llms=bool(merged.get("llms", False)),
        excerpt=int(str(merged.get("excerpt", EXCERPT))),
        look=look if isinstance(look, Look) else Look(),
        search=search if isinstance(search, Search) else Search(),
        about=about if isinstance(about, About) else About(),
        contact=str(merged.get("contact", "")),
        stories=bool(merged.get("stories", True)),
        duplicates=bool(merged.get("duplicates", True)),
        editions=str(merged.get("editions", "week" if merged.get("home") else "")),
        home_edition=bool(merged.get("home", False)),
        rules=Rules(
            topics=topics if isinstance(topics, TopicRules) else TopicRules(),
            watch=watch if isinstance(watch, tuple) else (),
        ),
    )


# names.yml

_KINDS: Mapping[str, NameKind] = MappingProxyType(
    {"people": NameKind.PERSON, "organisations": NameKind.ORGANISATION, "places": NameKind.PLACE}
)
_IGNORE = frozenset({"ignore", "ignored"})
_NAME_HINT = "Write it as in “people: {Volodymyr Zelensky: [Zelenskyy]}”."


def read_names(path: Path) -> tuple[NameRules, tuple[Problem, ...]]:
    """The names in the names.yml at ``path``, and problems; no names if the file is missing.

    ConfigError if the file exists and cannot be read.
    """
    rules: list[NameRule] = []
    ignored: list[str] = []
    problems: list[Problem] = []
    form = "must be listed under “people”, “organisations”, “places” or “ignore”"
    for key, node in _pairs(path, NAMES_FILE, "names", form):
        field = fields.field_named(key) or ""
        if field in _KINDS:
            rules += _name_rules(key, _KINDS[field], node, problems)
        elif fold(key) in _IGNORE:
            ignored += _names(key, node, problems)
        else:
            problems.append(_unknown(f"Unknown key “{key}” in {NAMES_FILE}.", key, (*_KINDS, "ignore"), node.where))
    return NameRules(rules=tuple(rules), ignored=tuple(ignored)), tuple(problems)


def _name_rules(key: str, kind: NameKind, node: Node, problems: list[Problem]) -> Iterator[NameRule]:
    """The names under one heading: a mapping of names to aliases, or a plain list of names."""
    if node.pairs is None:
        for name in _names(key, node, problems):
            yield _name_rule(kind, name, ())
        return
    for name, aliases in node.pairs:
        if name.strip():
            yield _name_rule(kind, _line(name), _names(name, aliases, problems))
        else:
            problems.append(problem("bad-setting", "A name is empty, so it cannot be used.", _NAME_HINT, aliases.where))


def _name_rule(kind: NameKind, name: str, aliases: tuple[str, ...]) -> NameRule:
    """A country's name is an alias of its code, so that it is listed on the page of that country."""
    code = countries.identify(name) if kind is NameKind.PLACE else name
    return NameRule(name=code, kind=kind, aliases=aliases if code == name else (name, *aliases))


def _names(key: str, node: Node, problems: list[Problem]) -> tuple[str, ...]:
    texts = node.texts()
    if texts is None:
        problems.append(problem("bad-setting", f"“{key}” takes a name or a list of names.", _NAME_HINT, node.where))
        return ()
    return _lines(texts)
