"""The proxy of ``hosting/``, as it is shipped, before two replicas: started and driven."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.door.test_headers import SAID
from tests.support import proxy
from tests.support.proxy import Proxied
from tests.support.served import stop
from tests.support.wire import Tab, cookie_of, cookies, parts, request, token_of, upload_address
from views.door.headers import policy

pytestmark = pytest.mark.slow

PAGE = {"Accept": "text/html"}
RUSH = 60  # requests at once that the proxy is set to let through here


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    rush = {"LEMS_REQUESTS_AT_ONCE": str(RUSH), "LEMS_REQUESTS_PER_SECOND": "50"}
    with proxy.proxied(tmp_path_factory.mktemp("proxy"), **rush) as made:
        yield made


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/evidence", 200),
        ("GET", "/_stcore/health", 200),
        ("GET", "/media/none", 404),
        ("PUT", "/_stcore/upload_file/a/b", 403),
        ("GET", "/_stcore/metrics", 404),
        ("GET", "/_stcore/agent/openapi.json", 404),
    ],
)
def test_every_answer_has_its_lines_once_whoever_gives_it(
    proxied: Proxied, method: str, path: str, status: int
) -> None:
    answer = request(proxied.url, method, path, PAGE)
    assert answer.status == status
    told = [(name.lower(), value) for name, value in answer.getheaders()]
    names = [name for name, _ in told if name != "set-cookie"]
    assert len(names) == len(set(names))
    headers = dict(told)
    own = "agent" in path or "metrics" in path
    most = {"x-content-type-options", "referrer-policy"} if own else set(SAID)
    assert {name: headers.get(name) for name in most} == {name: SAID[name] for name in most}
    assert own or headers["content-security-policy"] == policy()
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert "permissions-policy" in headers
    assert "server" not in headers


def test_plain_http_is_sent_to_https_and_another_name_nowhere(proxied: Proxied) -> None:
    sent = request(proxied.plain, "GET", "/evidence?case=1", PAGE)
    assert (sent.status, sent.getheader("location")) == (301, f"{proxied.url}/evidence?case=1")
    assert sent.getheader("server") is None
    for url in (proxied.url, proxied.plain):
        other = request(url, "GET", "/", {**PAGE, "Host": "evil.example.org"})
        assert other.status == 421
        assert other.getheader("server") is None
        assert other.getheader("x-content-type-options") == "nosniff"


def test_every_cookie_goes_by_https_only(proxied: Proxied) -> None:
    for path in ("/", "/_stcore/health"):
        answer = request(proxied.url, "GET", path, PAGE)
        given = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        assert given
        assert all("; secure" in one.lower() for one in given)


def test_a_sitting_its_files_and_its_way_back_stay_with_one_replica(proxied: Proxied) -> None:
    with ExitStack() as held:
        for _ in range(8):
            mine = cookie_of(proxied.url)
            tab = held.enter_context(Tab(proxied.url, mine)).open("drafts")
            token, repeated = token_of(proxied.url, [mine])
            body, kind = parts(b'{"ptosis": "no"}')
            headers = {**kind, **repeated, **cookies(token, mine)}
            # Another replica knows nothing of this sitting, and would answer 403.
            assert request(proxied.url, "PUT", upload_address(tab), headers, body).status == 204
        assert all(proxied.sittings(port) > 0 for port in proxied.replicas)
        assert sum(proxied.sittings(port) for port in proxied.replicas) == 8


def test_a_visitor_without_cookies_stays_with_one_replica_too(proxied: Proxied) -> None:
    before = {port: proxied.sittings(port) for port in proxied.replicas}
    with ExitStack() as held:
        for _ in range(4):
            held.enter_context(Tab(proxied.url)).open()
        more = sorted(proxied.sittings(port) - before[port] for port in proxied.replicas)
    assert max(more) == 4


def test_a_file_that_is_too_large_does_not_reach_the_app(proxied: Proxied) -> None:
    body, kind = parts(b"x" * 1_200_000)
    answer = request(proxied.url, "PUT", "/_stcore/upload_file/a/b", kind, body)
    assert answer.status == 413
    assert answer.getheader("server") is None


def test_the_log_holds_no_sitting_and_nothing_behind_a_question_mark(proxied: Proxied) -> None:
    mine = cookie_of(proxied.url)
    with Tab(proxied.url, mine).open("drafts") as tab:
        address = upload_address(tab)
        request(proxied.url, "PUT", address, {"Content-Length": "0"})
        request(proxied.url, "PUT", address, {}, b"x" * 1_200_000)
        request(proxied.url, "GET", "/evidence?answers=secret", PAGE)
        written = proxied.log.read_text()
        assert tab.sitting not in written
    assert '"PUT /_stcore/upload_file/-" 403' in written
    assert '"PUT /_stcore/upload_file/-" 413' in written
    assert '"GET /evidence" 200' in written
    assert "secret" not in written


def test_a_rush_is_answered_429_and_the_files_of_the_page_are_not_counted(
    proxied: Proxied,
) -> None:
    page = request(proxied.url, "GET", "/", PAGE)
    assert page.status == 200
    with ThreadPoolExecutor(16) as pool:
        ask = ["/_stcore/health"] * (4 * RUSH)
        codes = list(pool.map(lambda path: request(proxied.url, "GET", path, {}).status, ask))
        files = ["/static/none.js"] * (2 * RUSH)
        others = list(pool.map(lambda path: request(proxied.url, "GET", path, {}).status, files))
    assert codes.count(200) >= RUSH
    assert set(codes) == {200, 429}
    assert 429 not in others
    time.sleep(1.5)
    assert request(proxied.url, "GET", "/_stcore/health", {}).status == 200


def test_when_a_replica_dies_the_others_carry_on(proxied: Proxied) -> None:
    time.sleep(2)  # the rush before is forgotten
    proxied.kill(next(iter(proxied.replicas)))
    for _ in range(6):
        with Tab(proxied.url, cookie_of(proxied.url)).open("evidence") as tab:
            assert tab.broken == []
    for other in proxied.replicas.values():
        stop(other)
    nobody = request(proxied.url, "GET", "/", PAGE)
    assert nobody.status == 503
    assert nobody.getheader("content-type") == "text/plain"
    assert nobody.getheader("server") is None
