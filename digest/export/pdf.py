"""Articles as a PDF: contents by topic, then each article, with page numbers and bookmarks.

A program makes it from one HTML page: WeasyPrint, if it is installed (``pip install "news-digest[pdf]"``), which also prints page
numbers in the contents; else the system's Chromium, Chrome or Edge. The page loads nothing, from the network or from disk.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from html import escape
from importlib.util import find_spec
from pathlib import Path

from digest.errors import Fatal, problem
from digest.export.book import article_body, language_of
from digest.export.select import Export, Exported, Part
from digest.i18n import Words, words

BROWSERS = (
    "chromium",
    "chromium-browser",
    "chromium-headless-shell",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_AS_ROOT = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # as root Chromium starts only so
_SECONDS = 300  # for a browser to print
_HINT = 'Install one of them, or WeasyPrint: pip install "news-digest[pdf]".'
_HEADING = re.compile(r"(</?h)([2-5])\b")
_ANCHOR = re.compile(r'(<[^<>]*) id="[^"]*"')
_STYLE = """
@page { size: A4; margin: 22mm 20mm 20mm; @bottom-center { content: counter(page); font: 9pt serif; } }
@page :first { @bottom-center { content: none; } }
body { font: 10.5pt/1.45 Georgia, "Times New Roman", serif; margin: 0; }
h1, h2, h3 { line-height: 1.2; break-after: avoid; font-weight: bold; }
h1 { font-size: 24pt; margin: 0 0 6mm; }
.contents h2 { font-size: 12pt; margin: 6mm 0 1mm; border-top: 1pt solid; padding-top: 1mm; }
.contents ol { list-style: none; margin: 0; padding: 0; }
.contents li { margin: 1mm 0; }
.contents a, .source a { color: inherit; text-decoration: none; }
.contents .numbered::after { content: leader(".") target-counter(attr(href), page); }
article { break-before: page; }
article h2 { font-size: 17pt; margin: 0 0 2mm; }
article h3 { font-size: 11.5pt; margin: 5mm 0 1mm; }
p { margin: 0 0 2.5mm; orphans: 2; widows: 2; }
.facts, .source { font-size: 9pt; color: #444; overflow-wrap: anywhere; }
.dek { font-style: italic; }
.note { margin: 4mm 0; padding-left: 3mm; border-left: 1.5pt solid; }
table { border-collapse: collapse; font-size: 9pt; }
td, th { border: .5pt solid; padding: 1mm; vertical-align: top; }
tr, img { break-inside: avoid; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write_pdf(file: Path, export: Export, title: str) -> None:
    """Writes a PDF called ``title`` to ``file``. Raises Fatal if there is no program that makes one, or if it fails."""
    page = html_page(export, title, numbered=_has_weasyprint())
    if _has_weasyprint():
        _by_weasyprint(page, file)
        return
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise Fatal(problem("no-printer", "A PDF needs Chromium, Chrome or Edge, and none is installed.", _HINT))
    _by_browser(browser, page, file)


def html_page(export: Export, title: str, *, numbered: bool = False) -> str:
    """All of the PDF as one HTML page. ``numbered``: the contents ask for page numbers, which browsers do not know."""
    interface = words(export.settings.language)
    kind = ' class="numbered"' if numbered else ""
    opening = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in export.opening)
    contents = "".join(_contents(part, kind) for part in export.parts)
    articles = "".join(_article(one, interface) for part in export.parts for one in part.articles)
    return (
        f'<!DOCTYPE html>\n<html lang="{interface.language}" dir="{interface.direction}">\n<head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n<title>{escape(title)}</title>\n'
        f'<style>{_STYLE}</style></head>\n<body>\n<nav class="contents"><h1>{escape(title)}</h1>\n{opening}{contents}</nav>\n'
        f"{articles}</body>\n</html>\n"
    )


def _contents(part: Part, kind: str) -> str:
    lines = "".join(
        f'<li{language_of(one.article.language)}><a{kind} href="#{one.slug}">{escape(one.article.label)}</a></li>\n'
        for one in part.articles
    )
    heading = f"<h2>{escape(part.heading)}</h2>\n" if part.heading else ""
    return f"{heading}<ol>\n{lines}</ol>\n"


def _article(exported: Exported, interface: Words) -> str:
    article = exported.article
    # Crossheads are one level below the headline; their anchors could be those of another article.
    text = _ANCHOR.sub(r"\1", _HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + 1}", article.html))
    body = article_body(exported, text, "h2", interface)
    return f'<article id="{exported.slug}"{language_of(article.language)}>\n{body}</article>\n'


def _has_weasyprint() -> bool:
    return find_spec("weasyprint") is not None


def _by_weasyprint(page: str, file: Path) -> None:
    import weasyprint

    def refuse(url: str, *_: object, **__: object) -> dict[str, object]:
        raise ValueError(f"nothing is loaded: {url}")

    weasyprint.HTML(string=page, url_fetcher=refuse).write_pdf(file)


def _by_browser(browser: str, page: str, file: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="digest-pdf-") as folder:
        source = Path(folder, "page.html")
        source.write_text(page, "utf-8")
        command = [
            browser, "--headless", *_AS_ROOT, "--disable-gpu", "--no-first-run", f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer", "--generate-pdf-document-outline", f"--print-to-pdf={file.resolve()}", source.as_uri(),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - no shell
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Fatal(problem("no-printer", f"{browser} cannot print: {error}.", _HINT)) from error
    if done.returncode or not file.is_file():
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Fatal(problem("no-printer", f"{browser} cannot print: {said[-1] if said else done.returncode}.", _HINT))
