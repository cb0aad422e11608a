"""Writes digest/data/names/words.LANG.txt: the stems of a dictionary's words, by which a capitalised word is known as no name.

    npm pack dictionary-fr && tar xzf dictionary-fr-*.tgz
    python -m tools.dictionary fr package/index.dic

The dictionaries are Hunspell's for English, French and Spanish, whose licences are in NOTICE. Of each entry only the word is
used, if it is in lower case and has at least three letters; proper names, which have a capital, and affix rules are left out.
The file is sorted by its bytes, since ``infer/name_lexicon.py`` searches it without parsing it.

Rejected: those for German, Italian and Dutch, whose licences are the GPL or whose lists are five times as large; word
frequencies, which have names in lower case.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from digest.infer.places import NAME_FILES
from digest.words import folded, stem

LEAST_LETTERS = 3
ENTRY = re.compile(r"^[^/\s]+", re.MULTILINE)


def main() -> None:
    """Writes the file of one language."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("language", choices=("en", "es", "fr"))
    parser.add_argument("dictionary", type=Path, help="a .dic file of Hunspell, in UTF-8")
    options = parser.parse_args()
    entries = ENTRY.findall(options.dictionary.read_text("utf-8"))
    (NAME_FILES / f"words.{options.language}.txt").write_bytes(stems_of(entries))


def stems_of(entries: list[str]) -> bytes:
    """The stems of the words among ``entries`` that are in lower case, one a line, sorted by their bytes."""
    common = (word for word in entries if word.islower() and word.isalpha() and len(word) >= LEAST_LETTERS)
    return b"".join(sorted({stem(folded(word)).encode() + b"\n" for word in common}))


if __name__ == "__main__":
    main()
