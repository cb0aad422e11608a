"""Which encoding a Chinese, Japanese or Korean text is in, by the characters that it makes of the bytes.

The encodings share their bytes, so a text can be read in several of them; only in its own it is made of the characters that
the language uses most. Each standard has its most used ones in a part of its own: GB 2312 and JIS X 0208 on level 1, Big5 in
its first part, KS X 1001 in its syllables.

Rejected: texts that hardly hold such characters, tables of names say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

_MOST_STRANGERS = 0.12  # characters that are seldom used
_LEAST_KANA = 0.15  # of a Japanese text; most have twice that
_KANA = re.compile("[ぁ-ヾ]")


def _encoded(character: str, encoding: str, first: int, last: int) -> bool:
    """Whether ``encoding`` has ``character`` among those of two bytes from ``first`` to ``last``."""
    code = character.encode(encoding, "ignore")
    return len(code) == 2 and first <= int.from_bytes(code, "big") <= last


def _korean(character: str) -> bool:
    return "가" <= character <= "힣" and _encoded(character, "euc_kr", 0xB0A1, 0xC8FE)


def _japanese(character: str) -> bool:
    return _KANA.match(character) is not None or _encoded(character, "shift_jis", 0x889F, 0x9872)


def _simplified(character: str) -> bool:
    return _encoded(character, "gb2312", 0xB0A1, 0xD7F9)


def _traditional(character: str) -> bool:
    return _encoded(character, "big5", 0xA440, 0xC67E)


# The first that suits is it: Korean bytes read as common Chinese and Japanese ones, those two not as common Korean.
_TRIED: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("euc_kr", _korean), ("cp949", _korean), ("johab", _korean), ("cp932", _japanese), ("euc_jp", _japanese),
    ("euc_jis_2004", _japanese), ("gb18030", _simplified), ("big5", _traditional), ("big5hkscs", _traditional),
)  # fmt: skip


def east_asian(sample: bytes) -> str | None:
    """The encoding in which ``sample`` is a text of one of these languages; None where there is none."""
    for encoding, usual in _TRIED:
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        counts = Counter(character for character in text if not character.isascii() and not _is_mark(character))
        strange = sum(count for character, count in counts.items() if not usual(character))
        kana = len(_KANA.findall(text))
        if (
            counts
            and strange <= _MOST_STRANGERS * counts.total()
            and (usual is not _japanese or kana >= _LEAST_KANA * counts.total())
        ):
            return encoding
    return None


def _is_mark(character: str) -> bool:
    return character in "·—…‘’“”\u00a0" or "\u3000" <= character <= "\u3011" or "\uff01" <= character <= "\uff5e"
