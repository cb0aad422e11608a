"""What rights hold back stands nowhere: no byte of any file of the output, of the generation beside it, or of what builds keep.

Each article has a made-up word of its own in each of its fields, in its picture's name and in its text, so that a word that is
found says what leaked. Words are looked for as they are, folded, in decoded JSON, in decompressed data, in names of
files, and in the search's index, whose words share their beginnings.

Rejected: lengths. No page gives the number of words of a withheld text, but the number of articles can be guessed.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from msgspec.structs import replace

from digest.build.job import BuildResult, Progress, job_beside
from digest.build.pipeline import build
from digest.search import folding
from tests.faults.amounts import amount
from tests.made import png

FIELDS = (
    "title", "summary", "author", "note", "topics", "people", "places", "organisations", "keyphrases", "slug", "aliases",
    "alt", "credit",
)  # fmt: skip
PLACES = ("front matter", "row")
# What each right lets be seen of the fields that somebody declared; an excerpt also the beginning of the text.
FACTS = {"title", "author", "topics", "note", "slug", "aliases"}
SHOWN = {
    "full": {*FIELDS, "image", "beginning", "end"},
    "excerpt": FACTS | {"summary", "people", "places", "organisations", "beginning"},
    "headline": FACTS,
    "private": set(),
    "draft": set(),
    "draft by name": set(),
}
_SHARED = "0123456789abcdefghijklmnopqrstuvwxyz"


def word(number: int, field: str) -> str:
    """A made-up word that only this field of this article has."""
    letters = "bdfgklmnprstvz"
    place = (
        FIELDS.index(field) if field in FIELDS else len(FIELDS) + ["image", "beginning", "end"].index(field)
    ) + 20 * number
    made = ""
    for _ in range(5):
        made += letters[place % len(letters)] + "aiou"[place % 4]
        place = place * 7 // 3 + 11 * number + len(made)
    return f"qx{made}{number:03}{sorted([*FIELDS, 'image', 'beginning', 'end']).index(field):02}w".replace(
        "0", "o"
    ).translate(str.maketrans("123456789", "abcdefghi"))


class Writer:
    """Writes a site of articles, each with its words, and tells which of them nobody may see."""

    def __init__(self, site: Path, *, by_source: bool = False) -> None:
        self.site, self.by_source = site, by_source
        (site / "seeds").mkdir(parents=True, exist_ok=True)

    def write(self, rights: list[str]) -> dict[str, str]:
        """Article by article as ``rights`` say; what must be nowhere, by what it is a word of."""
        withheld: dict[str, str] = {}
        rows = [
            "| File | " + " | ".join((*FIELDS, "source", "image", "draft", "rights")) + " |",
            "|" + " --- |" * (len(FIELDS) + 5),
        ]
        for number, right in enumerate(rights):
            for old in (self.site / "seeds").glob(f"*article{number:03}.md"):
                old.unlink()
            rows.append(self._article(number, right))
            withheld |= {
                word(number, field): f"article {number} ({right}), {field}"
                for field in (*FIELDS, "image", "beginning", "end")
                if field not in SHOWN[right]
            }
        (self.site / "seeds" / "INDEX.md").write_text("\n".join(rows) + "\n", "utf-8")
        sources = "".join(f"    Source {right}: {right}\n" for right in ("full", "excerpt", "headline", "private"))
        by_source = f"rights:\n  default: private\n  sources:\n{sources}" if self.by_source else ""
        (self.site / "digest.yml").write_text(
            f"title: Rights\nlanguage: en\nbase_url: https://site.example/\nexcerpt: 60\n{by_source}", "utf-8"
        )
        return withheld

    def _article(self, number: int, right: str) -> str:
        """Writes the article; its row in the manifest. Every second one declares its fields in its own front matter."""
        name = f"{'_' if right == 'draft by name' else ''}article{number:03}.md"
        picture = f"{word(number, 'image')}.png"
        (self.site / "seeds" / picture).write_bytes(png(shade=number % 256, width=3 + number // 256))
        fields = {field: word(number, field) for field in FIELDS}
        fields |= {
            "source": f"Source {right if 'draft' not in right else 'full'}",
            "image": picture,
            "draft": "yes" if right == "draft" else "no",
        }
        if not self.by_source and "draft" not in right:
            fields["rights"] = right
        cells = dict.fromkeys((*FIELDS, "source", "image", "draft", "rights"), "") | (fields if number % 2 else {})
        front = (
            "" if number % 2 else "---\n" + "".join(f"{field}: {text}\n" for field, text in fields.items()) + "---\n"
        )
        text = f"{front}Some {word(number, 'beginning')} words that open this article, and then some more of them.\n\n"
        text += f"## About {word(number, 'end')}\n\nAt its end {word(number, 'end').capitalize()} and Mr {word(number, 'end').upper()}.\n"
        (self.site / "seeds" / name).write_text(text, "utf-8")
        return f"| {name} | " + " | ".join(cells.values()) + " |"


def built(site: Path, jobs: int = 1) -> BuildResult:
    return build(replace(job_beside(site / "digest.yml"), jobs=jobs), Progress())


def readings(folder: Path) -> Iterator[tuple[str, str]]:
    """Each file below ``folder`` in all the ways that it can be read, with its name; folded."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        yield name, folded(name)
        if not path.is_file():
            continue
        data = path.read_bytes()
        for text in (data.decode("utf-8", "replace"), *inflated(data)):
            yield name, folded(text)
        if path.suffix in (".json", ".jsonl"):
            for line in data.decode("utf-8").split("\n") if path.suffix == ".jsonl" else [data.decode("utf-8")]:
                yield name, folded(json.dumps(json.loads(line), ensure_ascii=False)) if line.strip() else ""
        if path.suffix == ".js" and data.startswith(b"digestSearch("):
            data_call = json.loads(data.decode("utf-8").strip()[len("digestSearch(") : -1])
            yield (
                name,
                folded(
                    " ".join(indexed(data_call))
                    if isinstance(data_call, str)
                    else json.dumps(data_call, ensure_ascii=False)
                ),
            )


