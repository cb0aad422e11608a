"""Builds on a cluster: the same site as on one machine, whatever becomes of a worker."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from digest.cli import main
from digest.publish import LISTING
from digest.publish.areas import PART
from digest.sources.bucket import Bucket
from tests.cluster.places import PATIENCE, Cluster, Store, differing, in_store, lay, on_disk, seeds, until
from tests.faults.amounts import FULL

MANY = 2_000 if FULL else 300


def digest(*arguments: str) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def built(*arguments: str) -> Result:
    result = digest("build", *arguments)
    assert result.exit_code == 0, result.output
    return result


def remote(store: Store, files: dict[str, bytes]) -> tuple[str, Bucket, str]:
    """A bucket with ``files`` as its seeds; addresses of the seeds, the output and the cache."""
    bucket = store.bucket()
    (bucket / "seeds").write_all(files)
    return f"{bucket}/seeds", bucket / "site", f"{bucket}/cache"


def test_many_articles_give_the_same_bytes_as_on_one_machine_and_the_next_build_sends_nothing(
    site: Path, store: Store, cluster: Cluster, record_property: Callable[[str, object], None]
) -> None:
    files = seeds(MANY)
    lay(site / "seeds", files)
    built("--quiet")
    clean = on_disk(site / "output")
    there, output, cache = remote(store, files)
    options = ("--seeds", there, "--output", str(output), "--cache", cache, "--scheduler", cluster.address)
    told = built(*options)
    assert f"{MANY} articles, " in told.output
    assert differing(output, clean) == []
    before = store.sent()
    assert "0 new or changed" in built(*options).output
    assert store.sent() - before == 0
    # another machine, with nothing but the store: it knows what was read, what was made, and what stands there
    shutil.rmtree(site / "output")
    shutil.rmtree(site / ".digest-cache")
    before = store.sent()
    assert "0 new or changed" in built(*options).output
    assert store.sent() - before == 0
    record_property(
        "tried", f"cluster: {MANY} articles, {len(clean)} files, 0 differ; an unchanged build sends 0 objects"
    )


def test_one_edit_sends_what_it_changes(site: Path, store: Store, cluster: Cluster) -> None:
    files = seeds(40)
    there, output, cache = remote(store, files)
    options = ("--seeds", there, "--output", str(output), "--cache", cache, "--scheduler", cluster.address)
    built(*options)
    former = in_store(output)
    name = next(name for name in files if name.endswith(".txt"))
    files[name] = files[name].replace(b"The ", b"That ", 1)
    Bucket(there).write(name, files[name])
    told = built(*options, "--timings")
    assert "1 of 40 articles read" in told.output
    lay(site / "seeds", files)
    built("--quiet")
    made = in_store(output)
    assert made == on_disk(site / "output")
    changed = sum(former.get(address) != data for address, data in made.items())
    assert f"({changed} new or changed" in told.output
    assert 0 < changed < len(made) / 2


@pytest.mark.parametrize("where", ["cluster", "here"])
def test_a_site_with_everything_in_it_is_the_same_from_a_store(
    site: Path, store: Store, cluster: Cluster, where: str
) -> None:
    """Its own templates, pages, files, names, pictures; what is wrong is told in the same words."""
    from tests.made import png

    files: dict[str, bytes] = {
        "INDEX.md": b"---\nlanguage: en\n---\n\n| File | Picture | Topic |\n|---|---|---|\n| a.txt | p.png | Sport |\n| gone.txt | | |\n"
        b"| b.md | ../x.png | |\n| cafe\xcc\x81.txt | nowhere.png | |\n\n## Others\n\n- [more](more/)\n",
        "a.txt": b"Rowers win in Bergen\n\nThe rowers of Bergen have won again, as they do.\n",
        "b.md": b"# Markdown\n\n*Words* of the second.\n",
        "caf\u00e9.txt": b"Coffee is dear\n\nCoffee has become dear in Quito.\n",
        "more/c.html": b"<title>Page</title><article><h1>Page</h1><p>A page of the web, kept.</p></article>",
        "more/_draft.txt": b"A draft",
        "unlisted.txt": b"Not listed at all.",
        "p.png": png(),
    }
    own = {
        "templates/footer.html": b"", "templates/static/own.css": b"body{}", "pages/imprint.md": b"# Imprint\n\nWho we are.\n",
        "static/humans.txt": b"Who we are.\n", "digest.yml": b"title: All of it\nbase_url: https://press.example/\n",
        "names.yml": b"places:\n  Bergen: NO\n",
    }  # fmt: skip
    shown = (Path(__file__).parents[2] / "templates" / "article.html").read_bytes()
    own["templates/article.html"] = shown.replace(b"{% block main %}", b"{% block main %}<!-- ours -->", 1)
    lay(site, {name: data for name, data in own.items() if data})
    lay(site / "seeds", files)
    local = digest("build", "--quiet")
    there, output, cache = remote(store, files)
    options = ["--seeds", there, "--output", str(output), "--cache", cache]
    far = digest("build", "--quiet", *options, *(["--scheduler", cluster.address] if where == "cluster" else []))
    told = [re.sub(r"\S*output\S*", "", line) for line in local.output.splitlines() if line]
    assert [re.sub(r"s3\S*", "", line) for line in far.output.splitlines() if line] == told
    assert (local.exit_code, far.exit_code) == (1, 1)
    assert differing(output, on_disk(site / "output")) == []
    assert any(b"<!-- ours -->" in data for data in in_store(output).values())


def test_a_worker_that_is_killed_in_flight_changes_nothing(site: Path, store: Store, cluster: Cluster) -> None:
    files = seeds(120)
    lay(site / "seeds", files)
    built("--quiet")
    clean = on_disk(site / "output")
    for stage in ("reading", "writing"):
        there, output, cache = remote(store, files)
        victim = cluster.workers[0]

        def hurt(stage: str = stage, output: Bucket = output, cache: str = cache, victim: object = victim) -> None:
            """Kill a worker once some of its work is there."""
            place, enough = (Bucket(cache), "/texts/") if stage == "reading" else (output, f"{PART}/")
            until(lambda: sum(enough in f"/{name}" for name in place.signatures()) > 20, f"nothing of {stage}")
            cluster.kill(victim)  # type: ignore[arg-type]

        thread = Thread(target=hurt)
        thread.start()
        built("--seeds", there, "--output", str(output), "--cache", cache, "--scheduler", cluster.address)
        thread.join()
        assert len(cluster.workers) == 1
        assert differing(output, clean) == []
        cluster.hire()


def test_a_cluster_of_this_machine_builds_local_folders(site: Path) -> None:
    files = seeds(60)
    lay(site / "seeds", files)
    built("--quiet")
    clean = on_disk(site / "output")
    built("--output", "other", "--scheduler", "local", "--jobs", "2")
    assert on_disk(site / "other") == clean
    assert "0 new or changed" in built("--output", "other", "--scheduler", "local", "--jobs", "2").output
    withdrawn = next(name for name in files if name.endswith(".txt"))
    text = files[withdrawn].split(b"\n")[2]
    (site / "seeds" / withdrawn).unlink()
    digest("build", "--output", "other", "--scheduler", "local", "--jobs", "2")
    kept = [path for path in (site / ".digest-cache").rglob("*") if path.is_file() and "other" in str(path)]
    assert kept
    assert not any(text in path.read_bytes() for path in kept)


def test_ctrl_c_ends_a_cluster_of_this_machine_with_a_sentence(site: Path) -> None:
    lay(site / "seeds", seeds(400))
    command = [sys.executable, "-m", "digest", "build", "--scheduler", "local", "--jobs", "2"]
    process = subprocess.Popen(command, cwd=site, stderr=subprocess.PIPE, start_new_session=True)
    until(lambda: any((site / ".output.digest-stage").glob("site-*/articles/*")), "nothing written")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the workers are told, too
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == -signal.SIGINT
    assert told.decode() == "digest: interrupted; what was published before is as it was.\n"
    assert not (site / "output").exists()


def test_a_dry_run_leaves_nothing(site: Path, store: Store, cluster: Cluster) -> None:
    there, output, cache = remote(store, seeds(60))
    options = ("--seeds", there, "--output", str(output), "--cache", cache, "--scheduler", cluster.address)
    assert "nothing published" in built(*options, "--dry-run").output
    assert output.signatures() == {}
    assert Bucket(cache).signatures() == {}


def test_what_stays_of_a_run_is_the_site_and_what_is_kept(site: Path, store: Store, cluster: Cluster) -> None:
    there, output, cache = remote(store, seeds(60))
    built("--seeds", there, "--output", str(output), "--cache", cache, "--scheduler", cluster.address)
    assert not any(name.startswith(f"{PART}/") for name in output.signatures())
    assert {name.split("/")[1] for name in Bucket(cache).signatures()} == {"seen", "state", "texts"}
    assert LISTING in output.signatures()


def test_a_worker_with_another_program_is_refused(site: Path, store: Store, cluster: Cluster, tmp_path: Path) -> None:
    program = Path(main.callback.__code__.co_filename).parents[2] if main.callback else Path()
    other = tmp_path / "other"
    shutil.copytree(program / "digest", other / "digest", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(program / "templates", other / "templates")
    with (other / "digest" / "dates.py").open("a") as source:
        source.write("# changed\n")
    worker = cluster.hire(PYTHONPATH=str(other))
    try:
        there, output, cache = remote(store, seeds(3))
        result = digest(
            "build", "--seeds", there, "--output", str(output), "--cache", cache, "--scheduler", cluster.address
        )
    finally:
        cluster.kill(worker)
    assert result.exit_code == 1
    assert re.search(
        r"the worker tcp://127\.0\.0\.1:\d+ has digest [0-9a-f]{12} instead of [0-9a-f]{12}\.", result.output, re.I
    )
    assert "[other-program]" in result.output
    assert output.signatures() == {}


def test_what_a_worker_does_not_reach_is_told(site: Path, store: Store, cluster: Cluster) -> None:
    there, output, _ = remote(store, seeds(3))
    nowhere = store.bucket()
    for name, options in {
        "cache": ("--seeds", there, "--cache", "s3://no-such-bucket/cache"),
        "seeds": ("--seeds", str(nowhere), "--cache", f"{nowhere}/cache"),
    }.items():
        result = digest("build", *options, "--output", str(output), "--scheduler", cluster.address)
        assert result.exit_code == 1, name
        assert "Traceback" not in result.output
        assert ("no-such-bucket" if name == "cache" else str(nowhere)) in result.output
    assert output.signatures() == {}


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "http://127.0.0.1:9"])
def test_without_a_cluster_a_sentence_says_so(site: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.build.dask._WAIT", 1.0)
    lay(site / "seeds", seeds(1))
    result = digest("build", "--scheduler", address)
    assert result.exit_code == 1
    assert f"there is no cluster at {address}" in result.output.replace("There", "there")
    assert "Traceback" not in result.output
