"""Words of the interface, and the names of languages and dates in them.

Messages are gettext's: the English text is the key, ``locale/LANG/LC_MESSAGES/digest.po`` the translation. The ``.po`` is
read as it is (some ten milliseconds once a process), so there is no compiled file that can be out of date. Names of languages,
months and days come from CLDR through Babel.

Rejected: regional variants of the interface. ``fr-CA`` reads the French words; a site in a language that has no catalogue
has English words around its articles.
"""

from __future__ import annotations

import gettext
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date as calendar_day
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from msgspec import Struct

from digest.dates import Date

_LANGUAGES = Path(__file__).parent / "data" / "language_names.json"  # made by tools/language_names.py
LOCALES = Path(__file__).parent / "locale"
UNDETERMINED = "und"
_SKELETONS = {"long": ("y", "yMMMM"), "short": ("y", "yMMM", "yMMMd")}
# The first of a month where it is an ordinal, which CLDR has not: in French, and in Portuguese but for Portugal's.
_FIRST = {"fr": ("1 ", "1er "), "pt": ("1 de ", "1º de ")}
_THE_LANGUAGE = re.compile(r"(?:jezyk|اللغة) (.+)|(.+) язык")  # język polski, русский язык, اللغة العربية; folded
_RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "ha-Arab", "he", "ku-Arab", "ps", "sd", "ug", "ur", "yi"])


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """``text`` for comparing: NFKD, accents and case dropped, white space runs as one space."""
    if text.isascii():
        return " ".join(text.lower().split())
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


