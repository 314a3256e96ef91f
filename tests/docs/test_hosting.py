"""The files for whoever hosts the app agree with each other, with the app and with the guide."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from streamlit import config

from lems_rules.commands.run import SECRETS
from tests.support.outside import need
from tests.support.served import served
from views.door.headers import METRICS, Headers, policy

ROOT = Path(__file__).parents[2]
HOSTING = ROOT / "hosting"
GUIDE = (ROOT / "docs" / "operating.md").read_text("utf-8")
SETTINGS = (HOSTING / "settings.env").read_text("utf-8")
START = (HOSTING / "nginx" / "start.sh").read_text("utf-8")
PROXY = (HOSTING / "nginx" / "nginx.conf.template").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((HOSTING / "compose.yaml").read_text("utf-8"))
# A setting, with the comment that stands above it.
EACH = re.findall(r"((?:^# .*\n)+)#?([A-Z][A-Z_]+)=(.*)$", SETTINGS, re.MULTILINE)
NAMES = {name for _, name, _ in EACH}


def test_every_setting_says_its_default_and_why() -> None:
    lines = re.findall(r"^#?([A-Z][A-Z_]+)=", SETTINGS, re.MULTILINE)
    told = re.findall(r"^((?:# .*\n)+)((?:#?[A-Z][A-Z_]+=.*\n)+)", SETTINGS, re.MULTILINE)
    explained = [one for _, of in told for one in re.findall(r"^#?([A-Z][A-Z_]+)=", of, re.M)]
    assert sorted(explained) == sorted(lines)
    assert [said for said, _ in told if "efault" not in said and "Defaults" not in said] == []
    assert len(lines) == len(set(lines)) > 14


def test_every_setting_is_one_that_something_reads() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "views").rglob("*.py"))
    code += "".join(path.read_text("utf-8") for path in (ROOT / "lems_rules").rglob("*.py"))
    options = {one.env_var for one in config._config_options_template.values()}
    read = {name for name in NAMES if name in START + PROXY + code or name in options}
    assert NAMES - read <= OF_OTHERS | OF_THE_ROOMS


# uvicorn reads the first, Python the second; the teaching rooms read the others.
OF_OTHERS = {"FORWARDED_ALLOW_IPS", "PYTHONMALLOC"}
OF_THE_ROOMS = {"LEMS_PUBLIC_URL", "LEMS_DATABASE_URL"}


def test_what_the_proxy_takes_where_nothing_is_set_is_what_the_settings_call_the_default() -> None:
    defaults = dict(re.findall(r'^export (LEMS_\w+)="\$\{\w+:-(.*)\}"$', START, re.MULTILINE))
    given = {name: value for _, name, value in EACH}
    assert {name: given[name] for name in defaults if name in given} == {
        name: value for name, value in defaults.items() if name in given
    }
    assert set(defaults) - set(given) <= {
        "LEMS_PROXY_FOLDER",
        "LEMS_HTTPS_PORT",
        "LEMS_CERTIFICATE_KEY",
    }
    many = (
        f"{defaults['LEMS_REQUESTS_PER_SECOND']} a second and {defaults['LEMS_REQUESTS_AT_ONCE']}"
    )
    assert f"| {many} in a rush" in GUIDE


def test_the_guide_shows_the_log_as_the_proxy_keeps_it() -> None:
    shown = re.search(r"```nginx\n(.*?)```", GUIDE, re.DOTALL)
    assert shown is not None
    lines = [line.partition(" #")[0].strip() for line in shown[1].splitlines()]
    kept = {line.strip() for line in PROXY.splitlines()}
    assert [line for line in lines if line not in kept] == []


def test_the_guide_names_every_line_of_an_answer() -> None:
    lines = Headers(None, "'none'", False).lines  # type: ignore[arg-type]
    told = GUIDE.lower().replace("`…-resource-policy`", "`cross-origin-resource-policy`")
    assert [name for name in lines if f"`{name}`" not in told] == []
    for part in ("default-src 'none'", "'self' blob:", "data:", "'unsafe-inline'"):
        assert part in policy()
        assert f"{part}" in GUIDE
    assert METRICS.rstrip("/") in GUIDE


def test_the_proxy_closes_what_the_app_closes_and_lets_in_no_more() -> None:
    assert f"location {METRICS.rstrip('/')} {{" in PROXY
    assert "client_max_body_size 1088k;" in PROXY
    assert "at most 1,088 KiB" in GUIDE


def test_the_containers_have_two_replicas_that_only_the_proxy_reaches() -> None:
    services = COMPOSE["services"]
    assert services["app1"] == services["app2"]
    app, proxy = services["app1"], services["proxy"]
    assert "ports" not in app
    assert app["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]
    for one in (app, proxy):
        assert one["read_only"]
        assert one["cap_drop"] == ["ALL"]
    assert set(app["environment"]) <= {f"{name}_FILE" for name in SECRETS}
    used = {secret for one in services.values() for secret in one["secrets"]}
    assert used == set(COMPOSE["secrets"])
    made = set(re.findall(r"hosting/secrets/(\w+)", GUIDE))
    assert made == used


def test_the_commands_of_the_guide_make_the_secrets_that_the_containers_are_given(
    tmp_path: Path,
) -> None:
    block = next(
        one for one in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL) if "secrets" in one
    )
    lines = [one for one in block.splitlines() if not one.startswith(("make ", "docker "))]
    assert len(lines) == len(block.splitlines()) - 2
    (tmp_path / "hosting").mkdir()
    for name in ("fullchain.pem", "privkey.pem"):
        (tmp_path / name).write_text(name)
    need("openssl")
    subprocess.run(["bash", "-euc", "\n".join(lines)], cwd=tmp_path, check=True, timeout=60)
    made = {path.name: path.read_text() for path in (tmp_path / "hosting" / "secrets").iterdir()}
    assert set(made) == set(COMPOSE["secrets"])
    password = made["database_password"].strip()
    assert len(password) == 64
    assert made["database_url"] == f"postgresql://lems:{password}@database/lems\n"
    assert "database" in COMPOSE["services"]


@pytest.mark.parametrize("file", [HOSTING / "Dockerfile", HOSTING / "nginx" / "Dockerfile"])
def test_a_container_runs_as_nobody_and_says_whether_it_is_well(file: Path) -> None:
    text = file.read_text("utf-8")
    last = text.split("\nFROM ")[-1]
    assert re.search(r"^USER \d{5}:\d{5}$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    copied = re.findall(r"^COPY (?!--)(.*) \S+$", text, re.MULTILINE)
    of_a_release = {"dist/requirements.txt", "dist/*.whl", "dist/SHA256SUMS"}
    for name in " ".join(copied).split():
        assert name in of_a_release or (file.parent / name).exists()


def test_the_health_check_of_the_container_tells_a_well_app_from_none(tmp_path: Path) -> None:
    text = (HOSTING / "Dockerfile").read_text("utf-8")
    (command,) = re.findall(r"^    CMD (\[.*\])$", text, re.MULTILINE)
    _, *arguments = json.loads(command)
    with served(tmp_path / "server.log") as url:
        port = url.rpartition(":")[2]
        check = [sys.executable, *(one.replace("8501", port) for one in arguments)]
        assert subprocess.run(check, check=False, timeout=30).returncode == 0
    gone = subprocess.run(check, check=False, timeout=30, stderr=subprocess.DEVNULL)
    assert gone.returncode != 0
