"""Pages to hand on: whole, self-contained, redacted, noted; in a browser where there is one."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sijill.exports.pages.svg import RADIUS_KM, Point, Row, Town, claims_chart, world_map
from sijill.exports.pages.words import sentence, value
from sijill.register import Register

from .conftest import item
from .test_asking import OUTLETS, TEXTS
from .test_commands import run

HELD = "دير الزور - 12 آذار 2021\nاعتقلت قوات النظام الشاب أحمد محمد العلي والطفل سامر أحمد العلي في بلدة الشحيل بريف دير الزور أمس، وفق ما قال شاهد عيان يدعى خالد الحسن."
MARKED = "إدلب - 2 نيسان 2021\nقتل ثلاثة أشخاص <script>alert(1)</script> & آخرون بقصف على مدينة أريحا في 1 نيسان."
NOWHERE = "قتل عنصران في اشتباكات."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a register in it."""
    folder = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIJILL_EVIDENCE", str(folder / "evidence"))
        patch.setenv("SIJILL_DATABASE", str(folder / "sijill.db"))
        many = {
            f"many-{k}": f"إدلب - {7 + k} نيسان 2021\nقتل {k + 3} مدنيين وأصيب {k + 5} آخرون بغارة جوية روسية على مدينة سراقب بريف إدلب يوم 6 نيسان، بحسب {who}."
            for k, who in enumerate(("الدفاع المدني", "المرصد السوري", "وكالة سانا", "شبكة شام", "مراسلنا"))
        }
        texts = {**TEXTS, "held": HELD, "marked": MARKED, "nowhere": NOWHERE, **many}
        with Register.open(create=True) as register:
            list(register.add([item(n, t, **({"outlet": OUTLETS[n]} if n in OUTLETS else {})) for n, t in texts.items()]))
            list(register.read())
            register.link()
        yield folder


def number_of(doc: str) -> int:
    with Register.open():
        from sijill.register.models import Member

        return Member.objects.filter(event__report__doc=doc).order_by("pk").values_list("incident_id", flat=True)[0]


def written(folder: Path, *arguments: object) -> str:
    out = folder / "page.html"
    result = run("report", *arguments, "--out", out)
    assert result.exit_code == 0, result.stderr
    return out.read_text(encoding="utf-8")


