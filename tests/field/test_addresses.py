"""An address keeps its article, and all spellings of one name have one page."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import urls
from digest.i18n import name_key
from digest.site.arrange import slugs_of
from tests.field.review import EN, Files, Review, build, front_matter, run, write
from tests.made import card, made

_MORE = ", and what the harbour town makes of it"  # two words alone are no headline


def _text(headline: str) -> str:
    return f"{headline}{_MORE}\n\n{EN}"


def _headlines(review: Review) -> dict[str, str]:
    """The headline at each article's address."""
    folder = review.site / "output" / "articles"
    return {
        path.name: re.sub(r"<[^>]+>", "", match[1]).strip().removesuffix(_MORE)
        for path in folder.glob("*.html")
        if (match := re.search(r"<h1\b[^>]*>(.*?)</h1>", path.read_text("utf-8"), re.DOTALL))
    }


# An article's address.

COMERS: dict[str, tuple[Files, Files]] = {
    "k06-folders": (
        {"2025-03/edito.txt": _text("March editorial of ours")},
        {"2025-02/edito.txt": _text("February editorial of ours")},
    ),
    "k06-sharp": ({"C.txt": _text("The letter C in our alphabet")}, {"C#.txt": _text("A sharp note on music")}),
    "sharp first": ({"C#.txt": _text("A sharp note on music")}, {"C.txt": _text("The letter C in our alphabet")}),
    "the folder's own name": ({"2025-03-edito.txt": _text("March")}, {"2025-03/edito.txt": _text("Another March")}),
    "a folder above": ({"archive/2024/port.txt": _text("The port")}, {"2024/port.txt": _text("An older port")}),
    "at the root later": ({"press/port.txt": _text("The port")}, {"port.txt": _text("A port at the root")}),
    "accents": ({"Été 2025.txt": _text("The summer")}, {"ete-2025.txt": _text("The summer without accents")}),
    "accents come later": ({"ete.txt": _text("The summer")}, {"été.txt": _text("The other summer")}),
    "letter case": ({"Edito.txt": _text("A large editorial")}, {"edito.txt": _text("A small editorial")}),
    "another suffix": ({"edito.txt": _text("The text")}, {"edito.md": f"# The Markdown\n\n{EN}"}),
    "saved page": (
        {"port.md": f"# The Markdown\n\n{EN}"},
        {"port.html": "<article><h1>The page</h1><p>The council of the town voted for a second ferry.</p></article>"},
    ),
    "spaces and hyphens": ({"le port.txt": _text("The port")}, {"le-port.txt": _text("The harbour")}),
    "punctuation": ({"Port (1).txt": _text("The port")}, {"Port 1.txt": _text("The first port")}),
    "homophones": ({"背景.txt": _text("The background")}, {"北京.txt": _text("The capital")}),
    "normal forms": ({"été.txt": _text("Composed")}, {"e\u0301te\u0301.txt": _text("Decomposed")}),
    "long names": (
        {f"{'a name that is long ' * 5}two.txt": _text("The second")},
        {f"{'a name that is long ' * 5}one.txt": _text("The first")},
    ),
    "notion": (
        {"Untitled 1f2e3d4c5b6a7988a1b2c3d4e5f60718.md": f"# The first\n\n{EN}"},
        {"Untitled 0a2e3d4c5b6a7988a1b2c3d4e5f60718.md": f"# The second\n\n{EN}"},
    ),
    "a slug like a name": (
        {"summit.txt": _text("The summit")},
        {"b.md": front_matter("title: Another summit\nslug: summit")},
    ),
    "a name like a slug": (
        {"b.md": front_matter("title: The summit\nslug: summit")},
        {"summit.txt": _text("Another summit")},
    ),
    "the same slug": (
        {"b.md": front_matter("title: The summit\nslug: summit")},
        {"a.md": front_matter("title: Another summit\nslug: summit")},
    ),
    "a tail like a name": (
        {"ete.txt": _text("One"), "été.txt": _text("Two")},
        {f"{urls.with_tail('ete', 'été.txt')}.txt": _text("Three")},
    ),
}


