"""Which words name a news agency. The list is ``data/agencies.txt``.

Rejected: newspapers. There are too many, and most of their names are words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_LIST = Path(__file__).parent.parent / "data" / "agencies.txt"
_LATIN = re.compile(r"[A-Za-zČİ]")
_MARK = re.compile(r"[(（\[【［〔/]([^()（）\[\]【】［］〔〕/]{2,40})[)）\]】］〕/]")
_BETWEEN = re.compile(r"[=＝/,、;|·•.:\s—–-]+")
_WIRES = re.compile(r"(?:INTERFAX|ИНТЕРФАКС)[.\w-]*")
_LONGEST = 40


def agency(words: str) -> str | None:
    """The agency that ``words`` name and nothing else: as the list calls it, in another script as it is written there."""
    if not 2 <= len(words) <= _LONGEST:
        return None
    exact, folded, _ = _agencies()
    words = " ".join(words.split())
    return exact.get(words) or folded.get(words.casefold())


def marked(text: str) -> str | None:
    """The agency that stands in brackets or between slashes in ``text``: ``(AFP)``, ``/ТАСС/``, ``【東京共同】``."""
    for found in _MARK.finditer(text):
        if name := agency(found[1].strip()) or _beside_a_place(found[1]):
            return name
    return None


def named(head: str) -> str | None:
    """The agency that the dateline ``head`` names, in brackets or not: ``新华社北京…电``, ``МОСКВА — РИА Новости.``."""
    if name := marked(head) or (None if head.isascii() else _unspaced(head)):
        return name
    if found := _WIRES.search(head):
        return agency(found[0]) or agency(re.split("[.-]", found[0])[0])
    parts = re.split(r"\s[-–—]+\s?|\s--", head)  # not at commas: PA is a state as well
    return next((name for part in parts if (name := agency(part.strip(" .-–—")))), None)


def _beside_a_place(words: str) -> str | None:
    """The agency in ``서울=연합뉴스``, ``ニューヨーク 13日 ロイター``, ``AFP/ats``, ``AFP, Paris``, ``東京共同``."""
    parts = [part for part in _BETWEEN.split(words.strip()) if part]
    if words.isascii():
        parts = re.split(r"\s*[/,;|&]\s*", words.strip())[:1]
    return next((name for part in parts if (name := agency(part))), None) or _unspaced(words)


def _unspaced(words: str) -> str | None:
    """The agency that ``words`` begin or end with, in a script without spaces."""
    words = words.strip()
    return next((name for name in _agencies()[2] if words.startswith(name) or words.endswith(name)), None)


@lru_cache(maxsize=1)
def _agencies() -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    """The agencies by spelling, where case counts and where it does not; and the spellings in Han and kana, longest first."""
    exact: dict[str, str] = {}
    folded: dict[str, str] = {}
    for line in _LIST.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, _, others = line.partition("\t")
        for spelling in (name, *filter(None, others.split("; "))):
            called = name if _LATIN.search(spelling) else spelling
            if spelling.isupper() or spelling.islower():
                exact.setdefault(spelling, called)
            else:
                folded.setdefault(spelling.casefold(), called)
    unspaced = [name for name in folded if "\u3040" <= name[0] <= "\u30ff" or "\u4e00" <= name[0] <= "\u9fff"]
    return exact, folded, tuple(sorted(unspaced, key=lambda name: (-len(name), name)))
