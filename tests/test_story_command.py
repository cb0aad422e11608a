"""``digest story``: what it writes, where, and that it writes nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from digest.cli import main
from digest.collection.story import _with_line
from digest.manifest import parse
from digest.manifest.fill import fill
from digest.manifest.text import comparable_items
from tests.events import reports

TABLE = "# Review\n\n| File | Story | Note |\n| :--- | --- | --- |\n| 0.md | none | kept |\n| 1.md |  | |\n| 2.md |\n\n- 3.md\n"


@pytest.fixture
def seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three reports about a bridge, listed in a table; and one about the budget, in a bullet."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "seeds"
    folder.mkdir()
    for number, report in enumerate(reports("tuning")[:4]):
        (folder / f"{number}.md").write_text(report.file, "utf-8")
    (folder / "INDEX.md").write_text(TABLE, "utf-8")
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["story", *arguments])


def _declared(seeds: Path) -> dict[str, object]:
    items = comparable_items(parse((seeds / "INDEX.md").read_text("utf-8"), "INDEX.md"))
    return {target: fields.get("story") for _, target, fields, _ in items}


def test_join_writes_the_story_into_the_row_or_the_article(seeds: Path) -> None:
    budget = (seeds / "3.md").read_text("utf-8")
    done = run("join", "seeds/0.md", "3.md", "--name", "The bridge")
    assert done.exit_code == 0, done.output
    assert "2 articles: story “The bridge”" in done.output
    assert (seeds / "INDEX.md").read_text("utf-8") == TABLE.replace("| none |", "| The bridge |")
    assert (seeds / "3.md").read_text("utf-8") == budget.replace("---\n", "---\nstory: The bridge\n", 1)


def test_join_takes_along_the_other_articles_of_a_story(seeds: Path) -> None:
    (seeds / "INDEX.md").write_text(TABLE.replace("none", "    "), "utf-8")
    assert "0.md" in run("join", "0.md", "3.md", "--dry-run").output
    done = run("join", "0.md", "3.md")
    assert "4 articles: story “Swing bridge jams open at Marrow Quay”" in done.output
    found = _declared(seeds)
    assert found["0.md"] == "Swing bridge jams open at Marrow Quay"
    assert {found["1.md"], found["2.md"]} == {"Swing bridge jams open at Marrow Quay"}


def test_an_article_of_an_export_gets_a_row(seeds: Path) -> None:
    text = (
        "The harbour master said that the ferries would sail again from Monday, after engineers had replaced the ramp."
    )
    lines = [f'{title},2025-03-0{n},"{title}: {text}"' for n, title in enumerate(("Alpha", "Beta", "Gamma"), 1)]
    (seeds / "clips.csv").write_text("\n".join(["title,date,text", *lines]) + "\n", "utf-8")
    done = run("split", "clips.csv/alpha.md")
    assert done.exit_code == 1
    assert "Run “digest index”" in done.output
    listed = TABLE.replace("| 2.md |\n", "| 2.md |\n| clips.csv |\n")
    (seeds / "INDEX.md").write_text(listed, "utf-8")
    done = run("split", "clips.csv/alpha.md", "clips.csv/beta.md")
    assert done.exit_code == 0, done.output
    found = _declared(seeds)
    assert [found.get(file) for file in ("clips.csv/alpha.md", "clips.csv/beta.md", "clips.csv")] == [
        "none",
        "none",
        None,
    ]
    assert run("name", "clips.csv/beta.md", "Ferries").exit_code == 0
    assert _declared(seeds)["clips.csv/beta.md"] == "Ferries"
    assert "clips.csv/gamma.md" not in _declared(seeds)


def test_split_and_name_replace_what_is_declared(seeds: Path) -> None:
    run("join", "1.md", "3.md", "--name", "A bridge: stuck")
    assert (seeds / "3.md").read_text("utf-8").startswith('---\nstory: "A bridge: stuck"\n')
    assert run("name", "1.md", "Marrow | Quay").exit_code == 0
    assert _declared(seeds)["1.md"] == "Marrow | Quay"
    assert (seeds / "3.md").read_text("utf-8").count("story:") == 1
    run("split", "1.md", "3.md")
    assert _declared(seeds)["1.md"] == "none"
    assert (seeds / "3.md").read_text("utf-8").startswith("---\nstory: none\ntitle")


def test_nothing_is_written_in_a_dry_run_or_for_an_unknown_article(seeds: Path) -> None:
    before = {path: path.read_bytes() for path in seeds.iterdir()}
    done = run("split", "1.md", "3.md", "--dry-run")
    assert "+story: none" in done.output
    assert "No such article" in run("split", "9.md").output
    assert run("name", "1.md", " ").exit_code == 2
    assert {path: path.read_bytes() for path in seeds.iterdir()} == before


def test_an_article_that_cannot_hold_the_field_is_named_and_nothing_is_changed(seeds: Path) -> None:
    (seeds / "page.html").write_text(
        "<html><body><h1>Port</h1><p>The port is open again today.</p></body></html>", "utf-8"
    )
    (seeds / "INDEX.md").write_text(f"{TABLE}- page.html\n", "utf-8")
    done = run("split", "1.md", "page.html")
    assert done.exit_code == 1
    assert "no-place" in done.output
    assert _declared(seeds)["1.md"] is None


@given(
    st.lists(st.sampled_from(["", "none", "a b", "x | y", "Ünï"]), min_size=1, max_size=5),
    st.text("ab |*[]`\\é:", min_size=1),
)
def test_a_replaced_cell_declares_the_new_value_and_all_others_stay(cells: list[str], value: str) -> None:
    value = " ".join(value.split()) or "x"
    rows = "".join(f"| {number}.md | {cell.replace('|', chr(92) + '|')} | n |\n" for number, cell in enumerate(cells))
    text = f"| File | Story | Note |\n| --- | --- | --- |\n{rows}"
    first, *rest = parse(text, "INDEX.md").items
    changed, done = fill(text, "INDEX.md", {first.where: {"story": value}}, "en", overwrite=True)
    after = comparable_items(parse(changed, "INDEX.md"))
    assert after[1:] == comparable_items(parse(text, "INDEX.md"))[1:]
    if done:
        assert after[0][2]["story"] == value
    else:
        assert changed == text
    assert len(after) == len(rest) + 1


def test_front_matter_gets_one_line_and_keeps_its_line_ends() -> None:
    assert _with_line("Text\n", "a.md", "story: x") == "---\nstory: x\n---\n\nText\n"
    assert _with_line("\ufeffText\r\n", "a.md", "story: x") == "\ufeff---\r\nstory: x\r\n---\r\n\r\nText\r\n"
    before = "---\r\nstory: old\r\ntitle: y\r\n---\r\nText\r\n"
    assert _with_line(before, "a.md", "story: x") == before.replace("old", "x")
