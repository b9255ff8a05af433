"""Messages through the desktop's own notification service, from a thread that may wait for it."""

import contextlib
import logging
import os
import select
import threading
from collections import deque
from collections.abc import Callable

from wan22_desktop.app.desktop_messages import DesktopMessage, MessageEvent, MessageRefused
from wan22_desktop.app.notification_session import NotificationSession

log = logging.getLogger("wan22.app")

CLOSE_S = 1.0


class DesktopNotifications:
    """Shows, replaces and withdraws messages; never blocks its caller, never raises.

    `tell` is called on the thread `notifications`, which begins with the first message and ends
    with `close`.
    """

    def __init__(self, tell: Callable[[MessageEvent], None]) -> None:
        self._tell_unless_closed = tell
        self._lock = threading.Lock()
        self._inbox: deque[DesktopMessage | str] = deque()
        self._thread: threading.Thread | None = None
        self._wake_out = self._wake_in = -1
        self._closing = False

    def show(self, message: DesktopMessage) -> None:
        """Answered by `MessageShown` or `MessageRefused`, unless it is replaced before."""
        self._put(message)

    def withdraw(self, key: str) -> None:
        """Take a message back, if it is still on the screen."""
        if self._thread is not None:
            self._put(key)

    def close(self) -> None:
        """Withdraw all messages, whose buttons would be dead, and end the thread."""
        with self._lock:
            self._closing = True
            thread, self._thread = self._thread, None
            if thread is None:
                return
            self._wake()
        thread.join(CLOSE_S)

    def _put(self, order: DesktopMessage | str) -> None:
        with self._lock:
            if self._closing:
                return
            self._inbox.append(order)
            if self._thread is None:
                self._wake_out, self._wake_in = os.pipe()
                os.set_blocking(self._wake_in, False)
                self._thread = threading.Thread(target=self._run, name="notifications", daemon=True)
                self._thread.start()
            self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):  # full: it will wake
            os.write(self._wake_in, b"!")

    def _tell(self, event: MessageEvent) -> None:
        if not self._closing:
            self._tell_unless_closed(event)

    def _run(self) -> None:
        try:
            while not self._closing:
                select.select([self._wake_out], [], [])
                if self._closing:
                    return
                try:
                    self._talk()
                except Exception as error:  # noqa: BLE001 - a message is lost, never the window
                    # Whatever a bus can do wrong: no address, no socket, an unknown transport.
                    log.info("no desktop notifications: %s", error or type(error).__name__)
                for order in self._taken():
                    if isinstance(order, DesktopMessage):
                        self._tell(MessageRefused(order))
        finally:
            os.close(self._wake_out)
            os.close(self._wake_in)

    def _talk(self) -> None:
        """Until `close`; raises when the bus cannot be reached or goes away."""
        from jeepney.io.blocking import open_dbus_connection

        with open_dbus_connection() as connection:
            session = NotificationSession(connection, self._tell)
            try:
                while not self._closing:
                    readable, _, _ = select.select(
                        [connection.sock, self._wake_out], [], [], session.seconds_left()
                    )
                    if self._wake_out in readable:
                        for order in self._taken():
                            session.take(order)
                    if connection.sock in readable:
                        session.receive()
                    session.give_up_late_calls()
                session.withdraw_all()
            finally:
                session.refuse_all()

    def _taken(self) -> list[DesktopMessage | str]:
        with self._lock:
            if select.select([self._wake_out], [], [], 0)[0]:
                os.read(self._wake_out, 4096)
            orders = list(self._inbox)
            self._inbox.clear()
            return orders
