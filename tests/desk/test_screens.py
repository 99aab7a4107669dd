"""The main pages as people see them, in both languages, wide and on a phone: clean by axe-core, nothing sticking out, nothing untranslated.

Pictures are written to the folder that SIJILL_SCREENS names, else to ``screens`` beside the project's files, for a person to look at.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from .conftest import enter

FOLDER = Path(os.environ.get("SIJILL_SCREENS") or Path(__file__).parents[2] / "screens")
PAGES = {
    "inbox": "/", "add": "/add/", "report": "/reports/8/", "review": "/review/", "incidents": "/incidents/", "incident": "/incidents/1/", "map": "/map/",
    "timeline": "/timeline/", "actors": "/actors/", "places": "/places/", "search": "/search/?q=غارة", "exports": "/exports/", "import": "/import/",
    "audit": "/audit/", "people": "/people/", "account": "/account/", "collections": "/collections/", "settings": "/settings/",
}  # fmt: skip
SIZES = {"wide": (1280, 900), "phone": (390, 844)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_pages(page: Any, live: str, language: str, size: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    FOLDER.mkdir(exist_ok=True)
    enter(page, live, "admin", language)
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
    faults = []
    for name, address in PAGES.items():
        answer = page.goto(address)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=FOLDER / f"{name}-{language}-{size}.png", full_page=True)
        if answer.status != 200:
            faults.append(f"{name}: {answer.status}")
        if len(answer.body()) > 300_000:
            faults.append(f"{name}: {len(answer.body())} bytes")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            faults.append(f"{name}: sticks out sideways")
        mirrored = "rtl" if language == "ar" else "ltr"
        if page.evaluate("getComputedStyle(document.documentElement).direction") != mirrored:
            faults.append(f"{name}: does not run {mirrored}")
        if language == "ar":
            faults += [f"{name}: not in Arabic: {text!r}" for text in english(page)]
        if size == "wide":
            found = Axe().run(page)
            faults += [f"{name}: {v['id']}: {v['nodes'][0]['html'][:200]}" for v in found.response["violations"]]
    assert not faults, "\n".join(faults)


def english(page: Any) -> list[str]:
    """What an Arabic page says in Latin letters, but for names, words of reports, codes and what stands under its own language."""
    said = page.evaluate(
        """() => {
          const out = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const at = walk.currentNode.parentElement;
            if (!at.closest("bdi, svg, code, .code, kbd, script, style, [dir=auto], [dir=ltr], [lang]:not(html), textarea, option[data-own]")) out.push(walk.currentNode.data);
          }
          for (const at of document.querySelectorAll("[title], [aria-label], [placeholder]"))
            for (const name of ["title", "aria-label", "placeholder"]) if (at.getAttribute(name) && !at.closest("[dir=auto]")) out.push(at.getAttribute(name));
          return out;
        }"""
    )
    # A brand or a code within an Arabic sentence is no fault; a sentence in Latin letters is.
    return [text.strip() for text in said if len(_LATIN.findall(_NAMES.sub("", text))) > len(_ARABIC.findall(text))]


_LATIN, _ARABIC = re.compile(r"[A-Za-z]{3,}"), re.compile(r"[\u0600-\u06ff]+")
_NAMES = re.compile(r"Sijill|English|UTC|[0-9a-f]{40,}|\b[A-Z][A-Z0-9]{2,}\b|https?://\S*")