def folded(text: str) -> str:
    """``text`` as the search folds words, since that is how they would come out."""
    return " ".join(folding.words(text))


def inflated(data: bytes) -> Iterator[str]:
    """All compressed parts of ``data``, found by zlib's own mark."""
    for start in (found.start() for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data)):
        try:
            yield zlib.decompressobj().decompress(data[start:]).decode("utf-8", "replace")
        except zlib.error:  # these two bytes were no mark
            continue


def indexed(shard: str) -> Iterator[str]:
    """The words of a shard of the index, each whole: an entry says how many characters it shares with the one before."""
    before = ""
    for found in re.finditer(r"([0-9a-z])([^A-Z.!#$%&()*+,/:;=>?@]*)[A-Z.!#$%&()*+,/:;=>?@]+", shard):
        before = before[: _SHARED.index(found[1])] + found[2]
        yield before


def leaks(folder: Path, withheld: dict[str, str]) -> list[str]:
    wanted = {folded(one): what for one, what in withheld.items()}
    found = []
    for name, text in readings(folder):
        found += [f"{name}: {what}" for one, what in wanted.items() if one in text]
    return found


@pytest.mark.parametrize(("by_source", "jobs"), [(False, 1), (True, 1), (False, 2)])
def test_what_rights_hold_back_stands_nowhere(
    tmp_path: Path, by_source: bool, jobs: int, record_property: Callable[[str, object], None]
) -> None:
    """By the article's own rights, by its source's, and with two processes. What may be seen is there, so that it is looked for well."""
    rights = [right for right in SHOWN for _ in range(max(2, amount(120) // len(SHOWN)))]
    withheld = Writer(tmp_path, by_source=by_source).write(rights)
    report = built(tmp_path, jobs)
    output = tmp_path / "output"
    assert leaks(output, withheld) == []
    assert leaks(tmp_path / ".output.digest-stage", withheld) == []
    assert len(report.addresses) == sum(bool(SHOWN[right]) for right in rights)
    every = "\n".join(text for _, text in readings(output))
    hidden = {"alt", "credit"}  # shown with a picture only
    missing = [
        (number, right, field)
        for number, right in enumerate(rights)
        for field in SHOWN[right] - (hidden if right != "full" else set())
        if folded(word(number, field)) not in every
    ]
    assert missing == []
    record_property("tried", f"rights {'by source' if by_source else 'of articles'}, {jobs} processes: {len(withheld)} words "
                    f"withheld of {len(rights)} articles, 0 found in any file")  # fmt: skip


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_withdrawn_is_gone_after_one_build(
    tmp_path: Path, jobs: int, record_property: Callable[[str, object], None]
) -> None:
    """From each right to each tighter one: output, the generation beside it, and what builds keep of withdrawn articles."""
    order = ["full", "excerpt", "headline", "private", "draft", "draft by name"]
    steps = [(one, other) for one, other in product(order[:3], order) if order.index(other) > order.index(one)]
    steps = [step for step in steps for _ in range(max(1, amount(40) // 10))]
    writer = Writer(tmp_path)
    writer.write([one for one, _ in steps])
    built(tmp_path, jobs)
    withheld = writer.write([other for _, other in steps])
    built(tmp_path, jobs)
    assert leaks(tmp_path / "output", withheld) == []
    for beside in tmp_path.glob(".output*"):  # the stage
        assert leaks(beside, withheld) == []
    # What builds keep holds what the seeds hold (docs/cache.md): once the files are gone, so is all that was read of them.
    for number, (_, right) in enumerate(steps):
        if not SHOWN[right]:
            for path in (tmp_path / "seeds").glob(f"*article{number:03}.md"):
                path.unlink()
            (tmp_path / "seeds" / f"{word(number, 'image')}.png").unlink()
    manifest = tmp_path / "seeds" / "INDEX.md"
    gone = [f"article{number:03}.md" for number, (_, right) in enumerate(steps) if not SHOWN[right]]
    kept = [line for line in manifest.read_text("utf-8").split("\n") if not any(name in line for name in gone)]
    manifest.write_text("\n".join(kept), "utf-8")
    built(tmp_path, jobs)
    withdrawn = {
        one: what for one, what in withheld.items() if int(what.split()[1]) in {int(name[7:10]) for name in gone}
    }
    for beside in (tmp_path / "output", *tmp_path.glob(".*")):
        assert leaks(beside, withdrawn) == []
    record_property("tried", f"rights tightened, {jobs} processes: {len(steps)} articles, {len(withheld)} words, 0 left in the output "
                    f"and beside it after one build; {len(gone)} removed, {len(withdrawn)} words, 0 left in the build cache")  # fmt: skip
