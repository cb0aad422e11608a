"""Time from saving an article until a browser has its new page, at 500 articles: median and 95th percentile.

``python benchmarks/serve_reload.py [SAVES] [ARTICLES]`` makes a site in a temporary folder, starts ``digest serve`` on it and
listens as a page does. Each save changes the text of one raw article, and so its headline; the clock runs from before the file
is written until the article's page has come, which is asked for after the event that carries the new version. The next save
waits until the build is over, so that no build is measured with the rest of the one before.

Rejected: a verdict. It prints what it measured.
"""

from __future__ import annotations

import http.client
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from corpus import article, write_raw


def versions(port: int) -> Iterator[str]:
    """What an open page hears."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/.digest/events")
    for line in connection.getresponse():
        if line.startswith(b"data: "):
            yield line.decode()


def load(port: int, page: str) -> None:
    """Fetch a page, as a browser does that reloads it."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", page)
    assert connection.getresponse().read().startswith(b"<!"), page  # noqa: S101 - a benchmark
    connection.close()


def measure(site: Path, saves: int, articles: int) -> list[float]:
    """Seconds of each save."""
    write_raw(site, [article(number) for number in range(articles)])
    command = [sys.executable, "-m", "digest", "serve", "--port", "0", "--seeds", str(site / "seeds")]
    with subprocess.Popen(command, cwd=site, stdout=subprocess.PIPE, text=True, encoding="utf-8") as server:  # noqa: S603 - ours
        try:
            assert server.stdout is not None  # noqa: S101 - it is a pipe
            port = int(server.stdout.readline().split("/")[2].rpartition(":")[2])
            print(server.stdout.readline().strip(), file=sys.stderr)
            heard = versions(port)
            next(heard)
            taken = []
            for save in range(1, saves + 1):
                edited = article(save * 37 % articles, save)
                began = time.perf_counter()
                write_raw(site, [edited])
                next(heard)
                load(port, f"/articles/{Path(edited.file).stem}.html")
                taken.append(time.perf_counter() - began)
                server.stdout.readline()
            return taken
        finally:
            server.terminate()


def main() -> None:
    """Measures, and prints one line."""
    saves, articles = (int(argument) for argument in (*sys.argv[1:], *("40", "500")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        taken = sorted(measure(Path(folder), saves, articles))
    median, p95 = taken[len(taken) // 2], taken[min(len(taken) - 1, round(len(taken) * 0.95))]
    print(f"{saves} saves at {articles} articles: median {median * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")


if __name__ == "__main__":
    main()
