"""A build, from the seeds to the published site: seeds -> cards -> site -> page specs -> files -> output.

Each stage is a function of the one before; only the first reads and only the last two write. Problems of single texts are
collected; what leaves nothing to publish is raised (``errors.Fatal``). What is unchanged since the previous build is taken over.
If nothing at all has changed, nothing else of the program is even imported.

Rejected: hooks in the middle. Another stage is another line of ``publish_site`` (build/site.py).
"""

from __future__ import annotations

import gc

from msgspec.structs import replace

from digest.build.job import BuildResult, Findings, Job, Progress
from digest.build.previous import PreviousBuild, cache_problem, open_previous_build
from digest.build.scratch import scratch
from digest.codec import Damaged
from digest.errors import DigestError, Fatal, Position, problem


def build(job: Job, progress: Progress) -> BuildResult:
    """Builds and publishes the site. Seeds in an object store are copied first.

    Raises ``Fatal`` where there is nothing to publish and ``Strict`` where the job forbids warnings; their
    ``earlier`` are the problems found until then.
    """
    findings = Findings()
    gc.unfreeze()  # what an earlier build of this process kept from the collector (executors.collection_paused)
    try:
        if job.seeds_url:
            from digest.sources.object_store import fetch_seeds  # imported lazily: few builds need it

            with findings.timed("fetch"):
                fetch_seeds(job.seeds_url, job.seeds.path)
        return _build(job, findings, progress)
    except DigestError as error:
        error.earlier = tuple(findings.problems)
        raise


def _build(job: Job, findings: Findings, progress: Progress) -> BuildResult:
    with open_previous_build(job, findings.problems) as previous:
        with findings.timed("check"):
            result = previous.unchanged()
        if result:
            return replace(result, problems=(*findings.problems, *result.problems), seconds=findings.seconds)
        notices = list(findings.problems)
        try:
            return _publish(job, findings, progress, previous)
        except Damaged:
            findings.problems = notices
            return _without_cache(job, findings, progress, previous)


def _publish(job: Job, findings: Findings, progress: Progress, previous: PreviousBuild) -> BuildResult:
    from digest.build.site import publish_site  # imported lazily: a build that finds nothing to do needs none of it

    return publish_site(job, findings, progress, previous)


def _without_cache(job: Job, findings: Findings, progress: Progress, previous: PreviousBuild) -> BuildResult:
    """Builds everything again: the cache is damaged, and only there to save time. If the disk damages it again, another disk may
    not.
    """
    notices = list(findings.problems)
    try:
        return _publish(job, findings, progress, previous.forgotten())
    except Damaged as error:
        findings.problems = [*notices, cache_problem(job, error)]
    with scratch() as folder:
        empty = PreviousBuild(job, folder, None, previous.now)
        try:
            return _publish(job, findings, progress, empty)
        except Damaged as error:
            message = f"The build cache in {folder} is corrupt: {error.__cause__ or error}."
            hint = "Check the disk, or delete that folder."
            where = Position(file=str(folder))
            raise Fatal(problem("bad-cache", message, hint, where)) from error
