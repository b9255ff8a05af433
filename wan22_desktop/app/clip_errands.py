"""Looks into finished clips for what is to be done with them, away from the window's thread."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.core.clip_work import WorkKind
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest

log = logging.getLogger("wan22.app")


class ClipErrands(QObject):
    """Lives on a thread of its own: clips are hashed and decoded, and may lie on slow disks."""

    work_ready = Signal(object, object)  # WorkKind, tuple[FinishedClip, ...]
    export_ready = Signal(object, int, int)
    """A tuple of ClipFacts, and the first and the last frame that are wanted; -1 means the end."""
    continuing_ready = Signal(object, object, int)
    """A ContinuedClip, its TailFrames, and the frame it shall go on from: -1 is the last one."""
    group_ready = Signal(object)  # NewGroup
    request_ready = Signal(object)
    """A GenerationRequest for which everything is here."""
    request_lacks = Signal(object, str)
    """A GenerationRequest, and what it needs and is not here, a line each."""
    upscalers_found = Signal(object, str)
    """A tuple of Upscalers, and the file of the one that was just added, or nothing."""
    upscaler_refused = Signal(str)
    refused = Signal(object)  # UserError
    stopped = Signal()

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._places = places

    @Slot()
    def start(self) -> None:
        """Nothing is prepared: the first question does that."""

    @Slot()
    def stop(self) -> None:
        self.stopped.emit()

    @Slot(object, object)
    def look_for_work(self, kind: WorkKind, paths: tuple[str, ...]) -> None:
        """What clips are that are to be enlarged, joined and the like."""
        from wan22_desktop.composition.clip_files import finished_clip

        self._try(lambda: self.work_ready.emit(kind, tuple(finished_clip(Path(p)) for p in paths)))
        self.look_for_upscalers()

    @Slot(object, int, int)
    def look_for_export(self, paths: tuple[str, ...], first: int, last: int) -> None:
        """What clips are that are to be written in another form."""
        from wan22_desktop.gallery.clip_decoder import ClipDecoder

        def look() -> None:
            facts = []
            for path in paths:
                with ClipDecoder(Path(path)) as decoder:
                    facts.append(decoder.facts)
            self.export_ready.emit(tuple(facts), first, last)

        self._try(look)

    @Slot(str, int)
    def look_at_end(self, path: str, frame: int) -> None:
        """What a clip is that is to go on from a frame, counted from 0; less means from the end."""
        from wan22_desktop.composition.clip_files import ClipTail, continued_clip

        def look() -> None:
            clip = continued_clip(Path(path))
            tail = ClipTail(Path(path), clip.sha256, self._places)
            from_end = frame if frame < 0 else frame - clip.num_frames
            self.continuing_ready.emit(clip, tail, from_end)

        self._try(look)

    @Slot(object)
    def render_again(self, request: GenerationRequest) -> None:
        """Whether everything is here that a clip was made with."""
        from wan22_desktop.composition.clip_files import stock_of
        from wan22_desktop.generation.domain.reproduction_request import lacks_of, lacks_text

        lacks = lacks_of(request, stock_of(self._places))
        if lacks:
            self.request_lacks.emit(request, lacks_text(lacks))
        else:
            self.request_ready.emit(request)

    @Slot(str, str)
    def reproduce(self, path: str, sha256: str) -> None:
        """What has to be queued to find out whether a clip comes out the same."""
        from wan22_desktop.composition.clip_files import metadata_or_refusal, stock_of
        from wan22_desktop.generation.domain.reproduction_request import as_group

        def look() -> None:
            metadata = metadata_or_refusal(Path(path))
            self.group_ready.emit(as_group(metadata, path, sha256, stock_of(self._places)))

        self._try(look)

    @Slot()
    def look_for_upscalers(self) -> None:
        """Which models for enlarging there are."""
        from wan22_desktop.composition.upscalers import installed_upscalers

        self.upscalers_found.emit(installed_upscalers(self._places), "")

    @Slot(str)
    def add_upscaler(self, path: str) -> None:
        """Take a file into the folder of upscalers."""
        from wan22_desktop.composition.upscalers import add_upscaler, installed_upscalers

        try:
            added = add_upscaler(Path(path), self._places)
        except UserError as error:
            self.upscaler_refused.emit(error.message)
            return
        self.upscalers_found.emit(installed_upscalers(self._places), added.file_name)

    def _try(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except UserError as error:
            log.info("%s", error.message)
            self.refused.emit(error)
