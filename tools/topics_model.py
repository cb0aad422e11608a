"""Writes digest/data/topics/LANG.tsv.gz, of the vocabularies that we wrote and of what is learned; and validates the learning.

    python tools/topics_model.py ../shared [--validate | --written]

Learned from ``SHARED/corpus/train/sib200_dev_side.tsv.gz`` (SIB-200, CC-BY-SA 4.0) and ``SHARED/iptc/mediatopics.json`` (IPTC,
CC-BY 4.0). The sentences of SIB-200 exist in some eighty languages, aligned. A word that occurs in the same ones as a word
of a vocabulary that we wrote, in fifteen other languages, is taken for its translation and weighs what that weighs: so the
vocabularies reach languages that have none. The labels of the sentences, which know six of the 17 tops, add a little.

``--validate`` writes nothing: it learns four fifths of the sentences, five times, and prints how many snippets of
the development set, made of the other fifth, come out right. It divides by ``index_id``, so that no snippet is judged by
a model that saw its sentences in any language. ``--written`` learns nothing: what is learned already is written with
the vocabularies as they stand now.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from math import log
from pathlib import Path

from msgspec.structs import replace

from digest.infer import topics
from digest.infer.text import Text
from digest.infer.topics import DATA, PREFIXES, TopicLexicon, stored, weights_of
from digest.model import Block, BlockKind
from digest.words import folded, folded_words
from tools.sib200 import LANGUAGES
from tools.topic_words import SYLLABLES, store, written

TEACHERS = tuple("en fr es de pt it ru ar hi tr vi nl sv ja zh".split())  # whose words are aligned
UNSPACED = ("zh", "ja", "th", "lo", "km", "my")
PIECES = (2, 3)  # letters of what counts as a word in scripts without spaces
CLOSE = 0.4  # how much of their sentences two words must share (Dice) to be taken for translations
SHRINK = 2.0  # a word's own label counts as if it had been seen so often without telling anything
ALIGNED = {True: 2.0, False: 6.0}  # what a translation's weight counts, in a language with written words and without
LABELLED = {True: 0.03, False: 0.1}  # the same for the labels of sentences
LEAST = 0.03  # a weight below which nothing is kept
MOST = 3000  # words a language
FOLDS = 5
GROUP = 50  # neighbouring ids that go to one fold: articles have up to eight sentences
MARGIN = 10
ABOUT = """\
# Lexicon of topics, made by tools/topics_model.py; digest/infer/topics.py says how to read it.
# Written words: LANG.txt, second/LANG.txt. Learned words: from SIB-200 (https://github.com/dadelani/sib-200,
# CC-BY-SA 4.0) and IPTC Media Topics (https://iptc.org, CC-BY 4.0).
# This file: CC-BY-SA 4.0.
"""

Sentence = tuple[int, str, str]  # index_id, top, text
Words = dict[str, dict[str, float]]  # what words weigh, by concept
Masks = dict[str, int]  # by word the sentences that hold it, a bit for each index_id
Written = tuple[TopicLexicon, Words]


def sentences(shared: Path) -> dict[str, list[Sentence]]:
    """The training sentences by language."""
    found: dict[str, list[Sentence]] = defaultdict(list)
    with gzip.open(shared / "corpus/train/sib200_dev_side.tsv.gz", "rt", encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE):
            if language := LANGUAGES.get(row["lang"].split("_")[0]):
                found[language].append((int(row["index_id"]), row["iptc"], row["text"]))
    return found


def written_of(language: str, *, below: bool = True) -> Written:
    """The words that we wrote for ``language``; ``below``: those of the second level too."""
    found, weights = written(DATA / f"{language}.txt")
    mode = found.mode if weights or language not in UNSPACED else "unspaced"
    prefixes = SYLLABLES if language == "ko" else PREFIXES
    if below:
        for word, more in written(DATA / "second" / f"{language}.txt")[1].items():
            weights.setdefault(word, {}).update(more)
    return replace(found, mode=mode, prefixes=prefixes), weights


def as_lexicon(given: Written, learned: Words) -> TopicLexicon:
    """What the program reads, of written and learned words."""
    return stored(as_text(given, learned))


def as_text(given: Written, learned: Words) -> str:
    """The file of a language."""
    header, weights = given
    return store((header.mode, header.also, header.before, header.prefixes), weights, learned, ABOUT)


def features(header: TopicLexicon) -> Callable[[str], set[str]]:
    """What of a text is learned: the keys under which its words are looked for."""
    if header.mode == "unspaced":
        return lambda text: {
            piece
            for run in "".join(c if c.isalpha() or not c.isascii() else " " for c in folded(text)).split()
            for size in PIECES
            for start in range(len(run) - size + 1)
            if (piece := run[start : start + size])
        }
    longest, *shorter = header.prefixes
    return lambda text: {
        f"{word[:size]}*"
        for word in folded_words(text)
        if len(word) > 2 and not word.isdecimal()
        for size in (longest, *(size for size in shorter if len(word) > size))
    }


def masks(texts: Iterable[tuple[int, Iterable[str]]]) -> Masks:
    """In which sentences each word stands."""
    found: Masks = defaultdict(int)
    for number, words in texts:
        for word in words:
            found[word] |= 1 << number
    return dict(found)


def taught(language: str, corpus: Mapping[str, Sequence[Sentence]]) -> list[tuple[int, Mapping[str, float]]]:
    """The written words of a teacher: the sentences of ``language`` that hold each, and what it weighs."""
    given = written_of(language, below=False)
    lexicon = as_lexicon(given, {})

    def entries(text: str) -> Iterable[str]:
        units = [folded(text)] if lexicon.mode == "unspaced" else folded_words(text)
        return topics._found(lexicon, [(units, 1.0)])

    found = masks((number, entries(text)) for number, _, text in corpus[language])
    return [(found[word], given[1][word]) for word in sorted(found)]


def aligned(
    native: Masks, sets: Mapping[int, set[str]], teachers: Iterable[list[tuple[int, Mapping[str, float]]]]
) -> Words:
    """What words weigh as the translations of teachers' words: those that occur in the same sentences.

    Where several words might translate one, each has its part.
    """
    size = {word: mask.bit_count() for word, mask in native.items()}
    found: Words = defaultdict(lambda: defaultdict(float))
    for teacher in (teachers := list(teachers)):
        for mask, weights in teacher:
            numbers = [number for number in _bits(mask) if number in sets]
            co_occurrences: Counter[str] = Counter()
            for number in numbers:
                co_occurrences.update(sets[number])
            near = {
                word: dice
                for word, both in co_occurrences.items()
                if (dice := 2 * both / (size[word] + len(numbers))) >= CLOSE
            }
            total = sum(dice**2 for dice in near.values())
            for word, dice in near.items():
                if (part := dice**3 / total) >= 0.05:
                    for concept, weight in weights.items():
                        found[word][concept] += part * weight / len(teachers)
    return found


def _bits(mask: int) -> Iterable[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def labelled(native: Masks, tops: Mapping[int, str]) -> Words:
    """How much oftener than by chance words occur in sentences with the label of a top topic; below zero: less often."""
    by_top = masks((number, (top,)) for number, top in tops.items())
    chance = {top: mask.bit_count() / len(tops) for top, mask in by_top.items()}
    return {
        word: {
            top: log(((mask & by_top[top]).bit_count() + SHRINK * part) / (mask.bit_count() + SHRINK) / part)
            for top, part in chance.items()
        }
        for word, mask in native.items()
    }


def concepts(shared: Path) -> dict[str, list[tuple[str, str]]]:
    """The labels of all concepts of IPTC, by language, with their top."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for concept in json.loads((shared / "iptc/mediatopics.json").read_text("utf-8"))["concepts"]:
        for language, label in concept["labels"].items():
            found[language].append((concept["top"], label))
    return found


