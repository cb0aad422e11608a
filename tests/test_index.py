"""``digest index``: a manifest is written, added to and filled in, and nothing of what somebody wrote is ever lost."""

from __future__ import annotations

import datetime
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.build.job import Findings, Job, Progress
from digest.cli import main
from digest.collection import index
from digest.errors import Fatal, Position, Severity
from digest.i18n import fold
from digest.manifest import Include, ListedFile, parse
from digest.manifest.add import CannotAdd, NewArticle, add
from digest.manifest.fill import fill
from digest.manifest.format import LANGUAGES, column_name, format_manifest, language_of
from digest.manifest.parse import GENERIC_HEADINGS
from digest.manifest.tables import is_file_column
from digest.manifest.text import comparable_items, comparable_settings
from digest.sources.folder import SourceFolder
from digest.vocabulary.fields import FIELDS, field_named

MANIFESTS = sorted((Path(__file__).parent / "golden" / "manifests").glob("*/INDEX.md"))
TODAY = datetime.date(2026, 3, 9)
ENGLISH = "The ferries are back in the harbour after the storm, the port said on Tuesday, and the town is glad of it.\n"
FRENCH = "Les bacs sont de retour dans le port après la tempête, a dit la mairie mardi, et la ville en est heureuse.\n"

Files = Mapping[str, str | bytes]
Write = Callable[[dict[str, str | bytes]], Path]


def article(headline: str, text: str = ENGLISH) -> str:
    return f"{headline}\n\n{text}\n{text}"


def run(seeds: Path, *write: str) -> tuple[index.Outcome, Findings]:
    """``digest index``, in this process."""
    site = seeds.parent
    job = Job(
        seeds=SourceFolder(seeds), output=site / "output", templates=site / "templates", static=site / "static", pages=site / "pages",
        config=site / "digest.yml", jobs=1,
    )  # fmt: skip
    report = Findings()
    outcome = index.index(job, report, Progress(), write=write, today=TODAY)
    index.save(seeds, outcome.changes)
    return outcome, report


def codes(report: Findings) -> list[str]:
    return [problem.code for problem in report.problems]


def lines_are_kept(before: str, after: str) -> bool:
    """Whether every line of ``before`` is kept in ``after``, in order."""
    left = iter(re.split("\r\n|\r|\n", after))
    return all(line in left for line in re.split("\r\n|\r|\n", before))


# --- a manifest as text -----------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "---\n", "\n# ", "\n## ", "\n### ", "\n###### ", "\n- ", "\n  - ", "1. ", "> ", "| ", " |\n", "\n|---|---|\n",
        "\n\n| File | Date |\n|-|-|\n", "\n\n| File | Slug | Topics | Tags | URL |\n|-|-|-|-|-|\n", "\n\n| Fichier | Titre |\n|-|-|\n",
        "```\n", "<!--", "-->", "[", "](", ")", "[[", "]]", "`", "**", "_", "<", ">", "\\", "&amp;", "&mdash;", "&#32;", ", ", "; ",
        " — ", ": ", "\n", "\n\n", "\t", "    ", "a.txt", "b c.md", "2024/", "[x](y.txt)", "[x](z%20.txt)", "https://e.org/x", "6 May", "2024",
        "(in English)", "INDEX.md", "\n===\n", "\narticles:\n  - ", "file: ", "topics: [a, b]\n", "{", "}", "%20", "#x", "\x00", "\x01", "\u2028",
        "\xa0", "Sources", "Source: ", "Topic: ", "War; peace", "Topic: a; b", "French", "(12)", "Date: ", "A, b", "\n- a.txt\n", "\n| a.txt | ",
    ]
)  # fmt: skip
WORDS = st.lists(st.one_of(PIECES, PIECES, st.text(max_size=4)), max_size=40).map("".join)
STARTS = st.sampled_from(["", "# Title\n", "# 2024\n", "---\nlanguage: fr\narticles:\n  - "])
MIDDLES = st.sampled_from(["", "\n- z.txt\n", "\n\n| File | Title | Slug | Topics | Tags |\n|-|-|-|-|-|\n| a.txt | "])
ANY_MANIFEST = st.tuples(STARTS, WORDS, MIDDLES, WORDS).map("".join)

LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split())
).filter(bool)  # fmt: skip
SPECIAL_CHARACTERS = (
    st.text("-–—|[]()`*_~<>&!#\\;:,.'\" ab1", min_size=1, max_size=12).map(lambda t: " ".join(t.split())).filter(bool)
)
VALUE = st.one_of(
    LINE,
    SPECIAL_CHARACTERS,
    st.sampled_from(["--", "—", "[a](b.txt)", "<b>x</b>", "*a* _b_", "a | b", "`x`", "&lt;", "<!-- x -->", "a\\"]),
)
PATH = st.one_of(
    st.sampled_from(["a.txt", "2024/a b.txt", "Qui a gagné ?.txt", "100%.txt", "a_b_.md", "x (1).txt", "-.txt", "été/à.md", "mailto:x.txt", "#a", "[a].txt"]),
    LINE.map(lambda text: f"{text.replace('/', '').replace(chr(92), '').strip('. ')}.txt"),
)  # fmt: skip
TOPIC = VALUE.filter(lambda text: not re.search("[;；؛]", text))
WHERE = Position(file="INDEX.md")


LISTING = st.tuples(PATH, st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, VALUE)))


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LISTING, max_size=4), LINE, st.sampled_from(LANGUAGES))
def test_every_value_survives_in_a_new_manifest_of_every_language(
    rows: list[tuple[str, dict[str, str]]], title: str, language: str
) -> None:
    again = parse(format_manifest(title, rows, language), "INDEX.md")
    assert [item[1:] for item in comparable_items(again)] == [(*row, {}) for row in rows]
    assert again.problems == ()
    assert again.title is not None
    assert again.title[0] == title


def test_folders_of_a_new_manifest_are_included() -> None:
    items = parse(
        format_manifest("2024", [("a.txt", {"title": "A"}), ("2023/", {}), ("b c/", {})], "en"), "INDEX.md"
    ).items
    assert [(type(item), item.target) for item in items] == [
        (ListedFile, "a.txt"),
        (Include, "2023/"),
        (Include, "b c/"),
    ]
    assert not any(item.inherited for item in items)


def test_the_programs_words_are_understood_in_all_its_languages() -> None:
    for language in LANGUAGES:
        assert is_file_column(column_name("file", language)), language
        for name in FIELDS:
            assert field_named(column_name(name, language)) == name, (language, name)
        for word in ("articles", "new"):
            assert fold(column_name(word, language)) in GENERIC_HEADINGS, (language, word)
        assert (
            language_of([column_name(name, language) for name in ("file", "title", "topics", "added")], "en")
            == language
        )


def test_a_file_name_that_says_nothing_is_known() -> None:
    for name in ("000_7d6d22a428fdc984.txt", "img_1234.txt", "untitled.md", "document(1).txt", "2025-02-13.txt", "0001.fr.txt", "Scan 12.txt",
                 "550e8400-e29b-41d4-a716-446655440000.txt", "550e8400-beef-41d4-a716-446655440000.txt", "Sans titre 3.md", "a/b/x.txt"):  # fmt: skip
        assert index.is_meaningless_name(name), name
    for name in (
        "harbour.txt",
        "2025-02-13-summit.txt",
        "covid19.txt",
        "facade.txt",
        "2024-decade.txt",
        "港.txt",
        "été.txt",
        "img_harbour.txt",
    ):
        assert not index.is_meaningless_name(name), name


# --- articles are added -----------------------------------------------------------------------------------------------

NEW = (
    NewArticle(target="new/000 1.txt", fields={"slug": "fog", "added": "2026-03-09"}),
    NewArticle(target="zz.md", fields={"added": "2026-03-09"}),
)


def added_to(text: str, articles: tuple[NewArticle, ...] = NEW) -> str:
    return add(text, "INDEX.md", articles, "en")[0]


