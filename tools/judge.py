"""How many inferred fields an editor would publish as they are, scored against the judged records in ``tools/judged/``.

    python -m tools.judge [SHARED] [--save FILE] [--diff FILE] [--faults]

Runs ``digest records`` on the judged texts and compares each record with the judgments (``tools/judged/README.md`` describes
their form). A headline or dek that nobody has judged is listed as unknown, to be judged. Without SHARED, the development data,
only the texts in ``tools/judged/pasted`` are scored.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from digest.vocabulary.media_topics import identify, labels, parent_of
from tools.score import records_of

JUDGED = Path(__file__).parent / "judged"
SETS = ("news", "snippets", "pasted")
KINDS = {"people": "person", "places": "place", "organisations": "organization"}  # as the records call them
VERDICTS = {"sign": "signed", "edit": "edit", "refuse": "refused"}
NONE = "none"  # in a judgment: the field should be empty

Judgment = Mapping[str, Any]  # of one article: strings, and mappings of lists of strings


class Fact(NamedTuple):
    """What became of one field of one article: ``result`` is a verdict, or right, wrong, missing, unknown or abstained."""

    file: str
    field: str
    result: str
    value: str


def main() -> int:
    """Prints the table, the strings to judge and the comparison; 1 where the records cannot be made."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("shared", type=Path, nargs="?", help="the development data")
    options.add_argument("--save", type=Path, help="write the results to a file, for a later --diff")
    options.add_argument("--diff", type=Path, help="show what has changed since the results in a file")
    options.add_argument("--faults", action="store_true", help="list everything that is not right")
    given = options.parse_args()
    judged = {name: judgments(JUDGED / f"{name}.yml") for name in (SETS if given.shared else SETS[-1:])}
    records = _records(judged, given.shared)
    if not records:
        return 1
    patterns = judgments(JUDGED / "patterns.yml")
    facts = {
        name: [fact for file, one in entries.items() for fact in facts_of(file, one, records.get(file, {}), patterns)]
        for name, entries in judged.items()
    }
    all_facts = [fact for found in facts.values() for fact in found]
    print("\n".join(table(facts)))
    listed = ("edit", "refused", "wrong", "missing", "unknown") if given.faults else ("unknown",)
    print(
        "\n".join(
            f"{fact.file}  {fact.field}  {fact.result}: {fact.value}" for fact in all_facts if fact.result in listed
        )
    )
    if given.diff:
        before = [Fact(*fact) for fact in json.loads(given.diff.read_text("utf-8"))]
        print("\n".join(changes(before, all_facts)))
    if given.save:
        given.save.write_text(json.dumps(all_facts, ensure_ascii=False, indent=0), "utf-8")
    return 0


@cache
def judgments(path: Path) -> dict[str, Any]:
    """The YAML in ``path``; every scalar is a string."""
    found: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    return found


def _records(judged: Mapping[str, Mapping[str, Judgment]], shared: Path | None) -> dict[str, dict[str, Any]]:
    """The records of the judged texts, by file name."""
    with tempfile.TemporaryDirectory() as name:
        seeds = Path(name) / "seeds"
        seeds.mkdir()
        for kind, entries in judged.items():
            folder = shared / "corpus/articles" if shared and kind != "pasted" else JUDGED / "pasted"
            for file in entries:
                shutil.copyfile(folder / file, seeds / file)
        return {file: json.loads(line) for file, line in records_of(seeds, Path(name)).items()}


def facts_of(file: str, judged: Judgment, record: Mapping[str, Any], patterns: Judgment) -> Iterator[Fact]:
    """The facts about the fields of ``record`` that are ``judged``."""
    language = record.get("language") or ""
    for field, key in (("headline", "title"), ("dek", "summary")):
        if field in judged:
            text = record.get(key) or ""
            yield Fact(file, field, verdict(judged[field], text, patterns[field], language), text)
    if "topics" in judged:
        yield from _topics(file, judged, list(map(identify, record.get("topics") or [])))
    if "people" in judged:
        yield from _names(file, judged, record.get("entities") or [])
    for field in ("date", "author", "source"):
        if field in judged:
            value = record.get(field) or NONE
            right = any(normal(value) == normal(one) for one in alternatives(judged[field]))
            yield Fact(file, field, "right" if right else "missing" if value == NONE else "wrong", value)


def verdict(judged: Judgment, text: str, patterns: Judgment, language: str) -> str:
    """What an editor thinks of the headline or dek ``text``: by its judgment, else by patterns and the parts it must have."""
    if not text:
        return "signed" if judged.get(NONE) == "right" else "abstained"
    for key, result in VERDICTS.items():
        if normal(text) in map(normal, judged.get(key, ())):
            return result
    for key in ("refuse", "edit"):
        ours = [*patterns.get(key, {}).get("any", ()), *patterns.get(key, {}).get(language, ())]
        if any(re.search(pattern, normal(text)) for pattern in ours):
            return VERDICTS[key]
    lower = normal(text).casefold()
    must = [alternatives(part) for part in listed_in(judged.get("must", ""))]
    if any(not any(normal(one).casefold() in lower for one in part) for part in must):
        return "edit"
    return "unknown"


