"""INDEX.md: every form that people write it in, and properties that hold for any text.

The folders below ``golden/manifests`` hold one manifest each, and the expected result; anyone can add one, and
``pytest --renew`` writes what is missing.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import Position, Problem, Severity
from digest.manifest import Include, ListedFile, Manifest, parse
from digest.manifest.parse import GENERIC_HEADINGS
from digest.manifest.spans import plain
from digest.model import Declared, Fields
from digest.yaml import Node
from tests.conftest import Golden

MANIFESTS = Path(__file__).parent / "golden" / "manifests"


def place(where: Position) -> str:
    return f"{where.line}:{where.column}"


def shown(fields: Fields) -> dict[str, object]:
    return {name: [value.text, place(value.where)] for name, value in fields.items()}


def raw(node: Node) -> object:
    if node.pairs is not None:
        return {key: raw(value) for key, value in node.pairs}
    return [raw(item) for item in node.items] if node.items is not None else node.text


def dump(manifest: Manifest) -> str:
    def line(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    items = []
    for item in manifest.items:
        parts = [line({"kind": type(item).__name__, "target": item.target, "where": place(item.where)})[1:-1]]
        if isinstance(item, ListedFile):
            parts.append(f'"fields": {line(shown(item.fields))}')
        items.append(",\n     ".join([*parts, f'"inherited": {line(shown(item.inherited))}']))
    title = [manifest.title[0], place(manifest.title[1])] if manifest.title else None
    rows = {
        "title": line(title),
        "settings": line({key: [raw(node), place(node.where)] for key, node in manifest.settings}),
        "items": "[" + ",".join(f"\n    {{{item}}}" for item in items) + "\n  ]",
        "problems": "[" + ",".join(f"\n    {line(str(problem))}" for problem in manifest.problems) + "\n  ]",
    }
    return "{\n" + ",\n".join(f"  {line(name)}: {text}" for name, text in rows.items()) + "\n}\n"


def read(text: str) -> Manifest:
    return parse(text, "INDEX.md")


def listings(text: str) -> list[ListedFile]:
    return [item for item in read(text).items if isinstance(item, ListedFile)]


def fields_of(text: str) -> dict[str, str | tuple[str, ...]]:
    """What the only listing of a manifest says of its file."""
    (listing,) = listings(text)
    return {name: value.text for name, value in listing.fields.items()}


@pytest.mark.parametrize("name", sorted(path.name for path in MANIFESTS.iterdir() if path.is_dir()))
def test_golden_manifests_are_read_as_kept(name: str, golden: Golden) -> None:
    text = (MANIFESTS / name / "INDEX.md").read_bytes().decode("utf-8")
    golden.check(MANIFESTS / name / "expected.json", dump(read(text)))


def test_golden_manifests_exist() -> None:
    assert len(list(MANIFESTS.glob("*/expected.json"))) >= 12
    assert len(list(MANIFESTS.glob("*/expected.json"))) == len(list(MANIFESTS.glob("*/INDEX.md")))


def test_inherited_fields_are_merged_with_those_of_headings() -> None:
    """An included manifest begins with what stood above its link; nearer headings win, and its topics come first."""
    above: Fields = {
        "topics": Declared(text="Politics", where=Position(file="INDEX.md", line=3, column=4)),
        "source": Declared(text="The Quay", where=Position(file="INDEX.md", line=1, column=1)),
    }
    items = parse("- a.txt\n\n## Vote\n\n- b.txt\n\n## Source: Le Quai\n\n- c.txt\n", "2024/INDEX.md", above).items
    inherited = [{name: value.text for name, value in item.inherited.items()} for item in items]
    assert inherited == [
        {"topics": "Politics", "source": "The Quay"},
        {"topics": ("Vote", "Politics"), "source": "The Quay"},
        {"topics": "Politics", "source": "Le Quai"},
    ]
    assert items[1].inherited["topics"].where == Position(file="2024/INDEX.md", line=3, column=4)


def test_parsing_changes_nothing_that_it_is_given() -> None:
    above: Fields = {"source": Declared(text="The Quay", where=Position(file="INDEX.md"))}
    parse("## Source: Le Quai\n- a.txt\n", "2024/INDEX.md", above)
    assert above == {"source": Declared(text="The Quay", where=Position(file="INDEX.md"))}


def test_the_text_of_a_link_is_no_title_if_it_is_the_files_name() -> None:
    for text in (
        "a_b.txt",
        "A_B.TXT",
        "a_b",
        "2024/a_b.txt",
        "2024/a_b",
        "link",
        "Read more",
        "TXT",
        "12",
        "→",
        r"a\_b.txt",
    ):
        assert fields_of(f"- [{text}](2024/a_b.txt)") == {}, text
        assert fields_of(f"| File |\n|---|\n| [{text}](2024/a_b.txt) |\n") == {}, text
    assert fields_of("- [a b](2024/a_b.txt)") == {"title": "a b"}


def test_a_title_column_goes_before_the_text_of_the_link() -> None:
    assert fields_of("| Title | File |\n|-|-|\n| Column | [Fog](a.txt) |")["title"] == "Column"
    assert fields_of("| Title | File |\n|-|-|\n| - | [Fog](a.txt) |")["title"] == "Fog"


def test_a_column_of_articles_is_one_of_titles_beside_a_column_of_files() -> None:
    assert fields_of("| Article | File |\n|-|-|\n| Fog | a.txt |") == {"title": "Fog"}
    assert fields_of("| Article | Date |\n|-|-|\n| [Fog](a.txt) | 2024 |") == {"title": "Fog", "date": "2024"}


def test_links_lead_to_files_as_they_are_called_on_disk() -> None:
    targets = {
        "[t](a%20b.txt)": "a b.txt",
        "[t](a.txt#part)": "a.txt",
        "[t](a.txt?raw=1#part)": "a.txt",
        "[t](<Qui a gagné ?.txt>)": "Qui a gagné ?.txt",
        "[t](a (b).txt)": "a (b).txt",
        '[t](a.txt "The title")': "a.txt",
        "[t](<a (b.txt> 'The title')": "a (b.txt",
        r"[t](2024\a.txt)": "2024/a.txt",
        r"[t](..\..\a\_b.txt)": "../../a_b.txt",
        "[t](./a.txt)": "a.txt",
        "[t](100%.txt)": "100%.txt",
        "[t](%FF.txt)": "%FF.txt",
        "[t](a&amp;b.txt)": "a&b.txt",
        "[![picture](p.png)](a.txt)": "a.txt",
        "`a%20b.txt`": "a%20b.txt",
        "`a#1.txt`": "a#1.txt",
        "[t](e\u0301te\u0301.txt)": "e\u0301te\u0301.txt",
        "[t](/etc/a.txt)": "/etc/a.txt",
        "[t](C:/a.txt)": "C:/a.txt",
    }
    assert {text: listings(f"- {text}")[0].target for text in targets} == targets


@pytest.mark.parametrize(
    "scheme", ["https://e.org/a.txt", "javascript:a.txt", "mailto:a.txt", "data:a.txt", "//e.org/a.txt", "#a.txt"]
)
def test_what_leads_elsewhere_is_no_file(scheme: str) -> None:
    assert read(f"- [t]({scheme})\n\n| File |\n|---|\n| [t]({scheme}) |\n\n[t]({scheme})\n").items == ()


def test_folders_and_other_manifests_are_included() -> None:
    targets = ("2024/", "INDEX.md", "a/index.MD", "a/Summary.md", "..", r"a\b\\")
    assert all(isinstance(read(f"- [t]({target})").items[0], Include) for target in targets)
    assert isinstance(read("- [t](2024)").items[0], ListedFile)


def test_codes_and_short_words_are_no_language_in_a_heading() -> None:
    for text in ("IT", "No", "Art", "fr", "pt-BR", "Ewe", "Vote", "Delaware", "Indonesia"):
        assert "language" not in listings(f"# T\n## {text}\n- a.txt")[0].inherited, text
    for text in ("English", "français", "Deutsch", "日本語", "العربية", "In English", "Articles en français", "Breton"):
        assert "language" in listings(f"# T\n## {text}\n- a.txt")[0].inherited, text


def test_generic_headings_declare_nothing() -> None:
    assert {"articles", "table of contents", "revue de presse", "sommaire"} <= GENERIC_HEADINGS
    for word in GENERIC_HEADINGS:
        assert not listings(f"# T\n## {word}\n- a.txt")[0].inherited, word


def test_a_heading_of_the_same_level_ends_the_one_before() -> None:
    found = listings("# T\n## A\n### B\n- 1.txt\n### 2024\n- 2.txt\n## C\n- 3.txt\n")
    assert [{k: v.text for k, v in item.inherited.items()} for item in found] == [
        {"topics": ("B", "A")},
        {"topics": "A", "date": "2024"},
        {"topics": "C"},
    ]


def test_front_matter_that_is_no_yaml_is_read_line_by_line() -> None:
    manifest = read('---\ntitle: "open\nrights: headline\n---\n- a.txt\n')
    (problem,) = manifest.problems
    assert (problem.code, problem.severity) == ("loose-front-matter", Severity.WARNING)
    assert problem.where is not None
    assert problem.where.line
    assert problem.hint
    assert [(key, node.text) for key, node in manifest.settings] == [("title", "open"), ("rights", "headline")]
    assert [item.target for item in manifest.items] == ["a.txt"]


def test_front_matter_that_cannot_be_read_is_fatal_where_it_is_the_sites() -> None:
    for is_root, severity, rights in ((True, Severity.FATAL, []), (False, Severity.ERROR, ["private"])):
        manifest = parse("---\ntitle: T\nrights private\n---\n- a.txt\n", "INDEX.md", is_root=is_root)
        (found,) = (problem for problem in manifest.problems if problem.code == "bad-front-matter")
        assert found.severity is severity
        assert [item.inherited["rights"].text for item in manifest.items if "rights" in item.inherited] == rights


def test_front_matter_that_never_ends_ends_where_text_begins() -> None:
    manifest = read("---\ntitle: T\n\n- a.txt\n")
    (problem,) = manifest.problems
    assert problem.code == "loose-front-matter"
    assert [item.target for item in manifest.items] == ["a.txt"]


@pytest.mark.parametrize("item", ["{file: b.txt, title: x: y}", "file: b.txt\n    title: x: y"])
def test_an_item_that_yaml_refuses_costs_no_other(item: str) -> None:
    manifest = read(f"---\narticles:\n  - a.txt\n  - {item}\n  - c.txt\n---\n")
    assert [problem.code for problem in manifest.problems] == ["bad-item"]
    assert [item.target for item in manifest.items] == ["a.txt", "c.txt"]


def test_markdown_between_two_rules_is_no_front_matter() -> None:
    manifest = read("---\n- [Fog](a.txt)\n\n## Weather\n\n- [Mist](b.txt)\n---\n- c.txt\n")
    assert [item.target for item in manifest.items] == ["a.txt", "b.txt", "c.txt"]
    assert manifest.problems == ()


def test_an_empty_list_says_none_and_an_empty_value_says_nothing() -> None:
    assert fields_of("---\narticles:\n  - file: a.txt\n    topics: []\n    title: ''\n    date: []\n---\n") == {
        "topics": ()
    }


def test_an_unknown_column_is_one_warning_with_the_nearest_name() -> None:
    rows = "| a.txt | x |\n" * 3
    (problem,) = read(f"| File | Sumary |\n|-|-|\n{rows}").problems
    assert (problem.code, problem.severity) == ("unknown-column", Severity.WARNING)
    assert problem.where == Position(file="INDEX.md", line=1, column=10)
    assert "summary" in problem.hint


def test_an_unknown_key_is_one_warning() -> None:
    text = "---\narticles:\n  - {file: a.txt, sumary: x}\n  - {file: b.txt, sumary: y}\n---\n"
    (problem,) = read(text).problems
    assert (problem.code, problem.severity) == ("unknown-key", Severity.WARNING)


def test_two_columns_of_one_list_are_merged() -> None:
    assert fields_of("| File | Topic | Tags |\n|-|-|-|\n| a.txt | Sea; Fog | Fog; Port |")["topics"] == (
        "Sea",
        "Fog",
        "Fog",
        "Port",
    )
    assert fields_of("| File | Date | Day |\n|-|-|-|\n| a.txt | - | 2024 |") == {"date": "2024"}


def test_a_title_may_hold_whatever_markdown_escapes() -> None:
    assert plain(r"\*a\* &amp; `*b*` **c** ~~d~~ _e_ f_g_h 2 * 3 &lt;") == "*a* & *b* c d e f_g_h 2 * 3 <"
    assert plain("***a** b* c**") == "a b c**"


@pytest.mark.parametrize(
    "unit", ["[a", "[a](b", "[a](<", "![[", "`", "*a", "(", "[](((", "<", "&", "|", ": ", " ", "— a ", "a.txt,"]
)
def test_a_long_line_of_anything_is_only_long(unit: str) -> None:
    """What is quadratic takes many times as long as this: the limit is there against hanging, not for speed."""
    line = unit * (50_000 // len(unit))
    start = time.process_time()
    read(f"- [a](a.txt) {line}\n\n| File | Title |\n|-|-|\n| a.txt | {line} |\n\n{line}\n\n# {line}\n")
    assert time.process_time() - start < 5


MARKDOWN = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "---\n", "# ", "## ", "- ", "  - ", "1. ", "> ", "| ", "|---|---|\n", "| File | Date |\n|-|-|\n", "```\n", "~~~\n",
                "<!--", "-->", "[", "](", ")", "[[", "]]", "`", "**", "_", "<", ">", "\\", "&amp;", ", ", " — ", ": ", "\n", "\n\n",
                "\r\n", "\r", "\t", "    ", "a.txt", "b c.md", "https://e.org/x", "6 May", "2024", "(in English)", "INDEX.md", "===\n",
                "articles:\n  - ", "file: ", "{", "}", "[a]: b.txt\n", "%20", "#x", "\x00", "\x01", "\x02", "\ufeff", "Sources", "Source: ",
            ]
        ),
        st.text(max_size=5),
    ),
    max_size=40,
).map("".join)  # fmt: skip


def every_place(manifest: Manifest) -> list[Position]:
    places = [problem.where for problem in manifest.problems if problem.where]
    places += [manifest.title[1]] if manifest.title else []
    places += [node.where for _, node in manifest.settings]
    for item in manifest.items:
        places += [item.where, *(value.where for value in item.inherited.values())]
        if isinstance(item, ListedFile):
            places += [value.where for value in item.fields.values()]
    return places


@settings(max_examples=300, deadline=None)
@given(MARKDOWN)
def test_no_text_is_refused_and_every_place_lies_within_it(text: str) -> None:
    manifest = read(text)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for where in every_place(manifest):
        assert where.file == "INDEX.md"
        if where.line is not None:
            assert 1 <= where.line <= len(lines)
            assert 1 <= (where.column or 1) <= len(lines[where.line - 1]) + 1
    for item in manifest.items:
        assert item.target
        fields = item.fields if isinstance(item, ListedFile) else {}
        for value in (*fields.values(), *item.inherited.values()):
            assert value.text == () or value.text
            assert isinstance(value.text, tuple) or value.text == " ".join(value.text.split()) or text.startswith("---")
    assert all(isinstance(problem, Problem) and problem.message for problem in manifest.problems)


VALUES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30)
ONE_LINE = VALUES.map(lambda text: " ".join(text.split())).filter(
    lambda text: text.strip("-–— ") and not text.startswith("http")
)
NAMES = st.text("abcdefghijklmnopqrstuvwxyzéß日本0123456789-_", min_size=1, max_size=12).map(lambda stem: f"{stem}.txt")
COLUMNS = ("title", "date", "source", "topics", "summary", "author")


def escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_~[]<>|&!" else c for c in text)


@settings(max_examples=100, deadline=None)
@given(
    columns=st.permutations([*COLUMNS, "file"]),
    rows=st.lists(
        st.tuples(NAMES, st.lists(st.one_of(st.just(""), ONE_LINE), min_size=6, max_size=6)), min_size=1, max_size=5
    ),
    edge=st.booleans(),
)
def test_a_table_says_what_was_put_into_it(columns: list[str], rows: list[tuple[str, list[str]]], edge: bool) -> None:
    """In any order of columns, and with any characters in the cells."""
    lines = [columns, ["---"] * len(columns)]
    for name, values in rows:
        cells = {"file": f"`{name}`", **{field: escaped(value) for field, value in zip(COLUMNS, values, strict=True)}}
        lines.append([cells[column] for column in columns])
    bar = "|" if edge or any("" in (line[0], line[-1]) for line in lines) else ""
    found = listings("".join(f"{bar} {' | '.join(line)} {bar}\n" for line in lines))
    assert [item.target for item in found] == [name for name, _ in rows]
    for item, (_, values) in zip(found, rows, strict=True):
        declared = {field: value for field, value in zip(COLUMNS, values, strict=True) if value}
        assert {field: value.text for field, value in item.fields.items()} == declared


@settings(max_examples=100, deadline=None)
@given(NAMES, st.text("abc déF日", min_size=4, max_size=30).filter(str.strip), st.dates())
def test_a_bullet_says_what_was_put_into_it(name: str, title: str, date: object) -> None:
    title = " ".join(title.split())
    found = listings(f"- [{title} x]({name}), {date}, The Quay (in English) — A note.\n")
    assert [(item.target, {k: v.text for k, v in item.fields.items()}) for item in found] == [
        (
            name,
            {
                "title": f"{title} x",
                "date": str(date),
                "source": "The Quay",
                "language": "English",
                "summary": "A note.",
            },
        )
    ]


def test_where_commas_divide_a_middle_dot_is_part_of_a_name() -> None:
    (item,) = parse("- [Fog](fog.txt), 6 May 2024, Wire · North\n", "INDEX.md").items
    assert item.fields["source"].text == "Wire · North"  # type: ignore[union-attr]
    (item,) = parse("- [Fog](fog.txt) · 6 May 2024 · The Wire\n", "INDEX.md").items
    assert item.fields["source"].text == "The Wire"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("after", "fields"),
    [("2020-01-13 Le Quai", {"date": "2020-01-13", "source": "Le Quai"}), ("2020-01-13", {"date": "2020-01-13"}),
     ("Monday, May 6, 2024, The Quay — A note.", {"date": "Monday, May 6, 2024", "source": "The Quay", "summary": "A note."}),
     ("6 mai 2024, par Jean Dupont", {"date": "6 mai 2024", "author": "Jean Dupont"}),
     ("May 2024 was bad for ferries", {}), ("2024 The Quay", {}), ("Le Quai 2020-01-13", {}), ("Le Quai", {})],
)  # fmt: skip
def test_a_date_after_the_file_needs_no_comma(after: str, fields: dict[str, str]) -> None:
    """What is not understood is never a wrong value: a warning says so."""
    found = parse(f"- fog.txt {after}\n", "INDEX.md")
    (item,) = found.items
    assert isinstance(item, ListedFile)
    assert {name: value.text for name, value in item.fields.items()} == fields
    assert [(one.code, str(one.where)) for one in found.problems] == (
        [] if fields else [("unread-words", "INDEX.md:1:11")]
    )


@pytest.mark.parametrize(
    ("line", "codes"),
    [("a4", ["unread-words"]), ("ferry_strike", ["unread-words"]), ("G20", []), ("2024", []), ("Politics", []),
     ("[Fog](fog.txt) is a nice piece", []),
     ("fog.txt (fr)", []), ("fog.txt, by Jean Dupont", []), ("fog.txt (with pictures)", []), ("fog.txt, pdf", []),
     ("[Fog](fog.txt) which closed the harbour on 6 May 2024, again", [])],
)  # fmt: skip
def test_words_that_declare_nothing_are_reported_only_if_they_look_like_a_file(line: str, codes: list[str]) -> None:
    assert [one.code for one in parse(f"- {line}\n", "INDEX.md").problems] == codes


@pytest.mark.parametrize("date", ["6/5/2024", "32 mars 2025", "13.02.2025"])
def test_what_is_written_like_a_date_is_never_a_source(date: str) -> None:
    """Its problem, with its position, is reported when it is resolved."""
    (item,) = parse(f"- [Fog](fog.txt), {date}, The Quay\n", "INDEX.md").items
    assert {name: value.text for name, value in item.fields.items()} == {  # type: ignore[union-attr]
        "title": "Fog", "date": date, "source": "The Quay"
    }  # fmt: skip


def test_a_bare_name_may_begin_with_an_underscore() -> None:
    (item,) = parse("- _hidden.txt\n", "INDEX.md").items
    assert item.target == "_hidden.txt"


@pytest.mark.parametrize("code", ["fr", "en", "de"])
def test_a_code_in_brackets_is_a_language_also_beside_a_date(code: str) -> None:
    (item,) = parse(f"- [Fog](fog.txt) ({code}), 2024-05-06\n", "INDEX.md").items
    assert item.fields["language"].text == code  # type: ignore[union-attr]
    assert item.fields["date"].text == "2024-05-06"  # type: ignore[union-attr]


def test_a_comment_that_a_cell_opens_hides_no_other_row() -> None:
    """A cell ends with its row. A comment that begins a line, or ends in its own, is one all the same."""
    rows = "| File | Title |\n| --- | --- |\n| a.txt | One <!-- two |\n| b.txt | Three |\n<!--\n| c.txt | Four |\n-->\n"
    assert [item.target for item in listings(rows)] == ["a.txt", "b.txt"]
    assert listings(rows)[0].fields["title"].text == "One <!-- two"
    bullets = "- [a](a.txt) <!-- of\n  no use --> end\n- [b](b.txt) <!-- open\n- [c](c.txt)\n\n- [d](d.txt) -->\n"
    assert [item.target for item in listings(bullets)] == ["a.txt", "b.txt", "c.txt", "d.txt"]


def test_a_long_list_with_a_bad_item_is_never_taken_for_text() -> None:
    for count, codes in ((1500, ["bad-item"]), (6000, ["bad-item"])):
        items = "".join(f"  - {{file: {number}.txt}}\n" for number in range(count))
        manifest = read(f"---\narticles:\n{items}  - {{file: b.txt, title: x: y}}\n---\n")
        assert [problem.code for problem in manifest.problems] == codes
    assert manifest.problems[-1].severity is Severity.ERROR
