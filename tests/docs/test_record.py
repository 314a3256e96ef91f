"""What docs/record.md tells whoever connects a record is what the server does."""

from __future__ import annotations

import json
import re
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, build_opener

from lems_rules.knowledge.content import Content
from lems_rules.rooms.network import SETTING as ADDRESS
from tests.support.outside import need
from tests.support.served import (
    START_SECONDS,
    free_port,
    served,
    started,
    stop,
    wait_until_healthy,
)
from views.door.api.hooks import HOOKS
from views.door.api.setting import A_MINUTE, ISSUERS, ON
from views.door.smart import launch, setting
from views.door.smart.record import MOST_PAGES, System
from views.state.handover import CARD_LASTS, MOST_CARDS

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "record.md").read_text("utf-8")


def test_the_trial_as_it_stands_gives_one_card_and_with_paracetamol_or_without_the_illness_none(
    tmp_path: Path,
) -> None:
    need("curl")
    (trial,) = re.findall(r"## A five-minute trial\n\n```sh\n(.*?)```", GUIDE, re.DOTALL)
    start, *calls = re.split(r"^(?=curl )", trial, flags=re.MULTILINE)
    (setting, value), command = start.split()[0].split("="), start.split()[1:]
    assert command == ["make", "run"]
    with served(tmp_path / "server.log", **{setting: value}) as url:

        def called(command: str) -> Any:
            typed = shlex.split(command.replace("http://localhost:8501", url))
            done = subprocess.run(
                [*typed, "--silent", "--show-error", "--fail"], capture_output=True, check=True
            )
            return json.loads(done.stdout)

        offered, asked = calls
        assert {one["id"] for one in called(offered)["services"]} == set(HOOKS)
        (card,) = called(asked)["cards"]
        assert "aminoglycoside" in card["summary"].lower()
        for there, other in (("J01GB03", "N02BE01"), ("56989000", "0")):
            assert there in asked
            assert called(asked.replace(there, other)) == {"cards": []}


def test_every_setting_and_every_service_is_told() -> None:
    told = re.findall(r"^\| `([\w-]+)` \|", GUIDE, re.MULTILINE)
    smart = {setting.CLIENT, setting.ISSUERS, setting.SECRET}
    assert set(told) == {ON, A_MINUTE, ADDRESS, ISSUERS, *smart, *HOOKS}


def test_the_trial_of_a_launch_ends_at_the_checklist_filled_in(tmp_path: Path) -> None:
    ((first, second),) = re.findall(r"```sh\n(.*fhir\.ehr .*) &\n(.*) make run\n```", GUIDE)
    ports = {"8501": str(free_port()), "8502": str(free_port())}

    def here(text: str) -> str:
        return re.sub("850[12]", lambda found: ports[found[0]], text)

    _, *command = shlex.split(here(first))
    settings = dict(one.split("=", 1) for one in shlex.split(here(second)))
    url, log = here("http://127.0.0.1:8501"), tmp_path / "server.log"
    # As a browser: with cookies, and asking for pages.
    browser = build_opener(HTTPCookieProcessor())
    browser.addheaders = [("accept", "text/html")]
    record = subprocess.Popen([sys.executable, *command], cwd=ROOT)
    app = started(url, log, **settings)
    try:
        wait_until_healthy(app, url, log)
        wait_until_listening(record, int(ports["8502"]))
        with browser.open(here("http://localhost:8501/smart/launch"), timeout=30) as page:
            assert page.url.startswith(here("http://localhost:8501/?prefilled="))
    finally:
        stop(app)
        record.terminate()
        record.wait(30)


def wait_until_listening(program: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
        except OSError:
            assert program.poll() is None, "the record server has ended"
            assert time.monotonic() < deadline, "the record server does not listen"
            time.sleep(0.1)
        else:
            return


def test_what_is_registered_is_what_is_asked_for() -> None:
    asked = System("https://ehr.example", "", "").scopes.split()
    assert all(f"`{scope}`" in GUIDE for scope in ("launch", "launch/patient", *asked))
    told = " ".join(GUIDE.split())
    assert launch.LASTS == 600
    assert "took longer than ten minutes" in told
    assert f"does not end within {MOST_PAGES} pages" in told


def test_how_long_the_link_of_a_card_waits_and_how_many_do_is_told() -> None:
    told = " ".join(GUIDE.split())
    assert f"for {CARD_LASTS / 60:.0f} minutes, for one opening" in told
    assert f"At most {MOST_CARDS:,} wait" in told


def test_every_medicine_that_is_spoken_of_is_told(content: Content) -> None:
    for order in content.record.orders:
        assert content.record.concept(order.id).title.lower() in GUIDE
