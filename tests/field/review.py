"""Builds a press review from a few files, as ``digest build`` does, and holds what came out of it.

The commands run in this process: a build of one article takes a tenth of a second, a new process five times as long.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from digest.cli import main

Files = Mapping[str, str | bytes]

EN = (
    "The council of the harbour town voted on Tuesday for a second ferry, after two winters in which the only one stood still.\n\n"
    "The boat will be built in the yard across the river and should sail before the summer, the mayor said.\n"
)
FR = (
    "Le conseil municipal a voté mardi l'achat d'un second bac, après deux hivers où le seul bateau est resté à quai.\n\n"
    "Le bateau sera construit au chantier d'en face et devrait naviguer avant l'été, a dit la maire.\n"
)
DE = (
    "Der Stadtrat hat am Dienstag für eine zweite Fähre gestimmt, nachdem die einzige zwei Winter lang stillstand.\n\n"
    "Das Schiff soll vor dem Sommer fahren, sagte die Bürgermeisterin.\n"
)
IT = (
    "Il consiglio comunale ha votato martedì l'acquisto di un secondo traghetto, dopo due inverni in cui l'unico è rimasto fermo.\n\n"
    "La nave sarà costruita nel cantiere di fronte, ha detto la sindaca.\n"
)


def front_matter(lines: str, body: str = EN) -> str:
    """A Markdown file with YAML ``lines`` above ``body``."""
    return f"---\n{lines.strip()}\n---\n\n{body}"


@dataclass(frozen=True)
class Review:
    """A built press review: the exit code and messages of the last build, and what it published below ``site``."""

    site: Path
    exit_code: int
    messages: str

    @property
    def records(self) -> dict[str, dict[str, Any]]:
        """What ``digest records`` prints: file -> record."""
        printed = run(self.site, "records").stdout
        return {record["file"]: record for record in map(json.loads, printed.splitlines())}

    @property
    def record(self) -> dict[str, Any]:
        """The record of the first file by name."""
        records = self.records
        return records[min(records)]

    def page(self, address: str) -> str:
        """The text of the published file at ``address``; empty if the page is missing."""
        path = self.site / "output" / address
        return path.read_text("utf-8") if path.is_file() else ""

    def body(self, file: str | None = None) -> str:
        """The HTML of the article's text on its page, without the page around it."""
        record = self.records[file] if file else self.record
        page = self.page(f"articles/{record['slug']}.html")
        found = re.search(r'<div class="text"[^>]*>(.*?)</div>\s*(?:<div class="continued|</article>)', page, re.DOTALL)
        return found[1] if found else ""

    def text(self, file: str | None = None) -> str:
        """The words of the article's text as a reader sees them."""
        return html.unescape(re.sub(r"<[^>]+>", "", self.body(file)))

    def published(self, words: str) -> list[str]:
        """The published files in which ``words`` occur."""
        return [
            path.relative_to(self.site).as_posix()
            for path in sorted((self.site / "output").rglob("*"))
            if path.is_file() and words in path.read_text("utf-8", "replace")
        ]

    def pages(self, folder: str) -> list[str]:
        """The names of the pages in ``folder`` of the site, without its index."""
        return sorted(path.name for path in (self.site / "output" / folder).glob("*.html") if path.name != "index.html")


def write(site: Path, files: Files) -> None:
    """Writes ``files`` below ``site/seeds``; a name that begins with ``../`` counts from ``site``."""
    for name, content in files.items():
        path = site / name.removeprefix("../") if name.startswith("../") else site / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


@dataclass(frozen=True)
class Ran:
    """How a command of ``digest`` ended."""

    exit_code: int
    stdout: str
    stderr: str


def run(site: Path, *arguments: str) -> Ran:
    """Runs ``digest`` with ``arguments`` in the folder ``site``."""
    with chdir(site):
        result = CliRunner().invoke(main, arguments, prog_name="digest", catch_exceptions=False)
    return Ran(result.exit_code, result.stdout, result.stderr)


def build(site: Path, files: Files, *arguments: str) -> Review:
    """Writes ``files`` below ``site/seeds`` and builds; called again with the same ``site``, adds files and builds again."""
    write(site, files)
    ran = run(site, "build", *arguments)
    return Review(site, ran.exit_code, ran.stderr)
