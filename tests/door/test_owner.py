"""Kind 14, the sitting's id is the sitting: it is not, without the browser that began it."""

from __future__ import annotations

import pytest

from tests.support.wire import (
    Tab,
    cookie_of,
    cookies,
    parts,
    request,
    token_of,
    upload_address,
)
from views.door.owner import owner_of


def answered(url: str, cookie: str) -> Tab:
    """A tab in which breathlessness was answered."""
    tab = Tab(url, cookie).open().answer(dyspnoea="yes")
    assert "Breathlessness" in tab.open("result").text()
    return tab


@pytest.mark.parametrize("closed", [False, True], ids=["live", "closed"])
@pytest.mark.parametrize("intruder", ["", "lems_browser=" + "0" * 64, "lems_browser=x"])
def test_an_id_without_its_browser_opens_an_empty_sitting(
    url: str, closed: bool, intruder: str
) -> None:
    owner = cookie_of(url)
    tab = answered(url, owner)
    if closed:
        tab.close()
    with Tab(url, intruder, tab.sitting).open("result") as other:
        assert other.sitting != tab.sitting
        assert "Breathlessness" not in other.text()
    if not closed:  # and the one that was named goes on
        assert "Breathlessness" in tab.open("result").text()
        tab.close()


def test_another_visitor_s_own_cookie_opens_no_sitting_but_its_own(url: str) -> None:
    tab, stranger = answered(url, cookie_of(url)), cookie_of(url)
    with Tab(url, stranger, tab.sitting).open("result") as other:
        assert other.sitting != tab.sitting
        assert "Breathlessness" not in other.text()
    tab.close()


def test_the_browser_that_began_a_sitting_comes_back_to_it(url: str) -> None:
    owner = cookie_of(url)
    tab = answered(url, owner)
    tab.close()
    with Tab(url, owner, tab.sitting).open("result") as again:
        assert again.sitting == tab.sitting
        assert "Breathlessness" in again.text()


def test_who_sends_no_cookie_has_a_sitting_that_nobody_can_come_back_to(url: str) -> None:
    tab = answered(url, "")
    tab.close()
    with Tab(url, "", tab.sitting).open("result") as again:
        assert again.sitting != tab.sitting


def test_nobody_says_whose_a_connection_is_but_the_door(url: str) -> None:
    owner = cookie_of(url)
    tab = answered(url, owner)
    named = {"X-Lems-Browser": owner_of(owner.partition("=")[2])}
    with Tab(url, sitting=tab.sitting, headers=named).open("result") as other:
        assert other.sitting != tab.sitting
    tab.close()


def test_the_cookie_is_out_of_reach_of_scripts_and_comes_with_a_page_only(url: str) -> None:
    page = request(url, "GET", "/drafts", {"Accept": "text/html,*/*"})
    (set_cookie,) = [v for k, v in page.getheaders() if "lems_browser" in v]
    assert "; HttpOnly" in set_cookie
    assert "SameSite=Lax" in set_cookie
    held = cookies(set_cookie.partition(";")[0])
    again = request(url, "GET", "/", {"Accept": "text/html", **held})
    assert not [v for _, v in again.getheaders() if "lems_browser" in v]
    script = request(url, "GET", "/_stcore/health", {"Accept": "*/*"})
    assert not [v for _, v in script.getheaders() if "lems_browser" in v]


def test_an_upload_address_holds_the_id_as_the_operator_s_guide_says(url: str) -> None:
    with Tab(url, cookie_of(url)).open("drafts") as tab:
        address = upload_address(tab)
        assert f"/_stcore/upload_file/{tab.sitting}/" in address


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("whose", ["nobody", "stranger"])
def test_a_file_for_a_sitting_of_another_browser_is_refused(
    url: str, method: str, whose: str
) -> None:
    with Tab(url, cookie_of(url)).open("drafts") as tab:
        address = upload_address(tab)
        body, kind = parts(b"{}")
        other = "" if whose == "nobody" else cookie_of(url)
        held, repeated = token_of(url)
        headers = {**kind, **repeated, **cookies(held, other)}
        assert request(url, method, address, headers, body).status == 403
