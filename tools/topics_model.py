"""Writes digest/data/topics/LANG.tsv.gz: what words tell of the 17 tops, learned; and validates the learning.

    python tools/topics_model.py ../shared [--validate]

Learned from ``SHARED/corpus/train/sib200_dev_side.tsv.gz`` (SIB-200, CC-BY-SA 4.0) and ``SHARED/iptc/mediatopics.json`` (IPTC,
CC-BY 4.0). The sentences of SIB-200 stand in some eighty languages side by side. Their labels know six of the 17 tops; the
vocabularies that we wrote find the others in those languages that have one, and what they find in a sentence holds
for its translations too. A word weighs by how much oftener than by chance it stands in sentences of a top, less where it
was seen seldom.

``--validate`` writes nothing: it learns four fifths of the sentences, five times, and prints how many snippets of
the development set, made of the other fifth, come out right. It divides by ``index_id``, so that no snippet is judged by
a model that saw its sentences in any language.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from math import log
from pathlib import Path
from typing import Any

from digest.infer.passages import Text
from digest.infer.stems import folded, folded_words
from digest.model import Block, BlockKind
from tools.sib200 import LANGUAGES

topics: Any = importlib.import_module("digest.infer.topics")  # the package has a function of that name

TEACHERS = ("en", "fr", "es", "de")  # whose vocabularies label the sentences
SHRINK = 5.0  # a word's weight is cut as if it had been seen so often without telling anything
LEAST = 0.2  # a weight below which nothing is kept
MOST = 3000  # words a language
UNSPACED = (2, 3)  # letters of what counts as a word in scripts without spaces
FOLDS = 5
GROUP = 50  # neighbouring ids that go to one fold: articles have up to eight sentences
MARGIN = 10

Sentence = tuple[int, str, str]  # index_id, top, text
Learned = dict[str, dict[str, dict[int, float]]]  # by language, word and top


def sentences(shared: Path) -> dict[str, list[Sentence]]:
    """The training sentences by language."""
    found: dict[str, list[Sentence]] = defaultdict(list)
    with gzip.open(shared / "corpus/train/sib200_dev_side.tsv.gz", "rt", encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE):
            if language := LANGUAGES.get(row["lang"].split("_")[0]):
                found[language].append((int(row["index_id"]), row["iptc"], row["text"]))
    return found


def labels_of(corpus: Mapping[str, Sequence[Sentence]]) -> dict[int, dict[int, float]]:
    """For each sentence how much it is of each top (all together 1): its own label, and what the written words find."""
    found: dict[int, dict[int, float]] = {}
    written: dict[int, Counter[int]] = defaultdict(Counter)
    for language in TEACHERS:
        lexicon, _ = topics.written(language)
        for number, _, text in corpus[language]:
            for entry in topics._found(lexicon, [(folded_words(text), 1.0)]):
                written[number].update(lexicon.entries[entry])
    for number, top, _ in corpus["en"]:
        total = sum(written[number].values())
        share = {place: 0.4 * weight / total for place, weight in written[number].items()} if total else {}
        place = topics.TOPS.index(top)
        share[place] = share.get(place, 0.0) + (0.6 if total else 1.0)
        found[number] = share
    return found


def features(language: str) -> Callable[[str], set[str]]:
    """What of a text in ``language`` counts as its words, as the lexicon of the language would find them."""
    lexicon, _ = topics.written(language)
    if lexicon.mode == "unspaced" or language in ("th", "km", "my"):
        return lambda text: {
            piece
            for run in "".join(c if c.isalpha() or not c.isascii() else " " for c in folded(text)).split()
            for size in UNSPACED
            for start in range(len(run) - size + 1)
            if (piece := run[start : start + size])
        }
    entry = lexicon.entry
    return lambda text: {entry(word) for word in folded_words(text) if len(word) > 2 and not word.isdecimal()}


def concepts(shared: Path) -> dict[str, list[tuple[int, str]]]:
    """The labels of all concepts of IPTC, by language, with the place of their top."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for concept in json.loads((shared / "iptc/mediatopics.json").read_text("utf-8"))["concepts"]:
        for language, label in concept["labels"].items():
            found[language].append((topics.TOPS.index(concept["top"]), label))
    return found


def weights(
    documents: Iterable[tuple[set[str], Mapping[int, float]]], named: Iterable[tuple[set[str], int]]
) -> dict[str, dict[int, float]]:
    """What each word weighs, from sentences with their tops, and from the labels of concepts."""
    together: dict[str, Counter[int]] = defaultdict(Counter)
    seen: Counter[str] = Counter()
    tops: Counter[int] = Counter()
    number = 0
    for words, shares in documents:
        number += 1
        tops.update(shares)
        seen.update(words)
        for word in words:
            together[word].update(shares)
    chance = {top: (tops[top] + 1) / (number + len(topics.TOPS)) for top in range(len(topics.TOPS))}
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for word, shares in together.items():
        rarity = log(number / seen[word]) / log(number)
        for top, count in shares.items():
            likelihood = (count + SHRINK * chance[top]) / (seen[word] + SHRINK) / chance[top]
            weight = log(likelihood) * rarity / 1.5
            if weight >= LEAST:
                found[word][top] = min(1.5, weight)
    _add_labels(found, named)
    strongest = sorted(found, key=lambda word: (-max(found[word].values(), default=0) * min(3, seen[word]), word))[
        :MOST
    ]
    return {word: found[word] for word in sorted(strongest) if found[word]}


