"""The download page in a browser."""

import zipfile

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_button_downloads_a_zip_without_a_fault(staff_page, live_server, problems, axe, scheme, starter):
    staff_page.emulate_media(color_scheme=scheme)
    staff_page.goto(f"{live_server.url}/admin/content/export/")
    assert axe(staff_page) == []
    with staff_page.expect_download() as waiting:
        staff_page.get_by_role("button", name="Download all content").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        assert archive.testzip() is None
        assert "articles/redness.toml" in archive.namelist()
    assert problems == []