def add_labels(found: Words, named: Iterable[tuple[set[str], str]]) -> None:
    """Adds the words that occur in the labels of one top topic's concepts and hardly in others'."""
    of: dict[str, Counter[str]] = defaultdict(Counter)
    for words, top in named:
        for word in words:
            of[word][top] += 1
    for word, counts in of.items():
        top, count = counts.most_common(1)[0]
        total = sum(counts.values())
        if count / total >= 0.8 and word not in found:
            found[word] = {top: 0.05 if total == 1 else 0.09}


def learn(
    corpus: Mapping[str, Sequence[Sentence]], shared: Path, keep: Callable[[int], bool], languages: Iterable[str]
) -> dict[str, Words]:
    """For each of ``languages`` its words' weights, from those sentences whose number ``keep`` lets through."""
    teachers = {language: taught(language, corpus) for language in TEACHERS}
    named = concepts(shared)
    learned: dict[str, Words] = {}
    for language in sorted(languages):
        header, given = written_of(language)
        of = features(header)
        sets = {number: of(text) for number, _, text in corpus[language] if keep(number)}
        native = masks(sets.items())
        others = [words for teacher, words in teachers.items() if teacher != language]
        translations = aligned(native, sets, others)
        labels = labelled(native, {number: top for number, top, _ in corpus[language] if number in sets})
        has = bool(given)
        found: Words = {}
        for word in sorted(native):
            parts = {concept: ALIGNED[has] * weight for concept, weight in translations.get(word, {}).items()}
            for top, weight in labels[word].items():
                parts[top] = parts.get(top, 0.0) + LABELLED[has] * weight
            found[word] = {concept: weight for concept, weight in parts.items() if abs(weight) >= LEAST}
        add_labels(found, ((of(label), top) for top, label in named.get(language, ())))
        learned[language] = strongest(found, native)
    return learned