def check_added(text: str) -> None:
    after = added_to(text)
    assert lines_are_kept(text, after)
    old, new = parse(text, "INDEX.md"), parse(after, "INDEX.md")
    targets = {article.target for article in NEW}
    kept = [item for item in comparable_items(new) if item[1] not in targets]
    assert kept == comparable_items(old)
    assert [item[1] for item in comparable_items(new) if item[1] in targets] == [article.target for article in NEW]
    assert comparable_settings(new) == comparable_settings(old)


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.parent.name)
def test_articles_are_added_to_a_kept_manifest(path: Path) -> None:
    check_added(path.read_bytes().decode("utf-8"))


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_MANIFEST, st.sampled_from(["\n", "\r\n", "\r"]))
def test_adding_articles_keeps_every_line_and_its_meaning(text: str, end: str) -> None:
    try:
        check_added(text.replace("\n", end))
    except CannotAdd:
        assert re.search("<!--|```|^---", text), "only what is never closed takes no line"


def test_a_row_is_written_as_the_rows_beside_it() -> None:
    table = "| Added      | File    | Slug |\n|------------|---------|------|\n| 2026-03-02 | `a.txt` |      |\n| | | total |\n"
    assert added_to(table, NEW[1:]) == table.replace("| | |", "| 2026-03-09 | `zz.md` |      |\n| | |")


def test_a_bullet_is_written_as_the_bullets_beside_it() -> None:
    assert added_to("* [ ] [A](a.txt)\r\n", NEW[1:]) == "* [ ] [A](a.txt)\r\n* [ ] [zz.md](zz.md)\r\n"
    assert added_to("1. `a.txt`\n2. `b.txt`", NEW[1:]) == "1. `a.txt`\n2. `b.txt`\n3. `zz.md`"
    assert (
        added_to("- [[a.md]]\n\n- [[b.md]]\n\nEnd.\n", NEW[1:]) == "- [[a.md]]\n\n- [[b.md]]\n\n- [[zz.md]]\n\nEnd.\n"
    )
    nested = "- a.txt\n  - b.txt\n    a note\n\nEnd.\n"
    assert added_to(nested, NEW[1:]) == nested.replace("\n\n", "\n- zz.md\n\n")


def test_an_item_is_written_as_the_items_beside_it() -> None:
    block = "---\narticles:\n  - file: a.txt\n    date: 2024\n\nlanguage: fr\n---\nText.\n"
    assert added_to(block, NEW[1:]) == block.replace("2024\n", "2024\n  - file: zz.md\n    added: 2026-03-09\n")
    flow = "---\narticles:\n- {file: a.txt}\n---\n"
    assert added_to(flow, NEW[1:]) == flow.replace("}\n", "}\n- {file: zz.md, added: 2026-03-09}\n")


def test_nothing_is_added_below_a_heading_that_would_say_something_of_it() -> None:
    text = "# Review\n\n## Politics\n\n| File | Added |\n|---|---|\n| a.txt | 2026-03-02 |\n"
    after = added_to(text)
    assert after.startswith(text + "\n## New\n\n| File")
    assert all(
        not item.inherited for item in parse(after, "INDEX.md").items if item.target in ("zz.md", "new/000 1.txt")
    )
    under_level_one = "# Review\n\n# Politics\n\n- a.txt\n"
    assert "\n# New\n" in added_to(under_level_one)
    dated = "# 2024\n\n- a.txt\n"  # the title speaks of everything in this file
    assert added_to(dated, NEW[1:]) == dated + "- zz.md\n"


def test_a_table_without_a_column_for_the_day_is_followed_by_one_new_table() -> None:
    text = "# Revue\n\n| Titre | Nom du fichier | Rubrique |\n|---|---|---|\n| Brume | brume.txt | Mer |\n"
    first = added_to(text, NEW[:1])
    assert first.startswith(text + "\n## Articles récents\n\n| Nom du fichier ")
    assert re.findall(r"\| (\S[^|]*?) +(?=\|)", first.split("\n")[8]) == [
        "Nom du fichier",
        "Titre",
        "Rubrique",
        "Slug",
        "Ajouté",
    ]
    second = added_to(first, NEW[1:])
    assert second.count("## Articles récents") == 1
    assert second.startswith(first)


def test_a_manifest_that_ends_in_an_open_comment_is_refused() -> None:
    with pytest.raises(CannotAdd):
        added_to("# Review\n\n<!-- to do\n")


