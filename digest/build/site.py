"""The flow of a build that has something to do, on one screen: ``publish_site``."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from digest import pages, render, urls
from digest.build.cache import Cache
from digest.build.emptied import emptied, former_of, manifest_of
from digest.build.executors import SMALL, Executor, collection_paused, executor_for
from digest.build.incremental import IncrementalBuild, site_key
from digest.build.job import BuildResult, Findings, Job, Progress, Work
from digest.build.memory import release_tables
from digest.build.moved_pages import moves
from digest.build.previous import PreviousBuild, cache_problem, remove_other_caches
from digest.build.reading import FullReader, Seeds, full_reader, read_seeds
from digest.build.state import Changes
from digest.codec import Damaged, content_hash, decode, encode, hash_of
from digest.errors import Fatal, Problem, Strict
from digest.model import ArticleCard, Connections, File, Published, Settings, Site
from digest.pages import Blobs, Derived, DerivedSpec, Page, PageSpec, Planner, SiteContext, records
from digest.pages.outdated import Outdated, outdated
from digest.pages.records import RecordLinks, links_of
from digest.pages.search import Contents, SegmentContents, contents_of, words_of
from digest.publish.listing import JUNK
from digest.publish.refusals import published
from digest.publish.staging import Stage, staging, write
from digest.render import Theme
from digest.site.arrange import Arrangement, arrange, arrange_again, arrangement_of, slugs_of, url_owners
from digest.site.connections import connected, with_connections
from digest.sources import images
from digest.sources.folder import Original, files_below, stray_file

_Planned = tuple[tuple[PageSpec[Any], ...], Mapping[str, str], tuple[Problem, ...], frozenset[str]]
"""Pages, the templates of all others by their address, the problems found on the way, and addresses of pages of texts."""

_FEW_SEGMENTS = 8  # from which on it is worth while to start processes for them
_ONCE = frozenset(
    {"address-gone", "address-reused", "changed-output", "output-repaired", "not-atomic", "old-site-left"}
)  # codes of problems with what a build did, not with the site


class PlannedFiles(Struct, frozen=True, kw_only=True):
    """All files of a site, none of them written: all that is needed of it once it is planned.

    ``pages`` are all but those that need ``derived`` values, which ``derived_pages`` computes. ``steady`` are the addresses of
    pages that are as the last build published them, and are not among ``pages``. ``copied`` are files that are copied unchanged:
    (address, where they are now). ``owners`` has the owner of each address (``arrange.url_owners``). ``blobs`` are the long
    values that pages need, ``compared`` the keys of what was found by comparing articles.
    """

    theme: Theme
    context: SiteContext
    blobs: Cache
    pages: tuple[PageSpec[Any], ...]
    steady: tuple[str, ...]
    derived: Derived
    compared: tuple[bytes, ...]
    copied: tuple[tuple[str, Path | Original], ...]
    owners: Mapping[str, str]


class PlannedSite(Struct, frozen=True, kw_only=True):
    """A site planned to the last page, nothing of it written."""

    seeds: Seeds
    site: Site
    files: PlannedFiles


def publish_site(job: Job, findings: Findings, progress: Progress, previous: PreviousBuild) -> BuildResult:
    """Builds what is not up to date and publishes all of it. Raises ``Damaged`` where the cache cannot be read."""
    known = IncrementalBuild(previous)
    try:
        with _executor(job, previous.folder) as executor:
            work = Work(executor=executor, progress=progress)
            planned = plan_site(job, findings, work, known)
            if job.strict and (findings.errors or findings.warnings):
                raise Strict
            with staging(
                job.output, seeds=job.seeds.path, sure=lambda: known.output_hashes, spare=previous.spare
            ) as stage:
                findings.problems += stage.problems
                if not job.allow_empty:
                    _refuse_emptied(job, planned, stage, known)
                if job.strict and stage.problems:
                    raise Strict
                result, manifest = _result(planned, findings, known), manifest_of(planned.seeds.collection)
                files = planned.files
                del planned  # the cards and lists of the whole site, which took half of the memory
                known.put_away()
                written, kept = _files(files, known, stage, work, findings)
                files = replace(files, pages=())
                result = replace(result, rendered=len(written) - len(kept), seconds=dict(findings.seconds))
                if job.dry_run:
                    return result
                with findings.timed("publish"):
                    published = stage.commit(
                        written, kept, owners=files.owners, manifest=manifest, announce=progress.published
                    )
                    findings.problems += published.problems
                executor.close()
                with findings.timed("save"):  # while no other build can publish: what is saved is about this site
                    known.keep((*files.derived.keys, *files.compared))
                    _save(job, findings, known, result, published)
        return replace(result, published=published, problems=tuple(findings.problems), seconds=dict(findings.seconds))
    finally:
        known.close()


def plan_site(job: Job, findings: Findings, work: Work, reader: IncrementalBuild | FullReader) -> PlannedSite:
    """Reads and arranges the articles and plans every page but those of derived values, no two at one address; adds problems to
    ``findings``.
    """
    with findings.timed("read"):
        seeds = read_seeds(job, work, reader)
        if isinstance(reader, IncrementalBuild):
            seeds = reader.without_entries(seeds)
        findings.problems += seeds.problems
    with findings.timed("arrange"), collection_paused():
        output = job.published or job.output
        former = published(output)
        arranged, problems, changes = _arranged(seeds.cards, seeds.settings, former.owners, reader)
        findings.problems += problems
    with findings.timed("compare"):
        compute = CachedCompute(reader.blobs)
        site = connected(arranged, compute)
        connections = compute.note(site.connections)
    with findings.timed("plan"), collection_paused():
        planner = Planner(site, seeds.custom_pages)
        derived = pages.plan_derived(planner)
        theme = render.theme_for(job.templates)
        copied = _copied(job, theme, site, findings)
        if changes and changes.context != planner.context.key:
            changes = None
        is_same = changes is not None and changes.kinds == frozenset() and changes.connections == connections
        again = _plan_again(planner, changes) if changes and is_same else None
        planned, steady, remarks, of_texts = again or _plan_pages(planner, derived, copied, changes, reader.blobs)
        findings.problems += remarks
        templates = [*((page.url, page.template) for page in planned), *steady.items()]
        claims = [*templates, *((address, address) for address in derived.addresses)]
        claims += ((address, str(one)) for address, one in copied)
        pages.refuse_clashes(claims)
        owners = url_owners(site, {address for address, template in templates if template == "forward.html"})
        if isinstance(reader, IncrementalBuild) and is_same:
            reader.keep_plan()
        elif isinstance(reader, IncrementalBuild):
            next_owners = former.owners if job.published else owners  # those that the next build will find
            reader.note_plan(
                site_key(seeds.settings, next_owners),
                arrangement_of(arranged, seeds.cards, problems),
                planner.context.key,
                connections,
                {address: template for address, template in templates if address not in of_texts},
                remarks,
            )
        findings.problems += moves(output, former, seeds, site, owners, [url for url, _ in claims], findings.problems)
    files = PlannedFiles(
        theme=theme,
        context=planner.context,
        blobs=reader.blobs,
        pages=planned,
        steady=tuple(steady),
        derived=derived,
        compared=tuple(compute.keys),
        copied=copied,
        owners=owners,
    )
    return PlannedSite(seeds=seeds, site=site, files=files)


def _arranged(
    cards: Sequence[ArticleCard],
    settings: Settings,
    owners: Mapping[str, str],
    reader: IncrementalBuild | FullReader,
) -> tuple[Site, tuple[Problem, ...], Changes | None]:
    """The site of ``cards`` and the problems of its addresses; and what has changed since the last build where that is only
    texts and cards of the same articles, in the same order, at the same addresses.
    """
    changes = reader.changes(cards, site_key(settings, owners)) if isinstance(reader, IncrementalBuild) else None
    if changes and changes.kinds is not None:
        site = arrange_again(cards, settings, changes.arrangement, changes.kinds, owners)
        return site, changes.arrangement.problems, changes
    site, problems = arrange(cards, settings, owners)
    if changes and not _is_ordered_as(site, changes.arrangement):
        changes = None
    return site, problems, changes


def _is_ordered_as(site: Site, found: Arrangement) -> bool:
    """Whether ``site`` has the same articles as it had, in the same order, at the same addresses and in the same periods."""
    order = tuple(article.card.file for article in site.articles), tuple(article.slug for article in site.articles)
    periods = tuple(site.periods.items()), site.undated
    return order == (found.order, found.slugs) and periods == (found.periods, found.undated)


class CachedCompute:
    """Computes values, or takes them from ``blobs``; ``keys`` are those that were asked for (``compute.Compute``)."""

    def __init__(self, blobs: Cache) -> None:
        self._blobs = blobs
        self.keys: list[bytes] = []

    def __call__(self, function: Callable[[Any], Any], inputs: Any, kind: Any, short: object = None) -> Any:
        """The result of ``function``, of type ``kind``, for ``inputs``; as ``Compute``."""
        key = hash_of(function.__qualname__, inputs if short is None else short)
        self.keys.append(key)
        data = self._blobs.get(key)
        if data is not None:
            return decode(data, kind)
        with collection_paused():
            computed = encode(function(inputs))
        self._blobs.put(key, computed)
        return decode(computed, kind)

    def note(self, found: object) -> bytes:
        """The hash of what was found by comparing, by which the next build finds it in ``blobs``."""
        data = encode(found)
        key = content_hash(data)
        self.keys.append(key)
        if self._blobs.get(key) is None:
            self._blobs.put(key, data)
        return key

    def again(self, function: Callable[[Any, Any], Any], inputs: Any, before: Any) -> Any:
        """The result of ``function`` for ``inputs`` and its last result, which the cache has under its name; as ``Compute``."""
        key = hash_of(function.__qualname__)
        self.keys.append(key)
        data = self._blobs.get(key)
        last = before if data is None else decode(data, type(before))
        with collection_paused():
            found = function(inputs, last)
        if found is not last:
            self._blobs.put(key, encode(found))
        return found


def _plan_pages(
    planner: Planner,
    derived: Derived,
    copied: tuple[tuple[str, Path | Original], ...],
    changes: Changes | None,
    blobs: Cache,
) -> _Planned:
    """The pages of the site, but of articles and lists only those that can differ from the last build, if its ``changes`` are
    known.
    """
    found = _outdated(planner, changes, blobs) if changes else None
    published = changes.steady if changes else {}
    plan = pages.plan_pages(planner, derived, (address for address, _ in copied), found, published)
    remarks = *plan.problems, *images.remarks(article.card for article in planner.site.articles)
    return plan.pages, plan.steady, remarks, plan.of_texts


def _plan_again(planner: Planner, changes: Changes) -> _Planned:
    """As ``_plan_pages``, where only texts have changed since the last build, and what lists show of their articles."""
    texts, headlines = _changed(planner, changes)
    planned = pages.plan_changed(planner, texts, headlines)
    again = {page.url for page in planned}
    steady = {address: found for address, found in changes.steady.items() if address not in again}
    return planned, steady, changes.remarks, frozenset()


def _changed(planner: Planner, changes: Changes) -> tuple[list[int], dict[int, str]]:
    """The indexes of the articles whose texts have changed, and the former headlines of those whose cards have."""
    texts = [
        (index, one.card.file) for index, one in enumerate(planner.site.articles) if one.card.file in changes.texts
    ]
    headlines = {index: changes.headlines[file] for index, file in texts if file in changes.headlines}
    return [index for index, _ in texts], headlines


def _outdated(planner: Planner, changes: Changes, blobs: Cache) -> Outdated | None:
    """What can differ from the last build; None where that is not known."""
    data = blobs.get(changes.connections)
    if data is None:
        return None
    found = changes.arrangement
    before = replace(
        planner.site, terms=found.terms, terms_of=found.terms_of, periods=dict(found.periods), undated=found.undated
    )
    before = with_connections(replace(before, listed=None), decode(data, Connections))
    return outdated(planner, before, *_changed(planner, changes))


def compute_derived(derived: Derived, blobs: Cache, work: Work) -> tuple[SegmentContents, ...]:
    """Computes the values that several pages need, as far as ``blobs`` has them not; returns what each segment of the search
    index contains.
    """
    known = blobs.keys()
    contents = [contents_of(segment) for segment in derived.segments]
    words = [one for segment in derived.segments if segment.key not in known for one in words_of(segment.inputs)]
    for specs, name, least in (
        (words, "Indexing", SMALL),
        (derived.segments, "Indexing", _FEW_SEGMENTS),
        (contents, "Indexing", SMALL),
        (derived.records, "Writing records", SMALL),
    ):
        missing = [spec for spec in specs if spec.key not in known]
        for spec, value in zip(missing, work.iterate(Derive(blobs), missing, name, least), strict=True):
            blobs.put(spec.key, value, spec.owner)
        blobs.commit()
    if sum(one.key not in known for one in words) >= SMALL:  # most articles: what follows needs the memory
        release_tables()
    return tuple(_contents(spec, blobs) for spec in contents)


def derived_pages(files: PlannedFiles, work: Work) -> tuple[PageSpec[Any], ...]:
    """The pages of ``files`` that need derived values, which are computed first. Raises ``Fatal`` where one of them claims the
    address of another file.
    """
    contents = compute_derived(files.derived, files.blobs, work)
    found = tuple(pages.plan_derived_pages(files.derived, contents))
    others = [*files.steady, *(page.url for page in files.pages), *(address for address, _ in files.copied)]
    assets = [(address, address) for address in others if address.lower().startswith(urls.ASSETS)]
    pages.refuse_clashes([*assets, *((page.url, page.template) for page in found)])
    return found


def _contents(spec: Contents, blobs: Cache) -> SegmentContents:
    data = blobs.get(spec.key)
    if data is None:
        raise Damaged("a segment of the search index is missing")
    return decode(data, SegmentContents)


class Derive(Struct, frozen=True):
    """Computes a derived value in any process, encoded."""

    blobs: Cache

    def __call__(self, spec: DerivedSpec[Any, Any]) -> bytes:
        return encode(spec.function(spec.inputs, Blobs(self.blobs, spec)))


class RenderPage(Struct, frozen=True):
    """Renders a page and writes its file below ``root``, in any process."""

    root: Path
    theme: Theme
    context: SiteContext
    blobs: Cache

    def __call__(self, spec: PageSpec[Any]) -> File:
        page = page_of(spec, self.context, self.blobs)
        return write(self.root, spec.url, render.pieces(page, self.theme, self.context.settings.language))


def page_of(spec: PageSpec[Any], context: SiteContext, blobs: Cache) -> Page:
    """The page of ``spec`` with its view, ready to be rendered."""
    return Page(address=spec.url, template=spec.template, view=spec.view(spec.inputs, context, Blobs(blobs, spec)))


def _executor(job: Job, folder: Path) -> AbstractContextManager[Executor]:
    if job.scheduler is None:
        return executor_for(job.jobs)
    from digest.build.dask import cluster  # imported lazily: few builds have one

    return cluster(job.scheduler, job.jobs, folder.resolve(), (job.seeds.path,))


def _refuse_emptied(job: Job, planned: PlannedSite, stage: Stage, known: IncrementalBuild) -> None:
    former = former_of(stage.former.known, manifest=stage.former.manifest) | known.former
    if job.published and not job.preview:
        listing = published(job.published)
        former |= former_of(listing.known, manifest=listing.manifest)
    problem = emptied(former, planned.seeds.collection, len(planned.site.articles))
    if problem:
        raise Fatal(problem)


def _files(
    planned: PlannedFiles, known: IncrementalBuild, stage: Stage, work: Work, findings: Findings
) -> tuple[list[File], frozenset[str]]:
    """Every file of the site, and the addresses of those that are in the output already; the others are written."""
    render_page = RenderPage(stage.root, planned.theme, planned.context, planned.blobs)
    with findings.timed("write"):
        files, copies = _files_beside_pages(planned, known, stage)
        kept, outdated = _up_to_date(planned.pages, planned.context, known, stage)
        files += kept
        few = not copies and len(outdated) < SMALL
        kept_addresses = {file.address for file in files}
        ordered = work.progress.planned(stage.root, kept_addresses, outdated, findings.problems) if few else outdated
        files += _rendered(outdated, work.iterate(render_page, ordered, "Writing"), known)
        look = planned.context.settings.look
        for address, source in copies:
            file = write(stage.root, address, render.asset(address, source, look))
            known.written(file)
            files.append(file)
    with findings.timed("index"):
        derived = derived_pages(planned, work)
    with findings.timed("write"):
        kept, outdated = _up_to_date(derived, planned.context, known, stage)
        files += kept
        kept_addresses |= {file.address for file in kept}
        ordered, least = outdated, SMALL
        if few:  # in this process, which renders first what a preview asks for
            ordered = work.progress.planned(stage.root, kept_addresses, outdated, findings.problems, are_all=True)
            least = len(outdated) + 1
        files += _rendered(outdated, work.iterate(render_page, ordered, "Writing", least), known)
    return files, frozenset(kept_addresses)


def _rendered(specs: Iterable[PageSpec[Any]], written: Iterable[File], known: IncrementalBuild) -> Iterator[File]:
    """The files of ``specs``, as they are ``written``, each noted for the next build."""
    by_address = {spec.url: spec for spec in specs}
    for file in written:
        known.written(file, by_address[file.address].input_hashes())
        yield file


def _up_to_date(
    specs: Iterable[PageSpec[Any]], context: SiteContext, known: IncrementalBuild, stage: Stage
) -> tuple[list[File], Sequence[PageSpec[Any]]]:
    """The files of those pages that are up to date in the output, and the other pages."""
    files: list[File] = []
    outdated: list[PageSpec[Any]] = []
    for spec in specs:
        found = known.page_file(spec, context.key)
        if found and stage.has(found.address, (found.sha256, found.size)):
            files.append(found)
        else:
            outdated.append(spec)
    return files, outdated


def _files_beside_pages(
    planned: PlannedFiles, known: IncrementalBuild, stage: Stage
) -> tuple[list[File], list[tuple[str, Path | Original]]]:
    """The files of pages that are as the last build published them, and of copied files that are; and which are to be copied."""
    files: list[File] = []
    for address in planned.steady:
        found = known.steady_file(address)
        if not stage.has(address, (found.sha256, found.size)):
            raise Damaged("the output was changed during the build")  # so all of it is built
        files.append(found)
    look = planned.context.settings.look
    copies: list[tuple[str, Path | Original]] = []
    for address, source in planned.copied:
        copied = known.copied_file(address, source, look)
        if copied and stage.has(address, (copied.sha256, copied.size)):
            files.append(copied)
        else:
            copies.append((address, source))
    return files, copies


def _copied(job: Job, theme: Theme, site: Site, findings: Findings) -> tuple[tuple[str, Path | Original], ...]:
    """Files that are copied unchanged: the theme's below assets/, images that are shown, the site's own static/ at the root.

    The site holds its cards as they may be shown, so an image that may not be shown is in no output.
    """
    shown = (article.card.image for article in site.articles)
    media = {image.address: Original(job.seeds, image.file) for image in shown if image}  # one of two articles: once
    static = [found for found in sorted(files_below(job.static)) if found[1].name.lower() not in JUNK]
    findings.problems += [stray_file("static", name, stray) for name, _, stray in static if stray]
    custom = [(name, path) for name, path, stray in static if not stray]
    assets = render.assets(theme)
    if not site.settings.search.on:
        assets = tuple(pair for pair in assets if pair[0] not in urls.SEARCHING)
    return (*assets, *media.items(), *custom)


def _result(planned: PlannedSite, findings: Findings, known: IncrementalBuild) -> BuildResult:
    """What can be said of the build before anything is written."""
    files, site = planned.files, planned.site
    return BuildResult(
        addresses=tuple((article.card.file, article.url) for article in site.articles),
        copies=sum(group[0] != index for index, group in site.connections.copies.items()),
        # Feeds, data and the index of the search are files that nobody reads as a page.
        pages=sum(
            address.endswith(".html")
            for address in (*files.steady, *files.derived.addresses, *(page.url for page in files.pages))
        ),
        left_out=planned.seeds.left_out,
        read=known.articles_read,
        rendered=0,
        problems=tuple(findings.problems),
        base_url=site.settings.base_url,
        seconds=dict(findings.seconds),
    )


def _save(
    job: Job,
    findings: Findings,
    known: IncrementalBuild,
    result: BuildResult,
    published: Published,
) -> None:
    """Saves what the next build can take over. The site is published; where nothing can be saved that is only reported."""
    repeated = replace(
        result,
        read=0,
        rendered=0,
        problems=tuple(problem for problem in findings.problems if problem.code not in _ONCE),
        seconds={},
    )
    try:
        known.save(repeated, published)
        remove_other_caches(job.cache)
    except (OSError, Damaged) as error:
        findings.problems.append(cache_problem(job, error))


def collect_records(job: Job, findings: Findings, *, timings: bool) -> Iterator[dict[str, object]]:
    """Every article of the seeds as a record, in the order of the manifest; problems go to ``findings``."""
    with executor_for(job.jobs) as executor, full_reader() as reader:
        seeds = read_seeds(job, Work(executor=executor, progress=Progress()), reader)
        owners = published(job.output).owners
        site = connected(arrange(seeds.cards, seeds.settings, owners)[0], CachedCompute(reader.blobs))
    findings.problems += seeds.problems
    slugs, problems = slugs_of(seeds.cards, owners, seeds.settings.base_url)
    findings.problems += problems
    links = {article.card.file: links_of(site, index) for index, article in enumerate(site.articles)}
    exports = {export.file for export in seeds.collection.exports}
    for read in reader.articles:
        if (article := read.article) is not None:
            is_exported = posixpath.dirname(article.file) in exports
            cpu_us = read.cpu_us if timings else None
            found = links[article.file] if article.file in links else RecordLinks()
            yield records.record(article, slugs[article.file], found, cpu_us, with_text=is_exported)
