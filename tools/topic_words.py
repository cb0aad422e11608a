"""Reads the vocabularies of topics as a person writes them, and writes them as the program reads them.

A person writes ``LANG.txt`` (top-level topics) and ``second/LANG.txt`` (second level) in ``digest/data/topics``: after a line
``[concept's id]`` the words of news about it, separated by spaces, ``_`` for the space in a phrase, ``+`` after strong words,
``-`` after weak ones. The header lines ``# mode: …``, ``# before: x y`` and ``# also: fr`` are described in
``digest/infer/topics.py``. After a change run ``python tools/topics_model.py --written``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from digest.infer.topics import TopicLexicon, entry
from digest.words import folded, folded_words

SYLLABLES = (8, 3, 2)  # letters of learned words in Hangul, where a letter is a syllable
STRENGTH = {"+": 1.0, "-": 0.3}
NORMAL = 0.6
_SECTION = re.compile(r"\[(\d{8})\]")
_HEADER = re.compile(r"#\s*(mode|also|before):\s*(.+)")

Weights = Mapping[str, float]  # by the concept's id


def store(
    header: tuple[str, str, tuple[str, ...], tuple[int, ...]],
    written_words: Mapping[str, Weights],
    learned: Mapping[str, Weights],
    about: str,
) -> str:
    """The stored form, as ``stored`` parses it. ``header``: mode, also, before, prefixes; ``about``: the comment lines."""
    mode, also, before, prefixes = header
    lines = [about.rstrip(), "\t".join((mode, also, " ".join(before), " ".join(map(str, prefixes))))]
    single = {word: weights for word, weights in written_words.items() if " " not in word}
    phrases = {word: weights for word, weights in written_words.items() if " " in word}
    for part in (single, phrases, learned):
        lines += ["\t".join(part), "\t".join(map(_code, part.values()))]
    return "\n".join(lines) + "\n"


def _code(weights: Weights) -> str:
    return " ".join(f"{concept}:{round(100 * weight)}" for concept, weight in sorted(weights.items()))


def written(path: Path) -> tuple[TopicLexicon, dict[str, dict[str, float]]]:
    """Parses a written file: a lexicon with its header only, and the weights of its words. Empty if there is no file."""
    headers = {"mode": "stem", "also": "", "before": ""}
    weights: dict[str, dict[str, float]] = {}
    concept = ""
    for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
        if header := _HEADER.match(line):
            headers[header[1]] = header[2].strip()
        elif section := _SECTION.match(line):
            concept = section[1]
        elif not line.startswith("#"):
            for token in line.split():
                word = token.rstrip("+-").replace("_", " ")
                unspaced = headers["mode"] == "unspaced"
                parts = [folded(word)] if unspaced else [entry(headers["mode"], part) for part in folded_words(word)]
                if parts:
                    known = weights.setdefault(" ".join(parts), {})
                    known[concept] = max(STRENGTH.get(token[-1], NORMAL), known.get(concept, 0.0))
    before = tuple(folded(word) for word in headers["before"].split())
    return TopicLexicon(mode=headers["mode"], also=headers["also"], before=before), weights
