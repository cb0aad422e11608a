"""Two at once: builds of one output, builds and a preview, a build and ``digest clean``, two that write one INDEX.md.

A command that ends with 0 has done its work: at its end its site was published. A command that ends with 1 has printed why.

Rejected: the order of the two. The site of the build that publishes last remains.
"""

from __future__ import annotations

import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.amounts import TIMEOUT, amount
from tests.faults.build_states import ARTICLES
from tests.faults.building import Tree, tree, write_site
from tests.faults.fork_server import CAN_FORK, WITHOUT, ForkServer, RunResult, running_fork_server

Record = Callable[[str, object], None]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork to run two at once from")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    """A second process that has the program loaded, so that two runs begin at the same time."""
    if not CAN_FORK:
        pytest.skip(WITHOUT)
    with running_fork_server(tmp_path_factory.mktemp("other") / "said") as found:
        yield found


def _run_both(
    one: Callable[[], Callable[[], RunResult]], two: Callable[[], Callable[[], RunResult]], pause: float
) -> tuple[RunResult, RunResult]:
    first = one()
    time.sleep(pause)
    second = two()
    return first(), second()


def _no_trace(ended: RunResult) -> None:
    assert "Traceback" not in ended.err, ended


def _save(site: Path, state: int) -> None:
    """Brings the seeds into a state while they are read: each file at once, as editors save, so that nobody reads half of one."""
    saved = write_site(site.with_name(f"{site.name}-saved"), ARTICLES, state)
    for path in sorted((saved / "seeds").iterdir()):
        path.replace(site / "seeds" / path.name)


BUILD = ("build", "--jobs", "1", "--output", "../output")


def test_two_builds_of_one_output_at_once_publish_one_complete_site(
    tmp_path: Path, server: ForkServer, other: ForkServer, record_property: Record
) -> None:
    """Each has seeds and a cache of its own, and they go from state to state, so that one takes over what the other replaces."""
    chance = random.Random(5)
    sites = [tmp_path / name for name in ("a", "b")]
    wanted: dict[tuple[int, int], Tree] = {}
    states = (0, 1)
    for which, site in enumerate(sites):
        for state in states:
            write_site(site, ARTICLES, state)
            _retitle(site)
            done = server.run(site, "build", "--jobs", "1", "--output", "../clean")
            assert done.code == 0, done.err
            wanted[which, state] = tree(tmp_path / "clean")
            shutil.rmtree(tmp_path / "clean")
        shutil.rmtree(site / ".digest-cache")
    assert len({tuple(sorted(found.items())) for found in wanted.values()}) == 4
    output = tmp_path / "output"
    counts: Counter[str] = Counter()
    count = amount(50)
    for number in range(count):
        now = (chance.choice(states), chance.choice(states))
        for site, state in zip(sites, now, strict=True):
            write_site(site, ARTICLES, state)
            _retitle(site)
        began = [lambda: server.start(sites[0], *BUILD).end, lambda: other.start(sites[1], *BUILD).end]
        turned = chance.random() < 0.5
        both = _run_both(began[turned], began[not turned], chance.uniform(0, 0.3))
        ended = (both[1], both[0]) if turned else both
        what = f"round {number}: {ended}"
        for one in ended:
            _no_trace(one)
            assert one.code in (0, 1), what
            assert (one.code == 1) == ("[output-busy]" in one.err), what
        good = [which for which in (0, 1) if ended[which].code == 0]
        assert good, f"{what}: nobody has published"
        stands = tree(output)
        assert stands in [wanted[which, now[which]] for which in good], (
            f"{what}: it is not the site of one that said it is done"
        )
        counts["both published" if len(good) == 2 else "one found the output busy"] += 1
        which = chance.choice((0, 1))  # with any cache it now makes its own site
        done = server.run(sites[which], *BUILD)
        assert done.code == 0, f"{what}: {done.err}"
        assert tree(output) == wanted[which, now[which]], f"{what}: the next build makes another site"
    summary = ", ".join(f"{count} × {what}" for what, count in sorted(counts.items()))
    record_property(
        "tried", f"two builds of one output at once: {count} rounds ({summary}), 0 mixed sites, 0 lost in silence"
    )


def _retitle(site: Path) -> None:
    """Makes the two sites differ in all pages and share many files."""
    path = site / "digest.yml"
    path.write_text(path.read_text("utf-8").replace("Trials", f"Trials {site.name}"), "utf-8")


def test_two_builds_of_one_site_at_once_with_its_seeds_changed_in_between(
    tmp_path: Path, server: ForkServer, other: ForkServer, record_property: Record
) -> None:
    """They share a cache: one has it, the other does without. The cache always belongs to the published site."""
    chance = random.Random(6)
    site = tmp_path / "site"
    wanted = []
    for state in (0, 1, 2):
        write_site(site, ARTICLES, state)
        assert server.run(site, "build", "--jobs", "1", "--output", "clean").code == 0
        wanted.append(tree(site / "clean"))
        shutil.rmtree(site)
    state = 0
    counts: Counter[str] = Counter()
    count = amount(30)
    for number in range(count):
        former, state = state, (state + 1) % 3
        run = server.start(site if site.exists() else write_site(site, ARTICLES, former), "build", "--jobs", "1")
        time.sleep(chance.uniform(0.0, 0.6))
        _save(site, state)
        done = other.run(site, "build", "--jobs", "1")
        ended = run.end()
        what = f"round {number}: {ended}, {done}"
        for one in (ended, done):
            _no_trace(one)
            assert one.code in (0, 1), what
            assert (one.code == 1) == ("[output-busy]" in one.err), what
        counts["busy" if 1 in (ended.code, done.code) else "both published"] += 1
        last = server.run(site, "build", "--jobs", "1")
        assert last.code == 0, f"{what}: {last.err}"
        assert tree(site / "output") == wanted[state], f"{what}: the next build misses a change"
        write_site(site, ARTICLES, former)  # back to what one of the two has kept
        assert server.run(site, "build", "--jobs", "1").code == 0
        assert tree(site / "output") == wanted[former], f"{what}: the build after it believes what is not so"
        write_site(site, ARTICLES, former)
    summary = ", ".join(f"{count} × {what}" for what, count in sorted(counts.items()))
    record_property("tried", f"two builds of one site at once: {count} rounds ({summary}), 0 stale pages")


def test_a_build_beside_a_preview_of_the_same_site(
    tmp_path: Path, server: ForkServer, other: ForkServer, record_property: Record
) -> None:
    site = write_site(tmp_path / "site", ARTICLES, 0)
    clean = write_site(tmp_path / "clean", ARTICLES, 0)
    preview = other.start(site, "serve", "--port", "0")
    try:
        count = amount(20)
        for number in range(count):
            _save(site, number % 3)  # the preview builds too, from now on
            write_site(clean, ARTICLES, number % 3)
            done = server.run(site, "build", "--jobs", "1")
            _no_trace(done)
            assert done.code == 0, done
            assert server.run(clean, "build", "--jobs", "1").code == 0
            assert tree(site / "output") == tree(clean / "output"), f"round {number}"
        home = site / ".digest-cache" / "preview" / "index.html"
        patience = time.monotonic() + TIMEOUT
        while not home.exists():
            assert time.monotonic() < patience
            time.sleep(0.05)
        refused = server.run(site, "clean", "--yes")
        assert refused.code == 1, refused
        assert "is running" in refused.err
        assert home.exists()
    finally:
        preview.kill(signal.SIGTERM)
        ended = preview.end()
    assert (ended.code, ended.err) == (0, ""), ended
    record_property("tried", f"builds beside a preview: {count}, 0 disturbed")


def test_a_build_while_clean_removes_its_site(
    tmp_path: Path, server: ForkServer, other: ForkServer, record_property: Record
) -> None:
    chance = random.Random(7)
    site = write_site(tmp_path / "site", ARTICLES, 0)
    assert server.run(site, "build", "--jobs", "1").code == 0
    wanted = [tree(site / "output")]
    write_site(site, ARTICLES, 1)
    assert server.run(site, "build", "--jobs", "1").code == 0
    wanted.append(tree(site / "output"))
    counts: Counter[str] = Counter()
    count = amount(30)
    for number in range(count):
        write_site(site, ARTICLES, number % 2)
        run = server.start(site, "build", "--jobs", "1")
        time.sleep(chance.uniform(0.0, 0.6))
        removed = other.run(site, "clean", "--yes")
        ended = run.end()
        what = f"round {number}: {ended}, {removed}"
        for one in (ended, removed):
            _no_trace(one)
            assert one.code in (0, 1), what
        assert ended.code == 0 or "[output-busy]" in ended.err, what
        assert removed.code == 0 or any(words in removed.err for words in ("under way", "is running")), what
        output = tree(site / "output")
        assert output in ({}, wanted[number % 2], wanted[(number + 1) % 2]), what
        if removed.code:
            assert output, f"{what}: nothing was to be removed"
        counts["clean was refused" if removed.code else "clean came before or after it"] += 1
        done = server.run(site, "build", "--jobs", "1")
        assert done.code == 0, f"{what}: {done}"
        assert tree(site / "output") == wanted[number % 2], what
    summary = ", ".join(f"{count} × {what}" for what, count in sorted(counts.items()))
    record_property("tried", f"digest clean during a build: {count} ({summary}), 0 traces")


def test_two_that_write_one_index_at_once(
    tmp_path: Path, server: ForkServer, other: ForkServer, record_property: Record
) -> None:
    chance = random.Random(8)
    site = write_site(tmp_path / "site", ARTICLES, 0)
    index = site / "seeds" / "INDEX.md"
    mine = "# Press review\n\nMine.\n\n| File | Title | Date |\n| --- | --- | --- |\n"
    wishes = [("index", "--jobs", "1", "--write", fields) for fields in ("headline", "date")]
    counts: Counter[str] = Counter()
    count = amount(30)

    def written(*which: int) -> str:
        index.write_text(mine, "utf-8")
        for one in which:
            assert server.run(site, *wishes[one]).code == 0
        return index.read_text("utf-8")

    wanted = {(True, False): {written(0)}, (False, True): {written(1)}, (True, True): {written(0, 1), written(1, 0)}}
    names = {path.name for path in index.parent.iterdir()}
    for number in range(count):
        index.write_text(mine, "utf-8")
        both = _run_both(
            lambda: server.start(site, *wishes[0]).end,
            lambda: other.start(site, *wishes[1]).end,
            chance.uniform(0.0, 0.1),
        )
        what = f"round {number}: {both}"
        for one in both:
            _no_trace(one)
            assert one.code in (0, 1), what
            assert (one.code == 1) == ("[index-busy]" in one.err or "[index-changed]" in one.err), what
        assert 0 in (both[0].code, both[1].code), what
        assert index.read_text("utf-8") in wanted[both[0].code == 0, both[1].code == 0], (
            f"{what}: what one has written is lost"
        )
        assert {path.name for path in index.parent.iterdir()} == names, what
        counts["both have written" if both[0].code == both[1].code == 0 else "one was refused"] += 1
    summary = ", ".join(f"{count} × {what}" for what, count in sorted(counts.items()))
    record_property("tried", f"two digest index --write at once: {count} ({summary}), 0 lost in silence")