def normal(text: str) -> str:
    """``text`` with plain apostrophes and spaces and without a final full stop."""
    plain = unicodedata.normalize("NFC", text).replace("’", "'")
    return " ".join(plain.split()).removesuffix(".")


def listed_in(text: str) -> list[str]:
    """The parts of a list with semicolons."""
    return [part.strip() for part in text.split(";") if part.strip()]


def alternatives(text: str) -> list[str]:
    """The alternatives in ``text``, which are divided by ``|``."""
    return [part.strip() for part in text.split("|")]


def topic_id(name: str) -> str:
    """The id of the topic with the label ``name``; top-level topics also by the first word of their label ("crime")."""
    for topic, names in labels().items():
        if re.split(r",| and ", names["en"])[0] == name:
            return topic
    return identify(name)


def _topics(file: str, judged: Judgment, shown: list[str]) -> Iterator[Fact]:
    """Whether the first topic and the further ones are right; a second-level one is unknown if nobody has judged it."""
    first = {topic_id(name) for name in listed_in(judged["topics"])}
    right = first | {topic_id(name) for name in listed_in(judged.get("also", ""))}
    wrong = {topic_id(name) for name in listed_in(judged.get("not", ""))}
    if not shown:
        yield Fact(file, "first topic", "abstained", "")
    for index, topic in enumerate(shown):
        if not index:
            yield Fact(file, "first topic", "right" if topic in first else "wrong", topic)
        elif topic in right:
            yield Fact(file, "further topics", "right", topic)
        else:
            judged_wrong = parent_of(topic) not in right or topic in wrong
            yield Fact(file, "further topics", "wrong" if judged_wrong else "unknown", topic)


def _names(file: str, judged: Judgment, shown: Iterable[Mapping[str, str]]) -> Iterator[Fact]:
    """Which shown names are right or wrong, and which are missing. Two forms of one name count once."""
    tolerated = {_name(form) for name in listed_in(judged.get("tolerated", "")) for form in alternatives(name)}
    entities = list(shown)
    for field, kind in KINDS.items():
        names = [alternatives(name) for name in listed_in(judged.get(field, ""))]
        forms = {_name(form): name[0] for name in reversed(names) for form in name}
        ours = [one["name"] for one in entities if one["type"] == kind]
        found = {forms[_name(name)] for name in ours if _name(name) in forms}
        yield from (Fact(file, field, "right", name[0]) for name in names if name[0] in found)
        yield from (Fact(file, field, "missing", name[0]) for name in names if name[0] not in found)
        yield from (Fact(file, field, "wrong", name) for name in ours if _name(name) not in forms.keys() | tolerated)


def _name(name: str) -> str:
    return normal(name).casefold().removeprefix("the ")


def table(facts: Mapping[str, list[Fact]]) -> Iterator[str]:
    """The figures: a line for each field and result, a column for each set and one for all."""
    columns = {**facts, "all": [fact for found in facts.values() for fact in found]}
    counts = {name: Counter((fact.field, fact.result) for fact in found) for name, found in columns.items()}
    yield " " * 28 + "".join(f"{name:>18s}" for name in counts)
    for field in dict.fromkeys(fact.field for fact in columns["all"]):
        results = (*VERDICTS.values(), "right", "wrong", "missing", "unknown", "abstained")
        for result in () if field in KINDS else results:
            if counts["all"][field, result]:
                sums = {name: sum(n for (of, _), n in found.items() if of == field) for name, found in counts.items()}
                cells = (_share(found[field, result], sums[name]) for name, found in counts.items())
                yield f"{field:16s}{result:12s}" + "".join(cells)
        if field in KINDS:
            for figure, other in (("precision", "wrong"), ("recall", "missing")):
                cells = (
                    _share(found[field, "right"], found[field, "right"] + found[field, other])
                    for found in counts.values()
                )
                yield f"{field:16s}{figure:12s}" + "".join(cells)


def _share(part: int, total: int) -> str:
    """A cell of the table."""
    return f"{f'{part} of {total} ({part / total:4.0%})' if total else '-':>18s}"


def changes(before: Iterable[Fact], now: Iterable[Fact]) -> Iterator[str]:
    """What has changed, by file: lost facts after ``-``, new ones after ``+``."""
    old, new = dict.fromkeys(before), dict.fromkeys(now)
    marked = [("-", fact) for fact in old if fact not in new] + [("+", fact) for fact in new if fact not in old]
    last = ""
    for mark, fact in sorted(marked, key=lambda one: (one[1].file, one[1].field)):
        if fact.file != last:
            yield fact.file
            last = fact.file
        yield f"  {mark} {fact.field} {fact.result}: {fact.value}"


if __name__ == "__main__":
    sys.exit(main())
