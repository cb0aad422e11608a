"""What other programs say of a site: the Nu HTML checker, a link checker, Lighthouse, pdftotext. Findings again are sentences.

Rejected: their warnings about style. Errors count, and all warnings of the HTML checker.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.opening import FLAGS

_MODULES = Path(__file__).parent / "node_modules"
_LARGEST, _SCRIPTS, _REQUESTS = 8192, 2048, 3  # bytes gzipped of a page and its style, of scripts; requests
JUDGED = ("accessibility", "best-practices", "seo")

# What the HTML checker is wrong about, each message (a regular expression) with its reason. What stands elsewhere is not passed by.
HTML_UNKNOWN = {
    r"Resource violates Content Security Policy.*“(?:[^:”]*|http://127\.0\.0\.1:[^”]*)”": "it reads files, and files have no host that is 'self'",
    r"404\.html:\d+: Inline style violates Content Security Policy": "it does not reckon the hash that the policy names",
    "Inline script violates Content Security Policy": "it takes JSON-LD, which is data, for a script; the browser does not",
    "The “list” role is unnecessary for element": "Safari takes a list without bullets for none, unless its role says so",
}
# What the CSS checker does not know yet, likewise.
CSS_UNKNOWN: dict[str, str] = {}


def _run(*command: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False, env={**os.environ, **(environment or {})}
    )  # fmt: skip


def _vnu(*arguments: str) -> list[str]:
    jar = _MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    done = _run("java", "-jar", str(jar), "--format", "json", *arguments)
    messages: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return [
        f"{'/'.join(urlsplit(m.get('url', '?')).path.split('/')[-3:])}:{m.get('lastLine', 0)}: {m['message']}"
        for m in messages
        if m["type"] in ("error", "non-document-error") or m.get("subType") == "warning"
    ]


def _unless(known: dict[str, str], findings: list[str]) -> list[str]:
    return [text for text in findings if not any(re.search(message, text) for message in known)]


def markup(*paths: Path) -> list[str]:
    """Errors and warnings of the Nu HTML checker about these pages, and all pages below these folders, less ``HTML_UNKNOWN``."""
    return _unless(HTML_UNKNOWN, _vnu("--skip-non-html", *map(str, paths)))


def style(*sheets: Path) -> list[str]:
    """Errors of the CSS checker in ``sheets``, less those that are its own (``CSS_UNKNOWN``)."""
    return _unless(CSS_UNKNOWN, _vnu("--css", *map(str, sheets)))


def links(address: str, pages: set[str]) -> list[str]:
    """Broken links, anchors included, of the site at ``address``, which ends in ``/``; and which of ``pages`` nothing leads to."""
    done = _run(
        "node", str(_MODULES / "linkinator" / "build" / "src" / "cli.js"), address, "--recurse", "--check-fragments",
        "--check-css", "--format", "json", "--verbosity", "debug", "--skip", r"^(?!http://127\.0\.0\.1:)",
    )  # fmt: skip
    found: list[dict[str, Any]] = json.loads(done.stdout)["links"]
    broken = [
        f"{link['url']} from {link.get('parent', '?')}: {link['status']}" for link in found if link["state"] == "BROKEN"
    ]
    reached = {link["url"].split("#")[0].removeprefix(address) for link in found if link["state"] == "OK"}
    return [*broken, *(f"no link leads to {page}" for page in sorted(pages - reached))]


def lighthouse(address: str, chromium: str) -> tuple[dict[str, float], list[str]]:
    """Lighthouse's scores (0 to 1, by category) on a phone, and what keeps them below 1.

    Rejected: its performance category. It depends on the machine, and takes half of the time.
    """
    done = _run(
        "node", str(_MODULES / "lighthouse" / "cli" / "index.js"), address, "--output=json", "--quiet", "--no-enable-error-reporting",
        f"--only-categories={','.join(JUDGED)}", f"--chrome-flags={' '.join(('--headless', '--no-sandbox', *FLAGS))}",
        environment={"CHROME_PATH": chromium},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    scores = {name: float(category["score"]) for name, category in report["categories"].items()}
    findings = [
        f"{name}: {audit['title']}"
        for name in JUDGED
        if scores[name] < 1
        for audit in (
            report["audits"][part["id"]] for part in report["categories"][name]["auditRefs"] if part["weight"]
        )
        if audit["score"] is not None and audit["score"] < 1
    ]
    return scores, findings or [f"{name}: {scores[name]}" for name in JUDGED if scores[name] < 1]


class _Text(HTMLParser):
    """Where the content of the element of class ``text`` begins and ends, as (line, column) pairs."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.depth = 0
        self.begin: tuple[int, int] | None = None
        self.end: tuple[int, int] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag != "div" or self.end:
            return
        if self.begin:
            self.depth += 1
        elif "text" in (dict(attributes).get("class") or "").split():
            line, column = self.getpos()
            self.begin, self.depth = (line, column + len(self.get_starttag_text() or "")), 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self.begin and not self.end:
            self.depth -= 1
            if not self.depth:
                self.end = self.getpos()


