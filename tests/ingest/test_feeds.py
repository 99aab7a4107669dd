"""RSS and Atom: entries with their own day, address and evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from .makers import LEAD, MORE, TITLE, taken

RSS = f"""<?xml version="1.0" encoding="%s"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>شبكة النهر</title><link>https://river.example/</link>
<item><title>{TITLE}</title><link>https://river.example/1</link><guid isPermaLink="false">a-1</guid><pubDate>Fri, 05 Mar 2021 10:00:00 +0200</pubDate>
<description>خبر قصير</description><content:encoded><![CDATA[<p>{LEAD}</p><p>{MORE}</p><div class="share">شارك على فيسبوك</div>]]></content:encoded></item>
<item><title>بيان</title><guid>https://river.example/2</guid><pubDate>الجمعة، 5 آذار 2021</pubDate><description>&lt;b&gt;{MORE}&lt;/b&gt;</description></item>
<item><link>https://river.example/3</link></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>وكالة</title><link href="https://www.shafaq.com/"/>
<entry><title>{TITLE}</title><id>tag:1</id><link href="https://www.shafaq.com/1"/><published>2021-03-05T10:00:00Z</published><content type="html">&lt;p&gt;{LEAD}&lt;/p&gt;</content></entry></feed>"""


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256", "utf-16"])
def test_entries_of_rss(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes((RSS % encoding).encode(encoding))
    (one, two), (bad,) = taken(path)
    assert one.text == f"{TITLE}\n\n{LEAD}\n{MORE}"
    assert (one.name, one.url, one.published, one.outlet) == ("https://river.example/1", "https://river.example/1", "2021-03-05", "شبكة النهر")
    assert (two.text, two.published) == (f"بيان\n\n{MORE}", "2021-03-05")
    assert "entry 3: neither title nor text" in bad
    if encoding != "utf-16":
        assert one.data in path.read_bytes()
        assert one.data.startswith(b"<item>")


def test_an_entry_is_the_same_evidence_tomorrow(tmp_path: Path) -> None:
    for name, data in (("today.rss", RSS % "utf-8"), ("tomorrow.rss", (RSS % "utf-8").replace("<item><title>بيان", "<item><title>خبر جديد</title></item><item><title>بيان"))):
        (tmp_path / name).write_text(data, encoding="utf-8")
    today, tomorrow = (taken(tmp_path / name)[0] for name in ("today.rss", "tomorrow.rss"))
    assert [item.title for item in tomorrow] == [TITLE, "خبر جديد", "بيان"]
    assert {item.data for item in today} < {item.data for item in tomorrow}
    assert {(i.data, i.text, i.locator) for i in today} < {(i.data, i.text, i.locator) for i in tomorrow}


def test_atom_with_the_outlet_of_its_domain(tmp_path: Path) -> None:
    (tmp_path / "a.atom").write_text(ATOM, encoding="utf-8")
    (item,), bad = taken(tmp_path / "a.atom")
    assert not bad
    assert (item.text, item.url, item.published, item.outlet) == (f"{TITLE}\n\n{LEAD}", "https://www.shafaq.com/1", "2021-03-05", "شفق نيوز")


def test_what_is_no_feed_and_what_is_hostile(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>'
    for data, why in (("<x>y</x>", "no feed"), (bomb, "declares XML entities"), ("", "empty")):
        (tmp_path / "f.rss").write_text(data, encoding="utf-8")
        good, (message,) = taken(tmp_path / "f.rss")
        assert not good
        assert why in message


def test_a_feed_of_openings_takes_no_longer_than_it_is_long(tmp_path: Path) -> None:
    import time

    (tmp_path / "f.rss").write_bytes(b"<rss><channel>" + b"<item>" * 300_000)
    began = time.monotonic()
    (message,) = taken(tmp_path / "f.rss")[1]
    assert "no whole entry" in message
    assert time.monotonic() - began < 3
