"""The Chromium that the browser tests drive: found on this machine, or fetched.

``python -m tests.support.browser.chromium`` prints its path; with ``--get`` it first tries to
install one where there is none. The tests themselves only look (``find``): they never install
anything.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "No Chromium was found for the browser tests: install Chromium or Google Chrome "
    "(on Debian 'sudo apt-get install chromium', elsewhere "
    "'.venv/bin/playwright install chromium'), or set CHROMIUM to the path of one."
)
ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as p: print(p.chromium.executable_path)"
)


class NoChromiumError(Exception):
    """There is no browser to test with; the message says what to install."""


def find() -> str:
    """The path of a Chromium that starts: $CHROMIUM, then PATH, then Playwright's own."""
    if chosen := os.environ.get("CHROMIUM"):
        if starts(chosen):
            return chosen
        raise NoChromiumError(
            f"CHROMIUM is set to {chosen!r}, which does not start: correct it or unset it."
        )
    for name in NAMES:
        path = shutil.which(name)
        if path and starts(path):
            return path
    # In a process of its own: the tests' Playwright may already be running in this one.
    own = run([sys.executable, "-c", ASK_PLAYWRIGHT]).stdout.strip()
    if own and Path(own).exists() and starts(own):
        return own
    raise NoChromiumError(MISSING)


def starts(path: str) -> bool:
    """True if this program answers; Ubuntu's chromium-browser may only advertise a snap."""
    return run([path, "--version"]).returncode == 0


def get() -> str:
    """The path of a Chromium, after trying to install one if there is none."""
    for attempt in (None, download, download_libraries, install_debian_package):
        if attempt is not None:
            attempt()
        try:
            return find()
        except NoChromiumError:
            if "CHROMIUM" in os.environ:
                raise
    raise NoChromiumError(MISSING)


def download() -> None:
    """Playwright's own build; needs no rights, but needs its download site."""
    say("No Chromium here yet: trying Playwright's own download.")
    quick = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}
    run([sys.executable, "-m", "playwright", "install", "chromium"], seconds=600, env=quick)


def download_libraries() -> None:
    """The system libraries that a downloaded build may lack in a bare container."""
    own = run([sys.executable, "-c", ASK_PLAYWRIGHT]).stdout.strip()
    if own and Path(own).exists() and may_apt_get():
        say("Chromium is here but does not start: installing the libraries it needs.")
        run([sys.executable, "-m", "playwright", "install-deps", "chromium"], seconds=900)


def install_debian_package() -> None:
    """The distribution's package, where we may install one."""
    if may_apt_get():
        say("Playwright's download did not work: installing the package with apt-get.")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update"], seconds=300, env=quiet)
        wanted = ["chromium", "fonts-dejavu-core"]
        run(
            ["apt-get", "install", "-y", "--no-install-recommends", *wanted], seconds=900, env=quiet
        )


def may_apt_get() -> bool:
    """True for root on Debian, Ubuntu and their kin."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return root and shutil.which("apt-get") is not None


def run(
    command: list[str], seconds: float = 60, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The finished command; one that is absent or hangs counts as failed."""
    try:
        return subprocess.run(
            command,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        return subprocess.CompletedProcess(command, 1, "", str(problem))


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def main(look: Callable[[], str]) -> int:
    try:
        print(f"Chromium: {look()}")
    except NoChromiumError as problem:
        say(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(get if "--get" in sys.argv[1:] else find))