def without_text(html: str) -> str:
    """An article's page with its text taken out."""
    where = _Text(html)
    if not where.begin or not where.end:
        return html
    lines = html.split("\n")
    before = [*lines[: where.begin[0] - 1], lines[where.begin[0] - 1][: where.begin[1]]]
    after = [lines[where.end[0] - 1][where.end[1] :], *lines[where.end[0] :]]
    return "\n".join(before) + "\n".join(after)


def sizes(page: Path, asked: list[str]) -> tuple[dict[str, int], list[str]]:
    """Bytes gzipped of an article's page without its text, of its style and its scripts, and what is too large.

    ``asked`` are the addresses that the page asked for, itself included; pictures of the article do not count.
    """
    html = page.read_text("utf-8")
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    scripts = re.findall(r'<script[^>]* src="([^"]+)"', html)
    found = {
        "page": _gzipped(without_text(html).encode()),
        "style": sum(_gzipped((page.parent / sheet).read_bytes()) for sheet in sheets),
        "scripts": sum(_gzipped((page.parent / script).read_bytes()) for script in scripts),
        "requests": sum(
            not re.search(r"\.(avif|gif|jpe?g|png|svg|webp)$", urlsplit(url).path)
            for url in asked
            if not url.startswith("data:")
        ),
    }
    findings = []
    if found["page"] + found["style"] > _LARGEST:
        findings.append(f"{found['page']} bytes of page and {found['style']} of style are more than {_LARGEST}")
    if found["scripts"] > _SCRIPTS:
        findings.append(f"{found['scripts']} bytes of scripts are more than {_SCRIPTS}")
    if found["requests"] > _REQUESTS:
        findings.append(f"{found['requests']} requests are more than {_REQUESTS}")
    return found, findings


def _gzipped(data: bytes) -> int:
    return len(gzip.compress(data, mtime=0))


def printed(page: Page, file: Path) -> list[str]:
    """The page's own PDF, written to ``file``, lacks its headline, or holds a line that is a word of the navigation."""
    navigation: list[str] = page.evaluate(
        "[...document.querySelectorAll('.skip, header nav a, footer a')].map(a => a.innerText.trim())"
    )
    headline: str = page.evaluate("document.querySelector('h1').innerText")
    page.pdf(path=str(file), prefer_css_page_size=True)
    text = _run("pdftotext", "-layout", str(file), "-").stdout
    lines = [" ".join(line.split()) for line in text.splitlines()]
    findings = [
        f"printed: {word}"
        for word in dict.fromkeys(navigation)
        if word in lines
        or any(word in line and other in line for line in lines for other in navigation if other != word)
    ]
    if "".join(headline.split())[:30] not in "".join(text.split()):
        findings.append("the headline is not printed")
    return findings