# --- empty cells are filled -------------------------------------------------------------------------------------------

WANTED = {"title": "The [best] | title", "date": "2024-02-03", "topics": "Sea; Fog", "summary": "It is. So"}


def filled(text: str) -> tuple[str, int, int]:
    """The text with all that nobody says of its files filled in; how many values found a place, and how many did not."""
    listings = [item for item in parse(text, "INDEX.md").items if isinstance(item, ListedFile)]
    values = {
        item.where: {name: value for name, value in WANTED.items() if name not in item.fields} for item in listings
    }
    after, done = fill(text, "INDEX.md", values, "en")
    return after, len(done), sum(map(len, values.values())) - len(done)


def check_filled(text: str) -> None:
    after, count, _ = filled(text)
    before = comparable_items(parse(text, "INDEX.md"))
    found = comparable_items(parse(after, "INDEX.md"))
    assert len(found) == len(before)
    new = 0
    for number, (included, target, fields, inherited) in enumerate(found):
        assert (included, target, inherited) == (before[number][0], before[number][1], before[number][3])
        assert fields.items() >= before[number][2].items()
        more = {name: text for name, text in fields.items() if name not in before[number][2]}
        assert more.items() <= WANTED.items()
        new += len(more)
    assert new == count


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.parent.name)
def test_filling_in_a_golden_manifest_changes_nothing_else(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    check_filled(text)
    once = filled(text)[0]
    assert filled(once)[0] == once, "the second time there is nothing left to do"


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_MANIFEST)
def test_filling_in_any_manifest_changes_nothing_else(text: str) -> None:
    check_filled(text)


def test_only_empty_cells_are_filled() -> None:
    text = "| File  | Date       | Title |\n|-------|------------|-------|\n| a.txt |            | -     |\n| b.txt | 2024       | <!-- ? --> |\n"
    after, _, _ = filled(text)
    lines = after.split("\n")
    assert lines[0] == "| File  | Date       | Title | Topics | Summary |"
    assert lines[2] == "| a.txt | 2024-02-03 | -     | Sea; Fog | It is. So |"
    assert lines[3] == "| b.txt | 2024       | The \\[best\\] \\| title <!-- ? --> | Sea; Fog | It is. So |"


def test_a_row_of_two_files_is_left_alone() -> None:
    text = "| File | Title |\n|---|---|\n| a.txt, b.txt | |\n"
    assert filled(text) == (text, 0, 8)


def test_a_bullet_takes_a_headline_and_a_date() -> None:
    assert (
        filled("- [a.txt](a.txt), The Quay — A note.\n")[0]
        == "- [The \\[best\\] \\| title](a.txt), 2024-02-03, The Quay — A note.\n"
    )
    assert filled("- `a.txt`\n")[0] == "- [The \\[best\\] \\| title](a.txt), 2024-02-03\n"
    assert filled("- [A][1]\n\n[1]: a.txt\n")[0] == "- [A][1], 2024-02-03\n\n[1]: a.txt\n"


# --- a folder ---------------------------------------------------------------------------------------------------------


def test_a_folder_without_index_gets_one(folder: Write) -> None:
    site = folder({
        "seeds/harbour.txt": article("Harbour reopens"), "seeds/2024/0001.txt": article("Fog on the Channel"),
        "seeds/2024/0002.txt": article("Fog on the Channel"), "seeds/_draft.txt": article("Not yet"), "seeds/.hidden.txt": "x", "seeds/README.md": "Read me.",
        "seeds/picture.png": b"\x89PNG", "seeds/port.md": "---\nslug: mine\nadded: 2024-01-01\n---\n# Port\n\n" + ENGLISH,
    })  # fmt: skip
    outcome, report = run(site / "seeds")
    assert (site / "seeds/INDEX.md").read_text("utf-8") == (
        "# Press review\n\n## Articles\n\n"
        "| File          | Date | Slug                 | Added      |\n"
        "| ------------- | ---- | -------------------- | ---------- |\n"
        "| 2024/0001.txt |      | fog-on-the-channel   | 2026-03-09 |\n"
        "| 2024/0002.txt |      | fog-on-the-channel-2 | 2026-03-09 |\n"
        "| harbour.txt   |      |                      | 2026-03-09 |\n"
        "| port.md       |      |                      |            |\n"
    )
    assert [change.before for change in outcome.changes] == [None]
    assert report.problems == []


