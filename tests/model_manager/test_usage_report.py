"""The report as JSON and as a page that needs nothing else and runs nothing."""

import json
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from wan22_desktop.core.errors import ErrorCategory, NotSavedError, UserError
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.retention import (
    RetentionPolicy,
    StoredFile,
    StoredPackage,
    recommend,
)
from wan22_desktop.model_manager.domain.usage import UsageData, statistics_of, suggest_next
from wan22_desktop.model_manager.usage.report import (
    PackageUsage,
    UsageReport,
    report_html,
    report_json,
    write_report,
)

NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
HOSTILE = '</td><script>alert("1")</script><img src=x onerror=alert(2)> & {body}'
OLD = "old"


def report(title: str = "Wan 2.2 TI2V 5B, fp16") -> UsageReport:
    renders = [
        UsageData(
            "new",
            Variant.TI2V_5B,
            NOW - timedelta(days=days, hours=days),
            ok=days != 2,
            category=ErrorCategory.ENGINE if days == 2 else None,
            seconds=61.0,
        )
        for days in (0, 1, 1, 2)
    ]
    statistics = statistics_of("new", renders, NOW, UTC)
    stored = StoredPackage(
        OLD,
        title,
        Variant.T2V_A14B,
        is_active=False,
        files=(StoredFile((1, 1), 28_600_000_000, 1),),
        contents={"sha256:1": 28_600_000_000},
        installed_at=NOW - timedelta(days=100),
    )
    return UsageReport(
        made_at=NOW,
        total=statistics,
        packages=(PackageUsage(title, is_installed=True, statistics=statistics),),
        preload=suggest_next(renders, NOW, local=UTC),
        cleanup=recommend([stored], RetentionPolicy(), NOW, free_bytes=10**9, variant_last_used={}),
    )


class Page(HTMLParser):
    """Tags, their attributes and all text; refuses tags that are not closed in order."""

    VOID = ("meta",)

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def rects(self, kind: str | None = None) -> list[float]:
        """Heights of bars."""
        return [
            float(str(attributes["height"]))
            for tag, attributes in self.tags
            if tag == "rect" and attributes.get("class") == kind
        ]


def test_the_page_tells_what_was_recorded() -> None:
    page = Page(report_html(report()))
    for said in ("4 renders", "75% succeeded", "1 failed with engine", "28.6 GB", "1 min 01 s"):
        assert said in page.text
    assert "Never used since it was installed 100 days ago." in page.text
    days, hours = page.rects()[:30], page.rects()[30:]
    assert len(hours) == 24
    assert days[-3:] == [40.0, 80.0, 40.0], "as tall as the days had renders"
    assert days[:-3] == [0.0] * 27
    assert page.rects("bad") == [40.0], "the day with a failure"
    assert hours[9] > 0


def test_the_page_needs_nothing_and_runs_nothing() -> None:
    html = report_html(report(HOSTILE))
    page = Page(html)
    assert HOSTILE in page.text
    assert {tag for tag, _ in page.tags}.isdisjoint(
        {
            "script",
            "img",
            "link",
            "iframe",
            "object",
            "embed",
            "a",
            "form",
            "base",
            "audio",
            "video",
        }
    )
    for _tag, attributes in page.tags:
        assert not {"src", "href", "onerror", "onload", "style"} & attributes.keys()
    assert "url(" not in html
    assert "@import" not in html
    assert "//" not in html, "no address at all"
    policy = next(a["content"] for tag, a in page.tags if tag == "meta" and "http-equiv" in a)
    assert str(policy).startswith("default-src 'none'")
    assert "prefers-color-scheme: dark" in html


def test_a_text_that_is_not_escaped_would_be_seen() -> None:
    """The checks above do go red: the same text as it is."""
    html = report_html(report("MARK")).replace("MARK", HOSTILE, 1)
    with pytest.raises(AssertionError):
        Page(html)


def test_an_empty_report_is_a_whole_page() -> None:
    nothing = statistics_of("", [], NOW, UTC)
    cleanup = recommend([], RetentionPolicy(), NOW, free_bytes=5, variant_last_used={})
    page = Page(report_html(UsageReport(NOW, nothing, (), (), cleanup)))
    assert "0 renders" in page.text
    assert "succeeded" not in page.text


def test_json_holds_the_same() -> None:
    told = report()
    read = json.loads(report_json(told))
    assert read["made_at"] == "2026-03-20T09:30:00+00:00"
    assert read["total"]["total_uses"] == 4
    assert read["total"]["failures"] == [["engine", 1]]
    assert len(read["total"]["last_30_days"]) == 30
    assert read["total"]["last_30_days"][-1] == {
        "day": "2026-03-20",
        "uses": 1,
        "failures": 0,
        "seconds": 61.0,
    }
    assert read["preload"][0]["likelihood"] == 1.0
    (suggestion,) = read["cleanup"]["suggestions"]
    assert (suggestion["package"], suggestion["frees_bytes"]) == (OLD, 28_600_000_000)
    assert read["cleanup"]["frees_bytes"] == 28_600_000_000


def test_it_is_written_as_the_ending_says(tmp_path: Path) -> None:
    for suffix, start in ((".json", "{"), (".HTML", "<!DOCTYPE html>")):
        file = tmp_path / "new folder" / f"report{suffix}"
        write_report(report(), file)
        assert file.read_text("utf-8").startswith(start)
    with pytest.raises(UserError, match="ends otherwise") as caught:
        write_report(report(), tmp_path / "report.txt")
    assert caught.value.suggestion == str(tmp_path / "report.html")
    blocker = tmp_path / "a file"
    blocker.write_bytes(b"")
    with pytest.raises(NotSavedError):
        write_report(report(), blocker / "report.json")
