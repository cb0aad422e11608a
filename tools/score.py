"""How well the raw articles of the development set are read: figures, how many they rest on, and how far they may be off.

    python tools/score.py ../shared

Runs ``digest records --timings`` on ``SHARED/corpus/articles`` and hands the records to ``SHARED/corpus/score.py``. Beside each
figure stand the bounds between which 95 of 100 sets of the same make would have it: the files are drawn with
replacement, ``DRAWS`` times, always the same draws.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from types import ModuleType

DRAWS = 60
BY_LANGUAGE = ("language_acc", "topic_article_acc", "topic_article_top1_in_gold", "topic_article_recall_at_3",
               "topic_snippet_acc", "topic_snippet_recall_at_3", "title_r1")  # fmt: skip
ARTICLE_FILES = ("headings", "summaries", "entities", "keyphrases")  # of gold.json, by file name

Figures = dict[str, tuple[float, int]]


def main() -> int:
    """Prints the figures; 1 where the records cannot be made."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("shared", type=Path)
    shared = options.parse_args().shared.resolve()
    rows = (shared / "corpus/labels.tsv").read_text("utf-8").splitlines()
    gold = json.loads((shared / "corpus/gold.json").read_text("utf-8"))
    scorer = _scorer(shared / "corpus/score.py")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records = records_of(shared / "corpus/articles", folder)
        if not records:
            return 1
        judge = Judge(scorer, shared, folder, rows[0], gold)
        overall = judge.figures(rows[1:], records)
        draws: dict[str, list[float]] = defaultdict(list)
        for number in range(DRAWS):
            drawn = random.Random(number).choices(rows[1:], k=len(rows) - 1)
            for figure, (value, _) in judge.figures(*_copies(drawn, records)).items():
                draws[figure].append(value)
        for figure, (value, count) in overall.items():
            low, high = _bounds(draws[figure])
            print(f"{figure:34s} {value:9.4f}  n={count:<5d} [{low:.4f}, {high:.4f}]")
        _by_language(judge, rows[1:], records)
    return 0


class Judge:
    """The scorer of the development set, as a function of label rows and records."""

    def __init__(
        self, scorer: ModuleType, shared: Path, folder: Path, header: str, gold: dict[str, dict[str, object]]
    ) -> None:
        self.scorer, self.shared, self.folder, self.header, self.gold = scorer, shared, folder, header, gold

    def figures(self, rows: list[str], records: dict[str, str]) -> Figures:
        """Each figure and how many it rests on; none where the scorer finds nothing to count."""
        files = {row.split("\t")[0] for row in rows}
        gold = {kind: _of(files, given) if kind in ARTICLE_FILES else given for kind, given in self.gold.items()}
        paths = {name: self.folder / name for name in ("labels.tsv", "gold.json", "records.jsonl", "figures.json")}
        paths["labels.tsv"].write_text("\n".join([self.header, *rows]) + "\n", "utf-8")
        paths["gold.json"].write_text(json.dumps(gold), "utf-8")
        paths["records.jsonl"].write_text(
            "\n".join(records[file] for file in sorted(files) if file in records), "utf-8"
        )
        given = [
            str(paths["records.jsonl"]), "--labels", str(paths["labels.tsv"]), "--gold", str(paths["gold.json"]),
            "--articles", str(self._articles(files)),
            "--iptc", str(self.shared / "iptc/mediatopics.json"), "--json", str(paths["figures.json"]),
        ]  # fmt: skip
        with contextlib.redirect_stdout(io.StringIO()):
            self.scorer.main(given)
        found = json.loads(paths["figures.json"].read_text("utf-8"))
        return {name: (figure["value"], figure["n"]) for name, figure in found.items()}

    def _articles(self, files: set[str]) -> Path:
        """A folder that has the articles by the names of ``files``, copies too."""
        folder = self.folder / "articles"
        folder.mkdir(exist_ok=True)
        for file in files:
            path = folder / file
            if not path.is_symlink():
                path.symlink_to(self.shared / "corpus/articles" / file.split("+")[0])
        return folder


def _of(files: set[str], given: dict[str, object]) -> dict[str, object]:
    """What gold.json says of ``files``, copies too."""
    return {file: given[name] for file in sorted(files) if (name := file.split("+")[0]) in given}


def _scorer(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location("corpus_score", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def records_of(articles: Path, folder: Path) -> dict[str, str]:
    """The records by file name, as lines of JSON."""
    command = [sys.executable, "-m", "digest", "records", "--timings", "--jobs", "1", "--seeds", str(articles)]
    (folder / "digest.yml").write_text("title: Score\nlanguage: en\n", "utf-8")
    checkout = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    ran = subprocess.run(command, cwd=folder, env=checkout, capture_output=True, text=True, check=False)
    if not ran.stdout:
        print(ran.stderr, file=sys.stderr)
    return {json.loads(line)["file"]: line for line in ran.stdout.splitlines()}


def _copies(rows: list[str], records: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """``rows`` and records with another file name for each time that one was drawn (the scorer knows files by name)."""
    times: dict[str, int] = defaultdict(int)
    copied: list[str] = []
    found: dict[str, str] = {}
    for row in rows:
        file, rest = row.split("\t", 1)
        times[file] += 1
        name = f"{file}+{times[file]}"
        copied.append(f"{name}\t{rest}")
        if file in records:
            found[name] = records[file].replace(json.dumps(file), json.dumps(name), 1)
    return copied, found


def _bounds(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    if not ordered:
        return float("nan"), float("nan")
    return ordered[int(0.025 * len(ordered))], ordered[int(0.975 * (len(ordered) - 1))]


def _by_language(judge: Judge, rows: list[str], records: dict[str, str]) -> None:
    """A table with a line for each language."""
    column = judge.header.split("\t").index("language")
    languages = sorted({row.split("\t")[column] for row in rows})
    print(f"\n{'':4s}" + "".join(f"{name.removeprefix('topic_')[:22]:>24s}" for name in BY_LANGUAGE))
    for language in languages:
        found = judge.figures([row for row in rows if row.split("\t")[column] == language], records)
        cells = (f"{found[name][0]:.3f} n={found[name][1]}" if name in found else "" for name in BY_LANGUAGE)
        print(f"{language:4s}" + "".join(f"{cell:>24s}" for cell in cells))


if __name__ == "__main__":
    sys.exit(main())
