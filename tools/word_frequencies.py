"""Writes digest/data/frequencies/LANG.txt: the words of each language that are common in any text, so tell little of one.

    python tools/word_frequencies.py ../shared

Counted in ``SHARED/corpus/train/sib200_dev_side.tsv.gz`` (SIB-200, CC-BY-SA 4.0): in what share of some 560 sentences a word
stands. That is coarse, so only two classes are kept. Words that ``function_words.txt`` has already are left out. In Chinese
and Japanese pairs of Han letters take the place of words; Thai, Khmer, Lao and Burmese have nothing of the kind. The names of
months and weekdays are CLDR's, through Babel.

Rejected: counts, and words that are common in news only; those stand, by hand, in ``news_words.txt`` beside these files.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from babel import Locale, UnknownLocaleError, localedata

from digest.infer.keyphrases import IDEOGRAPHIC, UNSPACED
from digest.infer.words import FREQUENCIES, OTHER_ROLES, roles_of
from digest.words import folded, words
from tools.topics_model import LANGUAGES

# The least share of sentences of each class: 3 is no part of a keyphrase, 2 a weak one.
CLASSES = {3: 0.03, 2: 0.01}
LEAST_SENTENCES = 200
HAN = "\u3400"  # the first of its letters; kana stand before
HEAD = """\
# Made by tools/word_frequencies.py. Words without case and accents that occur in at least {three:.0%} (3) or {two:.0%} (2) of
# {sentences} sentences of SIB-200 (https://github.com/dadelani/sib-200, after FLORES-200; CC-BY-SA 4.0); those of the table of
# function words are left out. d: months and weekdays, from CLDR (Unicode-3.0). This file: CC-BY-SA 4.0.
"""


def main() -> None:
    """Writes one file per language of the sentences."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("shared", type=Path, help="the folder that holds corpus/")
    shared: Path = parser.parse_args().shared
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    sentences: Counter[str] = Counter()
    with gzip.open(shared / "corpus/train/sib200_dev_side.tsv.gz", "rt", encoding="utf-8") as rows:
        next(rows)
        for row in rows:
            code, _, _, _, text = row.rstrip("\n").split("\t")
            language = LANGUAGES.get(code.split("_")[0])
            if language and (language in IDEOGRAPHIC or language not in UNSPACED):
                counts[language].update(_units(text, language))
                sentences[language] += 1
    for language, counted in sorted(counts.items()):
        if sentences[language] >= LEAST_SENTENCES:
            (FREQUENCIES / f"{language}.txt").write_text(_file(language, counted, sentences[language]), "utf-8")


def _units(text: str, language: str) -> set[str]:
    """The folded words of ``text``, or in Chinese and Japanese its pairs of Han letters."""
    found = words(folded(text))
    if language in IDEOGRAPHIC:
        return {a + b for a, b in pairwise(found) if min(a, b) >= HAN and a + b in text}
    return {word for word in found if not word[0].isdecimal()}


def _file(language: str, counted: Counter[str], sentences: int) -> str:
    known = {
        folded(word)
        for role, spelt in roles_of(language).items()
        if role not in OTHER_ROLES
        for word in spelt
    }  # fmt: skip
    lines = [HEAD.format(three=CLASSES[3], two=CLASSES[2], sentences=sentences)]
    lines.append(" ".join(["d", *([] if language in IDEOGRAPHIC else _calendar(language))]) + "\n")
    highest = 2.0
    for number, least in CLASSES.items():
        found = [word for word in sorted(counted) if least <= counted[word] / sentences < highest]
        lines.append(" ".join([str(number), *(word for word in found if word not in known)]) + "\n")
        highest = least
    return "".join(lines)


def _calendar(language: str) -> list[str]:
    """The words of the names of months and weekdays; without those that are several words (``thứ hai``)."""
    localedata._cache.clear()  # Babel writes the names of one locale into the data that all inherit
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return []
    found: set[str] = set()
    for kind in (locale.months, locale.days):
        for forms in kind.values():
            for name in forms["wide"].values():
                if " " not in name and not re.search(r"\d", name):
                    found.update(words(folded(name)))
    return sorted(found)


if __name__ == "__main__":
    main()
