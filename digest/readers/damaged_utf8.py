"""Reads bytes that are UTF-8 but for some: a letter pasted from another program, a file that was cut off, a broken character.

In text of another encoding hardly any two bytes look like a character of UTF-8 (“É»” does; of Japanese in EUC-JP, where it is
most frequent, one for two or three that do not). So what has at least as many characters of more than one byte as wrong bytes
is UTF-8. With fewer it still is if most wrong bytes are plainly letters and marks of windows-1252: two files of different make in
one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_LINE_END = re.compile(r"\r\n?|[\n\x0b\x0c\x85]")  # as ``decoding.clean`` has them
_WRONG = re.compile("[\udcc2-\udcf4][\udc80-\udcbf]{1,2}|[\udc80-\udcff]")
_LATIN = re.compile("[\0-\u024f\u02b0-\u036f\u1e00-\u1eff\u2000-\u206f\u20ac\u2122\udc80-\udcff]*")
_FEWEST, _TIMES = 3, 2  # characters, and times as many as wrong bytes, in other scripts
_MIXED = 20  # wrong bytes at most for each character
_FEWEST_MIXED = 3  # characters
_SMALL = frozenset("àâäáãåæçèéêëìíîïñòóôõöøœùúûüýÿßšž")
_CAPITALS = frozenset("ÀÄÁÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜÝŠŽ")  # without Ã and Â, what a lost second byte leaves
_ALONE = frozenset("àáèéêíòóôú")  # words of one letter


class Damaged(Struct, frozen=True, kw_only=True):
    """The text, the line and column of each wrong byte (or broken character), and how many of them U+FFFD replaced."""

    text: str
    places: tuple[tuple[int, int], ...]
    replaced: int


def repair_utf8(data: bytes, *, is_said: bool = False) -> Damaged | None:
    """``data``, which is not UTF-8 as it stands, read as UTF-8; None where it is another encoding rather than damaged.

    ``is_said``: a mark or a declaration says that it is UTF-8, so one character of it suffices.
    """
    whole = len(_MULTIBYTE.findall(data))
    text = data.decode("utf-8", "surrogateescape")
    wrong = list(_WRONG.finditer(text))
    if not wrong or not whole or len(wrong) > _MIXED * whole:
        return None
    latin = _LATIN.fullmatch(text) is not None
    if not latin and not is_said and (whole < _FEWEST or whole < _TIMES * len(wrong)):
        return None
    parts: list[str] = []
    done = replaced = 0
    for found in wrong:
        letters = _as_windows_1252(found) if latin else None
        replaced += letters is None
        parts += text[done : found.start()], letters or "\ufffd"
        done = found.end()
    if len(wrong) > whole and not is_said and (4 * replaced > len(wrong) or whole < _FEWEST_MIXED):
        return None
    return Damaged(
        text="".join([*parts, text[done:]]),
        places=tuple(_places(text, [one.start() for one in wrong])),
        replaced=replaced,
    )


def _as_windows_1252(found: re.Match[str]) -> str | None:
    """What wrong bytes are in windows-1252, if that is plainly what they were meant to be where they stand."""
    try:
        letters = found[0].encode("utf-8", "surrogateescape").decode("cp1252")
    except UnicodeDecodeError:
        return None
    before, after = _beside(found.string, found.start() - 1), _beside(found.string, found.end())
    if letters == "Ã" and found.string.startswith(" ", found.end()) and not before.isupper():
        return "à"  # the second byte of which is a no-break space elsewhere, and often was made a plain one
    around = f"{before}{letters}{after}"
    plain = all(_is_plain(around[at], around[at - 1], around[at + 1]) for at in range(1, len(letters) + 1))
    return letters if plain else None


def _beside(text: str, place: int) -> str:
    """The character at ``place``; a space where the text has ended, a letter where another wrong byte may be one."""
    if not 0 <= place < len(text):
        return " "
    character = text[place]
    if "\udc80" <= character <= "\udcff":
        return bytes([ord(character) - 0xDC00]).decode("cp1252", "replace")
    return character


def _is_plain(character: str, before: str, after: str) -> bool:
    if character in _SMALL:
        return (
            before.isalpha()
            or after.isalpha()
            or (character in _ALONE and not before.isalnum() and not after.isalnum())
        )
    if character in _CAPITALS:
        return before.isupper() or after.isupper() or (after.islower() and not before.isalpha())
    if character == "’":
        return before.isalpha() and after.isalpha()
    if character in "“«":
        return not before.isalnum() and (after.isalnum() or character == "«")
    if character in "”»":
        return not after.isalnum() and (not before.isspace() or character == "»")
    if character in "–—":
        return before.isspace() == after.isspace() and before.isalnum() == after.isalnum()
    if character == "…":
        return not before.isspace() and not after.isalpha()
    return character == "€" and (before.isdecimal() or after.isdecimal())


def _places(text: str, starts: list[int]) -> Iterator[tuple[int, int]]:
    """Line and column of each of ``starts`` in ``text``, which has the line ends of the file."""
    line, line_start, at = 1, 0, 0
    for start in starts:
        for end in _LINE_END.finditer(text, at, start):
            line, line_start = line + 1, end.end()
        at = start
        kept = sum(map(_is_kept, text[line_start:start]))
        yield line, kept + 1


def _is_kept(character: str) -> bool:
    """Whether ``character`` is still there once the text is clean, so that editors count it too."""
    return character.isprintable() or character.isspace() or "\udc80" <= character <= "\udcff"
