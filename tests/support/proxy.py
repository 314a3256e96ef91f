"""Two replicas of the app behind the proxy of ``hosting/``, as it is shipped."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.support.outside import PATH, need
from tests.support.served import ROOT, START_SECONDS, free_port, started, stop, wait_until_healthy
from tests.support.wire import request

REPLICAS = 2


@dataclass
class Proxied:
    """The public address, the log of the proxy, and the replicas by the port each listens on."""

    url: str
    plain: str
    log: Path
    replicas: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def sittings(self, port: int) -> int:
        """How many a replica has at this moment, by its own count."""
        with urlopen(f"http://127.0.0.1:{port}/_stcore/metrics", timeout=20) as answer:
            told = str(answer.read().decode())
        return int(float(re.findall(r"^active_sessions(?:{.*})? (\S+)", told, re.MULTILINE)[0]))

    def kill(self, port: int) -> None:
        """End a replica as a crash would: nothing is said to anybody."""
        replica = self.replicas.pop(port)
        os.killpg(replica.pid, signal.SIGKILL)
        replica.wait()


@contextmanager
def proxied(folder: Path, **settings: str) -> Iterator[Proxied]:
    """All of it, started; ``settings`` are those of the proxy."""
    need("nginx-headers-more")
    need("envsubst")
    need("nginx")
    certificate(folder)
    plain, secure = free_port(), free_port()
    made = Proxied(f"https://localhost:{secure}", f"http://localhost:{plain}", folder / "log")
    with ExitStack() as held:
        for _ in range(REPLICAS):
            url = f"http://127.0.0.1:{(port := free_port())}"
            made.replicas[port] = started(url, folder / f"{port}.log", LEMS_METRICS="on")
            held.callback(stop, made.replicas[port])
        for port, server in made.replicas.items():
            wait_until_healthy(server, f"http://127.0.0.1:{port}", folder / f"{port}.log")
        environment = {
            "PATH": PATH,
            "LEMS_HOST": "localhost",
            "LEMS_HTTPS_SUFFIX": f":{secure}",
            "LEMS_REPLICAS": " ".join(f"127.0.0.1:{port}" for port in made.replicas),
            "LEMS_PROXY_FOLDER": str(folder / "nginx"),
            "LEMS_HTTP_PORT": str(plain),
            "LEMS_HTTPS_PORT": str(secure),
            "LEMS_CERTIFICATE": str(folder / "certificate.pem"),
            "LEMS_CERTIFICATE_KEY": str(folder / "key.pem"),
            **settings,
        }
        with made.log.open("w") as log:
            proxy = subprocess.Popen(
                [str(ROOT / "hosting" / "nginx" / "start.sh")],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        held.callback(stop, proxy)
        _wait_for(made, proxy)
        yield made


def certificate(folder: Path) -> None:
    """A certificate for this machine, made for the test."""
    subject = ["-subj", "/CN=localhost", "-days", "2", "-nodes"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    command = [need("openssl"), "req", "-x509", "-newkey", "rsa:2048", *subject, *files]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def _wait_for(made: Proxied, proxy: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while proxy.poll() is None and time.monotonic() < deadline:
        try:
            if request(made.url, "GET", "/_stcore/health", {}).status == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The proxy did not start. Its log:\n{made.log.read_text()}")
