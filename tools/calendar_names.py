"""Writes digest/data/calendar_names.tsv: the names of months and weekdays in every language that CLDR knows.

    python tools/calendar_names.py

After CLDR through Babel. Babel 2.18 resolves aliases in data that locales share, so that after Swahili was asked for its
weekdays Japanese has them too; here each locale is loaded alone. A line is the locale's tag, the order of its short dates
(``dmy``), twelve cells for the months and one for the weekdays, names in a cell divided by ``|``. Run it after Babel was
updated.
"""

from __future__ import annotations

import re
from pathlib import Path

from babel import Locale, localedata

DATA = Path(__file__).parent.parent / "digest" / "data"
REGIONS = "en_GB de_AT fr_CA es_PE es_MX ar_LB ar_DZ ar_MA ar_MR".split()
WIDTHS = ("wide", "abbreviated")


def alone(tag: str) -> Locale:
    """The locale ``tag`` with data that no other shares."""
    localedata._cache.clear()  # the only way to load it again
    return Locale.parse(tag)


def cells(locale: Locale) -> list[str]:
    """The names of each month and of all weekdays, each once."""
    months: dict[int, dict[str, None]] = {number: {} for number in range(1, 13)}
    days: dict[str, None] = {}
    for width in WIDTHS:
        for forms in locale.months.values():
            for number, name in forms[width].items():
                months[int(number)][str(name)] = None
        for forms in locale.days.values():
            days |= {str(name): None for name in forms[width].values()}
    return ["|".join(names) for names in (*months.values(), days)]


def order(locale: Locale) -> str:
    """The order of day, month and year in a short date: ``dmy``."""
    pattern = re.sub("'[^']*'", "", locale.date_formats["short"].pattern).lower()
    return "".join(dict.fromkeys(sign for sign in pattern if sign in "dmy"))


def main() -> None:
    """Writes the file."""
    plain = {tag for tag in localedata.locale_identifiers() if "_" not in tag and tag != "root"}
    lines = [
        "# Names of months and weekdays, after Unicode CLDR through Babel (Unicode-3.0); made by tools/calendar_names.py"
    ]
    for tag in (*sorted(plain), *REGIONS):
        lines.append("\t".join([tag, order(alone(tag)), *cells(alone(tag))]))
    (DATA / "calendar_names.tsv").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
