"""What docs/record.md tells whoever connects a record is what the server does."""

from __future__ import annotations

import json
import re
from pathlib import Path

from lems_rules.knowledge.content import Content
from lems_rules.rooms.network import SETTING as ADDRESS
from tests.support.asgi import ask
from views.door.api.hooks import HOOKS
from views.door.api.service import service
from views.door.api.setting import A_MINUTE, ISSUERS, ON, Settings

GUIDE = (Path(__file__).parents[2] / "docs" / "record.md").read_text("utf-8")
APP = service(Settings(on=True))


def test_the_trial_gives_one_card_and_without_the_illness_or_with_paracetamol_none() -> None:
    (trial,) = re.findall(r"-d '(\{.*?\})'\n```", GUIDE, re.DOTALL)

    def cards(body: str) -> int:
        answer = ask(APP, "POST", "/cds-services/lems-order-sign", json.loads(body))
        assert answer.code == 200
        return len(answer.json["cards"])

    assert cards(trial) == 1
    assert cards(trial.replace("J01GB03", "N02BE01")) == 0
    assert cards(trial.replace("56989000", "0")) == 0


def test_every_setting_and_every_service_is_told() -> None:
    told = re.findall(r"^\| `([\w-]+)` \|", GUIDE, re.MULTILINE)
    assert set(told) == {ON, A_MINUTE, ADDRESS, ISSUERS, *HOOKS}


def test_every_medicine_that_is_spoken_of_is_told(content: Content) -> None:
    for order in content.record.orders:
        assert content.record.concept(order.id).title.lower() in GUIDE
