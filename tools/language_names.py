"""Writes digest/data/language_names.json: how each language calls itself, after CLDR through Babel.

Loading every locale for that takes Babel a second; the table takes a millisecond. Run it after Babel was updated:
``python tools/language_names.py``.
"""

import json
from pathlib import Path

from babel import Locale, localedata

TARGET = Path(__file__).parent.parent / "digest" / "data" / "language_names.json"


def names() -> dict[str, str]:
    """Own name (case folded) -> BCP 47 tag, for each language that CLDR has, the first tag of several."""
    found: dict[str, str] = {}
    for code in sorted(localedata.locale_identifiers()):
        if "_" not in code and (own := Locale(code).get_language_name()):
            found.setdefault(own.casefold(), code)
    return found


if __name__ == "__main__":
    text = json.dumps({"source": "Unicode CLDR, through Babel", "names": names()}, ensure_ascii=False, indent=1)
    TARGET.write_text(text + "\n", "utf-8")
