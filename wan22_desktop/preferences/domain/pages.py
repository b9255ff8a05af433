"""The pages of the preferences and what stands on them."""

from wan22_desktop.core.settings import (
    Automation,
    CloseAction,
    LogLevel,
    QueueOrder,
    StepCacheLevel,
    Theme,
)
from wan22_desktop.core.texts import LANGUAGES, tr
from wan22_desktop.preferences.domain.entries import Choice, Entry, Kind, Page, language_choices

_GB = 1e9
_MB = 1e6

_AUTOMATION = (
    Choice(Automation.TELL.value, tr("Only say so")),
    Choice(Automation.ASK.value, tr("Ask first")),
    Choice(Automation.ACT.value, tr("Do it and say so")),
)


def _celsius(key: str, title: str, text: str) -> Entry:
    return Entry(key, title, text, Kind.NUMBER, unit="°C")


def _percent(key: str, title: str, text: str = "") -> Entry:
    return Entry(key, title, text, Kind.NUMBER, unit="%")


def _automation(key: str, title: str, text: str) -> Entry:
    return Entry(key, title, text, Kind.CHOICE, _AUTOMATION)


PAGES = (
    Page(
        tr("General"),
        (
            Entry(
                "appearance.language",
                tr("Language"),
                kind=Kind.CHOICE,
                choices=language_choices(LANGUAGES),
                waits_for_restart=True,
            ),
            Entry(
                "appearance.theme",
                tr("Theme"),
                kind=Kind.CHOICE,
                choices=(
                    Choice(Theme.SYSTEM.value, tr("Like the system")),
                    Choice(Theme.LIGHT.value, tr("Light")),
                    Choice(Theme.DARK.value, tr("Dark")),
                ),
            ),
            Entry(
                "appearance.font_scale",
                tr("Size of texts"),
                tr("Beside the size that the system is set to."),
                Kind.NUMBER,
                unit="%",
                scale=0.01,
                step=10,
            ),
            Entry(
                "appearance.high_contrast",
                tr("High contrast"),
                tr("Black and white with strong lines, light or dark as the theme is."),
            ),
            Entry(
                "window.close_while_rendering",
                tr("When the window is closed during a render"),
                kind=Kind.CHOICE,
                choices=(
                    Choice(CloseAction.ASK.value, tr("Ask")),
                    Choice(CloseAction.KEEP_RENDERING.value, tr("Go on in the tray")),
                    Choice(CloseAction.QUIT.value, tr("Stop and quit")),
                ),
            ),
        ),
    ),
    Page(
        tr("Storage"),
        (
            Entry(
                "files.output_folder",
                tr("Folder of new clips"),
                tr("Clips that exist stay where they are."),
                Kind.FOLDER,
                none_text=tr("The app's own folder"),
                waits_for_restart=True,
            ),
            Entry(
                "files.name_template",
                tr("Names of new clips"),
                tr(
                    "May hold {prompt}, {id}, {seed}, {model}, {date}, {time}, {width}, {height}, "
                    "{steps}, {label} and {group}; a / makes a folder."
                ),
                Kind.TEXT,
            ),
            Entry(
                "loras.watched_folders",
                tr("Folders watched for LoRAs"),
                tr("New files in them are taken into the library."),
                Kind.FOLDERS,
            ),
        ),
    ),
    Page(
        tr("Rendering"),
        (
            Entry(
                "rendering.step_cache",
                tr("Speed of new renders"),
                tr("Skips what hardly changes from step to step; clips differ slightly then."),
                Kind.CHOICE,
                (
                    Choice(StepCacheLevel.OFF.value, tr("Exact: every step is computed")),
                    Choice(StepCacheLevel.CAREFUL.value, tr("Careful")),
                    Choice(StepCacheLevel.BALANCED.value, tr("Balanced")),
                    Choice(StepCacheLevel.FAST.value, tr("Fast")),
                ),
            ),
            Entry(
                "hardware.manual_vram_bytes",
                tr("Graphics memory"),
                tr("Only counts where neither driver nor torch can tell it."),
                Kind.NUMBER,
                unit="GB",
                scale=_GB,
                decimals=1,
                none_text=tr("As detected"),
                waits_for_restart=True,
            ),
        ),
    ),
    Page(
        tr("Queue"),
        (
            Entry(
                "queue.order",
                tr("Which clip begins next"),
                tr("Loading another model takes minutes; LoRAs take seconds."),
                Kind.CHOICE,
                (
                    Choice(QueueOrder.AS_LISTED.value, tr("The next in the list")),
                    Choice(QueueOrder.FEWEST_RELOADS.value, tr("What needs no reload first")),
                ),
            ),
            Entry(
                "queue.only_between",
                tr("Begin clips only between"),
                tr("A clip that is being rendered is finished."),
                Kind.HOURS,
                none_text=tr("At any time"),
            ),
            Entry(
                "queue.idle_minutes",
                tr("Begin clips only while nobody has used the computer for"),
                "",
                Kind.NUMBER,
                unit=tr("min"),
                none_text=tr("Always"),
            ),
            Entry(
                "queue.resume_after_crash",
                tr("Go on by itself after a crash"),
                tr("Otherwise the queue waits, paused, and says why."),
            ),
        ),
    ),
    Page(
        tr("Downloads and models"),
        (
            Entry(
                "downloads.limit_bytes_per_second",
                tr("Speed limit of all downloads"),
                "",
                Kind.NUMBER,
                unit="MB/s",
                scale=_MB,
                decimals=2,
                none_text=tr("As fast as can be"),
            ),
            Entry(
                "downloads.parallel_files",
                tr("Files of one model at the same time"),
                kind=Kind.NUMBER,
            ),
            Entry(
                "downloads.endpoint",
                tr("Address of the model hub"),
                tr("Plain http is used for this computer itself only."),
                Kind.TEXT,
            ),
            Entry(
                "models.check_when_idle",
                tr("Check model files while nothing renders"),
            ),
            Entry(
                "models.unused_days",
                tr("Suggest to remove a model that was not used for"),
                kind=Kind.NUMBER,
                unit=tr("days"),
            ),
            Entry(
                "models.scan_command",
                tr("Program that scans new files"),
                tr("It gets the file's path; any exit code but 0 sets the file aside."),
                Kind.TEXT,
                none_text=tr("None"),
            ),
            Entry(
                "loras.max_file_bytes",
                tr("Largest LoRA file"),
                "",
                Kind.NUMBER,
                unit="GB",
                scale=_GB,
                decimals=1,
            ),
        ),
    ),
    Page(
        tr("Alerts"),
        (
            Entry(
                "health.interval_s",
                tr("Look at the machine every"),
                kind=Kind.NUMBER,
                unit="s",
                decimals=1,
                step=0.5,
            ),
            _celsius("health.gpu_warn_c", tr("Graphics card is warm from"), ""),
            _celsius("health.gpu_act_c", tr("Graphics card is too hot from"), ""),
            _percent("health.ram_warn_percent", tr("Memory is nearly full from")),
            _percent("health.ram_act_percent", tr("Memory runs out from")),
            _percent("health.disk_warn_percent", tr("Disk is nearly full from")),
            _percent("health.disk_act_percent", tr("Disk is full from")),
            Entry(
                "health.spill_bytes",
                tr("Graphics memory spills from"),
                tr("Shared memory that a render uses beyond this makes it many times slower."),
                Kind.NUMBER,
                unit="MB",
                scale=_MB,
            ),
        ),
    ),
    Page(
        tr("Automation"),
        (
            _automation(
                "rendering.on_out_of_memory",
                tr("Out of memory: try again with less"),
                tr("Nothing is sampled twice."),
            ),
            _automation(
                "health.cool_down",
                tr("Warm card: pause between clips"),
                tr("Until it is cooler."),
            ),
            _automation(
                "health.pause_at_step",
                tr("Hot card or memory running out: pause the render"),
                tr("It stops at its next step and goes on from there."),
            ),
            _automation(
                "health.next_plan",
                tr("Graphics memory spills: go on with less memory"),
                "",
            ),
            _automation(
                "health.stop_queue",
                tr("Disk nearly full: begin no more clips"),
                "",
            ),
        ),
    ),
    Page(
        tr("Privacy"),
        (
            Entry(
                "privacy.keep_prompts_in_clips",
                tr("Write settings and prompt into clips"),
                tr(
                    "Without them, a clip that is dropped on the window brings no settings back; "
                    "the gallery still knows them."
                ),
            ),
            Entry("privacy.keep_prompt_history", tr("Remember prompts")),
            Entry(
                "logs.level",
                tr("What the log tells"),
                tr("Prompts are not written into it."),
                Kind.CHOICE,
                (
                    Choice(LogLevel.DEBUG.value, tr("Everything")),
                    Choice(LogLevel.INFO.value, tr("The usual")),
                    Choice(LogLevel.WARNING.value, tr("Only problems")),
                ),
                waits_for_restart=True,
            ),
        ),
    ),
)
"""In the order in which they are shown."""