def test_it_speaks_the_language_of_most_articles_and_takes_the_folders_name(folder: Write) -> None:
    site = folder(
        {
            "Presse du quai/port.txt": article("Le port rouvre", FRENCH),
            "Presse du quai/ß 1 (a).txt": article("Le bac", FRENCH),
        }
    )
    run(site / "Presse du quai")
    text = (site / "Presse du quai/INDEX.md").read_text("utf-8")
    assert text.startswith("# Presse du quai\n\n## Articles\n\n| Fichier ")
    assert "| Ajouté " in text
    assert {item.target for item in parse(text, "INDEX.md").items} == {"port.txt", "ß 1 (a).txt"}


def test_a_second_run_touches_nothing(folder: Write) -> None:
    site = folder({"seeds/harbour.txt": article("Harbour reopens")})
    run(site / "seeds")
    index = site / "seeds/INDEX.md"
    os.utime(index, (1, 1))
    outcome, _ = run(site / "seeds", "title", "summary", "language")
    run(site / "seeds", "title", "summary", "language")
    os.utime(index, (1, 1))
    again, _ = run(site / "seeds", "title", "summary", "language")
    assert (outcome.changes != (), again.changes, index.stat().st_mtime) == (True, (), 1)
    assert [path.name for path in (site / "seeds").iterdir() if path.name.startswith(".")] == []


def test_new_files_go_into_the_index_of_their_folder_if_it_is_included(folder: Write) -> None:
    site = folder({
        "seeds/INDEX.md": "# Review\r\n\r\n- [Old](old.txt)\r\n- [2024](2024/)\r\n- [loose](loose/)", "seeds/old.txt": article("Old news"),
        "seeds/2024/INDEX.md": "\ufeff# In 2024\n\n| Datei | Hinzugefügt |\n|---|---|\n| a.txt | 2024-05-05 |", "seeds/2024/a.txt": article("A strike"),
        "seeds/2024/deep/strike.txt": article("Strike"), "seeds/2025/INDEX.md": "- wind.txt\n", "seeds/2025/wind.txt": article("Wind"),
        "seeds/loose/paper.txt": article("Loose paper"),
    })  # fmt: skip
    outcome, report = run(site / "seeds")
    assert {change.file: [file for file, _ in change.added] for change in outcome.changes} == {
        "INDEX.md": ["2025/wind.txt"], "2024/INDEX.md": ["2024/deep/strike.txt"],
    }  # fmt: skip
    root = (site / "seeds/INDEX.md").read_bytes()
    assert root.endswith(b"- [Old](old.txt)\r\n- [wind.txt](2025/wind.txt)\r\n- [2024](2024/)\r\n- [loose](loose/)")
    inner = (site / "seeds/2024/INDEX.md").read_bytes()
    assert inner.startswith(b"\xef\xbb\xbf# In 2024\n")
    assert inner.endswith(b"| a.txt | 2024-05-05 |\n| deep/strike.txt | 2026-03-09 |")
    assert (site / "seeds/2025/INDEX.md").read_text() == "- wind.txt\n"
    assert codes(report) == ["not-in-bullets"]


def test_folders_with_an_index_are_included_by_a_new_one(folder: Write) -> None:
    site = folder(
        {
            "seeds/a.txt": article("A"),
            "seeds/2024/INDEX.md": "# Topic of its own\n\n- b.txt\n",
            "seeds/2024/b.txt": article("B"),
        }
    )
    run(site / "seeds")
    listed = parse((site / "seeds/INDEX.md").read_text("utf-8"), "INDEX.md").items
    assert [(type(item), item.target) for item in listed] == [(ListedFile, "a.txt"), (Include, "2024/")]


