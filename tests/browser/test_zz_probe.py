def test_probe(visit, settled):
    page=visit("/")
    print("inputs", page.locator('input[type=file]').count())
    print("sb", page.get_by_test_id("stExpandSidebarButton").count(), page.get_by_role("button").all_inner_texts()[:40])
    print([b.get_attribute("aria-label") for b in page.locator("header button, [data-testid=stSidebarCollapsedControl] button").all()])
    print("nav", [a.inner_text() for a in page.get_by_role("link").all()][:20])
    print(page.evaluate("document.activeElement.outerHTML.slice(0,100)"))
    import time
    t=time.time()
    for i in range(12):
        page.keyboard.press("Tab")
        print(page.evaluate("document.activeElement.outerHTML.slice(0,160)"))
    print(time.time()-t)
    page.set_input_files('input[type=file]', 'tests/golden/022-lems-81f-normal-rns.json') if page.locator('input[type=file]').count() else None
    settled(page)
    print(page.locator(".qs-status [role=status]").inner_text())