@pytest.mark.parametrize("case", COMERS)
def test_an_address_keeps_its_article_when_a_file_is_added(case: str, tmp_path: Path) -> None:
    first, added = COMERS[case]
    before = _headlines(build(tmp_path, first))
    review = build(tmp_path, added)
    after = _headlines(review)
    assert len(set(after.values())) == len(after)
    assert before.items() <= after.items()
    assert len(after) == len(first) + len(added)
    assert "[address-" not in review.messages
    assert _headlines(build(tmp_path, {})) == after


@pytest.mark.parametrize("case", COMERS)
def test_and_when_one_is_removed(case: str, tmp_path: Path) -> None:
    first, added = COMERS[case]
    before = _headlines(build(tmp_path, {**first, **added}))
    for name in first:
        (tmp_path / "seeds" / name).unlink()
    after = _headlines(build(tmp_path, {}))
    if case != "the same slug":  # the error is fixed, and the declared slug holds
        assert after.items() <= before.items()
    assert len(after) == len(added)


@pytest.mark.parametrize(
    "case", ["k06-folders", "k06-sharp", "sharp first", "a folder above", "at the root later", "long names"]
)
def test_paths_that_never_meet_have_the_same_address_alone_and_wherever_the_site_is_built(
    case: str, tmp_path: Path
) -> None:
    first, added = COMERS[case]
    alone = _headlines(build(tmp_path / "alone", first)) | _headlines(build(tmp_path / "other", added))
    review = build(tmp_path / "both", {**first, **added})
    assert _headlines(review) == alone
    assert "same-name" not in review.messages


def test_names_that_make_the_same_address_are_reported_and_explained_as_they_are_published(tmp_path: Path) -> None:
    build(tmp_path, {"été.txt": _text("The summer")})
    review = build(tmp_path, {"ete.txt": _text("Another summer")})
    slugs = {file: record["slug"] for file, record in review.records.items()}
    assert slugs["été.txt"] == "ete"
    assert re.fullmatch(r"ete-[0-9a-f]{8}", slugs["ete.txt"])
    assert f"“ete.txt” is at articles/{slugs['ete.txt']}.html, because of “été.txt”" in review.messages
    assert "[same-name]" in review.messages
    assert f"articles/{slugs['ete.txt']}.html" in run(tmp_path, "explain", "ete.txt").stdout


def test_a_slug_that_another_article_s_published_address_is_is_refused(tmp_path: Path) -> None:
    build(tmp_path, {"summit.txt": _text("The summit")})
    review = build(tmp_path, {"b.md": front_matter("title: Another\nslug: summit")})
    assert "The slug “summit” of “b.md” is that of “summit.txt” already" in review.messages
    assert _headlines(review) == {"summit.html": "The summit", "b.html": "Another"}


def test_an_old_address_goes_on_forwarding_when_a_file_of_that_name_comes(tmp_path: Path) -> None:
    build(tmp_path, {"edito.txt": _text("March")})
    (tmp_path / "seeds" / "edito.txt").unlink()
    build(tmp_path, {"edito-march.md": front_matter("title: March\naliases: articles/edito.html")})
    review = build(tmp_path, {"edito.txt": _text("April")})
    assert "edito-march.html" in review.page("articles/edito.html")
    assert review.exit_code == 0
    assert "April" in _headlines(review).values()


PATHS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["2025", "2025-03", "Été", "a", "C#", "notes"]), max_size=2),
        st.sampled_from(["edito", "Édito", "edito (1)", "2025-03-edito", "a", "C", "C#", "C++", "北京", "背景", "x" * 90]),
        st.sampled_from([".txt", ".md", ".html", ""]),
    ).map(lambda parts: "/".join([*parts[0], parts[1] + parts[2]])),
    unique=True,
    max_size=12,
)  # fmt: skip


