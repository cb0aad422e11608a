"""Writes digest/data/language_names.json: names of languages, in the languages of the interface and in their own.

After CLDR through Babel, whose locales take a second to load; the table takes a millisecond. ``names`` holds for each tag
its names as ``words.fold`` leaves them. ``words_too`` holds the names, small but with their accents, that are a country, a
people or a thing as well (``italien``, ``kongo``, ``flamenco``): where a language is asked for they are one, as a heading
they are not. Left out are languages that no newspaper is written in. Run it after Babel was updated:
``python tools/language_names.py``.
"""

import json
import re
from collections import Counter
from pathlib import Path

from babel import Locale, localedata

from digest.i18n import fold

TARGET = Path(__file__).parent.parent / "digest" / "data" / "language_names.json"
INTERFACE = "en fr de es pt it nl pl ru ar zh zh_Hant ja"
LOCALES = [Locale.parse(name) for name in INTERFACE.split()]
NO_NEWS_IN = "ae cu ie ii io pi vo ia nb_NO no_NO sh ar_001 es_419 hi_Latn"
# Three-letter languages that newspapers are written in; others are called like too many other things (Delaware, Vote).
LONG_TAGS = (
    "ast ban bho ceb chr ckb dsb fil fur gsw haw hsb jam kab kok lij lmo mad mai mni mwl nap nds pap pcd pms rom sat scn sco "
    "szl vec war yue zgh"
)
# Names that are other words too, apart from names of countries: regions, peoples, things.
WORDS_TOO = (
    "avaro bashkir basque caxemira cherokee congo corse corso cree eesti fins flamenco frances gales hausa igbo jawa kashmiri "
    "komi kongo latin latina latino lets maori māori mongol mongolo navajo nawaho pools romana scots sicilian suomi tartaro "
    "tatar turks veneto venda yoruba zulu конго коми татарский الكونغو البندقية"
)
# What people also write, and CLDR has not.
ALSO = {
    "es": "castellano castilian castillan", "fa": "farsi", "he": "ivrit", "ht": "kreyol", "nb": "bokmal", "nl": "hollands",
    "nn": "nynorsk", "yue": "广东话 廣東話 粵語 粤语", "zh": "mandarin 汉语 漢語 华语 華語 普通话 普通話 國語 国语",
}  # fmt: skip


def tags() -> list[str]:
    """The codes of the languages that are named, regional kinds (pt_BR, zh_Hant) behind them."""
    known = sorted(Locale("en").languages)
    plain = [code for code in known if len(code) == 2 or code in LONG_TAGS.split()]
    regional = [code for code in known if "_" in code and code.split("_")[0] in plain]
    return [code for code in plain + regional if code not in NO_NEWS_IN.split()]


def called(code: str) -> list[str]:
    """The names of one language, as CLDR writes them."""
    names = [str(locale.languages[code]) for locale in LOCALES if code in locale.languages]
    if "_" in code:  # Brazilian Portuguese is Portuguese (Brazil) too
        names += [Locale.parse(code).get_display_name(locale) or "" for locale in LOCALES]
    elif code in localedata.locale_identifiers():
        names.append(Locale.parse(code).get_display_name() or "")
    if code != "zh":  # 法語, 法语 and 法文 are one
        chinese = [name for name in names if re.fullmatch(r"[\u4e00-\u9fff]+[语文語]", name)]
        names += [name[:-1] + end for name in chinese for end in "语文語"]
    return [*names, *ALSO.get(code, "").split()]


def table() -> dict[str, object]:
    """The file's content. A name that two languages share is left out."""
    places = {place.casefold() for locale in LOCALES for place in map(str, locale.territories.values())}
    written = {code.replace("_", "-"): called(code) for code in tags()}
    folded = {tag: dict.fromkeys(name for name in map(fold, names) if len(name) > 2 or not name.isascii())
              for tag, names in written.items()}  # fmt: skip
    counts = Counter(name for names in folded.values() for name in names)
    every = {name.casefold() for names in written.values() for name in names}
    return {
        "source": "Unicode CLDR, through Babel; a few names by this project",
        "codes": " ".join(sorted(code for code in map(str, Locale("en").languages) if "_" not in code)),
        "words_too": sorted((every & places).union(WORDS_TOO.split())),
        "names": {tag: "|".join(name for name in names if name and counts[name] == 1) for tag, names in folded.items()},
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(table(), ensure_ascii=False, indent=1) + "\n", "utf-8")
