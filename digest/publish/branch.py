"""A site as a branch of a git repository, as GitHub Pages, Codeberg Pages and others publish it: ``git:gh-pages``.

The branch gets one commit with the files of the site; a push replaces all of them at once or none. git sends only what the
repository does not have. Names that begin with a dot and ``CNAME``, the domain that GitHub writes there, stay as they are. A file
``.nojekyll`` keeps GitHub from leaving out files that begin with ``_``.

The system's git does it in a repository of its own in the cache, so that the user's is never touched.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path

from digest.errors import Problem
from digest.model import Published
from digest.publish.hosts import run_program
from digest.publish.listing import LISTING, Listing
from digest.publish.refusals import listing_of, local_site, names, output_errors, refusal

_INHERITED = ("GIT_SSH_COMMAND", "GIT_SSH", "GIT_ASKPASS", "GIT_SSL_CAINFO", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")
_KEPT = "CNAME"
_NO_JEKYLL = ".nojekyll"
_AGAIN = "Publish again: what was published meanwhile is taken into account."


class Branch:
    """The branch ``name`` of the repository ``remote``: a URL, a path or the name of a remote of the repository around ``site``.

    ``folder`` is where git works; it may be deleted at any time. ``listing`` is that of the published site, if there is one.
    OutputError where the branch holds something else, or cannot be read.
    """

    problems: tuple[Problem, ...] = ()

    def __init__(self, name: str, remote: str, site: Path, folder: Path) -> None:
        self.url = f"git:{name}"
        self._ref = f"refs/heads/{name}"
        self._folder = folder
        with output_errors(self.url):
            self._remote = self._address(remote, site)
            folder.mkdir(parents=True, exist_ok=True)
            # A git that was killed leaves locks, with which the next one refuses to work.
            for left in (*folder.glob("*.lock"), *folder.glob("refs/**/*.lock")):
                left.unlink()
            self._git("init", "--quiet", "--bare")
            self._parent = self._fetch()
            self.listing = self._listing()

    def upload(self, site: Path, watcher: object) -> Published:  # noqa: ARG002 - as for other destinations
        """Make the branch equal to the site in the folder ``site``. OutputError leaves it unchanged."""
        return self._publish(site, dry_run=False)

    def changes(self, site: Path) -> Published:
        """What ``upload`` would do."""
        return self._publish(site, dry_run=True)

    def _publish(self, site: Path, *, dry_run: bool) -> Published:
        with output_errors(self.url):
            with local_site(site, self.url) as wanted:
                tree = self._tree(site.resolve(), wanted)
            written, removed = self._compare(tree)
            is_new = not self._parent or self._git("rev-parse", f"{self._parent}^{{tree}}").strip() != tree
            if is_new and not dry_run:
                self._push(tree)
        return Published(output=site, written=written, removed=removed, total=len(wanted.files), atomic=True)

    def _fetch(self) -> str:
        """The commit of the branch; empty if missing."""
        found = self._git("ls-remote", "--heads", "--", self._remote, self._ref).split()
        if not found:
            return ""
        self._git("fetch", "--quiet", "--depth=1", "--no-tags", "--", self._remote, f"+{self._ref}:refs/published")
        return self._git("rev-parse", "refs/published").strip()

    def _listing(self) -> Listing | None:
        if not self._parent:
            return None
        entries = {name: kind for name, (_, kind, _) in self._entries().items()}
        if LISTING not in entries:
            foreign = sorted(name for name in entries if not name.startswith(".") and name != _KEPT)
            if foreign:
                message = f"the branch holds files that digest did not make: {names(foreign)}. Nothing was changed."
                raise refusal("foreign-output", self.url, message, "Choose a branch that is for the site alone.")
            return None
        return listing_of(self._bytes("cat-file", "blob", f"{self._parent}:{LISTING}"), self.url)

    def _entries(self) -> dict[str, tuple[str, str, str]]:
        """Mode, kind and hash of what is at the root of the published tree, by name."""
        found = {}
        for line in self._git("ls-tree", "-z", self._parent).split("\0"):
            if line:
                facts, _, name = line.partition("\t")
                mode, kind, digest = facts.split()
                found[name] = (mode, kind, digest)
        return found

    def _tree(self, site: Path, wanted: Listing) -> str:
        """The hash of the tree to publish."""
        index = self._folder / "publish.index"
        index.unlink(missing_ok=True)
        mine = {"GIT_INDEX_FILE": str(index.resolve()), "GIT_WORK_TREE": str(site)}
        listed = "".join(f"{name}\0" for name in (LISTING, *wanted.files))
        self._git("-c", "core.autocrlf=false", "update-index", "--add", "-z", "--stdin", given=listed, **mine)
        tops = {name.partition("/")[0] for name in (LISTING, *wanted.files)}
        kept = self._entries() if self._parent else {}
        for name, (mode, kind, digest) in kept.items():
            if name in tops or not (name.startswith(".") or name == _KEPT):
                continue
            if kind == "tree":
                self._git("read-tree", f"--prefix={name}/", digest, **mine)
            else:
                self._git("update-index", "--add", "--cacheinfo", f"{mode},{digest},{name}", **mine)
        if _NO_JEKYLL not in tops and _NO_JEKYLL not in kept:
            empty = self._git("hash-object", "-w", "--stdin").strip()
            self._git("update-index", "--add", "--cacheinfo", f"100644,{empty},{_NO_JEKYLL}", **mine)
        return self._git("write-tree", **mine).strip()

    def _compare(self, tree: str) -> tuple[int, int]:
        """How many files of ``tree`` are new or changed, and how many of the published ones are not in it."""
        if not self._parent:
            named = [("A", name) for name in self._git("ls-tree", "-r", "-z", "--name-only", tree).split("\0")[:-1]]
        else:
            rows = self._git("diff-tree", "-r", "-z", "--name-status", "--no-renames", self._parent, tree).split("\0")
            named = list(zip(rows[:-1:2], rows[1::2], strict=True))
        marks = [mark for mark, name in named if name not in (LISTING, _NO_JEKYLL)]
        return sum(mark != "D" for mark in marks), marks.count("D")

    def _push(self, tree: str) -> None:
        parents = ["-p", self._parent] if self._parent else []
        commit = self._git("commit-tree", tree, *parents, "-m", "Publish the site", **self._author()).strip()
        lease = f"--force-with-lease={self._ref}:{self._parent}"
        try:
            self._git("push", "--quiet", lease, "--", self._remote, f"{commit}:{self._ref}")
        except OSError as error:
            if "stale info" in str(error) or "rejected" in str(error):
                message = "another build has published meanwhile. Nothing was changed."
                raise refusal("output-busy", self.url, message, _AGAIN) from error
            raise

    def _author(self) -> dict[str, str]:
        """The name and address of commits where the user has not declared their own."""
        given = {"GIT_AUTHOR_NAME": "digest", "GIT_AUTHOR_EMAIL": "digest@localhost"}
        given |= {"GIT_COMMITTER_NAME": "digest", "GIT_COMMITTER_EMAIL": "digest@localhost"}
        return {} if self._bytes("config", "--default", "", "--get", "user.email").strip() else given

    def _address(self, remote: str, site: Path) -> str:
        try:
            command = ["git", "-C", str(site), "remote", "get-url", "--", remote]
            return run_program(command, b"", self.url, _environment({})).decode().strip()
        except OSError as error:
            if ":" in remote:
                return remote
            if Path(remote).is_dir():
                return str(Path(remote).resolve())
            message = f"there is no repository with a remote “{remote}” around the site, and no folder of that name"
            raise OSError(errno.ENOENT, message, self.url) from error

    def _git(self, *arguments: str, given: str = "", **environment: str) -> str:
        return self._bytes(*arguments, given=given, **environment).decode("utf-8", "surrogateescape")

    def _bytes(self, *arguments: str, given: str = "", **environment: str) -> bytes:
        own = _environment({"GIT_DIR": str(self._folder.resolve()), **environment})
        return run_program(["git", *arguments], given.encode("utf-8", "surrogateescape"), self.url, own)


def _environment(own: Mapping[str, str]) -> dict[str, str]:
    """What git is run with: no repository but its own, and nobody is asked for a password."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _INHERITED}
    return {**inherited, "GIT_TERMINAL_PROMPT": "0", **own}