@given(PATHS, PATHS)
def test_whatever_files_come_or_go_none_moves_and_all_addresses_differ(first: list[str], second: list[str]) -> None:
    before, _ = slugs_of([card(made(file, position=number)) for number, file in enumerate(first)])
    published = {urls.article(slug): file for file, slug in before.items()}
    after, _ = slugs_of([card(made(file, position=number)) for number, file in enumerate(second)], published)
    assert {file: after[file] for file in second if file in before} == {
        file: before[file] for file in second if file in before
    }
    assert len(set(after.values())) == len(second)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1, max_size=120))
def test_any_name_alone_makes_an_address_of_its_path_alone(name: str) -> None:
    slug = urls.file_slug(f"2025-03/{name}")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= urls.MOST
    assert slugs_of([card(made(f"2025-03/{name}"))])[0] == {f"2025-03/{name}": slug}


# Addresses from Notion.


def test_notion_s_digits_are_no_part_of_the_address_and_index_proposes_a_slug(tmp_path: Path) -> None:
    name = "Notion export 1f2e3d4c5b6a7988a1b2c3d4e5f60718.md"
    files = {f"Press 99aa3d4c5b6a7988a1b2c3d4e5f60718/{name}": f"# A second ferry\n\n{EN}"}
    assert list(_headlines(build(tmp_path, files))) == ["press-notion-export.html"]
    run(tmp_path, "index")
    assert "a-second-ferry" in (tmp_path / "seeds" / "INDEX.md").read_text("utf-8")


# Messages about addresses.

LISTED = "| File | Slug | Aliases |\n| --- | --- | --- |\n"


def _lines_of(review: Review, code: str) -> list[str]:
    return [line for line in review.messages.splitlines() if line.endswith(f"[{code}]")]


def _moved(tmp_path: Path) -> Review:
    build(tmp_path, {"000_4f2a.txt": _text("The ferries"), "INDEX.md": f"{LISTED}| 000_4f2a.txt | the-ferries | |\n"})
    write(tmp_path, {"INDEX.md": f"{LISTED}| 000_4f2a.txt | | |\n"})
    return Review(tmp_path, 0, run(tmp_path, "check").stderr)


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_slug_that_was_removed_is_reported_with_the_old_and_the_new_address(command: str, tmp_path: Path) -> None:
    _moved(tmp_path)
    (line,) = [line for line in run(tmp_path, command).stderr.splitlines() if "warning" in line and "[" in line]
    assert line.startswith("articles/the-ferries.html: warning")
    assert "articles/000-4f2a.html" in line
    assert "no longer has a “slug”" in line
    assert "aliases: articles/the-ferries.html" in line
    assert line.endswith("[address-gone]")


def test_the_alias_that_is_proposed_ends_the_warning_and_what_is_built_is_not_reported_again(tmp_path: Path) -> None:
    _moved(tmp_path)
    review = build(tmp_path, {"INDEX.md": f"{LISTED}| 000_4f2a.txt | | articles/the-ferries.html |\n"})
    assert "[address-" not in review.messages
    assert "000-4f2a.html" in review.page("articles/the-ferries.html")
    write(tmp_path, {"INDEX.md": f"{LISTED}| 000_4f2a.txt | | |\n"})
    assert "[address-gone]" in run(tmp_path, "build").stderr
    assert "[address-" not in run(tmp_path, "build").stderr


@pytest.mark.parametrize("alias", ["articles/the-ferries.html", "2019/ferries.html"])
def test_an_old_address_that_forwards_no_more_is_reported(alias: str, tmp_path: Path) -> None:
    build(tmp_path, {"a.txt": _text("The ferries"), "INDEX.md": f"{LISTED}| a.txt | | {alias} |\n"})
    (line,) = _lines_of(build(tmp_path, {"INDEX.md": f"{LISTED}| a.txt | | |\n"}), "address-gone")
    assert line.startswith(f"{alias}: warning")
    assert "it forwarded to “a.txt” at articles/a.html" in line


