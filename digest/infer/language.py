"""The language of a text: by its script, then by its function words and its distinctive letters.

Most scripts belong to one language of the press, and say so at once. Where several share one (Latin, Cyrillic, Arabic,
Devanagari and some more) each word of the beginning votes for the languages that have it as a function word, a vote being
divided among them; a word with a letter that few languages have adds a little. The winner's share of the words and its lead over
the next one make the certainty; below a floor the answer is ``und``.

Given up: languages that the table has no words for, which come out as ``und`` or as a near relative; and the regional
variants, so Chinese is ``zh`` in either writing.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from digest.infer.function_words import NOT_WORDS, table
from digest.infer.sentences import words
from digest.model import Inference
from digest.words import UNDETERMINED

BEGINNING = 1_500  # characters that are looked at
FLOOR = 0.05  # of certainty
_EVIDENCE = 80  # characters
_LETTER_VOTE = 0.35  # of a word that has a distinctive letter, against 1 of a function word
_LEAST_VOTES = 0.6  # one word of one's own, or a few that are shared
_ENOUGH_SHARE = 0.2  # of all words, from where on the share no longer lowers the certainty
_ENOUGH_LEAD = 2.0  # votes between the first and the second, from where on nothing lowers it

# First character of a run of a script, and the script; "" where there is none of interest.
_RUNS: tuple[tuple[int, str], ...] = (
    (0x0000, ""), (0x0041, "Latin"), (0x005B, ""), (0x0061, "Latin"), (0x007B, ""), (0x00C0, "Latin"), (0x0250, ""),
    (0x0370, "Greek"), (0x0400, "Cyrillic"), (0x0530, "Armenian"), (0x0590, "Hebrew"), (0x0600, "Arabic"),
    (0x0700, ""), (0x0750, "Arabic"), (0x0780, "Thaana"), (0x07C0, ""), (0x08A0, "Arabic"), (0x0900, "Devanagari"),
    (0x0980, "Bengali"), (0x0A00, "Gurmukhi"), (0x0A80, "Gujarati"), (0x0B00, "Odia"), (0x0B80, "Tamil"),
    (0x0C00, "Telugu"), (0x0C80, "Kannada"), (0x0D00, "Malayalam"), (0x0D80, "Sinhala"), (0x0E00, "Thai"),
    (0x0E80, "Lao"), (0x0F00, "Tibetan"), (0x1000, "Burmese"), (0x10A0, "Georgian"), (0x1100, "Hangul"),
    (0x1200, "Ethiopic"), (0x1400, ""), (0x1780, "Khmer"), (0x1800, ""), (0x1E00, "Latin"), (0x1F00, "Greek"),
    (0x2000, ""), (0x3041, "Kana"), (0x30FB, ""), (0x30FC, "Kana"), (0x3100, ""), (0x3400, "Han"), (0x4DC0, ""),
    (0x4E00, "Han"), (0xA000, ""), (0xAC00, "Hangul"), (0xD7B0, ""), (0xF900, "Han"), (0xFB00, ""), (0xFB1D, "Hebrew"),
    (0xFB50, "Arabic"), (0xFE00, ""), (0xFE70, "Arabic"), (0xFEFF, ""), (0x20000, "Han"), (0x31350, ""),
)  # fmt: skip
_STARTS = tuple(start for start, _ in _RUNS)
_SCRIPTS = tuple(script for _, script in _RUNS)

_LANGUAGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Kana": ("ja",), "Han": ("zh",), "Hangul": ("ko",), "Greek": ("el",), "Armenian": ("hy",), "Georgian": ("ka",),
        "Thaana": ("dv",), "Gurmukhi": ("pa",), "Gujarati": ("gu",), "Odia": ("or",), "Tamil": ("ta",),
        "Telugu": ("te",), "Kannada": ("kn",), "Malayalam": ("ml",), "Sinhala": ("si",), "Thai": ("th",),
        "Lao": ("lo",), "Tibetan": ("bo",), "Burmese": ("my",), "Khmer": ("km",),
        "Hebrew": ("he", "yi"), "Bengali": ("bn", "as"), "Ethiopic": ("am", "ti"), "Devanagari": ("hi", "mr", "ne"),
        "Arabic": ("ar", "fa", "ur", "ps"), "Cyrillic": ("ru", "uk", "be", "bg", "sr", "mk", "kk"),
        "Latin": (
            "en", "fr", "de", "es", "pt", "it", "nl", "af", "sv", "da", "nb", "fi", "et", "hu", "pl", "cs", "sk", "sl",
            "hr", "ro", "ca", "tr", "az", "id", "tl", "vi", "lt", "lv", "sq", "sw", "ha", "yo", "so", "ln", "sn",
            "uz", "ig",
        ),
    }
)  # fmt: skip
_FIRST_IF_SILENT = frozenset({"Hebrew", "Bengali", "Ethiopic"})  # the first language is by far the usual one
_SYLLABIC = frozenset({"Han", "Kana", "Hangul"})  # a letter of these says as much as two or three of others
_KANA_SHARE = 0.05  # of Han and kana together, from where on it is Japanese and not Chinese with a Japanese name in it


def language(text: str) -> Inference[str]:
    """The language of ``text`` as a BCP 47 tag, ``und`` where it cannot be told; evidence are words of the text."""
    text = unicodedata.normalize("NFC", text[:BEGINNING])
    script, share = _script(text)
    if not script:
        return Inference(value=UNDETERMINED, evidence="", certainty=0.0)
    candidates = _LANGUAGES[script]
    if len(candidates) == 1:
        return Inference(value=candidates[0], evidence=_of_script(text, script), certainty=round(share, 2))
    found = _by_words(text, candidates)
    if found.value == UNDETERMINED and script in _FIRST_IF_SILENT:
        return Inference(value=candidates[0], evidence=_of_script(text, script), certainty=round(share / 2, 2))
    return found


def _script_of(letter: str) -> str:
    return _SCRIPTS[bisect_right(_STARTS, ord(letter)) - 1]


def _script(text: str) -> tuple[str, float]:
    """The script that most of ``text`` is written in, empty if there are no letters, and its share."""
    counts: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        script = _script_of(letter)
        if script and (letter.isalpha() or unicodedata.category(letter)[0] == "M"):
            counts[script] += count * (2 if script in _SYLLABIC else 1)
    if counts["Kana"] and counts["Kana"] >= _KANA_SHARE * (counts["Kana"] + counts["Han"]):
        counts["Kana"] += counts.pop("Han", 0)
    if not +counts:
        return "", 0.0
    script = max(_LANGUAGES, key=lambda name: counts[name])
    return script, counts[script] / counts.total()


def _of_script(text: str, script: str) -> str:
    """The beginning of the words of ``text`` in ``script``."""
    return _joined([word for word in dict.fromkeys(words(text[:200])) if _script_of(word[0]) == script][:5])


def _joined(found: list[str]) -> str:
    evidence = ""
    for word in found:
        longer = f"{evidence}, {word}" if evidence else word[:_EVIDENCE]
        if len(longer) > _EVIDENCE:
            break
        evidence = longer
    return evidence


@lru_cache(maxsize=1)
def _voters() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """For each function word, and for each distinctive letter, the languages that have it."""
    by_word: dict[str, list[str]] = {}
    by_letter: dict[str, list[str]] = {}
    for code, roles in table().items():
        for word in {word for role, listed in roles.items() if role not in NOT_WORDS for word in listed}:
            by_word.setdefault(word, []).append(code)
        for letter in set("".join(roles.get("let", ()))):
            by_letter.setdefault(letter, []).append(code)
    return (
        MappingProxyType({word: tuple(sorted(codes)) for word, codes in by_word.items()}),
        MappingProxyType({letter: tuple(sorted(codes)) for letter, codes in by_letter.items()}),
    )


def _by_words(text: str, candidates: tuple[str, ...]) -> Inference[str]:
    tokens = Counter(word for word in words(text.replace("İ", "i").lower()) if not word.isdecimal())
    by_word, by_letter = _voters()
    votes = dict.fromkeys(candidates, 0.0)
    telling: dict[str, dict[str, float]] = {code: {} for code in candidates}
    for token, count in tokens.items():
        entitled = [code for code in by_word.get(token, ()) if code in votes]
        for code in entitled:
            votes[code] += count / len(entitled)
            telling[code][token] = count / len(entitled)
        for letter in sorted(set(token)):
            having = [code for code in by_letter.get(letter, ()) if code in votes]
            for code in having:
                votes[code] += _LETTER_VOTE * count / len(having)
                telling[code].setdefault(token, _LETTER_VOTE * count / len(having))
    first, second = sorted(candidates, key=lambda code: -votes[code])[:2]
    total = tokens.total()
    if votes[first] < _LEAST_VOTES:
        return Inference(value=UNDETERMINED, evidence="", certainty=0.0)
    lead = min(1.0, (votes[first] - votes[second]) / _ENOUGH_LEAD)
    certainty = round(lead * min(1.0, votes[first] / (_ENOUGH_SHARE * total)), 2)
    ranked = sorted(telling[first], key=lambda token: -telling[first][token])
    return Inference(
        value=first if certainty >= FLOOR else UNDETERMINED,
        evidence=_joined(ranked[:5]) if certainty >= FLOOR else "",
        certainty=certainty if certainty >= FLOOR else 0.0,
    )
