"""What the name of a file says: whether it is a manifest or an article, and the article's date and language.

A name may hold a date or a language (``2025-02-13-summit.fr.txt``, ``summit 13 February 2025.txt``); nothing else is read from
it. Files that come with a collection by convention (README, LICENSE) are not articles unless a manifest lists them. Files that
systems and programs leave behind (Thumbs.db, ~$letter.docx, a broken-off download) are ignored without a notice.

Rejected: a lone year in a file name, since ``1984-review.txt`` is more often about a year than of one; months in words (``May
2025 elections``) and days in words in the middle of a name, for the same reason; reading a file to recognise a licence, since
an article may quote one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence

from digest import dates, readers
from digest.errors import Position
from digest.i18n import fold, language_tag
from digest.model import Declared, Fields
from digest.sources.folder import Item

INDEX = "INDEX.md"  # the name of a manifest

_TIME_IN_NAME = (
    r"T(?:[01]\d|2[0-3])(?:[-:._h]?[0-5]\d(?:[-:._m]?[0-5]\d)?)?Z?|(?<=\d{8})(?:[01]\d|2[0-3])[0-5]\d[0-5]\d"
)
_DATE_IN_NAME = re.compile(
    r"(?<![0-9A-Za-z])(?P<year>[12]\d{3})"
    r"(?:(?P<mark>[-_.])(?P<month>\d\d)(?:(?P=mark)(?P<day>\d\d))?|(?P<month2>\d\d)(?P<day2>\d\d))"
    rf"(?=(?:{_TIME_IN_NAME})?(?![0-9A-Za-z]))",
    re.ASCII,
)
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_SAVED_ON = re.compile(r" \([^()]*\d[^()]*\)\Z")  # when it was saved: SingleFile writes “A second ferry (Feb-15-2025)”
# The folder that a browser or Windows saves beside a page, with its pictures and frames, by the language of the system.
_PARTS_OF_PAGE = re.compile(
    r"(.+)(?:[_-](?:files?|fichiers|dateien|archivos|arquivos|ficheiros|bestanden|pliki|filer|soubory|elemei|tiedostot|fitxers|dosyalar|"
    r"datoteke|fajlovi|failid|fails|bylos|fitxategiak)|\.files)",
    re.IGNORECASE | re.DOTALL,
)
_DATE_WORDS = 5  # of a date in words at most: Thursday 13 February 2025
# After these a day in words is what the text is about: “Le 14 juillet 1789”, “since 24 February 2022”.
_IN_A_SENTENCE = frozenset(
    "le du des au de d the of on in from to since until am vom bis seit zum der den del el al dal di il do da dos op van".split()
)
_NOT_IN_WORDS = re.compile(r"[\W_]+")
# In capitals, as is the custom; those that hardly name an article also in lower case.
_BY_CONVENTION = re.compile(
    r"(?i:readme|license|licence|unlicense|copying|changelog|contributing|code_of_conduct)"
    r"|(?:README|LICENSE|LICENCE|COPYING|CHANGELOG)[-_][\w-]+"
    r"|NOTICE|COPYRIGHT|AUTHORS|CONTRIBUTORS|MAINTAINERS|CODEOWNERS|SECURITY|INSTALL|CHANGES|TODO|THANKS|CITATION"
    r"|Makefile|Dockerfile|Gemfile|Rakefile|Procfile|CNAME"
)
_LEFT_BEHIND = re.compile(
    r"~\$.*|\.~.*|#.*#|.*~|(?:eh)?thumbs\.db|desktop\.ini|\.ds_store|icon\r|folder\.htt"
    r"|.*\.(?:tmp|temp|part|partial|crdownload|download|bak|orig|rej|swp|swo|lock|lnk|url|webloc)",
    re.IGNORECASE | re.DOTALL,
)


def is_index(name: str) -> bool:
    """Whether a file called ``name`` is a manifest, in any letter case."""
    return name.casefold() == INDEX.casefold()


def index_among(names: Iterable[str]) -> str | None:
    """The manifest among the ``names`` of a folder's files: INDEX.md, or a name that differs by letter case."""
    found = {name for name in names if is_index(name)}
    return INDEX if INDEX in found else min(found, default=None)


