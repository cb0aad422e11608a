"""Renders views with Jinja templates.

A template sees ``view`` and nothing else of the program, and also:

* ``_("…", name=value)`` and ``ngettext("one", "many", count)``: the strings of the interface;
* ``address | link``: the link from the current page to another address of the site;
* ``address is current``: whether that is the address of the current page;
* ``card | lang_of``: the attributes ``lang`` and ``dir`` of a text in another language than the site's;
* ``{% call shared("footer", key) %}…{% endcall %}``: content that depends on nothing of a page but the key and the folder;
* ``kept(macro, card, …)``: ``macro(card, …)``, rendered once for the pages whose links to articles and topics are the same;
* ``number | number``: a number as the site's language writes it;
* ``data | json_ld``: a mapping as JSON that is safe in a script element;
* ``text | typeset(language)`` and ``html | typeset_html(language)``: the spaces that the language, or else the site's, requires
  (``typography.py``);
  the first takes and returns plain text, the second sanitised HTML, which the template marks as safe;
* ``text | fingerprint``: the hash by which a content security policy allows an inline style;
* ``range(…)``: of at most 100,000 numbers, so that a page with an endless loop fails;
* ``url is web``: whether a URL is http or https, the only ones that are linked.

Everything is escaped on output; an undefined name is an error; ``{% extends "builtin/x.html" %}`` in a template of the site
reaches the built-in template of that name.

Rejected: ``jinja2.ext.i18n`` (``_`` and ``ngettext`` as globals do the same without a lookup in the context for each string),
and line numbers for errors to which Jinja gives none.
"""

from __future__ import annotations

import base64
import gc
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache, partial
from hashlib import sha256
from importlib.util import cache_from_source
from itertools import chain
from pathlib import Path
from traceback import walk_tb
from urllib.parse import urlsplit

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    FunctionLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from jinja2.runtime import new_context
from markupsafe import Markup

from digest import builtin_theme
from digest.errors import Position, Problem, ThemeError, problem
from digest.i18n import words
from digest.pages.views import DataView, Page
from digest.render.chunks import join, split, without_trailing_space
from digest.render.compiler import TemplateEnvironment
from digest.render.control_chars import clean_page, is_clean
from digest.render.data import WRITERS, json_text, with_escapes
from digest.render.helpers import Helpers
from digest.render.theme import Theme

_IN_SCRIPT = "<>&\u2028\u2029"  # what could end a script element, or be parsed as markup
_CODE = 4  # to be raised when templates are compiled otherwise (``compiler.py``, kinds of filters)
_MAX_RANGE = 100_000  # numbers
_HINT = "Fix the template, or delete it to use the built-in one."
_HINT_BUILTIN = "This is a bug, or a page lacks a value that its template shows."


def render(page: Page, theme: Theme, language: str) -> bytes:
    """The HTML of ``page`` as UTF-8 that ends in a newline. ``language`` (BCP 47) is that of the interface.

    The same page, theme and language give the same bytes. Raises ThemeError if the site has templates and one of them, or a
    built-in template that they affect, fails. Without templates of the site any exception is a bug and passes unchanged.
    """
    return b"".join(pieces(page, theme, language))


def pieces(page: Page, theme: Theme, language: str) -> Iterable[bytes]:
    """Like ``render``, in chunks, so that a file of many lines is not in memory twice."""
    try:
        text = _text(page, theme, language)
    except Exception as fault:  # a template can raise anything; the error is reported with its position
        if theme.own is None:
            raise  # only built-in templates, so it is a bug
        raise ThemeError(_problem(fault, page.template, theme)) from fault
    if not isinstance(text, list):
        return text
    # A lone surrogate (YAML can write one) has no UTF-8: it becomes a question mark.
    if len(text) == 1 and is_clean(page_ := f"{text[0].rstrip()}\n".encode("utf-8", "replace")):
        return (page_,)
    return _encoded(clean_page(text))


def _encoded(text: list[str]) -> Iterable[bytes]:
    return chain((part.encode("utf-8", "replace") for part in split(without_trailing_space(text))), (b"\n",))


def _text(page: Page, theme: Theme, language: str) -> list[str] | Iterable[bytes]:
    view = page.view
    if isinstance(view, DataView):
        made = WRITERS[page.template](view)  # without forbidden characters already
        return _encoded([made]) if isinstance(made, str) else made
    environment, helpers = _environment(theme, language)
    helpers.begin(view.frame)
    template = environment.get_template(page.template)
    names = {**environment.globals, "view": view}
    # With templates of the site ``view`` is global, since theirs may need it where ours are imported without context.
    common = names if theme.templates else environment.globals
    context = new_context(environment, template.name, template.blocks, names, shared=True, globals=common)
    try:
        parts = join(list(template.root_render_func(context)))
    except Exception:
        environment.handle_exception()  # raises it again, with the lines of templates
    if len(parts) > 1:
        gc.collect()  # Jinja's contexts form cycles that hold the view and its long text
    return parts


