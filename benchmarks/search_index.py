"""What the search costs at 10,000 articles: the build's processor time, bytes on disk and over the wire, and a keystroke.

``python benchmarks/search_index.py [ARTICLES]`` makes a site of made-up articles over three years in a temporary folder: some
560 words each, drawn by Zipf's law from 60,000, one article in twenty in Japanese. It is built with and without the search,
then with one article changed, so that the share of processor time and of rewritten bytes is that of real builds. If Playwright
and chromium-headless-shell are there (``make test-site`` installs both) a browser counts what a first query loads, and how
long a keystroke takes once that is there.

Rejected: a verdict. It prints what it measured, beside what was asked for.
"""

from __future__ import annotations

import functools
import gzip
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import accumulate
from pathlib import Path

VOCABULARY, LENGTH, PARAGRAPHS = 60_000, 560, 8
AGAIN = 0.3  # how often a word is one that the article has used already
HEADS = "b c d f g j l m n p qu r s t v br ch cl cr dr fl fr gr pl pr st tr".split()
TAILS = "a e é è i o u ai an eau en er es eur in ion ir is ment oi on ont ou ous ui un".split()
KANJI = [chr(code) for code in range(0x4E00, 0x4E00 + 1200)]
KANA = [chr(code) for code in range(0x3042, 0x3094)]


def latin() -> list[str]:
    """Made-up words, the most frequent first and shortest."""
    chance = random.Random(1)  # noqa: S311 - text, not a secret
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        syllables = 1 + (len(found) > 60) + (len(found) > 3_000) * chance.randint(0, 2)
        found["".join(chance.choice(HEADS) + chance.choice(TAILS) for _ in range(syllables))] = None
    return list(found)


def japanese() -> list[str]:
    """The same in kana, which are frequent, and in pairs of kanji."""
    chance = random.Random(2)  # noqa: S311
    short = [chance.choice(KANA) + chance.choice(["", *KANA[:20]]) for _ in range(150)]
    return [*short, *(chance.choice(KANJI) + chance.choice(KANJI) for _ in range(12_000))]


LATIN, JAPANESE = latin(), japanese()
WEIGHTS = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))


def words(chance: random.Random, known: list[str], count: int) -> list[str]:
    """Words by Zipf's law, of which some come again, as they do in an article about something."""
    found: list[str] = []
    for word in chance.choices(known, cum_weights=WEIGHTS[: len(known)], k=count):
        found.append(chance.choice(found) if found and chance.random() < AGAIN else word)
    return found


def article(number: int, version: int = 0) -> str:
    """An article; each version has other words."""
    chance = random.Random(f"{number} {version}")  # noqa: S311
    date = f"{2023 + number % 3}-{number // 3 % 12 + 1:02}-{number % 28 + 1:02}"
    if number % 20 == 7:
        chosen = words(chance, JAPANESE, 480)
        text = "".join(
            word + "、" * (n % 9 == 8) + "。" * (n % 20 == 19) + "\n\n" * (n % 60 == 59)
            for n, word in enumerate(chosen)
        )
        return f"---\ndate: {date}\nlanguage: ja\nsource: 港の声\n---\n\n{text}\n"
    chosen = words(chance, LATIN, LENGTH + 9)
    sentences = [" ".join(chosen[start : start + 14]).capitalize() for start in range(9, len(chosen), 14)]
    step = len(sentences) // PARAGRAPHS
    text = "\n\n".join(". ".join(sentences[start : start + step]) + "." for start in range(0, len(sentences), step))
    title = " ".join(chosen[:9]).capitalize()
    return f"---\ntitle: {title}\ndate: {date}\nlanguage: fr\nsource: Le Quai {number % 12}\n---\n\n{text}\n"


def cpu_of_build(site: Path, *, search: bool) -> float:
    """Seconds of processor time of a build in one process."""
    (site / "digest.yml").write_text(f"title: Mesure\nlanguage: fr\nsearch: {'yes' if search else 'no'}\n", "utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "digest", "build", "--jobs", "1", "-q"], cwd=site, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def gzipped(paths: Iterable[Path]) -> int:
    """Bytes of all these files, each gzipped alone, as a server sends them."""
    return sum(len(gzip.compress(path.read_bytes(), mtime=0)) for path in paths)


def index_files(site: Path) -> dict[str, int]:
    """The index by path and size."""
    folder = site / "output" / "assets" / "search"
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in folder.rglob("*.js")}


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which ``folder`` is served until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()


KEYSTROKES = """async word => {
  const field = document.querySelector("#q"), times = [];
  for (let turn = 0; turn < 4; turn++)
    for (let length = word.length - 2; length <= word.length; length++) {
      const before = performance.now();
      field.value = word.slice(0, length);
      await search();
      times.push(performance.now() - before);
    }
  return times.slice(3).sort((a, b) => a - b);
}"""


def in_a_browser(output: Path) -> None:
    """What a first query loads and how long a keystroke takes, for a frequent, a usual and a rare word."""
    path = shutil.which("chromium-headless-shell")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if path is None:
        print("without Playwright and chromium-headless-shell: no figures of the browser")
        return
    with served(output) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=False)
        for rank in (300, 2_000, 30_000):
            word = next(word for word in LATIN[rank:] if len(word) >= 5)
            page = browser.new_context().new_page()
            loaded: list[Path] = []
            page.on(
                "response",
                lambda answer, loaded=loaded: loaded.append(
                    output / answer.url.removeprefix(address).partition("?")[0]
                ),
            )
            page.goto(f"{address}search.html?q={word}")
            page.wait_for_selector('.finder-results[aria-busy="false"]', state="attached", timeout=60_000)
            files = [path for path in loaded if path.is_file()]
            index = [path for path in files if "search/" in path.as_posix()]
            status = page.locator(".finder-status").inner_text()
            times = page.evaluate(KEYSTROKES, word)
            print(
                f"first query “{word}” ({status}): {gzipped(index):,} bytes gzipped of the index in {len(index)} files,"
                f" {gzipped(files):,} with page, style and scripts (asked: 150,000);"
                f" a keystroke {times[len(times) // 2]:.0f} ms, the slowest {times[-1]:.0f} ms (asked: 50)"
            )
        browser.close()


def main() -> None:
    """Measures, and prints a line for each figure."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        seeds = site / "seeds"
        seeds.mkdir()
        for number in range(articles):
            (seeds / f"{number:05}.md").write_text(article(number), "utf-8")
        without = cpu_of_build(site, search=False)
        with_search = cpu_of_build(site, search=True)
        share = 1 - without / with_search
        print(
            f"{articles} articles: {with_search:.1f} s of cpu, {with_search - without:.1f} s of them the search:"
            f" {share:.0%} (asked: 30 %)"
        )
        before = index_files(site)
        text, index = gzipped(seeds.iterdir()), gzipped((site / "output" / "assets" / "search").rglob("*.js"))
        print(
            f"index {index:,} bytes gzipped in {len(before)} files, {index / text:.0%} of the text's {text:,} (asked: 45 %)"
        )
        print(f"largest file {max(before.values()):,} bytes (asked: 65,536)")
        in_a_browser(site / "output")
        changed = articles // 2
        (seeds / f"{changed:05}.md").write_text(article(changed, 1), "utf-8")
        cpu_of_build(site, search=True)
        after = index_files(site)
        rewritten = sum(size for path, size in after.items() if path not in before)
        print(
            f"one edited article rewrites {rewritten:,} of {sum(after.values()):,} bytes:"
            f" {rewritten / sum(after.values()):.1%} (asked: 5 %)"
        )


if __name__ == "__main__":
    main()
