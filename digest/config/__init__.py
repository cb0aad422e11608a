"""The editor's files: digest.yml and its twin at the top of INDEX.md (``settings``), and names.yml (``names``)."""

from digest.config.names import NAMES_FILE, read_names
from digest.config.settings import KEYS, NAME, Setting, read_file, read_pairs, resolve, unknown_sources
from digest.config.values import LONGEST_EXCERPT, MailSettings, base_url

__all__ = [
    "KEYS",
    "LONGEST_EXCERPT",
    "NAME",
    "NAMES_FILE",
    "MailSettings",
    "Setting",
    "base_url",
    "read_file",
    "read_names",
    "read_pairs",
    "resolve",
    "unknown_sources",
]
