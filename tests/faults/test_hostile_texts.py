"""Hostile texts in every place where somebody can write one, and every file of the sites that are built of them.

``CONTEXTS`` lists what is written where and what must hold there; each payload meets each of these places once. Every
file of the output is checked: pages by a browser's parser, feeds by a strict one of XML, data and the
index of the search by one of JSON. A text must not act, must not break out of its place, and must not be lost.

Rejected: pairs of payloads that act only together.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.cli import main
from digest.readers.front_matter import plain
from tests.faults import xss_sinks
from tests.faults.amounts import FULL, amount, portions
from tests.faults.output_scanner import Site, letters

# Where a text is written, and what of it must be read on its page. Everywhere else it must only not act.
CONTEXTS = {
    "body of .txt": "every letter",
    "body of .md": "what stands before and behind it; behind it as plain text where it has no end",
    "crosshead of .md": "its own word before it",
    "body of .html": "what stands before and behind it",
    "crosshead of .html": "every letter",
    "row of a manifest: title, summary, author, note, credit, topics": "every letter",
    "row of a manifest: alt, people, organisations, keyphrases": "nothing acts",
    "row of a manifest: url, slug, aliases, image, date, language, encoding, lead, weight, added": "refused or safe, article there",
    "row of a manifest as somebody types it, nothing escaped": "no other row is lost",
    "front matter, quoted: all fields": "every letter of title, summary, author, note, credit, source",
    "front matter, raw": "refused or safe, article there",
    "metadata of .html: <title>, <meta>, JSON-LD, <time>, lang": "refused or safe, article there",
    "heading and note of a manifest": "every letter of the heading, as a topic",
    "digest.yml: title, description, topics, labels, sources": "every letter of title and description",
    "names.yml": "refused or safe",
    "pages/*.md: title, body, foot": "every letter of the title",
    "name of an article's file": "article there, address safe (test_hostile_names.py)",
    "what is printed to a terminal": "nothing that a terminal obeys",
}
PORTIONS = 8 if FULL else 2
SINKS = "pages, their titles, attributes and JSON-LD, Atom, JSON Feed, sitemap, records.jsonl, index of the search"


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_no_text_of_an_article_acts_or_breaks_out_or_is_lost(
    tmp_path: Path, portion: int, record_property: Callable[[str, object], None]
) -> None:
    every = xss_sinks.payloads()
    numbers = portions(range(len(every)), PORTIONS)[portion]
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for number, some in enumerate(
        numbers[at : at + xss_sinks.share()] for at in range(0, len(numbers), xss_sinks.share())
    ):
        site, articles = xss_sinks.write_site(tmp_path / f"site-{number}", every, some)
        report = xss_sinks.built(site)
        addresses = dict(report.addresses)
        withheld = {problem.article for problem in report.problems if problem.code == "unended-remark"}
        wrong += [f"{article.file}: it is lost" for article in articles if article.file not in {*addresses, *withheld}]
        scanned = Site(site / "output", xss_sinks.BASE)
        wrong += scanned.faults(lists=1 if FULL else 3)
        counts += scanned.counts
        counts["articles"] += len(articles)
        for article in articles:
            page = scanned.texts.get(addresses.get(article.file, ""), "")
            wrong += [
                f"{article.file}: lost of {where}: {text[:80]!r}"
                for where, text in article.shown.items()
                if letters(text) not in page
            ]
    assert wrong[:20] == []
    record_property("tried", f"hostile texts, part {portion + 1} of {PORTIONS}: {len(numbers)} of {len(every)} in "
                    f"{counts['articles']} articles, {counts['html']} pages, {counts['xml'] + counts['json']} feeds, "
                    f"{counts['js']} scripts of the search; 0 act, 0 break out, 0 articles or texts lost")  # fmt: skip


def test_no_text_of_the_site_itself_acts(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Title, description, topics and their labels, sources, names, own pages, the foot, headings and notes of the manifest."""
    every = xss_sinks.payloads()
    sites = amount(60)
    wrong: list[str] = []
    pages = 0
    for number in range(sites):
        picker = xss_sinks.PayloadPicker(every, number * len(every) // sites)
        site = xss_sinks.write_around(tmp_path / str(number), picker)
        report = xss_sinks.built(site)
        scanned = Site(site / "output", xss_sinks.BASE)
        wrong += [f"site {number}: {fault}" for fault in scanned.faults()]
        pages += scanned.counts["html"]
        if len(report.addresses) != 3:
            wrong.append(f"site {number}: {len(report.addresses)} of 3 articles")
        fields = {"index.html": "site title", "about.html": "description", "own.html": "page title"}
        wrong += [
            f"site {number}: lost of the {what}: {picker.of(what)!r}"
            for page, what in fields.items()
            if letters(str(plain(what, picker.of(what)))) not in scanned.texts[page]
        ]
        topic = scanned.texts[dict(report.addresses)["b.txt"]]
        # Characters that end a heading are not part of its words, nor is a count behind it: “Politics (3)”.
        heading = re.sub(r"\(\d+\)$", "", xss_sinks.line(picker.of("heading")).rstrip("# "))
        if not all(letters(name) in topic for name in re.split("[;；؛,،、]", heading)):
            wrong.append(f"site {number}: lost of the heading: {picker.of('heading')!r}")
    assert wrong[:20] == []
    record_property("tried", f"hostile texts around articles: {sites} sites, {pages} pages; 0 act, 0 lost")


ESCAPES = (
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x9b2J",
    "a\rb",
    "a\x08b",
    "\u202eevil",
    "\u2067a",
    "\x7f",
    "a\u2028b",
    "\x1b[1A\x1b[2K",
)


def test_nothing_that_a_terminal_obeys_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    """Names of files, fields and their problems: in the standard output and standard error of every command."""
    monkeypatch.chdir(tmp_path)
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    rows = ["| File | Date | Topics | Language |", "| --- | --- | --- | --- |"]
    for number, text in enumerate(ESCAPES):
        name = f"{number} {text}\nerror: 2 forged.md"
        front = f"title: {xss_sinks.yaml(text)}\nnote: {xss_sinks.yaml(text)}\nauthor: {xss_sinks.yaml(text)}\ndate: {xss_sinks.yaml(text)}\n"
        (seeds / name).write_text(
            f"---\n{front}{xss_sinks.yaml(text + ' key')}: x\n---\nSome words of {text}.\n", "utf-8"
        )
        (seeds / f"{number}.txt").write_text(f"{text} words of an article.\n", "utf-8")
        rows.append(f"| {number}.txt | {text} | {text} | {text} |")
        rows.append(f"| no{text}.txt | {text} | {text} | {text} |")
    (tmp_path / "digest.yml").write_text("language: en\nunlisted: include\n", "utf-8")
    commands = [
        ("build", "-v", "--jobs", "1"),
        ("check", "--jobs", "1"),
        ("records", "--jobs", "1"),
        ("index", "--jobs", "1"),
        ("verify",),
        ("explain", "0.txt"),
        ("explain", "0.txt", "--json"),
    ]
    commands += [("explain", path.name) for path in sorted(seeds.glob("*.md"))[:: 1 if FULL else 5]] + [
        ("explain", f"none {text}") for text in ESCAPES
    ]
    commands += [("build", "--config", f"none {ESCAPES[0]}"), ("clean", "--yes")]
    wrong = []
    for manifest in (False, True):
        if manifest:
            (seeds / "INDEX.md").write_text("\n".join(rows) + "\n", "utf-8", newline="")
        for arguments in commands if FULL or manifest else commands[:1]:
            done = CliRunner().invoke(main, arguments, color=True)  # as to a terminal, which takes escapes
            assert done.exception is None or isinstance(done.exception, SystemExit)
            for printed in (done.stdout, done.stderr):
                obeyed = re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", printed)
                wrong += [f"{arguments}: {sign!r}" for sign in set(obeyed)]
                wrong += [f"{arguments}: {line}" for line in printed.split("\n") if line.startswith("error: 2 forged")]
            if arguments[0] == "records" or "--json" in arguments:
                for line in [done.stdout] if "--json" in arguments else done.stdout.split("\n")[:-1]:
                    json.loads(line)
    assert wrong[:20] == []
    record_property(
        "tried",
        f"escape sequences: {len(ESCAPES)} in names, fields and messages of {len(commands)} commands; 0 printed",
    )
