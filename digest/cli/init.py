"""``digest init``.

Rejected: asking for all settings. The comments in digest.yml explain the others.
"""

from __future__ import annotations

import shlex
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.shared import echo, plural, report_failures
from digest.errors import and_more, shown

if TYPE_CHECKING:
    from digest.collection.new_site import Copied

_MAX_FILES = 5  # named in a line


def _language(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    return _tag(value) if value else None


def _tag(text: str) -> str:
    from digest.i18n import language_tag

    tag = language_tag(text)
    if tag is None:
        raise click.BadParameter(
            shown(f"Unknown language “{text}”. Use a code such as fr or pt-BR, or a name such as French.")
        )
    return tag


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Copy the articles of this directory.",
)
@click.option("--title", help="Site title.")
@click.option("--language", callback=_language, help="Site language (e.g. fr or French).")
@click.option("--private/--public", default=None, help="Ask search engines not to index the site. [default: private]")
@click.option(
    "--workflow",
    type=click.Choice(["github", "gitlab"]),
    help="Also write a CI workflow that publishes the site at each push.",
)
@click.option("--yes", is_flag=True, help="Don't prompt; use defaults.")
def init(
    folder: Path,
    source: Path | None,
    title: str | None,
    language: str | None,
    private: bool | None,
    workflow: str | None,
    yes: bool,
) -> None:
    """Create a new site in DIR, ready to build. DIR is the current directory by default. Overwrites nothing."""
    from digest.collection.new_site import NOTHING_CREATED, SITE_COMPLETE, SiteOptions, Workflow
    from digest.collection.new_site import init as run

    if sys.stdin.isatty() and not yes:
        language = language or _ask_language(copying=source is not None)
        title = title or click.prompt("Title", default=_default_title(language))
        private = _ask_private() if private is None else private
    elif source is None:  # there are no articles from which a build could infer the language
        language = language or "en"
        title = title or _default_title(language)
    options = SiteOptions(
        title=title,
        language=language,
        private=private is not False,
        source=source,
        workflow=Workflow(workflow) if workflow else None,
    )
    with report_failures(lambda: NOTHING_CREATED):
        made = run(folder, options, date.today())
    with report_failures(lambda: SITE_COMPLETE):
        _show_summary(folder, made.written, made.copied, options.private)


def _ask_language(*, copying: bool) -> str | None:
    """The site's language; None for that of most of the copied articles."""
    question = "Site language (empty: that of most articles)" if copying else "Site language"
    answer: str = click.prompt(
        question, default="" if copying else "en", show_default=not copying, value_proc=lambda text: text and _tag(text)
    )
    return answer or None


def _default_title(language: str | None) -> str:
    from digest.i18n import words

    return words(language or "en").gettext("Press review")


def _ask_private() -> bool:
    choices = click.Choice(["private", "public"])
    answer: str = click.prompt(
        "Private (ask search engines not to index the site) or public", type=choices, default="private"
    )
    return answer == "private"


def _show_summary(folder: Path, written: tuple[str, ...], copied: Copied, private: bool) -> None:
    """What was written, and what to do next."""
    for name in written:
        if not copied.files or not name.startswith("seeds/") or name == "seeds/INDEX.md":
            echo(f"Wrote {name}")
    if copied.files:
        exports = f" ({plural(len(copied.exports), 'export file')} included)" if copied.exports else ""
        echo(f"Copied {plural(copied.articles, 'article')} to seeds/{exports}")
    if copied.documents:
        echo(f"Not copied, as digest cannot read them: {', '.join(copied.documents)}")
    if copied.skipped:
        echo(f"Skipped, as they are not articles: {and_more(copied.skipped, _MAX_FILES)}")
    if private:
        echo(
            "Private: search engines are asked not to index the site (noindex in digest.yml). This does not restrict access:"
        )
        echo("anyone who has the URL can read the site. To restrict access, set a password at your web host.")
    change_folder = "" if folder == Path(".") else f"cd {shlex.quote(str(folder))} && "
    echo(f"Next: {change_folder}digest build")