def test_a_slug_equals_no_existing_address(folder: Write) -> None:
    site = folder({
        "seeds/INDEX.md": "| File | Slug | Aliases | Added |\n|---|---|---|---|\n| a.txt | fog | fog-2 | |\n",
        "seeds/a.txt": article("Anything"), "seeds/fog-3.md": article("Unlisted"), "seeds/0001.md": "# Fog\n\n" + ENGLISH,
    })  # fmt: skip
    outcome, _ = run(site / "seeds")
    assert dict(outcome.changes[0].added) == {"0001.md": "fog-4", "fog-3.md": ""}


def test_missing_files_are_reported_with_what_they_may_be_called_now(folder: Write) -> None:
    site = folder(
        {
            "seeds/INDEX.md": "- summit.txt\n- gone.md\n",
            "seeds/2025/sommet.txt": article("Summit"),
            "seeds/a.txt": article("A"),
        }
    )
    outcome, report = run(site / "seeds")
    assert outcome.missing == ("summit.txt", "gone.md")
    hints = {
        problem.where.line: problem.hint
        for problem in report.problems
        if problem.where and problem.code == "missing-file"
    }
    assert "“2025/sommet.txt”" in hints[1]
    assert "sommet" not in hints[2]
    assert report.errors == 2
    assert (site / "seeds/INDEX.md").read_text("utf-8").startswith("- summit.txt\n- gone.md\n")


@pytest.mark.parametrize(
    ("index", "code"),
    [
        ("---\narticles:\n  - a.txt\n  - {b.txt, [\n---\n", "index-unclear"),
        ("- [2024](2024/INDEX.md)\n", "index-unclear"),
        ("- [bad](bad/)\n", "index-unclear"),
    ],
    ids=["front matter", "missing include", "unreadable include"],
)
def test_what_cannot_be_read_is_never_added_a_second_time(folder: Write, index: str, code: str) -> None:
    site = folder(
        {
            "seeds/INDEX.md": index,
            "seeds/a.txt": article("A"),
            "seeds/new.txt": article("New"),
            "seeds/bad/INDEX.md": b"- \xff.txt",
        }
    )
    with pytest.raises(Fatal) as caught:
        run(site / "seeds")
    assert {problem.code for problem in caught.value.problems} == {code}
    assert all(problem.where and problem.where.line for problem in caught.value.problems)
    assert (site / "seeds/INDEX.md").read_text("utf-8") == index


def test_a_manifest_that_includes_its_parent_is_no_trouble(folder: Write) -> None:
    site = folder(
        {
            "seeds/INDEX.md": "- [2024](2024/)\n",
            "seeds/2024/INDEX.md": "- [Up](../INDEX.md)\n- [Out](../../)\n",
            "seeds/2024/a.txt": article("A"),
        }
    )
    outcome, _ = run(site / "seeds")
    assert [change.file for change in outcome.changes] == ["2024/INDEX.md"]


def test_a_manifest_changed_in_between_is_not_overwritten(folder: Write) -> None:
    site = folder({"seeds/INDEX.md": "- a.txt\n", "seeds/a.txt": article("A"), "seeds/b.txt": article("B")})
    change = index.Change(file="INDEX.md", before=b"- a.txt\n- mine.txt\n", after=b"- a.txt\n- b.txt\n")
    for other in (change, index.Change(file="INDEX.md", before=None, after=b"x")):
        with pytest.raises(Fatal) as caught:
            index.save(site / "seeds", [other])
        assert [problem.code for problem in caught.value.problems] == ["index-changed"]
    assert (site / "seeds/INDEX.md").read_bytes() == b"- a.txt\n"
    assert len(list((site / "seeds").iterdir())) == 3


def test_a_failed_write_is_reported_and_leaves_nothing(folder: Write) -> None:
    site = folder({"seeds/INDEX.md": "- a.txt\n"})
    changes = [
        index.Change(file="INDEX.md", before=b"- a.txt\n", after=b"- b.txt\n"),
        index.Change(file="nowhere/INDEX.md", before=None, after=b"x"),
    ]
    with pytest.raises(Fatal) as caught:
        index.save(site / "seeds", changes)
    assert [problem.code for problem in caught.value.problems] == ["index-failed"]
    assert [(path.name, path.read_bytes()) for path in (site / "seeds").iterdir()] == [("INDEX.md", b"- a.txt\n")]