def strongest(found: Words, native: Masks) -> Words:
    """The words that tell most, and oftenest, in the order of the alphabet."""
    order = sorted(
        (word for word in found if found[word]),
        key=lambda word: (-max(found[word].values()) * min(3, native.get(word, 1).bit_count()), word),
    )
    return {word: found[word] for word in sorted(order[:MOST])}


def write(learned: Mapping[str, Words], folder: Path) -> None:
    """A file for each language, compressed, the same bytes each time."""
    written_only = (path.stem for path in folder.glob("*.txt"))
    for language in sorted({*learned, *written_only}):
        text = as_text(written_of(language), learned.get(language, {}))
        (folder / f"{language}.tsv.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def kept(language: str) -> Words:
    """What the file of ``language`` has learned already."""
    text = gzip.decompress((DATA / f"{language}.tsv.gz").read_bytes()).decode("utf-8")
    words, weights = [line.split("\t") for line in text.split("\n") if not line.startswith("#")][5:7]
    return {word: dict(weights_of(code)) for word, code in zip(words, weights, strict=True) if word}


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
        model = learn(corpus, shared, partial(_untouched, fold), {row["language"] for row in rows})
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


def judge(rows: Sequence[Mapping[str, str]], shared: Path, model: Mapping[str, Words]) -> dict[str, str]:
    """The first top of each snippet by the written words and the weights in ``model``."""
    used = {
        language: as_lexicon(written_of(language), model.get(language, {}))
        for language in sorted({row["language"] for row in rows})
    }
    original, topics.lexicon_of = topics.lexicon_of, lambda language: used.get(language) or original(language)
    topics._lexicons.cache_clear()
    try:
        answers = {}
        for row in rows:
            text = (shared / "corpus/articles" / row["file"]).read_text("utf-8")
            block = Block(kind=BlockKind.PARAGRAPH, text=text)
            found = topics.infer_iptc_topics(Text([block], row["language"]), row["title"])
            answers[row["file"]] = found.value[0] if found else ""
        return answers
    finally:
        topics.lexicon_of = original
        topics._lexicons.cache_clear()


def main() -> None:
    """Learns and writes, or validates."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("shared", type=Path)
    options.add_argument("--validate", action="store_true")
    options.add_argument("--written", action="store_true")
    given = options.parse_args()
    if given.written:
        write({path.name.split(".")[0]: kept(path.name.split(".")[0]) for path in DATA.glob("*.tsv.gz")}, DATA)
        return
    csv.field_size_limit(sys.maxsize)
    corpus = sentences(given.shared)
    if given.validate:
        validate(corpus, given.shared)
        return
    write(learn(corpus, given.shared, lambda _: True, corpus), DATA)


if __name__ == "__main__":
    main()
