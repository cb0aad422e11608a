"""Time from saving an article to the browser's reload event, at 500 articles: median and 95th percentile.

``python benchmarks/serve_reload.py [SAVES] [ARTICLES]`` makes a site in a temporary folder, starts ``digest serve`` on it and
listens as a page does. Each save changes the text of one article; the clock runs from before the file is written to the
event that carries the new version. What a browser then takes to load the page is its own.

Rejected: a verdict. It prints what it measured.
"""

from __future__ import annotations

import http.client
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

TEXT = """le conseil municipal a voté jeudi un budget pour les écoles et la ville après un long débat sur l’énergie du
fleuve dont les habitants attendent depuis dix ans une réponse du gouvernement"""
PARAGRAPHS, LENGTH = 8, 70


def article(number: int, version: int) -> str:
    """An article of some 560 words; each version has another text under the same headline."""
    chance = random.Random(f"{number} {version}")  # noqa: S311 - text, not a secret
    text = "".join(" ".join(chance.choices(TEXT.split(), k=LENGTH)).capitalize() + ".\n\n" for _ in range(PARAGRAPHS))
    return f" date 2024-{number % 12 + 1:02} Article numéro {number} sur le conseil et son budget\n\n{text}"


def versions(port: int) -> Iterator[str]:
    """What an open page hears."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/.digest/events")
    for line in connection.getresponse():
        if line.startswith(b"data: "):
            yield line.decode()


def measure(site: Path, saves: int, articles: int) -> list[float]:
    """Seconds of each save."""
    seeds = site / "seeds"
    seeds.mkdir()
    for number in range(articles):
        (seeds / f"{number:04}.txt").write_text(article(number, 0), "utf-8")
    command = [sys.executable, "-m", "digest", "serve", "--port", "0", "--seeds", str(seeds)]
    with subprocess.Popen(command, cwd=site, stdout=subprocess.PIPE, text=True, encoding="utf-8") as server:  # noqa: S603 - ours
        try:
            assert server.stdout is not None  # noqa: S101 - it is a pipe
            port = int(server.stdout.readline().split("/")[2].rpartition(":")[2])
            print(server.stdout.readline().strip(), file=sys.stderr)
            heard = versions(port)
            next(heard)
            taken = []
            for save in range(1, saves + 1):
                number = save * 37 % articles
                text = article(number, save)
                began = time.perf_counter()
                (seeds / f"{number:04}.txt").write_text(text, "utf-8")
                next(heard)
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
