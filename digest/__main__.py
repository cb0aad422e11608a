"""``python -m digest`` is ``digest``."""

from digest.cli import main

if __name__ == "__main__":  # worker processes import this file anew
    main(prog_name="digest")
