"""What leaves the desk, in a real browser: a policy switched on an incident's page, and a redacted file downloaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sijill.desk import jobs

from .conftest import enter
from .test_giving import PRIVATE


def test_a_policy_is_switched_and_a_redacted_file_downloaded(page: Any, live: str, tmp_path: Path) -> None:
    from sijill.register.models import Incident

    told = Incident.objects.filter(merged_into=None, claims__gt=1).order_by("pk").first()
    assert told is not None
    enter(page, live, "coder")
    page.goto(f"/incidents/{told.pk}/")
    page.select_option("select[name=policy]", "range_only")
    page.locator("form:has(select[name=policy]) button").click()
    page.wait_for_url("**policy=range_only*")
    assert page.locator("select[name=policy]").input_value() == "range_only"
    assert "the policy gives the range only" in page.inner_text("main")

    page.goto("/exports/")
    assert page.locator("input[name=names][value=shown], input[name=unredacted]").count() == 0  # a coder is not even offered it
    page.check("input[name=format][value=geojson]")
    page.locator("form:has(input[name=format]) button:not([type=button])").first.click()
    page.wait_for_url("**/exports/*/")
    assert jobs.run_waiting() == 1
    page.reload()
    with page.expect_download() as started:
        page.locator("a[href$='/file']").click()
    file = tmp_path / "file"
    started.value.save_as(file)
    text = file.read_text(encoding="utf-8")
    assert started.value.suggested_filename.endswith(".geojson") and '"FeatureCollection"' in text
    assert not [name for name in PRIVATE if name in text]
