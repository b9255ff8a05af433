"""The story of the app in connections: who tells whom. Nobody else looks anything up."""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wan22_desktop.app.about import versions_text
from wan22_desktop.app.closing import Shutdown
from wan22_desktop.app.gallery_wiring import connect_clip_deeds, connect_gallery, connect_groups
from wan22_desktop.app.machine_wiring import connect_health, connect_upkeep
from wan22_desktop.app.models_desk import NO_MODEL_KEY
from wan22_desktop.app.parts import Parts
from wan22_desktop.app.service_thread import ServiceThread
from wan22_desktop.app.upkeep_service import Topic
from wan22_desktop.app.workbench_wiring import connect_prompts, connect_queue, connect_settings
from wan22_desktop.core.errors import Recovery
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.job import Job

log = logging.getLogger("wan22.app")

COPIED_MS = 4000

_FIRST = frozenset({"files", "generation", "library"})
"""Services whose lists are in sight at the start."""
OTHERS_START_MS = 200
"""After those: what the others import would keep Python's lock from them and from the window."""


class Wiring(QObject):
    """Connects the parts and runs the services; `finished` says that all of them have ended."""

    _variant_shown = Signal(object)  # Variant
    finished = Signal()

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.parts = parts
        self.shutdown = Shutdown(self)
        self.wants_restart = False
        """Whether the program is to start again once it has ended."""
        self._variant: Variant | None = None
        self._threads = [
            ServiceThread(parts.keeper, parts.keeper.stopped, "files", self),
            ServiceThread(parts.drops, parts.drops.stopped, "drops", self),
            ServiceThread(parts.clips, parts.clips.stopped, "clips", self),
            ServiceThread(parts.generation, parts.generation.stopped, "generation", self),
            ServiceThread(parts.model_service, parts.model_service.stopped, "models", self),
            ServiceThread(parts.lora_service, parts.lora_service.stopped, "loras", self),
            ServiceThread(parts.health, parts.health.stopped, "health", self),
            ServiceThread(parts.upkeep, parts.upkeep.stopped, "upkeep", self),
            ServiceThread(parts.prompts, parts.prompts.stopped, "prompts", self),
            ServiceThread(parts.preflight, parts.preflight.stopped, "preflight", self),
            ServiceThread(parts.library, parts.library.stopped, "library", self),
            ServiceThread(parts.compared_clips, parts.compared_clips.stopped, "compare", self),
            ServiceThread(parts.grid_clips, parts.grid_clips.stopped, "grid", self),
            ServiceThread(parts.similarity, parts.similarity.stopped, "similarity", self),
            ServiceThread(parts.exports, parts.exports.stopped, "exports", self),
            ServiceThread(parts.clip_errands, parts.clip_errands.stopped, "errands", self),
        ]
        for thread in self._threads:
            self.shutdown.add(thread)
        self._connect_requests()
        self._connect_jobs()
        self._connect_clips()
        self._connect_models()
        self._connect_lora_library()
        self._connect_lora_selection()
        self._connect_drops()
        self._connect_errors()
        self._connect_menus()
        self._connect_closing()
        connect_health(parts)
        connect_upkeep(parts)
        connect_queue(parts)
        connect_prompts(parts)
        connect_settings(parts)
        connect_gallery(parts)
        connect_clip_deeds(parts)
        connect_groups(parts)
        parts.upkeep.restart_wanted.connect(self.restart)
        parts.window.set_panels(
            parts.compose, parts.queue, parts.models, parts.loras, parts.hardware, parts.log
        )
        parts.window.set_middle(parts.notifications, parts.verdict, parts.stage)

    def start(self, notes: tuple[str, ...] = ()) -> None:
        """Start the services and tell what there is to tell."""
        parts = self.parts
        settings = parts.preferences.settings
        parts.actions.show_speed(settings.rendering.step_cache)
        parts.models.limit.show_limit(settings.downloads.limit_bytes_per_second)
        parts.actions.show_theme(settings.appearance.theme)
        parts.queue.show_settings(settings.queue)
        parts.compose.form.tools.set_history_kept(is_kept=settings.privacy.keep_prompt_history)
        shown = parts.preferences.settings.hardware.shown_series
        if shown is not None:
            parts.hardware.set_shown_series(shown)
        parts.loras.set_watched_folders(parts.preferences.settings.loras.watched_folders)
        for part in (parts.loras, parts.lora_editor):
            part.set_thumbnail_folder(parts.places.lora_thumbnails)
        models = parts.places.installed_models()
        parts.compose.set_models(models)
        if not models:
            parts.desk.warn(
                NO_MODEL_KEY,
                tr("No model is installed, not even the demo model."),
                tr("Choose one in the Models panel and install it there."),
            )
        log.info("opened: %s", ", ".join(versions_text().splitlines()))
        for number, note in enumerate((*notes, parts.careful)):
            if note:
                parts.desk.warn(f"start-{number}", note)
        parts.tray.show()
        for thread in self._threads:
            if thread.thread_.objectName() in _FIRST:
                thread.start()
        QTimer.singleShot(OTHERS_START_MS, self, self._start_others)
        parts.guide.begin()
        parts.presets_desk.follow_form()
        parts.focus_compose()

    @Slot()
    def _start_others(self) -> None:
        if self.shutdown.has_begun:
            return
        for thread in self._threads:
            if thread.thread_.objectName() not in _FIRST:
                thread.start()

    # --- the story -----------------------------------------------------------------------------

    def _connect_requests(self) -> None:
        """A request becomes a job."""
        parts, service = self.parts, self.parts.generation
        parts.compose.add_asked.connect(parts.deeds.bring_prompt)
        parts.compose.add_requested.connect(service.add)
        parts.compose.image_chosen.connect(service.import_image)
        service.image_ready.connect(parts.compose.show_image)
        parts.deeds.request_wanted.connect(parts.drops.find_images)
        parts.drops.request_ready.connect(parts.compose.show_request)
        parts.drops.request_ready.connect(parts.deeds.bring_prompt)

    def _connect_jobs(self) -> None:
        """What becomes of the jobs is shown in the list, on the stage and in the tray."""
        parts, service = self.parts, self.parts.generation
        panel, watch = parts.queue, parts.watch
        service.jobs_listed.connect(panel.set_jobs)
        service.jobs_added.connect(panel.add_jobs)
        service.job_changed.connect(panel.change_job)
        service.job_removed.connect(panel.remove_job)
        service.jobs_reordered.connect(panel.set_order)
        service.progressed.connect(panel.show_progress)
        service.pause_changed.connect(panel.set_pause)
        service.preview_ready.connect(parts.live.show_preview)
        service.progressed.connect(parts.live.show_progress)
        service.job_changed.connect(parts.live.change_job)
        service.progressed.connect(parts.channel.note_progress)
        service.engine_changed.connect(parts.window.engine_label.setText)
        service.engine_changed.connect(parts.watch.note_engine)

        service.jobs_listed.connect(watch.take_jobs)
        service.jobs_added.connect(watch.take_new_jobs)
        service.job_changed.connect(watch.take_job)
        service.job_removed.connect(watch.forget_job)
        service.job_removed.connect(parts.desk.forget_removed)
        service.pause_changed.connect(watch.take_pause)
        watch.summary_changed.connect(parts.window.queue_label.setText)
        watch.summary_changed.connect(parts.tray.show_summary)
        service.progressed.connect(parts.tray.show_progress)
        watch.idle_changed.connect(parts.tray.note_idle)
        watch.job_began.connect(parts.stage.follow_start)
        watch.job_began.connect(parts.desk.forget_job)
        watch.clip_done.connect(self._show_done)
        watch.clip_done.connect(parts.tray.tell_done)
        service.render_ended.connect(parts.desk.note_render)
        watch.job_waits.connect(parts.desk.show_waiting_job)
        watch.job_failed.connect(parts.desk.show_failed_job)
        watch.job_failed.connect(parts.tray.tell_failed)

    def _connect_clips(self) -> None:
        """Clips are decoded for the player; their frames can start new ones."""
        player, clips = self.parts.player, self.parts.clips
        player.clip_requested.connect(clips.open)
        player.frame_requested.connect(clips.decode)
        player.save_requested.connect(clips.save_image)
        clips.opened.connect(player.show_opened)
        clips.frame_decoded.connect(player.show_frame)
        clips.failed.connect(player.show_failure)
        clips.image_saved.connect(player.note_saved)
        clips.image_refused.connect(self.parts.desk.show_error)
        player.frame_saved.connect(self._say_saved)
        player.frame_copied.connect(self._say_copied)
        player.start_image_chosen.connect(self.parts.compose.choose_start_image)
        player.start_image_chosen.connect(self._say_start_image)

    def _connect_models(self) -> None:
        """Models are installed, checked and used; what renders is told apart from what is there."""
        parts, service, panel = self.parts, self.parts.model_service, self.parts.models
        desk, dialogs = parts.models_desk, parts.model_dialogs
        panel.action_asked.connect(service.act)
        panel.limit_chosen.connect(parts.preferences.choose_limit)
        panel.updates_asked.connect(service.check_updates)
        panel.report_asked.connect(service.write_report)
        panel.find_asked.connect(dialogs.open_adoption)
        panel.find_asked.connect(service.find_models)
        panel.cleanup_asked.connect(dialogs.open_cleanup)
        panel.cleanup_asked.connect(service.plan_cleanup)
        dialogs.adopt_chosen.connect(service.adopt)
        dialogs.removal_chosen.connect(service.clean_up)
        parts.drop_desk.models_dropped.connect(dialogs.open_adoption)
        parts.drop_desk.models_dropped.connect(service.look_into)

        service.models_listed.connect(panel.set_models)
        service.model_changed.connect(panel.change_model)
        service.free_space_changed.connect(panel.show_free_space)
        service.models_listed.connect(desk.take_models)
        service.model_changed.connect(desk.take_model)
        service.install_ended.connect(desk.take_install)
        service.refused.connect(desk.take_refusal)
        service.noted.connect(desk.take_note)
        service.report_written.connect(desk.take_report)
        service.models_found.connect(dialogs.show_found)
        service.cleanup_planned.connect(dialogs.show_plan)
        desk.refusal_shown.connect(panel.note_refusal)
        desk.package_wanted.connect(self._show_package)
        desk.install_told.connect(parts.tray.tell_installed)
        desk.installed_changed.connect(parts.compose.set_models)
        desk.installed_changed.connect(parts.generation.look_for_models)
        desk.token_entered.connect(service.save_token)
        parts.deeds.models_asked.connect(desk.show_model)
        parts.deeds.token_asked.connect(desk.ask_for_token)

        parts.compose.advice_wanted.connect(service.advise)
        service.advised.connect(parts.compose.show_advice)
        parts.compose.install_asked.connect(desk.show_model)
        parts.generation.render_ended.connect(service.note_render)
        parts.generation.model_loaded.connect(service.note_loaded)
        if not parts.careful:
            parts.watch.idle_changed.connect(service.set_idle)

    def _connect_lora_library(self) -> None:
        """Files become cards; what people do with cards is kept."""
        parts, service, panel = self.parts, self.parts.lora_service, self.parts.loras
        desk = parts.loras_desk
        parts.drop_desk.loras_dropped.connect(service.upload)
        parts.drop_desk.loras_dropped.connect(self._show_loras)
        panel.files_chosen.connect(service.upload)
        panel.folder_chosen.connect(service.upload_folder)
        panel.import_cancelled.connect(service.cancel_upload)
        panel.import_answered.connect(service.answer)
        panel.scan_asked.connect(service.scan)
        panel.export_asked.connect(service.export)
        panel.restore_asked.connect(service.restore)
        panel.watched_folders_chosen.connect(parts.preferences.choose_watched_folders)
        parts.watched_folders_asked.connect(parts.preferences.choose_watched_folders)
        parts.preferences.watched_folders_changed.connect(panel.set_watched_folders)
        panel.rename_asked.connect(service.rename)
        panel.edited.connect(service.edit)
        panel.favourite_toggled.connect(service.set_favourite)
        panel.pair_asked.connect(service.pair)
        panel.split_asked.connect(service.split)
        panel.swap_asked.connect(service.swap)
        panel.delete_asked.connect(service.delete)
        panel.picture_chosen.connect(service.set_picture)
        panel.picture_cleared.connect(service.clear_picture)
        panel.frame_asked.connect(desk.find_picture)
        panel.test_render_asked.connect(desk.test)
        desk.picture_wanted.connect(service.take_picture_from)
        desk.test_wanted.connect(parts.generation.add)
        desk.models_found.connect(parts.drop_desk.models_dropped)
        parts.watch.clip_done.connect(desk.take_clip)
        parts.generation.render_ended.connect(service.note_render)
        parts.generation.loras_measured.connect(service.note_measured)

        service.loras_listed.connect(panel.set_cards)
        service.loras_listed.connect(parts.lora_editor.set_cards)
        service.loras_listed.connect(desk.take_cards)
        service.cards_changed.connect(panel.change_cards)
        service.cards_changed.connect(parts.lora_editor.change_cards)
        service.cards_changed.connect(desk.change_cards)
        service.costs_known.connect(panel.set_measured)
        service.costs_known.connect(parts.lora_editor.set_measured)
        self._variant_shown.connect(service.look_up_costs)
        service.import_moved.connect(panel.show_import)
        service.import_ended.connect(panel.show_import_results)
        service.import_ended.connect(desk.take_results)
        service.refused.connect(desk.take_refusal)
        service.noted.connect(desk.take_note)

    def _connect_lora_selection(self) -> None:
        """What the next clip is rendered with stands in the form, and is marked in the panel."""
        parts, panel, editor = self.parts, self.parts.loras, self.parts.lora_editor
        slot = parts.compose.form.loras
        slot.shown.connect(self._show_request_loras)
        slot.finish_asked.connect(editor.finish_typing)
        editor.changed.connect(self._take_lora_selection)
        editor.trigger_wanted.connect(parts.compose.form.prompt.add_words)
        editor.card_wanted.connect(self._show_lora)
        panel.trigger_wanted.connect(parts.compose.form.prompt.add_words)
        panel.use_toggled.connect(editor.toggle)
        parts.compose.request_changed.connect(self._tell_variant)
        self._tell_variant()

    def _connect_drops(self) -> None:
        """Files come in by drag and drop, by the menu and from other processes."""
        parts, desk = self.parts, self.parts.drop_desk
        parts.window.files_dropped.connect(desk.take_urls)
        parts.window.paths_opened.connect(desk.take_paths)
        parts.deeds.paths_chosen.connect(desk.take_paths)
        parts.channel.paths_asked.connect(parts.window.open_paths)
        parts.channel.raise_asked.connect(parts.window.raise_and_activate)
        desk.read_wanted.connect(parts.drops.read)
        parts.drops.understood.connect(desk.sort)
        desk.start_image_chosen.connect(parts.compose.choose_start_image)
        desk.clip_opened.connect(parts.stage.open_clip)
        desk.request_restored.connect(parts.compose.show_request)
        desk.request_restored.connect(parts.deeds.bring_prompt)
        desk.start_image_chosen.connect(parts.deeds.bring_prompt)
        desk.said.connect(self._say_about_drop)

    def _connect_errors(self) -> None:
        """What went wrong is said once, with what can be done about it."""
        parts, desk = self.parts, self.parts.desk
        parts.generation.refused.connect(desk.show_refusal)
        parts.keeper.refused.connect(desk.show_error)
        parts.database_rescued.connect(self._say_rescued)
        desk.field_refused.connect(parts.deeds.bring_prompt)
        desk.field_refused.connect(parts.compose.show_problem)
        desk.notified.connect(parts.notifications.show_notification)
        desk.dismissed.connect(parts.notifications.dismiss)
        parts.notifications.action_chosen.connect(desk.choose)
        desk.recovery_chosen.connect(parts.deeds.recover)
        desk.recovery_chosen.connect(self._show_log_of)
        parts.deeds.retry_asked.connect(parts.generation.retry)
        parts.deeds.render_asked.connect(parts.generation.add)

    def _connect_menus(self) -> None:
        parts, actions = self.parts, self.parts.actions
        actions.open_asked.connect(parts.deeds.ask_for_files)
        actions.output_folder_asked.connect(parts.deeds.open_output_folder)
        actions.choose_folder_asked.connect(parts.deeds.ask_for_output_folder)
        actions.about_asked.connect(parts.deeds.show_about)
        actions.log_folder_asked.connect(parts.deeds.open_log_folder)
        actions.pause_asked.connect(parts.generation.set_paused)
        actions.pause_now_asked.connect(parts.generation.pause_now)
        actions.clear_asked.connect(parts.generation.clear_finished)
        parts.generation.pause_changed.connect(actions.show_pause)
        actions.switch_view_asked.connect(parts.stage.switch)
        actions.reset_layout_asked.connect(parts.window.reset_layout)

    def _connect_closing(self) -> None:
        parts, question = self.parts, self.parts.question
        parts.window.close_asked.connect(question.close_window)
        parts.actions.quit_asked.connect(question.quit)
        parts.tray.quit_asked.connect(self._quit_from_tray)
        parts.tray.show_asked.connect(parts.window.raise_and_activate)
        parts.tray.clip_asked.connect(parts.stage.open_clip)
        parts.tray.clip_asked.connect(parts.window.raise_and_activate)
        parts.tray.pause_asked.connect(parts.generation.set_paused)
        parts.generation.pause_changed.connect(parts.tray.show_pause)
        parts.window.activation_changed.connect(parts.tray.note_activation)
        question.remembered.connect(parts.preferences.choose_close_action)
        question.hide_chosen.connect(self._hide_window)
        question.quit_chosen.connect(self.leave)
        parts.layout_keeper.write_wanted.connect(parts.keeper.write)
        self.shutdown.finished.connect(self.finished)

    # --- small steps between two parts ---------------------------------------------------------

    @Slot(object)
    def _show_done(self, job: Job) -> None:
        if job.clip_path is not None:
            more_follows = self.parts.watch.has_waiting
            self.parts.stage.follow_done(job.clip_path, more_follows=more_follows)

    @Slot(object)
    def _open_clip_of(self, job: Job) -> None:
        if job.clip_path is not None:
            self.parts.stage.open_clip(job.clip_path)

    @Slot(str)
    def _say_saved(self, path: str) -> None:
        self.parts.desk.say(
            "frame-saved", tr("The frame is saved as {name}.", name=Path(path).name), path
        )

    @Slot(int)
    def _say_copied(self, number: int) -> None:
        # In the status bar: a message above the picture would move it.
        text = tr("Frame {number} is on the clipboard.", number=number + 1)
        self.parts.window.statusBar().showMessage(text, COPIED_MS)

    @Slot(str)
    def _show_package(self, package: str) -> None:
        self.parts.window.models_dock.show()
        self.parts.window.models_dock.raise_()
        self.parts.models.select(package)

    @Slot()
    def _show_loras(self) -> None:
        self.parts.window.loras_dock.show()
        self.parts.window.loras_dock.raise_()

    @Slot(str)
    def _show_lora(self, card_id: str) -> None:
        self._show_loras()
        self.parts.loras.select(card_id)

    @Slot(object)
    def _show_request_loras(self, uses: tuple[LoraUse, ...]) -> None:
        self.parts.lora_editor.set_value(uses)
        self._take_lora_selection()

    @Slot()
    def _take_lora_selection(self) -> None:
        editor = self.parts.lora_editor
        self.parts.compose.form.loras.take(editor.value, editor.problem)
        self.parts.loras.set_selection(editor.value)

    @Slot()
    def _tell_variant(self) -> None:
        """Whether a LoRA fits depends on the model in the form."""
        variant = self.parts.compose.request().model
        if variant is not self._variant:
            self._variant = variant
            self.parts.lora_editor.set_variant(variant)
            self.parts.loras.set_variant(variant)
            self._variant_shown.emit(variant)

    @Slot(str)
    def _say_start_image(self, _path: str) -> None:
        self.parts.deeds.bring_prompt()
        self.parts.desk.say("start-image", tr("The frame is the start image of the next clip."))

    @Slot(str, str)
    def _say_about_drop(self, text: str, detail: str) -> None:
        self.parts.desk.say("drop", text, detail)

    @Slot(str)
    def _say_rescued(self, text: str) -> None:
        self.parts.desk.warn("database", tr("The queue's file was damaged."), text)

    @Slot(object, str)
    def _show_log_of(self, recovery: Recovery, job_id: str) -> None:
        if recovery is Recovery.SHOW_LOG and job_id:
            self.parts.log.show_job(job_id)

    @Slot()
    def _quit_from_tray(self) -> None:
        if self.parts.is_rendering():
            self.parts.window.raise_and_activate()
        self.parts.question.quit()

    @Slot()
    def _hide_window(self) -> None:
        self.parts.window.hide()
        self.parts.tray.tell_hidden()

    @Slot()
    def leave(self) -> None:
        """Remember the layout, stop everything, then `finished`."""
        if not self.shutdown.has_begun:
            self.parts.layout_keeper.keep()
            self.parts.window.hide()
            self.parts.tray.hide()
            self.parts.upkeep.ask_to_stop(Topic.DOCTOR)
            self.parts.upkeep.ask_to_stop(Topic.OPTIMIZER)
        self.shutdown.begin()

    @Slot()
    def restart(self) -> None:
        """End as when the user leaves, and start anew."""
        self.wants_restart = True
        self.leave()

    def wait(self, timeout_ms: int) -> bool:
        """Whether every service has ended; for after the event loop."""
        return all(thread.wait(timeout_ms) for thread in self._threads)