def test_nothing_is_published_with_strict_where_an_address_would_be_gone(tmp_path: Path) -> None:
    _moved(tmp_path)
    assert run(tmp_path, "build", "--strict").exit_code != 0
    assert (tmp_path / "output" / "articles" / "the-ferries.html").is_file()


def test_an_address_that_shows_another_article_is_reported(tmp_path: Path) -> None:
    files = {"a.txt": _text("The first"), "b.txt": _text("The second")}
    build(tmp_path, {**files, "INDEX.md": f"{LISTED}| a.txt | ferry | |\n| b.txt | | |\n"})
    for command in ("check", "build"):
        write(tmp_path, {"INDEX.md": f"{LISTED}| a.txt | | |\n| b.txt | ferry | |\n"})
        (line,) = _lines_of(Review(tmp_path, 0, run(tmp_path, command).stderr), "address-reused")
        assert line.startswith("articles/ferry.html: warning")
        assert "It shows “b.txt” now; “a.txt”, which was there, is at articles/a.html" in line


def test_a_file_in_another_format_or_renamed_is_the_same_article(tmp_path: Path) -> None:
    build(tmp_path, {"ferry.txt": _text("The ferry"), "note.txt": _text("A note")})
    for name in ("ferry", "note"):
        (tmp_path / "seeds" / f"{name}.txt").unlink()
    review = build(tmp_path, {"ferry.md": f"# The ferry{_MORE}\n\n{EN}", "note.md": f"# Quite another note\n\n{EN}"})
    (line,) = _lines_of(review, "address-reused")
    assert "It shows “note.md” now, no longer “note.txt”" in line


def test_a_renamed_folder_is_reported_by_headlines_and_many_of_a_kind_in_one_warning(tmp_path: Path) -> None:
    build(tmp_path, {f"old/{number}.txt": _text(f"The ferry number {number} sails") for number in range(9)})
    (tmp_path / "seeds" / "old").rename(tmp_path / "seeds" / "new")
    (line,) = _lines_of(build(tmp_path, {}), "address-gone")
    assert "warning" in line
    assert "articles/old-0.html" in line
    assert "articles/new-0.html" in line
    assert "And 6 more like these." in line
    assert "aliases: articles/old-0.html" in line


@pytest.mark.parametrize(
    ("change", "severity"),
    [("remove", "notice"), ("draft", "notice"), ("private", "notice"), ("unlist", "warning")],
)
def test_what_is_withdrawn_is_reported_according_to_how_it_was(change: str, severity: str, tmp_path: Path) -> None:
    listed = "| File |\n| --- |\n| a.txt |\n"
    build(tmp_path, {"a.txt": _text("One"), "b.md": front_matter("title: Two"), "INDEX.md": f"{listed}| b.md |\n"})
    if change == "remove":
        (tmp_path / "seeds" / "b.md").unlink()
    if change in ("remove", "unlist"):
        write(tmp_path, {"INDEX.md": listed})
    else:
        write(
            tmp_path, {"b.md": front_matter(f"title: Two\n{'draft: true' if change == 'draft' else 'rights: private'}")}
        )
    review = build(tmp_path, {})
    (line,) = [line for line in _lines_of(review, "address-gone") if line.startswith("articles/")]
    assert line.startswith(f"articles/b.html: {severity}")
    assert review.exit_code == 0


def test_an_output_of_an_older_version_is_recognised_by_its_headlines(tmp_path: Path) -> None:
    build(tmp_path, {"a.txt": _text("The ferry sails")})
    listing = tmp_path / "output" / ".digest-files.json"
    listing_data = json.loads(listing.read_text("utf-8"))
    del listing_data["owners"]
    listing.write_text(json.dumps(listing_data))
    (tmp_path / "seeds" / "a.txt").rename(tmp_path / "seeds" / "ferry.txt")
    (line,) = _lines_of(build(tmp_path, {}), "address-gone")
    assert "“ferry.txt” now, at articles/ferry.html" in line


