"""What docs/record.md tells whoever connects a record is what the server does."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

from lems_rules.knowledge.content import Content
from lems_rules.rooms.network import SETTING as ADDRESS
from tests.support.outside import need
from tests.support.served import served
from views.door.api.hooks import HOOKS
from views.door.api.setting import A_MINUTE, ISSUERS, ON
from views.state.handover import CARD_LASTS, MOST_CARDS

GUIDE = (Path(__file__).parents[2] / "docs" / "record.md").read_text("utf-8")


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
    assert set(told) == {ON, A_MINUTE, ADDRESS, ISSUERS, *HOOKS}


def test_how_long_the_link_of_a_card_waits_and_how_many_do_is_told() -> None:
    told = " ".join(GUIDE.split())
    assert f"for {CARD_LASTS / 60:.0f} minutes, for one opening" in told
    assert f"At most {MOST_CARDS:,} wait" in told


def test_every_medicine_that_is_spoken_of_is_told(content: Content) -> None:
    for order in content.record.orders:
        assert content.record.concept(order.id).title.lower() in GUIDE
