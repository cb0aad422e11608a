"""Whether a file's name says what the article is about.

Rejected: knowing words from chance. ``kjhsdf`` counts as a word; the editor can write a slug for it.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from digest.i18n import fold
from digest.urls import NOTION_ID

# Words of file names that say nothing of an article.
_EMPTY_WORDS = (
    "img image dsc dscn scan untitled unnamed document documents doc docs file files article articles text texts txt new copy "
    "page pages item items download downloads export clipping clip news press note notes draft final version part output "
    "sample samples temp tmp test out the",
    "sans titre nouveau nouvelle fichier fichiers texte textes copie brouillon coupure",
    "ohne titel unbenannt dokument datei neu kopie",
    "sin titulo documento archivo nuevo copia",
)
_EMPTY = frozenset(word for words in _EMPTY_WORDS for word in words.split())
_UUID = re.compile(r"(?=.*\d)[0-9a-f]{8,}")


def says_nothing(file: str) -> bool:
    """Whether the name of ``file`` makes no good address: digits, hexadecimal, ``IMG_1234``, ``untitled``.

    Nor does one from Notion, ``Ferries 1f2e3d…``: there may be several of one title.
    """
    stem = fold(PurePosixPath(file).stem)
    if NOTION_ID.search(stem):
        return True
    words = re.findall(r"[^\W_]+", stem)
    if _UUID.fullmatch("".join(words)) and not any(len(word) > 4 and word.isalpha() for word in words):
        return True
    return not any(map(_is_word, words))


def _is_word(word: str) -> bool:
    if any(map(str.isdigit, word)):  # “covid19” says something, “7d6d22a4” does not
        return any(_is_word(run) and not re.fullmatch("[0-9a-f]*", run) for run in re.split(r"\d+", word) if run)
    return word not in _EMPTY and (len(word) > 2 or not word.isascii())
