"""Jinja, as this program uses it: a view is put into its template.

A template sees ``view`` and nothing else of the program, besides:

* ``_("…", name=value)`` and ``ngettext("one", "many", count)``: the words of the interface;
* ``address | link``: the way from the page at hand to another address below output;
* ``number | number``: a number as the site's language writes it;
* ``data | json_ld``: a mapping as JSON that can stand in a script element;
* ``text | typeset(language)`` and ``html | typeset_html(language)``: spaces as that language sets them (``typography.py``);
  the first is plain text before and after, the second is sanitised HTML and is marked safe by who writes it;
* ``text | fingerprint``: the hash by which a policy allows an inline style;
* ``range(…)``: of at most 100,000 numbers, since a page that counts on without end is never done;
* ``url is web``: whether an address is one of the web, the only kind that is ever linked.

Everything is escaped where it is written out; a name that is not there is an error; ``{% extends "builtin/x.html" %}``
reaches the built-in template from one that stands in for it.

Rejected: Jinja's own ``{% trans %}`` (a call says the same and can be found by the same tools), and line numbers of a
fault that Jinja itself does not know.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache, partial
from hashlib import sha256
from importlib.util import cache_from_source
from itertools import chain
from pathlib import Path
from traceback import walk_tb
from typing import cast
from urllib.parse import urlsplit

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    FunctionLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from markupsafe import Markup

from digest.errors import Position, Problem, Severity, ThemeError
from digest.i18n import catalogue, fold, words
from digest.package import builtin_theme
from digest.pages.views import Page
from digest.render import signs
from digest.render.data import WRITERS
from digest.render.parts import cut, joined, without_end
from digest.render.theme import Theme
from digest.render.typography import set_html, set_text
from digest.urls import relative

_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_MOST_STEPS = 100_000  # of a range
_MEND = "Mend the template, or delete it to have the built-in one."
_MEND_OURS = "This is a fault of the program, or a page lacks what its template shows."


def render(page: Page, theme: Theme, language: str) -> bytes:
    """The HTML of ``page``, UTF-8, ending in a newline. ``language`` (BCP 47) is the interface's.

    The same page, theme and language give the same bytes. ThemeError where a template of the site's own is missing or broken, or
    makes one of ours fail; what fails without one is a fault of the program, and raised as it is.
    """
    return b"".join(pieces(page, theme, language))


def pieces(page: Page, theme: Theme, language: str) -> Iterable[bytes]:
    """As ``render``, in pieces, so that a file of very many lines need not be held twice."""
    try:
        text = _text(page, theme, language)
    except Exception as fault:  # a template can raise anything; whatever it is, it is told with its place
        if theme.own is None:
            raise  # nobody's template but ours, so it is our fault
        raise ThemeError(_problem(fault, page.template, theme)) from fault
    if not isinstance(text, list):
        return text
    # A lone surrogate (YAML can write one) has no UTF-8: it becomes a question mark.
    return chain((part.encode("utf-8", "replace") for part in cut(without_end(text))), (b"\n",))


def _text(page: Page, theme: Theme, language: str) -> list[str] | Iterable[bytes]:
    writer = WRITERS.get(page.template)
    if writer is not None:
        made = writer(page.view)
        return [made] if isinstance(made, str) else made
    template = _environment(theme, language).get_template(page.template)
    parts = joined(list(template.generate(view=page.view)))
    if len(parts) > 1:
        gc.collect()  # Jinja's contexts go in circles that hold the view, and with it a long text
    return signs.page(parts)


@lru_cache(maxsize=16)
def _environment(theme: Theme, language: str) -> Environment:
    ours = FileSystemLoader(builtin_theme())
    environment = Environment(
        loader=ChoiceLoader([PrefixLoader({"builtin": ours}), FunctionLoader(partial(_own, theme)), ours]),
        autoescape=True,
        bytecode_cache=_Compiled(language),
        extensions=[_Translated],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    interface = words(language)
    environment.globals |= {"_": _gettext(interface.gettext), "ngettext": interface.ngettext, "range": _range}
    environment.filters |= {"link": _link, "number": interface.number, "fingerprint": _fingerprint, "json_ld": _json_ld}
    environment.filters |= {"typeset": set_text, "typeset_html": set_html}
    environment.tests["web"] = _is_web
    return environment


def _own(theme: Theme, name: str) -> tuple[str, str, Callable[[], bool]] | None:
    """A template of the site itself, and where it stands."""
    found = dict(theme.templates).get(name)
    if found is None or theme.own is None:
        return None
    return found.decode("utf-8"), str(theme.own / name), lambda: True


class _Compiled(BytecodeCache):
    """Built-in templates as Jinja has compiled them, beside them in ``__pycache__``, as Python keeps its own modules.

    Not in the cache of a site: it may have come from somebody else, and this is code. Jinja compiles what a filter makes of a
    constant, and what it is called in the interface's language, so a language has its own.
    """

    def __init__(self, language: str) -> None:
        self._language = fold(language)
        self._catalogue = catalogue(language)

    def load_bytecode(self, bucket: Bucket) -> None:
        path = self._path(bucket)
        if path is not None:
            with suppress(OSError), path.open("rb") as file:  # it is not there: it will be
                bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        path = self._path(bucket)
        if path is None or sys.dont_write_bytecode:
            return
        new = path.with_name(f"{path.name}.{os.getpid()}")
        with suppress(OSError):  # an installation that this user may not write to
            path.parent.mkdir(exist_ok=True)
            with new.open("wb") as file:
                bucket.write_bytecode(file)
            new.replace(path)

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return str(filename or name)

    def get_source_checksum(self, source: str) -> str:
        return sha256(source.encode("utf-8", "surrogatepass") + self._catalogue).hexdigest()

    def _path(self, bucket: Bucket) -> Path | None:
        source = Path(bucket.key)
        if source.parent != builtin_theme():
            return None
        return Path(cache_from_source(str(source))).with_name(
            f"{source.name}.{self._language}.{sys.implementation.cache_tag}"
        )


class _Translated(Extension):
    """``_("…")`` is translated when a template is compiled, not on each page, where nothing is to be filled in."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        tokens = list(stream)
        translate = cast("Callable[[str], str]", self.environment.globals["_"])
        at = 0
        while at < len(tokens):
            token = tokens[at]
            called = token.test("name:_") and (at == 0 or tokens[at - 1].type not in ("dot", "pipe"))
            if called and [one.type for one in tokens[at + 1 : at + 4]] == ["lparen", "string", "rparen"]:
                yield Token(token.lineno, "string", translate(tokens[at + 2].value))
                at += 4
            else:
                yield token
                at += 1