class _Tags(HTMLParser):
    """Open tags must close in order; addresses are kept."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [v or "" for k, v in attrs if k in ("src", "href", "action", "data", "style", "onload", "onclick")]
        if tag not in ("meta", "br", "link", "img"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def checked(page: str) -> str:
    """The page, if it is well-formed, fetches nothing and runs nothing but its own style."""
    tags = _Tags()
    tags.feed(page)
    assert (tags.open, tags.addresses) == ([], [])
    assert not tags.tags & {"script", "img", "link", "iframe", "object", "form"}
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.S)
    assert "url(" not in style and "@import" not in style
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{allowed}'" in page
    assert '<html lang="ar" dir="rtl">' in page
    for svg in re.findall(r"<svg.*?</svg>", page, re.S):
        ElementTree.fromstring(svg)
    return page


def test_an_incident_has_all_that_is_known_of_it(folder: Path) -> None:
    page = checked(written(folder, "incident", number_of("one")))
    for part in (
        "قصف", "shelling", "كفرنبل", "Kafr Nabl", "الخريطة", "Timeline", "Claims side by side", "Where they differ", "Estimate", "Evidence, word for word",
        "تحديث للحصيلة", "Update of a toll", "راجح", "2 independent origins tell it", "يرويها مصدران مستقلان", "most independent origins", "شام", "عنب بلدي",
    ):  # fmt: skip
        assert part in page, part
    assert "<mark>بقصف مدفعي</mark>" in page
    assert hashlib.sha256(TEXTS["one"].encode()).hexdigest() in page
    assert page.count('<th scope="row">') >= 10  # two claims stand in columns
    assert page.count("class=\"published\"") == 2


def test_many_claims_stand_in_rows_and_conflicts_name_their_sides(folder: Path) -> None:
    page = checked(written(folder, "incident", number_of("many-0"), "--policy", "conservative"))
    assert page.count('<th scope="row">') == 0
    assert "the lowest that is told" in page and "أدنى ما يقوله مصدر" in page
    assert all(f"(many-{k}:e1)" in page for k in range(5))
    assert "source-" in page and "مراسلنا" not in re.sub("<blockquote.*?</blockquote>", "", page, flags=re.S)


def test_redacted_unless_said_otherwise_and_noted(folder: Path) -> None:
    number = number_of("held")
    page = checked(written(folder, "incident", number))
    for name in ("أحمد", "سامر", "العلي", "خالد", "الحسن", "الشحيل"):
        assert name not in page, name
    assert "person-" in page and "█" in page and "The place is made coarser" in page
    bare = checked(written(folder, "incident", number, "--unredacted", "--who", "me"))
    assert "أحمد محمد العلي" in bare and "الشحيل" in bare and "Not for publication" in bare
    with Register.open() as register:
        from sijill.register.models import Entry

        last = Entry.objects.filter(action="report").order_by("-number")[0]
        said = json.loads(last.detail)
        assert (last.who, last.subject, said["of"], said["redacted"]) == ("me", "page.html", f"incident {number}", False)
        assert said["sha256"] == hashlib.sha256(bare.encode()).hexdigest()
        assert not list(register.verify())


def test_what_a_report_says_stays_text(folder: Path) -> None:
    page = checked(written(folder, "incident", number_of("marked")))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page


def test_an_incident_without_place_and_time(folder: Path) -> None:
    page = checked(written(folder, "incident", number_of("nowhere")))
    assert "No point is known" in page and "no date" in page


def test_an_actor(folder: Path) -> None:
    page = checked(written(folder, "actor", "لواء القدس"))
    for part in ("Liwa al-Quds", "تأسس", "founded", "2013", "2015", "Contradiction", "تعارض", "Its own losses", "انفجار لغم", "السخنة", "Incidents by period"):
        assert part in page, part
    assert "المتحالف" not in page
    assert checked(written(folder, "actor", "روسيا")).count("backed by") >= 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["incident", "99999"], "there is no incident"),
        (["incident", "1", "--policy", "dice"], "no such policy"),
        (["incident", "1", "--policy", "prefer_source"], "go together"),
        (["incident", "1", "--prefer", "شام"], "go together"),
        (["actor", "لا أحد هنا"], "holds nothing of such an actor"),
        (["actor", "أحمد محمد العلي"], "may be a private person"),
    ],
)
def test_what_cannot_be_handed_on_is_told(folder: Path, arguments: list[str], said: str) -> None:
    result = run("report", *arguments, "--out", folder / "none.html")
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    assert not (folder / "none.html").exists()
    assert not list(folder.glob(".none*"))


def test_a_folder_is_no_file(folder: Path) -> None:
    assert "is a folder" in run("report", "incident", number_of("one"), "--out", folder).stderr
    assert "there is no folder" in run("report", "incident", number_of("one"), "--out", folder / "no" / "where.html").stderr


def test_the_map_draws_precision_as_area_and_true_distances() -> None:
    svg = ElementTree.fromstring(world_map([Point(35.0, 38.0, 1, "هنا"), Point(35.5, 38.0, 3, "قضاء")], [Town(35.2, 38.2, "بلدة", "Town")]))
    circles = [c for c in svg.iter("{http://www.w3.org/2000/svg}circle") if "area" in c.get("class", "")]
    radii = {c.get("class"): float(c.get("r", "0")) for c in circles}
    assert radii["area rough"] / radii["area exact"] == pytest.approx(RADIUS_KM[3] / RADIUS_KM[1], rel=0.1) or radii["area exact"] == 3
    (a, b) = sorted(float(c.get("cy", "0")) for c in circles)
    km = 0.5 * 111.2
    assert (b - a) / radii["area rough"] == pytest.approx(km / RADIUS_KM[3], rel=0.01)
    scale = next(p for p in svg.iter("{http://www.w3.org/2000/svg}path") if p.get("class") == "scale")
    text = next(t.text for t in svg.iter("{http://www.w3.org/2000/svg}text") if (t.text or "").endswith(" km"))
    long = float(re.findall(r"h([\d.]+)", scale.get("d", ""))[0])
    assert float((text or "").removesuffix(" km")) / long == pytest.approx(km / (b - a), rel=0.02)
    assert any("بلدة" in (t.text or "") for t in svg.iter("{http://www.w3.org/2000/svg}text"))


def test_the_chart_fades_where_an_end_is_not_told() -> None:
    svg = claims_chart([Row("a", 737854, 737854, False, 737855), Row("b", None, 737860, False, None), Row("c", 737850, 737880, True, None), Row("d", None, None, False, None)])
    assert (svg.count("url(#in)"), svg.count("url(#out)"), svg.count('class="published"')) == (1, 1, 1)
    assert claims_chart([Row("d", None, None, False, None)]) == ""


def test_what_the_register_says_is_said_in_arabic() -> None:
    """Every reason that grades and estimates can give has its sentence; whatever has none is shown in English."""
    from sijill.linking import estimates

    source = Path(estimates.__file__).read_text(encoding="utf-8")
    for fixed in [*re.findall(r'Grade\("\w+", "([^"]+)"\)', source), "the policy gives the range only", "left to a person", "no origin gives a single figure"]:
        assert fixed in source and 'lang="ar"' in sentence(fixed), fixed
    for made in ("1 of 2 independent origins give 4, the latest of those with as many", "the only origin gives 3", "3 independent origins tell it, and none another", "the doer itself says so (x)"):
        assert 'lang="ar"' in sentence(made), made
    assert 'lang="ar">600 أو أكثر<' in value("600 or more")
    assert value("air_strike by روسيا").endswith("<bdi>روسيا</bdi>") and "غارة جوية" in value("air_strike by روسيا")
    assert value("محمد <السعيد>") == "<bdi>محمد &lt;السعيد&gt;</bdi>"
    assert sentence("something <new>") == '<span lang="en" dir="ltr">something &lt;new&gt;</span>'


@pytest.mark.skipif(not (BROWSER := shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")), reason="needs a browser")
def test_a_browser_prints_it(folder: Path) -> None:
    import pypdfium2

    written(folder, "incident", number_of("one"))
    subprocess.run(
        [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder / 'profile'}",
         f"--print-to-pdf={folder / 'page.pdf'}", (folder / "page.html").as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    document = pypdfium2.PdfDocument(folder / "page.pdf")
    assert 1 <= len(document) <= 4
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "Claims side by side" in text and "2021-03-04" in text
