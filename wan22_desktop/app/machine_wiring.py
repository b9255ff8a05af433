"""The connections of what looks after the machine and the app."""

from PySide6.QtCore import Qt

from wan22_desktop.app.parts import Parts


def connect_health(parts: Parts) -> None:
    """The machine is measured and shown; what is alarming is said, and done to the queue."""
    service, panel, desk = parts.health, parts.hardware, parts.health_desk
    generation = parts.generation
    generation.progressed.connect(parts.activity.take_progress)
    generation.job_changed.connect(parts.activity.take_job)
    parts.activity.changed.connect(service.note_activity)

    service.opened.connect(panel.set_source)
    service.profiled.connect(panel.show_profile)
    service.sampled.connect(panel.show_sample)
    service.alerted.connect(panel.show_alert)
    service.alerted.connect(desk.take_alert)
    service.alerted.connect(parts.tray.tell_alert)
    service.ordered.connect(desk.take_order)
    service.history_read.connect(panel.show_history)
    service.refused.connect(parts.desk.show_error)
    parts.window.hardware_dock.visibilityChanged.connect(panel.begin_if_seen)
    panel.shown_series_changed.connect(parts.preferences.choose_shown_series)
    panel.history_wanted.connect(service.read_history)
    panel.action_accepted.connect(service.accept)
    panel.refused.connect(parts.desk.show_error)
    panel.said.connect(desk.say)
    desk.accepted.connect(service.accept)
    parts.tray.action_chosen.connect(service.accept)
    parts.notifications.action_chosen.connect(desk.choose)

    desk.hold_wanted.connect(generation.hold)
    desk.release_wanted.connect(generation.release)
    desk.pause_at_step_wanted.connect(generation.pause_at_step)
    desk.go_on_wanted.connect(generation.go_on)
    desk.next_plan_wanted.connect(generation.use_next_plan)
    desk.stop_wanted.connect(generation.pause_because)
    generation.hold_changed.connect(parts.queue.hold_line.show_hold)
    parts.queue.go_on_requested.connect(desk.go_on_anyway)
    generation.pause_changed.connect(desk.take_pause)
    desk.user_paused.connect(service.note_user_pause)


def connect_upkeep(parts: Parts) -> None:
    """The dialogs of the Tools menu, and who does what they ask for."""
    service, desk, actions = parts.upkeep, parts.upkeep_desk, parts.actions
    actions.doctor_asked.connect(desk.open_doctor)
    actions.optimizer_asked.connect(desk.open_optimizer)
    actions.states_asked.connect(desk.open_states)
    desk.examine_wanted.connect(service.examine)
    desk.fix_wanted.connect(service.fix)
    desk.report_wanted.connect(service.save_report)
    desk.bundle_wanted.connect(service.save_bundle)
    desk.settings_wanted.connect(service.find_settings)
    desk.apply_wanted.connect(service.apply_settings)
    desk.revert_wanted.connect(service.revert_settings)
    desk.states_wanted.connect(service.list_states)
    desk.save_wanted.connect(service.save_state)
    desk.restore_wanted.connect(service.ask_for_restore)
    # Both at once: the service's own thread is at work on what is to be stopped.
    desk.wished.connect(service.note_wish, Qt.ConnectionType.DirectConnection)
    desk.stop_asked.connect(service.ask_to_stop, Qt.ConnectionType.DirectConnection)
    service.doing.connect(desk.show_doing)
    service.ended.connect(desk.note_end)
    service.refused.connect(desk.show_refusal)
    service.examined.connect(desk.show_report)
    service.fixed.connect(desk.show_fixes)
    service.report_saved.connect(desk.say_saved)
    service.bundle_saved.connect(desk.say_saved)
    service.settings_found.connect(desk.show_settings)
    service.measured.connect(desk.show_progress)
    service.settings_applied.connect(desk.show_result)
    service.states_listed.connect(desk.show_states)
