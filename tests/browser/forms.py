"""How a test fills in the admin's forms.

The forms with the editor forbid eval, so everything waits with locators, never with `wait_for_function`.
"""

from playwright.sync_api import Page, expect


def editor_body(page: Page, field: str):
    """What is written in the editor of `field`; waits until the editor has opened."""
    return page.frame_locator(f".field-{field} iframe.cke_wysiwyg_frame").locator("body")


def write(page: Page, field: str, text: str) -> None:
    body = editor_body(page, field)
    body.click()
    body.press_sequentially(text)


def editors_open(page: Page) -> None:
    """Wait until every editor on the page has opened."""
    expect(page.locator("iframe.cke_wysiwyg_frame")).to_have_count(
        page.locator("textarea[data-type=ckeditortype]").count()
    )


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator(".submit-row").last.get_by_role("button", name=name, exact=True).click()
