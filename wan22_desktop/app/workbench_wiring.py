"""The connections of what people work with all day: queue, prompts, presets, preferences."""

from PySide6.QtCore import Qt

from wan22_desktop.app.parts import Parts


def connect_queue(parts: Parts) -> None:
    """What people do with the list, and how it is told of the rest."""
    service, panel, compose = parts.generation, parts.queue, parts.compose
    panel.cancel_requested.connect(service.cancel)
    panel.retry_requested.connect(service.retry)
    panel.retry_failed_requested.connect(service.retry_failed)
    panel.removes_requested.connect(service.remove_many)
    panel.readd_requested.connect(service.readd)
    panel.moves_requested.connect(service.move_many)
    panel.duplicate_requested.connect(service.duplicate)
    panel.skip_requested.connect(service.skip)
    panel.unskip_requested.connect(service.unskip)
    panel.pause_requested.connect(service.set_paused)
    panel.pause_now_requested.connect(service.pause_now)
    panel.clear_finished_requested.connect(service.clear_finished)
    panel.order_chosen.connect(parts.preferences.choose_queue_order)
    panel.schedule_chosen.connect(parts.preferences.choose_queue)
    panel.reuse_requested.connect(parts.deeds.reuse)
    panel.folder_requested.connect(parts.deeds.open_clip_folder)
    parts.preferences.queue_changed.connect(panel.show_settings)
    parts.preferences.queue_changed.connect(service.set_queue_settings)
    service.groups_listed.connect(panel.set_groups)
    service.group_added.connect(panel.add_group)
    service.group_removed.connect(panel.remove_group)
    service.start_order_changed.connect(panel.set_start_order)

    # A waiting job is edited in the form; its pictures are looked up first.
    panel.edit_requested.connect(parts.deeds.edit)
    parts.deeds.edit_wanted.connect(parts.drops.find_images_of)
    parts.drops.job_ready.connect(compose.edit_job)
    parts.drops.job_ready.connect(parts.deeds.bring_prompt)
    compose.edit_finished.connect(service.edit)
    service.job_changed.connect(compose.take_job)
    service.job_removed.connect(compose.take_removed_job)
    compose.group_add_requested.connect(service.add_group)
    service.refused.connect(compose.take_refusal)
    compose.images_chosen.connect(service.import_images)
    service.images_ready.connect(compose.show_images)


def connect_prompts(parts: Parts) -> None:
    """Words, presets and what a clip takes."""
    service, tools, compose = parts.prompts, parts.compose.form.tools, parts.compose
    tools.history_wanted.connect(service.search_history)
    tools.favourite_wanted.connect(service.set_favourite)
    tools.forget_wanted.connect(service.forget_prompt)
    tools.clear_history_wanted.connect(service.clear_history)
    tools.styles_wanted.connect(service.read_styles)
    tools.save_style_wanted.connect(service.save_style)
    tools.remove_style_wanted.connect(service.remove_style)
    tools.wildcards_wanted.connect(service.read_wildcards)
    tools.wildcards_folder_wanted.connect(service.open_wildcards_folder)
    tools.enhancement_wanted.connect(service.enhance)
    service.history_found.connect(tools.show_found)
    service.styles_read.connect(tools.set_styles)
    service.wildcards_read.connect(tools.set_wildcards)
    service.wildcards_folder_ready.connect(parts.deeds.open_folder)
    service.enhanced.connect(tools.show_enhancement)
    service.refused.connect(parts.desk.show_error)
    compose.prompt_used.connect(service.note_prompt)

    desk, picker = parts.presets_desk, parts.presets
    service.presets_read.connect(desk.take_presets)
    service.preset_saved.connect(desk.say_saved)
    picker.preset_chosen.connect(desk.use)
    picker.seconds_wanted.connect(desk.ask_seconds)
    picker.package_wanted.connect(parts.models_desk.package_wanted)
    picker.save_wanted.connect(desk.save)
    picker.rename_wanted.connect(service.rename_preset)
    picker.delete_wanted.connect(service.delete_preset)
    picker.import_wanted.connect(service.import_preset)
    picker.export_wanted.connect(service.export_preset)
    desk.save_wanted.connect(service.save_preset)
    parts.loras_desk.cards_changed.connect(desk.take_cards)
    compose.request_changed.connect(desk.follow_form)
    # At once: the service keeps the newest question only, whatever its thread is at.
    desk.forecast_wanted.connect(parts.preflight.ask, Qt.ConnectionType.DirectConnection)
    desk.seconds_wanted.connect(parts.preflight.ask_seconds)
    parts.preflight.foreseen.connect(desk.show_forecast)
    parts.preflight.seconds_known.connect(picker.set_seconds)
    parts.estimate.alternative_chosen.connect(compose.apply_request)


def connect_settings(parts: Parts) -> None:
    """Preferences hold at once; first steps and the user guide are found in the menus."""
    preferences, actions, guide = parts.preferences, parts.actions, parts.guide
    preferences.write_wanted.connect(parts.keeper.write)
    actions.speed_chosen.connect(preferences.choose_speed)
    actions.theme_chosen.connect(preferences.choose_theme)
    preferences.speed_changed.connect(actions.show_speed)
    preferences.theme_changed.connect(actions.show_theme)
    preferences.shortcuts_changed.connect(actions.use_shortcuts)
    preferences.health_changed.connect(parts.health.set_settings)
    preferences.health_changed.connect(parts.hardware.set_limits)
    preferences.limit_changed.connect(parts.model_service.set_limit)
    preferences.limit_changed.connect(parts.models.limit.show_limit)
    preferences.history_kept_changed.connect(parts.prompts.keep_history)
    preferences.history_kept_changed.connect(parts.compose.form.tools.keep_history)
    preferences.name_template_changed.connect(parts.generation.set_name_template)
    parts.generation.refused.connect(parts.guide.take_refusal)

    actions.preferences_asked.connect(guide.open_preferences)
    actions.shortcuts_asked.connect(guide.open_shortcuts)
    actions.guide_asked.connect(guide.open_guide)
    actions.manual_asked.connect(guide.open_manual)
    actions.context_help_asked.connect(guide.open_context_help)
    parts.desk.help_wanted.connect(guide.open_help)
    steps = parts.steps
    steps.closed.connect(guide.close_guide)
    steps.output_folder_chosen.connect(guide.choose_output_folder)
    steps.adopt_asked.connect(parts.model_dialogs.open_adoption)
    steps.adopt_asked.connect(parts.model_service.find_models)
    steps.install_asked.connect(parts.models_desk.show_model)
    steps.demo_asked.connect(guide.try_demo)
    guide.demo_wanted.connect(parts.generation.add)
    guide.machine_wanted.connect(parts.preflight.look_at_machine)
    parts.preflight.machine_known.connect(guide.show_machine)
    parts.model_service.models_listed.connect(guide.show_installed)
