"""The JSON API and llms.txt: complete, paged, exact after an edit, and off by default."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from digest.cli import main
from digest.pages import api
from tests.folders import tree

Folder = Callable[[dict[str, str | bytes]], Path]
SECRET = "Xylophage"


def article(number: int, more: str = "") -> str:
    return f"---\ntitle: Number {number}\ndate: 2024-{1 + number % 12:02}-{1 + number % 28:02}\ntopics: Sea [{number % 3}]\nsource: The Quay\n{more}---\n\nThe ferry number {number} sails again. {SECRET if more else ''}\n"


def build(site: Path, output: str = "output") -> Path:
    options = ["--config", str(site / "digest.yml"), "--output", str(site / output), "--jobs", "1"]
    result = CliRunner().invoke(main, ["build", *options])
    assert result.exit_code == 0, result.output
    return site / output


def load(output: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((output / f"api/v1/{name}.json").read_bytes())
    return found


@pytest.fixture
def site(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(api, "PAGE", 3)
    files: dict[str, str | bytes] = {f"seeds/a{number}.md": article(number) for number in range(8)}
    files["seeds/hidden.md"] = article(9, "rights: private\n")
    files["seeds/head.md"] = article(10, "rights: headline\n")
    return folder(files | {"digest.yml": "title: Sea [review]\nlanguage: en\napi: yes\nllms: yes\n"})


def test_every_article_is_on_one_page_and_every_list_leads_to_pages(site: Path) -> None:
    output = build(site)
    index = load(output, "index")
    assert (index["version"], index["title"], index["articles"]) == (1, "Sea [review]", 9)
    pages = [json.loads((output / address).read_bytes()) for address in index["pages"]]
    assert [(page["page"], page["pages"], len(page["articles"])) for page in pages] == [(1, 3, 3), (2, 3, 3), (3, 3, 3)]
    assert [page["next"] for page in pages] == [*index["pages"][1:], None]
    articles = [one for page in pages for one in page["articles"]]
    assert [one["date"] for one in articles] == sorted(one["date"] for one in articles)
    assert all((output / f"articles/{one['slug']}.html").is_file() for one in articles)
    for kind, address in index["terms"].items():
        found = json.loads((output / address).read_bytes())
        assert found["kind"] == kind
        for term in found["terms"]:
            assert (output / term["page"]).is_file()
            assert term["count"] == len(term["articles"])
            assert set(term["articles"]) <= {one["slug"] for one in articles}
    assert not any(SECRET.encode() in data for name, data in tree(output).items() if name.startswith(("api/", "llms")))


def test_an_edit_gives_what_a_new_build_gives(site: Path) -> None:
    build(site)
    (site / "seeds/a3.md").write_text(article(3).replace("sails", "swims").replace("Number", "No."))
    (site / "seeds/a5.md").unlink()
    edited = tree(build(site))
    (site / "digest.yml").rename(site / "again.yml")
    options = ["--config", str(site / "again.yml"), "--output", str(site / "new"), "--jobs", "1"]
    assert CliRunner().invoke(main, ["build", *options, "--cache", str(site / "other-cache")]).exit_code == 0
    new = tree(site / "new")
    names = [name for name in new if name.startswith("api/") or name == "llms.txt"]
    assert len(names) == 8
    assert {name: edited.get(name) for name in names} == {name: new[name] for name in names}


def test_llms_txt_names_the_site_its_data_and_its_topics(site: Path) -> None:
    text = (build(site) / "llms.txt").read_text("utf-8")
    assert text.startswith("# Sea (review)\n\n> 9 articles\n")
    assert "- [records.jsonl](records.jsonl): 9 articles\n- [API](api/v1/index.json)\n\n## Topics\n" in text
    assert "- [Sea (0)](topics/sea-0.html): 3\n" in text


def test_without_the_settings_there_are_no_such_files(folder: Folder) -> None:
    output = build(folder({"seeds/a.md": article(1), "digest.yml": "language: en\n"}))
    assert not (output / "api").exists()
    assert not (output / "llms.txt").exists()
