"""Where a command reads from and writes to, and what it says when that fails.

A closed stream, a full disk or a reader that goes away ends in one sentence, never in a traceback,
and no file is left half written.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from lems_rules.intake.document import MOST_BYTES
from lems_rules.schema.quote import one_line


class RefusalError(Exception):
    """Bad input: one line for a person."""


def bytes_of(name: str, most: int = MOST_BYTES) -> bytes:
    """At most one byte more than is allowed, so that a huge file is not read whole."""
    try:
        if name == "-":
            if sys.stdin is None:
                raise RefusalError("standard input is closed; name a file, or send one in")
            return sys.stdin.buffer.read(most + 1)
        with Path(name).open("rb") as file:
            return file.read(most + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise RefusalError(f"{name}: cannot be read ({why}); check the path") from None


def put(text: str) -> None:
    """Write to standard output, and see that it arrived."""
    if sys.stdout is None:
        raise RefusalError("standard output is closed; send it to a file or to a program")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        let_go_of_output()
        why = getattr(error, "strerror", None) or error
        raise RefusalError(
            f"standard output cannot be written ({why}); send it to where there is room"
        ) from None


def tell(sentence: str) -> None:
    """One line on standard error, if anybody listens there."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            print(one_line(sentence), file=sys.stderr)


def let_go_of_output() -> None:
    """What could not be written is not tried again when Python ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def refuse_the_input(file: str, output: str | None, how: str = " with -o") -> None:
    """An answer file is never overwritten by what is made of it, whatever name it is given."""
    if output is None:
        return
    with contextlib.suppress(OSError, ValueError, AttributeError):
        read = os.fstat(sys.stdin.fileno()) if file == "-" else os.stat(file)
        if stat.S_ISREG(read.st_mode) and os.path.samestat(read, os.stat(output)):
            raise RefusalError(
                f"{output}: is the file that is read; choose another path{how}"
            ) from None


def write(output: str, data: bytes) -> None:
    """Write beside and rename, so that no half file ever stands where a good one was."""
    try:
        if (to := Path(output)).exists() and not to.is_file():
            to.write_bytes(data)  # a device or a pipe: nothing stands there
        else:
            # Through a link, what it points to is renewed and the link stays.
            with _beside(Path(os.path.realpath(to)), data) as (part, whole):
                os.replace(part, whole)
    except OSError as error:
        raise RefusalError(
            f"{output}: cannot be written ({error.strerror}); choose another path"
        ) from None


@contextlib.contextmanager
def _beside(whole: Path, data: bytes) -> Iterator[tuple[Path, Path]]:
    """A file with the data in the same folder; whatever happens, it does not stay there."""
    part = whole.with_name(f".lems-{secrets.token_hex(8)}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if whole.exists():
            part.chmod(stat.S_IMODE(whole.stat().st_mode))
        yield part, whole
    finally:
        part.unlink(missing_ok=True)
