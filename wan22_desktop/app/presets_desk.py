"""Presets between the form, the files they lie in, the LoRA library and the planner."""

from pydantic import ValidationError
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wan22_desktop.app.error_desk import ErrorDesk
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.generation.domain.forecast import Forecast
from wan22_desktop.generation.domain.presets import (
    KnownLora,
    LoraFinder,
    MissingLoraError,
    Preset,
    PresetPart,
    applied,
    is_few_step_name,
    matching,
    obstacle,
    preset_of,
)
from wan22_desktop.generation.preset_files import LoadedPresets
from wan22_desktop.generation.ui.compose_panel import ComposePanel
from wan22_desktop.generation.ui.estimate_line import EstimateLine
from wan22_desktop.generation.ui.preset_picker import PresetPicker
from wan22_desktop.lora_library.domain.compatibility import fit_of
from wan22_desktop.lora_library.domain.fit import Fit
from wan22_desktop.lora_library.domain.records import FileState, LoraCard, LoraEntry, TrainedExpert

SETTLE_MS = 150
"""The planner is asked once typing pauses."""
_EXPERTS = {
    TrainedExpert.HIGH_NOISE: Expert.HIGH_NOISE,
    TrainedExpert.LOW_NOISE: Expert.LOW_NOISE,
}


class PresetsDesk(QObject):
    """Keeps the dial and the estimate in step with the form."""

    forecast_wanted = Signal(object)  # GenerationRequest
    seconds_wanted = Signal(object)  # dict[str, GenerationRequest]
    save_wanted = Signal(object, bool)
    """A Preset, and whether it replaces one of the same name."""

    def __init__(
        self,
        desk: ErrorDesk,
        compose: ComposePanel,
        picker: PresetPicker,
        estimate: EstimateLine,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._compose = compose
        self._picker = picker
        self._estimate = estimate
        self._presets: tuple[Preset, ...] = ()
        self._find = LoraFinder()
        self._model: Variant | None = None
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLE_MS)
        self._settled.timeout.connect(self._take_request)

    # --- what there is -------------------------------------------------------------------------

    @Slot(object)
    def take_presets(self, loaded: LoadedPresets) -> None:
        self._presets = loaded.presets
        for number, note in enumerate(loaded.notes):
            self._desk.warn(f"preset-{number}", note)
        self._show_presets()

    @Slot(object)
    def take_cards(self, cards: tuple[LoraCard, ...]) -> None:
        # Presets ask for nothing but LoRAs that render in few steps: of thousands, a handful.
        self._find = LoraFinder(
            _known(entry)
            for card in cards
            for entry in card.entries
            if entry.state is FileState.PRESENT
            and (is_few_step_name(entry.name) or is_few_step_name(entry.file_name))
        )
        self._show_presets()

    @Slot()
    def follow_form(self) -> None:
        """The form holds something else: look at it once it holds still."""
        self._settled.start()

    # --- presets -------------------------------------------------------------------------------

    @Slot(object)
    def use(self, preset: Preset) -> None:
        """Put it into the form."""
        request = self._compose.request()
        try:
            self._compose.apply_request(applied(preset, request, self._find))
        except MissingLoraError as error:
            self._desk.show_error(error)

    @Slot(str, str, object, bool)
    def save(
        self,
        name: str,
        description: str,
        parts: tuple[PresetPart, ...],
        replace: bool,  # noqa: FBT001 -- Qt's signal
    ) -> None:
        """What the form holds, under a name."""
        try:
            preset = preset_of(self._compose.request(), name, description, parts)
        except ValidationError:
            self._desk.warn("preset-name", tr("This cannot be the name of a preset."), name)
            return
        self.save_wanted.emit(preset, replace)

    @Slot(object)
    def say_saved(self, preset: Preset) -> None:
        self._desk.say("preset-saved", tr("The preset “{name}” is saved.", name=preset.name))

    @Slot()
    def ask_seconds(self) -> None:
        """What the form's clip would take with each preset."""
        request = self._compose.request()
        wanted: dict[str, GenerationRequest] = {}
        for preset in self._picker.presets:
            try:
                wanted[preset.key] = applied(preset, request, self._find)
            except MissingLoraError:
                continue
        self.seconds_wanted.emit(wanted)

    # --- what a clip takes ---------------------------------------------------------------------

    @Slot(object)
    def show_forecast(self, forecast: Forecast) -> None:
        """Ignored if the form holds something else by now: the next answer is on its way."""
        if forecast.request == self._compose.request():
            self._estimate.show_forecast(forecast)
            self._compose.set_clip_seconds(forecast.seconds)

    @Slot()
    def _take_request(self) -> None:
        request = self._compose.request()
        if request.model is not self._model:
            self._model = request.model
            self._show_presets()
        self._picker.show_match(matching(self._picker.presets, request, self._find))
        self.forecast_wanted.emit(request)

    def _show_presets(self) -> None:
        model = self._compose.request().model
        usable = tuple(preset for preset in self._presets if model in preset.models)
        found = {preset.key: obstacle(preset, model, self._find) for preset in usable}
        self._picker.set_presets(usable, {key: error for key, error in found.items() if error})
        self.ask_seconds()
        self.follow_form()


def _known(entry: LoraEntry) -> KnownLora:
    return KnownLora(
        sha256=entry.sha256,
        name=entry.name,
        models=frozenset(
            model for model in Variant if fit_of(LoraCard(entry), model).fit is not Fit.BLOCKED
        ),
        expert=_EXPERTS.get(entry.facts.expert),
        file_name=entry.file_name,
    )
