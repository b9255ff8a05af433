"""Renders of the demo model by two real engines in turns, to see what a tuning brings."""

import hashlib
import secrets
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.model_parts import ModelParts, find_parts
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.messages import Failed, Render, Rendered
from wan22_desktop.engine_protocol.plan import ExecutionPlan
from wan22_desktop.engine_protocol.tuning import EngineTuning
from wan22_desktop.generation.engine_process import EngineOutcome, EngineProcess
from wan22_desktop.optimizer.domain.comparison import Comparison, Side
from wan22_desktop.optimizer.domain.planning import ModelFiles, NothingFits, Situation
from wan22_desktop.optimizer.planner import Planner

REQUEST = GenerationRequest.default(
    Variant.DEMO, prompt="a red circle moving right on a blue background", seed=1
)
STARTS = 3
"""Engines of each kind: what differs from start to start is noise too."""
PAIRS_PER_START = 4
_ANSWER_S = 1.0
"""Between two looks at a silent engine."""


@dataclass
class _Taken:
    """What one side has shown so far."""

    seconds: list[float] = field(default_factory=list[float])
    loading_seconds: list[float] = field(default_factory=list[float])
    resident_bytes: list[int] = field(default_factory=list[int])
    results: list[str] = field(default_factory=list[str])

    def side(self) -> Side:
        return Side(
            seconds=tuple(self.seconds),
            loading_seconds=tuple(self.loading_seconds),
            resident_bytes=tuple(self.resident_bytes),
            results=tuple(self.results),
        )


class TuningTrial:
    """A `Benchmark` of the system optimizer; takes about a minute and leaves nothing behind.

    `on_progress` is told how many of how many renders are done. A trial that is broken off, by
    Ctrl+C too, ends its engines and removes its files.
    """

    def __init__(
        self,
        places: Places,
        *,
        request: GenerationRequest = REQUEST,
        starts: int = STARTS,
        pairs_per_start: int = PAIRS_PER_START,
        on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> None:
        self._places = places
        self._request = request
        self._starts = starts
        self._pairs = pairs_per_start
        self._on_progress = on_progress
        self._parts = find_parts(Variant.DEMO, places.model_folder(Variant.DEMO))
        self._plan = _plan_of(request)

    def __call__(self, before: EngineTuning, after: EngineTuning, /) -> Comparison:
        """Raises UserError if an engine does not start or fails, and OSError."""
        taken = (_Taken(), _Taken())
        total = 2 * self._starts * (1 + self._pairs)
        done = 0
        self._places.cache.mkdir(parents=True, exist_ok=True)
        for start in range(self._starts):
            with ExitStack() as stack:
                folder = Path(
                    stack.enter_context(
                        tempfile.TemporaryDirectory(prefix="trial-", dir=self._places.cache)
                    )
                )
                engines: dict[int, _Engine] = {}
                for which in _turn(start):
                    engine = _Engine(
                        (before, after)[which],
                        folder / str(which),
                        self._request,
                        self._plan,
                        self._parts,
                    )
                    engines[which] = stack.enter_context(engine)
                for pair in range(self._pairs + 1):
                    for which in _turn(start + pair):
                        engines[which].render(taken[which], warm=pair > 0)
                        done += 1
                        self._on_progress(done, total)
        return Comparison(before=taken[0].side(), after=taken[1].side())


class _Engine:
    """One engine for the length of a `with`."""

    def __init__(
        self,
        tuning: EngineTuning,
        folder: Path,
        request: GenerationRequest,
        plan: ExecutionPlan,
        parts: ModelParts,
    ) -> None:
        self._folder = folder
        self._request = request
        self._plan = plan
        self._parts = parts
        folder.mkdir()
        self._process = EngineProcess(folder / "engine.log", tuning=tuning)

    def __enter__(self) -> Self:
        try:
            self._process.start()
        except BaseException:
            self._process.kill()
            self._process.shut_down()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        if kind is not None:
            self._process.kill()
        self._process.shut_down()

    def render(self, taken: _Taken, *, warm: bool) -> None:
        """Take note of one render; the first also loads, and its time does not count."""
        job_id = secrets.token_hex(6)
        checkpoint = self._folder / f"{job_id}.safetensors"
        clip = self._folder / f"{job_id}.tmp.mp4"
        self._process.send(
            Render(
                job_id=job_id,
                request=self._request,
                plan=self._plan,
                parts=self._parts,
                checkpoint_path=str(checkpoint),
                clip_path=str(clip),
                cache_path=str(self._folder / "cache"),
                preview=False,
            )
        )
        figures = self._outcome().figures
        taken.results.append(f"{_digest(checkpoint.read_bytes())} {pictures_digest(clip)}")
        if warm:
            taken.seconds.append(figures.seconds)
        else:
            taken.loading_seconds.append(max(figures.seconds_loading, sys.float_info.epsilon))
        taken.resident_bytes.append(figures.peak_resident_bytes)
        checkpoint.unlink()
        clip.unlink()

    def _outcome(self) -> Rendered:
        while True:
            event = self._process.next_event(_ANSWER_S)
            if isinstance(event, Rendered):
                return event
            if isinstance(event, Failed | EngineOutcome):
                said = event.message if isinstance(event, Failed) else event.sentence()
                raise UserError(
                    tr("The comparison could not be made: {reason}", reason=said),
                    category=ErrorCategory.ENGINE,
                    safe=tr("Nothing was changed."),
                )


def _turn(number: int) -> tuple[int, int]:
    """Who goes first changes, so that neither always follows the other."""
    return (0, 1) if number % 2 == 0 else (1, 0)


def _plan_of(request: GenerationRequest) -> ExecutionPlan:
    """As any render of the demo model is planned, on any machine."""
    profile = HardwareProfile(os="windows" if sys.platform == "win32" else "linux")
    report = Planner().plan(Situation(request=request, files=ModelFiles(), hardware=profile))
    return report.closest if isinstance(report, NothingFits) else report.plan


def pictures_digest(clip: Path) -> str:
    """Of the encoded pictures; what the file says of itself has the time in it."""
    import av  # the command line is quicker without it

    digest = hashlib.sha256()
    with av.open(str(clip), format="mp4") as container:
        for packet in container.demux(video=0):
            digest.update(bytes(packet))
    return digest.hexdigest()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