def test_an_old_address_that_forwards_to_another_article_is_reported(tmp_path: Path) -> None:
    rows = ["| a.txt | | 2019/ferries.html |", "| b.txt | | |"]
    build(tmp_path, {"a.txt": _text("One"), "b.txt": _text("Two"), "INDEX.md": LISTED + "\n".join(rows)})
    rows = ["| a.txt | | |", "| b.txt | | 2019/ferries.html |"]
    (line,) = _lines_of(build(tmp_path, {"INDEX.md": LISTED + "\n".join(rows)}), "address-reused")
    assert line.startswith("2019/ferries.html: warning")
    assert "“a.txt”, which was there, is at articles/a.html" in line


def test_the_page_of_one_topic_that_lists_another_is_reported(tmp_path: Path) -> None:
    build(tmp_path, {"a.md": _named("topics", "A", "北京")})
    (line,) = _lines_of(build(tmp_path, {"a.md": _named("topics", "A", "背景")}), "address-reused")
    assert line.startswith("topics/beijing.html: warning")
    assert "It lists “背景” now, no longer “北京”" in line


def test_a_topic_of_another_name_is_reported_by_its_page(tmp_path: Path) -> None:
    build(tmp_path, {"a.md": front_matter("title: A\ntopics: [Ferries]")})
    (line,) = _lines_of(build(tmp_path, {"a.md": front_matter("title: A\ntopics: [Boats]")}), "address-gone")
    assert "topics/ferries.html" in line


def test_without_an_output_nothing_is_reported_and_the_address_is_the_same(tmp_path: Path) -> None:
    files = {"2025-03/edito.txt": _text("March"), "C#.txt": _text("Sharp"), "Été.txt": _text("Summer")}
    before = _headlines(build(tmp_path, files))
    shutil.rmtree(tmp_path / "output")
    review = build(tmp_path, {})
    assert _headlines(review) == before
    assert "[address-" not in review.messages


# One name, one page.

ONE_NAME = {
    "k06-source": ("sources", "Le-Monde", "Le Monde"),
    "k27-equipe": ("sources", "L'Équipe", "L’Équipe"),
    "k27-coeur": ("topics", "Cœur de ville", "Coeur de ville"),
    "no-break hyphen": ("sources", "Ouest‑France", "Ouest-France"),
    "dash": ("topics", "Paris–Berlin", "Paris-Berlin"),
    "no-break space": ("sources", "Le\u00a0Monde", "Le Monde"),
    "thin space": ("topics", "Ville\u202fHaute", "Ville haute"),
    "modifier apostrophe": ("topics", "Okinaʻau", "Okina'au"),
    "accent for apostrophe": ("sources", "L´Humanité", "L'Humanité"),
    "grave for apostrophe": ("sources", "L`Humanité", "L’Humanité"),
    "ae": ("topics", "Ærøskøbing", "Aeroskobing"),
    "sharp s": ("topics", "Straßenbahn", "STRASSENBAHN"),
    "ligature fi": ("topics", "Oﬃce", "Office"),
    "full width": ("sources", "ＮＨＫ", "NHK"),
    "decomposed": ("sources", "L'E\u0301quipe", "L'Équipe"),
    "soft hyphen": ("topics", "Regio\u00adnal", "Regional"),
    "full stop": ("sources", "Example Inc.", "Example Inc"),
    "initials": ("sources", "B.B.C.", "BBC"),
    "ampersand": ("topics", "R&B", "R & B"),
    "underscore": ("topics", "faits_divers", "Faits divers"),
    "hash tag": ("topics", "#Ferry", "Ferry"),
    "quotation marks": ("sources", "« Le Port »", "Le Port"),
    "plus": ("sources", "Canal+", "Canal Plus"),
    "place": ("places", "Port-Brillet", "Port Brillet"),
    "country": ("places", "Côte d’Ivoire", "Côte d'Ivoire"),
    "russian": ("topics", "Ёлка", "Елка"),
    "arabic": ("topics", "أخبار", "اخبار"),
    "tatweel": ("topics", "أخبـــار", "أخبار"),
}
_FIELD = {"sources": "source", "topics": "topics", "places": "places"}


