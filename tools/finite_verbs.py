"""Writes digest/data/finite_verbs.txt: the finite forms of verbs of news, by which a headline's main verb is recognised.

    pip install ablaut==0.11.0
    python -m tools.finite_verbs

The infinitives are in ``tools/verbs.txt``, written for this project; the package ``ablaut`` (MIT or Apache 2.0), which is needed
for this script only, conjugates them by rules. Of each verb the third persons of the simple tenses are listed.

Rejected: all verbs of a dictionary (Lexique, CC BY-SA 4.0, and Hunspell's for French, MPL 2.0, have their forms): the rare ones
are as spelled as common nouns more often than they are verbs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent / "verbs.txt"
RESULT = Path(__file__).parent.parent / "digest" / "data" / "finite_verbs.txt"
HEAD = "# Finite verb forms by language, the third persons; made by tools/finite_verbs.py from tools/verbs.txt.\n"
CODES = {"fr": "fra", "en": "eng", "es": "spa", "de": "deu", "it": "ita", "pt": "por", "nl": "nld"}
TENSES = "present past preterite past_historic imperfect future conditional konjunktiv2".split()
THIRD = {6: (2, 5), 4: (2, 3), 2: (0, 1)}  # indexes of the third persons in a tense of so many forms


def main() -> None:
    """Writes the file."""
    verbs: dict[str, list[str]] = {}
    for line in SOURCE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            language, *words = line.split()
            verbs.setdefault(language, []).extend(words)
    lines = []
    for language, code in CODES.items():
        forms = {form for verb in dict.fromkeys(verbs[language]) for form in finite_forms(verb, code)}
        forms -= set(verbs.get(f"{language}+not", ()))
        lines.append(" ".join([language, *sorted(forms | set(verbs.get(f"{language}+also", ())))]))
    RESULT.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


def finite_forms(verb: str, code: str) -> Iterator[str]:
    """The third persons of the infinitive ``verb`` in the language with the ISO 639-3 ``code``, without a separated particle."""
    from ablaut import conjugate  # type: ignore[import-not-found]  # no dependency of the project

    table: Any = conjugate(verb, code)
    for tense in TENSES:
        forms = getattr(table, tense, None)
        if isinstance(forms, str):
            yield forms
        elif forms:
            yield from (forms[index].split()[0] for index in THIRD[len(forms)])
    if code == "eng":
        yield table.third_singular


if __name__ == "__main__":
    main()
