"""The command line. Only this package imports click."""

from digest.cli.app import COMMANDS, main

__all__ = ["COMMANDS", "main"]
