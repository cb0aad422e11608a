"""A build: is there anything to do, and if so, everything (``site.py``).

This much is loaded by every build, so it loads nothing that builds.

Rejected: hooks in the middle. Who wants another stage writes another ``site.make``.
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from digest.build.cache import Damaged
from digest.build.job import Job, Progress, Report
from digest.build.memory.last import Last, last, nothing_kept
from digest.build.memory.records import Told
from digest.build.scratch import scratch
from digest.errors import Fatal, Position, Problem, Severity, Strict
from digest.publish import Published
from digest.sources.object_store import fetch_seeds


def build(job: Job, report: Report, progress: Progress, *, patient: bool = True) -> None:
    """Build the site; ``report`` fills as it goes, so that what was found is known even if it ends in ``Fatal``.

    Where nothing has changed since the last build nothing is done, and the report is that build's. ``patient`` is for
    builds that are not followed by another at once (``Memory.keep``). Seeds in an object store are copied to this disk first,
    and an output in one is uploaded at the end.
    """
    if job.seeds_url:
        with report.timed("fetch"):
            fetch_seeds(job.seeds_url, job.seeds.path)
    if job.output_url is None:
        _build(job, report, progress, patient=patient)
        return
    from digest.publish.upload import open_destination  # imported lazily: few builds need it

    assert job.published is not None  # noqa: S101 - cli/shared.py sets both
    destination = open_destination(job.output_url, job.seeds_url, job.published)
    report.problems += destination.problems
    if job.strict and destination.problems:
        raise Strict
    _build(job, report, progress, patient=patient)
    if report.published is not None:
        report.published = None  # not before the upload is complete
        with report.timed("upload"):
            report.published = destination.upload(job.output, progress)


def _build(job: Job, report: Report, progress: Progress, *, patient: bool) -> None:
    with last(job, report.problems) as former:
        with report.timed("look"):
            told = former.unchanged()
        if told:
            _repeat(told, job, report)
            return
        from digest.build.site import make

        notices = list(report.problems)
        try:
            make(job, report, progress, former, patient=patient)
        except Damaged:
            report.clear()
            report.problems += notices
            _from_nothing(job, report, progress, former, patient=patient)


def _from_nothing(job: Job, report: Report, progress: Progress, former: Last, *, patient: bool) -> None:
    """What was kept is damaged in the middle; it is kept to make builds faster, and not needed for one. Where the disk does not
    take it either, another may.
    """
    from digest.build.site import make

    notices = list(report.problems)
    try:
        make(job, report, progress, replace(former, seen=None), patient=patient)
        return
    except Damaged as error:
        report.clear()
        report.problems += [*notices, nothing_kept(job, error)]
    with scratch() as folder:
        try:
            make(job, report, progress, Last(job, folder, None, former.now), patient=patient)
        except Damaged as error:
            raise _unreadable(folder, error) from error


def _unreadable(folder: Path, error: Damaged) -> Fatal:
    message = f"what this build keeps in {folder} cannot be read again: {error.__cause__ or 'it is damaged'}."
    hint = "See to it that the disk has room and is sound, or delete that folder."
    where = Position(file=str(folder))
    return Fatal(Problem(code="bad-cache", severity=Severity.FATAL, message=message, hint=hint, where=where))


def _repeat(told: Told, job: Job, report: Report) -> None:
    report.problems += told.problems
    report.addresses += told.addresses
    report.pages, report.left_out, report.base_url = told.pages, told.left_out, told.base_url
    report.published = Published(output=job.output, written=0, removed=0, total=told.files, atomic=told.atomic)
