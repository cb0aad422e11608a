"""The file names.yml, beside digest.yml: names of people, organisations and places that take precedence over inferred ones.

A declared name that is an alias is replaced by its name::

    people:
      Volodymyr Zelensky: [Zelenskyy, Зеленський]   # the name that the site shows: other spellings in texts
    organisations:
      OTAN: [NATO, Alliance atlantique]
    places:
      Kiev: [Kyiv, Київ]
      Ukraine:                                      # a country is known by its code, in any language
    ignore: [Telegram]                              # never a name

Rejected: a name with two meanings (a name listed under two headings counts under the first).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from digest.config.mapping import lines, one_line, read_mapping, unknown_key
from digest.errors import Problem, problem
from digest.i18n import fold
from digest.model import NameKind, NameRule, NameRules
from digest.vocabulary import countries, fields
from digest.yaml import Node

NAMES_FILE = "names.yml"


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
    for key, node in read_mapping(path, NAMES_FILE, "names", form):
        field = fields.field_named(key) or ""
        if field in _KINDS:
            rules += _name_rules(key, _KINDS[field], node, problems)
        elif fold(key) in _IGNORE:
            ignored += _names(key, node, problems)
        else:
            problems.append(unknown_key(f"Unknown key “{key}” in {NAMES_FILE}.", key, (*_KINDS, "ignore"), node.where))
    return NameRules(rules=tuple(rules), ignored=tuple(ignored)), tuple(problems)


def _name_rules(key: str, kind: NameKind, node: Node, problems: list[Problem]) -> Iterator[NameRule]:
    """The names under one heading: a mapping of names to aliases, or a plain list of names."""
    if node.pairs is None:
        for name in _names(key, node, problems):
            yield _name_rule(kind, name, ())
        return
    for name, aliases in node.pairs:
        if name.strip():
            yield _name_rule(kind, one_line(name), _names(name, aliases, problems))
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
    return lines(texts)
