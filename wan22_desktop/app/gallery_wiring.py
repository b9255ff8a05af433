"""The connections of finished clips: gallery, compare, grids, and what is done with them."""

from PySide6.QtCore import Qt

from wan22_desktop.app.parts import Parts


def connect_gallery(parts: Parts) -> None:
    """Clips come from the queue and from elsewhere; what people say about them is kept."""
    service, panel, feed = parts.library, parts.gallery, parts.gallery_feed
    queue = parts.generation
    queue.groups_listed.connect(feed.take_groups)
    queue.group_added.connect(feed.take_group)
    queue.jobs_listed.connect(feed.take_jobs)
    service.clips_listed.connect(feed.note_listed)
    parts.watch.clip_done.connect(feed.take_done)
    parts.window.activation_changed.connect(feed.note_activation)
    feed.look_wanted.connect(service.look_again)
    feed.made.connect(service.take_made)
    feed.made_before.connect(service.take_made_many)

    service.clips_listed.connect(panel.set_clips)
    service.clips_added.connect(panel.add_clips)
    service.clips_changed.connect(panel.change_clips)
    service.clips_removed.connect(panel.remove_clips)
    service.strip_loaded.connect(panel.take_strip)
    service.import_moved.connect(panel.show_import)
    service.import_ended.connect(panel.show_import_results)
    service.recycled.connect(panel.show_recycled)
    service.refused.connect(panel.show_refusal)
    panel.rate_asked.connect(service.rate)
    panel.tags_asked.connect(service.change_tags)
    panel.albums_asked.connect(service.change_albums)
    panel.album_rename_asked.connect(service.rename_album)
    panel.rename_asked.connect(service.rename)
    panel.note_asked.connect(service.set_note)
    panel.recycle_asked.connect(service.recycle)
    panel.bring_back_asked.connect(service.bring_back)
    panel.forget_asked.connect(service.forget)
    panel.import_asked.connect(service.import_files)
    panel.import_cancelled.connect(service.cancel_import)
    # At once: the newest wish comes first, and database writes are not waited for.
    panel.strips_wanted.connect(service.want_strips, Qt.ConnectionType.DirectConnection)
    parts.actions.import_asked.connect(parts.stage.show_gallery)
    parts.actions.import_asked.connect(panel.ask_for_import)


def connect_clip_deeds(parts: Parts) -> None:
    """What can be done with a clip, from the gallery and from the player."""
    desk, panel, player, errands = parts.clip_desk, parts.gallery, parts.player, parts.clip_errands
    panel.clip_opened.connect(desk.open_clip)
    panel.compare_asked.connect(desk.compare)
    panel.reuse_asked.connect(desk.reuse)
    panel.render_again_asked.connect(desk.render_again)
    panel.reproduce_asked.connect(desk.reproduce)
    panel.continue_asked.connect(desk.go_on_from)
    panel.upscale_asked.connect(desk.upscale)
    panel.interpolate_asked.connect(desk.interpolate)
    panel.export_asked.connect(desk.export)
    panel.folder_asked.connect(desk.open_folder)
    player.continue_asked.connect(errands.look_at_end)
    player.export_asked.connect(desk.export_part)

    desk.work_wanted.connect(errands.look_for_work)
    desk.export_wanted.connect(errands.look_for_export)
    desk.end_wanted.connect(errands.look_at_end)
    desk.again_wanted.connect(errands.render_again)
    desk.reproduction_wanted.connect(errands.reproduce)
    desk.upscaler_offered.connect(errands.add_upscaler)
    desk.folder_wanted.connect(parts.deeds.open_folder)
    desk.request_wanted.connect(parts.drops.find_images)
    desk.group_chosen.connect(parts.generation.add_group)
    errands.work_ready.connect(desk.show_work)
    errands.export_ready.connect(desk.show_export)
    errands.continuing_ready.connect(desk.show_continuing)
    errands.request_ready.connect(parts.generation.add)
    errands.request_lacks.connect(desk.show_lacks)
    errands.group_ready.connect(parts.generation.add_group)
    errands.upscalers_found.connect(desk.show_upscalers)
    errands.upscaler_refused.connect(desk.refuse_upscaler)
    errands.refused.connect(parts.desk.show_error)

    exports = parts.exports
    desk.export_ordered.connect(exports.export)
    desk.export_cancelled.connect(exports.cancel)
    exports.progressed.connect(desk.show_export_progress)
    exports.refused.connect(desk.show_export_refusal)
    exports.exported.connect(desk.show_export_end)

    compare, frames, similarity = parts.compare, parts.compared_clips, parts.similarity
    compare.locked.clips_requested.connect(frames.open)
    compare.locked.frames_requested.connect(frames.decode)
    frames.opened.connect(compare.locked.show_opened)
    frames.frames_decoded.connect(compare.locked.show_frames)
    frames.cell_failed.connect(compare.locked.show_failure)
    compare.measure_requested.connect(similarity.measure)
    compare.clip_chosen.connect(parts.stage.open_clip)
    similarity.frame_measured.connect(compare.show_frame_measured)
    similarity.clip_measured.connect(compare.show_clip_measured)
    similarity.not_measured.connect(compare.show_not_measured)


def connect_groups(parts: Parts) -> None:
    """Sweeps and drafts are made from the form and shown as grids; reproductions get a verdict."""
    desk, page, service = parts.group_desk, parts.grid, parts.generation
    parts.compose.sweep_asked.connect(parts.clip_desk.ask_for_sweep)
    parts.compose.drafts_asked.connect(parts.clip_desk.ask_for_drafts)
    parts.preflight.foreseen.connect(parts.clip_desk.take_forecast)
    service.groups_listed.connect(desk.take_groups)
    service.group_added.connect(desk.take_group)
    service.group_removed.connect(desk.forget_group)
    service.jobs_listed.connect(desk.take_jobs)
    service.jobs_added.connect(desk.take_new_jobs)
    service.job_changed.connect(desk.take_job)
    service.job_removed.connect(desk.forget_job)
    parts.queue.group_opened.connect(desk.open_group)
    page.cell_opened.connect(desk.open_cell)
    page.finish_asked.connect(desk.finish)
    page.export_grid_asked.connect(desk.export_grid)
    desk.clip_wanted.connect(parts.stage.open_clip)
    desk.group_chosen.connect(service.add_group)

    frames = parts.grid_clips
    page.locked.clips_requested.connect(frames.open)
    page.locked.frames_requested.connect(frames.decode)
    frames.opened.connect(page.locked.show_opened)
    frames.frames_decoded.connect(page.locked.show_frames)
    frames.cell_failed.connect(page.locked.show_failure)

    desk.verdict_wanted.connect(parts.similarity.judge)
    parts.similarity.judged.connect(parts.verdict.show_verdict)
    parts.verdict.compare_asked.connect(parts.clip_desk.compare_two)
