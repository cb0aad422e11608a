"""``digest export``, ``digest send`` and ``digest edition``: articles in a file for another program, as a mail, or printed.

Rejected: choosing the format by the ending of the file's name. Standard output has none, and three formats end in ``.json``.
Printing an edition as HTML: its page is that, and e-mail programs show text as well.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from digest.cli.shared import (
    echo,
    plural,
    progress,
    report_failures,
    report_no_base_url,
    report_problems,
    with_job,
)
from digest.errors import Severity, shown

if TYPE_CHECKING:
    from digest.build.job import Job
    from digest.dates import Date
    from digest.dates.editions import Edition
    from digest.export.select import Export, Exported, Selection

F = TypeVar("F", bound=Callable[..., object])
FORMATS = ("csv", "jsonl", "sqlite", "bibtex", "csl-json", "ris", "epub", "pdf", "mail")
_BINARY = frozenset({"sqlite", "epub", "pdf"})
_FOR_READERS = frozenset({"epub", "pdf", "mail"})
_KNOWN = 10  # topics that an error names
_UNCHANGED = "no file was written."
_NOT_SENT = "no mail was sent."
_NO_LINKS = "the mail has no links to the pages of the site"


def _period(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Date | Edition | None:
    if not value:
        return None
    from digest import dates
    from digest.dates.editions import edition_named

    try:
        date = None if "W" in value else dates.parse(value)
        return date if date and date.month is None else edition_named(value)
    except ValueError as error:
        forms = "a year (2025), a month (2025-02), a week (2025-W07) or a day (2025-02-14)"
        is_date = re.fullmatch(r"\d{4}-W?\d\d(-\d\d)?", value)
        raise click.BadParameter(shown(str(error) if is_date else f"“{value}” is not {forms}.")) from None


def selection_options(command: F) -> F:
    """The options that select articles, and the title of a book or mail of them."""
    for option in (
        click.option("--title", help="Title of the book or mail. [default: that of the site, with the selection]"),
        click.option(
            "--date",
            "period",
            callback=_period,
            metavar="DATE",
            help="Only articles of this year, month, week (2025-W07) or day.",
        ),
        click.option(
            "--source", "sources", multiple=True, metavar="NAME", help="Only articles of this source. Can be repeated."
        ),
        click.option(
            "--topic", "topics", multiple=True, metavar="NAME", help="Only articles with this topic. Can be repeated."
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("file", metavar="[FILE]", default="-", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@selection_options
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@with_job("seeds", "jobs")
def export(
    job: Job,
    form: str,
    file: Path,
    title: str | None,
    force: bool,
    **selected: Any,
) -> None:
    """Write articles to FILE for other programs. Nothing that their rights forbid is in it.

    FORMAT is csv (spreadsheets), jsonl (JSON Lines), sqlite (full-text search; Datasette), bibtex, csl-json, ris (reference
    managers), epub (book), pdf (needs Chromium), mail (draft for a mail program). Without FILE, text is printed.
    """
    from digest.export.select import Selection

    if str(file) == "-" and form in _BINARY:
        raise click.UsageError(f"{form} can't be printed; name a file: digest export {form} FILE")
    if str(file) != "-" and not force and os.path.lexists(file):
        raise click.BadParameter(shown(f"{file} exists; use --force to replace it."), param_hint="FILE")
    selection = Selection(**selected)
    with report_failures(lambda: _UNCHANGED):
        found, errors = _select(job, selection, _UNCHANGED)
        try:
            _save(form, file, found, title or _title(found, selection))
        except OSError as error:  # names a temporary file
            raise OSError(error.errno, error.strerror or str(error), str(file)) from error
    if form == "mail" and found.settings.base_url is None:
        report_no_base_url(_NO_LINKS)
    if str(file) != "-":
        count = len(found.listed if form in _FOR_READERS else found.articles)
        echo(f"{file}: {plural(count, 'article')}", err=True)
    sys.exit(1 if errors else 0)


@click.command()
@selection_options
@click.option("--dry-run", is_flag=True, help="Print the mail without sending it.")
@with_job("seeds", "jobs")
def send(job: Job, title: str | None, dry_run: bool, **selected: Any) -> None:
    """Send articles as a mail, to those whom “mail” in digest.yml names. Nothing that their rights forbid is in it."""
    from digest.config import MailSettings, read_file
    from digest.errors import Fatal, problem
    from digest.export.mail import mail
    from digest.export.select import Selection
    from digest.export.send import send as run

    selection = Selection(**selected)
    with report_failures(lambda: _NOT_SENT):
        layer, problems = read_file(job.config, job.config.name)
        setting = layer.get("mail")
        if setting is None or not isinstance(setting.value, MailSettings):
            report_problems(problems, Severity.WARNING)
            hint = "Add “mail: {from: …, to: […], host: …}” (docs/export.md, “From a folder to a weekly mail”)."
            raise Fatal(problem("mail-failed", f"There is no usable “mail” in {job.config.name}.", hint))
        settings = setting.value
        found, errors = _select(job, selection, _NOT_SENT)
        if not found.articles:
            raise Fatal(problem("mail-failed", "No article is selected, so there is nothing to send."))
        name = title or _title(found, selection)
        message = mail(found, name, sender=settings.sender)
        if dry_run:
            sys.stdout.buffer.write(message)
        else:
            run(message, settings, os.environ)
    if found.settings.base_url is None:
        report_no_base_url(_NO_LINKS)
    state = "would be sent" if dry_run else "sent"
    people = plural(len(settings.recipients), "recipient")
    echo(f"“{name}” with {plural(len(found.listed), 'article')} {state} to {people}.", err=True)
    sys.exit(1 if errors else 0)


@click.command()
@click.argument("name", metavar="[WEEK|MONTH|DAY]", default="")
@with_job("seeds", "jobs")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def edition(job: Job, name: str, as_json: bool) -> None:
    """Print a week's, month's or day's press review as plain text.

    Names are 2025-W07, 2025-02 or 2025-02-14. Without one: the newest edition.
    """
    from digest.build.job import Findings
    from digest.export.edition import NoSuchEdition, as_data
    from digest.export.edition import edition as run
    from digest.export.text import text_lines

    report = Findings()
    with report_failures(findings=report):
        try:
            found = run(job, report, name)
        except NoSuchEdition as error:
            raise click.BadParameter(shown(str(error)), param_hint="WEEK|MONTH|DAY") from None
    if as_json:
        echo(json.dumps(as_data(found), ensure_ascii=False, indent=2), lines=True)
    else:
        for line in text_lines(found.export, found.export.settings.title, found.heading):
            echo(line)
    report_problems(report.problems, Severity.WARNING)
    sys.exit(1 if report.errors else 0)


def _select(job: Job, selection: Selection, state: str) -> tuple[Export, int]:
    """The selected articles and the number of errors in the seeds; ends the command if they cannot be read."""
    from digest.build.job import Findings
    from digest.export.select import NoSuchTerm, read_contents, select
    from digest.vocabulary.fields import nearest

    findings = Findings()
    with report_failures(lambda: state, findings):
        try:
            found = select(read_contents(job, findings, progress()), selection)
        except NoSuchTerm as error:
            option = "--topic" if error.kind == "topics" else "--source"
            known = "; ".join(error.known[:_KNOWN]) + (" …" if len(error.known) > _KNOWN else "")
            near = nearest(error.name, error.known) if error.known else None
            hint = f"Did you mean “{near}”?" if near else f"Known: {known or 'none'}."
            raise click.BadParameter(shown(f"no article has “{error.name}”. {hint}"), param_hint=option) from None
    report_problems(findings.problems, Severity.WARNING)
    return found, findings.errors


def _title(export: Export, selection: Selection) -> str:
    """The title of the site and what is selected: ``Press review · Politics, February 2025``."""
    from digest.dates import Date
    from digest.i18n import words

    interface = words(export.settings.language)
    period = selection.period
    date = ""
    if period:
        first, last = (period, period) if isinstance(period, Date) else (period.first, period.last)
        date = interface.date(first) if first == last else interface.days(first, last)
    chosen = interface.joined([*selection.topics, *selection.sources, date])
    return f"{export.settings.title} · {chosen}" if chosen else export.settings.title


def _save(form: str, file: Path, export: Export, title: str) -> None:
    """Prints text, or writes a file at once: it is complete or not there."""
    if str(file) == "-":
        for part in _content(form, export, title):
            sys.stdout.buffer.write(part)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".digest-export-", dir=file.parent) as folder:
        written = Path(folder) / file.name
        if form == "sqlite":
            from digest.export.database import write_database

            write_database(written, export.articles)
        elif form == "epub":
            from digest.export.book import write_book

            write_book(written, export, title)
        elif form == "pdf":
            from digest.export.pdf import write_pdf

            write_pdf(written, export, title)
        else:
            with written.open("wb") as stream:
                stream.writelines(_content(form, export, title))
        os.replace(written, file)


def _content(form: str, export: Export, title: str) -> Iterable[bytes]:
    if form == "mail":
        from digest.export.mail import mail

        return [mail(export, title)]
    from digest.export import references, tables

    writers: dict[str, Callable[[Iterable[Exported]], Iterator[str]]] = {
        "csv": tables.csv_lines,
        "jsonl": tables.json_lines,
        "bibtex": references.bibtex_lines,
        "csl-json": references.csl_lines,
        "ris": references.ris_lines,
    }
    return (line.encode("utf-8", "replace") for line in writers[form](export.articles))
