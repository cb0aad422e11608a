"""The command line as a whole: help, the debug log, failures. Each command has its own test file."""

from __future__ import annotations

import errno
import logging
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.cli import COMMANDS, main
from digest.cli.shared import debug_log, report_failures


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_each_command_ends_with_an_example_that_it_accepts(name: str) -> None:
    done = CliRunner().invoke(main, [name, "--help"])
    heading, example = done.output.splitlines()[-2:]
    assert (done.exit_code, heading) == (0, "  Example:")
    program, command, *arguments = shlex.split(example)
    assert (program, command) == ("digest", name)
    arguments = arguments[: arguments.index(">")] if ">" in arguments else arguments
    for option in (argument for argument in arguments if argument.startswith("--")):
        assert f" {option}" in done.output


def test_the_list_of_commands_is_not_cut_off() -> None:
    lines = CliRunner().invoke(main, ["--help"]).output.splitlines()
    assert not [line for line in lines[1:] if line.endswith("...")]  # the first one ends in COMMAND [ARGS]...


def test_the_debug_log_shows_records_of_this_program_only(capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("digest.build")
    with debug_log(True):
        logger.debug("Rendered %s: %s changed", "articles/a.html", "title\x1b[31m")
        logging.getLogger("elsewhere").debug("nothing")
    logger.debug("after the block")
    assert capsys.readouterr().err == "Rendered articles/a.html: title\\u001b[31m changed\n"
    with debug_log(False):
        logger.debug("not verbose")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "x"), "I/O error: No space left on device (x); all is well."),
        (MemoryError(), "out of memory; all is well."),
    ],
)
def test_a_failure_of_the_system_ends_a_command_with_one_sentence(
    error: Exception, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended, report_failures(lambda: "all is well."):
        raise error
    assert ended.value.code == 1
    assert capsys.readouterr().err == f"digest: {message}\n"


@pytest.mark.parametrize(
    ("command", "expected"),
    [("bild", "no such command “bild”. Did you mean “build”?"), ("qqq", "Try “digest --help”."),
     ("edition lastweek", "“lastweek” is not a week (2025-W07), a month (2025-02) or a day (2025-02-14)"),
     ("edition 2025", "“2025” is not a week (2025-W07), a month (2025-02) or a day (2025-02-14)"),
     ("export csv --date novembre", "“novembre” is not a year (2025), a month (2025-02), a week (2025-W07) or a day"),
     ("export csv --date 2025-13", "there is no month 13"),
     ("export csv --topic Politcs", "no article has “Politcs”. Did you mean “Politics”?"),
     ("export csv --topic Weather", "no article has “Weather”. Known: Conflict, war and peace; Politics."),
     ("publish ftp://host/x", "FTP is not supported: ftp://host/x. Use sftp://USER@HOST/PATH"),
     ("send", "There is no usable “mail” in digest.yml. Add “mail:"),
     ("publish", "There is no “publish” in digest.yml")],
)  # fmt: skip
def test_a_wrong_argument_is_answered_with_the_right_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, expected: str
) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "digest.yml").write_text("language: en\n")
    article = "---\ntitle: Peace\ntopics: [Politics, 'Conflict, war and peace']\n---\nThe council met on Monday.\n"
    (tmp_path / "seeds/a.md").write_text(article)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, command.split())
    assert done.exit_code in (1, 2)
    assert expected in " ".join(done.stderr.split())


def test_an_editor_that_is_not_installed_and_a_folder_that_cannot_be_written_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/a.txt").write_text("It rained.\n")
    (tmp_path / "file").write_text("")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VISUAL", "no-such-editor")
    done = CliRunner().invoke(main, ["new"])
    assert "the editor cannot be started" in done.stderr
    assert "EDITOR" in done.stderr
    done = CliRunner().invoke(main, ["export", "csv", "file/x.csv"])
    assert done.exit_code == 1
    assert "(file/x.csv); no file was written." in done.stderr
