"""Fuzzing led by coverage, for as long as you like: ``make fuzz MINUTES=40``, or ``python tools/fuzz.py --minutes 1 html md``.

The entries and what must hold in them are those of ``tests/faults/fuzz_targets.py``. Each has a corpus of its own in
``.fuzz/<entry>/``, which begins with real files and grows with every input that reaches something new, so a later run goes on
where this one ended. An input that breaks a promise is kept in ``.fuzz/found/`` and printed; the run goes on with the next
entry, and ends with exit code 1. Make it the smallest that shows it, and an example in ``tests/faults/test_fuzz.py``.

Each entry runs in a process of its own (libFuzzer ends the one that it runs in), with two gigabytes of memory.

Rejected: fuzzing of the libraries. Of what they do only what comes out of us is looked at.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".fuzz"
SLOWEST = 25  # seconds of one input, after which it hangs
LONGEST = 4096  # bytes of an input
MEMORY = 2 << 30  # bytes
WORDS = (
    "---\n", "| File | Title | Date |\n|---|---|---|\n", "](", "[[", "<article>", "</script", "<!--", "<![CDATA[", "articles:",
    "application/ld+json", "topics:", "rights:", "!!python/object:", "&a [*a]", "2024-05-06", "6 May 2024", "date 2025-02", "# ",
    "\u202e", "\ufeff", "```", "INDEX.md", '{"version": 1, "files": {', "digest.model", "charset=", "&#x",
)  # fmt: skip


def run(minutes: float, names: list[str]) -> int:
    """Tries each of the entries called ``names`` for its share of the time. How many have found something."""
    failed = 0
    for name in names:
        seconds = max(1, round(minutes * 60 / len(names)))
        began = time.monotonic()
        words = [sys.executable, __file__, "--one", name, "--seconds", str(seconds)]
        with (FOLDER / f"{name}.log").open("wb") as log:
            done = subprocess.run(words, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, check=False)
        log = (FOLDER / f"{name}.log").read_text("utf-8", "replace").splitlines()
        counted = [line for line in log if line.startswith(("stat::number_of_executed_units", "Done "))]
        print(
            f"{name}: {time.monotonic() - began:.0f} s; {'; '.join(counted) or 'it ended before its time'}", flush=True
        )
        if done.returncode:
            failed += 1
            print("\n".join(log[-40:]), flush=True)
    return failed


def one(name: str, seconds: int) -> None:
    """Tries the entry ``name`` in this process, which libFuzzer ends."""
    import atheris

    try:
        import resource
    except ImportError:
        pass  # Windows has no limits; atheris has no Windows
    else:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with atheris.instrument_imports(include=["digest", "markdown"]):
        from tests.faults.fuzz_targets import TARGETS

    entry = TARGETS[name]
    corpus = FOLDER / name
    corpus.mkdir(parents=True, exist_ok=True)
    (FOLDER / "found").mkdir(exist_ok=True)
    for data in entry.real():
        (corpus / sha256(data).hexdigest()[:16]).write_bytes(data[:LONGEST])
    words = FOLDER / "words"
    words.write_text("".join(f'"{_quoted(word)}"\n' for word in WORDS), "ascii")
    scratch = Path(tempfile.mkdtemp())
    arguments = [
        sys.argv[0], str(corpus), f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-max_len={LONGEST}",
        "-print_final_stats=1", f"-artifact_prefix={FOLDER / 'found'}/{name}-", f"-dict={words}", "-rss_limit_mb=0",
    ]  # fmt: skip
    atheris.Setup(arguments, lambda data: entry.feed(data, scratch))
    atheris.Fuzz()


def _quoted(word: str) -> str:
    return "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in word.encode("utf-8")
    )


def main() -> None:
    """The command line."""
    sys.path.insert(0, str(ROOT))
    parser = argparse.ArgumentParser(description="Fuzzing led by coverage.")
    parser.add_argument("names", nargs="*", help="entries; all of them by default")
    parser.add_argument("--minutes", type=float, default=10.0, help="in all")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=int, default=60, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one, asked.seconds)
        return
    from tests.faults.fuzz_targets import TARGETS

    FOLDER.mkdir(exist_ok=True)
    sys.exit(1 if run(asked.minutes, asked.names or list(TARGETS)) else 0)


if __name__ == "__main__":
    main()
