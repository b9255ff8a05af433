"""One talk with `org.freedesktop.Notifications`, after the Desktop Notifications Specification 1.2.

jeepney speaks it, for QtDBus of PySide6 cannot send an unsigned number, which `Notify` wants. It
is imported late: most sessions of the app show no message.
"""

import html
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wan22_desktop.app.desktop_messages import (
    DesktopMessage,
    MessageClicked,
    MessageEvent,
    MessageRefused,
    MessageShown,
)
from wan22_desktop.core.plain_text import plain_line, plain_text
from wan22_desktop.core.texts import tr

if TYPE_CHECKING:
    from jeepney import Message
    from jeepney.io.blocking import DBusConnection

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
APP_NAME = "WAN2.2 Desktop"

ANSWER_S = 2.0
"""A service that does not answer in this time is taken for none; usual are a few ms."""

MAX_TITLE, MAX_TEXT = 200, 1000
"""In characters. A bus ends the connection over a NUL, and services show some ten lines."""

DEFAULT_ACTION = "default"
"""The specification's name for a click on the message itself."""
BUTTON_ACTION = "button"


@dataclass(slots=True)
class _Call:
    """A call that waits for its answer; `message` is what a `Notify` shows."""

    deadline_s: float
    message: DesktopMessage | None = None


class NotificationSession:
    """One connection to the bus and what it knows of the service there."""

    def __init__(self, connection: "DBusConnection", tell: Callable[[MessageEvent], None]) -> None:
        from jeepney import MatchRule, message_bus

        signals = MatchRule(type="signal", sender=NAME, interface=NAME, path=PATH)
        owner = MatchRule(type="signal", sender="org.freedesktop.DBus", member="NameOwnerChanged")
        owner.add_arg_condition(0, NAME)
        self._connection = connection
        self._tell = tell
        self._capabilities: frozenset[str] | None = None
        self._asked_for: int | None = None
        """The call that asks for the capabilities."""
        self._calls: dict[int, _Call] = {}
        self._late: set[int] = set()
        """Calls that were given up; what they show after all has been told elsewhere."""
        self._ids: dict[str, int] = {}
        self._waiting: dict[str, DesktopMessage] = {}
        """For the capabilities, or for the id of the message that they replace."""
        for rule in (signals, owner):
            connection.send(message_bus.AddMatch(rule))

    def take(self, order: DesktopMessage | str) -> None:
        """Show a message, or withdraw the one with the key."""
        if isinstance(order, str):
            self._waiting.pop(order, None)
            self._withdraw(order)
            return
        self._waiting[order.key] = order
        self._send_waiting()

    def receive(self) -> None:
        """Handle all that has arrived; raises OSError when the bus has gone."""
        while True:
            try:
                message = self._connection.receive(timeout=0)
            except TimeoutError:
                return
            self._handle(message)

    def seconds_left(self) -> float | None:
        """Until the first call is given up; None if none waits."""
        if not self._calls:
            return None
        first = min(call.deadline_s for call in self._calls.values())
        return max(0.0, first - time.monotonic())

    def give_up_late_calls(self) -> None:
        """What waits on a service that hangs is told in another way."""
        now = time.monotonic()
        for serial in [n for n, call in self._calls.items() if call.deadline_s <= now]:
            self._fail(serial)
            self._late.add(serial)

    def withdraw_all(self) -> None:
        for key in tuple(self._ids):
            self._withdraw(key)

    def refuse_all(self) -> None:
        """Everything that was not shown."""
        for serial in tuple(self._calls):
            self._fail(serial)
        self._refuse_waiting()

    def _handle(self, message: "Message") -> None:
        from jeepney import HeaderFields, MessageType

        fields, kind = message.header.fields, message.header.message_type
        if kind is MessageType.signal:
            self._handle_signal(str(fields.get(HeaderFields.member)), message.body)
            return
        serial = fields.get(HeaderFields.reply_serial)
        if kind is MessageType.error:
            self._late.discard(serial)
            self._fail(serial)
        elif kind is MessageType.method_return and serial in self._late:
            self._late.discard(serial)
            if message.header.fields.get(HeaderFields.signature) == "u":
                self._close_message(message.body[0])
        elif kind is MessageType.method_return and serial == self._asked_for:
            self._calls.pop(serial, None)
            self._asked_for = None
            self._capabilities = frozenset(message.body[0])
            self._send_waiting()
        elif kind is MessageType.method_return and serial in self._calls:
            shown = self._calls.pop(serial).message
            if shown is not None:
                self._ids[shown.key] = message.body[0]
                self._tell(MessageShown(shown))
                self._send_waiting()

    def _handle_signal(self, member: str, body: tuple[object, ...]) -> None:
        if member == "NameOwnerChanged":
            # Another service knows nothing of these messages, and can do other things.
            self._ids.clear()
            self._capabilities = None
            return
        if member not in {"ActionInvoked", "NotificationClosed"}:
            return
        key = next((key for key, number in self._ids.items() if number == body[0]), None)
        if key is None:
            return
        if member == "NotificationClosed":
            del self._ids[key]
        else:
            self._tell(MessageClicked(key, on_button=body[1] == BUTTON_ACTION))
            # Some services leave it there, and its button means nothing a second time.
            self._withdraw(key)

    def _send_waiting(self) -> None:
        """As far as the service is known, and not before the message that is replaced has an id."""
        if not self._waiting:
            return
        if self._capabilities is None:
            if self._asked_for is None:
                self._asked_for = self._call("GetCapabilities")
            return
        on_the_way = {call.message.key for call in self._calls.values() if call.message}
        for key in [key for key in self._waiting if key not in on_the_way]:
            self._notify(self._waiting.pop(key))

    def _notify(self, message: DesktopMessage) -> None:
        capabilities = self._capabilities or frozenset()
        text = plain_text(message.text, MAX_TEXT)
        if "body-markup" in capabilities:
            text = html.escape(text, quote=False)
        actions: list[str] = []
        if "actions" in capabilities:
            actions = [DEFAULT_ACTION, tr("Show the window")]
            if message.button:
                actions += [BUTTON_ACTION, message.button]
        body = (
            APP_NAME,
            self._ids.get(message.key, 0),
            "",
            plain_line(message.title, MAX_TITLE),
            text,
            actions,
            {"urgency": ("y", 2 if message.urgent else 1)},
            -1,
        )
        self._call("Notify", "susssasa{sv}i", body, message)

    def _withdraw(self, key: str) -> None:
        number = self._ids.pop(key, None)
        if number is not None:
            self._close_message(number)

    def _close_message(self, number: int) -> None:
        self._call("CloseNotification", "u", (number,))

    def _call(
        self,
        method: str,
        signature: str | None = None,
        body: tuple[object, ...] = (),
        message: DesktopMessage | None = None,
    ) -> int:
        from jeepney import DBusAddress, new_method_call

        serial = next(self._connection.outgoing_serial)
        address = DBusAddress(PATH, bus_name=NAME, interface=NAME)
        self._connection.send(new_method_call(address, method, signature, body), serial=serial)
        self._calls[serial] = _Call(time.monotonic() + ANSWER_S, message)
        return serial

    def _fail(self, serial: int | None) -> None:
        call = self._calls.pop(serial, None) if serial is not None else None
        if call is None:
            return
        if serial == self._asked_for:
            self._asked_for = None
            self._refuse_waiting()
        elif call.message is not None:
            self._tell(MessageRefused(call.message))
            self._send_waiting()

    def _refuse_waiting(self) -> None:
        waiting, self._waiting = tuple(self._waiting.values()), {}
        for message in waiting:
            self._tell(MessageRefused(message))