def _named(kind: str, title: str, name: str) -> str:
    value = json.dumps(name, ensure_ascii=False)
    return front_matter(f"title: {title}\n{_FIELD[kind]}: {value if kind == 'sources' else f'[{value}]'}")


def _pages_of_terms(review: Review, kind: str) -> set[str]:
    """The pages of a kind, without what was inferred of every text."""
    return {name for name in review.pages(kind) if "Nobody" not in review.page(f"{kind}/{name}")}


@pytest.mark.parametrize("case", ONE_NAME)
def test_the_spellings_of_one_name_have_one_page_whatever_comes_first(case: str, tmp_path: Path) -> None:
    kind, one, other = ONE_NAME[case]
    pages = []
    for number, (first, second) in enumerate([(one, other), (other, one)]):
        site = tmp_path / str(number)
        pages.append(_pages_of_terms(build(site, {"a.md": _named(kind, "One", first)}), kind))
        pages.append(_pages_of_terms(build(site, {"b.md": _named(kind, "Two", second)}), kind))
    assert len(pages[0]) == 1
    assert pages[1:] == pages[:1] * 3


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("topics", ("C", "C++", "C#")),
        ("topics", ("北京", "背景")),
        ("topics", ("パリ", "バリ")),
        ("topics", ("Мой", "Мои")),
        ("sources", ("Le Monde", "Monde")),
        ("sources", ("Équipe", "L'Équipe")),
        ("sources", ("Canal", "Canal+")),
        ("topics", ("Sea and Sun", "Sea & Sun")),  # which word “&” is depends on the language
        ("topics", ("टोंगा", "टोगो")),
    ],
)
def test_names_that_differ_keep_a_page_each(kind: str, names: tuple[str, ...], tmp_path: Path) -> None:
    pages: set[str] = set()
    for count in range(1, len(names) + 1):
        review = build(tmp_path, {f"{count}.md": _named(kind, f"Number {count}", names[count - 1])})
        found = _pages_of_terms(review, kind)
        assert len(found) == count
        assert pages <= found
        assert "[address-" not in review.messages
        pages = found


def test_a_page_is_called_as_most_write_it_and_stays_where_it_is(tmp_path: Path) -> None:
    review = build(tmp_path, {"a.md": _named("sources", "A", "Le-Monde")})
    assert "Le-Monde</h1>" in review.page("sources/le-monde.html")
    review = build(tmp_path, {f"{n}.md": _named("sources", n, "Le Monde") for n in "bc"})
    assert "Le Monde</h1>" in review.page("sources/le-monde.html")


def test_the_rights_of_a_source_hold_however_it_is_spelled(tmp_path: Path) -> None:
    settings = "title: Review\nlanguage: en\nrights:\n  L'Équipe: private\n"
    files = {"a.md": _named("sources", "Kept private", "L’Équipe"), "b.md": _named("sources", "Open", "La Ville")}
    review = build(tmp_path, {**files, "../digest.yml": settings})
    assert list(_headlines(review)) == ["b.html"]
    assert review.published("Kept private") == []


def test_a_rule_s_alias_holds_however_it_is_spelled(tmp_path: Path) -> None:
    settings = "title: Review\nlanguage: en\ntopics:\n  Harbour:\n    any: [xyzzy]\n    aliases: [Cœur du port]\n"
    review = build(tmp_path, {"a.md": _named("topics", "A", "Coeur-du-port"), "../digest.yml": settings})
    assert review.record["topics"] == ["Harbour"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_key_is_idempotent(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)
