"""Problems of the sources and the output, and explanations of single articles. Writes nothing."""

from digest.check.site import Checked, Weak, check

__all__ = ["Checked", "Weak", "check"]
