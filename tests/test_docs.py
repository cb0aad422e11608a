"""What the documentation says is so."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from click.testing import CliRunner

from digest import config
from digest.cli import COMMANDS, main
from digest.vocabulary.fields import FIELDS

ROOT = Path(__file__).parent.parent
DOCS = {path.name: path.read_text("utf-8") for path in [*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")]}


def _codes() -> set[str]:
    """Every code of a problem in the source: the argument ``code``, or the first of a function that makes a problem."""
    found = set()
    importers = ROOT / "digest" / "importers"  # words of other programs' files; only expand.py makes problems of them
    git = ROOT / "digest" / "publish" / "branch.py"  # names of commands of git
    for path in (ROOT / "digest").rglob("*.py"):
        if (path.parent == importers and path.name != "expand.py") or path == git:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            given = [keyword.value for keyword in node.keywords if keyword.arg == "code"] + node.args[:1]
            found |= {
                value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str)
            }
    no_codes = {"default-src", "style-src", "preview-lock"}  # parts of a policy, and the name of a lock
    hyphenated = {code for code in found if re.fullmatch(r"[a-z]+(-[a-z]+)+", code)} - no_codes
    return hyphenated | (found & _explained())


def _explained() -> set[str]:
    rows = set(re.findall(r"^\| (`[^|]*`)", DOCS["problems.md"], re.MULTILINE))
    return {code for row in rows for code in re.findall(r"`([^`]+)`", row)}


def test_every_code_is_explained_and_every_explained_code_exists() -> None:
    codes = _explained()
    made = {f"bad-{field}" for field in FIELDS}
    assert codes - made - _codes() == set()
    assert _codes() - codes - made == set()


def test_every_setting_is_documented() -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", DOCS["configuration.md"], re.MULTILINE))
    assert documented == set(config.KEYS)


OTHER_PROGRAMS = re.compile(
    r"^.*\b(?:rsync|npx|git|pip|curl|dask|tools/\w+\.py)\b.*$|--(?:delay-updates|delete-after)", re.MULTILINE
)


def test_every_option_in_the_readme_and_docs_exists() -> None:
    help_texts = "".join(
        CliRunner().invoke(main, [*command, "--help"]).output for command in ([], *([n] for n in COMMANDS))
    )
    for name, text in DOCS.items():
        if name in ("CHANGELOG.md", "CONTRIBUTING.md"):
            continue
        for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", OTHER_PROGRAMS.sub("", text))):
            assert option in help_texts, f"{name} names {option}"


def test_every_command_in_the_readme_exists() -> None:
    for command in set(re.findall(r"`digest (\w+)`", "".join(DOCS.values()))):
        assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0, command


def test_links_between_documents_lead_somewhere() -> None:
    for path in [*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")]:
        for target in re.findall(
            r"\]\((?!https?:)([^)#]+)", re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
        ):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"
