"""Errors become messages with buttons that do what they say; bugs never go unseen."""

import threading

import pytest
from opened_app import OpenApp, OpenedApp
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from wan22_desktop.app.error_desk import BUG_KEY, ErrorDesk, title_of
from wan22_desktop.app.recoveries import LABELS, buttons_for, changed_request
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.failures import FailureCause
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode, Variant
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.request_rules import problems_of
from wan22_desktop.generation.events import ModelInUse, Refusal, RenderEnded, RenderOutcome
from wan22_desktop.qtkit.notification_bar import Notification

WITHOUT_BUTTON = {Recovery.USE_NEAREST, Recovery.CHECK_NETWORK}


def press(app: OpenedApp, label: str) -> None:
    buttons = app.parts.notifications.findChildren(QPushButton)
    (button,) = [b for b in buttons if b.text() == label and b.isVisible()]
    button.click()


def raise_bug() -> None:
    raise ZeroDivisionError("a bug of ours")


def test_every_recovery_has_a_meaning() -> None:
    assert set(LABELS) | WITHOUT_BUTTON == set(Recovery)
    assert not set(LABELS) & WITHOUT_BUTTON


def test_retry_is_offered_for_jobs_only() -> None:
    wanted = (Recovery.RETRY, Recovery.SHOW_LOG)
    assert [action for _, action in buttons_for(wanted, has_job=True)] == ["retry", "show-log"]
    assert [action for _, action in buttons_for(wanted, has_job=False)] == ["show-log"]


@pytest.mark.parametrize("recovery", list(Recovery))
@pytest.mark.parametrize("variant", list(Variant))
def test_recoveries_lead_to_requests_that_can_be_rendered(
    recovery: Recovery, variant: Variant
) -> None:
    request = GenerationRequest.default(variant, prompt="a circle")
    if request.mode is Mode.IMAGE_TO_VIDEO:
        request = request.with_changes(image_sha256="0" * 64)
    for _ in range(12):
        request = changed_request(recovery, request)
        assert problems_of(request) == ()
    if recovery is Recovery.FEWER_FRAMES:
        assert request.num_frames == 5
    if recovery is Recovery.LOWER_RESOLUTION:
        assert request.width < variant.facts.size.width


def test_the_demo_model_keeps_the_start_image() -> None:
    request = GenerationRequest.default(Variant.TI2V_5B, prompt="x").with_changes(
        mode=Mode.IMAGE_TO_VIDEO, image_sha256="a" * 64
    )
    demo = changed_request(Recovery.USE_DEMO_MODEL, request)
    assert (demo.model, demo.mode, demo.image_sha256) == (
        Variant.DEMO,
        Mode.IMAGE_TO_VIDEO,
        "a" * 64,
    )


def test_a_bug_in_a_slot_is_apologised_for_with_details(qtbot: QtBot, open_app: OpenApp) -> None:
    app = open_app()
    QTimer.singleShot(0, raise_bug)
    qtbot.waitUntil(lambda: any("Something went wrong" in text for text in app.said()))
    press(app, "Copy details")
    details = QGuiApplication.clipboard().text()
    assert "ZeroDivisionError: a bug of ours" in details
    assert "WAN2.2 Desktop" in details
    press(app, "Show the log")
    assert app.window.log_dock.isVisible()
    app.parts.desk.bug_details = ""
    app.close(bug_expected=False)


def test_a_bug_on_another_thread_too(qtbot: QtBot, open_app: OpenApp) -> None:
    app = open_app()
    thread = threading.Thread(target=raise_bug)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: any(n.key == BUG_KEY for n in app.parts.notifications.notifications))
    assert "raise_bug" in app.parts.desk.bug_details
    app.close(bug_expected=True)


@pytest.mark.usefixtures("qapp")
def test_a_failed_job_is_told_with_what_can_be_done() -> None:
    desk = ErrorDesk()
    shown: list[Notification] = []
    chosen: list[tuple[Recovery, str]] = []
    desk.notified.connect(shown.append)
    desk.recovery_chosen.connect(lambda recovery, job: chosen.append((recovery, job)))
    request = GenerationRequest.default(prompt="a <b>very</b> long prompt " * 9)
    job = Job("0" * 12, request, 1, JobState.FAILED, message="Not enough memory.")
    desk.show_failed_job(job)
    (message,) = shown
    assert message.detail == "Not enough memory."
    assert len(title_of(job)) < 70
    for _, action in message.actions:
        desk.choose(message.key, action)
    assert chosen == [
        (Recovery.RETRY, job.id),
        (Recovery.EDIT_REQUEST, job.id),
        (Recovery.SHOW_LOG, job.id),
    ]


def test_the_cause_of_a_failure_decides_what_is_offered() -> None:
    desk = ErrorDesk()
    shown: list[Notification] = []
    desk.notified.connect(shown.append)
    request = GenerationRequest.default(prompt="a fox")
    job = Job("0" * 12, request, 1, JobState.FAILED, message="Memory ran out.")
    desk.note_render(
        RenderEnded(
            job.id,
            request,
            ModelInUse(Variant.DEMO, "demo"),
            RenderOutcome.FAILED,
            1.0,
            ErrorCategory.OUT_OF_MEMORY,
            cause=FailureCause.VRAM,
        )
    )
    desk.show_failed_job(job)
    offered = [label for label, _ in shown[0].actions]
    assert LABELS[Recovery.LOWER_RESOLUTION] in offered
    assert shown[0].detail.startswith("Memory ran out. Close other programs")
    desk.forget_job(job)
    desk.show_failed_job(job)
    assert LABELS[Recovery.LOWER_RESOLUTION] not in [label for label, _ in shown[1].actions]


def test_a_refusal_of_a_field_goes_to_the_form(app: OpenedApp) -> None:
    error = UserError("That image is too large.", field="image")
    app.parts.desk.show_refusal(Refusal(error))
    assert app.said() == []
    assert app.parts.compose.form.mode.value is Mode.IMAGE_TO_VIDEO


def test_other_refusals_are_shown_and_replaced_by_key(app: OpenedApp) -> None:
    for text in ("The disk is full.", "The disk is still full."):
        error = UserError(
            text,
            category=ErrorCategory.DISK,
            safe="Nothing is lost.",
            recoveries=(Recovery.SHOW_LOG,),
        )
        app.parts.desk.show_error(error)
    assert app.said() == ["The disk is still full."]
    press(app, "Show the log")
    assert app.window.log_dock.isVisible()
    assert app.said() == []


def test_a_message_goes_with_its_job(app: OpenedApp) -> None:
    job = Job("gone", GenerationRequest.default(prompt="x"), 1, JobState.FAILED)
    app.parts.desk.show_failed_job(job)
    assert len(app.said()) == 1
    app.parts.generation.job_removed.emit("gone")
    assert app.said() == [], "its buttons could do nothing any more"