def test_a_link_stays_a_link_and_rights_stay_as_they_are(folder: Write) -> None:
    site = folder({"seeds/_mine.md": "- a.txt\n", "seeds/a.txt": article("A"), "seeds/b.txt": article("B")})
    (site / "seeds/_mine.md").chmod(0o640)
    (site / "seeds/INDEX.md").symlink_to("_mine.md")
    run(site / "seeds")
    assert (site / "seeds/INDEX.md").is_symlink()
    assert (site / "seeds/_mine.md").read_text("utf-8") == "- a.txt\n- b.txt\n"
    assert (site / "seeds/_mine.md").stat().st_mode & 0o777 == 0o640


def test_what_cannot_be_read_or_listed_is_not_added(folder: Write) -> None:
    site = folder(
        {
            "seeds/a.txt": article("A"),
            "seeds/SUMMARY.md": "- a.txt\n",
            "seeds/b\\c.txt": article("B"),
            "seeds/nul.txt": b"\0\0\0GIF89a\0\0\0\0\0\1\2\3",
            "seeds/empty.txt": "",
        }
    )
    _, report = run(site / "seeds")
    assert [item.target for item in parse((site / "seeds/INDEX.md").read_text("utf-8"), "INDEX.md").items] == ["a.txt"]
    assert sorted(codes(report)) == ["empty-file", "unlistable-file", "unlistable-file", "unreadable-file"]
    assert all(problem.severity is Severity.WARNING for problem in report.problems)


def test_inferred_values_are_written_and_declared_ones_are_not(folder: Write) -> None:
    site = folder({
        "seeds/INDEX.md": "| File | Title | Added |\n|---|---|---|\n| a.txt | Mine | |\n| b.md | | |\n| c.txt | | |\n",
        "seeds/a.txt": article("Fog"), "seeds/b.md": "---\ntitle: Its own\n---\n" + ENGLISH, "seeds/c.txt": article("Wind farm opens"),
        "seeds/d.txt": article("Harbour reopens after the storm"),
    })  # fmt: skip
    outcome, report = run(site / "seeds", "title", "language")
    found = {item.target: {name: value.text for name, value in item.fields.items()}
             for item in parse((site / "seeds/INDEX.md").read_text("utf-8"), "INDEX.md").items if isinstance(item, ListedFile)}  # fmt: skip
    assert found == {
        "a.txt": {"title": "Mine", "language": "en"}, "b.md": {"language": "en"}, "c.txt": {"title": "Wind farm opens", "language": "en"},
        "d.txt": {"title": "Harbour reopens after the storm", "language": "en", "added": "2026-03-09", "slug": "harbour-reopens-after-the-storm"},
    }  # fmt: skip
    assert outcome.changes[0].filled == {"title": 1, "language": 3}
    assert report.problems == []


def test_values_without_a_place_are_counted(folder: Write) -> None:
    site = folder(
        {
            "seeds/INDEX.md": "---\narticles: [a.txt]\n---\n- b.txt\n",
            "seeds/a.txt": article("Fog"),
            "seeds/b.txt": article("Wind"),
        }
    )
    _, report = run(site / "seeds", "title", "language")
    assert codes(report) == ["not-written"]
    assert "headline (1), language (2)" in report.problems[0].message


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_MANIFEST, st.sampled_from(["\n", "\r\n"]))
def test_whatever_the_manifest_nothing_is_lost_and_a_second_run_changes_nothing(text: str, end: str) -> None:
    data = text.replace("\n", end).encode("utf-8")
    with tempfile.TemporaryDirectory() as name:
        seeds = Path(name) / "seeds"
        seeds.mkdir()
        (seeds / "INDEX.md").write_bytes(data)
        for file in ("a.txt", "new one.txt", "0001.txt"):
            (seeds / file).write_text(article(f"About {file}"), "utf-8")
        try:
            run(seeds)
        except Fatal:
            assert (seeds / "INDEX.md").read_bytes() == data
            return
        after = (seeds / "INDEX.md").read_bytes()
        assert lines_are_kept(data.decode("utf-8"), after.decode("utf-8"))
        listed = {item.target.removeprefix("./") for item in parse(after.decode("utf-8"), "INDEX.md").items}
        assert {"new one.txt", "0001.txt", "a.txt"} <= listed or any(
            item.endswith(("/", "INDEX.md", ".")) for item in listed
        )
        assert run(seeds)[0].changes == ()
        assert (seeds / "INDEX.md").read_bytes() == after


