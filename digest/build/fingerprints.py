"""Fingerprints of everything that a build depends on: of the program, of each file of the site, of the command line.

If all are as they were at the end of the last build, there is nothing to do. This much is loaded by every build, so it imports
nothing that builds.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection
from pathlib import Path

from digest import FOLDER, builtin_theme
from digest.build.job import Job
from digest.sources.folder import Signatures, signature, survey

_NAME = "news-digest"

Fingerprints = dict[str, Signatures]
"""Signatures of files by path, for each kind of input (``seeds``, ``theme``, ``output`` …)."""


def fingerprints(job: Job, published: Collection[str]) -> Fingerprints:
    """All fingerprints as they are now. ``published`` are the addresses that the last build published."""
    return {
        "program": program_fingerprint(),
        "theme": {f"builtin/{name}": found for name, found in survey(builtin_theme(), _no_bytecode).items()}
        | survey(job.templates, _no_bytecode),
        "seeds": job.seeds.signatures(),
        "static": survey(job.static),
        "pages": survey(job.pages),
        "notes": survey(job.notes),
        "settings": {path.name: signature(path) for path in (job.config, job.names)},
        "output": output_fingerprints(job.output, published),
    }


def job_fingerprint(job: Job) -> tuple[str, ...]:
    """All of ``job`` that a site depends on."""
    paths = (job.output, job.templates, job.static, job.pages, job.config)
    flags = (str(job.strict), str(job.base_url), str(job.preview))
    return (str(job.seeds), job.seeds.where, *map(str, paths), *(str(path.resolve()) for path in paths), *flags)


def output_fingerprints(output: Path, published: Collection[str]) -> Signatures:
    """The signatures of the files in ``output``, except in hidden folders of its owner (``.git``)."""
    ours = {first for first, slash, _ in (one.partition("/") for one in published if one.startswith(".")) if slash}
    return survey(output, lambda prefix, name: bool(prefix) or not name.startswith(".") or name in ours)


def program_fingerprint() -> dict[str, str]:
    """The program's own files, the version of Python, and the packages installed beside it, with their versions.

    The name and version of a package are in the name of its ``.dist-info`` folder. ``importlib.metadata`` would read a file of
    each package at every start.
    """
    found = survey(FOLDER, lambda prefix, name: name != "__pycache__" and FOLDER / (prefix + name) != builtin_theme())
    found["python"] = sys.version
    for folder in sys.path:
        found |= dict.fromkeys(_installed(Path(folder)), folder)
    return found


def portable_fingerprint() -> dict[str, str]:
    """Like ``program_fingerprint``, but equal on all machines with the same program: its version of Python, those of its
    libraries by name, and a hash of its own files.
    """
    import platform
    from hashlib import sha256
    from importlib.metadata import PackageNotFoundError, requires, version

    try:
        required = [re.split(r"[^\w.-]", line)[0] for line in requires(_NAME) or () if "extra ==" not in line]
    except PackageNotFoundError:  # run from its files, without having been installed
        required = []
    found = {name: version(name) for name in required}
    folders = (FOLDER, builtin_theme())
    files = sorted(
        path for folder in folders for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
    contents = sha256(repr([(path.name, path.read_bytes()) for path in files]).encode()).hexdigest()
    return found | {"Python": platform.python_version(), "digest": contents[:12]}


def _no_bytecode(_prefix: str, name: str) -> bool:
    return name != "__pycache__"


def _installed(folder: Path) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return []  # a zip file, or a folder that is not there: no package of ours is in it
