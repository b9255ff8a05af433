"""Forecasts for the form, away from the window's thread: the driver may take seconds to answer."""

import logging
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant

if TYPE_CHECKING:
    from wan22_desktop.composition.preflight import Preflight

log = logging.getLogger("wan22.app")


class PreflightService(QObject):
    """Answers the newest question; those that it did not get to meanwhile are dropped.

    `ask` may be called from any thread and never waits; the rest lives on a thread of its own.
    """

    foreseen = Signal(object)  # Forecast
    seconds_known = Signal(object)  # dict[str, float]
    machine_known = Signal(object, object)
    """The HardwareProfile, and a dict of what a usual clip of each Variant takes: Forecast."""
    stopped = Signal()
    _asked = Signal()

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._places = places
        self._lock = threading.Lock()
        self._request: GenerationRequest | None = None
        self._preflight: Preflight | None = None
        self._asked.connect(self._answer)

    @Slot()
    def start(self) -> None:
        """Nothing is prepared: the first question does that."""

    @Slot()
    def stop(self) -> None:
        self.stopped.emit()

    def ask(self, request: GenerationRequest) -> None:
        """Wish for the forecast of a request; `foreseen` is the answer."""
        with self._lock:
            is_first = self._request is None
            self._request = request
        if is_first:
            self._asked.emit()

    @Slot(object)
    def ask_seconds(self, requests: dict[str, GenerationRequest]) -> None:
        """Work out the times of several requests, by any names; `seconds_known` is the answer."""
        try:
            found = {name: self._work().of(request) for name, request in requests.items()}
        except Exception:  # the form works without
            log.exception("the times of presets are not known")
            return
        self.seconds_known.emit({name: forecast.seconds for name, forecast in found.items()})

    @Slot()
    def look_at_machine(self) -> None:
        """Find out what the machine is and how well each model goes with it."""
        try:
            work = self._work()
            usual = {model: work.of(GenerationRequest.default(model)) for model in Variant}
            self.machine_known.emit(work.machine(), usual)
        except Exception:  # the guide says that nothing is known
            log.exception("the machine is not known")

    @Slot()
    def _answer(self) -> None:
        with self._lock:
            request, self._request = self._request, None
        if request is None:
            return
        try:
            self.foreseen.emit(self._work().of(request))
        except Exception:  # the form works without
            log.exception("what a clip would take is not known")

    def _work(self) -> "Preflight":
        if self._preflight is None:
            from wan22_desktop.composition.preflight import Preflight

            self._preflight = Preflight(self._places)
        return self._preflight
