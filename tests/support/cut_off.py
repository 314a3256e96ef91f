"""The app in a network of its own, in which there is nothing but itself.

Run by ``unshare -rn``: the kernel then gives this process a network without any device but its own
loopback, which is off at first.
"""

from __future__ import annotations

import errno
import fcntl
import socket
import struct
import subprocess
import sys
from pathlib import Path

from lems_rules.exports.catalogue import FORMATS
from tests.support.served import HERE, served
from tests.support.wire import Tab, cookie_of

PAGES = ("", "result", "mechanism", "cases", "evidence", "cohort", "drafts")
GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 0x1
OUTSIDE = ("192.0.2.1", 443)  # an address of the block that is kept for examples


def loopback_on() -> None:
    """Switch on the one device there is."""
    with socket.socket() as one:
        asked = struct.pack("16sh14x", b"lo", 0)
        (flags,) = struct.unpack("16xh14x", fcntl.ioctl(one, GET_FLAGS, asked))
        fcntl.ioctl(one, SET_FLAGS, struct.pack("16sh14x", b"lo", flags | UP))


def is_cut_off() -> bool:
    """Whether there is no way out: no other device, and no address that could be reached."""
    if [name for _, name in socket.if_nameindex() if name != "lo"]:
        return False
    with socket.socket() as one:
        one.settimeout(5)
        return one.connect_ex(OUTSIDE) == errno.ENETUNREACH


def main(folder: Path) -> int:
    """Every page and every file; an error ends it."""
    loopback_on()
    if not is_cut_off():
        print("There is a way out of this network.")
        return 1
    with served(folder / "server.log") as url, Tab(url, cookie_of(url)) as tab:
        tab.open().answer(proximal_leg_weakness="yes", tendon_reflexes="reduced")
        for page in PAGES:
            tab.open(page)
            assert tab.broken == [], page
            assert "Educational only" in tab.text(), page
    answers = folder / "patient.json"
    answers.write_text('{"proximal_leg_weakness": "yes", "tendon_reflexes": "reduced"}')
    for name in FORMATS:
        made = folder / f"made.{name}"
        subprocess.run([*HERE, "export", str(answers), "--to", name, "-o", str(made)], check=True)
        assert made.stat().st_size > 100, name
    print("Cut off, and everything worked.")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