_APOSTROPHES = dict.fromkeys(map(ord, "’‘‛ʼʻʽʹ′´`＇ꞌ׳"), "'")
_LIGATURES = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "þ": "th"}
)
# Accents of Latin, Greek, Hebrew and Arabic letters, the Arabic stretch, the dots of the Russian ё, and what has no width.
# Marks that make another letter (й, ガ, the vowels of Indic scripts) stay.
_ACCENTS = re.compile(
    "(?<=[a-z\u0370-\u03ff\u1f00-\u1fff\u0590-\u06ff])[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]+"
    "|\u0640|(?<=е)\u0308|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)
_INITIALS = re.compile(r"(?<![\w.])(?:[^\W\d_]\.)+[^\W\d_](?![\w'])")  # U.S., S.N.C.F


class _NameSigns(dict[int, str]):
    """For ``str.translate``: letters, digits, marks and apostrophes stay, every other sign is a space."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        self[code] = sign if sign == "'" or unicodedata.category(sign)[0] in "LNM" else " "
        return self[code]


_NAME_SIGNS = _NameSigns()


def spell_signs(text: str) -> str:
    """``text`` with the signs that tell names apart written as words: ``C++``, ``Canal+`` and ``C#``, but not ``#MeToo``."""
    if "+" not in text and "#" not in text:
        return text
    return re.sub(r"(?<=[^\W\d_])#(?!\w)", " sharp", re.sub(r"(?<=[\w+])\+(?!\w)", " plus", text))


@lru_cache(maxsize=4096)
def name_key(text: str) -> str:
    """What all spellings of one name have in common, so that ``L’Équipe`` is ``L'Equipe`` and ``Le-Monde`` is ``Le Monde``.

    Letter case, accents, ligatures, widths and the kinds of apostrophe make no difference, nor do dots in initials; other
    punctuation is a space. Words stay: “&” is not “and”, and C, C++ and C# are three names.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    plain = unicodedata.normalize("NFKD", plain).replace("♯", "#").translate(_LIGATURES)
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", plain))
    plain = spell_signs(_INITIALS.sub(lambda initials: initials[0].replace(".", ""), plain)).translate(_NAME_SIGNS)
    return " ".join(re.sub(r"(?<!\w)'+|'+(?!\w)", " ", plain).split()) or fold(text)


def clip(text: str, most: int) -> str:
    """``text`` if it has at most ``most`` characters, else cut behind a word, where it has spaces, and ``…``."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    if not text[most - 1].isspace() and (space := kept.rfind(" ")) > most // 2:
        kept = kept[:space]
    while kept and unicodedata.category(text[len(kept)])[0] == "M":  # a letter's marks are not cut off it
        kept = kept[:-1]
    return (kept.rstrip(" ,;:.–—-،、，；：“„«‹‘([{（「『【《¿¡") or kept) + "…"


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
    """The BCP 47 tag that ``text`` is, or the tag of the language that it names (``français``, ``French``, ``フランス語``).

    Letter case is put right (``PT-br`` is ``pt-BR``). Names are understood in the languages of the interface and in the
    language's own; case and accents do not matter. None where it is neither.
    """
    word = text.strip().replace("_", "-")
    parts = word.split("-")
    code = parts[0].lower()
    if word.isascii() and 2 <= len(code) <= 3 and code in _languages().codes:
        sized = (
            part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower() for part in parts[1:]
        )
        if all(part.isalnum() and len(part) <= 8 for part in parts[1:]):
            return "-".join([code, *sized])
    return _by_name(text)


def language_named(text: str) -> str | None:
    """The tag of the language that ``text`` names, if it can be no other word: not ``fr``, not ``Corse`` or ``Italien``."""
    if " ".join(text.split()).casefold() in _languages().words_too:
        return None
    return _by_name(text)


def _by_name(text: str) -> str | None:
    name = fold(text)
    called = _THE_LANGUAGE.fullmatch(name)
    return _languages().names.get((called[1] or called[2]) if called else name)


class _Languages(Struct, frozen=True, kw_only=True):
    """Codes of languages, tags by folded name, and the names (case folded) that are other words too."""

    codes: frozenset[str]
    names: Mapping[str, str]
    words_too: frozenset[str]


@lru_cache(maxsize=1)
def _languages() -> _Languages:
    table = json.loads(_LANGUAGES.read_text("utf-8"))
    return _Languages(
        codes=frozenset([UNDETERMINED, *table["codes"].split()]),
        names={name: tag for tag, names in table["names"].items() for name in names.split("|")},
        words_too=frozenset(table["words_too"]),
    )


class Words:
    """The interface in one language: its messages, dates, numbers and names. ``language`` is one that has a catalogue."""

    def __init__(self, language: str) -> None:
        self.language = interface_language(language)
        try:
            own = language if language.split("-")[0] == self.language else self.language
            self.locale = Locale.parse(own, sep="-")
        except (UnknownLocaleError, ValueError):
            self.locale = Locale(self.language)
        self.translations = _translations(self.language)
        # CLDR's short date for Portugal is in figures, 13/02/2025; nobody should have to guess which is the month.
        skeletons = self.locale.datetime_skeletons
        self._short_months = all("MM/" not in str(skeletons[name]) for name in _SKELETONS["short"])

    @property
    def direction(self) -> str:
        return direction(self.language)

    def gettext(self, message: str) -> str:
        return self.translations.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form for ``count``, with ``%(num)s`` filled in."""
        return self.translations.ngettext(one, many, count) % {"num": self.number(count)}

    def forms(self, one: str, many: str) -> dict[str, str]:
        """The forms of a message by CLDR's names of plurals (``one``, ``few``, ``other``), numbers not filled in: for scripts,
        which ask ``Intl.PluralRules`` for the name.
        """
        found = {"other": self.translations.ngettext(one, many, 100)}
        for count in range(100, -1, -1):
            found[self.locale.plural_form(count)] = self.translations.ngettext(one, many, count)
        return found

    def joined(self, parts: Iterable[str]) -> str:
        """The parts that are not empty in one line, divided by the language's comma: ``25 articles, 7 languages``."""
        return self.gettext(", ").join(filter(None, parts))

    def number(self, number: int) -> str:
        return _number(number, self.locale)

    def date(self, date: Date, length: str = "long") -> str:
        """``date`` at its precision: ``13 février 2025``, ``févr. 2025``, ``2025``. ``length`` is long or short."""
        if length == "short" and not self._short_months:
            length = "long"
        text = _date(date, length, self.locale)
        if date.day == 1 and self.language in _FIRST and self._short_months:
            text = text.replace(*_FIRST[self.language], 1)
        return text

    def language_name(self, tag: str) -> str:
        """The language's name in the interface's: ``anglais``. The tag itself where CLDR has no name for it."""
        return self.gettext("undetermined language") if tag == UNDETERMINED else _language_name(tag, self.locale)

    def months(self, width: str) -> tuple[str, ...]:
        """The twelve months as they stand alone; ``width`` is wide or abbreviated."""
        names = self.locale.months["stand-alone"][width]
        return tuple(names[number] for number in range(1, 13))

    def weekdays(self) -> tuple[int, tuple[tuple[str, str], ...]]:
        """The first day of the week (0 is Monday) and seven (narrow, wide) names from it on."""
        likely = get_global("likely_subtags").get(str(self.locale), "")  # ja is ja_Jpan_JP
        first = (Locale.parse(likely) if likely else self.locale).first_week_day
        days = self.locale.days["stand-alone"]
        order = [(first + offset) % 7 for offset in range(7)]
        return first, tuple((days["narrow"][day], days["wide"][day]) for day in order)

    def collation(self, text: str) -> tuple[str, str]:
        """A key that sorts names as people expect: without accents and case first, then as they are written."""
        return fold(text), text


# Of ten thousand pages' numbers and dates most have been said before, and Babel takes its time for each.
@lru_cache(maxsize=8192)
def _number(number: int, locale: Locale) -> str:
    return format_decimal(number, locale=locale)


@lru_cache(maxsize=1024)
def _language_name(tag: str, locale: Locale) -> str:
    try:
        name = Locale.parse(tag, sep="-").get_display_name(locale)
    except (UnknownLocaleError, ValueError):
        name = locale.languages.get(tag.split("-")[0])
    return name or tag


@lru_cache(maxsize=8192)
def _date(date: Date, length: str, locale: Locale) -> str:
    first = calendar_day(*date.first_day())
    if date.day is None or length == "short":
        return format_skeleton(_SKELETONS[length][date.precision - 1], first, locale=locale)
    return format_date(first, "long", locale=locale)


@cache
def catalogue(language: str) -> bytes:
    """The file of the interface's translations for a site in ``language``; empty for English, which needs none."""
    language = interface_language(language)
    return b"" if language == "en" else (LOCALES / language / "LC_MESSAGES" / "digest.po").read_bytes()


def _translations(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    found = read_po(BytesIO(catalogue(language)), locale=language)
    compiled = BytesIO()
    write_mo(compiled, found)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def words(language: str) -> Words:
    """The words of the site's ``language``; made once a process."""
    return Words(language)
