"""The classes of the theme: every rule of the style sheets has an element, and every class of a template a rule or a script."""

from __future__ import annotations

import re

from digest import builtin_theme

_THEME = builtin_theme()
_WORD = re.compile(r"[a-z][\w-]*")
_ATTRIBUTE = re.compile(r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"{])*)"')
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/|\{#.*?#\}|^\s*//.*?$", re.DOTALL | re.MULTILINE)
_STRING = re.compile(r'"([^"\n]*)"')


def sources(*suffixes: str) -> dict[str, str]:
    """The theme's files with one of these suffixes, without comments."""
    paths = (path for path in _THEME.rglob("*") if path.suffix in suffixes and not path.name.startswith("_bare"))
    return {path.name: _COMMENT.sub("", path.read_text("utf-8")) for path in sorted(paths)}


def styled() -> dict[str, set[str]]:
    """The classes in the selectors of each style sheet."""
    return {
        name: {
            found for selector in re.findall(r"[^{};]*\{", css) for found in re.findall(r"\.([a-z][\w-]*)", selector)
        }
        for name, css in sources(".css").items()
    }


def written() -> tuple[set[str], set[str]]:
    """The classes that templates write, and the beginnings of those that end in a value (``size-``)."""
    classes: set[str] = set()
    for template in sources(".html").values():
        for value in _ATTRIBUTE.findall(template):
            classes.update(_WORD.findall(_JINJA.sub("", value)))
            classes.update(
                word for code in _JINJA.findall(value) for text in _STRING.findall(code) for word in _WORD.findall(text)
            )
    return {name for name in classes if not name.endswith("-")}, {name for name in classes if name.endswith("-")}


def handed() -> set[str]:
    """Words in strings of templates and scripts: a class may be the argument of a macro, or be set by a script."""
    templates = "".join(sources(".html").values())
    code = [re.sub(r'_\("[^"]*"', "", part) for part in _JINJA.findall(templates)]
    code += sources(".js").values()
    return {word for part in code for text in _STRING.findall(part) for word in re.findall(r"[\w-]+", text)}


def test_every_class_of_the_style_sheets_is_on_an_element() -> None:
    classes, beginnings = written()
    known = classes | handed()
    for sheet, names in styled().items():
        unused = {name for name in names - known if not name.startswith(tuple(beginnings))}
        assert not unused, f"{sheet} has rules for classes that no template or script has"


def test_every_class_of_the_templates_has_a_rule_or_a_script() -> None:
    classes, _ = written()
    scripts = {word for script in sources(".js").values() for word in re.findall(r"[\w-]+", script)}
    ruled = {name for names in styled().values() for name in names}
    assert not classes - ruled - scripts