# --- the command ------------------------------------------------------------------------------------------------------


def command(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["index", *arguments])
    return result.exit_code, result.output


def test_the_command_says_what_it_did(folder: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    site = folder({"seeds/harbour.txt": article("Harbour reopens")})
    monkeypatch.chdir(site)
    assert command() == (0, "seeds/INDEX.md: written, lists 1 article\n")
    assert command() == (0, "seeds: nothing to do\n")
    (site / "seeds/0001.txt").write_text(article("Fog on the Channel"), "utf-8")
    assert command("--dry-run")[1].endswith("seeds/INDEX.md: would add 1: 0001.txt (slug: fog-on-the-channel)\n")
    assert command() == (0, "seeds/INDEX.md: added 1: 0001.txt (slug: fog-on-the-channel)\n")
    assert re.search(
        r"\| 0001.txt +\| +\| fog-on-the-channel +\| \d{4}-\d\d-\d\d \|", (site / "seeds/INDEX.md").read_text("utf-8")
    )
    assert command("--write", "headline, titre") == (0, "seeds/INDEX.md: filled in headline (2)\n")
    (site / "seeds/harbour.txt").unlink()
    code, output = command()
    assert (code, output.splitlines()[-2:]) == (
        1,
        ["missing 1: harbour.txt", "seeds: nothing to do"],
    )
    assert "[missing-file]" in output


def test_a_dry_run_shows_the_lines_and_writes_nothing(folder: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder({"seeds/harbour.txt": article("Harbour reopens")}))
    code, output = command("--dry-run")
    assert code == 0
    assert "+# Press review" in output
    assert "+| harbour.txt |" in output
    assert output.endswith("seeds/INDEX.md: would list 1 article\n")
    assert [path.name for path in Path("seeds").iterdir()] == ["harbour.txt"]


def test_a_command_that_cannot_be_done_says_so(folder: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    site = folder({"seeds/INDEX.md": "# T\n\n<!-- open\n", "seeds/a.txt": article("A")})
    monkeypatch.chdir(site)
    code, output = command()
    assert code == 1
    assert output.endswith("digest: nothing was changed.\n")
    assert "[index-full]" in output
    assert command("--seeds", "nowhere")[0] == 1
    code, output = command("--write", "headlin")
    assert code == 2
    assert (
        "Unknown field “headlin”. Use headline, topics, date, language, source, author, summary, people, places, "
        in output
    )


def test_an_empty_folder_is_reported(folder: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    site = folder({"seeds/README.md": "Nothing yet."})
    monkeypatch.chdir(site)
    code, output = command()
    assert code == 0
    assert "There are no articles in the seeds folder." in output
    assert not (site / "seeds/INDEX.md").exists()


def test_a_build_advises_to_list_only_what_index_would_list(folder: Callable[[dict[str, str | bytes]], Path]) -> None:
    files: dict[str, str | bytes] = {
        "digest.yml": "language: en\n", "seeds/INDEX.md": "- a.txt\n", "seeds/a.txt": "It rained.\n",
        "seeds/blank.txt": " \n", "seeds/binary.txt": bytes(range(256)) * 9, "seeds/new.txt": "It snowed.\n",
    }  # fmt: skip
    config = ["--config", str(folder(files) / "digest.yml")]
    first = CliRunner().invoke(main, ["build", *config])
    assert "1 file is not listed in INDEX.md and will not be published: new.txt." in first.stderr
    assert CliRunner().invoke(main, ["index", *config]).exit_code == 0
    second = CliRunner().invoke(main, ["build", *config]).stderr
    assert "[unlisted]" not in second
    assert "blank.txt: notice: " in second
    assert "binary.txt: notice: " in second
