"""What the operator's guide promises is what the app is set to."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

from lems_rules.cohort.small import table
from lems_rules.intake.document import MOST_BYTES
from lems_rules.rooms import database, guard, name, network, store
from tests.support.asgi import ask
from tests.support.outside import need
from tests.support.served import served
from views.door import message, owner, upload
from views.door.api.service import service
from views.door.api.setting import A_MINUTE, CALLS_A_MINUTE, ON, Settings
from views.state import tables

ROOT = Path(__file__).parents[2]
WRITTEN = (ROOT / "docs" / "operating.md").read_text("utf-8")
GUIDE = " ".join(WRITTEN.split())
SERVER = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["server"]
MIB = 1024 * 1024


def test_the_limits_in_the_guide_are_those_of_the_app() -> None:
    assert SERVER["maxUploadSize"] * MIB == MOST_BYTES == MIB
    assert "| a file | 1 MiB |" in GUIDE
    files, much = upload.MOST_FILES_A_MINUTE, upload.MOST_BYTES_A_MINUTE // MIB
    assert f"| {files} and {much} MiB a minute |" in GUIDE
    assert f"| {upload.MOST_BYTES_HELD // MIB} MiB |" in GUIDE
    assert f"| {table.MOST_ROWS:,} rows, {table.MOST_COLUMNS:,} columns |" in GUIDE
    assert f"| {tables.MOST_BYTES_HELD // MIB} MiB as files" in GUIDE
    most = f"| {SERVER['maxWidgetStateSize']} MB; one component {message.MOST_JSON:,} characters |"
    assert most in GUIDE


def test_how_long_a_closed_tab_is_remembered_is_said() -> None:
    assert SERVER["disconnectedSessionTTL"] == 600
    assert "for ten minutes after the connection was lost" in GUIDE


def test_streamlit_compares_whose_a_sitting_is() -> None:
    (header,) = SERVER["trustedUserHeaders"]
    assert header.lower().encode() == owner.HEADER
    assert f"`{owner.COOKIE}`" in GUIDE


def test_the_log_setting_leaves_out_what_an_upload_address_holds() -> None:
    pattern = re.search(r"~(/\S+) +/_stcore", GUIDE)
    assert pattern is not None
    address = "/lems/_stcore/upload_file/0b1c2d3e-id/5f6a7b8c-file"
    assert re.search(pattern[1], address)
    assert upload.ADDRESS.search(address)
    assert "$request_uri" not in GUIDE.partition("log_format")[2]


def test_what_a_room_keeps_and_may_cost_is_said() -> None:
    assert store.A_DAY == 24 * 60 * 60
    assert "| 24 hours, or until its teacher ends it |" in GUIDE
    assert f"| {store.MOST_ROOMS} and {store.MOST_SEATS} |" in GUIDE
    assert f"| {guard.TRIES_HERE}, then one every {guard.SECONDS_HERE:.0f} seconds |" in GUIDE
    assert f"| {guard.TRIES_ALL}, then one a second |" in GUIDE
    assert f"| {guard.ROOMS_HERE}, then one every {guard.ROOMS_SECONDS / 60:.0f} minutes |" in GUIDE
    assert len(name.LETTERS) ** name.LENGTH // 1_000_000 == 47
    assert f"{database.SETTING}=postgresql://" in GUIDE
    assert f"{network.SETTING}=https://" in GUIDE


def test_the_promise_on_every_page_is_about_patients_and_the_exception_is_named() -> None:
    edition = (ROOT / "content" / "edition.yaml").read_text("utf-8")
    assert "Nothing you enter about a patient is stored on the server." in edition
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    assert "stores nothing about a patient" in readme
    assert "A *room* for teaching is the one thing that is kept" in readme


def test_the_addresses_in_the_guide_are_those_that_are_served() -> None:
    served = ask(service(Settings(on=True)), "GET", "/api/openapi.json").json["paths"]
    told = re.findall(r"`(?:GET|POST) (/[^` ?]+)`", GUIDE)
    ours = {re.sub(r"\{(\w+)\}", lambda name: name[1].upper(), one) for one in served}
    ours.add("/api/openapi.json")
    assert set(told) == ours
    assert f"beyond {CALLS_A_MINUTE} calls a minute from one address (`{A_MINUTE}`)" in GUIDE
    assert f"Off unless `{ON}=on` stands" in GUIDE


def test_the_call_of_the_guide_is_answered(tmp_path: Path) -> None:
    need("curl")
    ((setting, value, call),) = re.findall(r"```sh\n(\w+)=(\w+) make run\n(curl .*)\n```", WRITTEN)
    with served(tmp_path / "server.log", **{setting: value}) as url:
        typed = shlex.split(call.replace("http://localhost:8501", url))
        done = subprocess.run(
            [*typed, "--silent", "--show-error", "--fail"], capture_output=True, check=True
        )
    result = json.loads(done.stdout)
    assert result["today"] == "2026-03-01"
    assert result["safety"]


def test_the_command_of_the_guide_that_starts_the_proxy_names_what_the_proxy_is_told() -> None:
    (line,) = re.findall(r"```sh\n(LEMS_HOST=.*)\n```", WRITTEN)
    *settings, command = shlex.split(line)
    assert (ROOT / command).stat().st_mode & 0o100
    started = (ROOT / command).read_text("utf-8")
    needed = re.findall(r"^: \"\$\{(\w+):\?", started, re.MULTILINE)
    assert [one.partition("=")[0] for one in settings] == needed
