"""What every answer of the server says of itself, and which addresses are closed."""

from __future__ import annotations

import http.client
import json
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anyio
import pytest
from starlette.responses import PlainTextResponse
from streamlit import file_util
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.support.served import free_port, served, started, stop
from tests.support.wire import cookie_of, cookies
from views.door.headers import (
    MOST_BODY,
    Headers,
    as_set,
    framers,
    inline_scripts,
    policy,
)
from views.door.setting import SettingError

PAGE = {"Accept": "text/html"}
SAID = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


def asked(
    url: str, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    connection.request(method, path, body or None, headers or {})
    answer = connection.getresponse()
    found = {name.lower(): value for name, value in answer.getheaders()}
    data = answer.read()
    connection.close()
    return answer.status, found, data


def a_script(url: str) -> str:
    """The address of a script that the page loads."""
    page = asked(url, "GET", "/", PAGE)[2].decode()
    return page.partition('src="./static/js/')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/evidence", 200),
        ("GET", "/static/js/SCRIPT", 200),
        ("GET", "/_stcore/health", 200),
        ("GET", "/_stcore/host-config", 200),
        ("GET", "/media/none", 404),
        ("PUT", "/_stcore/upload_file/a/b", 403),
        ("POST", "/", 405),
        ("GET", "/_stcore/metrics", 404),
        ("GET", "/_stcore/metrics/", 404),
        ("GET", "/_stcore/agent/openapi.json", 404),
        ("POST", "/_stcore/agent/interact", 404),
        ("GET", "/auth/login", 404),
        ("GET", "/oauth2callback?state=1", 404),
    ],
)
def test_every_answer_of_the_server_has_its_lines_and_none_names_the_server(
    url: str, method: str, path: str, status: int
) -> None:
    code, headers, _ = asked(url, method, path.replace("SCRIPT", a_script(url)))
    assert code == status
    assert {name: headers.get(name) for name in SAID} == SAID
    assert headers["content-security-policy"] == policy()
    assert "geolocation=()" in headers["permissions-policy"]
    assert "server" not in headers
    assert "strict-transport-security" not in headers  # it came by HTTP


def test_behind_a_proxy_that_speaks_https_the_browser_is_told_to_stay_there(url: str) -> None:
    _, headers, _ = asked(url, "GET", "/", {**PAGE, "X-Forwarded-Proto": "https"})
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["set-cookie"].endswith("; Secure")


def test_a_body_that_is_larger_than_any_file_is_refused_unread(url: str) -> None:
    # Only said, not sent: the answer comes all the same.
    code, headers, _ = asked(url, "POST", "/", {"Content-Length": str(MOST_BODY + 1)})
    assert code == 413
    assert headers["x-content-type-options"] == "nosniff"


def test_no_outside_page_may_steer_the_app(url: str) -> None:
    told = json.loads(asked(url, "GET", "/_stcore/host-config")[2])
    assert told["allowedOrigins"] == []
    assert not told["enableCustomParentMessages"]
    assert told["metricsUrl"] == ""


def test_cookies_are_the_one_of_the_browser_and_the_one_against_forged_uploads(url: str) -> None:
    mine = cookie_of(url)
    assert mine.startswith("lems_browser=")
    set_by = {
        path: asked(url, "GET", path, {**PAGE, **cookies(mine)})[1].get("set-cookie", "")
        for path in ("/", "/_stcore/health", "/_stcore/host-config", "/media/none")
    }
    given = {value.partition("=")[0] for value in set_by.values() if value}
    assert given <= {"_streamlit_xsrf"}


def test_the_policy_names_the_scripts_of_streamlit_s_own_page_and_runs_no_text() -> None:
    shell = (Path(file_util.get_static_dir()) / "index.html").read_text("utf-8")
    (known,) = inline_scripts(shell)
    assert f"script-src 'self' blob: {known};" in policy()
    assert inline_scripts("<script>1</script><script>2</script>")[0] != known
    for word in ("unsafe-eval", "http", "*", "wasm"):
        assert word not in policy()
    scripts = policy().partition("script-src")[2].partition(";")[0]
    assert "unsafe-inline" not in scripts


@pytest.mark.parametrize(
    ("setting", "meant"),
    [
        ("", "'none'"),
        ("https://moodle.example.org", "https://moodle.example.org"),
        (
            " https://a.example.org  http://localhost:8080 ",
            "https://a.example.org http://localhost:8080",
        ),
        ("https://*.example.org", "https://*.example.org"),
    ],
)
def test_who_may_frame_the_app_is_the_operator_s_to_say(setting: str, meant: str) -> None:
    assert framers(setting) == meant
    framed_by, open_metrics = as_set({"LEMS_FRAME_ANCESTORS": setting})
    assert not open_metrics
    lines = Headers(PlainTextResponse("there"), framed_by, open_metrics).lines
    assert lines["content-security-policy"].endswith(f"frame-ancestors {meant}")
    assert ("x-frame-options" in lines) == (meant == "'none'")


@pytest.mark.parametrize(
    "setting", ["*", "moodle.example.org", "https://a.org; script-src *", "https://a.org\r\nX: y"]
)
def test_what_is_no_origin_is_refused(setting: str) -> None:
    with pytest.raises(SettingError, match=r"LEMS_FRAME_ANCESTORS: .* is no origin"):
        framers(setting)


def test_the_app_does_not_start_with_a_setting_it_cannot_use(tmp_path: Path) -> None:
    url, log = f"http://127.0.0.1:{free_port()}", tmp_path / "server.log"
    server = started(url, log, LEMS_FRAME_ANCESTORS="everybody")
    try:
        assert server.wait(60) == 1
    finally:
        stop(server)
    said = log.read_text().splitlines()[-1]
    assert said.startswith("The app does not start. LEMS_FRAME_ANCESTORS: 'everybody' is no ")


@pytest.mark.parametrize(("path", "status"), [("/_stcore/metrics", 200), ("/auth/login", 404)])
def test_the_numbers_are_open_where_the_operator_opens_them(path: str, status: int) -> None:
    codes = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            codes.append(message["status"])

    async def receive() -> Any:
        return {"type": "http.request"}

    door = Headers(PlainTextResponse("there"), *as_set({"LEMS_METRICS": "on"}))
    scope = {"type": "http", "scheme": "http", "method": "GET", "path": path, "headers": []}
    anyio.run(door, scope, receive, send)
    assert codes == [status]


def test_no_home_and_another_name_and_address_by_settings_are_enough_as_in_the_container(
    tmp_path: Path,
) -> None:
    settings = {
        "HOME": "/nonexistent",
        "STREAMLIT_SERVER_ADDRESS": "0.0.0.0",
        "STREAMLIT_SERVER_ALLOWED_HOSTS": "lems.example.org",
        "STREAMLIT_BROWSER_SERVER_ADDRESS": "lems.example.org",
    }
    with served(tmp_path / "server.log", **settings) as url:
        where = urlsplit(url)
        named = url.replace("127.0.0.1", "lems.example.org")
        for host, there in ((named, True), (url, False)):
            address = host.replace("http", "ws") + "/_stcore/stream"
            assert answers(address, socket.create_connection((where.hostname, where.port))) == there


def answers(address: str, through: socket.socket) -> bool:
    try:
        with connect(address, sock=through):
            return True
    except InvalidStatus:
        return False
