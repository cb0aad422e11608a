"""``digest init``.

Rejected: asking for everything. Whoever wants more writes it into digest.yml, which says how.
"""

from __future__ import annotations

import shlex
import sys
from datetime import date
from pathlib import Path

import click

from digest.cli.shared import fail, interruptible, say, times
from digest.errors import Fatal, shown

_NAMED = 5  # files that are named one by one


def _language(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    return _tag(value) if value else None


def _tag(text: str) -> str:
    from digest.i18n import language_tag

    tag = language_tag(text)
    if tag is None:
        raise click.BadParameter(
            shown(f"“{text}” is no language that is known here; write fr, en, pt-BR, or its name.")
        )
    return tag


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of articles to copy.",
)
@click.option("--title", help="The name of the site.")
@click.option("--language", callback=_language, help="Its language, as in fr or French.")
@click.option(
    "--private/--public", default=None, help="Private: search engines are asked to stay away. [default: private]"
)
@click.option(
    "--workflow",
    type=click.Choice(["github", "gitlab"]),
    help="Also write a file that publishes the site at each push.",
)
@click.option("--yes", is_flag=True, help="Ask nothing: what is not said has its default.")
def init(
    folder: Path, source: Path | None, title: str | None, language: str | None, private: bool | None,
    workflow: str | None, yes: bool,
) -> None:  # fmt: skip
    """Make a new site in DIR (default: here) that can be built at once. Overwrites nothing."""
    from digest.starter.new_site import NOTHING_CREATED, SITE_COMPLETE, SiteOptions, Workflow
    from digest.starter.new_site import init as run

    if sys.stdin.isatty() and not yes:
        language = language or _ask_language(copying=source is not None)
        title = title or _ask_title(language)
        private = _ask_private() if private is None else private
    elif source is None:  # no articles that a build could take the language from
        language = language or "en"
        title = title or _usual_title(language)
    options = SiteOptions(
        title=title,
        language=language,
        private=private is not False,
        source=source,
        workflow=Workflow(workflow) if workflow else None,
    )
    with interruptible(lambda: NOTHING_CREATED):
        try:
            made = run(folder, options, date.today())
        except Fatal as error:
            say(str(error), err=True, lines=True)
            fail(NOTHING_CREATED)
    with interruptible(lambda: SITE_COMPLETE):
        _tell(folder, made.written, made.copied, made.skipped, options.private)


def _ask_language(*, copying: bool) -> str | None:
    """The site's language; None, with articles to copy, for that of most of them."""
    hint = "Language of the site (empty: that of most articles)" if copying else "Language of the site"
    answer: str = click.prompt(
        hint, default="" if copying else "en", show_default=not copying, value_proc=lambda text: text and _tag(text)
    )
    return answer or None


def _usual_title(language: str | None) -> str:
    from digest.i18n import words

    return words(language or "en").gettext("Press review")


def _ask_title(language: str | None) -> str:
    answer: str = click.prompt("Title", default=_usual_title(language))
    return answer


def _ask_private() -> bool:
    choices = click.Choice(["private", "public"])
    answer: str = click.prompt(
        "Private (search engines are asked to stay away) or public", type=choices, default="private"
    )
    return answer == "private"


def _tell(folder: Path, written: tuple[str, ...], copied: int, skipped: tuple[str, ...], private: bool) -> None:
    """What was made, and what comes next."""
    for name in written:
        if not copied or not name.startswith("seeds/") or name == "seeds/INDEX.md":
            say(f"wrote {name}")
    if copied:
        say(f"copied {times(copied, 'article')} into seeds/")
    if skipped:
        more = f" and {len(skipped) - _NAMED} more" if len(skipped) > _NAMED else ""
        say(f"left out, as no article is read from them: {', '.join(skipped[:_NAMED])}{more}")
    if private:
        say("Private: search engines are asked to stay away (noindex in digest.yml). It is no lock: whoever has the")
        say("address can read the site. Let your host ask for a password if it must be closed.")
    there = "" if folder == Path(".") else f"cd {shlex.quote(str(folder))} && "
    say(f"Next: {there}digest build")
