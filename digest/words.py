"""Words of the interface, and the names of languages and dates in them.

Messages are gettext's: the English text is the key, ``locale/LANG/LC_MESSAGES/digest.po`` the translation. The ``.po`` is
read as it is (a few milliseconds once a process), so there is no compiled file that can be out of date. Names of languages,
months and days come from CLDR through Babel.

Given up: regional variants of the interface. ``fr-CA`` reads the French words; a site in a language that has no catalogue
has English words around its articles.
"""

from __future__ import annotations

import gettext
import json
import unicodedata
from datetime import date as calendar_day
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from digest.dates import Date

_OWN_NAMES = Path(__file__).parent / "data" / "language_names.json"  # made by tools/language_names.py
LOCALES = Path(__file__).parent / "locale"
UNDETERMINED = "und"
_SKELETONS = {"long": ("y", "yMMMM"), "short": ("y", "yMMM")}
_NAMED_IN = ("en", "fr")  # languages in which a language's name is understood, besides its own
_RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "ha-Arab", "he", "ku-Arab", "ps", "sd", "ug", "ur", "yi"])


def fold(text: str) -> str:
    """``text`` for comparing: NFKD, accents and case dropped, white space runs as one space."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def interface_languages() -> tuple[str, ...]:
    """The languages that the interface speaks: English and each that has a catalogue, sorted."""
    return tuple(sorted({"en", *(path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/digest.po"))}))


def interface_language(tag: str) -> str:
    """The language of the words around articles on a site in the language ``tag``: its own, else English."""
    base = tag.split("-")[0]
    return base if base in interface_languages() else "en"


def direction(tag: str) -> str:
    """``rtl`` or ``ltr``: how the script of the language ``tag`` runs."""
    return "rtl" if tag in _RIGHT_TO_LEFT or tag.split("-")[0] in _RIGHT_TO_LEFT else "ltr"


def language_tag(text: str) -> str | None:
    """The BCP 47 tag that ``text`` is, or the tag of the language that it names (``français``, ``French``, ``日本語``).

    Letter case is put right (``PT-br`` is ``pt-BR``). None where it is neither.
    """
    word = text.strip().replace("_", "-")
    parts = word.split("-")
    code = parts[0].lower()
    if word.isascii() and 2 <= len(code) <= 3 and _is_language(code):
        sized = (
            part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower() for part in parts[1:]
        )
        if all(part.isalnum() and len(part) <= 8 for part in parts[1:]):
            return "-".join([code, *sized])
    return _languages_by_name().get(" ".join(text.split()).casefold())


def _is_language(code: str) -> bool:
    return code == UNDETERMINED or code in Locale("en").languages


@lru_cache(maxsize=1)
def _languages_by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for locale in _NAMED_IN:
        for code, name in Locale(locale).languages.items():
            names.setdefault(name.casefold(), code.replace("_", "-"))
    own: dict[str, str] = json.loads(_OWN_NAMES.read_text("utf-8"))["names"]
    return own | names


class Words:
    """The interface in one language: its messages, dates, numbers and names. ``language`` is one that has a catalogue."""

    def __init__(self, language: str) -> None:
        self.language = interface_language(language)
        try:
            own = language if language.split("-")[0] == self.language else self.language
            self.locale = Locale.parse(own, sep="-")
        except (UnknownLocaleError, ValueError):
            self.locale = Locale(self.language)
        self.translations = _catalogue(self.language)

    @property
    def direction(self) -> str:
        return direction(self.language)

    def gettext(self, message: str) -> str:
        return self.translations.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form for ``count``, with ``%(num)s`` filled in."""
        return self.translations.ngettext(one, many, count) % {"num": self.number(count)}

    def number(self, number: int) -> str:
        return format_decimal(number, locale=self.locale)

    def date(self, date: Date, length: str = "long") -> str:
        """``date`` at its precision: ``13 février 2025``, ``févr. 2025``, ``2025``. ``length`` is long or short."""
        first = calendar_day(*date.first_day())
        if date.day is None:
            text = format_skeleton(_SKELETONS[length][date.precision - 1], first, locale=self.locale)
        else:
            text = format_date(first, "long" if length == "long" else "medium", locale=self.locale)
        if self.language == "fr" and date.day == 1:  # CLDR has no ordinal for the first; French writes it
            text = text.replace("1 ", "1er ", 1)
        return text

    def language_name(self, tag: str) -> str:
        """The language's name in the interface's: ``anglais``. The tag itself where CLDR has no name for it."""
        if tag == UNDETERMINED:
            return self.gettext("undetermined language")
        try:
            name = Locale.parse(tag, sep="-").get_display_name(self.locale)
        except (UnknownLocaleError, ValueError):
            name = self.locale.languages.get(tag.split("-")[0])
        return name or tag

    def months(self, width: str) -> tuple[str, ...]:
        """The twelve months as they stand alone; ``width`` is wide or abbreviated."""
        names = self.locale.months["stand-alone"][width]
        return tuple(names[number] for number in range(1, 13))

    def weekdays(self) -> tuple[int, tuple[tuple[str, str], ...]]:
        """The first day of the week (0 is Monday) and seven (narrow, wide) names from it on."""
        first = self.locale.first_week_day
        days = self.locale.days["stand-alone"]
        order = [(first + offset) % 7 for offset in range(7)]
        return first, tuple((days["narrow"][day], days["wide"][day]) for day in order)

    def collation(self, text: str) -> tuple[str, str]:
        """A key that sorts names as people expect: without accents and case first, then as they are written."""
        return fold(text), text


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    with (LOCALES / language / "LC_MESSAGES" / "digest.po").open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def words(language: str) -> Words:
    """The words of the site's ``language``; made once a process."""
    return Words(language)