@lru_cache(maxsize=16)
def _environment(theme: Theme, language: str) -> tuple[Environment, Helpers]:
    interface = words(language)
    builtin = FileSystemLoader(builtin_theme())
    environment = TemplateEnvironment(
        loader=ChoiceLoader(
            [PrefixLoader({"builtin": builtin}), FunctionLoader(partial(_site_template, theme)), builtin]
        ),
        autoescape=True,
        bytecode_cache=_BuiltinBytecode(str(interface.locale)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    helpers = Helpers(shares=not theme.templates)
    environment.globals |= {
        "_": _gettext(interface.gettext), "ngettext": lru_cache(interface.ngettext), "range": _range, "shared": helpers.shared,
        "kept": helpers.kept,
    }  # fmt: skip
    environment.filters |= {
        "link": helpers.link, "lang_of": helpers.lang_of, "typeset": helpers.typeset, "typeset_html": helpers.typeset_html,
        "number": interface.number, "fingerprint": _fingerprint, "json_ld": _json_ld,
    }  # fmt: skip
    environment.tests |= {"current": helpers.is_current, "web": _is_web}
    return environment, helpers


def _site_template(theme: Theme, name: str) -> tuple[str, str, Callable[[], bool]] | None:
    """A template of the site and its path."""
    found = dict(theme.templates).get(name)
    if found is None or theme.own is None:
        return None
    return found.decode("utf-8"), str(theme.own / name), lambda: True


class _BuiltinBytecode(FileSystemBytecodeCache):
    """Compiled built-in templates, in the ``__pycache__`` beside them, as Python keeps its own modules.

    Not in the cache of a site: that may come from somebody else, and this is code. Templates of the site are not kept. Jinja
    evaluates filters of constants when it compiles, so each ``locale`` has its own files.
    """

    def __init__(self, locale: str) -> None:
        folder = Path(cache_from_source(str(builtin_theme() / "_"))).parent
        super().__init__(str(folder), f"%s.{locale}.{_CODE}.{sys.implementation.cache_tag}")

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        path = Path(filename or name)
        return path.name if path.parent == builtin_theme() else ""

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key:
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.key and not sys.dont_write_bytecode:
            with suppress(OSError):  # the installation may be read-only
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)


def _range(*steps: int) -> range:
    numbers = range(*steps)
    if len(numbers[: _MAX_RANGE + 1]) > _MAX_RANGE:
        raise ValueError(f"a range of more than {_MAX_RANGE:,} numbers")
    return numbers


def _gettext(translate: Callable[[str], str]) -> Callable[..., str]:
    known = lru_cache(maxsize=1024)(translate)

    def message(english: str, **values: object) -> str:
        return known(english) % values if values else known(english)

    return message


def _fingerprint(text: str) -> str:
    return base64.b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


def _json_ld(data: Mapping[str, object]) -> Markup:
    """``data`` as JSON without any character that could end the script element or be parsed as markup."""
    return Markup(with_escapes(json_text(data), _IN_SCRIPT))  # noqa: S704 - no markup is left in it


def _is_web(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def _problem(fault: Exception, template: str, theme: Theme) -> Problem:
    where, builtin = _where(fault, template, theme)
    if isinstance(fault, TemplateNotFound):
        message = f"Template not found: “{fault.name}”."
    elif isinstance(fault, RecursionError):
        message = "The template includes, extends or calls itself endlessly."
    elif isinstance(fault, UnicodeDecodeError):
        message = "The template is not UTF-8."
    elif isinstance(fault, MemoryError):
        message = "There is not enough memory to render the template."
    else:
        message = f"The template failed: {str(fault) or type(fault).__name__}."
    message = " ".join(message.split()).replace("..", ".")
    return problem("broken-template", message, _HINT_BUILTIN if builtin else _HINT, where)


def _where(fault: Exception, template: str, theme: Theme) -> tuple[Position, bool]:
    """The innermost template line in the traceback of ``fault``, and whether that template is built in."""
    places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(fault.__traceback__)]
    if isinstance(fault, TemplateSyntaxError) and fault.filename:
        places.append((fault.filename, fault.lineno))
    for file, line in reversed(places):
        for folder in theme.folders:
            if Path(file).is_relative_to(folder):
                name = Path(file).relative_to(folder).as_posix()
                builtin = folder == builtin_theme()
                return Position(file=f"{'built-in ' * builtin}templates/{name}", line=line), builtin
    return Position(file=f"templates/{template}"), False
