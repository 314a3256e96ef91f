"""Where a command reads from and writes to, and what it says when that fails.

A closed stream, a full disk or a reader that goes away ends in one sentence, never in a traceback,
and no file is left half written.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

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
        raise _unreadable(name, error) from None


@contextlib.contextmanager
def regular_file(name: str) -> Iterator[Path]:
    """The path of a file that can be read from any place and more than once.

    Standard input, or a pipe, is copied to a temporary file first, which goes afterwards.

    Raises:
        RefusalError: it cannot be read.
    """
    if name != "-" and (path := Path(name)).is_file():
        try:
            with path.open("rb") as file:
                file.read(1)
        except OSError as error:
            raise _unreadable(name, error) from None
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="lems-") as copy:
        try:
            if name != "-":
                with Path(name).open("rb") as file:
                    shutil.copyfileobj(file, copy)
            elif sys.stdin is None:
                raise RefusalError("standard input is closed; name a file, or send one in")
            else:
                shutil.copyfileobj(sys.stdin.buffer, copy)
            copy.flush()
        except (OSError, ValueError) as error:
            raise _unreadable(name, error) from None
        yield Path(copy.name)


def _unreadable(name: str, error: Exception) -> RefusalError:
    why = getattr(error, "strerror", None) or error
    return RefusalError(f"{name}: cannot be read ({why}); check the path")


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
    with renewing(output) as file:
        file.write(data)


@contextlib.contextmanager
def renewing(output: str) -> Iterator[BinaryIO]:
    """A file to write to, which takes its place under this name when all went well.

    Until then what stands there stays. Where the system can, the new file has no name before: then
    not even a process that is killed leaves a half one behind.

    Raises:
        RefusalError: it cannot be written.
    """
    try:
        if (to := Path(output)).exists() and not to.is_file():
            with to.open("wb") as file:  # a device or a pipe: nothing stands there
                yield file
        else:
            # Through a link, what it points to is renewed and the link stays.
            with _beside(Path(os.path.realpath(to))) as file:
                yield file
    except OSError as error:
        why = one_line(error.strerror or str(error))[:200]
        raise RefusalError(f"{output}: cannot be written ({why}); choose another path") from None


@contextlib.contextmanager
def _beside(whole: Path) -> Iterator[BinaryIO]:
    """A file in the same folder that becomes this one; if that fails, nothing of it stays."""
    part = whole.with_name(f".lems-{secrets.token_hex(8)}.part")
    try:
        nameless = _nameless(whole.parent)
        named = os.O_RDWR | os.O_CREAT | os.O_EXCL
        with open(nameless or os.open(part, named, 0o666), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if nameless is not None:
                _name(nameless, part)
        if whole.exists():
            part.chmod(stat.S_IMODE(whole.stat().st_mode))
        os.replace(part, whole)
    finally:
        part.unlink(missing_ok=True)


def _name(nameless: int, part: Path) -> None:
    """Give a file a name; only from a folder does Python follow what stands in /proc."""
    opened = os.open("/proc/self/fd", os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.link(str(nameless), part, src_dir_fd=opened, follow_symlinks=True)
    finally:
        os.close(opened)


def _nameless(folder: Path) -> int | None:
    """A new file in a folder that has no name there yet, where the system knows such files."""
    if (flag := getattr(os, "O_TMPFILE", None)) is None or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, flag | os.O_RDWR, 0o666)
    except OSError:  # a file system that does not, or a folder that cannot be written to
        return None
