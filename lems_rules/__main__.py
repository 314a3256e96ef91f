"""``lems-checklist``, and ``python -m lems_rules``: an answer to Ctrl-C from the first line on.

The commands answer it themselves, but to load them takes a second.
"""

import os
import signal
import sys
from typing import NoReturn


def stop(*_: object) -> NoReturn:
    """End at once: an exception would be raised in whatever is just being imported."""
    try:
        os.write(2, b"lems_rules: stopped\n")
    finally:  # also where standard error is closed
        os._exit(130)  # `INTERRUPTED` of the commands, which may not be there yet


def program() -> NoReturn:
    """Run one command and leave with its exit code."""
    # Where Ctrl-C is switched off, as for what a script runs in the background, it stays so.
    listens = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if listens:
        signal.signal(signal.SIGINT, stop)
    from lems_rules.command_line import main

    try:
        if listens:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        code = main()
    except KeyboardInterrupt:  # between two lines of this file
        stop()
    finally:
        if listens:
            signal.signal(signal.SIGINT, stop)  # what is left to do is no command's any more
    sys.exit(code)


if __name__ == "__main__":
    program()
