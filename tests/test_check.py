"""`digest check` reports the problems of seeds and output, and writes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from digest.build.job import Progress, job_beside
from digest.check import Checked
from digest.check import check as run
from digest.errors import Problem, Severity
from tests.folders import digest, tree

Folder = Callable[[dict[str, str | bytes]], Path]

INDEX = "## Politique\n\n| File | Title | Date | Source | Draft | Slug |\n| --- | --- | --- | --- | --- | --- |\n"
SITE: dict[str, str | bytes] = {
    "digest.yml": "language: fr\nbase_url: https://example.org/r/\n",
    "seeds/INDEX.md": INDEX
    + "| [un.md](un.md) | Un | 2024-05-06 | Le Quai | | |\n| [deux.txt](deux.txt) | Deux | 2024-05-07 | Le Quai | | |\n",
    "seeds/un.md": "---\nlanguage: fr\nsummary: Un dek.\n---\n\nUn texte court.\n",
    "seeds/deux.txt": "Le conseil de la ville s’est réuni jeudi soir pour parler de ses écoles, et il décidera au printemps.\n",
}


def _check(site: Path, **more: object) -> Checked:
    return run(replace(job_beside(site / "digest.yml"), jobs=1, **more), Progress())


def _problems(site: Path, code: str) -> list[Problem]:
    return [problem for problem in _check(site).problems if problem.code == code]


def _built(site: Path) -> Path:
    done = digest(site, "build", "-q")
    assert done.exit_code == 0, done.output
    return site


def test_a_good_site_has_no_problems_before_and_after_a_build(folder: Folder) -> None:
    site = folder(SITE)
    assert [problem for problem in _check(site).problems if problem.severity > Severity.NOTICE] == []
    assert _check(_built(site)).problems == ()


def test_nothing_is_written(folder: Folder) -> None:
    site = _built(folder(SITE))
    (site / "output/about.html").write_text("changed")
    (site / "seeds/un.md").write_text("Autre texte.\n")
    before = tree(site)
    assert digest(site, "check").exit_code == 0
    assert tree(site) == before


def test_it_reports_what_a_build_would_report(folder: Folder) -> None:
    site = folder({**SITE, "seeds/INDEX.md": INDEX + "| un.md | | 2024-13 | | | |\n| gone.txt | | | | | |\n"})
    done = digest(site, "check")
    assert done.exit_code == 1
    for code in ("bad-date", "missing-file", "unlisted"):
        assert f"[{code}]" in done.stderr
    assert done.stdout.endswith("2 errors, 1 warning.\n")


def test_warnings_count_only_with_strict(folder: Folder) -> None:
    site = folder({**SITE, "seeds/trois.txt": "Texte.\n"})
    assert digest(site, "check").exit_code == 0
    assert digest(site, "check", "--strict").exit_code == 1
    (site / "seeds/trois.txt").unlink()
    assert digest(site, "check", "--strict").exit_code == 0


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("digest.yml", "title: [", "bad-config"),
        ("templates/article.html", "{{ view.nothing }}", "broken-template"),
        ("static/index.html", "mine", "address-clash"),
    ],
)
def test_what_would_end_a_build_is_reported_and_is_an_error(folder: Folder, name: str, text: str, code: str) -> None:
    done = digest(folder({**SITE, name: text}), "check")
    assert done.exit_code == 1
    assert f"[{code}]" in done.stderr
    assert "A build would publish nothing." in done.stdout


def test_without_seeds_it_says_so(tmp_path: Path) -> None:
    done = digest(tmp_path, "check")
    assert done.exit_code == 1
    assert "[no-seeds]" in done.stderr


LONG = " ".join(f"Ferry{number % 7} quay{number} runs{number * 3} again." for number in range(80))


def test_each_copy_is_named_with_its_original_and_a_build_counts_them(folder: Folder) -> None:
    texts = {
        "a": LONG,
        "b": LONG,
        "c": f"{LONG} The county is pleased.",
        "d": "It rained.",
        "e": "It rained.",
        "f": "It snowed.",
    }
    site = folder({"digest.yml": "language: en\n", **{f"seeds/{name}.txt": text for name, text in texts.items()}})
    assert {str(one.where): one.message for one in _problems(site, "copied-text")} == {
        "b.txt": "The text is that of “a.txt”, and lists show one of the two.",
        "c.txt": "The text is nearly that of “a.txt”, and lists show one of the two.",
        "e.txt": "The text is that of “d.txt”.",
    }
    done = digest(site, "build")
    assert done.exit_code == 0, done.output
    assert "6 articles (2 of them copies), " in done.output


def test_a_headline_or_a_word_alone_is_noticed(folder: Folder) -> None:
    files = {
        "a": "Mayor resigns after budget row",
        "b": "nowhere.txt",
        "c": "It rained.",
        "d": "市長が予算をめぐり辞任した。野党は会見で再選挙を求めた。",
    }
    reference = {"seeds/e.md": "---\ntitle: A ferry\nurl: https://quay.example/1\n---\n"}
    site = folder(
        {"digest.yml": "language: en\n", **{f"seeds/{name}.txt": text for name, text in files.items()}, **reference}
    )
    assert {str(one.where): one.message for one in _problems(site, "no-text")} == {
        "a.txt": "The file has only a headline, “Mayor resigns after budget row”.",
        "b.txt": "The whole text is “nowhere.txt”.",
    }


# The weakest fields.


def test_the_weakest_fields_are_first_and_totals_last(folder: Folder) -> None:
    site = folder({"digest.yml": "language: fr\n", "seeds/INDEX.md": INDEX + "| deux.txt | | | | | |\n| un.md | Un | 2024 | Le Quai | | |\n",
                   "seeds/un.md": SITE["seeds/un.md"], "seeds/deux.txt": SITE["seeds/deux.txt"]})  # fmt: skip
    found = _check(site)
    first, *_, last = found.weak
    assert (first.file, first.field, first.certainty) == ("deux.txt", "date", None)
    assert (last.file, last.field, last.certainty) == ("deux.txt", "source", None)
    sure = [weak.certainty for weak in found.weak if weak.certainty is not None]
    assert sure == sorted(sure)
    assert {"1 headline inferred", "1 undated", "1 without a source"} <= set(found.totals)
    assert not [weak for weak in found.weak if weak.file == "un.md"]
    output = digest(site, "check").stdout
    assert "2 articles: 1 headline inferred" in output
    assert "undated" in output.splitlines()[5]


def test_doubtful_headlines_are_first_with_their_text_and_what_to_do(folder: Folder) -> None:
    lead = "Nine men carried lanterns through rain and over sand, and one of them was called away."
    sure = "The harbour of Dunmarrow has sold the old lighthouse to Ada Martin. The old lighthouse is in the harbour of Dunmarrow."
    site = folder({"digest.yml": "language: en\n", "seeds/one.txt": f"{lead}\n\n{sure}", "seeds/two.txt": sure})
    found = _check(site)
    assert (found.doubtful[0].file, found.doubtful[0].value) == ("one.txt", lead.rstrip("."))
    assert not [one for one in found.weak if one in found.doubtful]
    first, advice, row, *_ = digest(site, "check").stdout.splitlines()
    assert first.startswith("Headlines to check")
    assert "title" in advice
    assert row == f"  one.txt: {lead.rstrip('.')}"


def test_the_table_is_short_with_many_articles(folder: Folder) -> None:
    site = folder({f"seeds/{number:02}.txt": f"Texte {number}.\n" for number in range(30)})
    output = digest(site, "check").stdout.splitlines()
    assert len(output) == 2 + 30 + 1 + 1 + 20 + 1 + 1 + 1
    assert any(line.startswith("  and ") and "digest records" in line for line in output)


def test_drafts_and_private_articles_are_not_counted(folder: Folder) -> None:
    site = folder({**SITE, "seeds/INDEX.md": INDEX + "| un.md | Un | | | | |\n| deux.txt | | | | yes | |\n"})
    found = _check(site)
    assert found.articles == 1
    assert {weak.file for weak in found.weak} <= {"un.md"}


# Links.


def _with_text(text: str, **more: str) -> dict[str, str | bytes]:
    return {**SITE, "seeds/un.md": f"---\nlanguage: fr\nsummary: Un dek.\n---\n\n{text}\n", **more}


@pytest.mark.parametrize(
    "link",
    ["[b](deux.txt)", "[b](./deux.txt#x)", "[b][r]\n\n[r]: deux.txt", '<a href="deux.txt">b</a>', "[b](deux.html)"],
)
def test_a_link_to_another_article_s_file_is_dead_and_its_address_is_reported(folder: Folder, link: str) -> None:
    (found,) = _problems(folder(_with_text(link)), "dead-link")
    assert found.severity is Severity.WARNING
    assert found.where is not None
    assert (found.where.file, found.where.line) == ("un.md", 8 if "[r]" in link else 6)
    assert "https://example.org/r/articles/deux.html" in found.hint


def test_without_a_base_url_the_relative_address_is_suggested(folder: Folder) -> None:
    (found,) = _problems(folder(_with_text("[b](deux.txt)", **{"digest.yml": "language: fr\n"})), "dead-link")
    assert "base_url" in found.hint
    assert "articles/deux.html" in found.hint


def test_a_link_to_an_article_that_is_not_published_is_reported(folder: Folder) -> None:
    (found,) = _problems(folder(_with_text("[b](trois.txt)", **{"seeds/trois.txt": "Texte.\n"})), "dead-link")
    assert "not published" in found.hint


def test_a_link_of_a_custom_page_to_another_page_is_reported_with_its_address(folder: Folder) -> None:
    pages = {"pages/mentions.md": "# Mentions\n\n[Le sommaire](topics/index.html) et [moi](#moi).\n"}
    one, other = _problems(folder({**SITE, **pages}), "dead-link")
    assert "https://example.org/r/topics/index.html" in one.hint
    assert "“#moi”" in other.message
    assert (one.where and one.where.file) == "pages/mentions.md"


def test_other_relative_links_and_anchors_are_reported_in_one_problem(folder: Folder) -> None:
    (found,) = _problems(folder(_with_text("[a](#nulle-part) [b](x/y.html) [c](/z)")), "dead-link")
    assert "3 dead links are" in found.message
    assert "“#nulle-part”" in found.message


@pytest.mark.parametrize(
    "text",
    ["[a](https://example.net/deux.txt)", "[a](mailto:a@example.org)", "Note[^1].\n\n[^1]: La note.", "`[a](deux.txt)`",
     "```\n[a](deux.txt)\n```", "[a](https://example.org/r/articles/deux.html)", "[a](https://example.org/r/)"],
)  # fmt: skip
def test_links_that_lead_somewhere_are_not_reported(folder: Folder, text: str) -> None:
    assert _problems(folder(_with_text(text)), "dead-link") == []


def test_an_absolute_url_of_the_site_itself_is_followed(folder: Folder) -> None:
    (found,) = _problems(folder(_with_text("[a](https://example.org/r/articles/trois.html)")), "dead-link")
    assert "articles/trois.html" in found.message
    assert found.where is not None
    assert found.where.file == "un.md"


def test_a_dead_link_of_a_template_is_reported_once_for_all_pages(folder: Folder) -> None:
    template = (
        '{% extends "builtin/base.html" %}{% block main %}<a href="nowhere.html">x</a><a href="#no">y</a>{% endblock %}'
    )
    anchor, page = sorted(
        _problems(folder({**SITE, "templates/article.html": template}), "dead-link"),
        key=lambda problem: problem.message,
    )
    assert "articles/nowhere.html" in page.message
    assert "#no" in anchor.message
    assert "no such anchor" in anchor.message


def test_links_to_static_files_and_to_existing_anchors_are_good(folder: Folder) -> None:
    template = '{% extends "builtin/base.html" %}{% block main %}<a id="x" href="#x">x</a><a href="../my%20plan.pdf#page=2">y</a>{% endblock %}'
    assert (
        _problems(folder({**SITE, "templates/article.html": template, "static/my plan.pdf": b"%PDF"}), "dead-link")
        == []
    )


# Addresses that are gone.


def _gone(site: Path) -> dict[str, Problem]:
    return {problem.where.file: problem for problem in _problems(site, "address-gone") if problem.where is not None}


def _only_un(more: str = "") -> str:
    return INDEX + "| [un.md](un.md) | Un | 2024-05-06 | Le Quai | | |\n" + more


def test_a_renamed_file_is_guessed_by_its_headline(folder: Folder) -> None:
    site = _built(folder(SITE))
    (site / "seeds/deux.txt").rename(site / "seeds/ecoles.txt")
    (site / "seeds/INDEX.md").write_text(_only_un("| ecoles.txt | Deux | 2024-05-07 | Le Quai | | |\n"))
    found = _gone(site)["articles/deux.html"]
    assert found.severity is Severity.WARNING
    assert "ecoles.txt" in found.message
    assert "aliases: articles/deux.html" in found.hint


def test_the_alias_that_is_proposed_fixes_it(folder: Folder) -> None:
    site = _built(folder(SITE))
    (site / "seeds/deux.txt").rename(site / "seeds/ecoles.txt")
    index = INDEX.replace("| Slug |", "| Aliases |")
    (site / "seeds/INDEX.md").write_text(
        index
        + "| un.md | Un | 2024-05-06 | Le Quai | | |\n| ecoles.txt | Deux | 2024-05-07 | Le Quai | | articles/deux.html |\n"
    )
    assert "articles/deux.html" not in _gone(site)


def test_a_slug_that_was_declared_afterwards_names_its_article(folder: Folder) -> None:
    site = _built(folder(SITE))
    (site / "seeds/INDEX.md").write_text(_only_un("| deux.txt | Deux | 2024-05-07 | Le Quai | | ecoles |\n"))
    found = _gone(site)["articles/deux.html"]
    assert "“deux.txt” is at articles/ecoles.html now" in found.message


@pytest.mark.parametrize(
    ("row", "severity", "reason"),
    [
        ("| deux.txt | Deux | 2024-05-07 | Le Quai | yes | |\n", Severity.NOTICE, "is a draft now"),
        ("", Severity.WARNING, "no INDEX.md lists “deux.txt” now"),
    ],
)
def test_what_is_withheld_is_reported_by_its_reason(folder: Folder, row: str, severity: Severity, reason: str) -> None:
    site = _built(folder(SITE))
    (site / "seeds/INDEX.md").write_text(_only_un(row))
    found = _gone(site)["articles/deux.html"]
    assert (found.severity, reason in found.message) == (severity, True)


def test_an_article_that_is_left_out_by_an_error_is_reported(folder: Folder) -> None:
    site = _built(folder(SITE))
    (site / "seeds/deux.txt").write_text("\n")
    assert "left out because of an error (empty-file)" in _gone(site)["articles/deux.html"].message


def test_an_article_that_is_gone_for_good_is_reported_and_its_lists_in_one_notice(folder: Folder) -> None:
    site = _built(folder(SITE))
    (site / "seeds/deux.txt").unlink()
    (site / "seeds/INDEX.md").write_text(_only_un())
    found = _gone(site)
    assert "no article in the seeds is like it" in found["articles/deux.html"].message
    lists = found[str(site / "output")]
    assert lists.severity is Severity.NOTICE
    assert "dates/2024-05-07.html" in lists.message


# The output as it stands.


def test_what_was_changed_lost_or_added_in_the_output_is_reported(folder: Folder) -> None:
    site = _built(folder(SITE))
    (site / "output/about.html").write_text("changed")
    (site / "output/404.html").unlink()
    (site / "output/mine.txt").write_text("mine")
    problems = {problem.code: problem for problem in _check(site).problems}
    assert "about.html" in problems["changed-output"].message
    assert "404.html" in problems["missing-output"].message
    assert "mine.txt" in problems["foreign-output"].message
    assert digest(site, "check").exit_code == 1


def test_an_output_that_a_build_would_refuse_is_reported(folder: Folder) -> None:
    site = folder({**SITE, "output/mine.txt": "mine", "output/.git/config": "x"})
    (found,) = _problems(site, "foreign-output")
    assert found.severity is Severity.FATAL
    assert ".git" not in found.message
    shutil.rmtree(site / "output")
    assert digest(site, "check", "--output", "seeds/out").exit_code == 1