def is_article(name: str) -> bool:
    """Whether a file called ``name`` is an article where no manifest lists it; hidden files and drafts are not."""
    return (
        readers.supported(name)
        and not name.startswith((".", "_"))
        and not is_index(name)
        and not by_convention(name)
        and not left_behind(name)
    )


def may_be_export(name: str) -> bool:
    """Whether a file called ``name`` is looked at; hidden files, drafts and manifests (except Hugo's posts) are not."""
    return not (
        name.startswith((".", "_"))
        or by_convention(name)
        or left_behind(name)
        or (is_index(name) and name != "index.md")
    )


def is_missed(name: str) -> bool:
    """Whether a user may wonder why a file called ``name`` is not published."""
    return not (readers.supported(name) or name.startswith("_") or by_convention(name) or left_behind(name))


def by_convention(name: str) -> bool:
    """Whether a file called ``name`` describes the files around it, as README does."""
    return _BY_CONVENTION.fullmatch(name.partition(".")[0]) is not None


def left_behind(name: str) -> bool:
    """Whether a file called ``name`` was left behind by a system or a program."""
    return _LEFT_BEHIND.fullmatch(name) is not None


def named(file: str) -> Fields:
    """The fields in the name of ``file``: a date (``2025-02-13``, ``2025_02``, ``20250213``), a language (``.fr.txt``).

    A time may follow the day (``2025-02-13T10-02-05``, ``20250213T100205``). At the beginning or end of the name a day may be
    written in words, or in figures only one of which can be the month: ``bac 13 février 2025``, ``13-02-2025 bac``.
    """
    where = Position(file=file)
    declared: dict[str, Declared] = {}
    full_stem, suffix = _divided(posixpath.basename(file))
    stem = _SAVED_ON.sub("", full_stem) if suffix.lower() in _PAGES else full_stem
    if date := _date_in_figures(stem) or _date_at_an_end(stem):
        declared["date"] = Declared(text=str(date), where=where)
    inner = _divided(full_stem)[1].removeprefix(".")
    if 2 <= len(inner.split("-")[0]) <= 3 and inner.islower() and language_tag(inner):
        declared["language"] = Declared(text=inner, where=where)
    return declared


def _divided(name: str) -> tuple[str, str]:
    """The stem and the suffix of ``name``, as pathlib divides it, in a fifth of the time."""
    at = name.rfind(".")
    return (name[:at], name[at:]) if 0 < at < len(name) - 1 else (name, "")


def _date_in_figures(stem: str) -> dates.Date | None:
    """The first date in ``stem`` that begins with its year; other figures are some kind of number."""
    for found in _DATE_IN_NAME.finditer(stem):
        month, day = found["month"] or found["month2"], found["day"] or found["day2"]
        if found["mark"] == "." and not day:
            continue  # a version, 2025.02
        if date := dates.possible(found["year"], month, day):
            return date
    return None


def _date_at_an_end(stem: str) -> dates.Date | None:
    """The day that the first or the last words of ``stem`` are."""
    for found in dates.EAST_ASIAN_DAY.finditer(stem):
        if (date := dates.parse_written(found[0])) and date.day:
            return date
    words = [word for word in _NOT_IN_WORDS.split(stem) if word]
    if not any(len(word) == 4 and word.isdecimal() for word in words):
        return None
    for count in range(min(_DATE_WORDS, len(words)), 2, -1):
        for start in dict.fromkeys((0, len(words) - count)):
            some = words[start : start + count]
            date = dates.parse_written(("-" if all(map(str.isdecimal, some)) else " ").join(some))
            before = {fold(word) for word in words[max(start - 1, 0) : start + 1]}
            if date and date.day and _IN_A_SENTENCE.isdisjoint(before):
                return date
    return None


def folders_of_pages(items: Sequence[Item]) -> frozenset[str]:
    """The folders among ``items`` that a browser saved beside a page, with its pictures and frames."""
    pages = {stem for stem, suffix in (_divided(one.name) for one in items) if suffix.lower() in _PAGES}
    folders = (one.name for one in items if one.is_folder)
    return frozenset(name for name in folders if (found := _PARTS_OF_PAGE.fullmatch(name)) and found[1] in pages)
