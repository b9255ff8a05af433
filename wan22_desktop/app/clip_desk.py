"""What people do with finished clips: compare, continue, finish, export, make again."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.app.error_desk import ErrorDesk
from wan22_desktop.app.models_desk import ModelsDesk
from wan22_desktop.app.stage import Stage, View
from wan22_desktop.core.clip_work import WorkKind
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.gallery.clip_decoder import ClipFacts
from wan22_desktop.gallery.domain.clip_record import ClipRecord
from wan22_desktop.gallery.export_service import ExportEnded, ExportProgress, ExportRefusal
from wan22_desktop.gallery.ui.compare_view import CompareView
from wan22_desktop.gallery.ui.export_dialog import ExportDialog
from wan22_desktop.generation.domain.clip_jobs import FinishedClip
from wan22_desktop.generation.domain.continuation import ContinuedClip
from wan22_desktop.generation.domain.forecast import Forecast, seconds_like
from wan22_desktop.generation.domain.tail_frames import TailFrames
from wan22_desktop.generation.domain.upscalers import Upscaler
from wan22_desktop.generation.ui.clip_work_dialog import ClipWorkDialog
from wan22_desktop.generation.ui.continue_dialog import ContinueDialog
from wan22_desktop.generation.ui.drafts_dialog import DraftsDialog
from wan22_desktop.generation.ui.sweep_dialog import SweepDialog


class ClipDesk(QObject):
    """Opens the dialogs; what they need to know of clips is asked of `ClipErrands`."""

    group_chosen = Signal(object)  # NewGroup
    request_wanted = Signal(object)
    """A GenerationRequest to be put into the form."""
    work_wanted = Signal(object, object)  # WorkKind, tuple of paths
    export_wanted = Signal(object, int, int)  # tuple of paths, first and last frame
    end_wanted = Signal(str, int)  # path, frame
    again_wanted = Signal(object)  # GenerationRequest
    reproduction_wanted = Signal(str, str)  # path, SHA-256
    upscaler_offered = Signal(str)
    folder_wanted = Signal(str)
    export_ordered = Signal(object)  # ExportOrder
    export_cancelled = Signal()

    def __init__(
        self,
        desk: ErrorDesk,
        stage: Stage,
        compare: CompareView,
        models: ModelsDesk,
        places: Places,
        output_folder: Callable[[], Path],
    ) -> None:
        super().__init__(stage)
        self._desk = desk
        self._stage = stage
        self._compare = compare
        self._models = models
        self._places = places
        self._output_folder = output_folder
        self._forecast: Forecast | None = None
        self.work_dialog: ClipWorkDialog | None = None
        self.export_dialog: ExportDialog | None = None
        self.continue_dialog: ContinueDialog | None = None
        self.group_dialog: SweepDialog | DraftsDialog | None = None

    # --- from the gallery ------------------------------------------------------------------------

    @Slot(object)
    def open_clip(self, clip: ClipRecord) -> None:
        self._stage.open_clip(clip.path)

    @Slot(object)
    def compare(self, clips: tuple[ClipRecord, ...]) -> None:
        self.compare_paths(tuple(clip.path for clip in clips))

    @Slot(str, str)
    def compare_two(self, old_path: str, new_path: str) -> None:
        self.compare_paths((old_path, new_path))

    def compare_paths(self, paths: tuple[str, ...]) -> None:
        """Show two to four clips side by side."""
        self._compare.show_clips(paths)
        self._stage.show_view(View.COMPARE)

    @Slot(object)
    def reuse(self, clip: ClipRecord) -> None:
        request = self._request_of(clip)
        if request is not None:
            self.request_wanted.emit(request)

    @Slot(object)
    def render_again(self, clip: ClipRecord) -> None:
        request = self._request_of(clip)
        if request is not None:
            self.again_wanted.emit(request)

    @Slot(object)
    def reproduce(self, clip: ClipRecord) -> None:
        self.reproduction_wanted.emit(clip.path, clip.sha256)

    @Slot(object)
    def go_on_from(self, clip: ClipRecord) -> None:
        self.end_wanted.emit(clip.path, -1)

    @Slot(object)
    def upscale(self, clips: tuple[ClipRecord, ...]) -> None:
        self.work_wanted.emit(WorkKind.UPSCALE, tuple(clip.path for clip in clips))

    @Slot(object)
    def interpolate(self, clips: tuple[ClipRecord, ...]) -> None:
        self.work_wanted.emit(WorkKind.INTERPOLATE, tuple(clip.path for clip in clips))

    @Slot(object)
    def export(self, clips: tuple[ClipRecord, ...]) -> None:
        self.export_wanted.emit(tuple(clip.path for clip in clips), 0, -1)

    @Slot(object)
    def open_folder(self, clip: ClipRecord) -> None:
        self.folder_wanted.emit(str(Path(clip.path).parent))

    # --- from the player -------------------------------------------------------------------------

    @Slot(str, int, int)
    def export_part(self, path: str, first: int, last: int) -> None:
        self.export_wanted.emit((path,), first, last)

    # --- what is known of the clips now ----------------------------------------------------------

    @Slot(object, object)
    def show_work(self, kind: WorkKind, clips: tuple[FinishedClip, ...]) -> None:
        """Ask what is to be done to the clips."""
        folder = str(self._places.models / "upscalers")
        dialog = ClipWorkDialog(clips, folder, kind=kind, parent=self._stage.window())
        dialog.group_chosen.connect(self.group_chosen)
        dialog.upscaler_offered.connect(self.upscaler_offered)
        dialog.upscalers_folder_asked.connect(self._open_upscalers)
        dialog.destroyed.connect(self._forget_work)
        self.work_dialog = dialog
        dialog.open()

    @Slot(object, str)
    def show_upscalers(self, upscalers: tuple[Upscaler, ...], chosen: str) -> None:
        if self.work_dialog is not None:
            self.work_dialog.set_upscalers(upscalers, chosen)

    @Slot(str)
    def refuse_upscaler(self, message: str) -> None:
        if self.work_dialog is not None:
            self.work_dialog.refuse_upscaler(message)

    @Slot(object, object, int)
    def show_continuing(self, clip: ContinuedClip, tail: TailFrames, end_frame: int) -> None:
        """Ask how a clip goes on."""
        dialog = ContinueDialog(
            clip, tail, self._models.installed, self._seconds_of, self._stage.window()
        )
        if (button := dialog.pictures.button(-end_frame)) is not None:
            button.setChecked(True)
        dialog.group_chosen.connect(self.group_chosen)
        self.continue_dialog = dialog
        dialog.open()

    @Slot(object, int, int)
    def show_export(self, clips: tuple[ClipFacts, ...], first: int, last: int) -> None:
        """Ask in which form clips are to be written."""
        if self.export_dialog is not None:
            self.export_dialog.deleteLater()
        dialog = ExportDialog(
            clips,
            str(self._output_folder()),
            first,
            None if last < 0 else last,
            self._stage.window(),
        )
        dialog.export_asked.connect(self.export_ordered)
        dialog.cancel_asked.connect(self.export_cancelled)
        self.export_dialog = dialog
        dialog.open()

    @Slot(object)
    def show_export_progress(self, progress: ExportProgress) -> None:
        if self.export_dialog is not None:
            self.export_dialog.show_progress(progress)

    @Slot(object)
    def show_export_refusal(self, refusal: ExportRefusal) -> None:
        if self.export_dialog is not None:
            self.export_dialog.show_error(refusal)
        if not self._sees_export:
            self._desk.show_error(refusal.error)

    @Slot(object)
    def show_export_end(self, ended: ExportEnded) -> None:
        if self.export_dialog is not None:
            self.export_dialog.show_done(ended)
        if not self._sees_export and ended.clips:
            count = len(ended.clips)
            text = trn("{count} clip is exported.", "{count} clips are exported.", count)
            self._desk.say("exported", text, str(ended.order.folder))

    @property
    def _sees_export(self) -> bool:
        return self.export_dialog is not None and self.export_dialog.isVisible()

    @Slot(object, str)
    def show_lacks(self, request: GenerationRequest, text: str) -> None:
        """What a clip was made with is not all here: the form has it, and can be changed."""
        self.request_wanted.emit(request)
        self._desk.warn("lacks", tr("Not everything that this clip was made with is here."), text)

    # --- sweeps and drafts -----------------------------------------------------------------------

    @Slot(object)
    def take_forecast(self, forecast: Forecast) -> None:
        """What the clip in the form takes: the times of sweeps and drafts follow from it."""
        self._forecast = forecast

    @Slot(object)
    def ask_for_sweep(self, request: GenerationRequest) -> None:
        dialog = SweepDialog(
            request, self._seconds_of, self._models.installed, self._stage.window()
        )
        dialog.group_chosen.connect(self.group_chosen)
        self.group_dialog = dialog
        dialog.open()

    @Slot(object)
    def ask_for_drafts(self, request: GenerationRequest) -> None:
        dialog = DraftsDialog(request, self._seconds_of, parent=self._stage.window())
        dialog.group_chosen.connect(self.group_chosen)
        self.group_dialog = dialog
        dialog.open()

    # --- small steps -----------------------------------------------------------------------------

    def _seconds_of(self, request: GenerationRequest) -> float | None:
        return None if self._forecast is None else seconds_like(self._forecast, request)

    def _request_of(self, clip: ClipRecord) -> GenerationRequest | None:
        request = clip.request
        if request is None:
            self._desk.say(
                "no-settings",
                tr("{name} holds no settings of this app.", name=clip.file_name),
            )
        return request

    @Slot()
    def _open_upscalers(self) -> None:
        self.folder_wanted.emit(str(self._places.models / "upscalers"))

    @Slot()
    def _forget_work(self) -> None:
        self.work_dialog = None
