"""What holds for the importers together: the development set, where it is, and articles that are no exports."""

from __future__ import annotations

import importlib.util
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.importers.imported import Import, ImportedArticle
from tests.imports import export_file, importers_of

SHARED = Path(os.environ.get("SHARED", "/nonexistent"))
# The other forms of the set are articles already.
FORMS = (
    "europresse-2012-html europresse-2014-html europresse-2019-html europresse-2019-html-en europresse-pdf-text nexis-docx nexis-rtf "
    "nexis-zip-of-docx lexis-txt-old lexis-html-old factiva-html-index factiva-html-article factiva-rtf factiva-xml proquest-txt "
    "mediargus-txt iramuteq-txt rss-2 atom json-feed eml-newsletter mbox opml eml-google-alerts zotero-ris zotero-csl-json bibtex warc-small "
    "wallabag-json omnivore-zip pocket-csv instapaper-csv readwise-csv meltwater-csv mediacloud-csv generic-csv generic-xlsx "
    "txm-metadata-csv newsplease-json jsonl-generic mhtml trafilatura-xml-tei singlefile-html browser-save-complete"
).split()


def files(*places: Path) -> Iterator[Path]:
    for place in places:
        yield from [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())


def read_file(path: Path) -> Import | None:
    """What the importer that recognises a file makes of it; None if there is none. More than one is an error."""

    def sibling(name: str) -> bytes | None:
        return (path.parent / name).read_bytes() if (path.parent / name).is_file() else None

    file = export_file(path.read_bytes(), path.name, sibling)
    importers = importers_of(file)
    assert len(importers) < 2
    return importers[0].read(file) if importers else None


def record(article: ImportedArticle) -> dict[str, Any]:
    """An article as the scorer of the development set takes it."""
    given = {name: list(value) if isinstance(value, tuple) else value for name, value in article.fields.items()}
    text = re.sub(r"\\(.)", r"\1", article.text).replace("&amp;", "&")
    return {"section": None, "page": None, **given, "text": text}


@pytest.mark.skipif(not (SHARED / "exports").is_dir(), reason="the development set of export files is not there")
@pytest.mark.parametrize("form", FORMS)
def test_the_development_set_is_read_completely(form: str) -> None:
    """Every article comes with all that its file states, and every broken one is named."""
    spec = importlib.util.spec_from_file_location("exports_scorer", SHARED / "tools" / "exports.py")
    assert spec
    assert spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    folder = SHARED / "exports" / form
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    records, messages = [], "duplicate: the frame names these"
    for found in filter(None, map(read_file, files(*(folder / name for name in expected["input"])))):
        messages += "".join(f" {one.place}: {one.reason}" for one in found.refused) + "".join(found.notes)
        records += list(map(record, found.articles))
    expected["records"] = [
        one for one in expected["records"] if one.get("file") != "zz_sans_metadonnees.txt"
    ]  # no export
    for one in expected["records"]:  # what is not stated is inferred when the article is read
        one.pop("language", None)
        if form == "singlefile-html":
            one.pop("date", None)
    hits, chances, remarks, facts = scorer.compare(expected, records, None, messages)
    assert Counter(hits) == Counter(chances), remarks
    assert facts["refused_named"] == facts["refused"]


@pytest.mark.parametrize(
    "folder", [Path(__file__).parent.parent / "seeds", SHARED / "corpus", SHARED / "field"], ids=str
)
def test_no_article_is_taken_for_an_export(folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    articles = [path for path in files(folder) if path.suffix in (".txt", ".md", ".html", ".htm", "")]
    assert articles
    assert [path for path in articles if read_file(path)] == []
