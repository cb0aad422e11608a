"""Writes digest/data/countries.tsv: what countries are called, a line for each language that articles are read in.

    python tools/countries.py

After CLDR through Babel, whose locales take some 20 ms each to load. A line is the language's tag and, by tabs, each ISO
3166-1 code with its names: ``UA Ukraine``, ``MM Myanmar|Burma``. Run it after Babel was updated.
"""

from __future__ import annotations

import re
from pathlib import Path

from babel import Locale, UnknownLocaleError

from digest.infer.words import function_words

DATA = Path(__file__).parent.parent / "digest" / "data"
# Codes in CLDR that are no country's: unions, reserved ones, parts that news does not call countries.
NO_COUNTRY = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ UM".split())
TWO_NAMES = frozenset({"MM", "CC"})  # Myanmar (Burma); in all others what brackets hold is no name
_BRACKETS = re.compile(r"(.+?),? ?[(\uff08](.+)[)\uff09]")


def languages() -> list[str]:
    """The languages that topics or function words are known of."""
    known = {path.name.split(".")[0] for path in (DATA / "topics").iterdir()} | set(function_words())
    return sorted(known)


def names(code: str, written: str) -> list[str]:
    """``Myanmar (Burma)`` is two names, ``RAE de Macao (China)`` one; only brackets distinguish the two Congos."""
    found = _BRACKETS.fullmatch(written)
    if not found or (code in ("CD", "CG") and len(found[1]) < 4):
        return [written]
    return [found[1], found[2]] if code in TWO_NAMES else [found[1]]


def main() -> None:
    """Writes the file."""
    lines = ["# What countries are called, after Unicode CLDR through Babel (Unicode-3.0); made by tools/countries.py"]
    for language in languages():
        try:
            territories = Locale(language).territories
        except UnknownLocaleError:
            continue  # CLDR has no names in it
        cells = [
            f"{code} {'|'.join(names(code, str(territories[code])))}"
            for code in sorted(territories)
            if re.fullmatch("[A-Z]{2}", code) and code not in NO_COUNTRY
        ]
        lines.append("\t".join([language, *cells]))
    (DATA / "countries.tsv").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
