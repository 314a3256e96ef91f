"""What the pages load is within the policy that the server sends, measured where it is held to."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

Visit = Callable[[str], Page]
PAGES = ("/", "/result", "/mechanism", "/cases", "/evidence", "/cohort", "/drafts")
LISTEN = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (one) =>
    window.violations.push(`${one.effectiveDirective} ${one.blockedURI}`));
"""
# Streamlit's reader of messages tries WebAssembly for large numbers, and does without it.
TRIED = {"script-src wasm-eval"}


def test_no_page_wants_more_than_the_policy_allows(page: Page, visit: Visit) -> None:
    page.add_init_script(LISTEN)
    wanted = {}
    for path in PAGES:
        visit(path)
        for fold in page.locator("summary:visible").all()[:4]:
            fold.click()
        page.wait_for_timeout(300)
        wanted[path] = set(page.evaluate("window.violations")) - TRIED
    assert wanted == {path: set() for path in PAGES}


def test_text_is_not_run_as_a_script(page: Page) -> None:
    other = page.context.new_page()  # the browser complains of each try, as no page of ours may
    other.goto("/drafts")
    other.evaluate(
        """() => {
            setTimeout('window.ran = "a text"', 0);
            const script = document.createElement('script');
            script.textContent = 'window.ran = "a script"';
            document.head.append(script);
        }"""
    )
    other.wait_for_timeout(300)
    assert other.evaluate("window.ran ?? 'refused'") == "refused"
