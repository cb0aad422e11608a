"""The command line as a whole: help, the debug log, failures. Each command has its own test file."""

from __future__ import annotations

import errno
import logging
import shlex

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
