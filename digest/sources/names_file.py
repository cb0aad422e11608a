"""names.yml: the editor's names of people, organisations and places, beside digest.yml.

    people:
      Volodymyr Zelensky: [Zelenskyy, Зеленський]   # how it is written here: how else texts write it
    organisations:
      OTAN: [NATO, Alliance atlantique]
    places:
      Kiev: [Kyiv, Київ]
      Ukraine:                                      # a country becomes its code, whatever it is called
    ignore: [Telegram]                              # looks like a name, and is none that matters

What is found of them in a text goes before all that is inferred; a declared name that is an alias becomes the name.

Rejected: names that mean two things. One that stands under two headings is the first's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from digest import yaml
from digest.errors import ConfigError, Position, Problem, Severity
from digest.i18n import fold
from digest.model import NameKind, NameRule, NameRules
from digest.vocabulary import countries, fields
from digest.yaml import Node

NAME = "names.yml"
_KINDS: Mapping[str, NameKind] = MappingProxyType(
    {"people": NameKind.PERSON, "organisations": NameKind.ORGANISATION, "places": NameKind.PLACE}
)
_IGNORE = frozenset({"ignore", "ignored"})
_MEND = "Write it as in “people: {Volodymyr Zelensky: [Zelenskyy]}”."


def read_names(path: Path) -> tuple[NameRules, tuple[Problem, ...]]:
    """The names in the file at ``path``, none if it is not there, and what cannot be used of it.

    ConfigError where it is there and cannot be read.
    """
    try:
        text = yaml.read(path)
    except FileNotFoundError:
        return NameRules(), ()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise _fatal(f"The names cannot be read: {reason}.", Position(file=NAME)) from error
    try:
        root = yaml.parse(text, NAME)
    except yaml.YamlError as error:
        raise _fatal(f"The names are not YAML: {error.message}.", error.where) from error
    if root is None:
        return NameRules(), ()
    if root.pairs is None:
        raise _fatal("The names must stand under “people”, “organisations”, “places” or “ignore”.", root.where)
    rules: list[NameRule] = []
    ignored: list[str] = []
    problems: list[Problem] = []
    for key, node in root.pairs:
        field = fields.field_named(key) or ""
        if field in _KINDS:
            rules += _rules(key, _KINDS[field], node, problems)
        elif fold(key) in _IGNORE:
            ignored += _texts(key, node, problems)
        else:
            near = fields.nearest(key, (*_KINDS, "ignore"))
            hint = f"Did you mean “{near}”?" if near else f"Known are: {', '.join((*_KINDS, 'ignore'))}."
            problems.append(_problem("unknown-key", f"“{key}” is nothing that {NAME} takes.", hint, node))
    return NameRules(rules=tuple(rules), ignored=tuple(ignored)), tuple(problems)


def _rules(key: str, kind: NameKind, node: Node, problems: list[Problem]) -> Iterator[NameRule]:
    """The names under one heading: each with its aliases, or a plain list of names."""
    if node.pairs is None:
        for name in _texts(key, node, problems):
            yield _rule(kind, name, ())
        return
    for name, said in node.pairs:
        if not name.strip():
            problems.append(_problem("bad-setting", "A name without letters cannot be used.", _MEND, said))
        else:
            yield _rule(kind, " ".join(name.split()), tuple(_texts(name, said, problems)))


def _rule(kind: NameKind, name: str, aliases: tuple[str, ...]) -> NameRule:
    """A country's name is an alias of its code, so that it stands on the page of that country."""
    code = countries.identify(name) if kind is NameKind.PLACE else name
    return NameRule(name=code, kind=kind, aliases=aliases if code == name else (name, *aliases))


def _texts(name: str, node: Node, problems: list[Problem]) -> list[str]:
    found = node.texts()
    if found is None:
        problems.append(_problem("bad-setting", f"“{name}” takes a name or a list of names.", _MEND, node))
        return []
    return [line for text in ((found,) if isinstance(found, str) else found) if (line := " ".join(text.split()))]


def _fatal(message: str, where: Position) -> ConfigError:
    hint = "Mend it, or take it away: it is optional."
    return ConfigError(Problem(code="bad-config", severity=Severity.FATAL, message=message, hint=hint, where=where))


def _problem(code: str, message: str, hint: str, node: Node) -> Problem:
    return Problem(code=code, severity=Severity.WARNING, message=message, hint=hint, where=node.where)