def _range(*steps: int) -> range:
    numbers = range(*steps)
    if len(numbers[: _MOST_STEPS + 1]) > _MOST_STEPS:
        raise ValueError(f"a range of more than {_MOST_STEPS:,} numbers")
    return numbers


def _gettext(translate: Callable[[str], str]) -> Callable[..., str]:
    def message(english: str, **values: object) -> str:
        return translate(english) % values if values else translate(english)

    return message


@pass_context
def _link(context: Context, address: str) -> str:
    frame = context["view"].frame
    if not frame.depth_free:
        return relative(frame.address, address)
    if frame.site.base_url is None:
        raise ValueError("a page that is served at any depth has no relative links")
    return f"{frame.site.base_url}{address}"


def _fingerprint(text: str) -> str:
    return base64.b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


def _json_ld(data: Mapping[str, object]) -> Markup:
    """``data`` as JSON in which no character can end the script element, or be taken for markup."""
    text = json.dumps(signs.balanced_all(data), ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_IN_SCRIPT))  # noqa: S704 - nothing that HTML knows is left in it


def _is_web(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def _problem(fault: Exception, template: str, theme: Theme) -> Problem:
    where, ours = _where(fault, template, theme)
    if isinstance(fault, TemplateNotFound):
        message = f"The template “{fault.name}” is not there."
    elif isinstance(fault, RecursionError):
        message = "The template includes or extends itself, or calls itself without end."
    elif isinstance(fault, UnicodeDecodeError):
        message = "The template cannot be used: it is not UTF-8."
    elif isinstance(fault, MemoryError):
        message = "The template cannot be used: there is not enough memory for what it makes."
    else:
        message = f"The template cannot be used: {str(fault) or type(fault).__name__}."
    return Problem(
        code="broken-template",
        severity=Severity.FATAL,
        message=" ".join(message.split()).replace("..", "."),
        hint=_MEND_OURS if ours else _MEND,
        where=where,
    )


def _where(fault: Exception, template: str, theme: Theme) -> tuple[Position, bool]:
    """The innermost line of a template that ``fault`` comes from; and whether that template is a built-in one."""
    places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(fault.__traceback__)]
    if isinstance(fault, TemplateSyntaxError) and fault.filename:
        places.append((fault.filename, fault.lineno))
    for file, line in reversed(places):
        for folder in theme.folders:
            if Path(file).is_relative_to(folder):
                name = Path(file).relative_to(folder).as_posix()
                ours = folder == builtin_theme()
                return Position(file=f"{'built-in ' * ours}templates/{name}", line=line), ours
    return Position(file=f"templates/{template}"), False
