"""Names from anywhere, as names of files, slugs, old addresses, topics and sources: every address is safe on every disk.

No two addresses are one where letter case or normal form do not count, none is a name that Windows keeps for itself or ends as
it does not like, none is too long; no article is lost, and every link inside the site leads to a file. What makes a name unfit
to be a file's name here (a slash, NUL, too many bytes) is left to slugs and topics, which take any text.

Rejected: disks that this machine does not have. What is safe on them is known from what their makers say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import xss_sinks
from tests.faults.amounts import FULL, some
from tests.faults.hostile import BASIC_NAMES, NAMES, items, texts
from tests.faults.output_scanner import Site

TWINS = (
    "Ａ", "A", "a", "é", "e\u0301", "É", "E\u0301", "ß", "ss", "SS", "ſ", "İ", "i\u0307", "I", "ı", "K", "k", "\u212a", "Å", "\u212b",
    "a\u030a", "ﬁ", "fi", "FI", "Ω", "\u2126", "σ", "ς", "Σ", "한", "\u1112\u1161\u11ab", "㍿", "①", "1", "१", "．", "。",
)  # fmt: skip
RESERVED = tuple(
    f"{name}{end}"
    for name in (
        "con",
        "PRN",
        "Aux",
        "nul",
        "COM1",
        "com9",
        "LPT1",
        "lpt9",
        "COM¹",
        "LPT³",
        "CONIN$",
        "CONOUT$",
        "clock$",
        "index",
        "INDEX",
        "404",
    )
    for end in ("", ".txt", ".", " ", ".a.b", "-x")
)
OTHERS = (
    "a ", " a", "a.", "a..", "...", "a\u3000", "\u00a0", "\u200b", "\u200d", "\ufeff", "\u202ea", "مرحبا", "שלום", "مرحبا-2", "😀", "👨‍👩‍👧‍👦", "🏳️‍🌈",
    "x" * 79, "x" * 80, "x" * 81, "x" * 82, "x" * 200, "x" * 200 + "y", "x-" * 60, "é" * 100, "字" * 70, "字" * 71, "-", "--", "-rf", "~", "$HOME", "%41",
    "a%2fb", "a\\b", "a:b", "a*b", "a?b", 'a"b', "a<b", "a>b", "a|b", "a\nb", "a\tb", "a\x7fb", "a\x01b", "a'b", "a&b", "a;b", "a#b", "a+b", "a b", "a  b",
    "articles", "topics", "assets", "media", "dates", "feed", "sitemap", "robots", "search", "about", "subscribe", "2025", "2025-02", "undated",
    "a-12345678", "topics/index", "deep/" * 40 + "x", "~1", "A~1", "desktop.ini", "Thumbs.db", ".DS_Store", ".git", ".htaccess", "_x", "__proto__",
)  # fmt: skip
WINDOWS = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?", re.IGNORECASE | re.DOTALL)
MOST, MOST_OF_OLD, MOST_OF_ALL = (
    80,
    150,
    240,
)  # characters of a name of ours, of one that somebody declared, of an address


def names() -> list[str]:
    """All names, or a tenth of them; those that meet each other only together."""
    paths = [one["payload"] for one in items("paths/exotic")]
    return list(dict.fromkeys((*TWINS, *some([*RESERVED, *OTHERS, *texts(BASIC_NAMES, NAMES), *paths]))))


def unsafe(address: str) -> str:
    """Why ``address`` is unsafe on some disk; empty if it is safe."""
    parts = address.split("/")
    old = not re.fullmatch(r"[a-z0-9./_-]+", address)
    for part in parts:
        stem = part.rpartition(".")[0] or part
        if WINDOWS.fullmatch(part):
            return "Windows keeps the name for itself"
        if (
            part in ("", ".", "..")
            or part[-1] in ". "
            or part[0] == " "
            or re.search(r'[\x00-\x1f\x7f<>:"|?*\\]', part)
        ):
            return "no name on Windows"
        if len(stem.encode("utf-8")) > (MOST_OF_OLD if old or parts[0] not in xss_sinks.FOLDERS else MOST):
            return "too long"
        if not part.isprintable():
            return "a sign that nobody sees"
    return "too deep" if len(parts) > 100 or len(address.encode("utf-8")) > MOST_OF_ALL else ""


def collisions(addresses: list[str]) -> list[str]:
    """Addresses, and the folders on the way to them, that are one on some disk."""
    known: dict[str, str] = {}
    wrong = []
    for address in addresses:
        parts = address.split("/")
        for depth in range(1, len(parts) + 1):
            path = "/".join(parts[:depth])
            same = known.setdefault(unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold()), path)
            if same != path:
                wrong.append(f"{same} and {path}")
    return wrong


def write_named(seeds: Path, name: str, number: int) -> str | None:
    """An article in a file called ``name``; None where this disk takes no such name, or one is there that it takes for the same."""
    file = f"{name}.txt"
    path = seeds / file
    if not name or "/" in name or name.startswith((".", "_")):
        return None
    try:
        if path.exists():
            return None
        path.write_text(f"Words of article {number}.\n", "utf-8")
    except (OSError, ValueError):  # too long, NUL, a lone surrogate: the counts below show it
        return None
    return file


def test_every_address_is_safe_on_every_disk(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Half of the articles have hostile names, the others declare hostile slugs, topics, sources and old addresses."""
    every = names()
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (tmp_path / "digest.yml").write_text(
        f"title: Names\nlanguage: en\nbase_url: {xss_sinks.BASE}\nfeeds: no\n", "utf-8"
    )
    written = [file for number, name in enumerate(every) if (file := write_named(seeds, name, number))]
    for number, name in enumerate(every):
        front = "".join(f"{field}: {xss_sinks.yaml(xss_sinks.written_text(name))}\n" for field in ("slug", "source"))
        lists = "".join(
            f"{field}: [{xss_sinks.yaml(xss_sinks.written_text(name))}]\n" for field in ("topics", "places", "aliases")
        )
        (seeds / f"declared-{number}.md").write_text(f"---\n{front}{lists}---\nWords of article {number}.\n", "utf-8")
    report = xss_sinks.built(tmp_path)
    scanned = Site(tmp_path / "output", xss_sinks.BASE)
    found = {file for file, _ in report.addresses}
    assert [file for file in written if file not in found] == []
    assert len(found) == len(written) + len(every)
    assert len({address for _, address in report.addresses}) == len(found)
    assert [(file, wrong) for file in scanned.files if (wrong := unsafe(file))] == []
    assert collisions(scanned.files) == []
    every_one = 1 if FULL else 10
    assert scanned.faults(lists=every_one, articles=every_one) == []
    record_property("tried", f"names: {len(every)} as slug, topic, source, place and old address, {len(written)} as a file's name; "
                    f"{len(scanned.files)} addresses, 0 unsafe, 0 collisions, 0 articles lost, 0 dead links")  # fmt: skip


@pytest.mark.parametrize("kind", ["file", "slug", "topics", "source", "aliases"])
def test_names_that_some_disk_takes_for_one_have_different_addresses(tmp_path: Path, kind: str) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (tmp_path / "digest.yml").write_text("title: Twins\nlanguage: en\n", "utf-8")
    for number, name in enumerate(TWINS):
        if kind == "file":
            assert write_named(seeds, name, number) is not None
        else:
            text = f"old/{name}.html" if kind == "aliases" else name
            (seeds / f"{number}.md").write_text(
                f"---\n{kind}: {xss_sinks.yaml(text)}\n---\nWords of article {number}.\n", "utf-8"
            )
    report = xss_sinks.built(tmp_path)
    assert len({address for _, address in report.addresses}) == len(TWINS)
    assert collisions(Site(tmp_path / "output").files) == []
    assert {problem.code for problem in report.problems if problem.severity > 1} <= {"duplicate-slug", "bad-alias"}