def _add_labels(found: dict[str, dict[int, float]], named: Iterable[tuple[set[str], int]]) -> None:
    """Puts in the words that stand in the labels of one top's concepts and hardly in others'."""
    of: dict[str, Counter[int]] = defaultdict(Counter)
    for words, top in named:
        for word in words:
            of[word][top] += 1
    for word, counts in of.items():
        top, count = counts.most_common(1)[0]
        total = sum(counts.values())
        if count / total >= 0.8 and word not in found:
            found[word][top] = 0.5 if total == 1 else 0.9


def learn(corpus: Mapping[str, Sequence[Sentence]], shared: Path, keep: Callable[[int], bool]) -> Learned:
    """For each language its words' weights, from those sentences whose number ``keep`` lets through."""
    labels, named = labels_of(corpus), concepts(shared)
    learned: Learned = {}
    for language in sorted(corpus):
        of = features(language)
        documents = ((of(text), labels[number]) for number, _, text in corpus[language] if keep(number))
        learned[language] = weights(documents, ((of(label), top) for top, label in named.get(language, ())))
    return learned


def write(learned: Learned, folder: Path) -> None:
    """A file for each language: lines ``word, top:twentieths ...``, compressed, the same bytes each time."""
    for language, words in learned.items():
        lines = [
            "# Learned by tools/topics_model.py from SIB-200 (https://github.com/dadelani/sib-200, CC-BY-SA 4.0)",
            "# and IPTC Media Topics (https://iptc.org, CC-BY 4.0). This file: CC-BY-SA 4.0.",
        ]
        for word, tops in words.items():
            pairs = " ".join(f"{top}:{round(20 * weight)}" for top, weight in sorted(tops.items()))
            lines.append(f"{word}\t{pairs}")
        (folder / f"{language}.tsv.gz").write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))


def validate(corpus: Mapping[str, Sequence[Sentence]], shared: Path) -> None:
    """Prints how many snippets come out right by models that have not seen them, and by the written words alone."""
    with (shared / "corpus/labels.tsv").open(encoding="utf-8", newline="") as source:
        rows = [
            row for row in csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE) if row["kind"] == "snippet"
        ]
    results: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    written = judge(rows, shared, {})
    for fold in range(FOLDS):
        tested = [row for row in rows if _fold(int(row["cluster"].removeprefix("sib:"))) == fold]
        model = learn(corpus, shared, partial(_untouched, fold))
        for file, answer in judge(tested, shared, model).items():
            row = next(row for row in tested if row["file"] == file)
            results[row["language"]].append((answer == row["topics"], written[file] == row["topics"]))
    for language, pairs in sorted(results.items()):
        print(f"{language}  with {sum(a for a, _ in pairs)}  without {sum(b for _, b in pairs)}  of {len(pairs)}")
    every = [pair for pairs in results.values() for pair in pairs]
    learned, alone = (sum(column) / len(every) for column in zip(*every, strict=True))
    print(f"all  with {learned:.3f}  without {alone:.3f}  n={len(every)}")


def _fold(number: int) -> int:
    return number // GROUP % FOLDS


def _untouched(fold: int, number: int) -> bool:
    return fold not in {_fold(number + step) for step in (-MARGIN, 0, MARGIN)}


def judge(rows: Sequence[Mapping[str, str]], shared: Path, model: Learned) -> dict[str, str]:
    """The first top of each snippet by the written words and the weights in ``model``."""
    topics.lexicon_of.cache_clear()
    whole, topics.learned = topics.learned, lambda language: model.get(language, {})
    try:
        answers = {}
        for row in rows:
            text = (shared / "corpus/articles" / row["file"]).read_text("utf-8")
            found = topics.topics(Text([Block(kind=BlockKind.PARAGRAPH, text=text)], row["language"]))
            answers[row["file"]] = found.value[0] if found else ""
        return answers
    finally:
        topics.learned = whole
        topics.lexicon_of.cache_clear()


def main() -> None:
    """Learns and writes, or validates."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("shared", type=Path)
    options.add_argument("--validate", action="store_true")
    given = options.parse_args()
    csv.field_size_limit(sys.maxsize)
    corpus = sentences(given.shared)
    if given.validate:
        validate(corpus, given.shared)
        return
    write(learn(corpus, given.shared, lambda _: True), topics.DATA)


if __name__ == "__main__":
    main()
