<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>wan22</name>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source> (1 of {count} cards)</source>
      <translation> (1 von {count} Karten)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source> (applied)</source>
      <translation> (angewendet)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/report_text.py" />
      <source> (can be repaired)</source>
      <translation> (reparierbar)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/read_out.py" />
      <source> (latest)</source>
      <translation> (neueste)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source> One expert is in memory at a time.</source>
      <translation> Jeweils ein Experte liegt im Speicher.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/report_html.py" />
      <source> Some checks were left out or stopped.</source>
      <translation> Einige Prüfungen wurden ausgelassen oder abgebrochen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source> and </source>
      <translation> und </translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source> fps</source>
      <translation> fps</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source> min</source>
      <translation> min</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/compatibility.py" />
      <source> or </source>
      <translation> oder </translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source> px</source>
      <translation> px</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>"{name}" at {strength:g}</source>
      <translation>„{name}“ mit {strength:g}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/read_out.py" />
      <source>%a %d %b %H:%M:%S</source>
      <translation>%d.%m. %H:%M:%S</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/alert_list.py" />
      <source>%c</source>
      <translation>%d.%m.%Y %H:%M:%S</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/timeline.py" />
      <source>%d %b</source>
      <translation>%d.%m.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>%d %b %Y</source>
      <translation>%d.%m.%Y</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;About WAN2.2 Desktop</source>
      <translation>Über &amp;WAN2.2 Desktop</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>&amp;Add file…</source>
      <translation>Datei &amp;hinzufügen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Balanced</source>
      <translation>&amp;Ausgewogen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>&amp;Cancel</source>
      <translation>Abbre&amp;chen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Careful</source>
      <translation>&amp;Vorsichtig</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Check the app…</source>
      <translation>App &amp;prüfen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Choose output folder…</source>
      <translation>Ausgabeordner &amp;wählen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>&amp;Choose…</source>
      <translation>Wä&amp;hlen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/models_panel.py" />
      <source>&amp;Clean up…</source>
      <translation>&amp;Aufräumen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Clear finished</source>
      <translation>&amp;Beendete entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>&amp;Columns</source>
      <translation>&amp;Spalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Dark</source>
      <translation>&amp;Dunkel</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>&amp;Description</source>
      <translation>&amp;Beschreibung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/drafts_dialog.py" />
      <source>&amp;Drafts</source>
      <translation>&amp;Entwürfe</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>&amp;Duplicate with new seed</source>
      <translation>Mit neuem Seed &amp;duplizieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/window.py" />
      <source>&amp;Edit</source>
      <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>&amp;Enlarge</source>
      <translation>&amp;Vergrößern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Exact: every step is computed</source>
      <translation>&amp;Exakt: jeder Schritt wird berechnet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>&amp;Export</source>
      <translation>&amp;Exportieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_frame.py" />
      <source>&amp;Export names and notes…</source>
      <translation>Namen und Notizen &amp;exportieren…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Fast</source>
      <translation>&amp;Schnell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/window.py" />
      <source>&amp;File</source>
      <translation>&amp;Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/models_panel.py" />
      <source>&amp;Find models of other apps…</source>
      <translation>&amp;Modelle anderer Apps suchen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;First steps…</source>
      <translation>&amp;Erste Schritte…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/request_form.py" />
      <source>&amp;Fit</source>
      <translation>Einpassun&amp;g</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>&amp;Fit the colours of each clip to the one before</source>
      <translation>&amp;Farben jedes Clips an den vorigen anpassen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>&amp;Format</source>
      <translation>&amp;Format</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>&amp;Frame rate</source>
      <translation>&amp;Bildrate</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/drafts_dialog.py" />
      <source>&amp;Frames</source>
      <translation>&amp;Bilder</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Go to</source>
      <translation>&amp;Gehe zu</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source>&amp;Guidance</source>
      <translation>Gui&amp;dance</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/drafts_dialog.py" />
      <source>&amp;Half width and height</source>
      <translation>&amp;Halbe Breite und Höhe</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/parts.py" />
      <source>&amp;Hardware</source>
      <translation>&amp;Hardware</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/window.py" />
      <source>&amp;Help</source>
      <translation>&amp;Hilfe</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/pair_dialog.py" />
      <source>&amp;High noise</source>
      <translation>&amp;High-Noise</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/mode_switch.py" />
      <source>&amp;Image</source>
      <translation>B&amp;ild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Import clips…</source>
      <translation>Clips &amp;importieren…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Keyboard shortcuts…</source>
      <translation>&amp;Tastenkürzel…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Light</source>
      <translation>&amp;Hell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_frame.py" />
      <source>&amp;Look through the folders again</source>
      <translation>O&amp;rdner erneut durchsuchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/pair_dialog.py" />
      <source>&amp;Low noise</source>
      <translation>&amp;Low-Noise</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source>&amp;Low-noise
guidance</source>
      <translation>Low-N&amp;oise-
Guidance</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>&amp;Model</source>
      <translation>&amp;Modell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/parts.py" />
      <source>&amp;Models</source>
      <translation>&amp;Modelle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>&amp;Name</source>
      <translation>&amp;Name</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/request_form.py" />
      <source>&amp;Negative prompt</source>
      <translation>&amp;Negativer Prompt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Next panel</source>
      <translation>&amp;Nächster Bereich</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Next view of the middle</source>
      <translation>&amp;Nächste Ansicht der Mitte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Open clip or image…</source>
      <translation>&amp;Clip oder Bild öffnen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>&amp;Open folder</source>
      <translation>&amp;Ordner öffnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>&amp;Pages</source>
      <translation>S&amp;eiten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Pause</source>
      <translation>&amp;Pause</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/tray.py" />
      <source>&amp;Pause queue</source>
      <translation>Warteschlange &amp;anhalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Preferences…</source>
      <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/parts.py" />
      <source>&amp;Prompt</source>
      <translation>&amp;Prompt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>&amp;Quality</source>
      <translation>&amp;Qualität</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/parts.py" />
      <source>&amp;Queue</source>
      <translation>&amp;Warteschlange</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Quit</source>
      <translation>&amp;Beenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>&amp;Replace files of the same name</source>
      <translation>&amp;Gleichnamige Dateien ersetzen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Reset layout</source>
      <translation>&amp;Layout zurücksetzen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_frame.py" />
      <source>&amp;Restore names and notes…</source>
      <translation>Namen und Notizen &amp;wiederherstellen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>&amp;Retry</source>
      <translation>E&amp;rneut versuchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>&amp;Rows</source>
      <translation>&amp;Zeilen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Settings for this computer…</source>
      <translation>&amp;Einstellungen für diesen Computer…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>&amp;Show clip</source>
      <translation>Clip an&amp;zeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/tray.py" />
      <source>&amp;Show the window</source>
      <translation>&amp;Fenster zeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Speed of new renders</source>
      <translation>&amp;Tempo neuer Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/drafts_dialog.py" />
      <source>&amp;Steps</source>
      <translation>&amp;Schritte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/mode_switch.py" />
      <source>&amp;Text</source>
      <translation>&amp;Text</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;Theme</source>
      <translation>&amp;Design</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/window.py" />
      <source>&amp;Tools</source>
      <translation>&amp;Extras</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>&amp;Unfold or fold</source>
      <translation>&amp;Auf- oder zuklappen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>&amp;User guide</source>
      <translation>&amp;Handbuch</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/window.py" />
      <source>&amp;View</source>
      <translation>&amp;Ansicht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_frame.py" />
      <source>&amp;Watched folders…</source>
      <translation>&amp;Überwachte Ordner…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>&amp;What it takes</source>
      <translation>A&amp;ufwand</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>&amp;With</source>
      <translation>&amp;Mit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/style_dialog.py" />
      <source>&amp;Words</source>
      <translation>&amp;Wörter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_check.py" />
      <source>(a key without a name)</source>
      <translation>(ein Schlüssel ohne Namen)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>, alpha {alpha:g}</source>
      <translation>, alpha {alpha:g}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>, which needs {size}</source>
      <translation>, was {size} braucht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_rescue.py" />
      <source>, {count} of them from the backup</source>
      <translation>, davon {count} aus der Sicherungskopie</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_schema.py" />
      <source>, {number} at most</source>
      <translation>, höchstens {number}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_schema.py" />
      <source>, {number} or more</source>
      <translation>, mindestens {number}</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>1 LoRA</source>
      <translation>
        <numerusform>1 LoRA</numerusform>
        <numerusform>{count:,} LoRAs</numerusform>
      </translation>
      <extracomment>Plural: {count:,} LoRAs</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/prompt_tools.py" />
      <source>1 clip</source>
      <translation>
        <numerusform>1 Clip</numerusform>
        <numerusform>{number} Clips</numerusform>
      </translation>
      <extracomment>Plural: {number} clips</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/model_manager/domain/usage.py" />
      <source>1 day ago</source>
      <translation>
        <numerusform>vor 1 Tag</numerusform>
        <numerusform>vor {count} Tagen</numerusform>
      </translation>
      <extracomment>Plural: {count} days ago</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/wildcards_popup.py" />
      <source>1 entry</source>
      <translation>
        <numerusform>1 Eintrag</numerusform>
        <numerusform>{count} Einträge</numerusform>
      </translation>
      <extracomment>Plural: {count} entries</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/lora_library/ui/panel_dialogs.py" />
      <source>1 file</source>
      <translation>
        <numerusform>1 Datei</numerusform>
        <numerusform>{count:,} Dateien</numerusform>
      </translation>
      <extracomment>Plural: {count:,} files</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/model_manager/domain/health.py" />
      <source>1 file is damaged.</source>
      <translation>
        <numerusform>1 Datei ist beschädigt.</numerusform>
        <numerusform>{count} Dateien sind beschädigt.</numerusform>
      </translation>
      <extracomment>Plural: {count} files are damaged.</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/model_manager/statuses.py" />
      <source>1 file is missing or damaged. A repair fetches only what is bad.</source>
      <translation>
        <numerusform>1 Datei fehlt oder ist beschädigt. Eine Reparatur lädt nur das Fehlerhafte herunter.</numerusform>
        <numerusform>{count} Dateien fehlen oder sind beschädigt. Eine Reparatur lädt nur das Fehlerhafte herunter.</numerusform>
      </translation>
      <extracomment>Plural: {count} files are missing or damaged. A repair fetches only what is bad.</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/model_manager/domain/health.py" />
      <source>1 file is missing.</source>
      <translation>
        <numerusform>1 Datei fehlt.</numerusform>
        <numerusform>{count} Dateien fehlen.</numerusform>
      </translation>
      <extracomment>Plural: {count} files are missing.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>1 hour</source>
      <translation>1 Stunde</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/model_manager/domain/usage.py" />
      <source>1 hour ago</source>
      <translation>
        <numerusform>vor 1 Stunde</numerusform>
        <numerusform>vor {count} Stunden</numerusform>
      </translation>
      <extracomment>Plural: {count} hours ago</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>1 layer</source>
      <translation>
        <numerusform>1 Schicht</numerusform>
        <numerusform>{count:,} Schichten</numerusform>
      </translation>
      <extracomment>Plural: {count:,} layers</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>1 minute</source>
      <translation>1 Minute</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/model_manager/packages/work.py" />
      <source>1 model was looked up. {found}</source>
      <translation>
        <numerusform>1 Modell wurde nachgesehen. {found}</numerusform>
        <numerusform>{count} Modelle wurden nachgesehen. {found}</numerusform>
      </translation>
      <extracomment>Plural: {count} models were looked up. {found}</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/app/queue_watch.py" />
      <source>1 rendering</source>
      <translation>1 wird gerendert</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/doctor/database_rescue.py" />
      <source>1 row</source>
      <translation>
        <numerusform>1 Zeile</numerusform>
        <numerusform>{count} Zeilen</numerusform>
      </translation>
      <extracomment>Plural: {count} rows</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>1 temporary file was removed: {size}.</source>
      <translation>
        <numerusform>1 temporäre Datei wurde entfernt: {size}.</numerusform>
        <numerusform>{count} temporäre Dateien wurden entfernt: {size}.</numerusform>
      </translation>
      <extracomment>Plural: {count} temporary files were removed: {size}.</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>1 thing</source>
      <translation>
        <numerusform>1 Punkt</numerusform>
        <numerusform>{count} Punkte</numerusform>
      </translation>
      <extracomment>Plural: {count} things</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/doctor/domain/health_report.py" />
      <source>1 thing needs attention</source>
      <translation>
        <numerusform>1 Punkt braucht Aufmerksamkeit</numerusform>
        <numerusform>{count} Punkte brauchen Aufmerksamkeit</numerusform>
      </translation>
      <extracomment>Plural: {count} things need attention</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>100 %</source>
      <translation>100 %</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>15 minutes</source>
      <translation>15 Minuten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>16-bit</source>
      <translation>16-Bit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>24 hours</source>
      <translation>24 Stunden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>32-bit</source>
      <translation>32-Bit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>3D cartoon</source>
      <translation>3D-Zeichentrick</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>4-bit</source>
      <translation>4-Bit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>5 minutes</source>
      <translation>5 Minuten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>5-bit</source>
      <translation>5-Bit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>6 hours</source>
      <translation>6 Stunden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>6-bit</source>
      <translation>6-Bit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>7 days</source>
      <translation>7 Tage</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>8 bits, because {reason}.</source>
      <translation>8 Bit, denn {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>8-bit</source>
      <translation>8-Bit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/pairing_desk.py" />
      <source>A LoRA cannot be its own other half.</source>
      <translation>Ein LoRA kann nicht seine eigene andere Hälfte sein.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>A LoRA file is named twice: give its strength once.</source>
      <translation>Eine LoRA-Datei ist zweimal genannt: ihre Stärke nur einmal angeben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/manager.py" />
      <source>A LoRA needs a name.</source>
      <translation>Ein LoRA braucht einen Namen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/similarity_line.py" />
      <source>A and {letter}: this frame {frame}; whole clip {clip}</source>
      <translation>A und {letter}: dieses Bild {frame}; ganzer Clip {clip}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/wildcard_syntax.py" />
      <source>A brace is closed that was never opened: open it with {opening}, or write {plain} for a plain one.</source>
      <translation>Eine Klammer wird geschlossen, die nie geöffnet wurde: sie mit {opening} öffnen oder für eine bloße {plain} schreiben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/wildcard_syntax.py" />
      <source>A brace is never closed: close it with {closing}, or write {plain} for a plain one.</source>
      <translation>Eine Klammer wird nie geschlossen: sie mit {closing} schließen oder für eine bloße {plain} schreiben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>A break before the next clip lets it cool.</source>
      <translation>Eine Pause vor dem nächsten Clip lässt sie abkühlen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/tray.py" />
      <source>A clip could not be rendered</source>
      <translation>Ein Clip konnte nicht gerendert werden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/closing.py" />
      <source>A clip is being rendered</source>
      <translation>Ein Clip wird gerendert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/upkeep_desk.py" />
      <source>A clip is being rendered, which would falsify the measurement. Pause the queue first.</source>
      <translation>Ein Clip wird gerendert, was die Messung verfälschen würde. Bitte zuerst die Warteschlange anhalten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/closing.py" />
      <source>A clip is being rendered. What should become of it?</source>
      <translation>Ein Clip wird gerade gerendert. Was soll mit ihm geschehen?</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/tray.py" />
      <source>A clip is ready</source>
      <translation>Ein Clip ist fertig</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>A clip that is being rendered is finished.</source>
      <translation>Ein Clip, der gerade gerendert wird, wird fertiggestellt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_validator.py" />
      <source>A copy of the original</source>
      <translation>Eine Kopie des Originals</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>A day</source>
      <translation>Am Tag</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/hardware_optimizer.py" />
      <source>A default clip of the 5B model ({clip}) does not fit this machine.</source>
      <translation>Ein Standardclip des 5B-Modells ({clip}) passt nicht auf diesen Rechner.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/downloader.py" />
      <source>A download</source>
      <translation>Ein Download</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/drafts.py" />
      <source>A draft of another size or length starts from other noise: the finished clip shows another scene with the same words. Keep size and frames to choose by what is in the picture.</source>
      <translation>Ein Entwurf anderer Größe oder Länge beginnt mit anderem Rauschen: Der fertige Clip zeigt bei gleichen Worten eine andere Szene. Größe und Bilderzahl beibehalten, um nach dem Bildinhalt zu wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/order_run.py" />
      <source>A file</source>
      <translation>Eine Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>A file of it is gone. Put it back or drop it here again: nothing else is lost.</source>
      <translation>Eine Datei davon ist weg. Zurücklegen oder wieder hierher ziehen: sonst ist nichts verloren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>A file of it was changed by another program. Drop the original here again.</source>
      <translation>Eine Datei davon wurde von einem anderen Programm geändert. Das Original wieder hierher ziehen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/failures.py" />
      <source>A file of the model is damaged.</source>
      <translation>Eine Datei des Modells ist beschädigt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/failures.py" />
      <source>A file of the model {problem}.</source>
      <translation>Eine Datei des Modells {problem}.</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/hardware/driver_text.py" />
      <source>A graphics card does not answer NVIDIA's driver. Restart the computer; if it stays so, check that the card sits firmly in its slot and has its power cables.</source>
      <translation>
        <numerusform>Eine Grafikkarte antwortet dem Treiber von NVIDIA nicht. Den Computer neu starten; bleibt es dabei, prüfen, ob die Karte fest im Steckplatz sitzt und ihre Stromkabel stecken.</numerusform>
        <numerusform>{count} Grafikkarten antworten dem Treiber von NVIDIA nicht. Den Computer neu starten; bleibt es dabei, prüfen, ob die Karten fest im Steckplatz sitzen und ihre Stromkabel stecken.</numerusform>
      </translation>
      <extracomment>Plural: {count} graphics cards do not answer NVIDIA's driver. Restart the computer; if it stays so, check that the card sits firmly in its slot and has its power cables.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>A job that runs goes on in any case.</source>
      <translation>Ein laufender Auftrag geht in jedem Fall weiter.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/models_desk.py" />
      <source>A model is ready</source>
      <translation>Ein Modell ist bereit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/first_steps.py" />
      <source>A model to install</source>
      <translation>Ein Modell installieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>A model, not a LoRA</source>
      <translation>Ein Modell, kein LoRA</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/lora_commands.py" />
      <source>A name can be given to one file only.</source>
      <translation>Ein Name kann nur einer einzelnen Datei gegeben werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>A name for it, if you like:</source>
      <translation>Ein Name dafür, falls gewünscht:</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>A new part begins with the frame that you choose, and both are joined, the colours fitted. For more parts, continue the joined clip: each begins with the last frame of the one before.</source>
      <translation>Ein neuer Teil beginnt mit dem gewählten Bild, und beide werden verbunden, die Farben angeglichen. Für weitere Teile den verbundenen Clip fortsetzen: Jeder beginnt mit dem letzten Bild des vorigen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/pair_dialog.py" />
      <source>A pair is shown as one LoRA, with a strength for each expert.</source>
      <translation>Ein Paar wird als ein LoRA gezeigt, mit einer Stärke je Experte.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/pair_dialog.py" />
      <source>A pair needs two files.</source>
      <translation>Ein Paar braucht zwei Dateien.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/catalog_texts.py" />
      <source>A pair of LoRAs, one for each expert, that renders in 4 steps without guidance: many times faster, with less motion.</source>
      <translation>Ein LoRA-Paar, eines je Experte, das in 4 Schritten ohne Guidance rendert: um ein Vielfaches schneller, mit weniger Bewegung.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/advice.py" />
      <source>A plan that needs less {memory} was tried, and it was not enough.</source>
      <translation>Ein Plan, der weniger {memory} braucht, wurde versucht und reichte nicht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>A plan that takes less memory can be faster here.</source>
      <translation>Ein Plan mit weniger Speicherbedarf kann hier schneller sein.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>A preset needs a name of 1 to 60 characters.</source>
      <translation>Eine Voreinstellung braucht einen Namen von 1 bis 60 Zeichen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>A quotation mark is not closed, or text follows it without a comma.</source>
      <translation>Ein Anführungszeichen ist nicht geschlossen, oder danach folgt Text ohne Komma.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/library.py" />
      <source>A rating is a number from 0 to {most}.</source>
      <translation>Eine Bewertung ist eine Zahl von 0 bis {most}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/system_optimizer.py" />
      <source>A render on the processor that is half done begins anew: threads round differently.</source>
      <translation>Ein halb fertiger Auftrag auf dem Prozessor beginnt von vorn: Threads runden anders.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>A render takes</source>
      <translation>Ein Clip dauert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>A render takes at most {most} LoRAs.</source>
      <translation>Ein Auftrag verwendet höchstens {most} LoRAs.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/selection.py" />
      <source>A render takes at most {most} LoRAs: remove one to add another.</source>
      <translation>Ein Clip nimmt höchstens {most} LoRAs: eines entfernen, um ein anderes hinzuzufügen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>A render takes at most {most} LoRAs; these are {count}.</source>
      <translation>Ein Auftrag verwendet höchstens {most} LoRAs; hier sind es {count}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/work.py" />
      <source>A repair fetches only what is bad.</source>
      <translation>Eine Reparatur lädt nur das Fehlerhafte herunter.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>A repair fetches only what is damaged; then the clip is rendered.</source>
      <translation>Eine Reparatur lädt nur das Beschädigte herunter; dann wird der Clip gerendert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>A report is written as {endings}: {name} ends otherwise.</source>
      <translation>Ein Bericht wird als {endings} geschrieben: {name} endet anders.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/restore_journal.py" />
      <source>A saved state is being put back, and {file} could not be replaced: {reason}. Make room, or end the program that uses it, and start the app again.</source>
      <translation>Eine Sicherung wird zurückgespielt, und {file} konnte nicht ersetzt werden: {reason}. Platz schaffen oder das Programm beenden, das die Datei benutzt, und die App wieder starten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>A small demo model is part of the app. It knows circles, squares and triangles that move, and renders a clip in seconds on any computer.</source>
      <translation>Ein kleines Demomodell gehört zur App. Es kennt Kreise, Quadrate und Dreiecke, die sich bewegen, und rendert auf jedem Computer in Sekunden einen Clip.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>A solid-state disk reads while the weights before are converted.</source>
      <translation>Eine SSD liest, während die vorigen Gewichte umgewandelt werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>A state holds the settings, the queue, the layout and what the libraries know. Clips, models and LoRA files stay where they are.</source>
      <translation>Eine Sicherung enthält die Einstellungen, die Warteschlange, die Anordnung und was die Bibliotheken wissen. Clips, Modelle und LoRA-Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/style_dialog.py" />
      <source>A style needs a name and, in at most 2,000 characters of words, {place} once.</source>
      <translation>Ein Stil braucht einen Namen und in höchstens 2.000 Zeichen Text einmal {place}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>A sweep holds at most {most}.</source>
      <translation>Eine Reihe umfasst höchstens {most}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>A sweep holds at most {most}: with {values} it is {number}.</source>
      <translation>Eine Reihe umfasst höchstens {most}: Mit {values} sind es {number}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep_grid.py" />
      <source>A sweep of {cells} clips is too large: {most} is the most. With {values} it is {number}.</source>
      <translation>Eine Reihe von {cells} Clips ist zu groß: Höchstens {most} sind möglich. Mit {values} sind es {number}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/loras_desk.py" />
      <source>A test render takes its prompt and its size from the form.</source>
      <translation>Ein Probeclip nimmt Prompt und Größe aus dem Formular.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/catalog_texts.py" />
      <source>A tiny model of coloured shapes that renders on any computer in seconds. It ships with the app, to try everything out.</source>
      <translation>Ein winziges Modell farbiger Formen, das auf jedem Computer in Sekunden rendert. Es liegt der App bei, um alles auszuprobieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/start.py" />
      <source>A wan22 command is at work in a terminal.

Let it end, then try again.</source>
      <translation>In einem Terminal arbeitet ein wan22-Befehl.

Bitte sein Ende abwarten und dann erneut versuchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>A web page comes in place of the file: the network may ask you to sign in first.</source>
      <translation>Statt der Datei kommt eine Webseite: vielleicht verlangt das Netz zuerst eine Anmeldung.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/deeds.py" />
      <source>About WAN2.2 Desktop</source>
      <translation>Über WAN2.2 Desktop</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>About half of the usual steps: half the time, with slightly rougher details.</source>
      <translation>Etwa die Hälfte der üblichen Schritte: halbe Zeit, etwas gröbere Einzelheiten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/results_dialog.py" />
      <source>About the chosen file</source>
      <translation>Zur gewählten Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/comparison.py" />
      <source>About {duration} instead of {others}: {times}.</source>
      <translation>Etwa {duration} statt {others}: {times}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>About {duration} until it is installed.</source>
      <translation>Etwa {duration} bis zur Installation.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>About {number} GFLOP/s in large products.</source>
      <translation>Etwa {number} GFLOP/s bei großen Produkten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>About {size} have to be fetched first.</source>
      <translation>Etwa {size} müssen zuerst heruntergeladen werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/models_desk.py" />
      <source>Access token of the hub</source>
      <translation>Zugangstoken des Hubs</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/shortcuts_page.py" />
      <source>Action</source>
      <translation>Aktion</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Add</source>
      <translation>Hinzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_dialogs.py" />
      <source>Add LoRAs</source>
      <translation>LoRAs hinzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/empty_page.py" />
      <source>Add LoRAs…</source>
      <translation>LoRAs hinzufügen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_editor.py" />
      <source>Add LoRA…</source>
      <translation>LoRA hinzufügen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_dialogs.py" />
      <source>Add a folder of LoRAs</source>
      <translation>Ordner mit LoRAs hinzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_dialogs.py" />
      <source>Add a folder with all clips in it</source>
      <translation>Ordner mit allen Clips darin hinzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Add a folder…</source>
      <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Add a tag</source>
      <translation>Schlagwort hinzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Add a tag…</source>
      <translation>Schlagwort hinzufügen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/compose_panel.py" />
      <source>Add all</source>
      <translation>Alle hinzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>Add an upscaling model</source>
      <translation>Vergrößerungsmodell hinzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/edit_banner.py" />
      <source>Add as a new clip</source>
      <translation>Als neuen Clip hinzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_dialogs.py" />
      <source>Add clips</source>
      <translation>Clips hinzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Add clips from elsewhere</source>
      <translation>Clips von anderswo hinzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_empty.py" />
      <source>Add clips…</source>
      <translation>Clips hinzufügen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Add files…</source>
      <translation>Dateien hinzufügen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_frame.py" />
      <source>Add folder…</source>
      <translation>Ordner…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/compose_panel.py" />
      <source>Add many clips</source>
      <translation>Viele Clips hinzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_undo.py" />
      <source>Add the removed jobs again, at the end of the queue (Ctrl+Z)</source>
      <translation>Die entfernten Aufträge am Ende der Warteschlange wieder hinzufügen (Strg+Z)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>Add these {number}</source>
      <translation>Diese {number} hinzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Add to an album</source>
      <translation>Zu einem Album hinzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Add to an album…</source>
      <translation>Zu einem Album hinzufügen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/deeds.py" />
      <source>Add to favourites</source>
      <translation>Zu den Favoriten hinzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/add_bar.py" />
      <source>Add to q&amp;ueue</source>
      <translation>In die Wartes&amp;chlange</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/add_bar.py" />
      <source>Add to queue</source>
      <translation>In die Warteschlange</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/add_bar.py" />
      <source>Add to queue ({shortcut})</source>
      <translation>In die Warteschlange ({shortcut})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/enhance_dialog.py" />
      <source>Add: {new}</source>
      <translation>Ergänzen: {new}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/entry_editors.py" />
      <source>Add: {title}</source>
      <translation>Hinzufügen: {title}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Added</source>
      <translation>Hinzugefügt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Adding {name} ({number:,} of {total:,})</source>
      <translation>{name} wird hinzugefügt ({number:,} von {total:,})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Address of the model hub</source>
      <translation>Adresse des Modell-Hubs</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/folders_dialog.py" />
      <source>Add…</source>
      <translation>Hinzufügen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/request_form.py" />
      <source>Advan&amp;ced</source>
      <translation>&amp;Feineinstellungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>Aerial</source>
      <translation>Luftaufnahme</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Album</source>
      <translation>Album</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Album:</source>
      <translation>Album:</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Album: any</source>
      <translation>Album: alle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Albums</source>
      <translation>Alben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/alert_list.py" />
      <source>Alerts</source>
      <translation>Warnungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source>All</source>
      <translation>Alle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/work.py" />
      <source>All are up to date.</source>
      <translation>Alle sind auf dem neuesten Stand.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>All at once, each with its name above, in the order of the list.</source>
      <translation>Alle gleichzeitig, jeder mit seinem Namen darüber, in der Reihenfolge der Liste.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/stage.py" />
      <source>All clips</source>
      <translation>Alle Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/compare_view.py" />
      <source>All clips beside each other (B)</source>
      <translation>Alle Clips nebeneinander (B)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/prompt_tools.py" />
      <source>All combinations</source>
      <translation>Alle Kombinationen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/prompt_tools.py" />
      <source>All combinations are {clips} clips, {most} at once are the most: take out some choices, or untick “All combinations”.</source>
      <translation>Alle Kombinationen sind {clips} Clips, höchstens {most} auf einmal sind möglich: einige Auswahlen entfernen oder „Alle Kombinationen“ abwählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>All cores together.</source>
      <translation>Alle Kerne zusammen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/deeds.py" />
      <source>All files</source>
      <translation>Alle Dateien</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>All files (*)</source>
      <translation>Alle Dateien (*)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep_grid.py" />
      <source>All in one clip</source>
      <translation>Alle in einem Clip</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/health_report.py" />
      <source>All is well</source>
      <translation>Alles in Ordnung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>All parts</source>
      <translation>Alle Teile</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/settings_table.py" />
      <source>All settings are equal.</source>
      <translation>Alle Einstellungen sind gleich.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>All values as &amp;table (CSV)…</source>
      <translation>Alle Werte als &amp;Tabelle (CSV)…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>Also make &amp;one clip of all cells</source>
      <translation>Auch einen &amp;Clip aus allen Zellen machen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>Also there: {name}, {gib} GiB</source>
      <translation>Außerdem: {name}, {gib} GiB</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Always</source>
      <translation>Immer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/compare_view.py" />
      <source>Amplification</source>
      <translation>Verstärkung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>An NVMe disk serves several reads at once, and reading hides behind converting.</source>
      <translation>Eine NVMe-Platte bedient mehrere Lesevorgänge zugleich, und das Lesen verschwindet hinter dem Umwandeln.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/details_editor.py" />
      <source>An address or a folder</source>
      <translation>Eine Adresse oder ein Ordner</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/library.py" />
      <source>An album needs a name.</source>
      <translation>Ein Album braucht einen Namen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/statuses.py" />
      <source>An install was interrupted. Install it again: what has arrived is not kept.</source>
      <translation>Eine Installation wurde unterbrochen. Noch einmal installieren: was angekommen ist, bleibt nicht erhalten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Animated GIF</source>
      <translation>Animiertes GIF</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Animated WebP</source>
      <translation>Animiertes WebP</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>Anime</source>
      <translation>Anime</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/quantization.py" />
      <source>Another clip: compare both before you rely on it</source>
      <translation>Ein anderer Clip: erst beide vergleichen, bevor man sich darauf verlässt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/export_service.py" />
      <source>Another export is still running.</source>
      <translation>Ein anderer Export läuft noch.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/queue_wishes.py" />
      <source>Another job of the queue will write {path}: choose another name.</source>
      <translation>Ein anderer Auftrag der Warteschlange wird {path} schreiben: einen anderen Namen wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/instance.py" />
      <source>Another wan22 process holds the queue and does not answer: end it and try again.</source>
      <translation>Ein anderer wan22-Prozess hält die Warteschlange und antwortet nicht: ihn beenden und erneut versuchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/comparison.py" />
      <source>Another, larger model ({own:.1f} against {others:.1f} billion weights): the clip will look different.</source>
      <translation>Ein anderes, größeres Modell ({own:.1f} statt {others:.1f} Milliarden Gewichte): der Clip sieht anders aus.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/comparison.py" />
      <source>Another, smaller model ({own:.1f} against {others:.1f} billion weights): the clip will look different, with less detail.</source>
      <translation>Ein anderes, kleineres Modell ({own:.1f} statt {others:.1f} Milliarden Gewichte): der Clip sieht anders aus, mit weniger Einzelheiten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>Any time</source>
      <translation>Jederzeit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>App</source>
      <translation>App</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Applied: {settings}.</source>
      <translation>Angewendet: {settings}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/enhance_dialog.py" />
      <source>Apply</source>
      <translation>Übernehmen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>As detected</source>
      <translation>Wie erkannt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>As fast as can be</source>
      <translation>So schnell wie möglich</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>As it is</source>
      <translation>Unverändert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/export.py" />
      <source>As it is: the pictures are copied</source>
      <translation>Wie es ist: die Bilder werden kopiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>As it was rendered, without the losses of the video file.</source>
      <translation>Wie es gerendert wurde, ohne die Verluste der Videodatei.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/catalog_texts.py" />
      <source>As published, with weights in 32 bits. For comparing and converting: 16 bits look the same at half the size.</source>
      <translation>Wie veröffentlicht, mit Gewichten in 32 Bit. Zum Vergleichen und Umwandeln: 16 Bit sehen gleich aus und sind halb so groß.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/library_versions.py" />
      <source>As tested</source>
      <translation>Wie getestet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Ask</source>
      <translation>Fragen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Ask first</source>
      <translation>Erst fragen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/shortcuts_page.py" />
      <source>Assign</source>
      <translation>Zuweisen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>At any time</source>
      <translation>Jederzeit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>At most a tenth less time to write a clip.</source>
      <translation>Höchstens ein Zehntel weniger Zeit zum Schreiben eines Clips.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>At most {size}.</source>
      <translation>Höchstens {size}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Attention</source>
      <translation>Attention</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/speed/attention.py" />
      <source>Attention cannot be computed with “{backend}”: {reason}.</source>
      <translation>Attention lässt sich nicht mit „{backend}“ berechnen: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/details_editor.py" />
      <source>Author</source>
      <translation>Urheber</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Automation</source>
      <translation>Automatik</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>Average</source>
      <translation>Durchschnitt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>Back</source>
      <translation>Zurück</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/entry_row.py" />
      <source>Back to default: {title}</source>
      <translation>Auf Standard zurücksetzen: {title}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>Back to now</source>
      <translation>Zurück zu jetzt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>Back to now (double click in a chart)</source>
      <translation>Zurück zu jetzt (Doppelklick in ein Diagramm)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Back to the version before</source>
      <translation>Zurück zur vorigen Version</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/hardware_optimizer.py" />
      <source>Backends are tried on this card before its first render; until then the system's.</source>
      <translation>Vor dem ersten Rendern werden auf dieser Karte Backends probiert; bis dahin gilt das des Systems.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>Balanced</source>
      <translation>Ausgewogen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/sidecars.py" />
      <source>Base model</source>
      <translation>Basismodell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Batch</source>
      <translation>Stapel</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Begin clips only between</source>
      <translation>Clips nur beginnen zwischen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Begin clips only while nobody has used the computer for</source>
      <translation>Clips nur beginnen, wenn der Computer unbenutzt ist seit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>Begin jobs only between two times of day</source>
      <translation>Aufträge nur zwischen zwei Uhrzeiten beginnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>Begin jobs only while nobody uses the computer</source>
      <translation>Aufträge nur beginnen, wenn niemand den Computer benutzt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Beginning…</source>
      <translation>Beginnt…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Begins as number {number}.</source>
      <translation>Beginnt als Nummer {number}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/loras_slot.py" />
      <source>Begins later: {loras}</source>
      <translation>Beginnt später: {loras}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Beside the size that the system is set to.</source>
      <translation>Zusätzlich zur Größe, die im System eingestellt ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Best first</source>
      <translation>Beste zuerst</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/export.py" />
      <source>Best: no difference can be seen</source>
      <translation>Beste: kein Unterschied zu sehen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_picker.py" />
      <source>Between speed and quality</source>
      <translation>Zwischen Tempo und Qualität</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_picker.py" />
      <source>Between speed and quality: left is faster</source>
      <translation>Zwischen Tempo und Qualität: links ist schneller</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Between two days</source>
      <translation>Zwischen zwei Tagen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Black and white with strong lines, light or dark as the theme is.</source>
      <translation>Schwarz und Weiß mit kräftigen Linien, hell oder dunkel je nach Design.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Both</source>
      <translation>Beide</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/reproduction.py" />
      <source>Both clips name the same settings, versions, device and plan. Model files that were replaced, another driver or another graphics card of the same kind can cause this.</source>
      <translation>Beide Clips nennen dieselben Einstellungen, Versionen, dasselbe Gerät und denselben Plan. Ersetzte Modelldateien, ein anderer Treiber oder eine andere Grafikkarte derselben Art können die Ursache sein.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Both experts in one file</source>
      <translation>Beide Experten in einer Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/quarantine.py" />
      <source>Both files are unchanged.</source>
      <translation>Beide Dateien sind unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>Both files were trained for the {expert} expert.</source>
      <translation>Beide Dateien wurden für den {expert}-Experten trainiert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/continuation.py" />
      <source>Both joined</source>
      <translation>Beide verbunden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_row.py" />
      <source>Both strengths alike</source>
      <translation>Beide Stärken gleich</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_undo.py" />
      <source>Bring the removed jobs back</source>
      <translation>Entfernte Aufträge zurückholen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>By hour of the day</source>
      <translation>Nach Tageszeit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>By name</source>
      <translation>Nach Namen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>CPU</source>
      <translation>CPU</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>CUDA that the driver knows</source>
      <translation>CUDA, das der Treiber kennt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>CUDA, at most</source>
      <translation>CUDA, höchstens</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/closing.py" />
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/compose_panel.py" />
      <source>Cancel editing</source>
      <translation>Bearbeiten abbrechen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/import_row.py" />
      <source>Cancel the import</source>
      <translation>Import abbrechen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Cancelled</source>
      <translation>Abgebrochen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Cancelling</source>
      <translation>Wird abgebrochen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Cancelling…</source>
      <translation>Wird abgebrochen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Cannot be used</source>
      <translation>Nicht verwendbar</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>Cards that the driver counts and cannot read: {count}.</source>
      <translation>Karten, die der Treiber zählt und nicht auslesen kann: {count}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Careful</source>
      <translation>Vorsichtig</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_fit_row.py" />
      <source>Centre</source>
      <translation>Mitte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_well.py" />
      <source>Ch&amp;oose…</source>
      <translation>Ausw&amp;ählen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/recoveries.py" />
      <source>Change the settings</source>
      <translation>Einstellungen ändern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Change the settings of the clip.</source>
      <translation>Die Einstellungen des Clips ändern.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>Changed for it: {changes}.</source>
      <translation>Dafür geändert: {changes}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>Changed: {changes}.</source>
      <translation>Geändert: {changes}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/enhance_dialog.py" />
      <source>Changes</source>
      <translation>Änderungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_stack.py" />
      <source>Charts</source>
      <translation>Diagramme</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>Charts as &amp;picture (PNG)…</source>
      <translation>Diagramme als &amp;Bild (PNG)…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/ui/health_dialog.py" />
      <source>Check again</source>
      <translation>Erneut prüfen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Check files</source>
      <translation>Dateien prüfen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/models_panel.py" />
      <source>Check for &amp;updates</source>
      <translation>Nach &amp;Updates suchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Check model files while nothing renders</source>
      <translation>Modelldateien prüfen, während nichts gerendert wird</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>Check that the drive is connected, or choose another folder.</source>
      <translation>Prüfen, ob das Laufwerk angeschlossen ist, oder einen anderen Ordner wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>Check that this user may use the card; in a container, pass the card through.</source>
      <translation>Prüfen, ob dieser Benutzer die Karte verwenden darf; in einem Container die Karte durchreichen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/ui/health_dialog.py" />
      <source>Check the app</source>
      <translation>App prüfen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/health.py" />
      <source>Check the files of {packages}: they have not been read completely yet.</source>
      <translation>Die Dateien von {packages} prüfen: sie wurden noch nicht vollständig gelesen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>Check who may read the file; `wan22 doctor --fix` saves what can be read.</source>
      <translation>Prüfen, wer die Datei lesen darf; `wan22 doctor --fix` rettet, was lesbar ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>Check who may write there, or choose another folder.</source>
      <translation>Prüfen, wer dort schreiben darf, oder einen anderen Ordner wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/report_text.py" />
      <source>Checked {time}</source>
      <translation>Geprüft am {time}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/report_html.py" />
      <source>Checked {time}. This file was made on this computer and was sent nowhere.</source>
      <translation>Geprüft am {time}. Diese Datei wurde auf diesem Computer erstellt und nirgendwohin gesendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/upkeep_desk.py" />
      <source>Checking</source>
      <translation>Wird geprüft</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Checking the files</source>
      <translation>Dateien werden geprüft</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Checking what has arrived</source>
      <translation>Angekommenes wird geprüft</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/wildcard_syntax.py" />
      <source>Choices and wildcards are nested more than {depth} deep: use fewer levels.</source>
      <translation>Auswahlen und Platzhalter sind mehr als {depth}-fach verschachtelt: weniger Ebenen verwenden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_well.py" />
      <source>Choos&amp;e…</source>
      <translation>Auswäh&amp;len…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/detail_page.py" />
      <source>Choose a LoRA to see what it is and what can be done with it.</source>
      <translation>Ein LoRA auswählen, um zu sehen, was es ist und was damit möglich ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/pair_dialog.py" />
      <source>Choose a file for each expert.</source>
      <translation>Für jeden Experten eine Datei auswählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>Choose a folder for clips…</source>
      <translation>Ordner für Clips wählen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/detail_page.py" />
      <source>Choose a model to see what it is and what can be done with it.</source>
      <translation>Ein Modell auswählen, um zu sehen, was es ist und was damit möglich ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/deeds.py" />
      <source>Choose a picture…</source>
      <translation>Bild auswählen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_well.py" />
      <source>Choose a start image, or several</source>
      <translation>Ein Startbild auswählen, oder mehrere</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_well.py" />
      <source>Choose an end image</source>
      <translation>Ein Endbild auswählen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/recoveries.py" />
      <source>Choose an image…</source>
      <translation>Bild wählen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Choose another LoRA.</source>
      <translation>Eine andere LoRA wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/recoveries.py" />
      <source>Choose another folder…</source>
      <translation>Anderen Ordner wählen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Choose another image, if there is one.</source>
      <translation>Ein anderes Bild wählen, falls es eines gibt.</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/domain/clip_jobs.py" />
      <source>Choose at least {count} clip.</source>
      <translation>
        <numerusform>Mindestens {count} Clip auswählen.</numerusform>
        <numerusform>Mindestens {count} Clips auswählen.</numerusform>
      </translation>
      <extracomment>Plural: Choose at least {count} clips.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/app/wiring.py" />
      <source>Choose one in the Models panel and install it there.</source>
      <translation>Bitte im Bereich „Modelle“ eines wählen und dort installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/deeds.py" />
      <source>Choose output folder</source>
      <translation>Ausgabeordner wählen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Choose the LoRA whose strength varies.</source>
      <translation>Die LoRA auswählen, deren Stärke sich ändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Choose the folder</source>
      <translation>Ordner wählen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>Choose two different times; until then nothing changes.</source>
      <translation>Zwei verschiedene Uhrzeiten wählen; bis dahin ändert sich nichts.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/clip_jobs.py" />
      <source>Choose what to do: larger, smoother, or both.</source>
      <translation>Auswählen, was zu tun ist: größer, flüssiger oder beides.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>Choose what varies in the columns.</source>
      <translation>Auswählen, was sich in den Spalten ändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Choose what varies.</source>
      <translation>Auswählen, was sich ändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/entry_editors.py" />
      <source>Choose: {title}</source>
      <translation>Wählen: {title}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/entry_editors.py" />
      <source>Choose…</source>
      <translation>Wählen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Choosing</source>
      <translation>Wird ausgewählt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>Cinematic</source>
      <translation>Kino</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>Clean up models</source>
      <translation>Modelle aufräumen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/filter_bar.py" />
      <source>Clear filters</source>
      <translation>Filter löschen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Clear finished</source>
      <translation>Beendete entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Clear finished jobs</source>
      <translation>Beendete Aufträge entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/history_popup.py" />
      <source>Clear history</source>
      <translation>Verlauf leeren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_dock.py" />
      <source>Clear the filter</source>
      <translation>Filter löschen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Clear the filters</source>
      <translation>Filter löschen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/tray.py" />
      <source>Click the icon to get the window back.</source>
      <translation>Ein Klick auf das Symbol holt das Fenster zurück.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/stage.py" />
      <source>Clip</source>
      <translation>Clip</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player.py" />
      <source>Clip player</source>
      <translation>Clip-Wiedergabe</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Clip without a name</source>
      <translation>Clip ohne Namen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_cell.py" />
      <source>Clip {number}</source>
      <translation>Clip {number}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/joining.py" />
      <source>Clip {number} begins with another picture than the one before ends with, so its colours were left as they are.</source>
      <translation>Clip {number} beginnt mit einem anderen Bild, als der vorige endet; seine Farben blieben daher unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/joining.py" />
      <source>Clip {number} has {size} and was fitted to {first}.</source>
      <translation>Clip {number} hat {size} und wurde an {first} angepasst.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Clip {number} of {count}: {name}</source>
      <translation>Clip {number} von {count}: {name}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_view.py" />
      <source>Clips</source>
      <translation>Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/deeds.py" />
      <source>Clips and images</source>
      <translation>Clips und Bilder</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/file_names.py" />
      <source>Clips are named as before.</source>
      <translation>Clips werden wie bisher benannt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/clip_jobs.py" />
      <source>Clips of another frame rate are shown at {fps} frames per second: frames are repeated or left out.</source>
      <translation>Clips anderer Bildrate werden mit {fps} Bildern pro Sekunde gezeigt: Bilder werden wiederholt oder ausgelassen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/clip_jobs.py" />
      <source>Clips of another size are fitted into {size}, with black beside.</source>
      <translation>Clips anderer Größe werden in {size} eingepasst, mit schwarzem Rand.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/locked_clips.py" />
      <source>Clips side by side</source>
      <translation>Clips nebeneinander</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Clips that exist stay where they are.</source>
      <translation>Vorhandene Clips bleiben, wo sie sind.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_kinds.py" />
      <source>Clocks</source>
      <translation>Takte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/deeds.py" />
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Close other programs that use the graphics card.</source>
      <translation>Andere Programme schließen, die die Grafikkarte benutzen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Close programs that need much memory.</source>
      <translation>Programme schließen, die viel Arbeitsspeicher brauchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>Close the app and run `wan22 doctor --fix`: readable rows are saved into a new file, the damaged one is kept. Clips are safe in the outputs folder.</source>
      <translation>Die App schließen und `wan22 doctor --fix` ausführen: Lesbare Zeilen werden in eine neue Datei gerettet, die beschädigte bleibt erhalten. Die Clips liegen sicher im Ausgabeordner.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_details.py" />
      <source>Close the details</source>
      <translation>Einzelheiten schließen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/verdict_line.py" />
      <source>Close the verdict</source>
      <translation>Ergebnis schließen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_undo.py" />
      <source>Close this line</source>
      <translation>Diese Zeile schließen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/message_row.py" />
      <source>Close this message</source>
      <translation>Meldung schließen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/read_out.py" />
      <source>Colours of a job's phases: {names}</source>
      <translation>Farben der Phasen eines Auftrags: {names}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>Columns</source>
      <translation>Spalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/folder_watch.py" />
      <source>Comes with the app</source>
      <translation>Liegt der App bei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Comment</source>
      <translation>Kommentar</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>Commit</source>
      <translation>Zugesagt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>Commit charge</source>
      <translation>Zugesagter Speicher</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>Commit limit</source>
      <translation>Zusagegrenze</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/stage.py" />
      <source>Compare</source>
      <translation>Vergleichen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/compare_view.py" />
      <source>Compare clips</source>
      <translation>Clips vergleichen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Compare {count} clips</source>
      <translation>{count} Clips vergleichen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>Compared</source>
      <translation>Verglichen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>Compute capability</source>
      <translation>Compute Capability</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/ladder.py" />
      <source>Compute in slices of {count} tokens</source>
      <translation>In Scheiben von {count} Tokens rechnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/continuation.py" />
      <source>Continuation</source>
      <translation>Fortsetzung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>Continue a clip</source>
      <translation>Clip fortsetzen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player.py" />
      <source>Continue from this frame</source>
      <translation>Ab diesem Bild fortsetzen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Continue this clip…</source>
      <translation>Diesen Clip fortsetzen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player_controls.py" />
      <source>Continue…</source>
      <translation>Fortsetzen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>Cool down</source>
      <translation>Abkühlen lassen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>Copies to the card do not cross between groups; how much that is, is the board's.</source>
      <translation>Kopien zur Karte wechseln nicht zwischen Gruppen; wie viel das bringt, hängt von der Hauptplatine ab.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Copy</source>
      <translation>Kopieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>Copy &amp;prompt</source>
      <translation>&amp;Prompt kopieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_dock.py" />
      <source>Copy as JSON lines</source>
      <translation>Als JSON-Zeilen kopieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_dock.py" />
      <source>Copy as text</source>
      <translation>Als Text kopieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/error_desk.py" />
      <source>Copy details</source>
      <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player.py" />
      <source>Copy frame</source>
      <translation>Bild kopieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Copy the pictures as they are</source>
      <translation>Bilder unverändert kopieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/details.py" />
      <source>Copy the prompt</source>
      <translation>Prompt kopieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Copy the selected rows, or all that are shown</source>
      <translation>Die ausgewählten Zeilen kopieren oder alle gezeigten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/details.py" />
      <source>Copy the settings</source>
      <translation>Einstellungen kopieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>Cores</source>
      <translation>Kerne</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_fit_row.py" />
      <source>Crop to fill</source>
      <translation>Zuschneiden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>Curves</source>
      <translation>Kurven</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_picker.py" />
      <source>Custom</source>
      <translation>Eigene</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>Cyberpunk</source>
      <translation>Cyberpunk</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Damaged</source>
      <translation>Beschädigt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Dark</source>
      <translation>Dunkel</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>Database</source>
      <translation>Datenbank</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Date</source>
      <translation>Datum</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Date: any</source>
      <translation>Datum: alle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/ladder.py" />
      <source>Decode in tiles of {width}x{height}</source>
      <translation>In Kacheln von {width}x{height} dekodieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/ladder.py" />
      <source>Decode on the processor (slow)</source>
      <translation>Auf dem Prozessor dekodieren (langsam)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_colors.py" />
      <source>Decoding</source>
      <translation>Dekodieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/hardware_optimizer.py" />
      <source>Decoding it takes {peak} of {limit}.</source>
      <translation>Das Dekodieren braucht {peak} von {limit}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/hardware_optimizer.py" />
      <source>Decoding it takes {peak}.</source>
      <translation>Das Dekodieren braucht {peak}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>Decoding on the processor takes several minutes.</source>
      <translation>Das Dekodieren auf dem Prozessor dauert mehrere Minuten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Decoding the frames</source>
      <translation>Bilder werden dekodiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/render_run.py" />
      <source>Decoding {old} needed more memory than there is: it was done {new} instead.</source>
      <translation>Das Dekodieren {old} brauchte mehr Speicher, als da ist: Es geschah stattdessen {new}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/shortcuts_page.py" />
      <source>Default</source>
      <translation>Standard</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_check.py" />
      <source>Defaults are in use. Check who may read the file.</source>
      <translation>Es gelten die Vorgaben. Prüfen, wer die Datei lesen darf.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/card_view.py" />
      <source>Del</source>
      <translation>Entf</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>Delete</source>
      <translation>Löschen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_dialogs.py" />
      <source>Delete for good instead of moving to the recycle bin</source>
      <translation>Endgültig löschen statt in den Papierkorb verschieben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>Delete the preset</source>
      <translation>Voreinstellung löschen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>Delete “{name}”?</source>
      <translation>„{name}“ löschen?</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Demo</source>
      <translation>Demo</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/catalog_texts.py" />
      <source>Demo (moving shapes)</source>
      <translation>Demo (bewegte Formen)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Demo model</source>
      <translation>Demomodell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/request_editors.py" />
      <source>Describe the clip: what is seen, how it moves, how it is filmed.</source>
      <translation>Den Clip beschreiben: was zu sehen ist, wie es sich bewegt, wie es gefilmt ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/details_editor.py" />
      <source>Description</source>
      <translation>Beschreibung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>Description of the preset</source>
      <translation>Beschreibung der Voreinstellung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_details.py" />
      <source>Details</source>
      <translation>Einzelheiten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/detail_page.py" />
      <source>Details of the LoRA</source>
      <translation>Einzelheiten des LoRA</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/details.py" />
      <source>Details of the clip</source>
      <translation>Einzelheiten des Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/detail_page.py" />
      <source>Details of the model</source>
      <translation>Details zum Modell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_details.py" />
      <source>Details of the record</source>
      <translation>Einzelheiten des Eintrags</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Details of the selected clip</source>
      <translation>Einzelheiten des ausgewählten Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Device</source>
      <translation>Gerät</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/names.py" />
      <source>Did you mean {names}?</source>
      <translation>Ist {names} gemeint?</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/library.py" />
      <source>Did you mean {suggestion}?</source>
      <translation>Ist {suggestion} gemeint?</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/compare_view.py" />
      <source>Difference</source>
      <translation>Unterschied</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/pair_view.py" />
      <source>Difference of the two pictures</source>
      <translation>Unterschied der beiden Bilder</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_kinds.py" />
      <source>Disk</source>
      <translation>Festplatte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>Disk full</source>
      <translation>Festplatte voll</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Disk is full from</source>
      <translation>Festplatte ist voll ab</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Disk is nearly full from</source>
      <translation>Festplatte ist fast voll ab</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Disk nearly full: begin no more clips</source>
      <translation>Festplatte fast voll: keine weiteren Clips beginnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>Disk reads</source>
      <translation>Festplatte lesen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>Disk writes</source>
      <translation>Festplatte schreiben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>Disks and folders</source>
      <translation>Festplatten und Ordner</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/compare_view.py" />
      <source>Divider to the left</source>
      <translation>Trennlinie nach links</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/compare_view.py" />
      <source>Divider to the right</source>
      <translation>Trennlinie nach rechts</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>Do &amp;not skip</source>
      <translation>&amp;Nicht überspringen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Do it and say so</source>
      <translation>Ausführen und melden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/results_dialog.py" />
      <source>Do the same for all whose name exists</source>
      <translation>Für alle mit vergebenem Namen ebenso</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>Documentary</source>
      <translation>Dokumentarfilm</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/closing.py" />
      <source>Don't ask again</source>
      <translation>Nicht mehr fragen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Done</source>
      <translation>Fertig</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Done in {time}</source>
      <translation>Fertig in {time}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Done to it</source>
      <translation>Bearbeitung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Downloading</source>
      <translation>Wird heruntergeladen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Downloads and models</source>
      <translation>Downloads und Modelle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>Downloads can be paused, go on after a crash, and every file is verified. {model} is what suits this computer best.</source>
      <translation>Downloads lassen sich anhalten, gehen nach einem Absturz weiter, und jede Datei wird geprüft. {model} passt am besten zu diesem Computer.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Draft</source>
      <translation>Entwurf</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/drafts_dialog.py" />
      <source>Drafts</source>
      <translation>Entwürfe</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_picture.py" />
      <source>Drag the frame, or use the arrow keys, to choose what is kept</source>
      <translation>Den Rahmen ziehen oder mit den Pfeiltasten wählen, was behalten wird</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>Driver</source>
      <translation>Treiber</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>Driver {version}</source>
      <translation>Treiber {version}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/empty_page.py" />
      <source>Drop .safetensors files or folders here, or add them. Each file is checked and copied; yours stay where they are.</source>
      <translation>.safetensors-Dateien oder Ordner hierher ziehen oder hinzufügen. Jede Datei wird geprüft und kopiert; die eigenen bleiben, wo sie sind.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/drops.py" />
      <source>Drop a PNG, JPEG or WebP picture to start a clip from, an MP4 clip to look at, LoRAs, or a folder or file with a model's weights (safetensors, GGUF).</source>
      <translation>Abgelegt werden können: ein PNG-, JPEG- oder WebP-Bild als Anfang eines Clips, ein MP4-Clip zum Ansehen, LoRAs oder ein Ordner oder eine Datei mit den Gewichten eines Modells (safetensors, GGUF).</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/reproduction_request.py" />
      <source>Drop its file on the window (SHA-256 {hash}…), or render without it.</source>
      <translation>Die Datei auf das Fenster ziehen (SHA-256 {hash}…) oder ohne sie rendern.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_well.py" />
      <source>Drop one here or choose it. Several, or a folder, make one clip each.</source>
      <translation>Eines hierher ziehen oder auswählen. Mehrere oder ein Ordner ergeben je einen Clip.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/reproduction_request.py" />
      <source>Drop the picture that was used on the window, or choose another one.</source>
      <translation>Das verwendete Bild auf das Fenster ziehen oder ein anderes auswählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/ladder.py" />
      <source>Drop the step cache</source>
      <translation>Auf den Schritt-Cache verzichten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/prompt_tools.py" />
      <source>Each clip draws 1 of {number}</source>
      <translation>Jeder Clip zieht 1 von {number}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_row.py" />
      <source>Earlier</source>
      <translation>Früher</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/edit_banner.py" />
      <source>Editing a waiting clip</source>
      <translation>Ein wartender Clip wird bearbeitet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/ladder.py" />
      <source>Encode the picture in tiles of {width}x{height}</source>
      <translation>Bild in Kacheln von {width}x{height} kodieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/ladder.py" />
      <source>Encode the prompt on the processor</source>
      <translation>Prompt auf dem Prozessor kodieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Encoded again, for it is not the whole clip in its size.</source>
      <translation>Wird neu kodiert, denn es ist nicht der ganze Clip in seiner Größe.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>End image</source>
      <translation>Endbild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>Engine RAM</source>
      <translation>Engine-RAM</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_runner.py" />
      <source>Engine ended after a while without work</source>
      <translation>Engine nach einer Weile ohne Arbeit beendet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_runner.py" />
      <source>Engine ended: the queue is paused</source>
      <translation>Engine beendet: Die Warteschlange ist angehalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_runner.py" />
      <source>Engine ready on the graphics card (torch {version})</source>
      <translation>Engine auf der Grafikkarte bereit (torch {version})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_runner.py" />
      <source>Engine ready on the processor (torch {version})</source>
      <translation>Engine auf dem Prozessor bereit (torch {version})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/prompt_tools.py" />
      <source>Enhance</source>
      <translation>Verbessern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/enhance_dialog.py" />
      <source>Enhance the prompt</source>
      <translation>Prompt verbessern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>Enlarge</source>
      <translation>Vergrößern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/card_view.py" />
      <source>Enter</source>
      <translation>Eingabe</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/recoveries.py" />
      <source>Enter a token…</source>
      <translation>Token eingeben…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Enter shows it; the right and left arrow keys unfold and fold it.</source>
      <translation>Die Eingabetaste zeigt sie an; die Pfeiltasten rechts und links klappen sie auf und zu.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Epochs</source>
      <translation>Epochen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/qtkit/notification_row.py" />
      <source>Error</source>
      <translation>Fehler</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Errors</source>
      <translation>Fehler</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/log_check.py" />
      <source>Errors in 7 days</source>
      <translation>Fehler in 7 Tagen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/log_check.py" />
      <source>Errors of {source}</source>
      <translation>Fehler von {source}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/report_html.py" />
      <source>Every check that was made is fine.</source>
      <translation>Alle ausgeführten Prüfungen sind in Ordnung.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/render_run.py" />
      <source>Every frame of this clip has one colour: the model computed no picture.</source>
      <translation>Jedes Bild dieses Clips ist einfarbig: Das Modell hat kein Bild berechnet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Everything</source>
      <translation>Alles</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Exact: every step is computed</source>
      <translation>Exakt: jeder Schritt wird berechnet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/filter_bar.py" />
      <source>Expert</source>
      <translation>Experte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Expert not known</source>
      <translation>Experte unbekannt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>Export</source>
      <translation>Exportieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_area.py" />
      <source>Export charts</source>
      <translation>Diagramme exportieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player.py" />
      <source>Export clip</source>
      <translation>Clip exportieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/grid_page.py" />
      <source>Export grid</source>
      <translation>Raster exportieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/grid_page.py" />
      <source>Export grid…</source>
      <translation>Raster exportieren…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Export into</source>
      <translation>Exportieren nach</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_dialogs.py" />
      <source>Export names and notes</source>
      <translation>Namen und Notizen exportieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>Export the preset</source>
      <translation>Voreinstellung exportieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_picker.py" />
      <source>Export this preset</source>
      <translation>Diese Voreinstellung exportieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_area.py" />
      <source>Export values</source>
      <translation>Werte exportieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>Export what is shown</source>
      <translation>Exportieren, was zu sehen ist</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Export {count} clip</source>
      <translation>
        <numerusform>{count} Clip exportieren</numerusform>
        <numerusform>{count} Clips exportieren</numerusform>
      </translation>
      <extracomment>Plural: Export {count} clips</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_area.py" />
      <source>Exported {name}.</source>
      <translation>{name} wurde exportiert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Export…</source>
      <translation>Exportieren…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>F&amp;rames</source>
      <translation>Bilde&amp;r</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/lora_keys.py" />
      <source>FLUX or HunyuanVideo</source>
      <translation>FLUX oder HunyuanVideo</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Failed</source>
      <translation>Fehlgeschlagen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/log_check.py" />
      <source>Failures in 7 days</source>
      <translation>Fehlschläge in 7 Tagen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/filter_bar.py" />
      <source>Family</source>
      <translation>Familie</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Family not known</source>
      <translation>Familie unbekannt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_picker.py" />
      <source>Fast</source>
      <translation>Schnell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Faster</source>
      <translation>Schneller</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/history_popup.py" />
      <source>Favourite or not</source>
      <translation>Favorit oder nicht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/filter_bar.py" />
      <source>Favourites</source>
      <translation>Favoriten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/ladder.py" />
      <source>Fetch weights layer by layer (slow)</source>
      <translation>Gewichte Schicht für Schicht holen (langsam)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>Fetching weights layer by layer is many times slower than computing.</source>
      <translation>Gewichte Schicht für Schicht zu holen, ist um ein Vielfaches langsamer als das Rechnen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>File</source>
      <translation>Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>File changed</source>
      <translation>Datei geändert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>File missing</source>
      <translation>Datei fehlt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/detail_page.py" />
      <source>Files</source>
      <translation>Dateien</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>Files in the program's folder that were not shipped with it: {names}.</source>
      <translation>Dateien im Programmordner, die nicht mitgeliefert wurden: {names}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>Files of models are fetched again in the Models panel, with a network.</source>
      <translation>Dateien von Modellen werden im Bereich „Modelle“ neu geholt, wozu ein Netz nötig ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Files of one model at the same time</source>
      <translation>Gleichzeitige Dateien eines Modells</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/detail_page.py" />
      <source>Files of this model</source>
      <translation>Dateien dieses Modells</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor_sources.py" />
      <source>Files of this model are missing or damaged: {files}.</source>
      <translation>Dateien dieses Modells fehlen oder sind beschädigt: {files}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Files read at the same time</source>
      <translation>Gleichzeitig gelesene Dateien</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/errands.py" />
      <source>Files that were whole before are unchanged.</source>
      <translation>Dateien, die vorher in Ordnung waren, sind unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/versions.py" />
      <source>Files: {changes}; {size} to fetch.</source>
      <translation>Dateien: {changes}; {size} herunterzuladen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>Film noir</source>
      <translation>Film noir</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Filters</source>
      <translation>Filter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/filter_bar.py" />
      <source>Filters: {count} on</source>
      <translation>Filter: {count} aktiv</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_header.py" />
      <source>Finding out what this computer has…</source>
      <translation>Die Ausstattung dieses Computers wird ermittelt…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>Finish clips</source>
      <translation>Clips fertigstellen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/grid_page.py" />
      <source>Finish starred</source>
      <translation>Markierte fertigstellen</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/grid_page.py" />
      <source>Finish {count} starred</source>
      <translation>
        <numerusform>{count} mit Stern fertigstellen</numerusform>
        <numerusform>{count} mit Stern fertigstellen</numerusform>
      </translation>
      <extracomment>Plural: Finish {count} starred</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/core/database.py" />
      <source>Finished clips are safe in the outputs folder.</source>
      <translation>Fertige Clips sind im Ausgabeordner sicher.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>First day</source>
      <translation>Erster Tag</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>First frame</source>
      <translation>Erstes Bild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/stage.py" />
      <source>First steps</source>
      <translation>Erste Schritte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/settings_dialog.py" />
      <source>First steps…</source>
      <translation>Erste Schritte…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Fit</source>
      <translation>Einpassen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Fits</source>
      <translation>Passt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>Fits this computer</source>
      <translation>Passt auf diesen Computer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>Fits {title}: {counted}.</source>
      <translation>Passt zu {title}: {counted}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source>Flo&amp;w shift</source>
      <translation>Flo&amp;w-Shift</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Flow shift</source>
      <translation>Flow-Shift</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>Folder</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>Folder for clips</source>
      <translation>Ordner für Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Folder of new clips</source>
      <translation>Ordner für neue Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Folders watched for LoRAs</source>
      <translation>Auf LoRAs überwachte Ordner</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>For</source>
      <translation>Für</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/request_editors.py" />
      <source>For example: a red circle moving right on a blue background
The demo model knows circles, squares and triangles in eight colours that move left, right, up or down.</source>
      <translation>Zum Beispiel: a red circle moving right on a blue background
Das Demomodell kennt Kreise, Quadrate und Dreiecke in acht Farben (englische Wörter), die sich nach links, rechts, oben oder unten bewegen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/history_popup.py" />
      <source>Forget all but favourites</source>
      <translation>Alle außer Favoriten vergessen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/history_popup.py" />
      <source>Forget everything</source>
      <translation>Alles vergessen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/history_popup.py" />
      <source>Forget this prompt</source>
      <translation>Diesen Prompt vergessen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Format</source>
      <translation>Format</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Found again</source>
      <translation>Wiedergefunden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/statuses.py" />
      <source>Found in {folder}, where you have put it.</source>
      <translation>Gefunden in {folder}, selbst dort abgelegt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>Four steps with the Lightning LoRAs, without guidance: very fast, but slower motion.</source>
      <translation>Vier Schritte mit den Lightning-LoRAs, ohne Guidance: sehr schnell, aber langsamere Bewegungen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/transport.py" />
      <source>Frame</source>
      <translation>Bild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/transport.py" />
      <source>Frame number</source>
      <translation>Bildnummer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source>Frame r&amp;ate</source>
      <translation>Bildr&amp;ate</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>Frame rate</source>
      <translation>Bildrate</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/wiring.py" />
      <source>Frame {number} is on the clipboard.</source>
      <translation>Bild {number} ist in der Zwischenablage.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player.py" />
      <source>Frame {number} of {all}</source>
      <translation>Bild {number} von {all}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>Frame {n} from the end</source>
      <translation>Bild {n} vom Ende</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Frames</source>
      <translation>Bilder</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/drafts_dialog.py" />
      <source>Frames of a draft</source>
      <translation>Bilder eines Entwurfs</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>Frames of the new part</source>
      <translation>Bilder des neuen Teils</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Frames per second</source>
      <translation>Bilder pro Sekunde</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source>Frames per second of the clip</source>
      <translation>Bilder pro Sekunde des Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/first_steps.py" />
      <source>Free on the disk of the app's folder: {size}</source>
      <translation>Frei auf der Festplatte mit dem Ordner der App: {size}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/installing.py" />
      <source>Free some space there and try again.</source>
      <translation>Dort Platz schaffen und erneut versuchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>Frees</source>
      <translation>Macht frei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/request_form.py" />
      <source>From</source>
      <translation>Aus</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>From the video file: what was rendered is not kept any more.</source>
      <translation>Aus der Videodatei: Das Gerenderte ist nicht mehr vorhanden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>From this time of day</source>
      <translation>Ab dieser Uhrzeit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/entry_editors.py" />
      <source>From: {title}</source>
      <translation>Von: {title}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/catalog_texts.py" />
      <source>Full quality in 16 bits, one file for each part, as ComfyUI uses them.</source>
      <translation>Volle Qualität in 16 Bit, eine Datei je Teil, wie ComfyUI sie verwendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>GPU clock</source>
      <translation>GPU-Takt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>GPU load</source>
      <translation>GPU-Last</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>GPU power</source>
      <translation>GPU-Leistung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>GPU temp.</source>
      <translation>GPU-Temp.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>GPU temperature</source>
      <translation>GPU-Temperatur</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/stage.py" />
      <source>Gallery</source>
      <translation>Galerie</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>General</source>
      <translation>Allgemein</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>Get it from the repository again.</source>
      <translation>Neu aus dem Repository holen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_picker.py" />
      <source>Get the LoRAs</source>
      <translation>LoRAs holen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_picker.py" />
      <source>Get the LoRAs that the preset needs</source>
      <translation>Die LoRAs holen, die die Voreinstellung braucht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>Get the file from the repository again.</source>
      <translation>Die Datei neu aus dem Repository holen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Go back to what held before the last change</source>
      <translation>Zurück zu dem, was vor der letzten Änderung galt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>Go back to {state}?</source>
      <translation>Zurück zu {state}?</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Go on</source>
      <translation>Fortsetzen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>Go on &amp;from</source>
      <translation>Weiter &amp;ab</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/hold_line.py" />
      <source>Go on anyway</source>
      <translation>Trotzdem weiter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Go on by itself after a crash</source>
      <translation>Nach einem Absturz von selbst weitermachen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Go on in the tray</source>
      <translation>Im Infobereich weiterarbeiten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>Go to: {panel}</source>
      <translation>Gehe zu: {panel}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/upkeep_desk.py" />
      <source>Going back</source>
      <translation>Wird zurückgesetzt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Going on</source>
      <translation>Wird fortgesetzt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_picker.py" />
      <source>Good</source>
      <translation>Gut</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/export.py" />
      <source>Good, for sending</source>
      <translation>Gut, zum Verschicken</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>Graphics card</source>
      <translation>Grafikkarte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Graphics card is too hot from</source>
      <translation>Grafikkarte ist zu heiß ab</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Graphics card is warm from</source>
      <translation>Grafikkarte ist warm ab</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/first_steps.py" />
      <source>Graphics card: {name} with {memory}</source>
      <translation>Grafikkarte: {name} mit {memory}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Graphics memory</source>
      <translation>Grafikspeicher</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>Graphics memory is back on the card.</source>
      <translation>Der Grafikspeicher liegt wieder auf der Karte.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Graphics memory spills from</source>
      <translation>Grafikspeicher läuft über ab</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Graphics memory spills: go on with less memory</source>
      <translation>Grafikspeicher läuft über: mit weniger Speicher weitermachen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>Graphics memory that was moved into RAM, which is ten times slower. Warning from {gib} GiB.</source>
      <translation>Grafikspeicher, der in den Arbeitsspeicher ausgelagert wurde; der ist zehnmal langsamer. Warnung ab {gib} GiB.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_runner.py" />
      <source>Graphics memory was short</source>
      <translation>Der Grafikspeicher war knapp</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/stage.py" />
      <source>Grid</source>
      <translation>Raster</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/domain/clip_jobs.py" />
      <source>Grid of {count} clip</source>
      <translation>
        <numerusform>Raster aus {count} Clip</numerusform>
        <numerusform>Raster aus {count} Clips</numerusform>
      </translation>
      <extracomment>Plural: Grid of {count} clips</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/app/group_desk.py" />
      <source>Grid of {group}</source>
      <translation>Raster von {group}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Group of cores</source>
      <translation>Gruppe von Kernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Guidance</source>
      <translation>Guidance</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Guidance, low noise</source>
      <translation>Guidance, Low-Noise</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source>Guided
steps</source>
      <translation>Schritte mit
Guidance</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Guided steps</source>
      <translation>Schritte mit Guidance</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/connection.py" />
      <source>Hardly anything comes.</source>
      <translation>Es kommt kaum etwas an.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/window.py" />
      <source>Hardware</source>
      <translation>Hardware</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Have the model's files checked and repaired.</source>
      <translation>Die Dateien des Modells prüfen und reparieren lassen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>Height</source>
      <translation>Höhe</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/size_picker.py" />
      <source>Height in pixels</source>
      <translation>Höhe in Pixeln</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>Help on &amp;this panel</source>
      <translation>Hilfe zu &amp;diesem Bereich</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>High</source>
      <translation>High</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>High contrast</source>
      <translation>Hoher Kontrast</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>High noise</source>
      <translation>High-Noise</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source>Higher: more steps for the layout</source>
      <translation>Höher: mehr Schritte für den Bildaufbau</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/prompt_tools.py" />
      <source>History</source>
      <translation>Verlauf</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>Horizontal focus</source>
      <translation>Ausschnitt waagerecht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Hot card or memory running out: pause the render</source>
      <translation>Heiße Karte oder knapper Arbeitsspeicher: Rendern anhalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>Hot cards slow themselves down and age; dust or a covered fan is often why.</source>
      <translation>Heiße Karten drosseln sich und altern; oft liegt es an Staub oder einem verdeckten Lüfter.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>How busy the graphics card is.</source>
      <translation>Wie beschäftigt die Grafikkarte ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source>How closely the second expert, which adds the detail, follows the prompt</source>
      <translation>Wie genau der zweite Experte, der die Einzelheiten hinzufügt, dem Prompt folgt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source>How closely to follow the prompt</source>
      <translation>Wie genau dem Prompt zu folgen ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/limit_box.py" />
      <source>How fast downloads may be, all of them together</source>
      <translation>Wie schnell Downloads sein dürfen, alle zusammen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>How long one step of the job takes.</source>
      <translation>Wie lange ein Schritt des Auftrags dauert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/add_bar.py" />
      <source>How many clips to add, each with its own seed</source>
      <translation>Wie viele Clips hinzugefügt werden, jeder mit eigenem Seed</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/compare_view.py" />
      <source>How many times differences are amplified (G)</source>
      <translation>Wievielfach Unterschiede verstärkt werden (G)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>How models were used</source>
      <translation>Wie Modelle verwendet wurden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>How much graphics memory is free is not known.</source>
      <translation>Wie viel Grafikspeicher frei ist, ist nicht bekannt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/stored_packages.py" />
      <source>How often LoRAs are used is not recorded.</source>
      <translation>Wie oft LoRAs verwendet werden, wird nicht aufgezeichnet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_fit_row.py" />
      <source>How pictures fit the clip</source>
      <translation>Wie Bilder in den Clip passen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source>How the steps are spaced and combined</source>
      <translation>Wie die Schritte verteilt und verrechnet werden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>How to use it</source>
      <translation>Verwendung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/places.py" />
      <source>Hugging Face cache</source>
      <translation>Hugging-Face-Cache</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/reproduction.py" />
      <source>Identical although this differs:</source>
      <translation>Identisch, obwohl sich dies unterscheidet:</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/domain/reproduction.py" />
      <source>Identical: the only frame is equal, pixel by pixel.</source>
      <translation>
        <numerusform>Identisch: das einzige Bild ist Pixel für Pixel gleich.</numerusform>
        <numerusform>Identisch: alle {count} Bilder sind Pixel für Pixel gleich.</numerusform>
      </translation>
      <extracomment>Plural: Identical: all {count} frames are equal, pixel by pixel.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_colors.py" />
      <source>Idle</source>
      <translation>Leerlauf</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/library_versions.py" />
      <source>If something does not work, run `python3 run.py setup` again.</source>
      <translation>Wenn etwas nicht geht, `python3 run.py setup` erneut ausführen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/log_check.py" />
      <source>If something does not work, the log panel has the details.</source>
      <translation>Wenn etwas nicht geht, hat der Bereich „Protokoll“ die Einzelheiten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_well.py" />
      <source>If you like, drop one here or choose it.</source>
      <translation>Nach Wunsch eines hierher ziehen oder auswählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/closing.py" />
      <source>If you stop now, it keeps its place in the queue and is rendered when you come back.</source>
      <translation>Beim Anhalten behält er seinen Platz in der Warteschlange und wird beim nächsten Start gerendert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Image fit</source>
      <translation>Bildanpassung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Image focus</source>
      <translation>Bildmitte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/mode_switch.py" />
      <source>Image to video</source>
      <translation>Bild zu Video</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>Image to video needs a start image: choose or drop one.</source>
      <translation>„Bild zu Video“ braucht ein Startbild: eines auswählen oder hierher ziehen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_dialogs.py" />
      <source>Import</source>
      <translation>Importieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>Import a preset</source>
      <translation>Voreinstellung importieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Imported</source>
      <translation>Importiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/results_dialog.py" />
      <source>Imported files</source>
      <translation>Importierte Dateien</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>In memory</source>
      <translation>Im Speicher</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/transport.py" />
      <source>In point at frame {first}, out point at frame {last}</source>
      <translation>Anfangspunkt bei Bild {first}, Endpunkt bei Bild {last}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>In point here</source>
      <translation>Anfangspunkt hier</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>In slices of {count} tokens one forward needs {needed} instead of {eager}.</source>
      <translation>In Scheiben von {count} Tokens braucht ein Durchlauf {needed} statt {eager}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>In the graphics driver's settings, forbid falling back to the computer's memory: it makes a render many times slower.</source>
      <translation>In den Einstellungen des Grafiktreibers das Ausweichen auf den Arbeitsspeicher verbieten: Es macht das Rendern um ein Vielfaches langsamer.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/results_dialog.py" />
      <source>In the library</source>
      <translation>In der Bibliothek</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/card_delegate.py" />
      <source>In use</source>
      <translation>In Gebrauch</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Incomplete</source>
      <translation>Unvollständig</translation>
    </message>
    <message>
      <location filename="wan22_desktop/qtkit/notification_row.py" />
      <source>Info</source>
      <translation>Info</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Information</source>
      <translation>Hinweise</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Install</source>
      <translation>Installieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/library_versions.py" />
      <source>Install a newer Python and run `python3 run.py setup` again.</source>
      <translation>Ein neueres Python installieren und `python3 run.py setup` erneut ausführen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>Install a newer driver and restart; check that no variable hides the card.</source>
      <translation>Einen neueren Treiber installieren und neu starten; prüfen, ob eine Umgebungsvariable die Karte verbirgt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>Install a newer driver from nvidia.com and restart.</source>
      <translation>Einen neueren Treiber von nvidia.com installieren und neu starten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>Install and render</source>
      <translation>Installieren und rendern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor_sources.py" />
      <source>Install it again: `wan22 models install {package}` (needs a network).</source>
      <translation>Neu installieren: `wan22 models install {package}` (braucht ein Netz).</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/missing_model_line.py" />
      <source>Install it…</source>
      <translation>Installieren…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_check.py" />
      <source>Install or repair the model anew in the Models panel.</source>
      <translation>Das Modell im Bereich „Modelle“ neu installieren oder reparieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>Install that version again.</source>
      <translation>Jene Version wieder installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>Install the app's graphics runtime: models would render many times slower.</source>
      <translation>Die Grafik-Laufzeit der App installieren: Modelle würden um ein Vielfaches langsamer rendern.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor_sources.py" />
      <source>Install the model again, or put its files back.</source>
      <translation>Das Modell neu installieren oder seine Dateien zurücklegen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Install the model anew if that does not help.</source>
      <translation>Das Modell neu installieren, wenn das nicht hilft.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Install the newest driver of the graphics card.</source>
      <translation>Den neuesten Treiber der Grafikkarte installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>Install the program again over this one: settings, models and clips stay. The doctor never rewrites an installed program.</source>
      <translation>Das Programm über dieses neu installieren: Einstellungen, Modelle und Clips bleiben. Ein installiertes Programm wird von der Prüfung nie verändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/libraries.py" />
      <source>Install the program again, or run `python3 run.py setup` in a checkout. The engine's own words are in logs/engine.log.</source>
      <translation>Das Programm neu installieren oder in einem Checkout `python3 run.py setup` ausführen. Was die Engine selbst sagt, steht in logs/engine.log.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/reproduction_request.py" />
      <source>Install {model} in the model manager.</source>
      <translation>{model} in der Modellverwaltung installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>Install {model}…</source>
      <translation>{model} installieren…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>Install {title}</source>
      <translation>{title} installieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Installed</source>
      <translation>Installiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/statuses.py" />
      <source>Installed, but no longer in the catalog.</source>
      <translation>Installiert, aber nicht mehr im Katalog.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Integrity</source>
      <translation>Unversehrtheit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Interrupted</source>
      <translation>Unterbrochen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Into</source>
      <translation>Nach</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/recovery_steps.py" />
      <source>Is tried again after {time}</source>
      <translation>Neuer Versuch nach {time}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/compatibility.py" />
      <source>It belongs to {models}, but {other} to {others}.</source>
      <translation>Es gehört zu {models}, aber {other} zu {others}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/advice.py" />
      <source>It can be tried with a plan that needs less {memory}: choose Try again.</source>
      <translation>Es kann mit einem Plan versucht werden, der weniger {memory} braucht: „Erneut versuchen“ wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>It can be used now.</source>
      <translation>Es kann jetzt verwendet werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/drops.py" />
      <source>It cannot be read: {reason}.</source>
      <translation>Kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/adoption_sets.py" />
      <source>It cannot be told which expert of {title} {name} is: put “high” or “low” into its name. If it is of Wan 2.1, whose tensors look the same, this app does not render it.</source>
      <translation>Es ist nicht zu erkennen, welcher Experte von {title} {name} ist: „high“ oder „low“ in den Namen setzen. Ist die Datei von Wan 2.1, dessen Tensoren gleich aussehen, rendert diese App sie nicht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>It cannot be told which expert {name} is: put “high” or “low” into its name, but take it away if it is of Wan 2.1, whose tensors look the same.</source>
      <translation>Es ist nicht zu erkennen, welcher Experte {name} ist: „high“ oder „low“ in den Namen setzen, die Datei aber entfernen, wenn sie von Wan 2.1 ist, dessen Tensoren gleich aussehen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/clip_reading.py" />
      <source>It does not say how it was made.</source>
      <translation>Er sagt nicht, wie er entstand.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>It gets the file's path; any exit code but 0 sets the file aside.</source>
      <translation>Es bekommt den Pfad der Datei; jeder Exit-Code außer 0 sondert die Datei aus.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/export_service.py" />
      <source>It goes on. Wait for its end, or cancel it.</source>
      <translation>Er läuft weiter. Bitte sein Ende abwarten oder ihn abbrechen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/outside_files.py" />
      <source>It is a link: choose the file itself.</source>
      <translation>Das ist eine Verknüpfung: die Datei selbst auswählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/importing.py" />
      <source>It is back in the gallery, with its rating, tags and albums.</source>
      <translation>Er ist zurück in der Galerie, mit Bewertung, Schlagwörtern und Alben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>It is being removed</source>
      <translation>Das Paket wird entfernt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/importing.py" />
      <source>It is in the gallery already, as {name}.</source>
      <translation>Er ist schon in der Galerie, als {name}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>It is installed.</source>
      <translation>Es ist installiert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/outside_files.py" />
      <source>It is no regular file.</source>
      <translation>Das ist keine gewöhnliche Datei.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/stored_packages.py" />
      <source>It is not installed yet.</source>
      <translation>Es ist noch nicht installiert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/cleanup.py" />
      <source>It is not installed.</source>
      <translation>Es ist nicht installiert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>It is not known how many cores there are.</source>
      <translation>Es ist nicht bekannt, wie viele Kerne es gibt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>It is not known whether there are groups of cores with memory of their own.</source>
      <translation>Es ist nicht bekannt, ob es Gruppen von Kernen mit eigenem Speicher gibt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/compatibility.py" />
      <source>It is not the configuration of such a part.</source>
      <translation>Es ist nicht die Konfiguration eines solchen Teils.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>It is on its way; how fast it comes is not known yet.</source>
      <translation>Es ist unterwegs; wie schnell es kommt, ist noch nicht bekannt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/retention.py" />
      <source>It is on the list of what to keep.</source>
      <translation>Es steht auf der Liste dessen, was bleiben soll.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/drops.py" />
      <source>It is shown, and was not made by this app.</source>
      <translation>Der Clip wird gezeigt; er stammt nicht von dieser App.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/results_dialog.py" />
      <source>It is taken in as {name}.</source>
      <translation>Wird als {name} aufgenommen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/advice.py" />
      <source>It is tried once more with a plan that needs less {memory}.</source>
      <translation>Es wird noch einmal mit einem Plan versucht, der weniger {memory} braucht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/retention.py" />
      <source>It is what renders a model that you use.</source>
      <translation>Damit wird ein Modell gerendert, das in Gebrauch ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/edit_banner.py" />
      <source>It keeps its place in the queue. What the form held before comes back.</source>
      <translation>Er behält seinen Platz in der Warteschlange. Der vorige Inhalt des Formulars kommt zurück.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/outside_files.py" />
      <source>It lies on a network share: copy it to this computer first.</source>
      <translation>Die Datei liegt auf einer Netzwerkfreigabe: zuerst auf diesen Computer kopieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/stored_packages.py" />
      <source>It ships with the app.</source>
      <translation>Es liegt der App bei.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>It stops at its next step and goes on from there.</source>
      <translation>Es hält beim nächsten Schritt an und geht von dort weiter.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/comparison.py" />
      <source>It takes about {duration}.</source>
      <translation>Es dauert etwa {duration}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/models_desk.py" />
      <source>It took {time}.</source>
      <translation>Es dauerte {time}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/clip_reading.py" />
      <source>It was made by version {version} of the app, whose settings this version cannot read. It plays, and nothing of the file is changed: update the app and add it again to see how it was made.</source>
      <translation>Der Clip wurde mit Version {version} der App erzeugt, deren Angaben diese Version nicht lesen kann. Er wird abgespielt, und die Datei bleibt unverändert: App aktualisieren und den Clip erneut hinzufügen, um zu sehen, wie er entstand.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>It was made for Wan 2.1; on {title} its effect may be weaker or different.</source>
      <translation>Es wurde für Wan 2.1 gemacht; auf {title} kann es schwächer oder anders wirken.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/reproduction.py" />
      <source>It was made with the same versions, device and plan.</source>
      <translation>Er entstand mit denselben Versionen, demselben Gerät und demselben Plan.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/importing.py" />
      <source>It was missing and is found again, with its rating, tags and albums.</source>
      <translation>Er fehlte und ist wieder da, mit Bewertung, Schlagwörtern und Alben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/clip_decoder.py" />
      <source>It was moved, renamed or deleted. Open it from where it is now.</source>
      <translation>Die Datei wurde verschoben, umbenannt oder gelöscht. Bitte von ihrem jetzigen Ort aus öffnen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>It was trained for the {trained} expert: the {other} expert stays without it unless you pair it.</source>
      <translation>Es wurde für den {trained}-Experten trainiert: der {other}-Experte bleibt ohne es, solange es kein Paar ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>It was trained for {mode}; {title} makes {other}.</source>
      <translation>Es wurde für {mode} trainiert; {title} macht {other}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/compatibility.py" />
      <source>It was written by {library} {version}; here is {installed}, which is older.</source>
      <translation>Es wurde von {library} {version} geschrieben; hier ist {installed}, also älter.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>It would change renders that promise the same bits again. The models compute in bf16 anyway; what is left in float32 is there because it has to be exact.</source>
      <translation>Es würde Clips verändern, die bitgleich wiederholbar sein sollen. Die Modelle rechnen ohnehin in bf16; was in float32 bleibt, muss genau sein.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>Its download is paused: resume it.</source>
      <translation>Der Download ist angehalten: fortsetzen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>Its driver was reset or changed, or the card has lost its power. What is rendered may fail; the queue is kept. If the card stays away, restart the computer.</source>
      <translation>Ihr Treiber wurde zurückgesetzt oder gewechselt, oder die Karte hat keinen Strom mehr. Was gerade gerendert wird, kann fehlschlagen; die Warteschlange bleibt erhalten. Bleibt die Karte weg, den Computer neu starten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_row.py" />
      <source>Its file does not say for which expert it was trained: it goes on both.</source>
      <translation>Die Datei sagt nicht, für welchen Experten trainiert wurde: das LoRA wirkt auf beide.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Its file is not where it was: {path}. Add it from where it is now.</source>
      <translation>Die Datei ist nicht mehr an ihrem Ort: {path}. Bitte von ihrem jetzigen Ort aus hinzufügen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>Its file was changed by another program.</source>
      <translation>Seine Datei wurde von einem anderen Programm geändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>Its files are being checked</source>
      <translation>Die Dateien werden geprüft</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/version_files.py" />
      <source>Its files are unchanged.</source>
      <translation>Die Dateien sind unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/stored_packages.py" />
      <source>Its files are your own and stay where they are.</source>
      <translation>Die Dateien sind eigene und bleiben, wo sie sind.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/syntax_validator.py" />
      <source>Its new content is untouched.</source>
      <translation>Ihr neuer Inhalt ist unangetastet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_model.py" />
      <source>Job</source>
      <translation>Auftrag</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/queue_wishes.py" />
      <source>Job {id} cannot be skipped: it has ended, or is about to.</source>
      <translation>Auftrag {id} lässt sich nicht überspringen: Er ist beendet oder gleich am Ende.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/queue_wishes.py" />
      <source>Job {id} is being rendered: cancel it first.</source>
      <translation>Auftrag {id} wird gerade gerendert: ihn zuerst abbrechen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/queue_wishes.py" />
      <source>Job {id} is {state}: only a waiting job can be edited.</source>
      <translation>Auftrag {id} ist im Zustand „{state}“: Nur wartende Aufträge lassen sich bearbeiten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/queue_wishes.py" />
      <source>Job {id} is {state}: there is nothing to retry.</source>
      <translation>Auftrag {id} ist im Zustand „{state}“: Es gibt nichts erneut zu versuchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Job {job}</source>
      <translation>Auftrag {job}</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/domain/schedule.py" />
      <source>Jobs begin after nobody has used the computer for {count} minute.</source>
      <translation>
        <numerusform>Aufträge beginnen, wenn {count} Minute lang niemand den Computer benutzt hat.</numerusform>
        <numerusform>Aufträge beginnen, wenn {count} Minuten lang niemand den Computer benutzt hat.</numerusform>
      </translation>
      <extracomment>Plural: Jobs begin after nobody has used the computer for {count} minutes.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>Jobs begin at any time.</source>
      <translation>Aufträge beginnen jederzeit.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/schedule.py" />
      <source>Jobs begin between {begin} and {end} only.</source>
      <translation>Aufträge beginnen nur zwischen {begin} und {end}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Jobs begin from top to bottom</source>
      <translation>Aufträge beginnen von oben nach unten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>Jobs begin only between {begin} and {end}.</source>
      <translation>Aufträge beginnen nur zwischen {begin} und {end}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>Jobs begin only while the computer is not used for {minutes} min.</source>
      <translation>Aufträge beginnen nur, wenn der Computer {minutes} min lang nicht benutzt wurde.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/stored_packages.py" />
      <source>Jobs of the queue need it.</source>
      <translation>Aufträge der Warteschlange brauchen es.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Jobs with the model and LoRAs that are loaded begin first; numbers show the order</source>
      <translation>Aufträge mit dem geladenen Modell und den geladenen LoRAs beginnen zuerst; Zahlen zeigen die Reihenfolge</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>Join</source>
      <translation>Verbinden</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Join {count} clip</source>
      <translation>
        <numerusform>{count} Clip verbinden</numerusform>
        <numerusform>{count} Clips verbinden</numerusform>
      </translation>
      <extracomment>Plural: Join {count} clips</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Joined</source>
      <translation>Aneinandergefügt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_dock.py" />
      <source>Jump to newest</source>
      <translation>Zum neuesten Eintrag</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_dock.py" />
      <source>Jump to newest ({count:,} new)</source>
      <translation>Zum neuesten Eintrag ({count:,} neu)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>Just fits</source>
      <translation>Passt gerade noch</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/results_dialog.py" />
      <source>Keep both</source>
      <translation>Beide behalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Keep copies in the outputs folder</source>
      <translation>Kopien im Ausgabeordner behalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/ladder.py" />
      <source>Keep no block on the card</source>
      <translation>Keinen Block auf der Karte halten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/closing.py" />
      <source>Keep rendering in the tray</source>
      <translation>Im Infobereich weiterrendern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_dialogs.py" />
      <source>Keep the files</source>
      <translation>Dateien behalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_fit_row.py" />
      <source>Keep the middle of the picture</source>
      <translation>Die Mitte des Bildes behalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/seed_field.py" />
      <source>Keep this seed</source>
      <translation>Diesen Seed behalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_picture.py" />
      <source>Kept part: {x} % from the left, {y} % from the top</source>
      <translation>Behaltener Teil: {x} % von links, {y} % von oben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/shortcuts_page.py" />
      <source>Keys</source>
      <translation>Tasten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>Kind</source>
      <translation>Art</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>Lacks {parts}</source>
      <translation>Es fehlt {parts}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>Lacks {parts}; {packages} has it</source>
      <translation>Es fehlt {parts}; enthalten in {packages}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Language</source>
      <translation>Sprache</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Larger</source>
      <translation>Größer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>Larger and smoother</source>
      <translation>Größer und flüssiger</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Largest LoRA file</source>
      <translation>Größte LoRA-Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Largest first</source>
      <translation>Größte zuerst</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>Last</source>
      <translation>Letztes</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Last 30 days</source>
      <translation>Letzte 30 Tage</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Last 7 days</source>
      <translation>Letzte 7 Tage</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Last day</source>
      <translation>Letzter Tag</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/log_check.py" />
      <source>Last error</source>
      <translation>Letzter Fehler</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Last frame</source>
      <translation>Letztes Bild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Last used</source>
      <translation>Zuletzt verwendet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Last year</source>
      <translation>Letztes Jahr</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>Last {days} days</source>
      <translation>Die letzten {days} Tage</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_row.py" />
      <source>Later</source>
      <translation>Später</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Learning rate</source>
      <translation>Lernrate</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/edit_banner.py" />
      <source>Leave the waiting clip as it is (Esc)</source>
      <translation>Den wartenden Clip lassen, wie er ist (Esc)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_stack.py" />
      <source>Left and right read the values at another time, plus and minus zoom, Shift with left and right moves the picture, Escape goes back to now.</source>
      <translation>Links und rechts lesen die Werte zu einer anderen Zeit, plus und minus zoomen, Umschalt mit links und rechts verschiebt das Bild, Escape geht zurück zu jetzt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_runner.py" />
      <source>Less memory is used then: {reason}</source>
      <translation>Dann wird weniger Speicher belegt: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>Let the charts go on</source>
      <translation>Diagramme weiterlaufen lassen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/hold_line.py" />
      <source>Let the queue go on although the app would rather wait</source>
      <translation>Die Warteschlange fortsetzen, obwohl die App lieber warten würde</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/hold_line.py" />
      <source>Let the queue go on anyway</source>
      <translation>Warteschlange trotzdem fortsetzen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Let the system manage the size of its page file, or make it larger: memory was left, but no more could be promised.</source>
      <translation>Das System die Größe der Auslagerungsdatei verwalten lassen oder sie vergrößern: Speicher war übrig, aber mehr konnte nicht zugesagt werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Level</source>
      <translation>Stufe</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Licence</source>
      <translation>Lizenz</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>License</source>
      <translation>Lizenz</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Light</source>
      <translation>Hell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/catalog_texts.py" />
      <source>Lightning for Wan 2.2 I2V A14B</source>
      <translation>Lightning für Wan 2.2 I2V A14B</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/catalog_texts.py" />
      <source>Lightning for Wan 2.2 T2V A14B</source>
      <translation>Lightning für Wan 2.2 T2V A14B</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>Lightning, 4 steps</source>
      <translation>Lightning, 4 Schritte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>Lightning, more motion</source>
      <translation>Lightning, mehr Bewegung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>Like the &amp;system</source>
      <translation>Wie das &amp;System</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/entries.py" />
      <source>Like the system</source>
      <translation>Wie das System</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>Likelihood</source>
      <translation>Wahrscheinlichkeit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>Likely next</source>
      <translation>Wahrscheinlich als Nächstes</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/limit_box.py" />
      <source>Limit of all downloads</source>
      <translation>Grenze aller Downloads</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/entry_editors.py" />
      <source>Limit: {title}</source>
      <translation>Grenze: {title}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/python_text.py" />
      <source>Line {line} holds a NUL byte: the file is damaged.</source>
      <translation>Zeile {line} enthält ein NUL-Byte: Die Datei ist beschädigt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/python_text.py" />
      <source>Line {line} holds bytes that are no {encoding} text.</source>
      <translation>Zeile {line} enthält Bytes, die kein Text in {encoding} sind.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/syntax_validator.py" />
      <source>Lines end in different ways; Python reads them, other tools may not.</source>
      <translation>Zeilen enden verschieden; Python liest sie, andere Werkzeuge vielleicht nicht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>Link, at most</source>
      <translation>Anbindung, höchstens</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>Linux sets no limit for it.</source>
      <translation>Linux setzt dafür keine Grenze.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/settings_table.py" />
      <source>List what is the same in all clips, too</source>
      <translation>Auch aufführen, was in allen Clips gleich ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/stage.py" />
      <source>Live</source>
      <translation>Live</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/live_preview.py" />
      <source>Live preview</source>
      <translation>Live-Vorschau</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/lora_keys.py" />
      <source>LoCon with a third matrix</source>
      <translation>LoCon mit einer dritten Matrix</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/parts.py" />
      <source>LoR&amp;As</source>
      <translation>LoR&amp;As</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>LoRA</source>
      <translation>LoRA</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_dialogs.py" />
      <source>LoRA files (*.safetensors);;All files (*)</source>
      <translation>LoRA-Dateien (*.safetensors);;Alle Dateien (*)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/channel.py" />
      <source>LoRA library</source>
      <translation>LoRA-Bibliothek</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>LoRA strength</source>
      <translation>LoRA-Stärke</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>LoRA {name} ({hash})</source>
      <translation>LoRA {name} ({hash})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>LoRA: any</source>
      <translation>LoRA: alle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/window.py" />
      <source>LoRAs</source>
      <translation>LoRAs</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/replacement.py" />
      <source>LoRAs are left out, because they belong to the other model</source>
      <translation>LoRAs bleiben weg, weil sie zum anderen Modell gehören</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>LoRAs compared</source>
      <translation>LoRAs verglichen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>LoRAs for fewer steps</source>
      <translation>LoRAs für weniger Schritte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_picker.py" />
      <source>LoRAs to add</source>
      <translation>LoRAs zum Hinzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>LoRAs with their strengths</source>
      <translation>LoRAs mit ihren Stärken</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_kinds.py" />
      <source>Load</source>
      <translation>Last</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_colors.py" />
      <source>Loading</source>
      <translation>Laden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Loading another model takes minutes; LoRAs take seconds.</source>
      <translation>Ein anderes Modell zu laden dauert Minuten, LoRAs dauern Sekunden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Loading the model</source>
      <translation>Modell wird geladen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_view.py" />
      <source>Log</source>
      <translation>Protokoll</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/log_check.py" />
      <source>Log and recoveries</source>
      <translation>Protokoll und Wiederherstellungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Look at the machine every</source>
      <translation>Nach dem Computer sehen alle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/report_html.py" />
      <source>Look at: {names}.</source>
      <translation>Ansehen: {names}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>Look for models…</source>
      <translation>Nach Modellen suchen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/upkeep_desk.py" />
      <source>Looking at this computer</source>
      <translation>Computer wird untersucht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Looking at this computer.</source>
      <translation>Dieser Computer wird untersucht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>Looking at this computer…</source>
      <translation>Computer wird untersucht…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>Looking for models that are on this computer already…</source>
      <translation>Modelle, die schon auf diesem Computer sind, werden gesucht…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/upkeep_desk.py" />
      <source>Looking for saved states</source>
      <translation>Sicherungen werden gesucht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/monitor.py" />
      <source>Looking for the damage of {package} was stopped.</source>
      <translation>Die Suche nach dem Schaden von {package} wurde angehalten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>Looking what has not been used…</source>
      <translation>Nicht Benutztes wird gesucht…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Loop</source>
      <translation>Endlos</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Low</source>
      <translation>Low</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Low noise</source>
      <translation>Low-Noise</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>Low-noise guidance</source>
      <translation>Low-Noise-Guidance</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_row.py" />
      <source>Low-noise strength</source>
      <translation>Low-Noise-Stärke</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>MP4 film (H.264)</source>
      <translation>MP4-Film (H.264)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_dialogs.py" />
      <source>MP4 video</source>
      <translation>MP4-Video</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Made</source>
      <translation>Entstanden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Made here</source>
      <translation>Hier erzeugt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>Made on {time}, from what this computer has recorded. It was sent nowhere.</source>
      <translation>Erstellt am {time} aus dem, was dieser Computer aufgezeichnet hat. Nichts wurde irgendwohin gesendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player_controls.py" />
      <source>Make a clip that goes on from this frame (Ctrl+Shift+Return)</source>
      <translation>Einen Clip machen, der ab diesem Bild weitergeht (Strg+Umschalt+Return)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/pair_dialog.py" />
      <source>Make a pair</source>
      <translation>Paar bilden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/deeds.py" />
      <source>Make a pair…</source>
      <translation>Paar bilden…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player_controls.py" />
      <source>Make another clip that begins with a frame</source>
      <translation>Einen weiteren Clip machen, der mit einem Bild beginnt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Make it smoother…</source>
      <translation>Flüssiger machen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/grid_page.py" />
      <source>Make one clip of all cells, with their labels (Ctrl+E)</source>
      <translation>Aus allen Feldern mit ihren Beschriftungen einen Clip machen (Strg+E)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Make room on the disk.</source>
      <translation>Platz auf der Festplatte schaffen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/mode_switch.py" />
      <source>Make the clip from the prompt alone</source>
      <translation>Den Clip allein aus dem Prompt machen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/mode_switch.py" />
      <source>Make the clip from the prompt and a start image</source>
      <translation>Den Clip aus dem Prompt und einem Startbild machen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_fit_row.py" />
      <source>Make the clip {width} x {height} pixels</source>
      <translation>Den Clip {width} x {height} Pixel groß machen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/drafts_dialog.py" />
      <source>Many quick clips with different seeds: star the good ones, and only those are rendered in full.</source>
      <translation>Viele schnelle Clips mit verschiedenen Seeds: die guten mit einem Stern markieren, nur diese werden in voller Qualität gerendert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_fit_row.py" />
      <source>Match the size to the picture</source>
      <translation>Größe an das Bild anpassen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Matches</source>
      <translation>Passend</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>May hold {prompt}, {id}, {seed}, {model}, {date}, {time}, {width}, {height}, {steps}, {label} and {group}; a / makes a folder.</source>
      <translation>Kann {prompt}, {id}, {seed}, {model}, {date}, {time}, {width}, {height}, {steps}, {label} und {group} enthalten; ein / ergibt einen Ordner.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>May not fit</source>
      <translation>Passt vielleicht nicht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Meanwhile, use the demo model.</source>
      <translation>Solange das Demomodell verwenden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Measure and apply</source>
      <translation>Messen und anwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Measured, after to before: {result}.</source>
      <translation>Gemessen, nachher zu vorher: {result}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Measuring: {done} of {total} renders</source>
      <translation>Messung: {done} von {total} Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>Median</source>
      <translation>Median</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/limit_box.py" />
      <source>Megabytes a second:</source>
      <translation>Megabyte je Sekunde:</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>Memory</source>
      <translation>Arbeitsspeicher</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/recovery_steps.py" />
      <source>Memory had run out</source>
      <translation>Der Speicher reichte nicht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Memory is nearly full from</source>
      <translation>Arbeitsspeicher ist fast voll ab</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>Memory ran out</source>
      <translation>Der Speicher reichte nicht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>Memory ran out while {doing}</source>
      <translation>Beim {doing} reichte der Speicher nicht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Memory runs out from</source>
      <translation>Arbeitsspeicher geht aus ab</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/first_steps.py" />
      <source>Memory: {size}</source>
      <translation>Arbeitsspeicher: {size}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/problem_line.py" />
      <source>Mend the text</source>
      <translation>Text berichtigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/ui/health_dialog.py" />
      <source>Mends what can be mended here; the originals are kept in the backups</source>
      <translation>Repariert, was sich hier reparieren lässt; die Originale bleiben als Sicherungskopien</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_model.py" />
      <source>Message</source>
      <translation>Meldung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>Minutes without use</source>
      <translation>Minuten ohne Benutzung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Missing</source>
      <translation>Fehlt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>Mo&amp;ve</source>
      <translation>&amp;Verschieben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Mode</source>
      <translation>Modus</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Mode not known</source>
      <translation>Modus unbekannt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_check.py" />
      <source>Model configurations</source>
      <translation>Modellkonfigurationen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Model: any</source>
      <translation>Modell: alle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/window.py" />
      <source>Models</source>
      <translation>Modelle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>Models (*.safetensors)</source>
      <translation>Modelle (*.safetensors)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/inspection/file_inspector.py" />
      <source>Models are added in the models panel.</source>
      <translation>Modelle werden im Bereich „Modelle“ hinzugefügt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/components.py" />
      <source>Models in GGUF files need the package gguf, which is not installed here.</source>
      <translation>Modelle in GGUF-Dateien brauchen das Paket gguf, das hier nicht installiert ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>Models that ComfyUI, WanGP, Stability Matrix or other programs have fetched can be used as they lie there. Their files are never changed.</source>
      <translation>Modelle, die ComfyUI, WanGP, Stability Matrix oder andere Programme geladen haben, können verwendet werden, wie sie dort liegen. Ihre Dateien werden nie verändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/first_steps.py" />
      <source>Models you have</source>
      <translation>Vorhandene Modelle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>Models, LoRAs, the queue and settings lie in {folder}. To have them elsewhere, set WAN22_HOME, or put an empty file portable.txt beside the program.</source>
      <translation>Modelle, LoRAs, Warteschlange und Einstellungen liegen in {folder}. Für einen anderen Ort WAN22_HOME setzen oder eine leere Datei portable.txt neben das Programm legen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_picker.py" />
      <source>More</source>
      <translation>Mehr</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_frame.py" />
      <source>More about LoRAs</source>
      <translation>Mehr zu LoRAs</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/models_panel.py" />
      <source>More about models</source>
      <translation>Mehr zu Modellen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_picker.py" />
      <source>More about presets</source>
      <translation>Mehr zu Voreinstellungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source>More steps: finer and slower</source>
      <translation>Mehr Schritte: feiner und langsamer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/add_bar.py" />
      <source>More ways to add</source>
      <translation>Weitere Arten hinzuzufügen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Most used</source>
      <translation>Am häufigsten verwendet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>Move &amp;down</source>
      <translation>Nach &amp;unten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>Move &amp;up</source>
      <translation>&amp;Nach oben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>Move down</source>
      <translation>Nach unten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>Move it to a drive of this computer: databases are not safe on network drives.</source>
      <translation>Auf ein Laufwerk dieses Computers verschieben: Datenbanken sind auf Netzlaufwerken nicht sicher.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>Move that file away.</source>
      <translation>Diese Datei wegschieben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_dialogs.py" />
      <source>Move the files to the recycle bin, or only take the clips out of the gallery?</source>
      <translation>Die Dateien in den Papierkorb verschieben oder die Clips nur aus der Galerie nehmen?</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>Move them elsewhere if you do not know them: a program may load what lies beside it.</source>
      <translation>Unbekannte anderswohin verschieben: Ein Programm könnte laden, was daneben liegt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>Move to &amp;bottom</source>
      <translation>Ans &amp;Ende</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Move to the recycle bin</source>
      <translation>In den Papierkorb verschieben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>Move to top</source>
      <translation>An den Anfang</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>Move up</source>
      <translation>Nach oben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Move {count:,} clips to the recycle bin</source>
      <translation>{count:,} Clips in den Papierkorb verschieben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/size_picker.py" />
      <source>Multiples of {step}</source>
      <translation>Vielfache von {step}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>NUMA nodes</source>
      <translation>NUMA-Knoten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/driver_text.py" />
      <source>NVIDIA's driver does not answer. It may be busy with a reset: wait a minute, then restart the computer. If that does not help, install the driver again.</source>
      <translation>Der Treiber von NVIDIA antwortet nicht. Vielleicht setzt er sich gerade zurück: eine Minute warten, dann den Computer neu starten. Hilft das nicht, den Treiber neu installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/driver_text.py" />
      <source>NVIDIA's driver is not installed or not loaded. With an NVIDIA card in this computer, install the driver from nvidia.com and restart; without one, the processor renders.</source>
      <translation>Der Treiber von NVIDIA ist nicht installiert oder nicht geladen. Steckt eine NVIDIA-Karte im Computer, den Treiber von nvidia.com installieren und neu starten; ohne Karte rendert der Prozessor.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/driver_text.py" />
      <source>NVIDIA's driver is there and refuses to tell about the cards. Install the newest driver; in a container, give it access to the card.</source>
      <translation>Der Treiber von NVIDIA ist da, gibt aber keine Auskunft über die Karten. Den neuesten Treiber installieren; in einem Container den Zugriff auf die Karte erlauben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/driver_text.py" />
      <source>NVIDIA's driver was updated and its two parts do not fit together until the computer is restarted.</source>
      <translation>Der Treiber von NVIDIA wurde aktualisiert; seine beiden Teile passen erst nach einem Neustart des Computers wieder zusammen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/driver_text.py" />
      <source>NVIDIA's library cannot be loaded; {sources} told about the card.</source>
      <translation>Die Bibliothek von NVIDIA kann nicht geladen werden; Auskunft über die Karte gab: {sources}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>NVML, the driver's library</source>
      <translation>NVML, der Bibliothek des Treibers</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Name exists</source>
      <translation>Name vergeben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Name in the gallery (the file keeps its own):</source>
      <translation>Name in der Galerie (die Datei behält ihren eigenen):</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/results_dialog.py" />
      <source>Name in the library:</source>
      <translation>Name in der Bibliothek:</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Name of the album:</source>
      <translation>Name des Albums:</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/pair_dialog.py" />
      <source>Name of the pair</source>
      <translation>Name des Paars</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>Name of the preset</source>
      <translation>Name der Voreinstellung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/style_dialog.py" />
      <source>Name of the style</source>
      <translation>Name des Stils</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>Name:</source>
      <translation>Name:</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_dialogs.py" />
      <source>Names and notes of LoRAs (*.json);;All files (*)</source>
      <translation>Namen und Notizen von LoRAs (*.json);;Alle Dateien (*)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/file_names.py" />
      <source>Names in braces stand alone, as in {example}.</source>
      <translation>Namen in geschweiften Klammern stehen allein, wie in {example}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Names of new clips</source>
      <translation>Namen neuer Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>Nature close-up</source>
      <translation>Natur, ganz nah</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/style_dialog.py" />
      <source>Ne&amp;gative</source>
      <translation>Ne&amp;gativ</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Needs</source>
      <translation>Braucht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Negative prompt</source>
      <translation>Negativer Prompt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/sidecars.py" />
      <source>Negative text</source>
      <translation>Negativer Text</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/style_dialog.py" />
      <source>Negative words of the style</source>
      <translation>Negative Wörter des Stils</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/model_manager/domain/retention.py" />
      <source>Never used since it was installed 1 day ago</source>
      <translation>
        <numerusform>Seit der Installation vor 1 Tag nie verwendet</numerusform>
        <numerusform>Seit der Installation vor {count} Tagen nie verwendet</numerusform>
      </translation>
      <extracomment>Plural: Never used since it was installed {count} days ago</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/folders_dialog.py" />
      <source>New LoRA files in these folders, and in folders within them, are taken into the library. Nothing is changed or removed there.</source>
      <translation>Neue LoRA-Dateien in diesen Ordnern und in Ordnern darin werden in die Bibliothek aufgenommen. Dort wird nichts geändert oder entfernt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>New clips are written to {folder}.</source>
      <translation>Neue Clips werden in {folder} geschrieben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/deeds.py" />
      <source>New clips will go to {folder}.</source>
      <translation>Neue Clips kommen nach {folder}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>New files in them are taken into the library.</source>
      <translation>Neue Dateien darin kommen in die Bibliothek.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/shortcuts_page.py" />
      <source>New keys</source>
      <translation>Neue Tasten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/continuation.py" />
      <source>New part</source>
      <translation>Neuer Teil</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/seed_field.py" />
      <source>New random seed</source>
      <translation>Neuer zufälliger Seed</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/style_dialog.py" />
      <source>New style</source>
      <translation>Neuer Stil</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/styles_picker.py" />
      <source>New style of my own</source>
      <translation>Neuer eigener Stil</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Newest</source>
      <translation>Neueste</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>Newest backup</source>
      <translation>Neueste Sicherungskopie</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Newest first</source>
      <translation>Neueste zuerst</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Newest version</source>
      <translation>Neueste Version</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>Next</source>
      <translation>Weiter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Next match (F3)</source>
      <translation>Nächster Treffer (F3)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/empty_page.py" />
      <source>No LoRA matches</source>
      <translation>Kein LoRA passt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/empty_page.py" />
      <source>No LoRAs yet</source>
      <translation>Noch keine LoRAs</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>No NVIDIA driver answers: there is no such card, or its driver is not installed.</source>
      <translation>Kein NVIDIA-Treiber antwortet: Es gibt keine solche Karte, oder ihr Treiber ist nicht installiert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>No card is known here that has it.</source>
      <translation>Hier ist keine Karte bekannt, die es beherrscht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/loras_desk.py" />
      <source>No clip in the queue was rendered with {name}.</source>
      <translation>Kein Clip der Warteschlange wurde mit {name} gerendert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/details.py" />
      <source>No clip is selected</source>
      <translation>Kein Clip ist ausgewählt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_empty.py" />
      <source>No clip matches</source>
      <translation>Kein Clip passt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player.py" />
      <source>No clip yet.
Add one to the queue, or drop an MP4 on the window.</source>
      <translation>Noch kein Clip.
Einen in die Warteschlange stellen oder eine MP4-Datei auf dem Fenster ablegen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_empty.py" />
      <source>No clips yet</source>
      <translation>Noch keine Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/quantization.py" />
      <source>No difference can be seen</source>
      <translation>Kein Unterschied zu sehen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/downloader.py" />
      <source>No download of {package!a} is known.</source>
      <translation>Kein Download von {package!a} ist bekannt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/drafts.py" />
      <source>No draft is starred: star the ones that are to be finished.</source>
      <translation>Kein Entwurf hat einen Stern: die markieren, die fertig gerendert werden sollen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/work.py" />
      <source>No earlier version of {title} is kept.</source>
      <translation>Keine frühere Version von {title} ist erhalten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_well.py" />
      <source>No end image</source>
      <translation>Kein Endbild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>No graphics card</source>
      <translation>Keine Grafikkarte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/first_steps.py" />
      <source>No graphics card of NVIDIA's was found: the demo model works, the others take hours on the processor.</source>
      <translation>Keine Grafikkarte von NVIDIA gefunden: das Demomodell läuft, die anderen brauchen auf dem Prozessor Stunden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>No graphics card that can be used was found.</source>
      <translation>Es wurde keine verwendbare Grafikkarte gefunden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/grid_page.py" />
      <source>No grid yet.
A sweep or a set of drafts in the queue is shown here.</source>
      <translation>Noch kein Raster.
Eine Reihe oder ein Satz Entwürfe aus der Warteschlange wird hier gezeigt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>No installed model begins with a picture: install Wan 2.2 TI2V 5B or I2V A14B.</source>
      <translation>Kein installiertes Modell beginnt mit einem Bild: Wan 2.2 TI2V 5B oder I2V A14B installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/shortcuts_page.py" />
      <source>No keys</source>
      <translation>Keine Tasten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/limit_box.py" />
      <source>No limit</source>
      <translation>Keine Grenze</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/wiring.py" />
      <source>No model is installed, not even the demo model.</source>
      <translation>Kein Modell ist installiert, auch nicht das Demomodell.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>No models of other apps were found. A folder can also be dropped on the window.</source>
      <translation>Es wurden keine Modelle anderer Apps gefunden. Ein Ordner kann auch auf das Fenster gezogen werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/storage_bar.py" />
      <source>No models on the disk</source>
      <translation>Keine Modelle auf der Festplatte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/card_picture.py" />
      <source>No picture yet</source>
      <translation>Noch kein Bild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/history_popup.py" />
      <source>No prompt has these words</source>
      <translation>Kein Prompt enthält diese Wörter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/renderer.py" />
      <source>No quantization was used instead.</source>
      <translation>Stattdessen wurde nicht quantisiert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/connection.py" />
      <source>No safe connection could be made.</source>
      <translation>Es kam keine sichere Verbindung zustande.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_well.py" />
      <source>No start image</source>
      <translation>Kein Startbild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>No state has been saved yet.</source>
      <translation>Es gibt noch keine Sicherung.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>No step is done yet.</source>
      <translation>Noch ist kein Schritt fertig.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/styles_picker.py" />
      <source>No style has these words</source>
      <translation>Kein Stil enthält diese Wörter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>No time; fewer sleeping threads.</source>
      <translation>Keine Zeitersparnis; weniger schlafende Threads.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>No upscaling model is installed: put a .safetensors file of a model that spandrel reads into {folder}, or drop it here.</source>
      <translation>Kein Vergrößerungsmodell ist installiert: die .safetensors-Datei eines Modells, das spandrel liest, in {folder} legen oder hierher ziehen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>No usable graphics card was found, so the processor renders: this takes long. It needs {size} of memory in {precision}.</source>
      <translation>Es wurde keine verwendbare Grafikkarte gefunden, also rendert der Prozessor: Das dauert lange. Es braucht {size} Arbeitsspeicher in {precision}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/wildcards_popup.py" />
      <source>No wildcard has this name</source>
      <translation>Kein Platzhalter heißt so</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/retention.py" />
      <source>Nobody knows when it was used</source>
      <translation>Niemand weiß, wann es verwendet wurde</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/retention.py" />
      <source>Nobody knows when it was used.</source>
      <translation>Niemand weiß, wann es verwendet wurde.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>None</source>
      <translation>Keines</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/queue_wishes.py" />
      <source>None of these jobs has a seed that could be another.</source>
      <translation>Keiner dieser Aufträge hat einen Seed, der ein anderer sein könnte.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>None was used yet.</source>
      <translation>Noch keines wurde verwendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/hardware_optimizer.py" />
      <source>None yet.</source>
      <translation>Noch kein Effekt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>None.</source>
      <translation>Kein Effekt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>None: Lanczos filtering</source>
      <translation>Keines: Lanczos-Filter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>None: this is what torch does by itself unless the environment says otherwise.</source>
      <translation>Kein Effekt: So verhält sich torch von selbst, solange die Umgebung nichts anderes vorgibt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/render_run.py" />
      <source>Not compiled, for {reason}.</source>
      <translation>Nicht kompiliert, denn {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/removal.py" />
      <source>Not everything of {package} could be removed: {reason}. If the recycle bin is the reason, remove it for good instead.</source>
      <translation>Nicht alles von {package} konnte entfernt werden: {reason}. Liegt es am Papierkorb, stattdessen endgültig entfernen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/downloader.py" />
      <source>Not everything of {title} could be removed: {reason}. Close the programs that use it and cancel again.</source>
      <translation>Nicht alles von {title} konnte entfernt werden: {reason}. Die Programme schließen, die es benutzen, und noch einmal abbrechen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/clip_desk.py" />
      <source>Not everything that this clip was made with is here.</source>
      <translation>Nicht alles, womit dieser Clip entstand, ist vorhanden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/upkeep_desk.py" />
      <source>Not everything was repaired.</source>
      <translation>Nicht alles wurde repariert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Not for Wan</source>
      <translation>Nicht für Wan</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/reproduction.py" />
      <source>Not identical: the clips have different lengths; the {count} frames that both have are equal.</source>
      <translation>Nicht identisch: die Clips sind verschieden lang; die {count} Bilder, die beide haben, sind gleich.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/reproduction.py" />
      <source>Not identical: the pictures have different sizes.</source>
      <translation>Nicht identisch: die Bilder sind verschieden groß.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/reproduction.py" />
      <source>Not identical: {equal} of {frames} frames are equal, the first that differs is frame {first}. PSNR {psnr:.1f} dB, SSIM {ssim:.4f}.</source>
      <translation>Nicht identisch: {equal} von {frames} Bildern sind gleich, das erste abweichende ist Bild {first}. PSNR {psnr:.1f} dB, SSIM {ssim:.4f}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Not installed</source>
      <translation>Nicht installiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Not rated</source>
      <translation>Nicht bewertet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Not taken</source>
      <translation>Nicht aufgenommen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/usage.py" />
      <source>Not used around this time of day in the last 30 days</source>
      <translation>In den letzten 30 Tagen um diese Tageszeit nicht verwendet</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/model_manager/domain/retention.py" />
      <source>Not used for 1 day</source>
      <translation>
        <numerusform>Seit 1 Tag nicht verwendet</numerusform>
        <numerusform>Seit {count} Tagen nicht verwendet</numerusform>
      </translation>
      <extracomment>Plural: Not used for {count} days</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/details.py" />
      <source>Note</source>
      <translation>Notiz</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Notes</source>
      <translation>Notizen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>Nothing</source>
      <translation>Nichts</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>Nothing can be said yet.</source>
      <translation>Noch lässt sich nichts sagen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/transfer.py" />
      <source>Nothing else is affected.</source>
      <translation>Sonst ist nichts betroffen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/ui/health_dialog.py" />
      <source>Nothing found.</source>
      <translation>Nichts gefunden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>Nothing has been measured yet.</source>
      <translation>Es wurde noch nichts gemessen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/connection.py" />
      <source>Nothing has come for a while.</source>
      <translation>Seit einer Weile kommt nichts an.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/work.py" />
      <source>Nothing in {paths} can be adopted. {told}</source>
      <translation>Nichts in {paths} kann übernommen werden. {told}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/tray.py" />
      <source>Nothing is being rendered</source>
      <translation>Nichts wird gerendert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/settings_dialog.py" />
      <source>Nothing is called that.</source>
      <translation>Nichts heißt so.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Nothing is encoded again: whole clips in their own size only</source>
      <translation>Nichts wird neu kodiert: nur für ganze Clips in ihrer eigenen Größe</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/errands.py" />
      <source>Nothing is known of errand {number}.</source>
      <translation>Über den Vorgang {number} ist nichts bekannt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Nothing is lost.</source>
      <translation>Nichts geht verloren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/repair.py" />
      <source>Nothing is lost: the damaged files are kept.</source>
      <translation>Nichts ist verloren: die beschädigten Dateien bleiben erhalten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Nothing is lost; for editing programs.</source>
      <translation>Nichts geht verloren; für Schnittprogramme.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>Nothing is rendered.</source>
      <translation>Es wird nichts gerendert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Nothing is sampled twice.</source>
      <translation>Kein Schritt wird doppelt berechnet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>Nothing larger than the demo model fits this computer.</source>
      <translation>Nichts Größeres als das Demomodell passt auf diesen Computer.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_dock.py" />
      <source>Nothing matches.</source>
      <translation>Nichts passt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/read_out.py" />
      <source>Nothing measured in this time</source>
      <translation>In dieser Zeit wurde nichts gemessen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/upload_handler.py" />
      <source>Nothing of it was kept.</source>
      <translation>Davon wurde nichts behalten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/work.py" />
      <source>Nothing of {title} is damaged.</source>
      <translation>Nichts von {title} ist beschädigt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_view.py" />
      <source>Nothing queued. Write a prompt and press Ctrl+Enter.</source>
      <translation>Die Warteschlange ist leer. Einen Prompt schreiben und Strg+Eingabe drücken.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>Nothing that was found is a complete model of this family.</source>
      <translation>Nichts Gefundenes ist ein vollständiges Modell dieser Familie.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/enhance_dialog.py" />
      <source>Nothing to change: the prompt says what the model needs to know.</source>
      <translation>Nichts zu ändern: Der Prompt sagt, was das Modell wissen muss.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/compare_view.py" />
      <source>Nothing to compare yet.
Choose two to four clips in the gallery, with Ctrl and a click, then Compare.</source>
      <translation>Noch nichts zu vergleichen.
In der Galerie mit Strg und Klick zwei bis vier Clips wählen, dann „Vergleichen“.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/alert_list.py" />
      <source>Nothing to report</source>
      <translation>Keine Vorkommnisse</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/adding.py" />
      <source>Nothing was added to the queue.</source>
      <translation>Es wurde nichts in die Warteschlange gestellt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/upscalers.py" />
      <source>Nothing was added.</source>
      <translation>Es wurde nichts hinzugefügt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/system_optimizer.py" />
      <source>Nothing was applied.</source>
      <translation>Es wurde nichts angewendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/installing.py" />
      <source>Nothing was begun.</source>
      <translation>Es wurde nichts begonnen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/channel.py" />
      <source>Nothing was changed.</source>
      <translation>Es wurde nichts geändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/ui/health_dialog.py" />
      <source>Nothing was checked yet.</source>
      <translation>Es wurde noch nichts geprüft.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_dock.py" />
      <source>Nothing was logged yet.</source>
      <translation>Noch nichts protokolliert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/downloader.py" />
      <source>Nothing was removed.</source>
      <translation>Es wurde nichts entfernt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/plans.py" />
      <source>Nothing was rendered.</source>
      <translation>Es wurde nichts gerendert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/token.py" />
      <source>Nothing was stored.</source>
      <translation>Es wurde nichts gespeichert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/arrived_files.py" />
      <source>Nothing was written there.</source>
      <translation>Dort wurde nichts geschrieben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>Nothing was written.</source>
      <translation>Es wurde nichts geschrieben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/export.py" />
      <source>Nothing was written. Choose another folder.</source>
      <translation>Nichts wurde geschrieben. Bitte einen anderen Ordner wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/health_report.py" />
      <source>Nothing wrong was found</source>
      <translation>Es wurde nichts Fehlerhaftes gefunden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>Nothing.</source>
      <translation>Nichts.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/qtkit/notification_bar.py" />
      <source>Notifications</source>
      <translation>Meldungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>Now</source>
      <translation>Jetzt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/add_bar.py" />
      <source>Number of clips</source>
      <translation>Anzahl der Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/drafts_dialog.py" />
      <source>Number of drafts</source>
      <translation>Anzahl der Entwürfe</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>Of all programs. Full VRAM is no alarm: what was used is kept for the next step.</source>
      <translation>Von allen Programmen. Voller VRAM ist kein Alarm: Was benutzt wurde, bleibt für den nächsten Schritt liegen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>Of at most {limit} W.</source>
      <translation>Von höchstens {limit} W.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>Of what kind the models' disk is, is unknown: one reads.</source>
      <translation>Die Art der Festplatte mit den Modellen ist unbekannt: Einer liest.</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>Of {count} core, half are left to the encoder and the window.</source>
      <translation>
        <numerusform>Von {count} Kern bleibt die Hälfte dem Encoder und dem Fenster.</numerusform>
        <numerusform>Von {count} Kernen bleibt die Hälfte dem Encoder und dem Fenster.</numerusform>
      </translation>
      <extracomment>Plural: Of {count} cores, half are left to the encoder and the window.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>Of {total} of memory {system} stay for the system, and systems lock no more than about half: at most {share} are locked.</source>
      <translation>Von {total} Arbeitsspeicher bleiben {system} dem System, und Systeme sperren höchstens etwa die Hälfte: Es werden höchstens {share} gesperrt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/qtkit/notification_row.py" />
      <source>Ok</source>
      <translation>In Ordnung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Oldest first</source>
      <translation>Älteste zuerst</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>On a PC with an NVIDIA card, install the driver from nvidia.com and restart. Without a card the small model that ships renders on the processor.</source>
      <translation>Auf einem PC mit NVIDIA-Karte den Treiber von nvidia.com installieren und neu starten. Ohne Karte rendert das mitgelieferte kleine Modell auf dem Prozessor.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>On a full disk neither clips nor what is sampled of them can be saved.</source>
      <translation>Auf einer vollen Festplatte lassen sich weder Clips noch ihre Zwischenstände speichern.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>On the disk</source>
      <translation>Auf der Festplatte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/preflight.py" />
      <source>On the processor in {precision}</source>
      <translation>Auf dem Prozessor in {precision}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>On which of {count} groups the card hangs is unknown.</source>
      <translation>An welcher der {count} Gruppen die Karte hängt, ist unbekannt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>One after the other, in the order of the list above.</source>
      <translation>Nacheinander, in der Reihenfolge der Liste oben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep_grid.py" />
      <source>One clip can show {most} cells; this sweep has {count}. Its grid can be played without such a clip.</source>
      <translation>Ein Clip kann {most} Zellen zeigen; diese Reihe hat {count}. Ihr Raster lässt sich auch ohne einen solchen Clip abspielen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/prompt_tools.py" />
      <source>One clip for every combination, instead of one drawn by seed</source>
      <translation>Ein Clip für jede Kombination statt einer, die der Seed zieht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>One clip shows at most {most} cells.</source>
      <translation>Ein Clip zeigt höchstens {most} Zellen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>One forward needs {needed} beside them.</source>
      <translation>Daneben braucht ein Durchlauf {needed}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>One guided step without the LoRA comes first and decides how much moves: four-step LoRAs alone slow motion down.</source>
      <translation>Zuerst kommt ein geführter Schritt ohne LoRA, der entscheidet, wie viel sich bewegt: Vier-Schritte-LoRAs allein bremsen Bewegungen.</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/wildcards_popup.py" />
      <source>One more cannot be used.</source>
      <translation>
        <numerusform>Ein weiterer ist nicht verwendbar.</numerusform>
        <numerusform>{count} weitere sind nicht verwendbar.</numerusform>
      </translation>
      <extracomment>Plural: {count} more cannot be used.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/compare_view.py" />
      <source>One over the other; drag the divider or press Shift and an arrow key (W)</source>
      <translation>Einer über dem anderen; die Trennlinie ziehen oder Umschalt und eine Pfeiltaste drücken (W)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/drops.py" />
      <source>One picture and one clip can be used at a time.</source>
      <translation>Es kann je ein Bild und ein Clip auf einmal verwendet werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>One transformer</source>
      <translation>Ein Transformer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>Only &amp;between</source>
      <translation>Nur &amp;zwischen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>Only &amp;while the computer is not used for</source>
      <translation>Nur, &amp;wenn der Computer unbenutzt ist seit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>Only Windows moves graphics memory into RAM and tells it.</source>
      <translation>Nur Windows lagert Grafikspeicher in den Arbeitsspeicher aus und gibt es an.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Only clips whose files are not where they were</source>
      <translation>Nur Clips, deren Dateien nicht mehr an ihrem Ort sind</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Only counts where neither driver nor torch can tell it.</source>
      <translation>Zählt nur, wo weder Treiber noch Torch ihn nennen können.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/filter_bar.py" />
      <source>Only favourites</source>
      <translation>Nur Favoriten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/drops.py" />
      <source>Only files on this computer can be dropped here.</source>
      <translation>Nur Dateien auf diesem Computer können hier abgelegt werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Only job {job}: show all jobs again</source>
      <translation>Nur Auftrag {job}: wieder alle Aufträge zeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Only problems</source>
      <translation>Nur Probleme</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Only say so</source>
      <translation>Nur melden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/models_panel.py" />
      <source>Only this app forgets it: the files stay where you have them.</source>
      <translation>Nur diese App vergisst es: die Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_dock.py" />
      <source>Only this job</source>
      <translation>Nur dieser Auftrag</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_dock.py" />
      <source>Only this part of the app</source>
      <translation>Nur dieser Teil der App</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/filter_bar.py" />
      <source>Only what can be used with the chosen model</source>
      <translation>Nur, was mit dem gewählten Modell verwendet werden kann</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>Only {size} are free for the {purpose} folder.</source>
      <translation>Für den Ordner „{purpose}“ sind nur {size} frei.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Open</source>
      <translation>Öffnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>Open &amp;log folder</source>
      <translation>&amp;Protokollordner öffnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/grid_page.py" />
      <source>Open clip</source>
      <translation>Clip öffnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/deeds.py" />
      <source>Open clip or image</source>
      <translation>Clip oder Bild öffnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/wildcards_popup.py" />
      <source>Open folder</source>
      <translation>Ordner öffnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>Open output &amp;folder</source>
      <translation>&amp;Ausgabeordner öffnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/recoveries.py" />
      <source>Open the clips' folder</source>
      <translation>Ordner der Clips öffnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/detail_page.py" />
      <source>Open the folder</source>
      <translation>Ordner öffnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/wildcards_popup.py" />
      <source>Open the folder of wildcards</source>
      <translation>Den Ordner der Platzhalter öffnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/locked_clips.py" />
      <source>Opening the clip…</source>
      <translation>Clip wird geöffnet…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Operations side by side</source>
      <translation>Operationen nebeneinander</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Optimizer</source>
      <translation>Optimierer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Or keep clips on another disk.</source>
      <translation>Oder Clips auf einer anderen Festplatte ablegen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Order</source>
      <translation>Reihenfolge</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Order in which jobs begin</source>
      <translation>Reihenfolge, in der Aufträge beginnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Order: as listed</source>
      <translation>Reihenfolge: wie aufgelistet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Order: fewest reloads</source>
      <translation>Reihenfolge: wenig Nachladen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Origin</source>
      <translation>Herkunft</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Origin: any</source>
      <translation>Herkunft: alle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/enhance_dialog.py" />
      <source>Other words</source>
      <translation>Andere Wörter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Otherwise the new ones get a number</source>
      <translation>Sonst bekommen die neuen eine Nummer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Otherwise the queue waits, paused, and says why.</source>
      <translation>Sonst wartet die Warteschlange, angehalten, und sagt, warum.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/limit_box.py" />
      <source>Other…</source>
      <translation>Andere…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Out of memory: try again with less</source>
      <translation>Speicher reicht nicht: mit weniger erneut versuchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Out point here</source>
      <translation>Endpunkt hier</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>P&amp;revious panel</source>
      <translation>&amp;Vorheriger Bereich</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player.py" />
      <source>PNG image (*.png)</source>
      <translation>PNG-Bild (*.png)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>PNG picture of one frame</source>
      <translation>Ein Bild als PNG</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>PNG pictures of all frames</source>
      <translation>Alle Bilder als PNG</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>PNG, JPEG or WebP</source>
      <translation>PNG, JPEG oder WebP</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/similarity_line.py" />
      <source>PSNR {psnr:.1f} dB, SSIM {ssim:.4f}</source>
      <translation>PSNR {psnr:.1f} dB, SSIM {ssim:.4f}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/quantization.py" />
      <source>PSNR {psnr} dB, SSIM {ssim}, motion differs by {levels} of 255 levels</source>
      <translation>PSNR {psnr} dB, SSIM {ssim}, Bewegung weicht um {levels} von 255 Stufen ab</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/similarity_line.py" />
      <source>PSNR: over red, green and blue of all pixels, in decibels; more is more alike. SSIM: on the brightness, in windows of 8 x 8 pixels; 1 is equal. A clip's PSNR is that of its mean error.</source>
      <translation>PSNR: über Rot, Grün und Blau aller Pixel, in Dezibel; mehr heißt ähnlicher. SSIM: auf der Helligkeit, in Fenstern von 8 x 8 Pixeln; 1 heißt gleich. Die PSNR eines Clips ist die seines mittleren Fehlers.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/upkeep_desk.py" />
      <source>Packing the bundle</source>
      <translation>Paket wird gepackt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_fit_row.py" />
      <source>Pad with black</source>
      <translation>Schwarzer Rand</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/help_dialog.py" />
      <source>Page</source>
      <translation>Seite</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>Page file</source>
      <translation>Auslagerungsdatei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Page-locked memory for weights</source>
      <translation>Gesperrter Arbeitsspeicher für Gewichte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/help_dialog.py" />
      <source>Pages</source>
      <translation>Seiten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Pair</source>
      <translation>Paar</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/deeds.py" />
      <source>Pair with…</source>
      <translation>Paar bilden mit…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Pair: high and low noise</source>
      <translation>Paar: High-Noise und Low-Noise</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_model.py" />
      <source>Part</source>
      <translation>Teil</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Part of the app</source>
      <translation>Teil der App</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Pause</source>
      <translation>Anhalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>Pause &amp;now</source>
      <translation>&amp;Jetzt anhalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/transport.py" />
      <source>Pause (Space)</source>
      <translation>Anhalten (Leertaste)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>Pause at the next step</source>
      <translation>Beim nächsten Schritt pausieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Pause now</source>
      <translation>Jetzt anhalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>Pause the charts</source>
      <translation>Diagramme anhalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Pause the queue</source>
      <translation>Warteschlange anhalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Pause the queue now</source>
      <translation>Die Warteschlange jetzt anhalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Paused</source>
      <translation>Angehalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_attempt.py" />
      <source>Paused after step {step} of {steps}; goes on from there.</source>
      <translation>Nach Schritt {step} von {steps} angehalten; geht von dort weiter.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_dock.py" />
      <source>Paused, {count:,} new</source>
      <translation>Angehalten, {count:,} neu</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_panel.py" />
      <source>Paused: {reason}</source>
      <translation>Angehalten: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_attempt.py" />
      <source>Paused; begins anew.</source>
      <translation>Angehalten; beginnt von vorn.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Pausing</source>
      <translation>Wird angehalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>Pausing at the next step keeps the clip and frees the machine.</source>
      <translation>Eine Pause beim nächsten Schritt erhält den Clip und entlastet den Rechner.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/chart_export.py" />
      <source>Phase</source>
      <translation>Phase</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>Physical cores</source>
      <translation>Physische Kerne</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/parts.py" />
      <source>Pict&amp;ure</source>
      <translation>&amp;Bild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/card_picture.py" />
      <source>Picture</source>
      <translation>Bild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/detail_page.py" />
      <source>Picture of this LoRA</source>
      <translation>Bild dieses LoRA</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_dialogs.py" />
      <source>Picture of {name}</source>
      <translation>Bild von {name}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_dialogs.py" />
      <source>Pictures (*.png *.jpg *.jpeg *.webp)</source>
      <translation>Bilder (*.png *.jpg *.jpeg *.webp)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_well.py" />
      <source>Pictures ({kinds})</source>
      <translation>Bilder ({kinds})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Pictures and clips</source>
      <translation>Bilder und Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>Pixel art</source>
      <translation>Pixelkunst</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Plain http is used for this computer itself only.</source>
      <translation>Unverschlüsseltes http wird nur für diesen Computer selbst verwendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Plan</source>
      <translation>Plan</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/transport.py" />
      <source>Play (Space)</source>
      <translation>Abspielen (Leertaste)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Plays nearly everywhere and is small.</source>
      <translation>Läuft fast überall und ist klein.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Precision</source>
      <translation>Genauigkeit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/settings_dialog.py" />
      <source>Preferences</source>
      <translation>Einstellungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/sidecars.py" />
      <source>Preferred strength</source>
      <translation>Empfohlene Stärke</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/upkeep_desk.py" />
      <source>Preparing the measurement</source>
      <translation>Messung wird vorbereitet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>Preparing the restart</source>
      <translation>Der Neustart wird vorbereitet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_picker.py" />
      <source>Preset</source>
      <translation>Voreinstellung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>Presets (*.json)</source>
      <translation>Voreinstellungen (*.json)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Previous match (Shift+F3)</source>
      <translation>Voriger Treffer (Umschalt+F3)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Privacy</source>
      <translation>Privatsphäre</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>Processor</source>
      <translation>Prozessor</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>Processor and memory are not known</source>
      <translation>Prozessor und Arbeitsspeicher sind nicht bekannt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/first_steps.py" />
      <source>Processor: {name}, {cores} cores</source>
      <translation>Prozessor: {name}, {cores} Kerne</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>Product shot</source>
      <translation>Produktaufnahme</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Program</source>
      <translation>Programm</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>Program files</source>
      <translation>Programmdateien</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Program that scans new files</source>
      <translation>Programm, das neue Dateien prüft</translation>
    </message>
    <message>
      <location filename="wan22_desktop/qtkit/report_dialog.py" />
      <source>Progress</source>
      <translation>Fortschritt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/live_preview.py" />
      <source>Progress of the clip</source>
      <translation>Fortschritt des Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Progress of the export</source>
      <translation>Fortschritt des Exports</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/window.py" />
      <source>Prompt</source>
      <translation>Prompt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>Prompt of the new part</source>
      <translation>Prompt des neuen Teils</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Prompt, seed and settings; switch it off to keep them private</source>
      <translation>Prompt, Seed und Einstellungen; abschalten, um sie für sich zu behalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/history_popup.py" />
      <source>Prompts are not kept: Preferences, Privacy</source>
      <translation>Prompts werden nicht aufbewahrt: Einstellungen, Datenschutz</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Prompts are not written into it.</source>
      <translation>Prompts werden nicht hineingeschrieben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/history_popup.py" />
      <source>Prompts that you add to the queue appear here</source>
      <translation>Prompts aus der Warteschlange erscheinen hier</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/history_popup.py" />
      <source>Prompts used before</source>
      <translation>Früher verwendete Prompts</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/prompt_tools.py" />
      <source>Propose words for what is missing</source>
      <translation>Wörter für Fehlendes vorschlagen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/wildcards_popup.py" />
      <source>Put a text file with one entry a line into the folder: colour.txt becomes __colour__ in a prompt, one of its lines in each clip.</source>
      <translation>Eine Textdatei mit einem Eintrag je Zeile in den Ordner legen: colour.txt wird im Prompt zu __colour__, in jedem Clip zu einer ihrer Zeilen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Put every failed job back into the queue</source>
      <translation>Jeden fehlgeschlagenen Auftrag wieder in die Warteschlange stellen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/prompt_tools.py" />
      <source>Put the prompt into a style</source>
      <translation>Dem Prompt einen Stil geben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/verdict_line.py" />
      <source>Put the verdict away</source>
      <translation>Ergebnis wegräumen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player_controls.py" />
      <source>Put this frame on the clipboard (Ctrl+C)</source>
      <translation>Dieses Bild in die Zwischenablage kopieren (Strg+C)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/detail_page.py" />
      <source>Put “{}” into the prompt</source>
      <translation>„{}“ in den Prompt setzen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/libraries.py" />
      <source>Python and libraries</source>
      <translation>Python und Bibliotheken</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/library_versions.py" />
      <source>Python {version} is too old: the app needs 3.11 or newer.</source>
      <translation>Python {version} ist zu alt: Die App braucht 3.11 oder neuer.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Quality</source>
      <translation>Qualität</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/window.py" />
      <source>Queue</source>
      <translation>Warteschlange</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/queue_watch.py" />
      <source>Queue: {summary}</source>
      <translation>Warteschlange: {summary}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Queued</source>
      <translation>Wartet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/add_bar.py" />
      <source>Quick drafts…</source>
      <translation>Schnelle Entwürfe…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>RAM in use</source>
      <translation>RAM belegt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>RAM of the engine</source>
      <translation>RAM der Engine</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Rank</source>
      <translation>Rang</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Rating</source>
      <translation>Bewertung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/rating_stars.py" />
      <source>Rating: 0 to 5</source>
      <translation>Bewertung: 0 bis 5</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Rating: any</source>
      <translation>Bewertung: alle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>Re&amp;move from the list</source>
      <translation>Aus der &amp;Liste entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/wildcards_popup.py" />
      <source>Read the files again</source>
      <translation>Dateien neu lesen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>Reading the last frames…</source>
      <translation>Letzte Bilder werden gelesen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_well.py" />
      <source>Reading…</source>
      <translation>Wird gelesen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_dialogs.py" />
      <source>Recycle bin</source>
      <translation>Papierkorb</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/form_history.py" />
      <source>Redo</source>
      <translation>Wiederholen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Remember prompts</source>
      <translation>Prompts merken</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/picture_batch.py" />
      <source>Remove</source>
      <translation>Entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_dialogs.py" />
      <source>Remove LoRAs</source>
      <translation>LoRAs entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/models_panel.py" />
      <source>Remove a model</source>
      <translation>Modell entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Remove a tag</source>
      <translation>Schlagwort entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Remove a tag…</source>
      <translation>Schlagwort entfernen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/picture_batch.py" />
      <source>Remove all pictures</source>
      <translation>Alle Bilder entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/deeds.py" />
      <source>Remove from favourites</source>
      <translation>Aus den Favoriten entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Remove from the gallery, keep the file</source>
      <translation>Aus der Galerie nehmen, Datei behalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Remove from the gallery, keep the files</source>
      <translation>Aus der Galerie nehmen, Dateien behalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>Remove models or clips that you do not need, or choose a folder on another drive.</source>
      <translation>Nicht benötigte Modelle oder Clips entfernen oder einen Ordner auf einem anderen Laufwerk wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/styles_picker.py" />
      <source>Remove my own style</source>
      <translation>Eigenen Stil entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_well.py" />
      <source>Remove the end image</source>
      <translation>Endbild entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/deeds.py" />
      <source>Remove the picture</source>
      <translation>Bild entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/picture_batch.py" />
      <source>Remove the selected picture</source>
      <translation>Ausgewähltes Bild entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_well.py" />
      <source>Remove the start image</source>
      <translation>Startbild entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>Remove these jobs from the queue and add them again; finished clips are fine.</source>
      <translation>Diese Aufträge aus der Warteschlange entfernen und neu hinzufügen; fertige Clips sind in Ordnung.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_dialogs.py" />
      <source>Remove {name}?</source>
      <translation>{name} entfernen?</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_dialogs.py" />
      <source>Remove {number:,} LoRAs?</source>
      <translation>{number:,} LoRAs entfernen?</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/deeds.py" />
      <source>Remove {number:,} LoRAs…</source>
      <translation>{number:,} LoRAs entfernen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/models_panel.py" />
      <source>Remove {title}?</source>
      <translation>{title} entfernen?</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/entry_editors.py" />
      <source>Remove: {title}</source>
      <translation>Entfernen: {title}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/group_desk.py" />
      <source>Removed from the queue</source>
      <translation>Aus der Warteschlange entfernt</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/queue_undo.py" />
      <source>Removed {count} job.</source>
      <translation>
        <numerusform>{count} Auftrag entfernt.</numerusform>
        <numerusform>{count} Aufträge entfernt.</numerusform>
      </translation>
      <extracomment>Plural: Removed {count} jobs.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/deeds.py" />
      <source>Remove…</source>
      <translation>Entfernen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Removing</source>
      <translation>Wird entfernt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/retention.py" />
      <source>Removing it would free nothing: other files share all of its bytes.</source>
      <translation>Es zu entfernen brächte nichts: andere Dateien teilen sich alle seine Bytes.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/installing.py" />
      <source>Removing {titles} would make room.</source>
      <translation>{titles} zu entfernen würde Platz schaffen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/installing.py" />
      <source>Removing {titles} would not be enough: free some more space there.</source>
      <translation>{titles} zu entfernen würde nicht reichen: dort mehr Platz schaffen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Rename</source>
      <translation>Umbenennen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Rename the album</source>
      <translation>Album umbenennen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Rename the album…</source>
      <translation>Album umbenennen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>Rename the preset</source>
      <translation>Voreinstellung umbenennen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Rename…</source>
      <translation>Umbenennen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>Render a clip with the demo model</source>
      <translation>Einen Clip mit dem Demomodell rendern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Render again</source>
      <translation>Erneut rendern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/loras_desk.py" />
      <source>Render one, or ask for a test render.</source>
      <translation>Bitte einen rendern oder einen Probeclip anfordern.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_view.py" />
      <source>Render queue</source>
      <translation>Warteschlange</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/grid_page.py" />
      <source>Render the starred drafts in full quality (Ctrl+Shift+Return)</source>
      <translation>Die Entwürfe mit Stern in voller Qualität rendern (Strg+Umschalt+Return)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>Render when it is installed</source>
      <translation>Rendern, sobald es installiert ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/deeds.py" />
      <source>Render with and without it</source>
      <translation>Mit und ohne rendern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Render with this one</source>
      <translation>Hiermit rendern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>Render with {title}</source>
      <translation>Mit {title} rendern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/recoveries.py" />
      <source>Render without the LoRA</source>
      <translation>Ohne die LoRA rendern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Render without the LoRA.</source>
      <translation>Ohne die LoRA rendern.</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>Render {number} clip?</source>
      <translation>
        <numerusform>{number} Clip rendern?</numerusform>
        <numerusform>{number} Clips rendern?</numerusform>
      </translation>
      <extracomment>Plural: Render {number} clips?</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/reproduction_request.py" />
      <source>Rendered again</source>
      <translation>Noch einmal gerendert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/reproduction_request.py" />
      <source>Rendered again without: {names}.</source>
      <translation>Noch einmal gerendert ohne: {names}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Rendered in</source>
      <translation>Gerendert in</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/domain/job.py" />
      <source>Rendered without the LoRA {names}.</source>
      <translation>
        <numerusform>Ohne die LoRA {names} gerendert.</numerusform>
        <numerusform>Ohne die LoRAs {names} gerendert.</numerusform>
      </translation>
      <extracomment>Plural: Rendered without the LoRAs {names}.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Rendering</source>
      <translation>Rendern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>Rendering pauses at the next step until {until}.</source>
      <translation>Das Rendern pausiert ab dem nächsten Schritt, bis {until}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/tray.py" />
      <source>Rendering: {percent} %</source>
      <translation>Rendert: {percent} %</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>Renders by day</source>
      <translation>Clips nach Tag</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>Renders by hour</source>
      <translation>Clips nach Stunde</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/loras_slot.py" />
      <source>Renders the clip twice with the same seed, without the LoRAs on the left</source>
      <translation>Rendert den Clip zweimal mit demselben Seed, links ohne die LoRAs</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Renders with the demo model are compared; this takes about a minute.</source>
      <translation>Es werden Clips mit dem Demomodell gerendert und verglichen; das dauert etwa eine Minute.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/system_optimizer.py" />
      <source>Renders would have other bits than before, so nothing was applied.</source>
      <translation>Clips hätten andere Bits als zuvor, daher wurde nichts angewendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/ui/health_dialog.py" />
      <source>Repair</source>
      <translation>Reparieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>Repair and render</source>
      <translation>Reparieren und rendern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor_sources.py" />
      <source>Repair it in the Models panel or with `wan22 models repair {package}`: only what is bad is fetched again, which needs a network.</source>
      <translation>Im Bereich „Modelle“ oder mit `wan22 models repair {package}` reparieren: Nur Schadhaftes wird neu geholt, wozu ein Netz nötig ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/health.py" />
      <source>Repair {package}.</source>
      <translation>{package} reparieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/health.py" />
      <source>Repair {package}: at most {size} are fetched.</source>
      <translation>{package} reparieren: höchstens {size} werden heruntergeladen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/upkeep_desk.py" />
      <source>Repaired.</source>
      <translation>Repariert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/upkeep_desk.py" />
      <source>Repairing</source>
      <translation>Wird repariert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>Replace</source>
      <translation>Ersetzen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Reproduce and compare</source>
      <translation>Nachrendern und vergleichen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/reproduction_request.py" />
      <source>Reproduction</source>
      <translation>Wiederholung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>Resident memory of the engine.</source>
      <translation>Arbeitsspeicher, den die Engine belegt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Resize to a &amp;width of</source>
      <translation>Auf diese &amp;Breite bringen:</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Restart the computer if it happens again.</source>
      <translation>Den Computer neu starten, wenn es wieder geschieht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>Restart the computer.</source>
      <translation>Den Computer neu starten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>Restart the computer. If it happens again, install the driver anew.</source>
      <translation>Den Computer neu starten. Geschieht es wieder, den Treiber neu installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>Restart the computer; check the card's power cables if it happens again.</source>
      <translation>Den Computer neu starten; geschieht es wieder, die Stromkabel der Karte prüfen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>Restore a state</source>
      <translation>Sicherung zurückspielen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>Restore and restart</source>
      <translation>Zurückspielen und neu starten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_dialogs.py" />
      <source>Restore names and notes</source>
      <translation>Namen und Notizen wiederherstellen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/library.py" />
      <source>Restore the file there; the clip then comes back by itself, with its rating, tags and albums.</source>
      <translation>Die Datei bitte dort wiederherstellen; der Clip kommt dann von selbst zurück, mit Bewertung, Schlagwörtern und Alben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>Restore…</source>
      <translation>Zurückspielen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Resume</source>
      <translation>Fortsetzen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Resume the queue</source>
      <translation>Warteschlange fortsetzen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Retry all failed jobs</source>
      <translation>Alle fehlgeschlagenen Aufträge erneut versuchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Retry failed</source>
      <translation>Fehlgeschlagene erneut</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/recovery_steps.py" />
      <source>Retry goes on otherwise: {reason}</source>
      <translation>„Erneut versuchen“ macht anders weiter: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_attempt.py" />
      <source>Retry makes the clip again.</source>
      <translation>„Erneut versuchen“ macht den Clip noch einmal.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>Rows in {table}</source>
      <translation>Zeilen in {table}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/prompt_rules.py" />
      <source>Rules</source>
      <translation>Regeln</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/library_versions.py" />
      <source>Run `python3 run.py setup` again, or install the program again.</source>
      <translation>`python3 run.py setup` erneut ausführen oder das Programm neu installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/report_html.py" />
      <source>Run `wan22 doctor --fix`.</source>
      <translation>`wan22 doctor --fix` ausführen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>S&amp;kip</source>
      <translation>Über&amp;springen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source>Same as guidance</source>
      <translation>Wie Guidance</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Sampler</source>
      <translation>Scheduler</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>Save</source>
      <translation>Speichern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/edit_banner.py" />
      <source>Save changes</source>
      <translation>Änderungen speichern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player.py" />
      <source>Save frame</source>
      <translation>Bild speichern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player_controls.py" />
      <source>Save frame…</source>
      <translation>Bild speichern…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/ui/health_dialog.py" />
      <source>Save report</source>
      <translation>Bericht speichern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/ui/health_dialog.py" />
      <source>Save report…</source>
      <translation>Bericht speichern…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/ui/health_dialog.py" />
      <source>Save support bundle</source>
      <translation>Supportpaket speichern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/ui/health_dialog.py" />
      <source>Save support bundle…</source>
      <translation>Supportpaket speichern…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>Save the form as a preset</source>
      <translation>Formular als Voreinstellung speichern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>Save the present state</source>
      <translation>Jetzigen Stand sichern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>Save the present state…</source>
      <translation>Jetzigen Stand sichern…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player_controls.py" />
      <source>Save this frame as PNG (Ctrl+S)</source>
      <translation>Dieses Bild als PNG speichern (Strg+S)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player_controls.py" />
      <source>Save what lies between in and out point in another format (Ctrl+E)</source>
      <translation>Was zwischen Anfangs- und Endpunkt liegt, in anderem Format speichern (Strg+E)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/upkeep_desk.py" />
      <source>Saved as {path}.</source>
      <translation>Gespeichert als {path}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>Saved s&amp;tates…</source>
      <translation>&amp;Sicherungen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>Saved states</source>
      <translation>Sicherungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_colors.py" />
      <source>Saving</source>
      <translation>Speichern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Saving the clip</source>
      <translation>Clip wird gespeichert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>Saving the state</source>
      <translation>Der Stand wird gesichert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Say in the file &amp;how it was made</source>
      <translation>In der Datei vermerken, &amp;wie der Clip entstand</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source>Sc&amp;heduler</source>
      <translation>Sc&amp;heduler</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Scheduler</source>
      <translation>Scheduler</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Search</source>
      <translation>Suchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/filter_bar.py" />
      <source>Search LoRAs</source>
      <translation>LoRAs suchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_empty.py" />
      <source>Search and filters leave nothing over.</source>
      <translation>Suche und Filter lassen nichts übrig.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Search clips</source>
      <translation>Clips suchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_picker.py" />
      <source>Search for a LoRA</source>
      <translation>LoRA suchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_picker.py" />
      <source>Search for a LoRA to add</source>
      <translation>LoRA zum Hinzufügen suchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/styles_picker.py" />
      <source>Search for a style</source>
      <translation>Stil suchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/wildcards_popup.py" />
      <source>Search for a wildcard</source>
      <translation>Platzhalter suchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/history_popup.py" />
      <source>Search in used prompts</source>
      <translation>In verwendeten Prompts suchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/help_dialog.py" />
      <source>Search the guide</source>
      <translation>Handbuch durchsuchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Search the log</source>
      <translation>Protokoll durchsuchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/settings_dialog.py" />
      <source>Search the preferences</source>
      <translation>Einstellungen durchsuchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>See whether another program keeps the graphics card or the disk busy.</source>
      <translation>Nachsehen, ob ein anderes Programm die Grafikkarte oder die Festplatte beschäftigt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>See&amp;d</source>
      <translation>S&amp;eed</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Seed</source>
      <translation>Seed</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/drafts.py" />
      <source>Seed {seed}</source>
      <translation>Seed {seed}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>Set WAN22_HOME to a shorter folder: Windows refuses paths above 260 characters.</source>
      <translation>WAN22_HOME auf einen kürzeren Ordner setzen: Windows lehnt Pfade über 260 Zeichen ab.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/settings_table.py" />
      <source>Setting</source>
      <translation>Einstellung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_check.py" />
      <source>Settings</source>
      <translation>Einstellungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Settings for this computer</source>
      <translation>Einstellungen für diesen Computer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/settings_table.py" />
      <source>Settings of the clips</source>
      <translation>Einstellungen der Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_picker.py" />
      <source>Settings of your own: no preset has all of them.</source>
      <translation>Eigene Einstellungen: Keine Voreinstellung hat sie alle.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/settings.py" />
      <source>Settings that could not be used went back to default: {bad}.</source>
      <translation>Nicht verwendbare Einstellungen wurden auf den Standard zurückgesetzt: {bad}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_picker.py" />
      <source>Settings under a name, from fast to good</source>
      <translation>Einstellungen unter einem Namen, von schnell bis gut</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_well.py" />
      <source>Several pictures</source>
      <translation>Mehrere Bilder</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/demo_prompts.py" />
      <source>Shape and background of the same colour cannot be told apart.</source>
      <translation>Form und Hintergrund in derselben Farbe sind nicht zu unterscheiden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>Shared GPU</source>
      <translation>GPU geteilt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>Shared GPU memory</source>
      <translation>Geteilter GPU-Speicher</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Shared memory that a render uses beyond this makes it many times slower.</source>
      <translation>Nutzt ein Clip mehr gemeinsamen Speicher als dies, rendert er um ein Vielfaches langsamer.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/detail_page.py" />
      <source>Shared with {packages}</source>
      <translation>Gemeinsam mit {packages}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>Shares parts with models that are installed</source>
      <translation>Teilt sich Teile mit installierten Modellen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/add_bar.py" />
      <source>Shortcut: {shortcut}</source>
      <translation>Tastenkürzel: {shortcut}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/settings_dialog.py" />
      <source>Shortcuts</source>
      <translation>Tastenkürzel</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>Shorter loading where the disk limits it, none where the processor does.</source>
      <translation>Kürzeres Laden, wo die Festplatte bremst; kein Effekt, wo der Prozessor bremst.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Show</source>
      <translation>Anzeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/empty_page.py" />
      <source>Show all LoRAs</source>
      <translation>Alle LoRAs anzeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Show all jobs again</source>
      <translation>Wieder alle Aufträge zeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/filter_bar.py" />
      <source>Show as a grid</source>
      <translation>Als Raster anzeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/filter_bar.py" />
      <source>Show as a list</source>
      <translation>Als Liste anzeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/verdict_line.py" />
      <source>Show both clips beside each other</source>
      <translation>Beide Clips nebeneinander zeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/settings_table.py" />
      <source>Show equal settings</source>
      <translation>Gleiche Einstellungen zeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/details.py" />
      <source>Show in its folder</source>
      <translation>Im Ordner zeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Show only what the search finds</source>
      <translation>Nur zeigen, was die Suche findet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>Show or hide: {panel}</source>
      <translation>Zeigen oder verbergen: {panel}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>Show the &amp;group</source>
      <translation>&amp;Gruppe anzeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/tray.py" />
      <source>Show the &amp;last clip</source>
      <translation>&amp;Letzten Clip zeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/grid_page.py" />
      <source>Show the chosen clip in the player (Enter)</source>
      <translation>Den gewählten Clip abspielen (Enter)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/tray.py" />
      <source>Show the clip</source>
      <translation>Clip zeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/error_desk.py" />
      <source>Show the log</source>
      <translation>Protokoll zeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/recoveries.py" />
      <source>Show the models</source>
      <translation>Modelle zeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/curve_menu.py" />
      <source>Show the usual ones</source>
      <translation>Die üblichen zeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/notification_session.py" />
      <source>Show the window</source>
      <translation>Fenster zeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/import_row.py" />
      <source>Show what became of each file</source>
      <translation>Anzeigen, was aus jeder Datei wurde</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Shown by every chat and browser, with at most 256 colours; large.</source>
      <translation>Wird von jedem Chat und Browser gezeigt, mit höchstens 256 Farben; groß.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/request_form.py" />
      <source>Si&amp;ze</source>
      <translation>Gr&amp;öße</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/compare_view.py" />
      <source>Side by side</source>
      <translation>Nebeneinander</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>Side by side with their labels, for up to {most} cells</source>
      <translation>Nebeneinander mit ihren Beschriftungen, für bis zu {most} Zellen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/loras_slot.py" />
      <source>Side by side: without and with</source>
      <translation>Nebeneinander: ohne und mit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>Size</source>
      <translation>Größe</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Size of texts</source>
      <translation>Schriftgröße</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/drafts.py" />
      <source>Size, frames and seed are those of the finished clip: its layout stays about the same, and details change with the number of steps.</source>
      <translation>Größe, Bilderzahl und Seed sind die des fertigen Clips: Sein Aufbau bleibt etwa gleich, Einzelheiten ändern sich mit der Zahl der Schritte.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>Size, length and frames per second</source>
      <translation>Größe, Länge und Bilder pro Sekunde</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Skipped; keeps its place</source>
      <translation>Übersprungen; behält seinen Platz</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>Skips what hardly changes from step to step. With the demo model clips differ from exact ones by {usual} dB, {worst} dB at worst; other models were not measured.</source>
      <translation>Lässt aus, was sich von Schritt zu Schritt kaum ändert. Mit dem Demomodell weichen Clips um {usual} dB von exakten ab, schlimmstenfalls um {worst} dB; andere Modelle wurden nicht gemessen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Skips what hardly changes from step to step; clips differ slightly then.</source>
      <translation>Lässt aus, was sich von Schritt zu Schritt kaum ändert; Clips weichen dann leicht ab.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Slower</source>
      <translation>Langsamer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/export.py" />
      <source>Small, with visible loss</source>
      <translation>Klein, mit sichtbarem Verlust</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Smaller</source>
      <translation>Kleiner</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Smaller and better than a GIF; shown by browsers.</source>
      <translation>Kleiner und besser als ein GIF; wird von Browsern gezeigt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/export.py" />
      <source>Smallest, blocks can be seen</source>
      <translation>Am kleinsten, Blöcke sind zu sehen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Smooth</source>
      <translation>Glätten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Smoothed</source>
      <translation>Flüssiger gemacht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sampling_fields.py" />
      <source>So many first steps follow the prompt with guidance; the others are faster</source>
      <translation>So viele erste Schritte folgen dem Prompt mit Guidance; die anderen sind schneller</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>Sockets</source>
      <translation>Sockel</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Soft instead of hard pixels when the picture is enlarged</source>
      <translation>Weiche statt harter Pixel, wenn das Bild vergrößert wird</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/report_text.py" />
      <source>Some checks were left out or stopped.</source>
      <translation>Einige Prüfungen wurden ausgelassen oder abgebrochen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/stage.py" />
      <source>Some clips side by side</source>
      <translation>Einige Clips nebeneinander</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/error_desk.py" />
      <source>Something went wrong inside the app. Sorry about that.</source>
      <translation>In der App ist etwas schiefgegangen. Das tut uns leid.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/advice.py" />
      <source>Something went wrong inside the engine</source>
      <translation>In der Engine ging etwas schief</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/errands.py" />
      <source>Sorry, the app made a mistake with these files. The log has the details.</source>
      <translation>Bei diesen Dateien ist der App leider ein Fehler unterlaufen. Das Protokoll hat die Einzelheiten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/instance.py" />
      <source>Sorry, the app made a mistake with this command. The log has the details.</source>
      <translation>Bei diesem Befehl ist der App leider ein Fehler unterlaufen. Das Protokoll hat die Einzelheiten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/order_run.py" />
      <source>Sorry, the app made a mistake with this download. The log has the details.</source>
      <translation>Bei diesem Download ist der App leider ein Fehler unterlaufen. Das Protokoll hat die Einzelheiten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_runner.py" />
      <source>Sorry, the app made a mistake with this job. The log has the details.</source>
      <translation>Leider ist der App bei diesem Auftrag ein Fehler unterlaufen. Das Protokoll enthält die Einzelheiten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/errands.py" />
      <source>Sorry, the app made a mistake with this model. The log has the details.</source>
      <translation>Bei diesem Modell ist der App leider ein Fehler unterlaufen. Das Protokoll hat die Einzelheiten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/failures.py" />
      <source>Sorry, the engine made a mistake. Your queue is safe; the log has the details.</source>
      <translation>Leider ist der Engine ein Fehler unterlaufen. Die Warteschlange ist sicher; das Protokoll enthält die Einzelheiten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/details_editor.py" />
      <source>Source</source>
      <translation>Quelle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Speed</source>
      <translation>Geschwindigkeit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Speed (J slower, L faster); no frame is left out</source>
      <translation>Geschwindigkeit (J langsamer, L schneller); kein Bild wird ausgelassen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Speed limit of all downloads</source>
      <translation>Höchstes Tempo aller Downloads</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Speed of new renders</source>
      <translation>Tempo neuer Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/deeds.py" />
      <source>Split into two</source>
      <translation>In zwei trennen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_cell.py" />
      <source>Star</source>
      <translation>Stern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_cell.py" />
      <source>Star this one (S)</source>
      <translation>Diesem einen Stern geben (S)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_cell.py" />
      <source>Star {clip}</source>
      <translation>Stern für {clip}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Start again at the end or at the out point (Ctrl+L)</source>
      <translation>Am Ende oder am Endpunkt von vorn beginnen (Strg+L)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/picture_notes.py" />
      <source>Start and end image differ in shape.</source>
      <translation>Start- und Endbild haben verschiedene Seitenverhältnisse.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Start image</source>
      <translation>Startbild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/picture_batch.py" />
      <source>Start images</source>
      <translation>Startbilder</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>Start no more jobs; the one being rendered goes on</source>
      <translation>Keine weiteren Aufträge beginnen; der laufende geht weiter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>Start the queue when you are ready.</source>
      <translation>Die Warteschlange kann jederzeit wieder gestartet werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Start waiting jobs again</source>
      <translation>Wartende Aufträge wieder beginnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Starting</source>
      <translation>Wird gestartet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_runner.py" />
      <source>Starting the engine</source>
      <translation>Engine wird gestartet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Starting the update</source>
      <translation>Update wird gestartet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/detail_page.py" />
      <source>State</source>
      <translation>Zustand</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/home_copy.py" />
      <source>States that were saved before are unchanged: `wan22 state list` shows them.</source>
      <translation>Frühere Sicherungen sind unverändert: `wan22 state list` zeigt sie.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>Stays: {reason}</source>
      <translation>Bleibt: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>Step time</source>
      <translation>Schrittzeit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>Steps</source>
      <translation>Schritte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>Steps and guidance that the makers of the model recommend.</source>
      <translation>Schritte und Guidance, wie die Hersteller des Modells sie empfehlen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/drafts_dialog.py" />
      <source>Steps of a draft</source>
      <translation>Schritte eines Entwurfs</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>Steps, guidance, flow shift and scheduler are always saved.</source>
      <translation>Schritte, Guidance, Flow-Shift und Scheduler werden immer gespeichert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/tray.py" />
      <source>Still rendering</source>
      <translation>Rendert weiter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Stop</source>
      <translation>Anhalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/closing.py" />
      <source>Stop and quit</source>
      <translation>Anhalten und beenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>Stop motion</source>
      <translation>Stop-Motion</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Stop the clip that is being rendered at its next step and free its memory; Resume goes on from that step</source>
      <translation>Den Clip, der gerendert wird, beim nächsten Schritt anhalten und seinen Speicher freigeben; „Fortsetzen“ macht bei diesem Schritt weiter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>Stop the queue</source>
      <translation>Warteschlange anhalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/deeds.py" />
      <source>Stop using</source>
      <translation>Nicht mehr verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/hold_line.py" />
      <source>Stopped at its step: {reason}</source>
      <translation>An seinem Schritt angehalten: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>Stopping the queue leaves the rest of the disk free.</source>
      <translation>Wird die Warteschlange angehalten, bleibt der Rest der Festplatte frei.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Storage</source>
      <translation>Speicherorte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_well.py" />
      <source>Stored image</source>
      <translation>Gespeichertes Bild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/ladder.py" />
      <source>Stream the weights from memory</source>
      <translation>Gewichte aus dem Arbeitsspeicher streamen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_row.py" />
      <source>Strength</source>
      <translation>Stärke</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>Strength of {lora}</source>
      <translation>Stärke von {lora}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_fit_row.py" />
      <source>Stretch</source>
      <translation>Strecken</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/prompt_tools.py" />
      <source>Styles</source>
      <translation>Stile</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>Succeeded</source>
      <translation>Gelungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/drops.py" />
      <source>Such files can carry program code, so they are never opened. Look for safetensors.</source>
      <translation>Solche Dateien können Programmcode enthalten und werden darum nie geöffnet. Bitte nach safetensors suchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Suggest to remove a model that was not used for</source>
      <translation>Vorschlagen, ein Modell zu entfernen, das unbenutzt ist seit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/pair_dialog.py" />
      <source>Swap</source>
      <translation>Tauschen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/deeds.py" />
      <source>Swap high and low noise</source>
      <translation>High-Noise und Low-Noise tauschen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/size_picker.py" />
      <source>Swap width and height</source>
      <translation>Breite und Höhe tauschen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Sweep</source>
      <translation>Reihe</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/add_bar.py" />
      <source>Sweep of settings…</source>
      <translation>Reihe von Einstellungen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Sweep: {axes}</source>
      <translation>Reihe: {axes}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/libraries.py" />
      <source>System</source>
      <translation>System</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>TF32 in matrix products</source>
      <translation>TF32 in Matrixprodukten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_area.py" />
      <source>Table (*.csv)</source>
      <translation>Tabelle (*.csv)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Tag</source>
      <translation>Schlagwort</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Tag:</source>
      <translation>Schlagwort:</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Tag: any</source>
      <translation>Schlagwort: alle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Tags</source>
      <translation>Schlagwörter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Take back any overclocking of the card.</source>
      <translation>Eine Übertaktung der Karte zurücknehmen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>Take ended jobs off the list; clips stay where they are</source>
      <translation>Beendete Aufträge aus der Liste nehmen; Clips bleiben, wo sie sind</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Take out of an album</source>
      <translation>Aus einem Album nehmen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Take out of an album…</source>
      <translation>Aus einem Album nehmen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/enhance_dialog.py" />
      <source>Take out: {gone}</source>
      <translation>Entfernen: {gone}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_cell.py" />
      <source>Take the star away (S)</source>
      <translation>Stern wegnehmen (S)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/pair_dialog.py" />
      <source>Taken from the files</source>
      <translation>Aus den Dateien übernommen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/entry_row.py" />
      <source>Takes effect when the app is started again.</source>
      <translation>Wirkt nach einem Neustart der App.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/loras_desk.py" />
      <source>Test render of the LoRA {name}.</source>
      <translation>Probeclip der LoRA {name}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Text and image to video</source>
      <translation>Text und Bild zu Video</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/mode_switch.py" />
      <source>Text to video</source>
      <translation>Text zu Video</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>Text to video takes no start image: remove it, or switch mode.</source>
      <translation>„Text zu Video“ verwendet kein Startbild: es entfernen oder die Art wechseln.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/downloader.py" />
      <source>That download is unchanged.</source>
      <translation>Jener Download ist unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/token.py" />
      <source>That is no access token: it has letters and digits only. Copy it from the settings page of your account at the hub.</source>
      <translation>Das ist kein Zugriffstoken: es besteht nur aus Buchstaben und Ziffern. Von der Einstellungsseite des Kontos beim Hub kopieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_commands.py" />
      <source>That is no command for saved states.</source>
      <translation>Das ist kein Befehl für Sicherungen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/instance.py" />
      <source>That is no command.</source>
      <translation>Das ist kein Befehl.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/own_files.py" />
      <source>The LoRA</source>
      <translation>Das LoRA</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>The LoRA "{name}" {problem}. Nothing was rendered without it.</source>
      <translation>Die LoRA „{name}“ {problem}. Ohne sie wurde nichts gerendert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/errands.py" />
      <source>The LoRA library is busy with other files: try again when it is done.</source>
      <translation>Die LoRA-Bibliothek ist mit anderen Dateien beschäftigt: danach erneut versuchen.</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>The LoRA {names} is on and may be the reason: render without, or with less strength.</source>
      <translation>
        <numerusform>Die LoRA {names} ist eingeschaltet und kann der Grund sein: ohne sie oder mit weniger Stärke rendern.</numerusform>
        <numerusform>Die LoRAs {names} sind eingeschaltet und können der Grund sein: ohne sie oder mit weniger Stärke rendern.</numerusform>
      </translation>
      <extracomment>Plural: The LoRAs {names} are on and may be the reason: render without, or with less strength.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/engine/render_run.py" />
      <source>The LoRA {name} begins after the last step: it changes nothing.</source>
      <translation>Die LoRA {name} beginnt nach dem letzten Schritt: Sie ändert nichts.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/file_failures.py" />
      <source>The LoRA {name} could not be read: {reason}.</source>
      <translation>Die LoRA {name} konnte nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/requirements.py" />
      <source>The LoRA {name} is not in the library any more: {file} is missing.</source>
      <translation>Die LoRA {name} ist nicht mehr in der Bibliothek: {file} fehlt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>The LoRA {name} is not part of the request.</source>
      <translation>Die LoRA {name} wird hier nicht verwendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>The LoRAs of the clip were made for another model and are left out: {names}.</source>
      <translation>Die LoRAs des Clips wurden für ein anderes Modell gemacht und entfallen: {names}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>The NVIDIA driver does not answer.</source>
      <translation>Der NVIDIA-Treiber antwortet nicht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>The NVIDIA driver refuses to answer.</source>
      <translation>Der NVIDIA-Treiber verweigert die Antwort.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>The NVIDIA driver was updated while it was in use: its two halves are of two versions.</source>
      <translation>Der NVIDIA-Treiber wurde im Betrieb aktualisiert: Seine beiden Hälften haben verschiedene Versionen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/decoding/decoder.py" />
      <source>The VAE computed no picture while decoding: its numbers left the range that can be shown.</source>
      <translation>Der VAE hat beim Dekodieren kein Bild berechnet: Seine Zahlen lagen außerhalb des darstellbaren Bereichs.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>The address of the file has expired ({status}).</source>
      <translation>Die Adresse der Datei ist abgelaufen ({status}).</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/links.py" />
      <source>The adopted model</source>
      <translation>Das übernommene Modell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/links.py" />
      <source>The adoption was stopped.</source>
      <translation>Die Übernahme wurde angehalten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub_api.py" />
      <source>The answer takes too long.</source>
      <translation>Die Antwort dauert zu lange.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_queue.py" />
      <source>The app ended during this job.</source>
      <translation>Die App endete während dieses Auftrags.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_queue.py" />
      <source>The app ended unexpectedly while it was rendering. Nothing is lost: resume the queue to go on.</source>
      <translation>Die App endete unerwartet beim Rendern. Es ist nichts verloren: die Warteschlange fortsetzen, um weiterzumachen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/unclean_starts.py" />
      <source>The app ended unexpectedly {times} within {minutes} minutes, so it started carefully: the queue is paused, the panels are at their default places, and nothing is checked or watched in the background. Your queue and clips are safe.</source>
      <translation>Die App wurde innerhalb von {minutes} Minuten {times} unerwartet beendet und ist daher vorsichtig gestartet: Die Warteschlange ist pausiert, die Bereiche sind an ihren Standardplätzen, und im Hintergrund wird nichts geprüft oder beobachtet. Warteschlange und Clips sind sicher.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_check.py" />
      <source>The app starts all the same; `wan22 doctor --fix` cleans the file up.</source>
      <translation>Die App startet trotzdem; `wan22 doctor --fix` bereinigt die Datei.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>The app starts anew for it. Jobs that were added since leave the queue; the present state is saved first, so that you can go back to it.</source>
      <translation>Die App startet dafür neu. Seitdem hinzugefügte Aufträge verlassen die Warteschlange; der jetzige Stand wird vorher gesichert, damit man zu ihm zurückkehren kann.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_runner.py" />
      <source>The app was closed during this job.</source>
      <translation>Die App wurde während dieses Auftrags geschlossen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>The app's folder lies on a network drive ({kind}).</source>
      <translation>Der Ordner der App liegt auf einem Netzlaufwerk ({kind}).</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>The app's own folder</source>
      <translation>Der eigene Ordner der App</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/renderer.py" />
      <source>The attention backend {backend} computed nothing usable: the default was used.</source>
      <translation>Das Attention-Backend {backend} hat nichts Brauchbares berechnet: Das übliche wurde verwendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/audit.py" />
      <source>The audit log</source>
      <translation>Das Prüfprotokoll</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/syntax_validator.py" />
      <source>The backup of {name}</source>
      <translation>Die Sicherungskopie von {name}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>The bad pieces of its files are looked for</source>
      <translation>Die fehlerhaften Stücke der Dateien werden gesucht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/file_names.py" />
      <source>The braces in the template for file names do not fit together.</source>
      <translation>Die geschweiften Klammern in der Vorlage für Dateinamen passen nicht zusammen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>The card hangs on group {group} of {count}: from there its copies take no detour. Memory of other groups is used when that group's is full.</source>
      <translation>Die Karte hängt an Gruppe {group} von {count}: Von dort nehmen ihre Kopien keinen Umweg. Speicher anderer Gruppen wird verwendet, wenn der dieser Gruppe voll ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The card's own memory is full, and the computer's is about ten times slower.</source>
      <translation>Der Speicher der Karte ist voll, und der des Rechners ist etwa zehnmal langsamer.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/catalog.py" />
      <source>The catalog {name} cannot be read: install the app again.</source>
      <translation>Der Katalog {name} kann nicht gelesen werden: die App neu installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/stage.py" />
      <source>The cells of a sweep, or drafts to choose from</source>
      <translation>Die Felder einer Reihe oder Entwürfe zur Auswahl</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_area.py" />
      <source>The charts are being prepared.</source>
      <translation>Die Diagramme werden vorbereitet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_store.py" />
      <source>The choice of a model</source>
      <translation>Die Wahl eines Modells</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/quantization_controller.py" />
      <source>The choice of quantization</source>
      <translation>Die Wahl der Quantisierung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/processor.py" />
      <source>The clip</source>
      <translation>Der Clip</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/live_preview.py" />
      <source>The clip appears here while it is being rendered.</source>
      <translation>Der Clip erscheint hier, während er gerendert wird.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/missing_model_line.py" />
      <source>The clip can be queued now: it is rendered once the model is installed.</source>
      <translation>Der Clip kann schon in die Warteschlange: Er wird gerendert, sobald das Modell installiert ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/requirements.py" />
      <source>The clip cannot have the name {name}: {reason}.</source>
      <translation>Der Clip kann nicht {name} heißen: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_attempt.py" />
      <source>The clip could not be moved to {file}: {reason}; {kept}</source>
      <translation>Der Clip konnte nicht nach {file} verschoben werden: {reason}; {kept}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/edit_banner.py" />
      <source>The clip does not wait any more: changes cannot reach it. Nothing here is lost.</source>
      <translation>Der Clip wartet nicht mehr: Änderungen erreichen ihn nicht. Hier ist nichts verloren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The clip goes on from its next step with a plan that takes less memory.</source>
      <translation>Der Clip geht ab dem nächsten Schritt mit einem Plan weiter, der weniger Speicher braucht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/continuation.py" />
      <source>The clip has no such frame to go on from.</source>
      <translation>Dieses Bild, ab dem es weitergehen soll, hat der Clip nicht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>The clip is decoded {where} {how} in {precision}{needs}.</source>
      <translation>Der Clip wird {where} {how} in {precision} dekodiert{needs}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>The clip is in the queue and is rendered when {title} is there. {wait}</source>
      <translation>Der Clip ist in der Warteschlange und wird gerendert, sobald {title} da ist. {wait}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>The clip is rendered once for every combination of these values, into a grid that plays as one. Lists: 1-5 or 1, 2, 8 or 0.5:1.0:0.25 (from, to, step); for seeds also random 4.</source>
      <translation>Der Clip wird für jede Kombination dieser Werte einmal gerendert, in ein Raster, das gemeinsam abspielt. Listen: 1-5 oder 1, 2, 8 oder 0.5:1.0:0.25 (von, bis, Schritt); für Seeds auch random 4.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/export.py" />
      <source>The clip is unchanged.</source>
      <translation>Der Clip ist unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/work_sources.py" />
      <source>The clip of job {id} has not been made.</source>
      <translation>Der Clip des Auftrags {id} wurde nicht gemacht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/stage.py" />
      <source>The clip that is being rendered</source>
      <translation>Der Clip, der gerade gerendert wird</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/stage.py" />
      <source>The clip that was opened</source>
      <translation>Der geöffnete Clip</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The clip whose graphics memory was spilled is no longer rendered.</source>
      <translation>Der Clip, dessen Grafikspeicher ausgelagert war, wird nicht mehr gerendert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/clip_jobs.py" />
      <source>The clip would have {count} frames: {most} is the most.</source>
      <translation>Der Clip hätte {count} Bilder: Höchstens {most} sind möglich.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/sources.py" />
      <source>The clip {name} cannot be read: {reason}.</source>
      <translation>Die Clipdatei {name} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/sources.py" />
      <source>The clip {name} does not say how fast it is.</source>
      <translation>Der Clip {name} gibt keine Bildrate an.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/sources.py" />
      <source>The clip {name} has no frame {number}.</source>
      <translation>Der Clip {name} hat kein Bild {number}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/sources.py" />
      <source>The clip {name} has no pictures.</source>
      <translation>Der Clip {name} enthält keine Bilder.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/work_sources.py" />
      <source>The clip {path} cannot be read: {reason}.</source>
      <translation>Der Clip {path} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/work_sources.py" />
      <source>The clip {path} has been changed since it was chosen.</source>
      <translation>Der Clip {path} wurde geändert, seit er ausgewählt wurde.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/work_sources.py" />
      <source>The clip {path} is gone: put it back, or choose another.</source>
      <translation>Der Clip {path} ist verschwunden: ihn zurücklegen oder einen anderen wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/grid.py" />
      <source>The clips are shown at {size} each, smaller than they are.</source>
      <translation>Die Clips werden mit je {size} gezeigt, kleiner als sie sind.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/verdict_line.py" />
      <source>The clips could not be compared. {why}</source>
      <translation>Die Clips konnten nicht verglichen werden. {why}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/settings_table.py" />
      <source>The clips do not say how they were made.</source>
      <translation>Die Clips sagen nicht, wie sie entstanden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/channel.py" />
      <source>The command 'open' needs a list of paths.</source>
      <translation>Der Befehl „open“ braucht eine Liste von Pfaden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/instance.py" />
      <source>The command is too long: {kib} KiB is the most.</source>
      <translation>Der Befehl ist zu lang: höchstens {kib} KiB.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/verbs.py" />
      <source>The command {name!r} is not well formed.</source>
      <translation>Der Befehl {name!r} ist nicht richtig aufgebaut.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/tuning_trial.py" />
      <source>The comparison could not be made: {reason}</source>
      <translation>Der Vergleich war nicht möglich: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>The computer could not be looked at.</source>
      <translation>Der Computer konnte nicht untersucht werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The computer's memory is down to {percent} %: {used} in use.</source>
      <translation>Der Arbeitsspeicher ist wieder auf {percent} % gesunken: {used} belegt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The computer's memory is {percent} % full.</source>
      <translation>Der Arbeitsspeicher ist zu {percent} % voll.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The computer's memory limit is down to {percent} %: {used} in use.</source>
      <translation>Die Speichergrenze des Systems ist wieder zu {percent} % ausgeschöpft: {used} belegt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The computer's memory limit is {percent} % full.</source>
      <translation>Die Speichergrenze des Systems ist zu {percent} % ausgeschöpft.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/http.py" />
      <source>The connection ended early.</source>
      <translation>Die Verbindung endete zu früh.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/connection.py" />
      <source>The connection was lost.</source>
      <translation>Die Verbindung ging verloren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/importing.py" />
      <source>The copy of {name}</source>
      <translation>Die Kopie von {name}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>The database can be repaired only while the app is closed: close it, then run `wan22 doctor --fix`.</source>
      <translation>Die Datenbank lässt sich nur bei geschlossener App reparieren: die App schließen, dann `wan22 doctor --fix` ausführen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>The database cannot be read: {reason}.</source>
      <translation>Die Datenbank kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/system_state.py" />
      <source>The database in {file} cannot be used: {reason}. Choose another state.</source>
      <translation>Die Datenbank in {file} ist nicht verwendbar: {reason}. Eine andere Sicherung wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>The database is damaged: {problems}.</source>
      <translation>Die Datenbank ist beschädigt: {problems}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>The database is damaged: {problems}; {count} more.</source>
      <translation>Die Datenbank ist beschädigt: {problems}; {count} weitere.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>The database was rebuilt from what could be read: {what}.</source>
      <translation>Die Datenbank wurde aus dem Lesbaren neu aufgebaut: {what}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>The database was written by a newer version of this app, which alone can use it.</source>
      <translation>Die Datenbank wurde von einer neueren Version dieser App geschrieben; nur diese kann sie verwenden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>The demo model is so small that one processor core renders it fastest.</source>
      <translation>Das Demomodell ist so klein, dass ein Prozessorkern es am schnellsten rendert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/comparison.py" />
      <source>The demo model knows only coloured shapes: it shows how the app works, not the scene of the prompt.</source>
      <translation>Das Demomodell kennt nur farbige Formen: es zeigt, wie die App arbeitet, nicht die Szene des Prompts.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/demo_prompts.py" />
      <source>The demo model knows only one moving circle, square or triangle.</source>
      <translation>Das Demomodell kennt nur einen bewegten Kreis, ein Quadrat oder ein Dreieck.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/demo_prompts.py" />
      <source>The demo model needs a background colour.</source>
      <translation>Das Demomodell braucht eine Hintergrundfarbe.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/demo_prompts.py" />
      <source>The demo model needs a colour for the shape.</source>
      <translation>Das Demomodell braucht eine Farbe für die Form.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/demo_prompts.py" />
      <source>The demo model needs a direction.</source>
      <translation>Das Demomodell braucht eine Richtung.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/error_desk.py" />
      <source>The details are on the clipboard.</source>
      <translation>Die Einzelheiten sind in der Zwischenablage.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_store.py" />
      <source>The digests of a model's files</source>
      <translation>Die Prüfsummen der Dateien eines Modells</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The disk of the app's folder has room again: {free} are free.</source>
      <translation>Die Festplatte mit dem Ordner der App hat wieder Platz: {free} sind frei.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The disk of the app's folder is {percent} % full: {free} are free.</source>
      <translation>Die Festplatte mit dem Ordner der App ist zu {percent} % voll: {free} sind frei.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>The disk of the {purpose} folder does not answer.</source>
      <translation>Die Festplatte des Ordners „{purpose}“ antwortet nicht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/file_failures.py" />
      <source>The disk of the {where} cannot be asked for its room.</source>
      <translation>Die Festplatte mit dem {where} gibt nicht an, wie viel Platz frei ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/file_failures.py" />
      <source>The disk of the {where} has {free} of {total} free.</source>
      <translation>Auf der Festplatte mit dem {where} sind {free} von {total} frei.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/requirements.py" />
      <source>The disk of {folder} has {free} MB left; {needed} MB are needed.</source>
      <translation>Auf der Festplatte mit {folder} sind noch {free} MB frei; {needed} MB werden gebraucht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>The disk with the app's files. {limits}</source>
      <translation>Die Festplatte mit den Dateien der App. {limits}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/health.py" />
      <source>The disk with the models is {percent:.0f}% full: remove models that you do not use.</source>
      <translation>Die Festplatte mit den Modellen ist zu {percent:.0f} % voll: nicht benutzte Modelle entfernen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/availability.py" />
      <source>The download has failed. What has arrived is kept.</source>
      <translation>Der Download ist fehlgeschlagen. Was angekommen ist, bleibt erhalten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/downloader.py" />
      <source>The download is unchanged.</source>
      <translation>Der Download ist unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/downloader.py" />
      <source>The download of {title}</source>
      <translation>Der Download von {title}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/drafts.py" />
      <source>The drafts are kept.</source>
      <translation>Die Entwürfe bleiben erhalten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>The driver counts a card that it cannot read: it may have fallen off the bus.</source>
      <translation>Der Treiber zählt eine Karte, die er nicht auslesen kann: Vielleicht hat sie die Verbindung zum Bus verloren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>The driver of the graphics card does not tell it.</source>
      <translation>Der Treiber der Grafikkarte gibt es nicht an.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>The driver shows {card}, but torch {version} cannot use it.</source>
      <translation>Der Treiber zeigt {card}, aber torch {version} kann sie nicht verwenden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/work.py" />
      <source>The earlier version of {title} is not whole any more.</source>
      <translation>Die frühere Version von {title} ist nicht mehr vollständig.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/work.py" />
      <source>The earlier version of {title} is not whole any more: {file} is missing or damaged.</source>
      <translation>Die frühere Version von {title} ist nicht mehr vollständig: {file} fehlt oder ist beschädigt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/python_text.py" />
      <source>The encoding that the file declares is none of text, or its bytes are not of it.</source>
      <translation>Die angegebene Kodierung ist keine für Text, oder die Bytes der Datei passen nicht dazu.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/picture_notes.py" />
      <source>The end image is squeezed by {percent} %.</source>
      <translation>Das Endbild wird um {percent} % gestaucht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/picture_notes.py" />
      <source>The end image is widened by {percent} %.</source>
      <translation>Das Endbild wird um {percent} % in die Breite gezogen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>The engine computes one operation after the other, so one thread is enough where torch would keep up to {count} ready.</source>
      <translation>Die Engine rechnet eine Operation nach der anderen; ein Thread genügt, wo torch bis zu {count} bereithielte.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/engine_process.py" />
      <source>The engine did not answer any more and was ended.</source>
      <translation>Die Engine antwortete nicht mehr und wurde beendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/engine_process.py" />
      <source>The engine did not start: {reason}.</source>
      <translation>Die Engine startete nicht: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/advice.py" />
      <source>The engine ended unexpectedly</source>
      <translation>Die Engine wurde unerwartet beendet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/advice.py" />
      <source>The engine gave no sign of progress</source>
      <translation>Die Engine zeigte keinen Fortschritt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>The engine is not running.</source>
      <translation>Die Engine läuft nicht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/patience.py" />
      <source>The engine made no progress for {idle} and was ended.</source>
      <translation>Die Engine kam {idle} lang nicht voran und wurde beendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/engine_process.py" />
      <source>The engine sent something that could not be understood and was ended.</source>
      <translation>Die Engine schickte etwas Unverständliches und wurde beendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/engine_process.py" />
      <source>The engine stopped unexpectedly (exit code {code}).</source>
      <translation>Die Engine endete unerwartet (Exit-Code {code}).</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/engine_process.py" />
      <source>The engine was ended by the system (signal {number}).</source>
      <translation>Die Engine wurde vom System beendet (Signal {number}).</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/engine_process.py" />
      <source>The engine was ended by the system ({name}).</source>
      <translation>Die Engine wurde vom System beendet ({name}).</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_runner.py" />
      <source>The engine was ended to stop another job.</source>
      <translation>Die Engine wurde beendet, um einen anderen Auftrag anzuhalten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/inbox.py" />
      <source>The engine was sent something it cannot read: {reason}.</source>
      <translation>Der Engine wurde etwas geschickt, das sie nicht lesen kann: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/libraries.py" />
      <source>The engine with torch does not start: {reason}</source>
      <translation>Die Engine mit torch startet nicht: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/export.py" />
      <source>The export of {name}</source>
      <translation>Der Export von {name}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/hardware_optimizer.py" />
      <source>The fastest backend here that computes exactly, of all that were tried.</source>
      <translation>Das schnellste Backend, das hier genau rechnet, von allen probierten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/hardware_optimizer.py" />
      <source>The fastest that was tried.</source>
      <translation>Das schnellste, das probiert wurde.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/own_files.py" />
      <source>The file and its card are still there.</source>
      <translation>Die Datei und ihre Karte sind noch da.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/python_text.py" />
      <source>The file cannot be written back as {encoding} unchanged.</source>
      <translation>Die Datei lässt sich als {encoding} nicht unverändert zurückschreiben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>The file has changed on the server.</source>
      <translation>Die Datei hat sich auf dem Server geändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/python_text.py" />
      <source>The file is larger than {megabytes} MB; source is never that long.</source>
      <translation>Die Datei ist größer als {megabytes} MB; so lang ist Quelltext nie.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/python_text.py" />
      <source>The file is stored as UTF-16; Python reads UTF-8.</source>
      <translation>Die Datei ist als UTF-16 gespeichert; Python liest UTF-8.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/database.py" />
      <source>The file is unchanged.</source>
      <translation>Die Datei ist unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/own_files.py" />
      <source>The file of {name} could not be removed: {reason}. Close programs that use it; if the recycle bin is the reason, delete it for good instead.</source>
      <translation>Die Datei von {name} konnte nicht entfernt werden: {reason}. Programme schließen, die sie benutzen; liegt es am Papierkorb, stattdessen endgültig löschen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/selection.py" />
      <source>The file of {name} is missing: put it back, or remove it here.</source>
      <translation>Die Datei von {name} fehlt: zurücklegen oder hier entfernen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/selection.py" />
      <source>The file of {name} was changed by another program: import it again.</source>
      <translation>Die Datei von {name} wurde von einem anderen Programm geändert: noch einmal importieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/clip_reading.py" />
      <source>The file was not changed.</source>
      <translation>Die Datei wurde nicht verändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/clip_decoder.py" />
      <source>The file was not changed. If it was copied, copy it again; if it was made here, render it again.</source>
      <translation>Die Datei wurde nicht verändert. Wurde sie kopiert, dann bitte erneut kopieren; wurde sie hier erzeugt, bitte erneut rendern.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_validator.py" />
      <source>The file {fault}.</source>
      <translation>Die Datei {fault}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/pair_dialog.py" />
      <source>The files change places</source>
      <translation>Die Dateien tauschen die Plätze</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/repair.py" />
      <source>The files of {package} are your own, and the app never changes them. Install a package of the catalog instead.</source>
      <translation>Die Dateien von {package} sind eigene, und die App ändert sie nie. Stattdessen ein Paket des Katalogs installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/repair.py" />
      <source>The files of {package} cannot be moved for the repair: {reason}. See that {folder} can be written and that no other program holds its files.</source>
      <translation>Die Dateien von {package} können für die Reparatur nicht verschoben werden: {reason}. Dafür sorgen, dass in {folder} geschrieben werden kann und kein anderes Programm die Dateien festhält.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/work.py" />
      <source>The files of {title} fit together. Whether each byte is right cannot be told without a list of their digests.</source>
      <translation>Die Dateien von {title} passen zusammen. Ob jedes Byte stimmt, lässt sich ohne Liste der Prüfsummen nicht sagen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>The files that have arrived are put in place</source>
      <translation>Die angekommenen Dateien werden an ihren Platz gebracht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/scan_hook.py" />
      <source>The files that were to be scanned are kept, but not used.</source>
      <translation>Die zu prüfenden Dateien bleiben erhalten, werden aber nicht verwendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/reproduction.py" />
      <source>The first clip</source>
      <translation>Der erste Clip</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/live_preview.py" />
      <source>The first picture comes after a few steps.</source>
      <translation>Das erste Bild kommt nach einigen Schritten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/drops.py" />
      <source>The first {count} were looked at.</source>
      <translation>Die ersten {count} wurden angesehen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>The first: {name}, {size}, {frames}.</source>
      <translation>Der erste: {name}, {size}, {frames}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/deeds.py" />
      <source>The folder could not be opened.</source>
      <translation>Der Ordner konnte nicht geöffnet werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/importing.py" />
      <source>The folder holds more than {most} clips: the first ones were taken in. Add the others by their folders.</source>
      <translation>Der Ordner enthält mehr als {most} Clips: die ersten wurden aufgenommen. Die übrigen bitte ordnerweise hinzufügen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/scanning.py" />
      <source>The folder of the LoRAs cannot be read: {reason}.</source>
      <translation>Der Ordner der LoRAs kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>The folder {name} cannot be read: {reason}.</source>
      <translation>Der Ordner {name} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>The folder {name} does not hold {title}: that has one transformer.</source>
      <translation>Der Ordner {name} enthält nicht {title}: das hat einen Transformer.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>The folder {name} does not hold {title}: that has two transformers.</source>
      <translation>Der Ordner {name} enthält nicht {title}: das hat zwei Transformer.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/export.py" />
      <source>The folder {name} has too many exports of this clip.</source>
      <translation>Im Ordner {name} liegen zu viele Exporte dieses Clips.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_dialogs.py" />
      <source>The form and all clips stay as they are.</source>
      <translation>Das Formular und alle Clips bleiben, wie sie sind.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/presets.py" />
      <source>The form is unchanged.</source>
      <translation>Das Formular ist unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/wiring.py" />
      <source>The frame is saved as {name}.</source>
      <translation>Das Bild ist als {name} gespeichert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/wiring.py" />
      <source>The frame is the start image of the next clip.</source>
      <translation>Das Bild ist das Startbild des nächsten Clips.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/compare_view.py" />
      <source>The frame rates differ ({rates} per second): frame numbers are compared, at A's rate.</source>
      <translation>Die Bildraten sind verschieden ({rates} pro Sekunde): verglichen wird nach Bildnummern, mit der Rate von A.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/service.py" />
      <source>The frame {name}</source>
      <translation>Das Bild {name}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/transport.py" />
      <source>The frame; type another, or a time such as 1.5s, and press Enter</source>
      <translation>Das Bild; ein anderes oder eine Zeit wie 1,5s eingeben und die Eingabetaste drücken</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>The frames between are computed from the motion of the picture, without a model: fast motion can smear.</source>
      <translation>Die Zwischenbilder werden aus der Bewegung im Bild berechnet, ohne Modell: Schnelle Bewegungen können verschmieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The graphics card answers again.</source>
      <translation>Die Grafikkarte antwortet wieder.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The graphics card does not answer any more.</source>
      <translation>Die Grafikkarte antwortet nicht mehr.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The graphics card has cooled to {degrees} °C.</source>
      <translation>Die Grafikkarte ist auf {degrees} °C abgekühlt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The graphics card is at {degrees} °C.</source>
      <translation>Die Grafikkarte hat {degrees} °C.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>The graphics card renders, so torch's own count of threads stays: the plan of a render must not depend on it.</source>
      <translation>Die Grafikkarte rendert, also bleibt die Threadzahl von torch: Der Plan eines Auftrags darf nicht davon abhängen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/failures.py" />
      <source>The graphics driver stopped working ({words}); the engine starts anew.</source>
      <translation>Der Grafiktreiber ist ausgefallen ({words}); die Engine startet neu.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/advice.py" />
      <source>The graphics driver stopped working for the engine</source>
      <translation>Der Grafiktreiber hat der Engine den Dienst versagt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/failures.py" />
      <source>The graphics driver stopped working while {doing} ({words}); the engine starts anew.</source>
      <translation>Beim {doing} ist der Grafiktreiber ausgefallen ({words}); die Engine startet neu.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/vram_manager.py" />
      <source>The graphics memory in the settings must be from 1 to 1024 GB.</source>
      <translation>Der Grafikspeicher in den Einstellungen muss zwischen 1 und 1024 GB liegen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/help_dialog.py" />
      <source>The guide is missing: this installation is not complete.</source>
      <translation>Das Handbuch fehlt: diese Installation ist nicht vollständig.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>The heads of a hard disk would move between two reads.</source>
      <translation>Die Köpfe einer Festplatte müssten zwischen zwei Lesevorgängen springen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/report_files.py" />
      <source>The health report</source>
      <translation>Der Prüfbericht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>The highest peak is {peak} of {budget} that may be used.</source>
      <translation>Die höchste Spitze beträgt {peak} von {budget}, die verwendet werden dürfen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/health.py" />
      <source>The history of the machine cannot be read.</source>
      <translation>Der Verlauf des Rechners kann nicht gelesen werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>The hub does not give out {repository}: accept its terms on its web page, and check the access token in the settings.</source>
      <translation>Der Hub gibt {repository} nicht heraus: die Bedingungen auf der Webseite annehmen und das Zugriffstoken in den Einstellungen prüfen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub.py" />
      <source>The hub does not hand out {repository}: {reason}. Open {page}, sign in, accept the licence if one is shown, make an access token on your account's settings page, and put it into this app's settings.</source>
      <translation>Der Hub gibt {repository} nicht heraus: {reason}. {page} öffnen, anmelden, die Lizenz annehmen, falls eine gezeigt wird, in den Kontoeinstellungen ein Zugriffstoken erstellen und in die Einstellungen dieser App eintragen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub.py" />
      <source>The hub has no repository {repository}, or shows it only to some: open {page} to see. If you can see it there, put your access token into the settings.</source>
      <translation>Der Hub hat kein Repository {repository} oder zeigt es nur manchen: {page} öffnen, um nachzusehen. Ist es dort zu sehen, das Zugriffstoken in die Einstellungen eintragen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>The hub is asked for its files</source>
      <translation>Der Hub wird nach den Dateien gefragt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>The hub refuses {name} ({status}).</source>
      <translation>Der Hub verweigert {name} ({status}).</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub.py" />
      <source>The hub {endpoint} cannot be reached. {error} Check the network connection and try again.</source>
      <translation>Der Hub {endpoint} ist nicht erreichbar. {error} Die Netzwerkverbindung prüfen und erneut versuchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub.py" />
      <source>The hub {endpoint} {trouble} ({error}). Try again in some minutes.</source>
      <translation>Der Hub {endpoint} {trouble} ({error}). In einigen Minuten erneut versuchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/transfer.py" />
      <source>The hub's address cannot be used: {error}.</source>
      <translation>Die Adresse des Hubs kann nicht verwendet werden: {error}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/queue_wishes.py" />
      <source>The job is kept in the queue.</source>
      <translation>Der Auftrag bleibt in der Warteschlange.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/queue_wishes.py" />
      <source>The job is unchanged.</source>
      <translation>Der Auftrag ist unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/advice.py" />
      <source>The job keeps its place and goes on when the disk has room.</source>
      <translation>Der Auftrag behält seinen Platz und geht weiter, sobald die Festplatte Platz hat.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/job_waits.py" />
      <source>The job {id}, whose clip it needs, failed. Retry that one first.</source>
      <translation>Der Auftrag {id}, dessen Clip gebraucht wird, ist fehlgeschlagen. Zuerst diesen erneut versuchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/job_waits.py" />
      <source>The job {id}, whose clip it needs, is not in the queue any more.</source>
      <translation>Der Auftrag {id}, dessen Clip gebraucht wird, ist nicht mehr in der Warteschlange.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/job_waits.py" />
      <source>The job {id}, whose clip it needs, was cancelled.</source>
      <translation>Der Auftrag {id}, dessen Clip gebraucht wird, wurde abgebrochen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/health.py" />
      <source>The last renders took {ratio:.1f} times as long as usual.</source>
      <translation>Die letzten Clips brauchten {ratio:.1f}-mal so lange wie üblich.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/compare_view.py" />
      <source>The lengths differ ({lengths} frames): ended clips keep their last frame, and figures are for the frames that both have.</source>
      <translation>Die Längen sind verschieden ({lengths} Bilder): beendete Clips behalten ihr letztes Bild, und die Zahlen gelten für die Bilder, die beide haben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/importer.py" />
      <source>The library has a pair called {name}. Give this LoRA another name.</source>
      <translation>Die Bibliothek hat ein Paar namens {name}. Diesem LoRA einen anderen Namen geben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/library.py" />
      <source>The library has another LoRA called {name}.</source>
      <translation>Die Bibliothek hat ein anderes LoRA namens {name}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/importer.py" />
      <source>The library has another LoRA called {name}. Replace it, keep both, or give this one another name.</source>
      <translation>Die Bibliothek hat ein anderes LoRA namens {name}. Ersetzen, beide behalten oder diesem einen anderen Namen geben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_editor.py" />
      <source>The library has no LoRAs yet</source>
      <translation>Die Bibliothek hat noch keine LoRAs</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/importer.py" />
      <source>The library has this file already: {name}.</source>
      <translation>Die Bibliothek hat diese Datei schon: {name}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/scanning.py" />
      <source>The library is unchanged.</source>
      <translation>Die Bibliothek ist unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/library_versions.py" />
      <source>The library {name} is not installed.</source>
      <translation>Die Bibliothek {name} ist nicht installiert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>The list has {length} characters, {most} is the most.</source>
      <translation>Die Liste hat {length} Zeichen, höchstens {most} sind möglich.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>The list is empty: type values such as 1, 2, 8.</source>
      <translation>Die Liste ist leer: Werte eingeben, etwa 1, 2, 8.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/sharing.py" />
      <source>The list of LoRAs</source>
      <translation>Die LoRA-Liste</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_store.py" />
      <source>The list of a model's files</source>
      <translation>Die Dateiliste eines Modells</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>The list of critical files, resources/critical_files.json, cannot be read.</source>
      <translation>Die Liste der wichtigen Dateien, resources/critical_files.json, kann nicht gelesen werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/downloader.py" />
      <source>The list of downloads</source>
      <translation>Die Liste der Downloads</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/removal.py" />
      <source>The list of files of {package} is lost, so it cannot be told which files are its own. Delete the folder {folder} yourself.</source>
      <translation>Die Dateiliste von {package} ist verloren, daher ist nicht zu erkennen, welche Dateien dazugehören. Den Ordner {folder} selbst löschen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/stored_packages.py" />
      <source>The list of its files is lost, so it cannot be told which are its own.</source>
      <translation>Die Dateiliste ist verloren, daher ist nicht zu erkennen, welche Dateien dazugehören.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/statuses.py" />
      <source>The list of its files is lost. Install it again: only what is missing is fetched.</source>
      <translation>Die Dateiliste ist verloren. Noch einmal installieren: nur das Fehlende wird heruntergeladen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_view.py" />
      <source>The list of models is being read…</source>
      <translation>Die Liste der Modelle wird gelesen…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>The list of presets</source>
      <translation>Die Liste der Voreinstellungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/repair.py" />
      <source>The list of the files of {package} is missing or damaged: install it again.</source>
      <translation>Die Dateiliste von {package} fehlt oder ist beschädigt: noch einmal installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/version_files.py" />
      <source>The list of the files of {package} is missing or damaged: install it again. Files that are right are not fetched again.</source>
      <translation>Die Dateiliste von {package} fehlt oder ist beschädigt: noch einmal installieren. Richtige Dateien werden nicht noch einmal heruntergeladen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>The list of the program's files is damaged, so nobody can say whether it is whole.</source>
      <translation>Die Liste der Programmdateien ist beschädigt; niemand kann sagen, ob das Programm vollständig ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>The log says what happened before it.</source>
      <translation>Das Protokoll sagt, was davor geschah.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>The machine could not be asked for its hardware.</source>
      <translation>Die Hardware des Rechners konnte nicht abgefragt werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>The memory's size is unknown.</source>
      <translation>Die Größe des Arbeitsspeichers ist unbekannt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/importer.py" />
      <source>The missing file of {name} is back.</source>
      <translation>Die fehlende Datei von {name} ist wieder da.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/installed.py" />
      <source>The model cannot be read: {reason}.</source>
      <translation>Das Modell kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/smoke_test.py" />
      <source>The model computed no picture right after loading: one of its files has lost its content.</source>
      <translation>Das Modell hat gleich nach dem Laden kein Bild berechnet: Eine seiner Dateien hat ihren Inhalt verloren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/sampling/denoising.py" />
      <source>The model computed no picture while sampling: its numbers left the range that can be shown.</source>
      <translation>Das Modell hat beim Sampling kein Bild berechnet: Seine Zahlen lagen außerhalb des darstellbaren Bereichs.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_folder.py" />
      <source>The model's file {component}/{file_name} {error}.</source>
      <translation>Die Datei {component}/{file_name} des Modells {error}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_folder.py" />
      <source>The model's file {component}/{name} {damage}.</source>
      <translation>Die Datei {component}/{name} des Modells {damage}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/file_failures.py" />
      <source>The model's file {name} could not be read: {reason}.</source>
      <translation>Die Datei {name} des Modells konnte nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/tokenizer.py" />
      <source>The model's file {name} is damaged.</source>
      <translation>Die Datei {name} des Modells ist beschädigt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_folder.py" />
      <source>The model's file {name} is missing.</source>
      <translation>Die Datei {name} des Modells fehlt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_folder.py" />
      <source>The model's file {name} {error}.</source>
      <translation>Die Datei {name} des Modells {error}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/wan_layout.py" />
      <source>The model's file {name}/{file_name} {error}.</source>
      <translation>Die Datei {name}/{file_name} des Modells {error}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/advice.py" />
      <source>The model's files are checked, what is damaged is fetched again, and the job is tried once more.</source>
      <translation>Die Dateien des Modells werden geprüft, Beschädigtes wird neu geholt, und der Auftrag wird noch einmal versucht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/advice.py" />
      <source>The model's files were repaired once already, and it failed again.</source>
      <translation>Die Dateien des Modells wurden schon einmal repariert, und es schlug wieder fehl.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/wan_layout.py" />
      <source>The model's part {name} cannot be read: {reason}.</source>
      <translation>Der Modellteil {name} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/wan_layout.py" />
      <source>The model's part {name} is not used: it {error}.</source>
      <translation>Der Modellteil {name} wird nicht benutzt: er {error}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/quarantine.py" />
      <source>The move of {name} to quarantine</source>
      <translation>Das Verschieben von {name} in die Quarantäne</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/clip_reading.py" />
      <source>The name of {name} is no valid text: rename it first.</source>
      <translation>Der Name von {name} ist kein gültiger Text: bitte zuerst umbenennen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>The name suggests: {suggested}. The file itself does not say so.</source>
      <translation>Der Name lässt vermuten: {suggested}. Die Datei selbst sagt es nicht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>The negative prompt</source>
      <translation>Der negative Prompt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/prompt_tools.py" />
      <source>The negative prompt that its makers recommend</source>
      <translation>Der negative Prompt, den die Hersteller empfehlen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/connection.py" />
      <source>The network cannot be reached.</source>
      <translation>Das Netzwerk ist nicht erreichbar.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>The network leads away from the safe connection.</source>
      <translation>Das Netz führt von der sicheren Verbindung weg.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>The network leads to an address that is not safe.</source>
      <translation>Das Netz führt zu einer Adresse, die nicht sicher ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/reproduction.py" />
      <source>The new clip</source>
      <translation>Der neue Clip</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/results_dialog.py" />
      <source>The new one is taken in under a name of its own.</source>
      <translation>Das neue wird unter eigenem Namen aufgenommen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/results_dialog.py" />
      <source>The new one takes the place of the old one.</source>
      <translation>Das neue tritt an die Stelle des alten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/sharing.py" />
      <source>The new version of the model</source>
      <translation>Die neue Version des Modells</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/promotion.py" />
      <source>The new version of {title}</source>
      <translation>Die neue Version von {title}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The next clip waits until {until}.</source>
      <translation>Der nächste Clip wartet, bis {until}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The next clip waits until {until}. The one that is rendered goes on.</source>
      <translation>Der nächste Clip wartet, bis {until}. Der laufende wird weiter gerendert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>The next in the list</source>
      <translation>Der nächste in der Liste</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/request_shape.py" />
      <source>The number of frames has to be one more than a multiple of {step}.</source>
      <translation>Die Zahl der Bilder muss um eins größer sein als ein Vielfaches von {step}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/settings.py" />
      <source>The old file could not be set aside.</source>
      <translation>Die alte Datei konnte nicht beiseitegelegt werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/settings.py" />
      <source>The old file is kept as {name}.</source>
      <translation>Die alte Datei bleibt als {name} erhalten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/tuning_store.py" />
      <source>The optimizer's settings</source>
      <translation>Die Einstellungen des Optimierers</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/job.py" />
      <source>The other LoRAs of the request were used.</source>
      <translation>Die anderen LoRAs wurden verwendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/work_sources.py" />
      <source>The other clips are unchanged.</source>
      <translation>Die anderen Clips sind unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/drops.py" />
      <source>The other files ({count}) were not opened.</source>
      <translation>Die anderen Dateien ({count}) wurden nicht geöffnet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/requirements.py" />
      <source>The output folder {folder} cannot be written: {reason}.</source>
      <translation>In den Ausgabeordner {folder} kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/model_adoption.py" />
      <source>The package {packages} has what is missing.</source>
      <translation>Das Paket {packages} hat, was fehlt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/inspection/file_inspector.py" />
      <source>The part of the app that looks into files did not start.</source>
      <translation>Der Teil der App, der Dateien untersucht, ist nicht gestartet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>The path of the app's folder is long: {count} characters.</source>
      <translation>Der Pfad zum Ordner der App ist lang: {count} Zeichen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/clip_files.py" />
      <source>The picture</source>
      <translation>Das Bild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/file_failures.py" />
      <source>The picture could not be read: {reason}.</source>
      <translation>Das Bild konnte nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/repair_journal.py" />
      <source>The plan of the repair</source>
      <translation>Der Plan der Reparatur</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/hardware_optimizer.py" />
      <source>The planner cuts each clip as far as {where} asks for it; this is for a default clip of the 5B model ({clip}), whose decode is the largest.</source>
      <translation>Der Planer zerlegt jeden Clip so weit, wie der {where} es verlangt; dies gilt für einen Standardclip des 5B-Modells ({clip}), der beim Dekodieren am meisten braucht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>The preset file {file} has the name of another preset, “{name}”, and is not used.</source>
      <translation>Die Datei {file} hat den Namen einer anderen Voreinstellung, „{name}“, und wird nicht verwendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>The preset {file} cannot be used: {reason}.</source>
      <translation>Die Voreinstellung {file} ist nicht verwendbar: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>The preset “{name}”</source>
      <translation>Die Voreinstellung „{name}“</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/presets_desk.py" />
      <source>The preset “{name}” is saved.</source>
      <translation>Die Voreinstellung „{name}“ ist gespeichert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>The processor renders, and needs the cores of all {count} groups.</source>
      <translation>Der Prozessor rendert und braucht die Kerne aller {count} Gruppen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/hardware_optimizer.py" />
      <source>The processor renders, where torch's own choice is used.</source>
      <translation>Der Prozessor rendert; dort gilt die Wahl von torch.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>The program's own files are repaired by installing it again.</source>
      <translation>Die Dateien des Programms selbst repariert eine Neuinstallation.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>The prompt</source>
      <translation>Der Prompt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>The prompt does not hold {word}: the first of the words is the one in the prompt that the others stand in for.</source>
      <translation>Der Prompt enthält {word} nicht: Das erste Wort ist das im Prompt, für das die anderen eintreten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/prompt_rules.py" />
      <source>The prompt does not say how it is lit.</source>
      <translation>Der Prompt sagt nichts über das Licht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/prompt_rules.py" />
      <source>The prompt does not say how the camera sees it.</source>
      <translation>Der Prompt sagt nicht, wie die Kamera es sieht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/prompt_rules.py" />
      <source>The prompt does not say what it looks like.</source>
      <translation>Der Prompt sagt nicht, wie es aussieht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/prompt_rules.py" />
      <source>The prompt does not say what moves.</source>
      <translation>Der Prompt sagt nicht, was sich bewegt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/prompt_rules.py" />
      <source>The prompt does not say where it happens.</source>
      <translation>Der Prompt sagt nicht, wo es geschieht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/render_run.py" />
      <source>The prompt is longer than the model reads: {count} tokens, of which the first {most} count.</source>
      <translation>Der Prompt ist länger, als das Modell liest: {count} Tokens, von denen die ersten {most} zählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/prompt_rules.py" />
      <source>The prompt only says how it looks: add who or what is to be seen.</source>
      <translation>Der Prompt sagt nur, wie es aussieht: ergänzen, wer oder was zu sehen ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/wildcards.py" />
      <source>The prompt with its choices has {length} characters, {most} is the most: put long lists into a wildcard file.</source>
      <translation>Der Prompt mit seinen Auswahlen hat {length} Zeichen, höchstens {most} sind möglich: lange Listen in eine Platzhalter-Datei schreiben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/enhance_dialog.py" />
      <source>The prompt with the changes</source>
      <translation>Der Prompt mit den Änderungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/http.py" />
      <source>The proxy of this computer is of a kind that is not supported ({scheme}).</source>
      <translation>Der Proxy dieses Computers ist von einer Art, die nicht unterstützt wird ({scheme}).</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/quantization.py" />
      <source>The quantization {name} is not possible here: {reason}.</source>
      <translation>Die Quantisierung {name} ist hier nicht möglich: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub.py" />
      <source>The question to the hub was given up.</source>
      <translation>Die Anfrage an den Hub wurde aufgegeben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/database.py" />
      <source>The queue</source>
      <translation>Die Warteschlange</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/database.py" />
      <source>The queue file {file} cannot be used: {error}. Check that the folder can be written and that its disk has room.</source>
      <translation>Die Datei der Warteschlange {file} kann nicht benutzt werden: {error}. Prüfen, ob in den Ordner geschrieben werden kann und ob auf der Festplatte Platz ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/database.py" />
      <source>The queue file {name} is damaged and was left untouched: {error}. Close the app and run `wan22 doctor --fix`, which saves what can be read and keeps the damaged file; or move it out of {folder} to start with an empty queue.</source>
      <translation>Die Datei der Warteschlange {name} ist beschädigt und wurde nicht angerührt: {error}. Die App schließen und `wan22 doctor --fix` ausführen, was das Lesbare rettet und die beschädigte Datei behält; oder die Datei aus {folder} verschieben, um mit leerer Warteschlange zu beginnen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/database.py" />
      <source>The queue file {name} was written by a newer version of this app. Install that version again, or move the file away to start with an empty queue.</source>
      <translation>Die Datei der Warteschlange {name} wurde von einer neueren Version dieser App geschrieben. Diese Version wieder installieren oder die Datei verschieben, um mit leerer Warteschlange zu beginnen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The queue goes on.</source>
      <translation>Die Warteschlange läuft weiter.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/models.py" />
      <source>The queue is not open.</source>
      <translation>Die Warteschlange ist nicht geöffnet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The queue is paused already.</source>
      <translation>Die Warteschlange ist bereits pausiert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/instance.py" />
      <source>The queue is unchanged.</source>
      <translation>Die Warteschlange ist unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>The queue stays paused.</source>
      <translation>Die Warteschlange bleibt pausiert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/wiring.py" />
      <source>The queue's file was damaged.</source>
      <translation>Die Datei der Warteschlange war beschädigt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/installed.py" />
      <source>The record of the adopted {title} is damaged: adopt it again.</source>
      <translation>Der Eintrag des übernommenen {title} ist beschädigt: noch einmal übernehmen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/recovery_steps.py" />
      <source>The repair did not succeed.</source>
      <translation>Die Reparatur ist nicht gelungen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/syntax_validator.py" />
      <source>The repair {repair}.</source>
      <translation>Die Reparatur {repair}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_validator.py" />
      <source>The repaired file</source>
      <translation>Die reparierte Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/syntax_validator.py" />
      <source>The repaired {name}</source>
      <translation>Die reparierte Datei {name}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>The report</source>
      <translation>Der Bericht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/models_desk.py" />
      <source>The report of how models are used is written.</source>
      <translation>Der Bericht über die Nutzung der Modelle ist geschrieben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/ui/health_dialog.py" />
      <source>The report, settings and logs in one file, without prompts, names and secrets</source>
      <translation>Bericht, Einstellungen und Protokolle in einer Datei, ohne Prompts, Namen und Geheimnisse</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub.py" />
      <source>The repository {repository} no longer has the files of {title}. A newer version of this app may know where they are now.</source>
      <translation>Das Repository {repository} hat die Dateien von {title} nicht mehr. Eine neuere Version dieser App weiß vielleicht, wo sie jetzt sind.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_rescue.py" />
      <source>The rescued database</source>
      <translation>Die gerettete Datenbank</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/downloader.py" />
      <source>The rest stays where it is.</source>
      <translation>Der Rest bleibt, wo er ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/restore_journal.py" />
      <source>The restore goes on at the next start; what it replaces was saved before.</source>
      <translation>Das Zurückspielen geht beim nächsten Start weiter; was ersetzt wird, wurde vorher gesichert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/system_state.py" />
      <source>The restored state</source>
      <translation>Der zurückgespielte Stand</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/tuning_store.py" />
      <source>The revert</source>
      <translation>Das Zurücknehmen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/quantization.py" />
      <source>The same clip with small differences</source>
      <translation>Derselbe Clip mit kleinen Unterschieden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/error_recovery_system.py" />
      <source>The same happened to {count} jobs in a row, so nothing more is tried by itself: it would cost time and end the same way.</source>
      <translation>Dasselbe geschah bei {count} Aufträgen hintereinander, daher wird nichts mehr automatisch versucht: Es würde Zeit kosten und genauso enden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/comparison.py" />
      <source>The same model with other weights ({precision})</source>
      <translation>Dasselbe Modell mit anderen Gewichten ({precision})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/seed_field.py" />
      <source>The same seed and settings give the same clip</source>
      <translation>Derselbe Seed mit denselben Einstellungen ergibt denselben Clip</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/start.py" />
      <source>The saved state was not restored: {problem}</source>
      <translation>Die Sicherung wurde nicht wiederhergestellt: {problem}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/start.py" />
      <source>The saved state {name} is restored.</source>
      <translation>Die Sicherung {name} ist wiederhergestellt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/scan_hook.py" />
      <source>The scan program of the settings {trouble}. Correct it or take it out of the settings, and try again.</source>
      <translation>Das Prüfprogramm der Einstellungen {trouble}. Berichtigen oder aus den Einstellungen nehmen und erneut versuchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>The second time is on the next day. A job that runs goes on.</source>
      <translation>Die zweite Uhrzeit ist am nächsten Tag. Ein laufender Auftrag geht weiter.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>The seed</source>
      <translation>Der Seed</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>The server asks for patience.</source>
      <translation>Der Server bittet um Geduld.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/connection.py" />
      <source>The server does not answer.</source>
      <translation>Der Server antwortet nicht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>The server does not say which part it sends.</source>
      <translation>Der Server sagt nicht, welchen Teil er schickt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>The server has trouble ({status}).</source>
      <translation>Der Server hat eine Störung ({status}).</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>The server offers {offered} bytes where {right} are right.</source>
      <translation>Der Server bietet {offered} Bytes, wo {right} richtig sind.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/connection.py" />
      <source>The server refuses connections.</source>
      <translation>Der Server lehnt Verbindungen ab.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>The server says that the file ends before this part.</source>
      <translation>Der Server sagt, dass die Datei vor diesem Teil endet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>The server sends another part than was asked for.</source>
      <translation>Der Server schickt einen anderen Teil als verlangt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/transfer.py" />
      <source>The server sends less than was asked for.</source>
      <translation>Der Server schickt weniger als verlangt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>The server sends the file packed, which was not asked for.</source>
      <translation>Der Server schickt die Datei gepackt, was nicht verlangt war.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>The server sends us in circles.</source>
      <translation>Der Server schickt uns im Kreis.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/connection.py" />
      <source>The server's answer makes no sense.</source>
      <translation>Die Antwort des Servers ergibt keinen Sinn.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/connection.py" />
      <source>The server's certificate is not trusted.</source>
      <translation>Dem Zertifikat des Servers wird nicht vertraut.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/connection.py" />
      <source>The server's name cannot be found.</source>
      <translation>Der Name des Servers wird nicht gefunden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/preferences.py" />
      <source>The settings</source>
      <translation>Die Einstellungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/settings.py" />
      <source>The settings could not be read: {reason}. Defaults are in use. {kept}</source>
      <translation>Die Einstellungen konnten nicht gelesen werden: {reason}. Es gelten die Standardwerte. {kept}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/settings.py" />
      <source>The settings do not say which version wrote them.</source>
      <translation>Die Einstellungen sagen nicht, welche Version sie geschrieben hat.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_validator.py" />
      <source>The settings file is damaged: it is {reason}. The app would start with defaults.</source>
      <translation>Die Einstellungsdatei ist beschädigt ({reason}). Die App würde mit Vorgaben starten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/settings.py" />
      <source>The settings file was damaged ({error}). Defaults are in use. {kept}</source>
      <translation>Die Datei mit den Einstellungen war beschädigt ({error}). Es gelten die Standardwerte. {kept}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/drops.py" />
      <source>The settings of {name} are in the form.</source>
      <translation>Die Einstellungen von {name} stehen im Formular.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/drops.py" />
      <source>The settings of {name} are of another version of the app.</source>
      <translation>Die Einstellungen von {name} stammen aus einer anderen Version der App.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/system_optimizer.py" />
      <source>The settings that hold were made for another machine ({machine}): apply anew or revert.</source>
      <translation>Die geltenden Einstellungen wurden für einen anderen Rechner gemacht ({machine}): neu anwenden oder zurücknehmen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/settings.py" />
      <source>The settings were written by a newer version of the app.</source>
      <translation>Die Einstellungen wurden von einer neueren Version der App geschrieben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/compare_view.py" />
      <source>The sizes differ ({sizes}): A is compared with scaled copies.</source>
      <translation>Die Größen sind verschieden ({sizes}): A wird mit angepassten Kopien verglichen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>The speed of {card} is not known: the times are rough.</source>
      <translation>Die Geschwindigkeit von {card} ist nicht bekannt: Die Zeiten sind ungenau.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/picture_notes.py" />
      <source>The start image is squeezed by {percent} %.</source>
      <translation>Das Startbild wird um {percent} % gestaucht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/picture_notes.py" />
      <source>The start image is widened by {percent} %.</source>
      <translation>Das Startbild wird um {percent} % in die Breite gezogen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_store.py" />
      <source>The state of a model</source>
      <translation>Der Zustand eines Modells</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/system_state.py" />
      <source>The state of the app</source>
      <translation>Der Stand der App</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>The stored settings of 1 job are not what was written: {names}.</source>
      <translation>
        <numerusform>Die gespeicherten Einstellungen von 1 Auftrag sind nicht mehr, was geschrieben wurde: {names}.</numerusform>
        <numerusform>Die gespeicherten Einstellungen von {count} Aufträgen sind nicht mehr, was geschrieben wurde: {names}.</numerusform>
      </translation>
      <extracomment>Plural: Those of {count} jobs are not what was written: {names}.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/generation/store.py" />
      <source>The stored settings of this job are damaged; add it to the queue again.</source>
      <translation>Die gespeicherten Einstellungen dieses Auftrags sind beschädigt; ihn neu in die Warteschlange stellen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>The styles</source>
      <translation>Die Liste der Stile</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>The styles in {file} cannot be used: {reason}.</source>
      <translation>Die Datei {file} mit den Stilen ist nicht verwendbar: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/support_bundle.py" />
      <source>The support bundle</source>
      <translation>Das Supportpaket</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>The system does not tell it.</source>
      <translation>Das System gibt es nicht an.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_area.py" />
      <source>The table</source>
      <translation>Die Tabelle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/file_names.py" />
      <source>The template for file names has a folder or a file without a name.</source>
      <translation>In der Vorlage für Dateinamen hat ein Ordner oder eine Datei keinen Namen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/file_names.py" />
      <source>The template for file names has more than {count} folders.</source>
      <translation>Die Vorlage für Dateinamen hat mehr als {count} Ordner.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/file_names.py" />
      <source>The template for file names must stay inside the output folder.</source>
      <translation>Die Vorlage für Dateinamen muss innerhalb des Ausgabeordners bleiben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/tokenizer.py" />
      <source>The text encoder {name} brings no tokenizer along.</source>
      <translation>Der Text-Encoder {name} enthält keinen Tokenizer.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/models_desk.py" />
      <source>The token is kept in your system's store of passwords and sent to the hub alone.</source>
      <translation>Das Token wird im Passwortspeicher des Systems aufbewahrt und nur an den Hub gesendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/token.py" />
      <source>The token was not changed: {reason}. It is never kept in a plain file; models that need no licence can be installed without it.</source>
      <translation>Das Token wurde nicht geändert: {reason}. Es wird nie in einer einfachen Datei gespeichert; Modelle, die keine Lizenz verlangen, lassen sich ohne Token installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/tokenizer.py" />
      <source>The tokenizer in the text encoder's file is damaged.</source>
      <translation>Der Tokenizer in der Datei des Text-Encoders ist beschädigt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/tokenizer.py" />
      <source>The tokenizer {name} cannot be read.</source>
      <translation>Der Tokenizer {name} kann nicht gelesen werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>The two files are the wrong way round: swap them.</source>
      <translation>Die beiden Dateien sind vertauscht: tauschen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/upscalers.py" />
      <source>The upscaler</source>
      <translation>Der Vergrößerer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/upscaler_model.py" />
      <source>The upscaler {name} was not opened: only .safetensors files are. Other formats can run any program when they are opened.</source>
      <translation>Das Vergrößerungsmodell {name} wurde nicht geöffnet: Nur .safetensors-Dateien werden geöffnet. Andere Formate können beim Öffnen beliebige Programme ausführen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/upscaler_model.py" />
      <source>The upscaler {name} {reason}.</source>
      <translation>Das Vergrößerungsmodell {name} {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_runner.py" />
      <source>The upscaler's name is no plain file name.</source>
      <translation>Der Name des Vergrößerungsmodells ist kein einfacher Dateiname.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>The usual</source>
      <translation>Das Übliche</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/work.py" />
      <source>The version in use is unchanged.</source>
      <translation>Die verwendete Version ist unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/folder_watch.py" />
      <source>The watched folder {folder} is not there. Its LoRAs that were taken in stay; new ones come when it is back.</source>
      <translation>Der überwachte Ordner {folder} ist nicht da. Bereits aufgenommene LoRAs bleiben; neue kommen, wenn er wieder da ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/wildcards.py" />
      <source>The wildcard __{name}__ is empty: write one entry a line into its file {name}.txt, or take it out of the prompt.</source>
      <translation>Der Platzhalter __{name}__ ist leer: in seine Datei {name}.txt einen Eintrag je Zeile schreiben oder ihn aus dem Prompt nehmen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/wildcards.py" />
      <source>The wildcard __{name}__ leads back to itself ({way}) and would never end: take one of these out of its file.</source>
      <translation>Der Platzhalter __{name}__ führt zu sich selbst zurück ({way}) und würde nie enden: einen davon aus seiner Datei nehmen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/wildcards.py" />
      <source>The wildcard __{name}__ {reason}. Mend its file {name}.txt, or take it out of the prompt.</source>
      <translation>Der Platzhalter __{name}__ {reason}. Seine Datei {name}.txt berichtigen oder ihn aus dem Prompt nehmen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/wildcard_files.py" />
      <source>The wildcards folder</source>
      <translation>Der Ordner der Platzhalter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/wildcards.py" />
      <source>The wildcards make the prompt far too long: name fewer of them in one line.</source>
      <translation>Die Platzhalter machen den Prompt viel zu lang: weniger davon in einer Zeile nennen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/start.py" />
      <source>The window could not be opened: {error}

Your queue and clips are safe.</source>
      <translation>Das Fenster konnte nicht geöffnet werden: {error}

Warteschlange und Clips sind sicher.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/channel.py" />
      <source>The window is still opening its {part}: try again in a moment.</source>
      <translation>Das Fenster öffnet noch: {part}. Bitte gleich erneut versuchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/layout_keeper.py" />
      <source>The window's layout</source>
      <translation>Die Anordnung des Fensters</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/system_state.py" />
      <source>The wish to restore a state</source>
      <translation>Der Wunsch, eine Sicherung zurückzuspielen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>The write-ahead log is damaged: at least {count} finished changes in it cannot be read.</source>
      <translation>Das Write-Ahead-Log ist beschädigt: Mindestens {count} fertige Änderungen darin sind nicht lesbar.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>The {kind} weights ({size}) are fetched layer by layer.</source>
      <translation>Die Gewichte in {kind} ({size}) werden Schicht für Schicht geholt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>The {kind} weights ({size}) are streamed from memory while the card computes, which costs next to nothing and leaves its memory to the clip.</source>
      <translation>Die Gewichte in {kind} ({size}) werden aus dem Arbeitsspeicher gestreamt, während die Karte rechnet; das kostet fast nichts und lässt deren Speicher dem Clip.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>The {kind} weights ({size}) stay on the card while it samples.</source>
      <translation>Die Gewichte in {kind} ({size}) bleiben beim Sampeln auf der Karte.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/compatibility.py" />
      <source>The {part} {problem}.</source>
      <translation>Der Teil „{part}“ {problem}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/start_image.py" />
      <source>The {picture} {problem}.</source>
      <translation>Das {picture} {problem}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>The {purpose} folder cannot be asked: {reason}.</source>
      <translation>Der Ordner „{purpose}“ kann nicht abgefragt werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>The {purpose} folder cannot be written: {reason}.</source>
      <translation>In den Ordner „{purpose}“ kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>The {role}</source>
      <translation>Das {role}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>The {role} of this request is no longer stored here: choose it again.</source>
      <translation>Das {role} dieses Auftrags ist hier nicht mehr gespeichert: es erneut auswählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>The {role} {file} cannot be read: {reason}.</source>
      <translation>Das {role} {file} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>The {role} {file} does not exist.</source>
      <translation>Das {role} {file} gibt es nicht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Theme</source>
      <translation>Design</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/work.py" />
      <source>There are newer versions of {titles}.</source>
      <translation>Es gibt neuere Versionen von {titles}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>There are no groups of cores with memory of their own.</source>
      <translation>Es gibt keine Gruppen von Kernen mit eigenem Speicher.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/work.py" />
      <source>There are no weights of Wan 2.2.</source>
      <translation>Es gibt keine Gewichte von Wan 2.2.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>There are {count} own styles already: remove one first.</source>
      <translation>Es gibt schon {count} eigene Stile: zuerst einen entfernen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/names.py" />
      <source>There are {ids}.</source>
      <translation>Es gibt {ids}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>There is a preset “{name}” already: choose another name.</source>
      <translation>Eine Voreinstellung „{name}“ gibt es schon: einen anderen Namen wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/upscalers.py" />
      <source>There is an upscaler with the name {name} already.</source>
      <translation>Es gibt schon einen Vergrößerer mit dem Namen {name}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/library.py" />
      <source>There is no LoRA called {name} in the library.</source>
      <translation>In der Bibliothek gibt es kein LoRA namens {name}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>There is no LoRA to compare with: add one, or render without the comparison.</source>
      <translation>Es gibt keine LoRA zum Vergleichen: eine hinzufügen oder ohne Vergleich rendern.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/importing.py" />
      <source>There is no MP4 file in {name}.</source>
      <translation>In {name} liegt keine MP4-Datei.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>There is no card to copy to.</source>
      <translation>Es gibt keine Karte, auf die kopiert werden könnte.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/library_commands.py" />
      <source>There is no clip {name} in the gallery. `wan22 clips list` prints all.</source>
      <translation>In der Galerie gibt es keinen Clip {name}. `wan22 clips list` zeigt alle.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/verbs.py" />
      <source>There is no command {name!r}.</source>
      <translation>Es gibt keinen Befehl {name!r}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/model_adoption.py" />
      <source>There is no file or folder {path}.</source>
      <translation>Es gibt keine Datei und keinen Ordner {path}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/lora_commands.py" />
      <source>There is no folder {folder}.</source>
      <translation>Es gibt keinen Ordner {folder}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>There is no graphics card that can be read.</source>
      <translation>Es gibt keine Grafikkarte, die sich auslesen lässt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/work_sources.py" />
      <source>There is no job {id} in the queue, whose clip is needed.</source>
      <translation>Der Auftrag {id}, dessen Clip gebraucht wird, ist nicht in der Warteschlange.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/queue_base.py" />
      <source>There is no job {id} in the queue.</source>
      <translation>Einen Auftrag {id} gibt es in der Warteschlange nicht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/names.py" />
      <source>There is no model {name!a}. {hint}</source>
      <translation>Es gibt kein Modell {name!a}. {hint}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>There is no own preset “{name}” any more.</source>
      <translation>Die eigene Voreinstellung „{name}“ gibt es nicht mehr.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>There is no package {package!a}.</source>
      <translation>Es gibt kein Paket {package!a}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_runner.py" />
      <source>There is no plan that takes less memory</source>
      <translation>Weniger Speicher geht nicht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/upload_handler.py" />
      <source>There is no room for {file}: {room} Free some space there and try again.</source>
      <translation>Für {file} ist kein Platz: {room} Dort Platz schaffen und erneut versuchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/system_state.py" />
      <source>There is no saved state {name}: `wan22 state list` shows them.</source>
      <translation>Es gibt keine Sicherung {name}: `wan22 state list` zeigt alle.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/wildcards.py" />
      <source>There is no wildcard __{name}__: choose one from the list, or put a file {name}.txt into the wildcards folder. For the plain words write \__{name}__.</source>
      <translation>Es gibt keinen Platzhalter __{name}__: einen aus der Liste wählen oder eine Datei {name}.txt in den Platzhalter-Ordner legen. Für die bloßen Wörter \__{name}__ schreiben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>There is no {kinds} picture in {name}.</source>
      <translation>In {name} ist kein Bild im Format {kinds}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/file_names.py" />
      <source>There is no {{{name}}} in file names. There are: {names}.</source>
      <translation>In Dateinamen gibt es kein {{{name}}}. Es gibt: {names}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/wildcard_syntax.py" />
      <source>There is nothing between the braces: write choices such as {example}.</source>
      <translation>Zwischen den Klammern steht nichts: Auswahlen schreiben, etwa {example}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>There is nothing to clean up: everything is used, or kept for a reason.</source>
      <translation>Es gibt nichts aufzuräumen: alles wird verwendet oder mit Grund behalten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/tuning_store.py" />
      <source>There is nothing to revert: no settings of the optimizer are applied.</source>
      <translation>Es gibt nichts zurückzunehmen: Keine Einstellungen des Optimierers sind angewendet.</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/lora_library/seen_files.py" />
      <source>There is {count} more like it.</source>
      <translation>
        <numerusform>Es gibt {count} weiteren solchen Fall.</numerusform>
        <numerusform>Es gibt {count} weitere solche Fälle.</numerusform>
      </translation>
      <extracomment>Plural: There are {count} more like it.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>There was more than could be looked at: drop the folder itself.</source>
      <translation>Es gab mehr, als durchgesehen werden konnte: den Ordner selbst hierher ziehen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>There was no LoRA file</source>
      <translation>Es gab keine LoRA-Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>These are {count} pictures, {most} can be taken at once: the others are left out.</source>
      <translation>Das sind {count} Bilder, {most} auf einmal sind möglich: Die anderen werden ausgelassen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/drafts.py" />
      <source>These drafts are as slow as the finished clips: lower their steps.</source>
      <translation>Diese Entwürfe sind so langsam wie die fertigen Clips: weniger Schritte wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>These files came with the model: repair or install it again in the Models panel, which needs a network.</source>
      <translation>Diese Dateien kamen mit dem Modell: Es im Bereich „Modelle“ reparieren oder neu installieren, wozu ein Netz nötig ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>These have not been used for long and can be fetched again:</source>
      <translation>Diese wurden lange nicht verwendet und können wieder heruntergeladen werden:</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>These models can be used. Their files stay where they are: this app adds names for them on the same disk, or reads them where they lie.</source>
      <translation>Diese Modelle können verwendet werden. Ihre Dateien bleiben, wo sie sind: diese App legt auf derselben Festplatte Namen dafür an oder liest sie dort, wo sie liegen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/system_optimizer.py" />
      <source>These settings hold already.</source>
      <translation>Diese Einstellungen gelten bereits.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>These steps are found again in the Help menu.</source>
      <translation>Diese Schritte finden sich auch im Menü „Hilfe“.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/adding.py" />
      <source>These would be {count} clips, and {most} can be added at once: take fewer choices, pictures or clips.</source>
      <translation>Das wären {count} Clips, und {most} auf einmal sind möglich: weniger Auswahlmöglichkeiten, Bilder oder Clips nehmen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/library.py" />
      <source>This LoRA is a half of the pair {name} now: split that first.</source>
      <translation>Dieses LoRA ist jetzt eine Hälfte des Paars {name}: zuerst das Paar trennen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/library.py" />
      <source>This LoRA is not in the library any more.</source>
      <translation>Dieses LoRA ist nicht mehr in der Bibliothek.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>This LoRA {obstacle}.</source>
      <translation>Dieses LoRA {obstacle}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/presets_desk.py" />
      <source>This cannot be the name of a preset.</source>
      <translation>So kann eine Voreinstellung nicht heißen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/settings_dialog.py" />
      <source>This cannot be: {reason}.</source>
      <translation>Das geht nicht: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>This clip is rendered with the next plan already.</source>
      <translation>Dieser Clip wird bereits mit dem nächsten Plan gerendert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/continuation.py" />
      <source>This clip shows two renders side by side and cannot go on: render it once more without the comparison.</source>
      <translation>Dieser Clip zeigt zwei Fassungen nebeneinander und kann nicht fortgesetzt werden: ihn ohne den Vergleich noch einmal rendern.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/reproduction_request.py" />
      <source>This clip was made from other clips: render those again, then do the same to them.</source>
      <translation>Dieser Clip wurde aus anderen Clips gemacht: diese noch einmal rendern, dann dasselbe mit ihnen tun.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>This clip was paused for that before: a smaller size, fewer frames or fewer other programs help.</source>
      <translation>Dieser Clip wurde deswegen schon einmal pausiert: Eine kleinere Größe, weniger Bilder oder weniger andere Programme helfen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/first_steps.py" />
      <source>This computer</source>
      <translation>Dieser Computer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/service.py" />
      <source>This computer does not tell how long nobody has used it, so jobs do not wait for that.</source>
      <translation>Dieser Computer verrät nicht, wie lange ihn niemand benutzt hat; darauf warten Aufträge daher nicht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>This could not be checked: {reason}.</source>
      <translation>Dies konnte nicht geprüft werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/upkeep_service.py" />
      <source>This could not be done: {reason}.</source>
      <translation>Das war nicht möglich: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/inspection/file_inspector.py" />
      <source>This file</source>
      <translation>Diese Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>This file cannot be read: {reason}.</source>
      <translation>Diese Datei kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>This file is missing.</source>
      <translation>Diese Datei fehlt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>This file was changed: it has {found} bytes instead of {wanted}.</source>
      <translation>Diese Datei wurde geändert: Sie hat {found} statt {wanted} Bytes.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>This file was changed: its content is not what was shipped.</source>
      <translation>Diese Datei wurde geändert: Ihr Inhalt ist nicht der ausgelieferte.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player_controls.py" />
      <source>This frame</source>
      <translation>Dieses Bild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/deeds.py" />
      <source>This holds from the next start of the app on.</source>
      <translation>Das gilt ab dem nächsten Start der App.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_validator.py" />
      <source>This is no configuration that this app knows: it names no class of a Wan model.</source>
      <translation>Diese Konfiguration kennt die App nicht: Sie nennt keine Klasse eines Wan-Modells.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/compatibility.py" />
      <source>This is no part of a Wan model.</source>
      <translation>Das ist kein Teil eines Wan-Modells.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/syntax_validator.py" />
      <source>This is no valid Python at column {column}: {problem}.</source>
      <translation>Kein gültiges Python in Spalte {column}: {problem}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_folder.py" />
      <source>This model is not used: its file {name} {reason}.</source>
      <translation>Dieses Modell wird nicht benutzt: seine Datei {name} {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/request_shape.py" />
      <source>This model makes clips whose height is a multiple of {step} pixels.</source>
      <translation>Dieses Modell macht Clips, deren Höhe ein Vielfaches von {step} Pixeln ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/request_shape.py" />
      <source>This model makes clips whose width is a multiple of {step} pixels.</source>
      <translation>Dieses Modell macht Clips, deren Breite ein Vielfaches von {step} Pixeln ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/render_run.py" />
      <source>This render measures what later ones may skip, and skips nothing itself.</source>
      <translation>Dieser Auftrag misst, was spätere überspringen dürfen, und überspringt selbst nichts.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/render_run.py" />
      <source>This render skips nothing: what may be skipped is measured by one whose LoRAs count from its first step on.</source>
      <translation>Dieser Auftrag überspringt nichts: Was übersprungen werden darf, misst ein Auftrag, dessen LoRAs vom ersten Schritt an gelten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/compatibility.py" />
      <source>This scheduler is not set for flow matching, as which Wan was trained.</source>
      <translation>Dieser Scheduler ist nicht auf Flow Matching eingestellt, mit dem Wan trainiert wurde.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>This takes {time}.</source>
      <translation>Das dauert {time}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/model_adoption.py" />
      <source>This {title} lacks {parts}.</source>
      <translation>Diesem {title} fehlt: {parts}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Threads for pictures and clips</source>
      <translation>Threads für Bilder und Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Threads for renders on the processor</source>
      <translation>Threads zum Rendern auf dem Prozessor</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>Tiles of the decoder</source>
      <translation>Kacheln des Decoders</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_model.py" />
      <source>Time</source>
      <translation>Zeit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>Time of a step</source>
      <translation>Zeit für einen Schritt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>Time range of the charts</source>
      <translation>Zeitraum der Diagramme</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>Time-lapse</source>
      <translation>Zeitraffer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Timesteps</source>
      <translation>Zeitschritte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>To have it back</source>
      <translation>Um es zurückzuhaben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>To see where a prompt leads: few steps, so details and motion are rough.</source>
      <translation>Um zu sehen, wohin ein Prompt führt: wenige Schritte, also grobe Einzelheiten und Bewegungen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Today</source>
      <translation>Heute</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_editor.py" />
      <source>Together {cost}</source>
      <translation>Zusammen {cost}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>Too large for this computer</source>
      <translation>Zu groß für diesen Computer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/first_steps.py" />
      <source>Too large for this computer.</source>
      <translation>Zu groß für diesen Computer.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/model_adoption.py" />
      <source>Too many {title} have been adopted: remove one first.</source>
      <translation>{title} wurde zu oft übernommen: zuerst eines entfernen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/detail_page.py" />
      <source>Training, as the file says</source>
      <translation>Training, laut Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/detail_page.py" />
      <source>Trigger words</source>
      <translation>Auslösewörter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Trigger words: {words}</source>
      <translation>Auslösewörter: {words}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>Try `{repair}`, or get the file from the repository again.</source>
      <translation>`{repair}` versuchen oder die Datei neu aus dem Repository holen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/recoveries.py" />
      <source>Try again</source>
      <translation>Erneut versuchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Try again.</source>
      <translation>Erneut versuchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Try again: a plan that needs less graphics memory is used.</source>
      <translation>Erneut versuchen: Es wird ein Plan verwendet, der weniger Grafikspeicher braucht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Try again: a plan that needs less memory is used.</source>
      <translation>Erneut versuchen: Es wird ein Plan verwendet, der weniger Arbeitsspeicher braucht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>Try it with the demo model</source>
      <translation>Mit dem Demomodell versuchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/advice.py" />
      <source>Trying again would end the same way: this job needs a change.</source>
      <translation>Ein neuer Versuch würde genauso enden: An diesem Auftrag muss etwas geändert werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/enhance_dialog.py" />
      <source>Underlined words are added, struck out ones are taken out. Untick what you do not want.</source>
      <translation>Unterstrichene Wörter kommen hinzu, durchgestrichene entfallen. Unerwünschtes abwählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/details_editor.py" />
      <source>Undo changes</source>
      <translation>Änderungen verwerfen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Until it is cooler.</source>
      <translation>Bis sie kühler ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>Until this time of day</source>
      <translation>Bis zu dieser Uhrzeit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/entry_editors.py" />
      <source>Until: {title}</source>
      <translation>Bis: {title}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Update</source>
      <translation>Aktualisieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Update available</source>
      <translation>Update verfügbar</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Upscale ×{factor}</source>
      <translation>Vergrößern ×{factor}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>Upscaled</source>
      <translation>Vergrößert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_deeds.py" />
      <source>Upscale…</source>
      <translation>Vergrößern…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/upscaler_model.py" />
      <source>Upscaling by a model needs the package spandrel, which is not installed. Without a model, clips are enlarged by filtering.</source>
      <translation>Vergrößern mit einem Modell braucht das Paket spandrel, das nicht installiert ist. Ohne Modell werden Clips durch Filtern vergrößert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>Upscaling model</source>
      <translation>Vergrößerungsmodell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/filter_bar.py" />
      <source>Usable</source>
      <translation>Verwendbar</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/models_panel.py" />
      <source>Usage &amp;report</source>
      <translation>&amp;Bericht zur Nutzung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/deeds.py" />
      <source>Use</source>
      <translation>Verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/ladder.py" />
      <source>Use 8-bit weights</source>
      <translation>8-Bit-Gewichte verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/deeds.py" />
      <source>Use a frame of its latest clip</source>
      <translation>Bild aus dem neuesten Clip verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/recoveries.py" />
      <source>Use a smaller picture</source>
      <translation>Kleineres Bild verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Use a smaller picture: it needs about half the memory.</source>
      <translation>Eine kleinere Bildgröße verwenden: Sie braucht etwa halb so viel Speicher.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/missing_model_line.py" />
      <source>Use another model</source>
      <translation>Anderes Modell verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player_controls.py" />
      <source>Use as start image</source>
      <translation>Als Startbild verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/recoveries.py" />
      <source>Use fewer frames</source>
      <translation>Weniger Bilder verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/guided_steps.py" />
      <source>Use fewer frames.</source>
      <translation>Weniger Bilder verwenden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/details.py" />
      <source>Use its settings</source>
      <translation>Einstellungen übernehmen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>Use less memory</source>
      <translation>Weniger Speicher verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>Use models of other apps</source>
      <translation>Modelle anderer Apps verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/recoveries.py" />
      <source>Use the demo model</source>
      <translation>Demomodell verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/prompt_tools.py" />
      <source>Use the model's default</source>
      <translation>Vorgabe des Modells verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>Use the small model on the processor, or a newer card.</source>
      <translation>Das kleine Modell auf dem Prozessor oder eine neuere Karte verwenden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/problem_line.py" />
      <source>Use the suggestion</source>
      <translation>Vorschlag verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_menu.py" />
      <source>Use these se&amp;ttings</source>
      <translation>Diese &amp;Einstellungen verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>Use {change}</source>
      <translation>Übernehmen: {change}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/missing_model_line.py" />
      <source>Use {what}</source>
      <translation>{what} verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Used</source>
      <translation>Verwendet</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/model_manager/domain/retention.py" />
      <source>Used or installed 1 day ago.</source>
      <translation>
        <numerusform>Vor 1 Tag verwendet oder installiert.</numerusform>
        <numerusform>Vor {count} Tagen verwendet oder installiert.</numerusform>
      </translation>
      <extracomment>Plural: Used or installed {count} days ago.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/retention.py" />
      <source>Used or installed within the last day.</source>
      <translation>Innerhalb des letzten Tages verwendet oder installiert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/help_dialog.py" />
      <source>User guide</source>
      <translation>Handbuch</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>Uses</source>
      <translation>Verwendungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>VRAM clock</source>
      <translation>VRAM-Takt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>VRAM in use</source>
      <translation>VRAM belegt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/metrics.py" />
      <source>VRAM of the engine</source>
      <translation>VRAM der Engine</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>Values of the {places}</source>
      <translation>Werte der {places}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>Version</source>
      <translation>Version</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/drops.py" />
      <source>Version {version} has made it, and this one cannot read them. It is shown, and nothing of the file is changed: update the app and drop it again.</source>
      <translation>Version {version} hat den Clip erstellt, und diese Version kann sie nicht lesen. Er wird gezeigt, und nichts an der Datei wird geändert: die App aktualisieren und die Datei noch einmal ablegen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>Vertical focus</source>
      <translation>Ausschnitt senkrecht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/export.py" />
      <source>Very good</source>
      <translation>Sehr gut</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>Vintage film</source>
      <translation>Alter Film</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/about.py" />
      <source>WAN2.2 Desktop makes video from text and images on your own PC with Wan 2.2. Nothing leaves this computer.

{versions}

Licensed under the Apache License 2.0. Qt and PySide6 are used under the LGPL 3; FFmpeg, through PyAV, under the licence it was built with.</source>
      <translation>WAN2.2 Desktop macht auf dem eigenen PC mit Wan 2.2 Videos aus Text und Bildern. Nichts verlässt diesen Computer.

{versions}

Lizenziert unter der Apache License 2.0. Qt und PySide6 werden unter der LGPL 3 verwendet; FFmpeg, über PyAV, unter der Lizenz, mit der es gebaut wurde.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/grid_page.py" />
      <source>Waiting</source>
      <translation>Wartet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Waiting: {message}</source>
      <translation>Wartet: {message}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_runner.py" />
      <source>Waiting: {reason}</source>
      <translation>Wartet: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Waits for its turn</source>
      <translation>Wartet, bis es an der Reihe ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/recovery_steps.py" />
      <source>Waits for the disk</source>
      <translation>Wartet auf die Festplatte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/requirements.py" />
      <source>Waits for the disk: {reason}</source>
      <translation>Wartet auf die Festplatte: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/model_supply.py" />
      <source>Waits for the files of {model}: {reason}</source>
      <translation>Wartet auf die Dateien von {model}: {reason}</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/job_waits.py" />
      <source>Waits for {count} clip to be made</source>
      <translation>
        <numerusform>Wartet auf {count} Clip</numerusform>
        <numerusform>Wartet auf {count} Clips</numerusform>
      </translation>
      <extracomment>Plural: Waits for {count} clips to be made</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/generation/model_supply.py" />
      <source>Waits for {model} to be installed</source>
      <translation>Wartet, bis {model} installiert ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/recovery_steps.py" />
      <source>Waits for {model} to be repaired</source>
      <translation>Wartet, bis {model} repariert ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/model_supply.py" />
      <source>Waits for {model} to be repaired: {reason}</source>
      <translation>Wartet, bis {model} repariert ist: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Wan 14B (2.1 or 2.2)</source>
      <translation>Wan 14B (2.1 oder 2.2)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/fit.py" />
      <source>Wan 14B (Wan 2.2 A14B or Wan 2.1 14B)</source>
      <translation>Wan 14B (Wan 2.2 A14B oder Wan 2.1 14B)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>Wan 2.2 A14B or Wan 2.1 14B</source>
      <translation>Wan 2.2 A14B oder Wan 2.1 14B</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/frames_picker.py" />
      <source>Wan 2.2 makes 4n + 1 frames: 17, 21, 25 and so on</source>
      <translation>Wan 2.2 macht 4n + 1 Bilder: 17, 21, 25 und so weiter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Warm card: pause between clips</source>
      <translation>Warme Karte: Pause zwischen den Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/qtkit/notification_row.py" />
      <source>Warning</source>
      <translation>Warnung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>Warning from {warn} %, action from {act} %.</source>
      <translation>Warnung ab {warn} %, Eingriff ab {act} %.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>Warning from {warn} °C, action from {act} °C.</source>
      <translation>Warnung ab {warn} °C, Eingriff ab {act} °C.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_bar.py" />
      <source>Warnings</source>
      <translation>Warnungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>Was there already</source>
      <translation>War schon da</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/folders_dialog.py" />
      <source>Watch a folder</source>
      <translation>Ordner überwachen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/folders_dialog.py" />
      <source>Watched folders</source>
      <translation>Überwachte Ordner</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>Watercolor</source>
      <translation>Aquarell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/ui/health_dialog.py" />
      <source>Web page (*.html);;Text (*.txt);;JSON (*.json)</source>
      <translation>Webseite (*.html);;Text (*.txt);;JSON (*.json)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/read_out.py" />
      <source>Wed 88 Nov 88:88:88 · Rendering</source>
      <translation>88.88. 88:88:88 · Dekodieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/catalog_texts.py" />
      <source>Weights in 4 bits: the smallest; detail and motion lose a little.</source>
      <translation>Gewichte in 4 Bit: am kleinsten; Einzelheiten und Bewegung verlieren ein wenig.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/catalog_texts.py" />
      <source>Weights in 5 bits: small losses in fine detail.</source>
      <translation>Gewichte in 5 Bit: kleine Verluste in feinen Einzelheiten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/catalog_texts.py" />
      <source>Weights in 6 bits: close to full quality, for 32 GB of memory.</source>
      <translation>Gewichte in 6 Bit: nahe an voller Qualität, für 32 GB Arbeitsspeicher.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/catalog_texts.py" />
      <source>Weights in 8 bits: next to full quality.</source>
      <translation>Gewichte in 8 Bit: fast volle Qualität.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/catalog_texts.py" />
      <source>Weights in 8-bit floats: half the download, hardly any difference to see.</source>
      <translation>Gewichte als 8-Bit-Gleitkommazahlen: halber Download, kaum ein sichtbarer Unterschied.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>Weights reach the card at {fast} instead of {slow} GB/s, beside its computing.</source>
      <translation>Gewichte erreichen die Karte mit {fast} statt {slow} GB/s, während sie rechnet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/first_steps.py" />
      <source>Welcome to WAN2.2 Desktop</source>
      <translation>Willkommen bei WAN2.2 Desktop</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/readings.py" />
      <source>What all programs have reserved, in RAM and page file. {limits}</source>
      <translation>Was alle Programme in Arbeitsspeicher und Auslagerungsdatei reserviert haben. {limits}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub.py" />
      <source>What answers at {endpoint} does not speak as a hub does ({error}). Some networks show a page of their own first: open a web page, sign in there, and try again.</source>
      <translation>Was unter {endpoint} antwortet, spricht nicht wie ein Hub ({error}). Manche Netze zeigen zuerst eine eigene Seite: eine Webseite öffnen, dort anmelden und erneut versuchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/file_failures.py" />
      <source>What can be computed again</source>
      <translation>Ein Zwischenergebnis</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/error_recovery_system.py" />
      <source>What could be done about it could not be found out. The log has the details.</source>
      <translation>Was sich tun ließe, war nicht herauszufinden. Das Protokoll hat die Einzelheiten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>What could be removed</source>
      <translation>Was entfernt werden könnte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/reproduction.py" />
      <source>What differs in how they were made:</source>
      <translation>Was sich bei der Entstehung unterscheidet:</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/compare_view.py" />
      <source>What differs, amplified (D)</source>
      <translation>Was sich unterscheidet, verstärkt (D)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/error_desk.py" />
      <source>What happened?</source>
      <translation>Was ist passiert?</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_fit_row.py" />
      <source>What happens where a picture and the clip differ in shape</source>
      <translation>Was geschieht, wenn Bild und Clip verschiedene Seitenverhältnisse haben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/order_run.py" />
      <source>What has arrived is kept.</source>
      <translation>Was angekommen ist, bleibt erhalten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/transfer.py" />
      <source>What has arrived is kept; the download can go on from there.</source>
      <translation>Was angekommen ist, bleibt erhalten; der Download kann dort weitergehen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/system_optimizer.py" />
      <source>What is left is slower together.</source>
      <translation>Was übrig bleibt, ist zusammen langsamer.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/detail_page.py" />
      <source>What is said about it</source>
      <translation>Was darüber gesagt wird</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/detail_page.py" />
      <source>What it is</source>
      <translation>Was es ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>What needs no reload first</source>
      <translation>Zuerst, was kein Nachladen braucht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>What suits this computer, and why. Nothing is applied before it was measured.</source>
      <translation>Was zu diesem Computer passt, und warum. Angewendet wird nur, was vorher gemessen wurde.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/request_editors.py" />
      <source>What the clip should not show.</source>
      <translation>Was der Clip nicht zeigen soll.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>What the clip would take</source>
      <translation>Was der Clip braucht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/promotion.py" />
      <source>What the hub gave for {title} cannot be used: {reason}.</source>
      <translation>Was der Hub für {title} lieferte, kann nicht verwendet werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub.py" />
      <source>What the hub lists for {title} is refused: {reason}. It would not be safe to install it.</source>
      <translation>Was der Hub für {title} auflistet, wird abgelehnt: {reason}. Die Installation wäre nicht sicher.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/updates.py" />
      <source>What the hub says about updates</source>
      <translation>Was der Hub über Updates sagt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>What the log tells</source>
      <translation>Was im Protokoll steht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/drafts.py" />
      <source>What these drafts stand for was written by another version of the app and cannot be read: use the settings of a draft and raise its steps.</source>
      <translation>Wofür diese Entwürfe stehen, hat eine andere Version der App geschrieben und ist nicht lesbar: die Einstellungen eines Entwurfs verwenden und mehr Schritte wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>What to do</source>
      <translation>Was zu tun ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/stage.py" />
      <source>What to do first with this app</source>
      <translation>Was mit dieser App zuerst zu tun ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/report_html.py" />
      <source>What to do:</source>
      <translation>Was zu tun ist:</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>What varies in the {places}</source>
      <translation>Was sich in den {places} ändert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/repair.py" />
      <source>What was being repaired lies in {folder} in its folder.</source>
      <translation>Was repariert wurde, liegt in seinem Ordner unter {folder}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/promotion.py" />
      <source>What was installed before is unchanged.</source>
      <translation>Was zuvor installiert war, ist unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/work.py" />
      <source>What was left of an earlier install of {title} has been removed: try again.</source>
      <translation>Reste einer früheren Installation von {title} wurden entfernt: erneut versuchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/removal.py" />
      <source>What was not removed is still there.</source>
      <translation>Was nicht entfernt wurde, ist noch da.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/file_failures.py" />
      <source>What was sampled</source>
      <translation>Der Zwischenstand</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/database.py" />
      <source>What was saved before is unchanged.</source>
      <translation>Was zuvor gespeichert war, ist unverändert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/plans.py" />
      <source>What would fit: {changes}.</source>
      <translation>Was passen würde: {changes}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_empty.py" />
      <source>What you render appears here. You can also drop MP4 files or folders here.</source>
      <translation>Was gerendert wird, erscheint hier. Auch MP4-Dateien und Ordner können hier abgelegt werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>When idle</source>
      <translation>Bei Nichtbenutzung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_bar.py" />
      <source>When jobs may begin</source>
      <translation>Wann Aufträge beginnen dürfen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>When the window is closed during a render</source>
      <translation>Wenn das Fenster beim Rendern geschlossen wird</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>Where the {purpose} folder belongs there is a file.</source>
      <translation>Wo der Ordner „{purpose}“ hingehört, liegt eine Datei.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/first_steps.py" />
      <source>Where things lie</source>
      <translation>Wo alles liegt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Which clip begins next</source>
      <translation>Welcher Clip als nächster beginnt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_bar.py" />
      <source>Which curves are drawn</source>
      <translation>Welche Kurven gezeichnet werden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>Why</source>
      <translation>Warum</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>Width</source>
      <translation>Breite</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>Width in pixels</source>
      <translation>Breite in Pixeln</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/prompt_tools.py" />
      <source>Wildcards</source>
      <translation>Platzhalter</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/main.py" />
      <source>Window and engine do not belong together: {reason}. Install the app again.</source>
      <translation>Fenster und Engine gehören nicht zusammen: {reason}. Die App neu installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/compare_view.py" />
      <source>Wipe</source>
      <translation>Geteilt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/pair_view.py" />
      <source>Wipe at {percent:.0%} of the width</source>
      <translation>Trennlinie bei {percent:.0%} der Breite</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/optimizer/domain/tuning_rules.py" />
      <source>Without a graphics card the {count} physical core render: a second thread on a core shares its arithmetic units and only costs. The demo model stays at one thread.</source>
      <translation>
        <numerusform>Ohne Grafikkarte rendert der {count} physische Kern: Ein zweiter Thread auf einem Kern teilt sich dessen Rechenwerke und kostet nur. Das Demomodell bleibt bei einem Thread.</numerusform>
        <numerusform>Ohne Grafikkarte rendern die {count} physischen Kerne: Ein zweiter Thread auf einem Kern teilt sich dessen Rechenwerke und kostet nur. Das Demomodell bleibt bei einem Thread.</numerusform>
      </translation>
      <extracomment>Plural: Without a graphics card the {count} physical cores render: a second thread on a core shares its arithmetic units and only costs. The demo model stays at one thread.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>Without a graphics card this takes hours.</source>
      <translation>Ohne Grafikkarte dauert das Stunden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Without in point</source>
      <translation>Ohne Anfangspunkt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Without out point</source>
      <translation>Ohne Endpunkt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Without them, a clip that is dropped on the window brings no settings back; the gallery still knows them.</source>
      <translation>Ohne sie bringt ein auf dem Fenster abgelegter Clip keine Einstellungen zurück; die Galerie kennt sie trotzdem.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/prompt_tools.py" />
      <source>Words drawn anew for every clip, such as __colour__</source>
      <translation>Wörter, die für jeden Clip neu gezogen werden, etwa __colour__</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Words of the prompt</source>
      <translation>Wörter des Prompts</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>Words of the prompt, a name, a tag, a LoRA or the file's name</source>
      <translation>Wörter des Prompts, ein Name, ein Schlagwort, eine LoRA oder der Dateiname</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/style_dialog.py" />
      <source>Words of the style</source>
      <translation>Wörter des Stils</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/details_editor.py" />
      <source>Words that call it up, separated by commas</source>
      <translation>Wörter, die es auslösen, durch Kommas getrennt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/details_editor.py" />
      <source>Words to find it by, separated by commas</source>
      <translation>Wörter zum Wiederfinden, durch Kommas getrennt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>Work on clips</source>
      <translation>Arbeit an Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/queue_wishes.py" />
      <source>Work on finished clips has no settings to edit.</source>
      <translation>Arbeit an fertigen Clips hat keine Einstellungen zum Bearbeiten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>Working out what the clip would take…</source>
      <translation>Es wird berechnet, was der Clip braucht…</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/first_steps.py" />
      <source>Works well: a usual clip takes {time}.</source>
      <translation>Läuft gut: ein üblicher Clip braucht {time}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/first_steps.py" />
      <source>Works, but slowly: a usual clip takes {time}.</source>
      <translation>Läuft, aber langsam: ein üblicher Clip braucht {time}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>Write settings and prompt into clips</source>
      <translation>Einstellungen und Prompt in Clips schreiben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/enhance_dialog.py" />
      <source>Write {new} instead of {gone}</source>
      <translation>{new} statt {gone} schreiben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/style_dialog.py" />
      <source>Write {place} where your own words go.</source>
      <translation>{place} an die Stelle schreiben, wo die eigenen Wörter stehen sollen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/statuses.py" />
      <source>Your own files have changed since they were adopted: remove and adopt them anew.</source>
      <translation>Die eigenen Dateien haben sich seit der Übernahme geändert: entfernen und neu übernehmen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/statuses.py" />
      <source>Your own files under other names on the same disk: they take no more room.</source>
      <translation>Eigene Dateien unter anderen Namen auf derselben Festplatte: sie brauchen nicht mehr Platz.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>Your own files, used where they lie</source>
      <translation>Eigene Dateien, dort verwendet, wo sie liegen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/statuses.py" />
      <source>Your own files, used where they lie.</source>
      <translation>Eigene Dateien, dort verwendet, wo sie liegen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/details.py" />
      <source>Your own words about it</source>
      <translation>Eigene Worte dazu</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/error_desk.py" />
      <source>Your queue and your clips are safe. The details help to mend it.</source>
      <translation>Warteschlange und Clips sind sicher. Die Einzelheiten helfen, den Fehler zu beheben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/ui/health_dialog.py" />
      <source>Zip file (*.zip)</source>
      <translation>Zip-Datei (*.zip)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Zoom (0 fits, 1 is 100 %, + and -, Ctrl and the wheel); drag to move</source>
      <translation>Zoom (0 passt ein, 1 ist 100 %, + und -, Strg und Mausrad); zum Verschieben ziehen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_options.py" />
      <source>Zoom: {zoom}</source>
      <translation>Zoom: {zoom}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_check.py" />
      <source>`wan22 doctor --fix` mends it and keeps the original.</source>
      <translation>`wan22 doctor --fix` repariert es und behält das Original.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>`wan22 doctor --fix` removes them.</source>
      <translation>`wan22 doctor --fix` entfernt sie.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>a LoRA is chosen anew for each clip</source>
      <translation>ein LoRA wird für jeden Clip neu gewählt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>a colon is missing</source>
      <translation>ein Doppelpunkt fehlt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>a comma is missing</source>
      <translation>ein Komma fehlt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/support_bundle.py" />
      <source>a configuration of a model</source>
      <translation>eine Konfiguration eines Modells</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>a download of it is under way: wait for it or cancel it first</source>
      <translation>ein Download davon läuft: abwarten oder zuerst abbrechen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/restore_journal.py" />
      <source>a file</source>
      <translation>eine Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>a file with “{word}” in its name</source>
      <translation>eine Datei mit „{word}“ im Namen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub_api.py" />
      <source>a foreign address: {host!a}</source>
      <translation>eine fremde Adresse: {host!a}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>a job renders with it: wait until it is done</source>
      <translation>ein Auftrag rendert damit: warten, bis er fertig ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>a job renders with it: wait until it is done, or cancel the job</source>
      <translation>ein Auftrag rendert damit: warten, bis er fertig ist, oder den Auftrag abbrechen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>a key in quotes is missing</source>
      <translation>ein Schlüssel in Anführungszeichen fehlt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub_api.py" />
      <source>a list of files without an end</source>
      <translation>eine Dateiliste ohne Ende</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_schema.py" />
      <source>a list of: {form}</source>
      <translation>eine Liste (je: {form})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/fit.py" />
      <source>a model of width {width}</source>
      <translation>ein Modell der Breite {width}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/lora_keys.py" />
      <source>a model such as Lumina or Z-Image</source>
      <translation>ein Modell wie Lumina oder Z-Image</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/lora_keys.py" />
      <source>a model such as SD 3, LTX-Video or Qwen-Image</source>
      <translation>ein Modell wie SD 3, LTX-Video oder Qwen-Image</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_schema.py" />
      <source>a number</source>
      <translation>eine Zahl</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/presets.py" />
      <source>a preset needs a name</source>
      <translation>eine Voreinstellung braucht einen Namen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub_api.py" />
      <source>a redirection to nowhere</source>
      <translation>eine Weiterleitung ins Leere</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>a row of {table} names one of {other} that is gone</source>
      <translation>eine Zeile in {table} nennt eine in {other}, die fehlt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/styles.py" />
      <source>a style needs a name</source>
      <translation>ein Stil braucht einen Namen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_schema.py" />
      <source>a text</source>
      <translation>ein Text</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_schema.py" />
      <source>a value</source>
      <translation>ein Wert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_schema.py" />
      <source>a whole number</source>
      <translation>eine ganze Zahl</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>about {size} of memory, {duration} to load</source>
      <translation>etwa {size} Speicher, {duration} zum Laden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>about {time}</source>
      <translation>etwa {time}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_panel.py" />
      <source>about {time} left</source>
      <translation>noch etwa {time}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>added</source>
      <translation>hinzugefügt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/syntax_proposals.py" />
      <source>added the missing :</source>
      <translation>hat den fehlenden : ergänzt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/long_strings.py" />
      <source>added the missing {mark}</source>
      <translation>hat das fehlende {mark} ergänzt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>all {total:,} tensors match</source>
      <translation>alle {total:,} Tensoren passen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub_api.py" />
      <source>an answer with an encoding that was not asked for</source>
      <translation>eine Antwort in einer Kodierung, die nicht verlangt war</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub_api.py" />
      <source>an answer without an end</source>
      <translation>eine Antwort ohne Ende</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_rescue.py" />
      <source>an unknown number</source>
      <translation>unbekannt viele</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>and</source>
      <translation>und</translation>
    </message>
    <message>
      <location filename="wan22_desktop/qtkit/notification_bar.py" />
      <source>and {count} more</source>
      <translation>und {count} weitere</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/driver_text.py" />
      <source>another source</source>
      <translation>eine andere Quelle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>as whole frames</source>
      <translation>in ganzen Bildern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_folder.py" />
      <source>asks for a part that this app does not run: {key}</source>
      <translation>verlangt einen Teil, den diese App nicht ausführt: {key}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_folder.py" />
      <source>asks for a pipeline that is not Wan's</source>
      <translation>verlangt eine Pipeline, die nicht die von Wan ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_folder.py" />
      <source>asks for an unknown class of {component}</source>
      <translation>verlangt eine unbekannte Klasse für {component}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_folder.py" />
      <source>asks for program code</source>
      <translation>verlangt Programmcode</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_check.py" />
      <source>asks for program code, which is never run</source>
      <translation>verlangt Programmcode, der nie ausgeführt wird</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_rescue.py" />
      <source>at least {count}</source>
      <translation>mindestens {count}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_rescue.py" />
      <source>at least {count} finished changes of the write-ahead log are lost</source>
      <translation>mindestens {count} fertige Änderungen des Write-Ahead-Logs sind verloren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>begins as number {number}</source>
      <translation>beginnt als Nummer {number}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>begins with a byte order mark</source>
      <translation>beginnt mit einer Byte-Reihenfolge-Markierung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>bf16 weights</source>
      <translation>die bf16-Gewichte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>both bf16 experts</source>
      <translation>beide bf16-Experten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>both experts</source>
      <translation>beide Experten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>both experts in one file</source>
      <translation>beide Experten in einer Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_row.py" />
      <source>both strengths alike</source>
      <translation>beide Stärken gleich</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>bundles several parts of a model</source>
      <translation>bündelt mehrere Teile eines Modells</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>busiest at {hours}</source>
      <translation>am meisten um {hours}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/setting_text.py" />
      <source>by itself</source>
      <translation>automatisch</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/detail_page.py" />
      <source>by {author}</source>
      <translation>von {author}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/file_failures.py" />
      <source>cache</source>
      <translation>Zwischenspeicher</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor_sources.py" />
      <source>can be loaded, by the headers of its files</source>
      <translation>kann geladen werden, nach den Kopfdaten seiner Dateien</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_folder.py" />
      <source>can carry program code</source>
      <translation>kann Programmcode enthalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>cancelled</source>
      <translation>abgebrochen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>cannot be applied: {layer} has no bias</source>
      <translation>ist nicht anwendbar: {layer} hat keinen Bias</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>cannot be applied: {layer} has no matrix that it could change</source>
      <translation>ist nicht anwendbar: {layer} hat keine Matrix, die sie ändern könnte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>cannot be applied: {reason} ({count} of {total} tensors, the first is {key})</source>
      <translation>ist nicht anwendbar: {reason} ({count} von {total} Tensoren, der erste ist {key})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/libraries.py" />
      <source>cannot be imported</source>
      <translation>kann nicht importiert werden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/upscaler_model.py" />
      <source>cannot be read: {reason}</source>
      <translation>kann nicht gelesen werden: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/scan_hook.py" />
      <source>cannot be started ({program}: {reason})</source>
      <translation>kann nicht gestartet werden ({program}: {reason})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>cannot be used: it {obstacle}</source>
      <translation>kann nicht verwendet werden: es {obstacle}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/files.py" />
      <source>cannot be used: the file {problem}</source>
      <translation>ist nicht verwendbar: Die Datei {problem}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/versions.py" />
      <source>changed</source>
      <translation>geändert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>changed by another program</source>
      <translation>von einem anderen Programm geändert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/fit.py" />
      <source>changes nothing on the {experts} transformer</source>
      <translation>ändert nichts am Transformer ({experts})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>changes nothing on {title}</source>
      <translation>ändert nichts an {title}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>changes {layer} twice</source>
      <translation>ändert {layer} zweimal</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/layout.py" />
      <source>changes {target} twice</source>
      <translation>ändert {target} doppelt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>chosen</source>
      <translation>ausgewählt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/section.py" />
      <source>closed</source>
      <translation>zugeklappt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>columns</source>
      <translation>Spalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_kinds.py" />
      <source>commit</source>
      <translation>zugesagt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>compute capability {version}</source>
      <translation>Compute Capability {version}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/preflight.py" />
      <source>computed in slices</source>
      <translation>in Scheiben gerechnet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>content</source>
      <translation>Inhalt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/inspection/file_inspector.py" />
      <source>could not be looked into and was refused</source>
      <translation>konnte nicht untersucht werden und wurde abgelehnt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/tiles.py" />
      <source>critical</source>
      <translation>kritisch</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>crop</source>
      <translation>zuschneiden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor_sources.py" />
      <source>damaged</source>
      <translation>beschädigt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>days</source>
      <translation>Tagen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/preflight.py" />
      <source>decoded in tiles</source>
      <translation>in Kacheln dekodiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/preflight.py" />
      <source>decoded on the processor</source>
      <translation>auf dem Prozessor dekodiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>decoding</source>
      <translation>Dekodieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_check.py" />
      <source>defaults, no file yet</source>
      <translation>Vorgaben, noch keine Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/scan_hook.py" />
      <source>did not end within {duration} on {name}</source>
      <translation>wurde bei {name} nicht innerhalb von {duration} fertig</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/wildcard_files.py" />
      <source>differs from another one only in upper and lower case</source>
      <translation>unterscheidet sich von einem anderen nur in Groß- und Kleinschreibung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>diffusers folder</source>
      <translation>diffusers-Ordner</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_kinds.py" />
      <source>disk full</source>
      <translation>Festplatte voll</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/inspection.py" />
      <source>does not belong to the model</source>
      <translation>gehört nicht zum Modell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/wan_architecture.py" />
      <source>does not fit its config.json: {key}</source>
      <translation>passt nicht zu seiner config.json: {key}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/fit.py" />
      <source>does not fit this model: {layer} has another size or is not there ({count} of {total} layers)</source>
      <translation>passt nicht zu diesem Modell: {layer} hat eine andere Größe oder fehlt ({count} von {total} Schichten)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>does not fit {title}: {homeless:,} of its {total:,} tensors have no place there</source>
      <translation>passt nicht zu {title}: {homeless:,} der {total:,} Tensoren haben dort keinen Platz</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>does not hold a JSON object</source>
      <translation>enthält kein JSON-Objekt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/weight_scales.py" />
      <source>does not say how its weights are packed</source>
      <translation>sagt nicht, wie die Gewichte gepackt sind</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/upscaler_model.py" />
      <source>does something other than enlarging colour pictures</source>
      <translation>tut etwas anderes, als Farbbilder zu vergrößern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_row.py" />
      <source>earlier</source>
      <translation>früher</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/report_html.py" />
      <source>en</source>
      <translation>de</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>encoding the prompt</source>
      <translation>Kodieren des Prompts</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/start_image.py" />
      <source>end image</source>
      <translation>Endbild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/locked_clips.py" />
      <source>ended at frame {number}</source>
      <translation>endete bei Bild {number}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>ends in the middle</source>
      <translation>bricht mittendrin ab</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>ends with zeros</source>
      <translation>endet mit Nullen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>engine</source>
      <translation>Engine</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/wildcards.py" />
      <source>entry {number} of __{name}__: {reason}</source>
      <translation>Eintrag {number} von __{name}__: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/findings.py" />
      <source>error</source>
      <translation>Fehler</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>estimated</source>
      <translation>geschätzt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/settings.py" />
      <source>everything</source>
      <translation>alles</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>family?</source>
      <translation>Familie?</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/word_rows.py" />
      <source>favourite</source>
      <translation>Favorit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/health_report.py" />
      <source>fine</source>
      <translation>in Ordnung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/file_failures.py" />
      <source>folder of checkpoints</source>
      <translation>Ordner der Zwischenstände</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>found again</source>
      <translation>wiedergefunden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/clip_decoder.py" />
      <source>frame {number} cannot be decoded</source>
      <translation>Bild {number} kann nicht dekodiert werden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player_controls.py" />
      <source>from an image</source>
      <translation>aus einem Bild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/channel.py" />
      <source>gallery</source>
      <translation>Galerie</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/syntax_proposals.py" />
      <source>gave the `if` without `else` the value None</source>
      <translation>hat dem `if` ohne `else` den Wert None gegeben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/syntax_proposals.py" />
      <source>gave the empty block a `pass`</source>
      <translation>hat dem leeren Block ein `pass` gegeben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/versions.py" />
      <source>gone</source>
      <translation>weggefallen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/hardware_optimizer.py" />
      <source>graphics memory</source>
      <translation>Grafikspeicher</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>graphics memory to decode</source>
      <translation>Grafikspeicher zum Dekodieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>graphics memory to encode</source>
      <translation>Grafikspeicher zum Kodieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>graphics memory to sample</source>
      <translation>Grafikspeicher zum Sampeln</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>grid</source>
      <translation>Raster</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/replacement.py" />
      <source>guidance {new:g} instead of {old:g}</source>
      <translation>Guidance {new:g} statt {old:g}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>hard disk</source>
      <translation>Festplatte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>has a comma before its last bracket</source>
      <translation>hat ein Komma vor der letzten Klammer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/gguf_header.py" />
      <source>has a damaged header</source>
      <translation>hat einen beschädigten Dateikopf</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/safetensors_header.py" />
      <source>has a header of more than {mib} MiB</source>
      <translation>hat einen Dateikopf von mehr als {mib} MiB</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/wildcard_files.py" />
      <source>has a name that no prompt can hold: use letters, digits, - and single _</source>
      <translation>hat einen Namen, der in keinem Prompt stehen kann: Buchstaben, Ziffern, - und einzelne _ verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/weight_scales.py" />
      <source>has a scale that does not fit {name}</source>
      <translation>hat eine Skala, die nicht zu {name} passt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_folder.py" />
      <source>has a second transformer without a boundary, or the reverse</source>
      <translation>hat einen zweiten Transformer ohne Grenze oder umgekehrt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>has damaged settings: alpha of {layer} is no number</source>
      <translation>hat beschädigte Einstellungen: Alpha von {layer} ist keine Zahl</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/file_notes.py" />
      <source>has damaged settings: an alpha is no number</source>
      <translation>hat beschädigte Einstellungen: ein Alpha ist keine Zahl</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/files.py" />
      <source>has damaged settings; save or download it again</source>
      <translation>hat beschädigte Einstellungen; sie neu speichern oder herunterladen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/inspection/pictures.py" />
      <source>has more than {megabytes} MB</source>
      <translation>hat mehr als {megabytes} MB</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/inspection/pictures.py" />
      <source>has more than {megapixels} megapixels</source>
      <translation>hat mehr als {megapixels} Megapixel</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/start_image.py" />
      <source>has more than {most} megapixels</source>
      <translation>hat mehr als {most} Megapixel</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>has more than {size} KiB</source>
      <translation>hat mehr als {size} KiB</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub.py" />
      <source>has trouble of its own</source>
      <translation>hat selbst eine Störung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/safetensors_header.py" />
      <source>has unreadable names in it</source>
      <translation>enthält unlesbare Namen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/model_schemas.py" />
      <source>has {count} values for {channels} channels</source>
      <translation>hat {count} Werte für {channels} Kanäle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/model_schemas.py" />
      <source>has {count} values where {wanted} belong</source>
      <translation>hat {count} Werte, wo {wanted} hingehören</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/wan_architecture.py" />
      <source>has {name} in shape {shapes}, not {shape}</source>
      <translation>hat {name} in der Form {shapes} statt {shape}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/files.py" />
      <source>has {size:.1f} GiB; LoRA files have at most 4</source>
      <translation>hat {size:.1f} GiB; LoRA-Dateien haben höchstens 4</translation>
    </message>
    <message>
      <location filename="wan22_desktop/qtkit/report_list.py" />
      <source>heading</source>
      <translation>Überschrift</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/report_html.py" />
      <source>health report</source>
      <translation>Prüfbericht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>high noise</source>
      <translation>High-Noise</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>high-noise</source>
      <translation>High-Noise</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_check.py" />
      <source>holds a number that cannot be read</source>
      <translation>enthält eine Zahl, die nicht lesbar ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/weight_files.py" />
      <source>holds a tensor twice</source>
      <translation>enthält einen Tensor doppelt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/tensor_table.py" />
      <source>holds a text of impossible length</source>
      <translation>enthält einen Text von unmöglicher Länge</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/recognition.py" />
      <source>holds no LoRA</source>
      <translation>enthält kein LoRA</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/sidecars.py" />
      <source>holds no notes about a LoRA</source>
      <translation>enthält keine Notizen zu einem LoRA</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/wan_layout.py" />
      <source>holds no part of Wan 2.2 that this app knows</source>
      <translation>enthält keinen Teil von Wan 2.2, den diese App kennt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/files.py" />
      <source>holds no tokens</source>
      <translation>enthält keine Token</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>holds nothing but zeros</source>
      <translation>enthält nichts als Nullen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>holds nothing that belongs to Wan's transformer</source>
      <translation>enthält nichts, was zum Transformer von Wan gehört</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/safetensors_header.py" />
      <source>holds too many tensors: at most {most} are read</source>
      <translation>enthält zu viele Tensoren: höchstens {most} werden gelesen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/safetensors_header.py" />
      <source>holds too many texts: at most {most} are read</source>
      <translation>enthält zu viele Texte: höchstens {most} werden gelesen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/layout.py" />
      <source>holds {dtype} numbers, which LoRAs do not have</source>
      <translation>enthält {dtype}-Zahlen, die LoRAs nicht haben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/files.py" />
      <source>holds {kind} numbers, which LoRAs do not have</source>
      <translation>enthält Zahlen vom Typ {kind}, die es in LoRAs nicht gibt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>holds {kind} numbers, which LoRAs do not have, in {key}</source>
      <translation>enthält in {key} Zahlen vom Typ {kind}, die es in LoRAs nicht gibt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/wan_architecture.py" />
      <source>holds {unknown:.80}, which Wan 2.2 does not have</source>
      <translation>enthält {unknown:.80}, das Wan 2.2 nicht hat</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>home</source>
      <translation>App-Daten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/support_bundle.py" />
      <source>how many rows each table has and how it is built; no rows</source>
      <translation>wie viele Zeilen jede Tabelle hat und wie sie gebaut ist; keine Zeilen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/similarity_line.py" />
      <source>identical</source>
      <translation>identisch</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>image to video</source>
      <translation>Bild zu Video</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>image-to-video</source>
      <translation>Bild zu Video</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>in tiles of {size}</source>
      <translation>in Kacheln von {size}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_kinds.py" />
      <source>in use</source>
      <translation>in Gebrauch</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/render_run.py" />
      <source>in {tiles} on the graphics card</source>
      <translation>auf der Grafikkarte ({tiles})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/render_run.py" />
      <source>in {tiles} on the processor</source>
      <translation>auf dem Prozessor ({tiles})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>installed</source>
      <translation>installiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>installed program</source>
      <translation>installiertes Programm</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>interpolate</source>
      <translation>flüssiger gemacht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/wan_architecture.py" />
      <source>is Wan 2.1 T2V 1.3B</source>
      <translation>ist Wan 2.1 T2V 1.3B</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a CLIP text encoder</source>
      <translation>ist ein CLIP-Text-Encoder</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a Flux or Hunyuan model</source>
      <translation>ist ein Flux- oder Hunyuan-Modell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_files.py" />
      <source>is a GGUF file and no safetensors file</source>
      <translation>ist eine GGUF-Datei und keine safetensors-Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a Hunyuan video model</source>
      <translation>ist ein Hunyuan-Videomodell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a LoRA, which goes on top of a model</source>
      <translation>ist ein LoRA, das ein Modell ergänzt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a Qwen Image, Flux or SD3 model</source>
      <translation>ist ein Qwen-Image-, Flux- oder SD3-Modell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a Stable Diffusion 3 model</source>
      <translation>ist ein Stable-Diffusion-3-Modell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a Stable Diffusion model</source>
      <translation>ist ein Stable-Diffusion-Modell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a T5 text encoder, but not UMT5</source>
      <translation>ist ein T5-Text-Encoder, aber kein UMT5</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a T5 with a decoder: use only the encoder</source>
      <translation>ist ein T5 mit Decoder: nur den Encoder verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a VAE of another model</source>
      <translation>ist der VAE eines anderen Modells</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/wan_architecture.py" />
      <source>is a VAE with {channels} channels that no Wan 2.2 model uses</source>
      <translation>ist ein VAE mit {channels} Kanälen, den kein Modell von Wan 2.2 verwendet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a Wan 2.1 image-to-video model</source>
      <translation>ist ein Bild-zu-Video-Modell von Wan 2.1</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a Wan Animate model</source>
      <translation>ist ein Wan-Animate-Modell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a Wan Fun model with camera control</source>
      <translation>ist ein Wan-Fun-Modell mit Kamerasteuerung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a Wan Fun model with control video</source>
      <translation>ist ein Wan-Fun-Modell mit Steuervideo</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a Wan S2V model (speech to video)</source>
      <translation>ist ein Wan-S2V-Modell (Sprache zu Video)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a Wan VACE model</source>
      <translation>ist ein Wan-VACE-Modell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a Wan model that is driven by sound</source>
      <translation>ist ein Wan-Modell, das von Ton gesteuert wird</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_files.py" />
      <source>is a ZIP archive; unpack it first</source>
      <translation>ist ein ZIP-Archiv; zuerst entpacken</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>is a bad LoRA: {key} holds numbers that are not finite</source>
      <translation>ist fehlerhaft: {key} enthält Zahlen, die nicht endlich sind</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a language model</source>
      <translation>ist ein Sprachmodell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/files.py" />
      <source>is a link or lies in the cloud only, and links are not followed</source>
      <translation>ist eine Verknüpfung oder liegt nur in der Cloud, und Verknüpfungen wird nicht gefolgt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/recognition.py" />
      <source>is a model, or a part of one</source>
      <translation>ist ein Modell oder ein Teil davon</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_files.py" />
      <source>is a note of Git LFS about where the file is, not the file itself</source>
      <translation>ist nur ein Verweis von Git LFS darauf, wo die Datei liegt, nicht die Datei selbst</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_check.py" />
      <source>is a number that cannot be read</source>
      <translation>ist eine Zahl, die nicht lesbar ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_check.py" />
      <source>is a part that this app does not run</source>
      <translation>ist ein Teil, den diese App nicht ausführt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/suspicion.py" />
      <source>is a pickle, which can carry program code</source>
      <translation>ist ein Pickle, das Programmcode enthalten kann</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_files.py" />
      <source>is a pickle, which can run any program when it is opened; get it as .safetensors</source>
      <translation>ist ein Pickle, das beim Öffnen jedes Programm ausführen kann; als .safetensors besorgen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/suspicion.py" />
      <source>is a program for Linux</source>
      <translation>ist ein Programm für Linux</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/suspicion.py" />
      <source>is a program for Windows</source>
      <translation>ist ein Programm für Windows</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/suspicion.py" />
      <source>is a program for macOS</source>
      <translation>ist ein Programm für macOS</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/suspicion.py" />
      <source>is a script</source>
      <translation>ist ein Skript</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is a text encoder as GGUF: use one in safetensors</source>
      <translation>ist ein Text-Encoder als GGUF: einen in safetensors verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_files.py" />
      <source>is a web page, not the file itself; download it again</source>
      <translation>ist eine Webseite und nicht die Datei selbst; noch einmal herunterladen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_models.py" />
      <source>is an LTX or PixArt model</source>
      <translation>ist ein LTX- oder PixArt-Modell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/suspicion.py" />
      <source>is an archive, which can carry program code</source>
      <translation>ist ein Archiv, das Programmcode enthalten kann</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub.py" />
      <source>is asked too often</source>
      <translation>wird zu oft gefragt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/weight_files.py" />
      <source>is damaged</source>
      <translation>ist beschädigt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/start_image.py" />
      <source>is damaged or no PNG, JPEG or WebP picture</source>
      <translation>ist beschädigt oder kein PNG-, JPEG- oder WebP-Bild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/upscalers.py" />
      <source>is damaged, or no safetensors file</source>
      <translation>ist beschädigt oder keine safetensors-Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>is damaged: alpha of {layer} is no number</source>
      <translation>ist beschädigt: Alpha von {layer} ist keine Zahl</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/layout.py" />
      <source>is damaged: alpha of {target} is no number</source>
      <translation>ist beschädigt: alpha von {target} ist keine Zahl</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>is damaged: the matrices of {layer} do not fit each other</source>
      <translation>ist beschädigt: Die Matrizen von {layer} passen nicht zueinander</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/layout.py" />
      <source>is damaged: the matrices of {target} do not fit each other</source>
      <translation>ist beschädigt: die Matrizen von {target} passen nicht zueinander</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/files.py" />
      <source>is damaged; download it again</source>
      <translation>ist beschädigt; sie erneut herunterladen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/weight_files.py" />
      <source>is empty</source>
      <translation>ist leer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/foreign_files.py" />
      <source>is empty, so it is no safetensors file</source>
      <translation>ist leer und damit keine safetensors-Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>is in UTF-16 where UTF-8 is read</source>
      <translation>ist in UTF-16, gelesen wird UTF-8</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>is incomplete: {layer} has a bias and not its matrices</source>
      <translation>ist unvollständig: {layer} hat einen Bias, aber nicht die Matrizen dazu</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>is incomplete: {layer} has one matrix of two</source>
      <translation>ist unvollständig: {layer} hat nur eine von zwei Matrizen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/layout.py" />
      <source>is incomplete: {target} has a bias and not its matrices</source>
      <translation>ist unvollständig: {target} hat einen Bias, aber keine Matrizen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/layout.py" />
      <source>is incomplete: {target} has one matrix of two</source>
      <translation>ist unvollständig: {target} hat eine von zwei Matrizen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/sidecars.py" />
      <source>is larger than {mib} MiB</source>
      <translation>ist größer als {mib} MiB</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/format.py" />
      <source>is made for {family}, not for Wan 2.2</source>
      <translation>ist für {family} gemacht, nicht für Wan 2.2</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>is made for {made_for} and cannot work on {title}</source>
      <translation>ist für {made_for} gemacht und wirkt nicht auf {title}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/fit.py" />
      <source>is made for {made_for}; this model has width {width}</source>
      <translation>ist für {made_for} gemacht; dieses Modell hat die Breite {width}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/wan_layout.py" />
      <source>is missing</source>
      <translation>fehlt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/sidecars.py" />
      <source>is nested too deeply</source>
      <translation>ist zu tief verschachtelt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/gguf_header.py" />
      <source>is no GGUF file</source>
      <translation>ist keine GGUF-Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/sidecars.py" />
      <source>is no JSON</source>
      <translation>ist kein JSON</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>is no JSON: {what} in line {line}</source>
      <translation>ist kein JSON: {what} in Zeile {line}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/inspection/commands.py" />
      <source>is no LoRA: {reason}</source>
      <translation>ist kein LoRA: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/inspection/pictures.py" />
      <source>is no PNG, JPEG or WebP picture that can be read, or a very large one</source>
      <translation>ist kein lesbares PNG-, JPEG- oder WebP-Bild oder ein sehr großes</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/inspection/commands.py" />
      <source>is no file</source>
      <translation>ist keine Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/start_image.py" />
      <source>is no longer the one that was chosen</source>
      <translation>ist nicht mehr das ausgewählte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/files.py" />
      <source>is no plain file</source>
      <translation>ist keine gewöhnliche Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/repair.py" />
      <source>is no regular file</source>
      <translation>ist keine gewöhnliche Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/safetensors_header.py" />
      <source>is no safetensors file</source>
      <translation>ist keine safetensors-Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>is no text in UTF-8</source>
      <translation>ist kein Text in UTF-8</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/upscaler_model.py" />
      <source>is no upscaler that spandrel knows</source>
      <translation>ist kein Vergrößerungsmodell, das spandrel kennt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/wildcard_files.py" />
      <source>is not UTF-8 text</source>
      <translation>ist kein UTF-8-Text</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/fallback.py" />
      <source>is not installed</source>
      <translation>ist nicht installiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_check.py" />
      <source>is not known to this class</source>
      <translation>ist dieser Klasse nicht bekannt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_folder.py" />
      <source>is not that of a {class_name}</source>
      <translation>gehört nicht zu {class_name}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/lora/files.py" />
      <source>is not the file that was chosen: its content has changed</source>
      <translation>ist nicht die ausgewählte Datei: Ihr Inhalt hat sich geändert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/inspection/commands.py" />
      <source>is not there (any more)</source>
      <translation>ist nicht (mehr) da</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/scan_hook.py" />
      <source>is not written correctly ({error})</source>
      <translation>ist nicht richtig geschrieben ({error})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/suspicion.py" />
      <source>is of a kind that no model needs ({ending})</source>
      <translation>ist von einer Art, die kein Modell braucht ({ending})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/gguf_header.py" />
      <source>is of a version of GGUF that this app does not read</source>
      <translation>hat eine GGUF-Version, die diese App nicht liest</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/wildcard_files.py" />
      <source>is too large</source>
      <translation>ist zu groß</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/fallback.py" />
      <source>is too large for this computer</source>
      <translation>ist zu groß für diesen Computer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/layout.py" />
      <source>it </source>
      <translation>es </translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/engine_process.py" />
      <source>it belongs to another version of this app</source>
      <translation>sie gehört zu einer anderen Version dieser App</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/lora_keys.py" />
      <source>it changes layers that Wan 2.2 does not have</source>
      <translation>es ändert Schichten, die Wan 2.2 nicht hat</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/engine_process.py" />
      <source>it could not be started: {reason}</source>
      <translation>sie ließ sich nicht starten: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/sources.py" />
      <source>it has more than {most} megapixels</source>
      <translation>sie hat mehr als {most} Megapixel</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>it has no end, or was not written by this app</source>
      <translation>sie hat kein Ende oder wurde nicht von dieser App geschrieben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/sources.py" />
      <source>it has no frames</source>
      <translation>sie enthält keine Bilder</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/clip_decoder.py" />
      <source>it has no picture</source>
      <translation>sie enthält kein Bild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/requirements.py" />
      <source>it holds bytes that are no text</source>
      <translation>er enthält Bytes, die kein Text sind</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>it holds more files than a state has</source>
      <translation>sie enthält mehr Dateien als eine Sicherung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/lora_keys.py" />
      <source>it holds something unknown</source>
      <translation>es enthält Unbekanntes</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>it is being put in place</source>
      <translation>es wird an seinen Platz gebracht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>it is being repaired</source>
      <translation>es wird repariert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>it is below {value} {unit}</source>
      <translation>der Wert unter {value} {unit} liegt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/system_state.py" />
      <source>it is damaged</source>
      <translation>sie ist beschädigt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>it is damaged or no preset</source>
      <translation>sie ist beschädigt oder keine Voreinstellung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>it is damaged, or holds something else</source>
      <translation>sie ist beschädigt oder enthält etwas anderes</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>it is installed already</source>
      <translation>es ist schon installiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>it is installed already, but damaged: repair it</source>
      <translation>es ist schon installiert, aber beschädigt: reparieren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/clip_decoder.py" />
      <source>it is no MP4 video, or it is damaged</source>
      <translation>sie ist kein MP4-Video oder beschädigt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_validator.py" />
      <source>it is no file</source>
      <translation>es ist keine Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/speed/attention.py" />
      <source>it is not installed</source>
      <translation>es ist nicht installiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/settings.py" />
      <source>it is not readable</source>
      <translation>nicht lesbar</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_validator.py" />
      <source>it is not there</source>
      <translation>nicht vorhanden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>it is not whole</source>
      <translation>es ist nicht vollständig</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>it is packed in a way that this app does not use</source>
      <translation>sie ist auf eine Art gepackt, die diese App nicht verwendet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>it is too large</source>
      <translation>sie ist zu groß</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>it is too large to be a preset</source>
      <translation>sie ist zu groß für eine Voreinstellung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>it is too short</source>
      <translation>sie ist zu kurz</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>it names {name}, which is no part of a state</source>
      <translation>sie nennt {name}, das zu keiner Sicherung gehört</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine_protocol/quantization.py" />
      <source>it needs an NVIDIA card of {generation} or newer</source>
      <translation>sie braucht eine NVIDIA-Grafikkarte der {generation} oder neuer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>it points outside itself</source>
      <translation>sie verweist über sich hinaus</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>it renders its model already</source>
      <translation>es rendert sein Modell schon</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>it ships with the app</source>
      <translation>es liegt der App bei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/main.py" />
      <source>it speaks protocol version {number} only</source>
      <translation>sie spricht nur Protokollversion {number}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/quantization.py" />
      <source>it took more than {seconds:.0f} s</source>
      <translation>sie dauerte mehr als {seconds:.0f} s</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>it was made by a newer version of the app</source>
      <translation>sie stammt aus einer neueren Version der App</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/lora_keys.py" />
      <source>it was made with {method}</source>
      <translation>es wurde mit {method} erstellt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/engine_process.py" />
      <source>it was not ready within {seconds:.0f} s</source>
      <translation>sie war nicht innerhalb von {seconds:.0f} s bereit</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor_sources.py" />
      <source>it was not ready within {seconds} s.</source>
      <translation>sie war nach {seconds} s nicht bereit.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/quantization.py" />
      <source>it works in bf16 only</source>
      <translation>sie funktioniert nur in bf16</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/inspection/commands.py" />
      <source>it {error}</source>
      <translation>es {error}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/adoption_sets.py" />
      <source>its VAE</source>
      <translation>der VAE</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>its download has failed: resume or cancel that first</source>
      <translation>der Download ist fehlgeschlagen: zuerst fortsetzen oder abbrechen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>its file</source>
      <translation>die Datei dafür</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>its file (safetensors) or a folder {kind}</source>
      <translation>die Datei dafür (safetensors) oder einen Ordner {kind}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/processor.py" />
      <source>its folder is not there</source>
      <translation>sein Ordner ist nicht da</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>its high-noise expert</source>
      <translation>der High-Noise-Experte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/clip_decoder.py" />
      <source>its kind of video is unknown</source>
      <translation>ihre Art von Video ist unbekannt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub.py" />
      <source>its licence has to be accepted first, or it is not public</source>
      <translation>die Lizenz muss zuerst angenommen werden, oder es ist nicht öffentlich</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>its list of files does not agree with its contents</source>
      <translation>die Liste ihrer Dateien passt nicht zum Inhalt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>its low-noise expert</source>
      <translation>der Low-Noise-Experte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/outside_folders.py" />
      <source>its name cannot be used</source>
      <translation>der Name kann nicht verwendet werden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/clip_decoder.py" />
      <source>its picture of {width} x {height} pixels is out of range</source>
      <translation>ihre Bildgröße von {width} x {height} Pixeln liegt außerhalb des Möglichen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/adoption_sets.py" />
      <source>its text encoder</source>
      <translation>der Text-Encoder</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>its tokenizer</source>
      <translation>der Tokenizer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>its transformer</source>
      <translation>der Transformer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/clip_decoder.py" />
      <source>its {num_frames} frames are more than the {max_frames} we show</source>
      <translation>mit {num_frames} Bildern sind es mehr als die {max_frames}, die gezeigt werden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>its {part}, and no other installed model has one that fits</source>
      <translation>der {part}, und kein anderes installiertes Modell hat einen passenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_details.py" />
      <source>job {job}</source>
      <translation>Auftrag {job}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_rescue.py" />
      <source>jobs whose settings are damaged: {names}</source>
      <translation>Aufträge mit beschädigten Einstellungen: {names}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>join</source>
      <translation>aneinandergefügt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/wan_architecture.py" />
      <source>lacks tensors, or has them in shapes that do not fit</source>
      <translation>hat Tensoren nicht oder in Formen, die nicht passen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/weight_scales.py" />
      <source>lacks the scales of its weights</source>
      <translation>enthält die Skalen der Gewichte nicht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/wan_architecture.py" />
      <source>lacks {name}</source>
      <translation>enthält {name} nicht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>last on {day}</source>
      <translation>zuletzt am {day}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_row.py" />
      <source>later</source>
      <translation>später</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>less than a second</source>
      <translation>weniger als eine Sekunde</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/usage.py" />
      <source>less than an hour ago</source>
      <translation>vor weniger als einer Stunde</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/syntax_validator.py" />
      <source>line {number}</source>
      <translation>Zeile {number}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/work.py" />
      <source>linked, not copied</source>
      <translation>verknüpft, nicht kopiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>loading the model</source>
      <translation>Laden des Modells</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>low noise</source>
      <translation>Low-Noise</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>low-noise</source>
      <translation>Low-Noise</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>manifest</source>
      <translation>Manifest</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/ui/optimizer_dialog.py" />
      <source>measured</source>
      <translation>gemessen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>memory</source>
      <translation>Arbeitsspeicher</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/pages.py" />
      <source>min</source>
      <translation>min</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor_sources.py" />
      <source>missing</source>
      <translation>fehlt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/channel.py" />
      <source>models</source>
      <translation>Modelle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>more follows after the object</source>
      <translation>nach dem Objekt folgt noch etwas</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/prompt_tools.py" />
      <source>more than a trillion</source>
      <translation>mehr als eine Billion</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_panel.py" />
      <source>more than {time} left</source>
      <translation>noch mehr als {time}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/qtkit/report_list.py" />
      <source>muted</source>
      <translation>Hinweis</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/weight_files.py" />
      <source>names a file outside its folder</source>
      <translation>nennt eine Datei außerhalb des Ordners</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>names and sizes</source>
      <translation>Namen und Größen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/weight_files.py" />
      <source>names no weights</source>
      <translation>nennt keine Gewichte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>names, sizes and SHA-256</source>
      <translation>Namen, Größen und SHA-256</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>nests too deeply</source>
      <translation>ist zu tief verschachtelt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>network drive</source>
      <translation>Netzlaufwerk</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>network share</source>
      <translation>Netzwerkfreigabe</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>never</source>
      <translation>nie</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/versions.py" />
      <source>new</source>
      <translation>neu</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>no</source>
      <translation>nein</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>no LoRA but a model</source>
      <translation>kein LoRA, sondern ein Modell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>no card</source>
      <translation>keine Karte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>no download of it is paused or has failed</source>
      <translation>kein Download davon ist angehalten oder fehlgeschlagen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>no earlier version of it is kept</source>
      <translation>keine frühere Version davon ist erhalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/setting_text.py" />
      <source>no measurable difference</source>
      <translation>kein messbarer Unterschied</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_panel.py" />
      <source>no new job is started.</source>
      <translation>kein neuer Auftrag beginnt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>no newer version is known: check for updates first</source>
      <translation>keine neuere Version ist bekannt: zuerst nach Updates suchen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/json_object.py" />
      <source>no value can be read</source>
      <translation>es ist kein Wert lesbar</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/log_check.py" />
      <source>none</source>
      <translation>keine</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>none found</source>
      <translation>keine gefunden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/inspection/commands.py" />
      <source>none of its tensors belongs to one</source>
      <translation>keiner der Tensoren gehört zu einem</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>none yet</source>
      <translation>noch keine</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>none yet: it is made when the app starts</source>
      <translation>noch keine: Sie entsteht beim Start der App</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/settings.py" />
      <source>not JSON</source>
      <translation>kein JSON</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>not Wan</source>
      <translation>nicht Wan</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/settings.py" />
      <source>not a tree of settings</source>
      <translation>kein Baum von Einstellungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>not asked</source>
      <translation>nicht abgefragt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>not checked yet</source>
      <translation>noch nicht geprüft</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/similarity_line.py" />
      <source>not compared</source>
      <translation>nicht verglichen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/library_versions.py" />
      <source>not installed</source>
      <translation>nicht installiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>not known</source>
      <translation>unbekannt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>not readable</source>
      <translation>nicht lesbar</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>not taken</source>
      <translation>nicht aufgenommen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>not used</source>
      <translation>nicht verwendet</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/findings.py" />
      <source>note</source>
      <translation>Hinweis</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>nothing of it is being fetched</source>
      <translation>nichts davon wird heruntergeladen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>nothing of it is known to be damaged: verify it first</source>
      <translation>nichts davon ist als beschädigt bekannt: zuerst prüfen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/queue_watch.py" />
      <source>nothing to do</source>
      <translation>nichts zu tun</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>of a clip of this queue</source>
      <translation>
        <numerusform>aus einem Clip dieser Warteschlange</numerusform>
        <numerusform>aus {count} Clips dieser Warteschlange</numerusform>
      </translation>
      <extracomment>Plural: of {count} clips of this queue</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>of {names}</source>
      <translation>aus {names}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>off</source>
      <translation>aus</translation>
    </message>
    <message>
      <location filename="wan22_desktop/qtkit/report_list.py" />
      <source>ok</source>
      <translation>in Ordnung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>on</source>
      <translation>an</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>on the card</source>
      <translation>auf der Karte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>on the processor</source>
      <translation>auf dem Prozessor</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>once</source>
      <translation>
        <numerusform>einmal</numerusform>
        <numerusform>{count:,}-mal</numerusform>
      </translation>
      <extracomment>Plural: {count:,} times</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_schema.py" />
      <source>one of {values}</source>
      <translation>eines von {values}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/preflight.py" />
      <source>one part of the model on the card at a time</source>
      <translation>jeweils ein Teil des Modells auf der Karte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>one transformer</source>
      <translation>ein Transformer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/section.py" />
      <source>open</source>
      <translation>aufgeklappt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/file_failures.py" />
      <source>output folder</source>
      <translation>Ausgabeordner</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>outputs</source>
      <translation>Ausgaben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/weight_scales.py" />
      <source>packs its weights as {name:.40}, which this app does not read</source>
      <translation>packt die Gewichte als {name:.40}, was diese App nicht liest</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>pad</source>
      <translation>mit Rand</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>pages</source>
      <translation>Seiten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/queue_watch.py" />
      <source>paused</source>
      <translation>angehalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/qtkit/report_list.py" />
      <source>plain</source>
      <translation>Hinweis</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_details.py" />
      <source>process {process}, thread {thread}</source>
      <translation>Prozess {process}, Thread {thread}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine_protocol/quantization.py" />
      <source>processors do not multiply 8-bit floats</source>
      <translation>Prozessoren multiplizieren keine 8-Bit-Gleitkommazahlen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/layout.py" />
      <source>puts a bias on {target}, which has none</source>
      <translation>legt einen Bias auf {target}, das keinen hat</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/layout.py" />
      <source>puts matrices on {target}, which has none</source>
      <translation>legt Matrizen auf {target}, das keine hat</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/size_picker.py" />
      <source>px</source>
      <translation>px</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/channel.py" />
      <source>queue</source>
      <translation>Warteschlange</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>rank {rank}</source>
      <translation>Rang {rank}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_kinds.py" />
      <source>read</source>
      <translation>lesen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>recommended here</source>
      <translation>hier empfohlen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>red, blue, green</source>
      <translation>red, blue, green</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_row.py" />
      <source>remove</source>
      <translation>entfernen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>removed</source>
      <translation>entfernt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>renders {title}</source>
      <translation>rendert {title}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>repaired</source>
      <translation>repariert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>resumed</source>
      <translation>fortgesetzt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>rolled back</source>
      <translation>zurückgesetzt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>rows</source>
      <translation>Zeilen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_kinds.py" />
      <source>s/step</source>
      <translation>s/Schritt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>sampling</source>
      <translation>Sampling</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>saved before another one was restored</source>
      <translation>vor dem Zurückspielen einer anderen gesichert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>saved before the app was upgraded</source>
      <translation>vor der Aktualisierung der App gesichert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>saved by you</source>
      <translation>von Hand gesichert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/channel.py" />
      <source>saved states</source>
      <translation>Sicherungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>saved when the app was closed</source>
      <translation>beim Schließen der App gesichert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_check.py" />
      <source>says that the weights are quantized in a way not read here</source>
      <translation>nennt eine Quantisierung der Gewichte, die hier nicht gelesen wird</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_folder.py" />
      <source>says that the weights are quantized in a way this app does not read</source>
      <translation>gibt an, dass die Gewichte auf eine Art quantisiert sind, die diese App nicht liest</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player_controls.py" />
      <source>seed {seed}</source>
      <translation>Seed {seed}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/syntax_proposals.py" />
      <source>set the line back to the depth of its block</source>
      <translation>hat die Zeile auf die Tiefe ihres Blocks gesetzt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_kinds.py" />
      <source>shared</source>
      <translation>geteilt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>ships with the app</source>
      <translation>liegt der App bei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/model_schemas.py" />
      <source>should be a share of the steps if there is a second transformer, else null</source>
      <translation>sollte ein Anteil der Schritte sein, wenn es einen zweiten Transformer gibt, sonst null</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_check.py" />
      <source>should be {wanted}</source>
      <translation>sollte sein: {wanted}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/safetensors_header.py" />
      <source>should have {end} bytes but has {size_bytes}</source>
      <translation>sollte {end} Bytes haben, hat aber {size_bytes}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/gguf_header.py" />
      <source>should have {end} bytes but has {size}</source>
      <translation>sollte {end} Bytes haben, hat aber {size}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>side by side</source>
      <translation>nebeneinander</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>single files</source>
      <translation>einzelne Dateien</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>skipped</source>
      <translation>übersprungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>source checkout, without a manifest</source>
      <translation>Quelltext-Checkout, ohne Manifest</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>space on the disk</source>
      <translation>Platz auf der Festplatte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/clip_cell.py" />
      <source>starred</source>
      <translation>mit Stern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/start_image.py" />
      <source>start image</source>
      <translation>Startbild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_kinds.py" />
      <source>step</source>
      <translation>Schritt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>step {step} of {steps}</source>
      <translation>Schritt {step} von {steps}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/replacement.py" />
      <source>steps {new} instead of {old}</source>
      <translation>Schritte {new} statt {old}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/weight_scales.py" />
      <source>stores {name} as {dtype}, which this app does not read</source>
      <translation>speichert {name} als {dtype}, was diese App nicht liest</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>stretch</source>
      <translation>strecken</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/inspection/commands.py" />
      <source>takes too much memory to look into</source>
      <translation>braucht zum Untersuchen zu viel Arbeitsspeicher</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/wan_architecture.py" />
      <source>takes {taken} channels and gives {given}, as no Wan 2.2 model does</source>
      <translation>nimmt {taken} Kanäle und gibt {given}, wie kein Modell von Wan 2.2</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/library_versions.py" />
      <source>tested with {version}</source>
      <translation>getestet mit {version}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>text and image to video</source>
      <translation>Text und Bild zu Video</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/wan_architecture.py" />
      <source>text encoder</source>
      <translation>Text-Encoder</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>text to video</source>
      <translation>Text zu Video</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>text-to-video</source>
      <translation>Text zu Video</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>that was chosen for this machine or is what worked here before</source>
      <translation>das wurde für diesen Rechner gewählt oder hat hier schon funktioniert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine_protocol/quantization.py" />
      <source>the Ada generation (GeForce 40)</source>
      <translation>Ada-Generation (GeForce 40)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine_protocol/quantization.py" />
      <source>the Turing generation (GeForce 20)</source>
      <translation>Turing-Generation (GeForce 20)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub.py" />
      <source>the access token in the settings is wrong or may not read it</source>
      <translation>das Zugriffstoken in den Einstellungen ist falsch oder darf es nicht lesen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_rescue.py" />
      <source>the backup {name} filled tables that could not be read</source>
      <translation>die Sicherungskopie {name} hat nicht lesbare Tabellen gefüllt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/speed/compile_blocks.py" />
      <source>the blocks are computed in slices, or something wraps them already</source>
      <translation>die Blöcke werden in Scheiben berechnet, oder etwas umschließt sie schon</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>the card has no room for larger weights on their way</source>
      <translation>die Karte hat keinen Platz für größere Gewichte, die unterwegs sind</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>the catalog does not say where it comes from</source>
      <translation>der Katalog sagt nicht, woher es kommt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/video_file.py" />
      <source>the clip reads back with {count} of {total} frames</source>
      <translation>beim Nachlesen hatte er {count} von {total} Bildern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/video_file.py" />
      <source>the clip reads back without what it is made from</source>
      <translation>beim Nachlesen fehlten ihm die Angaben, woraus er gemacht ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/python_text.py" />
      <source>the code is nested too deeply</source>
      <translation>der Code ist zu tief verschachtelt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/speed/compile_blocks.py" />
      <source>the compiler could not be tried: {reason}</source>
      <translation>der Compiler ließ sich nicht erproben: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/speed/compile_blocks.py" />
      <source>the compiler does not work on this machine</source>
      <translation>der Compiler funktioniert auf diesem Computer nicht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/speed/compile_blocks.py" />
      <source>the compiler does not work on this machine: {reason}</source>
      <translation>der Compiler funktioniert auf diesem Computer nicht: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/speed/compile_blocks.py" />
      <source>the compiler gave no answer within {seconds:.0f} s</source>
      <translation>der Compiler antwortete nicht innerhalb von {seconds:.0f} s</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/token.py" />
      <source>the credential store refused ({name})</source>
      <translation>der Speicher für Anmeldedaten hat abgelehnt ({name})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_rescue.py" />
      <source>the damaged files are kept in {folder}</source>
      <translation>die beschädigten Dateien liegen in {folder}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>the demo model</source>
      <translation>das Demomodell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/transfer.py" />
      <source>the disk's format takes no files that large</source>
      <translation>das Format der Festplatte nimmt keine so großen Dateien</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/replacement.py" />
      <source>the end image is left out</source>
      <translation>das Endbild bleibt weg</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/support_bundle.py" />
      <source>the end of what the engine wrote</source>
      <translation>das Ende dessen, was die Engine schrieb</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>the engine does not start</source>
      <translation>die Engine startet nicht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>the engine had {resident} of this computer's {total} in use, {free} were free</source>
      <translation>die Engine belegte {resident} von {total} dieses Computers, {free} waren frei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>the engine has it loaded: wait until it is let go, or end the engine</source>
      <translation>die Engine hat es geladen: warten, bis sie es freigibt, oder die Engine beenden</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>the first value of {axis}</source>
      <translation>
        <numerusform>dem ersten Wert von {axis}</numerusform>
        <numerusform>den ersten {number} Werten von {axis}</numerusform>
      </translation>
      <extracomment>Plural: the first {number} values of {axis}</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>the folder tokenizer of the published model</source>
      <translation>den Ordner tokenizer des veröffentlichten Modells</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/support_bundle.py" />
      <source>the last {count} lines of the log</source>
      <translation>die letzten {count} Zeilen des Protokolls</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine_protocol/quantization.py" />
      <source>the library {name} is not installed</source>
      <translation>die Bibliothek {name} ist nicht installiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>the limit of its process left {size}</source>
      <translation>die Grenze ihres Prozesses ließ {size} übrig</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>the list of its files is lost: install it again, which fetches only what is missing</source>
      <translation>die Liste der Dateien ist verloren: noch einmal installieren, es wird nur das Fehlende heruntergeladen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/quantization.py" />
      <source>the memory does not suffice</source>
      <translation>der Speicher reicht nicht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/quantization.py" />
      <source>the model has weights beyond the range of 8-bit floats</source>
      <translation>das Modell hat Gewichte außerhalb des Bereichs von 8-Bit-Gleitkommazahlen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/quantization.py" />
      <source>the model is no GGUF file</source>
      <translation>das Modell ist keine GGUF-Datei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/quantization.py" />
      <source>the model's GGUF file is quantized already</source>
      <translation>die GGUF-Datei des Modells ist schon quantisiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/token.py" />
      <source>the operating system's credential store does not answer</source>
      <translation>der Speicher für Anmeldedaten des Betriebssystems antwortet nicht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>the page file and memory left {size}</source>
      <translation>Auslagerungsdatei und Arbeitsspeicher ließen {size} übrig</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/service.py" />
      <source>the picture could not be encoded</source>
      <translation>das Bild konnte nicht kodiert werden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>the published specification</source>
      <translation>veröffentlichter Angabe</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>the render had {peak} of the card's {total} in use</source>
      <translation>das Rendern belegte {peak} von {total} der Grafikkarte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>the render had {peak} of the {cap} in use that it may take of the card's {total}</source>
      <translation>das Rendern belegte {peak} von {cap}, die es von den {total} der Grafikkarte nehmen darf</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/failures.py" />
      <source>the render had {size} of the card in use</source>
      <translation>das Rendern belegte {size} der Grafikkarte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>the rest was cancelled</source>
      <translation>der Rest wurde abgebrochen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/scan_hook.py" />
      <source>the scan program ended with code {code}</source>
      <translation>das Prüfprogramm endete mit Code {code}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>the syntax of {count} critical files</source>
      <translation>die Syntax von {count} wichtigen Dateien</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>the system</source>
      <translation>dem System</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/quantization.py" />
      <source>the text encoder computes in the precision of its weights</source>
      <translation>der Text-Encoder rechnet in der Genauigkeit seiner Gewichte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/styles.py" />
      <source>the text of a style needs the place {place} once</source>
      <translation>der Text eines Stils braucht die Stelle {place} genau einmal</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/speed/compile_blocks.py" />
      <source>the weights are fetched while the blocks compute</source>
      <translation>die Gewichte werden geholt, während die Blöcke rechnen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>there already</source>
      <translation>schon da</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/promotion.py" />
      <source>there is no LoRA among its files</source>
      <translation>unter den Dateien ist kein LoRA</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>there is nothing that could be cancelled</source>
      <translation>es gibt nichts, was abgebrochen werden könnte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>these are your own files, and the app never changes them</source>
      <translation>das sind eigene Dateien, und die App ändert sie nie</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/model_adoption.py" />
      <source>this app</source>
      <translation>dieser App</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/speed/attention.py" />
      <source>this app does not use it</source>
      <translation>diese App verwendet es nicht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/token.py" />
      <source>this machine has no credential store</source>
      <translation>dieser Computer hat keinen Speicher für Anmeldedaten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/render_run.py" />
      <source>tiles of {width}x{height}</source>
      <translation>Kacheln von {width}x{height}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>to</source>
      <translation>bis</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/adoption_sets.py" />
      <source>tokenizer</source>
      <translation>Tokenizer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/setting_text.py" />
      <source>too few renders</source>
      <translation>zu wenige Messungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/settings.py" />
      <source>too large</source>
      <translation>zu groß</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/inspection/file_inspector.py" />
      <source>took too long to look into and was refused</source>
      <translation>zu untersuchen dauerte zu lange; abgelehnt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>torch computes on</source>
      <translation>torch rechnet auf</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/libraries.py" />
      <source>torch in the engine</source>
      <translation>torch in der Engine</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>torch {version} is built for the processor only and cannot use {card}.</source>
      <translation>torch {version} ist nur für den Prozessor gebaut und kann {card} nicht verwenden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>torch {version} needs a driver that knows CUDA {needed}; this one knows {known}.</source>
      <translation>torch {version} braucht einen Treiber, der CUDA {needed} kennt; dieser kennt {known}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>torch, in the engine</source>
      <translation>torch in der Engine</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/wan_architecture.py" />
      <source>transformer</source>
      <translation>Transformer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_schema.py" />
      <source>true or false</source>
      <translation>true oder false</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/advice.py" />
      <source>twice</source>
      <translation>zweimal</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>unknown</source>
      <translation>unbekannt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>up to {} are freed once the recycle bin is emptied</source>
      <translation>bis zu {} werden frei, sobald der Papierkorb geleert ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>updated</source>
      <translation>aktualisiert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>upscale</source>
      <translation>vergrößert</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/history_popup.py" />
      <source>used once</source>
      <translation>
        <numerusform>einmal verwendet</numerusform>
        <numerusform>{count}-mal verwendet</numerusform>
      </translation>
      <extracomment>Plural: used {count} times</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/work.py" />
      <source>used where it lies</source>
      <translation>dort verwendet, wo es liegt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>verified</source>
      <translation>geprüft</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/detail_page.py" />
      <source>version {version}</source>
      <translation>Version {version}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/support_bundle.py" />
      <source>versions of the app and its libraries</source>
      <translation>Versionen der App und ihrer Bibliotheken</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>video from images</source>
      <translation>Video aus Bildern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>video from text</source>
      <translation>Video aus Text</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/findings.py" />
      <source>warning</source>
      <translation>Warnung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/own_files.py" />
      <source>was changed by another program before its LoRA was deleted</source>
      <translation>wurde von einem anderen Programm geändert, bevor das LoRA gelöscht wurde</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/tensor_table.py" />
      <source>was changed while it was read</source>
      <translation>wurde während des Lesens geändert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/gguf_header.py" />
      <source>was cut off in its header</source>
      <translation>wurde im Dateikopf abgeschnitten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/own_files.py" />
      <source>was not the LoRA that it should be</source>
      <translation>war nicht das LoRA, das es sein sollte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/inspection.py" />
      <source>was refused by the scan program: {said}</source>
      <translation>wurde vom Prüfprogramm abgelehnt: {said}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/preflight.py" />
      <source>weights fetched layer by layer</source>
      <translation>Gewichte Schicht für Schicht geholt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/preflight.py" />
      <source>weights on the card</source>
      <translation>Gewichte auf der Karte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/preflight.py" />
      <source>weights streamed from memory</source>
      <translation>Gewichte aus dem Arbeitsspeicher gestreamt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/support_bundle.py" />
      <source>what the app has moved or removed</source>
      <translation>was die App verschoben oder entfernt hat</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/support_bundle.py" />
      <source>what the doctor found</source>
      <translation>was die Prüfung gefunden hat</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_attempt.py" />
      <source>what was sampled is kept: Retry only decodes it again.</source>
      <translation>was berechnet wurde, bleibt erhalten: „Erneut versuchen“ dekodiert es nur noch einmal.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/support_bundle.py" />
      <source>what went wrong before and what was done</source>
      <translation>was zuvor schiefging und was getan wurde</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>whole</source>
      <translation>ganz</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/render_run.py" />
      <source>whole frames</source>
      <translation>ganze Bilder</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>with a name that exists</source>
      <translation>mit vergebenem Namen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>without and with {loras}</source>
      <translation>ohne und mit {loras}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/suspicion.py" />
      <source>without ending</source>
      <translation>ohne Endung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>working on clips</source>
      <translation>Arbeiten an Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/chart_kinds.py" />
      <source>write</source>
      <translation>schreiben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>writing the clip</source>
      <translation>Schreiben des Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>yes</source>
      <translation>ja</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/states.py" />
      <source>you have put these files into the app's folder yourself, and the app never changes them</source>
      <translation>diese Dateien wurden selbst in den Ordner der App gelegt, und die App ändert sie nie</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>you start the queue</source>
      <translation>die Warteschlange gestartet wird</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/model_adoption.py" />
      <source>your folder</source>
      <translation>eigenem Ordner</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>your settings</source>
      <translation>den Einstellungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/support_bundle.py" />
      <source>your settings without folders, tokens and names</source>
      <translation>die Einstellungen ohne Ordner, Token und Namen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/domain/origin.py" />
      <source>{address!a} is not asked: it is not https</source>
      <translation>{address!a} wird nicht gefragt: es ist nicht https</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>{advice} (safetensors or GGUF)</source>
      <translation>{advice} (safetensors oder GGUF)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>{advice} Shall the app do that?</source>
      <translation>{advice} Soll die App das tun?</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>{axis} varies twice: choose something else.</source>
      <translation>{axis} ändert sich zweimal: etwas anderes auswählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>{begin}–{end}</source>
      <translation>{begin}–{end}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/tray_messages.py" />
      <source>{button}: click here.</source>
      <translation>{button}: hier klicken.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>{card} has no units for bf16: it will be several times slower.</source>
      <translation>{card} hat keine Einheiten für bf16: Es wird um ein Mehrfaches langsamer.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/gpu_check.py" />
      <source>{card} is too old for torch {version}: it has compute capability {capability}, CUDA {cuda} begins with {least}.</source>
      <translation>{card} ist zu alt für torch {version}: Sie hat Compute Capability {capability}, CUDA {cuda} beginnt bei {least}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/log_check.py" />
      <source>{causes}; {count} recovered</source>
      <translation>{causes}; {count} behoben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/clip_jobs.py" />
      <source>{chosen} clips are too many: {most} is the most.</source>
      <translation>{chosen} Clips sind zu viele: Höchstens {most} sind möglich.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/compose_panel.py" />
      <source>{clips}, about {time}</source>
      <translation>{clips}, etwa {time}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>{clips}, together about {size}. The first becomes {outcome}</source>
      <translation>{clips}, zusammen etwa {size}. Aus dem ersten wird: {outcome}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/compose_panel.py" />
      <source>{clips}. Add them all to the queue?</source>
      <translation>{clips}. Alle in die Warteschlange aufnehmen?</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/error_desk.py" />
      <source>{clip} could not be rendered.</source>
      <translation>{clip} konnte nicht gerendert werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/reproduction.py" />
      <source>{clip} does not say how it was made.</source>
      <translation>{clip} sagt nicht, wie er entstand.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player.py" />
      <source>{clip} frame {number}.png</source>
      <translation>{clip} Bild {number}.png</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/clip_jobs.py" />
      <source>{columns} columns is out of range: 1 to {most}.</source>
      <translation>{columns} Spalten gehen nicht: 1 bis {most} sind möglich.</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>{count:,} clip</source>
      <translation>
        <numerusform>{count:,} Clip</numerusform>
        <numerusform>{count:,} Clips</numerusform>
      </translation>
      <extracomment>Plural: {count:,} clips</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>{count:,} clip added.</source>
      <translation>
        <numerusform>{count:,} Clip hinzugefügt.</numerusform>
        <numerusform>{count:,} Clips hinzugefügt.</numerusform>
      </translation>
      <extracomment>Plural: {count:,} clips added.</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>{count:,} clip moved to the recycle bin.</source>
      <translation>
        <numerusform>{count:,} Clip in den Papierkorb verschoben.</numerusform>
        <numerusform>{count:,} Clips in den Papierkorb verschoben.</numerusform>
      </translation>
      <extracomment>Plural: {count:,} clips moved to the recycle bin.</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/details.py" />
      <source>{count:,} clip, {size}</source>
      <translation>
        <numerusform>{count:,} Clip, {size}</numerusform>
        <numerusform>{count:,} Clips, {size}</numerusform>
      </translation>
      <extracomment>Plural: {count:,} clips, {size}</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>{count:,} could not be added.</source>
      <translation>
        <numerusform>{count:,} konnte nicht hinzugefügt werden.</numerusform>
        <numerusform>{count:,} konnten nicht hinzugefügt werden.</numerusform>
      </translation>
      <extracomment>Plural: {count:,} could not be added.</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/app/log_dock.py" />
      <source>{count:,} records</source>
      <translation>
        <numerusform>{count:,} Eintrag</numerusform>
        <numerusform>{count:,} Einträge</numerusform>
      </translation>
      <extracomment>Plural: {count:,} records</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/gallery_panel.py" />
      <source>{count:,} was here already.</source>
      <translation>
        <numerusform>{count:,} war schon da.</numerusform>
        <numerusform>{count:,} waren schon da.</numerusform>
      </translation>
      <extracomment>Plural: {count:,} were here already.</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>{count} LoRA</source>
      <translation>
        <numerusform>{count} LoRA</numerusform>
        <numerusform>{count} LoRAs</numerusform>
      </translation>
      <extracomment>Plural: {count} LoRAs</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/selection.py" />
      <source>{count} LoRAs cannot be used here: remove them, or choose another model.</source>
      <translation>{count} LoRAs können hier nicht verwendet werden: entfernen oder ein anderes Modell wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/library.py" />
      <source>{count} LoRAs have an id that begins with {wanted}: use more of it.</source>
      <translation>{count} LoRAs haben eine Kennung, die mit {wanted} beginnt: mehr davon angeben.</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>{count} clip</source>
      <translation>
        <numerusform>{count} Clip</numerusform>
        <numerusform>{count} Clips</numerusform>
      </translation>
      <extracomment>Plural: {count} clips</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/domain/clip_jobs.py" />
      <source>{count} clip enlarged</source>
      <translation>
        <numerusform>{count} Clip vergrößert</numerusform>
        <numerusform>{count} Clips vergrößert</numerusform>
      </translation>
      <extracomment>Plural: {count} clips enlarged</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>{count} clip exported</source>
      <translation>
        <numerusform>{count} Clip exportiert</numerusform>
        <numerusform>{count} Clips exportiert</numerusform>
      </translation>
      <extracomment>Plural: {count} clips exported</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/app/clip_desk.py" />
      <source>{count} clip is exported.</source>
      <translation>
        <numerusform>{count} Clip ist exportiert.</numerusform>
        <numerusform>{count} Clips sind exportiert.</numerusform>
      </translation>
      <extracomment>Plural: {count} clips are exported.</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/domain/clip_jobs.py" />
      <source>{count} clip joined</source>
      <translation>
        <numerusform>{count} Clip verbunden</numerusform>
        <numerusform>{count} Clips verbunden</numerusform>
      </translation>
      <extracomment>Plural: {count} clips joined</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/domain/clip_jobs.py" />
      <source>{count} clip larger and smoother</source>
      <translation>
        <numerusform>{count} Clip größer und flüssiger</numerusform>
        <numerusform>{count} Clips größer und flüssiger</numerusform>
      </translation>
      <extracomment>Plural: {count} clips larger and smoother</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/domain/clip_jobs.py" />
      <source>{count} clip made smoother</source>
      <translation>
        <numerusform>{count} Clip flüssiger gemacht</numerusform>
        <numerusform>{count} Clips flüssiger gemacht</numerusform>
      </translation>
      <extracomment>Plural: {count} clips made smoother</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>{count} cores</source>
      <translation>{count} Kerne</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>{count} could not be</source>
      <translation>
        <numerusform>{count} nicht möglich</numerusform>
        <numerusform>{count} nicht möglich</numerusform>
      </translation>
      <extracomment>Plural: {count} could not be</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/domain/drafts.py" />
      <source>{count} draft</source>
      <translation>
        <numerusform>{count} Entwurf</numerusform>
        <numerusform>{count} Entwürfe</numerusform>
      </translation>
      <extracomment>Plural: {count} drafts</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/domain/drafts.py" />
      <source>{count} draft in full</source>
      <translation>
        <numerusform>{count} Entwurf in voller Qualität</numerusform>
        <numerusform>{count} Entwürfe in voller Qualität</numerusform>
      </translation>
      <extracomment>Plural: {count} drafts in full</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/drafts_dialog.py" />
      <source>{count} draft of {size} with {frames} frames</source>
      <translation>
        <numerusform>{count} Entwurf mit {size} und {frames} Bildern</numerusform>
        <numerusform>{count} Entwürfe mit {size} und {frames} Bildern</numerusform>
      </translation>
      <extracomment>Plural: {count} drafts of {size} with {frames} frames</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/drafts.py" />
      <source>{count} drafts is out of range: {least} to {most}.</source>
      <translation>{count} Entwürfe gehen nicht: {least} bis {most} sind möglich.</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/queue_panel.py" />
      <source>{count} ended</source>
      <translation>
        <numerusform>{count} beendet</numerusform>
        <numerusform>{count} beendet</numerusform>
      </translation>
      <extracomment>Plural: {count} ended</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/doctor/log_check.py" />
      <source>{count} error was logged in the last 7 days.</source>
      <translation>
        <numerusform>In den letzten 7 Tagen wurde {count} Fehler protokolliert.</numerusform>
        <numerusform>In den letzten 7 Tagen wurden {count} Fehler protokolliert.</numerusform>
      </translation>
      <extracomment>Plural: {count} errors were logged in the last 7 days.</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/app/queue_watch.py" />
      <source>{count} failed</source>
      <translation>
        <numerusform>{count} fehlgeschlagen</numerusform>
        <numerusform>{count} fehlgeschlagen</numerusform>
      </translation>
      <extracomment>Plural: {count} failed</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_check.py" />
      <source>{count} files</source>
      <translation>{count} Dateien</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/drops.py" />
      <source>{count} files are too many at once.</source>
      <translation>{count} Dateien auf einmal sind zu viele.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor_sources.py" />
      <source>{count} files, {size}</source>
      <translation>{count} Dateien, {size}</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>{count} filter is on</source>
      <translation>
        <numerusform>{count} Filter ist an</numerusform>
        <numerusform>{count} Filter sind an</numerusform>
      </translation>
      <extracomment>Plural: {count} filters are on</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>{count} frame</source>
      <translation>
        <numerusform>{count} Bild</numerusform>
        <numerusform>{count} Bilder</numerusform>
      </translation>
      <extracomment>Plural: {count} frames</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>{count} frames is not of the form 4n + 1; nearest: {nearest}.</source>
      <translation>{count} Bilder haben nicht die Form 4n + 1; am nächsten: {nearest}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>{count} frames is out of range: {low} to {high}; nearest: {nearest}.</source>
      <translation>{count} Bilder liegen außerhalb von {low} bis {high}; am nächsten: {nearest}.</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>{count} job</source>
      <translation>
        <numerusform>{count} Auftrag</numerusform>
        <numerusform>{count} Aufträge</numerusform>
      </translation>
      <extracomment>Plural: {count} jobs</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/generation/queue_wishes.py" />
      <source>{count} jobs at once are too many or too few: 1 to {most} can be added.</source>
      <translation>{count} Aufträge auf einmal sind zu viele oder zu wenige: 1 bis {most} sind möglich.</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/domain/patience.py" />
      <source>{count} minute</source>
      <translation>
        <numerusform>{count} Minute</numerusform>
        <numerusform>{count} Minuten</numerusform>
      </translation>
      <extracomment>Plural: {count} minutes</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>{count} more files are missing or were changed.</source>
      <translation>{count} weitere Dateien fehlen oder wurden geändert.</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>{count} more was left out.</source>
      <translation>
        <numerusform>{count} weiteres wurde ausgelassen.</numerusform>
        <numerusform>{count} weitere wurden ausgelassen.</numerusform>
      </translation>
      <extracomment>Plural: {count} more were left out.</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/history_popup.py" />
      <source>{count} more: type to find it.</source>
      <translation>
        <numerusform>{count} weiterer: tippen, um ihn zu finden.</numerusform>
        <numerusform>{count} weitere: tippen, um sie zu finden.</numerusform>
      </translation>
      <extracomment>Plural: {count} more: type to find them.</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/gallery_dialogs.py" />
      <source>{count} of these clips was imported and lies in a folder of yours.</source>
      <translation>
        <numerusform>{count} dieser Clips wurde importiert und liegt in einem eigenen Ordner.</numerusform>
        <numerusform>{count} dieser Clips wurden importiert und liegen in eigenen Ordnern.</numerusform>
      </translation>
      <extracomment>Plural: {count} of these clips were imported and lie in folders of yours.</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/picture_batch.py" />
      <source>{count} picture: one clip</source>
      <translation>
        <numerusform>{count} Bild: ein Clip</numerusform>
        <numerusform>{count} Bilder: je ein Clip</numerusform>
      </translation>
      <extracomment>Plural: {count} pictures: one clip each</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/domain/patience.py" />
      <source>{count} second</source>
      <translation>
        <numerusform>{count} Sekunde</numerusform>
        <numerusform>{count} Sekunden</numerusform>
      </translation>
      <extracomment>Plural: {count} seconds</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/settings_table.py" />
      <source>{count} setting differs</source>
      <translation>
        <numerusform>{count} Einstellung unterscheidet sich</numerusform>
        <numerusform>{count} Einstellungen unterscheiden sich</numerusform>
      </translation>
      <extracomment>Plural: {count} settings differ</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/queue_panel.py" />
      <source>{count} skipped</source>
      <translation>
        <numerusform>{count} übersprungen</numerusform>
        <numerusform>{count} übersprungen</numerusform>
      </translation>
      <extracomment>Plural: {count} skipped</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>{count} star</source>
      <translation>
        <numerusform>{count} Stern</numerusform>
        <numerusform>{count} Sterne</numerusform>
      </translation>
      <extracomment>Plural: {count} stars</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/ui/filter_bar.py" />
      <source>{count} star or more</source>
      <translation>
        <numerusform>{count} Stern oder mehr</numerusform>
        <numerusform>{count} Sterne oder mehr</numerusform>
      </translation>
      <extracomment>Plural: {count} stars or more</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>{count} step</source>
      <translation>
        <numerusform>{count} Schritt</numerusform>
        <numerusform>{count} Schritte</numerusform>
      </translation>
      <extracomment>Plural: {count} steps</extracomment>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>{count} temporary file of interrupted work: {size} that nobody needs.</source>
      <translation>
        <numerusform>{count} temporäre Datei unterbrochener Arbeit: {size}, die niemand braucht.</numerusform>
        <numerusform>{count} temporäre Dateien unterbrochener Arbeit: {size}, die niemand braucht.</numerusform>
      </translation>
      <extracomment>Plural: {count} temporary files of interrupted work: {size} that nobody needs.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/advice.py" />
      <source>{count} times</source>
      <translation>{count}-mal</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_panel.py" />
      <source>{count} to do</source>
      <translation>{count} offen</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/app/queue_watch.py" />
      <source>{count} waiting</source>
      <translation>
        <numerusform>{count} wartet</numerusform>
        <numerusform>{count} warten</numerusform>
      </translation>
      <extracomment>Plural: {count} waiting</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>{disk} {gib} GiB free</source>
      <translation>{disk} {gib} GiB frei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>{done} of {count} done</source>
      <translation>{done} von {count} fertig</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>{done}, {size}</source>
      <translation>{done}, {size}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/drafts_dialog.py" />
      <source>{drafts}. One clip in full takes {time}.</source>
      <translation>{drafts}. Ein Clip in voller Qualität dauert {time}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>{duration} left</source>
      <translation>noch {duration}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub_api.py" />
      <source>{endpoint!a} cannot be the hub: its address has to begin with https://.</source>
      <translation>{endpoint!a} kann nicht der Hub sein: die Adresse muss mit https:// beginnen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/quarantine.py" />
      <source>{entry_id} is not in quarantine.</source>
      <translation>{entry_id} ist nicht in Quarantäne.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/clip_jobs.py" />
      <source>{factor} is out of range: 2 to {most}.</source>
      <translation>{factor} geht nicht: 2 bis {most} sind möglich.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player_controls.py" />
      <source>{facts}: “{prompt}”</source>
      <translation>{facts}: „{prompt}“</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/panel_dialogs.py" />
      <source>{files} of the library ({size}), with what is noted about them. Files elsewhere are not touched.</source>
      <translation>{files} der Bibliothek ({size}), mit allem, was dazu notiert ist. Dateien anderswo werden nicht angerührt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor_sources.py" />
      <source>{files}, {count} not read yet</source>
      <translation>{files}, {count} noch nicht gelesen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_attempt.py" />
      <source>{file} appeared while this clip was rendered and was left as it is. Move it away; {kept}</source>
      <translation>{file} ist während des Renderns dieses Clips aufgetaucht und blieb, wie sie ist. Die Datei verschieben; {kept}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>{file} cannot be read</source>
      <translation>{file} kann nicht gelesen werden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_validator.py" />
      <source>{file} cannot be read: {reason}.</source>
      <translation>{file} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>{file} cannot be removed: {reason}.</source>
      <translation>{file} kann nicht entfernt werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/order_run.py" />
      <source>{file} cannot be written or read: {reason}. Check that the folder is there and may be written to, then resume.</source>
      <translation>{file} kann nicht geschrieben oder gelesen werden: {reason}. Prüfen, ob der Ordner da ist und beschrieben werden darf, dann fortsetzen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>{file} contradicts itself</source>
      <translation>{file} widerspricht sich</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/requirements.py" />
      <source>{file} exists already: choose another name.</source>
      <translation>{file} gibt es schon: einen anderen Namen wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>{file} is not as it should be ({key})</source>
      <translation>{file} ist nicht, wie es sein sollte ({key})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/own_files.py" />
      <source>{file} is not the LoRA that it should be: move it away yourself.</source>
      <translation>{file} ist nicht das LoRA, das es sein sollte: selbst verschieben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>{file} is too large</source>
      <translation>{file} ist zu groß</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor.py" />
      <source>{file} was mended ({what}); its original is {backup}.</source>
      <translation>{file} wurde repariert ({what}); das Original ist {backup}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/system_state.py" />
      <source>{file} was saved by a newer version of this app ({version}): install that version to restore it.</source>
      <translation>{file} wurde von einer neueren Version dieser App ({version}) gespeichert: jene Version installieren, um sie zurückzuspielen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>{file} was saved by a newer version of this app: install that version to restore it.</source>
      <translation>{file} wurde von einer neueren Version dieser App gespeichert: jene Version installieren, um sie zurückzuspielen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/scan.py" />
      <source>{folder} cannot be read: {reason}.</source>
      <translation>{folder} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/service.py" />
      <source>{folder} cannot be used: {reason}.</source>
      <translation>{folder} ist nicht verwendbar: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/lora_commands.py" />
      <source>{folder} is not watched.</source>
      <translation>{folder} wird nicht überwacht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/scan.py" />
      <source>{folder} lies on another computer or a network drive: copy the model to a disk of this computer.</source>
      <translation>{folder} liegt auf einem anderen Computer oder einem Netzlaufwerk: das Modell auf eine Festplatte dieses Computers kopieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/export.py" />
      <source>{found} of {all} frames were written</source>
      <translation>{found} von {all} Bildern wurden geschrieben</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/replacement.py" />
      <source>{frames} frames at {fps} per second instead of {old_frames} at {old_fps}</source>
      <translation>{frames} Bilder mit {fps} je Sekunde statt {old_frames} mit {old_fps}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>{frames} frames together, {seconds}</source>
      <translation>Zusammen {frames} Bilder, {seconds}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>{free} of {total} GiB free</source>
      <translation>{free} von {total} GiB frei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/free_space.py" />
      <source>{gigabytes:.1f} GB more are needed on drive {drive}.</source>
      <translation>Auf dem Laufwerk {drive} fehlen {gigabytes:.1f} GB.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/advice.py" />
      <source>{happened} {times} during this job, so it is not tried again by itself.</source>
      <translation>{happened}, und das {times} bei diesem Auftrag; er wird daher nicht automatisch erneut versucht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/domain/advice.py" />
      <source>{happened}. The job is tried again in a fresh engine.</source>
      <translation>{happened}. Der Auftrag wird in einer frischen Engine erneut versucht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>{high:g} high noise, {low:g} low noise</source>
      <translation>{high:g} High-Noise, {low:g} Low-Noise</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/units.py" />
      <source>{hours} h {minutes} min</source>
      <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_schedule.py" />
      <source>{hours}, when idle</source>
      <translation>{hours}, bei Nichtbenutzung</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/quarantine.py" />
      <source>{id} cannot be deleted: {reason}.</source>
      <translation>{id} kann nicht gelöscht werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>{ignored:,} of its {total:,} tensors are left out: {title} has nothing for them.</source>
      <translation>{ignored:,} der {total:,} Tensoren bleiben weg: {title} hat nichts dafür.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>{in_use}, and beyond {size} the driver would have moved it into the computer's own memory, which is ten times slower</source>
      <translation>{in_use}, und über {size} hinaus hätte der Treiber den Arbeitsspeicher des Computers genommen, der zehnmal langsamer ist</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>{in_use}, and {size} more were needed at once</source>
      <translation>{in_use}, und {size} mehr wurden auf einmal gebraucht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>{in_use}, but the system promised the engine no more</source>
      <translation>{in_use}, aber mehr sagte das System der Engine nicht zu</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/ui/shortcuts_page.py" />
      <source>{keys} belongs to “{title}”, which goes without keys then.</source>
      <translation>{keys} gehört zu „{title}“, das dann ohne Tasten bleibt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_validator.py" />
      <source>{key} is there more than once in an object.</source>
      <translation>{key} kommt in einem Objekt mehrfach vor.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_validator.py" />
      <source>{key} is there more than once; the last one counts.</source>
      <translation>{key} kommt mehrfach vor; das letzte zählt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/ui/machine_text.py" />
      <source>{label}: {value} (from {source})</source>
      <translation>{label}: {value} (laut {source})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>{layers} ({number:,} tensors)</source>
      <translation>{layers} ({number:,} Tensoren)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>{layers}, each</source>
      <translation>je {layers}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>{least} to {most}</source>
      <translation>{least} bis {most}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>{lora} begins at a step that the render lacks.</source>
      <translation>{lora} beginnt bei einem Schritt, den der Auftrag nicht hat.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>{low} to {high}</source>
      <translation>{low} bis {high}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>{matched:,} of {total:,} tensors ({percent}%)</source>
      <translation>{matched:,} von {total:,} Tensoren ({percent} %)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>{matched:,} of {total:,} tensors match</source>
      <translation>{matched:,} von {total:,} Tensoren passen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/units.py" />
      <source>{minutes} min {seconds} s</source>
      <translation>{minutes} min {seconds} s</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/model_picker.py" />
      <source>{model} (not installed)</source>
      <translation>{model} (nicht installiert)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/planner.py" />
      <source>{model} at {change}</source>
      <translation>{model} mit {change}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>{model} cannot make {mode}.</source>
      <translation>{model} kann {mode} nicht.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/continuation.py" />
      <source>{model} cannot make {size}: its sides are multiples of {step}.</source>
      <translation>{model} kann {size} nicht: Die Seiten müssen Vielfache von {step} sein.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>{model} has one transformer and no second guidance: leave it out.</source>
      <translation>{model} hat einen Transformer und keine zweite Guidance: sie weglassen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/models_desk.py" />
      <source>{model} is installed and has been checked.</source>
      <translation>{model} ist installiert und geprüft.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/missing_model.py" />
      <source>{model} is not installed.</source>
      <translation>{model} ist nicht installiert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>{model} takes no end image: remove it.</source>
      <translation>{model} verwendet kein Endbild: es entfernen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/doctor_sources.py" />
      <source>{names} and {count} more</source>
      <translation>{names} und {count} weitere</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/gallery/library.py" />
      <source>{names} could not be taken out of the recycle bin.</source>
      <translation>
        <numerusform>{names} konnte nicht aus dem Papierkorb geholt werden.</numerusform>
        <numerusform>{count} Clips konnten nicht aus dem Papierkorb geholt werden: {names}.</numerusform>
      </translation>
      <extracomment>Plural: {count} clips could not be taken out of the recycle bin: {names}.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_validator.py" />
      <source>{name} (after)</source>
      <translation>{name} (nachher)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/config_validator.py" />
      <source>{name} (before)</source>
      <translation>{name} (vorher)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/drops.py" />
      <source>{name} and {count} more cannot be used here.</source>
      <translation>{name} und {count} weitere können hier nicht verwendet werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/syntax_validator.py" />
      <source>{name} belongs to the installed program, which is never edited. Install the program again to repair it.</source>
      <translation>{name} gehört zum installierten Programm, das nie bearbeitet wird. Zum Reparieren das Programm neu installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/clip_files.py" />
      <source>{name} cannot be read: {reason}.</source>
      <translation>{name} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/clip_decoder.py" />
      <source>{name} cannot be shown: {reason}.</source>
      <translation>{name} kann nicht gezeigt werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/drops.py" />
      <source>{name} cannot be used here.</source>
      <translation>{name} kann hier nicht verwendet werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/selection.py" />
      <source>{name} cannot be used here: remove it, or choose another model.</source>
      <translation>{name} kann hier nicht verwendet werden: entfernen oder ein anderes Modell wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/upload_handler.py" />
      <source>{name} changed while it was being copied: try again when it is whole.</source>
      <translation>{name} änderte sich während des Kopierens: erneut versuchen, wenn die Datei vollständig ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/components.py" />
      <source>{name} could not be read: {reason}.</source>
      <translation>{name} konnte nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/components.py" />
      <source>{name} does not belong to {model} but to {owners}.</source>
      <translation>{name} gehört nicht zu {model}, sondern zu {owners}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>{name} does not belong to {title} but to {owners}.</source>
      <translation>{name} gehört nicht zu {title}, sondern zu {owners}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/loras_slot.py" />
      <source>{name} from step {step}</source>
      <translation>{name} ab Schritt {step}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>{name} has another size than it should</source>
      <translation>{name} hat eine andere Größe als vorgesehen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/model_adoption.py" />
      <source>{name} has changed since it was found: look again.</source>
      <translation>{name} hat sich geändert, seit die Datei gefunden wurde: noch einmal suchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/drops.py" />
      <source>{name} has no settings inside.</source>
      <translation>{name} enthält keine Einstellungen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>{name} has too many pixels for a {role}.</source>
      <translation>{name} hat zu viele Pixel für ein {role}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/components.py" />
      <source>{name} has weights that do not fit a {kind} of Wan 2.2, such as {weight:.80}.</source>
      <translation>{name} hat Gewichte, die nicht zum Typ „{kind}“ von Wan 2.2 passen, etwa {weight:.80}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>{name} has {count} characters, {most} is the most.</source>
      <translation>{name} hat {count} Zeichen, höchstens {most} sind möglich.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/export.py" />
      <source>{name} has {count} frames; a range that begins at frame {first} is not in it.</source>
      <translation>{name} hat {count} Bilder; ein Ausschnitt ab Bild {first} liegt nicht darin.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>{name} has {size:.0f} MB; {most} MB is the most for a {role}.</source>
      <translation>{name} hat {size:.0f} MB; höchstens {most} MB sind für ein {role} möglich.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/upload_handler.py" />
      <source>{name} has {size}; {most} is the most for a LoRA. The limit is in the settings.</source>
      <translation>{name} hat {size}; höchstens {most} sind für ein LoRA erlaubt. Die Grenze steht in den Einstellungen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>{name} has {width} x {height} pixels; each side needs {least}.</source>
      <translation>{name} hat {width} x {height} Pixel; jede Seite braucht {least}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>{name} has {width} x {height} pixels; {most} million is the most.</source>
      <translation>{name} hat {width} x {height} Pixel; höchstens {most} Millionen sind möglich.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>{name} holds characters that are no text.</source>
      <translation>{name} enthält Zeichen, die kein Text sind.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/outside_folders.py" />
      <source>{name} holds more LoRAs than are taken in at once ({max_files}): take its folders in one by one for the others.</source>
      <translation>{name} enthält mehr LoRAs, als auf einmal aufgenommen werden ({max_files}): für die übrigen die Ordner einzeln aufnehmen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/scan.py" />
      <source>{name} holds more than one model's files.</source>
      <translation>{name} enthält Dateien von mehr als einem Modell.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/outside_folders.py" />
      <source>{name} holds no LoRA (.safetensors).</source>
      <translation>{name} enthält kein LoRA (.safetensors).</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/clip_desk.py" />
      <source>{name} holds no settings of this app.</source>
      <translation>{name} enthält keine Einstellungen dieser App.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/pairing_desk.py" />
      <source>{name} is a pair already: split it first.</source>
      <translation>{name} ist schon ein Paar: zuerst trennen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/upscalers.py" />
      <source>{name} is a pickle, which can run any program when it is opened: get the model as {ending}.</source>
      <translation>{name} ist eine Pickle-Datei, die beim Öffnen jedes Programm ausführen kann: Das Modell als {ending} besorgen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/adoption_sets.py" />
      <source>{name} is a {kind} for {owners}, but nothing that was found needs it.</source>
      <translation>{name} ist ein {kind} für {owners}, aber nichts Gefundenes braucht ihn.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>{name} is damaged and was not restored: {reason}. Choose another state.</source>
      <translation>{name} ist beschädigt und wurde nicht zurückgespielt: {reason}. Eine andere Sicherung wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>{name} is damaged or cut off: it cannot be read to its end.</source>
      <translation>{name} ist beschädigt oder abgeschnitten und lässt sich nicht bis zum Ende lesen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/home_copy.py" />
      <source>{name} is damaged, so this is no state to come back to.</source>
      <translation>{name} ist beschädigt, zu diesem Stand ließe sich nicht zurückkehren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/upload_handler.py" />
      <source>{name} is empty. Download it again.</source>
      <translation>{name} ist leer. Noch einmal herunterladen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>{name} is empty: describe the clip in a sentence.</source>
      <translation>{name} ist leer: den Clip in einem Satz beschreiben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/model_adoption.py" />
      <source>{name} is gone since it was found: look again.</source>
      <translation>{name} ist weg, seit die Datei gefunden wurde: noch einmal suchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/importer.py" />
      <source>{name} is in the library now.</source>
      <translation>{name} ist jetzt in der Bibliothek.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>{name} is larger than it may be</source>
      <translation>{name} ist größer als erlaubt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>{name} is longer than it should be</source>
      <translation>{name} ist länger als vorgesehen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/reproduction_request.py" />
      <source>{name} is missing. {advice}</source>
      <translation>{name} fehlt. {advice}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/lora_commands.py" />
      <source>{name} is named twice: give its strength once.</source>
      <translation>{name} ist doppelt genannt: die Stärke einmal angeben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/sources.py" />
      <source>{name} is no MP4, MOV, MKV or WebM file.</source>
      <translation>{name} ist keine MP4-, MOV-, MKV- oder WebM-Datei.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/syntax_validator.py" />
      <source>{name} is no file.</source>
      <translation>{name} ist keine Datei.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/sharing.py" />
      <source>{name} is no list of LoRAs, or is damaged.</source>
      <translation>{name} ist keine LoRA-Liste oder beschädigt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/sharing.py" />
      <source>{name} is no list of LoRAs: one stands in it twice.</source>
      <translation>{name} ist keine LoRA-Liste: eines steht doppelt darin.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>{name} is no longer in {repository}. Look for an update and install that.</source>
      <translation>{name} ist nicht mehr in {repository}. Nach einem Update suchen und dieses installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/clip_decoder.py" />
      <source>{name} is no longer there.</source>
      <translation>{name} ist nicht mehr da.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/loading/components.py" />
      <source>{name} is no {wanted} but a {found}.</source>
      <translation>{name} ist nicht vom Typ „{wanted}“, sondern „{found}“.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>{name} is not a file: choose a {kinds} image.</source>
      <translation>{name} ist keine Datei: ein Bild im Format {kinds} auswählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>{name} is not a {kinds} image.</source>
      <translation>{name} ist kein Bild im Format {kinds}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/system_optimizer.py" />
      <source>{name} is not applied: renders took {ratio} times.</source>
      <translation>{name} wird nicht angewendet: Das Rendern dauerte {ratio}-mal so lange.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>{name} is not as it was saved</source>
      <translation>{name} ist nicht so, wie es gespeichert wurde</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/selection.py" />
      <source>{name} is not in the library: import its file ({short}), or remove it here.</source>
      <translation>{name} ist nicht in der Bibliothek: seine Datei importieren ({short}) oder hier entfernen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/outside_folders.py" />
      <source>{name} is not there (any more).</source>
      <translation>{name} ist nicht (mehr) da.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/adoption_sets.py" />
      <source>{name} is of Wan 2.1 by its name; this app renders Wan 2.2.</source>
      <translation>{name} ist dem Namen nach von Wan 2.1; diese App rendert Wan 2.2.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/pairing_desk.py" />
      <source>{name} is one file and no pair.</source>
      <translation>{name} ist eine einzelne Datei und kein Paar.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/start_images.py" />
      <source>{name} is the same picture as {first}.</source>
      <translation>{name} ist dasselbe Bild wie {first}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/sharing.py" />
      <source>{name} is too large for a list of LoRAs.</source>
      <translation>{name} ist zu groß für eine LoRA-Liste.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/upscalers.py" />
      <source>{name} is too large: {most} is the most.</source>
      <translation>{name} ist zu groß: Höchstens {most} sind möglich.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/library_versions.py" />
      <source>{name} is {there}; this app is tested with {tested}.</source>
      <translation>{name} ist {there}; getestet ist diese App mit {tested}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/model_adoption.py" />
      <source>{name} lies in this app's own folder of models already.</source>
      <translation>{name} liegt schon im eigenen Modellordner dieser App.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/library_commands.py" />
      <source>{name} means {count} clips: name one by its id.</source>
      <translation>{name} meint {count} Clips: bitte einen mit seiner Kennung nennen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>{name} must be a number, not {value}; usual: {usual}.</source>
      <translation>{name} muss eine Zahl sein, nicht {value}; üblich: {usual}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/report_files.py" />
      <source>{name} should end in .html, .json or .txt: that says in which form it is written.</source>
      <translation>{name} sollte auf .html, .json oder .txt enden: Das bestimmt die Form.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/library.py" />
      <source>{name} stays where it is: {reason}.</source>
      <translation>{name} bleibt, wo es ist: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/syntax_validator.py" />
      <source>{name} was changed by another program just now; it was not repaired.</source>
      <translation>{name} wurde eben von einem anderen Programm geändert und daher nicht repariert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/clip_reading.py" />
      <source>{name} was not opened. {reason}</source>
      <translation>{name} wurde nicht geöffnet. {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/upload_handler.py" />
      <source>{name} was not opened: such files can carry program code that runs when they are read. Get the LoRA as a .safetensors file.</source>
      <translation>{name} wurde nicht geöffnet: solche Dateien können Programmcode enthalten, der beim Lesen läuft. Das LoRA als .safetensors-Datei besorgen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/outside_folders.py" />
      <source>{name} was not taken in. {reason}</source>
      <translation>{name} wurde nicht aufgenommen. {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/importer.py" />
      <source>{name} was not taken in: it was cancelled.</source>
      <translation>{name} wurde nicht aufgenommen: abgebrochen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/renderer.py" />
      <source>{name} was used instead.</source>
      <translation>Stattdessen wurde {name} verwendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/reproduction.py" />
      <source>{name} was {before}, now {after}.</source>
      <translation>{name}: vorher {before}, jetzt {after}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/recovery/state_file.py" />
      <source>{name} would be too large</source>
      <translation>{name} würde zu groß</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/work.py" />
      <source>{name} {reason}: it was put into quarantine.</source>
      <translation>{name} {reason}: in Quarantäne verschoben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>{name} {value} is not a multiple of {step}; nearest: {nearest}.</source>
      <translation>{name}: {value} ist kein Vielfaches von {step}; am nächsten: {nearest}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/request_rules.py" />
      <source>{name} {value} is out of range: {low} to {high}; nearest: {nearest}.</source>
      <translation>{name}: {value} liegt außerhalb von {low} bis {high}; am nächsten: {nearest}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/qtkit/slider_box.py" />
      <source>{name}, slider</source>
      <translation>{name}, Schieberegler</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>{name}, {size}, {frames}.</source>
      <translation>{name}, {size}, {frames}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/prompt_editor.py" />
      <source>{name}: characters</source>
      <translation>{name}: Zeichen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/actions.py" />
      <source>{name}: computes {share}</source>
      <translation>{name}: berechnet {share}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_row.py" />
      <source>{name}: high-noise strength</source>
      <translation>{name}: High-Noise-Stärke</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_row.py" />
      <source>{name}: low-noise strength</source>
      <translation>{name}: Low-Noise-Stärke</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/preset_picker.py" />
      <source>{name}: needs LoRAs</source>
      <translation>{name}: braucht LoRAs</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_row.py" />
      <source>{name}: show it in the library</source>
      <translation>{name}: in der Bibliothek anzeigen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/selection_row.py" />
      <source>{name}: strength</source>
      <translation>{name}: Stärke</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>{need} graphics memory</source>
      <translation>{need} Grafikspeicher</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>{need} memory</source>
      <translation>{need} Arbeitsspeicher</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>{need} of {what}, where {limit} may be used</source>
      <translation>{need} {what} (verfügbar: {limit})</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/replacement.py" />
      <source>{new} instead of {old}</source>
      <translation>{new} statt {old}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/transport.py" />
      <source>{now:.2f} of {all:.2f} s</source>
      <translation>{now:.2f} von {all:.2f} s</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>{number:.1f} a day over the last 30 days</source>
      <translation>{number:.1f} am Tag in den letzten 30 Tagen</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>{number} LoRA</source>
      <translation>
        <numerusform>{number} LoRA</numerusform>
        <numerusform>{number} LoRAs</numerusform>
      </translation>
      <extracomment>Plural: {number} LoRAs</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>{number} failed with {category}</source>
      <translation>{number} gescheitert an {category}</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/recovery/ui/states_dialog.py" />
      <source>{number} job</source>
      <translation>
        <numerusform>{number} Auftrag</numerusform>
        <numerusform>{number} Aufträge</numerusform>
      </translation>
      <extracomment>Plural: {number} jobs</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>{number} renders</source>
      <translation>{number} Clips gerendert</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/quarantine.py" />
      <source>{origin} is no place of a model any more: copy the file from {folder} yourself if you need it.</source>
      <translation>{origin} ist kein Platz eines Modells mehr: die Datei bei Bedarf selbst aus {folder} kopieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/quarantine.py" />
      <source>{origin} is there again: remove it first if you want the other one back.</source>
      <translation>{origin} ist wieder da: zuerst entfernen, wenn die andere zurückkommen soll.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/repair.py" />
      <source>{package} has been updated meanwhile: check it again.</source>
      <translation>{package} wurde inzwischen aktualisiert: noch einmal prüfen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/repair.py" />
      <source>{package} is being repaired already.</source>
      <translation>{package} wird schon repariert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/monitor.py" />
      <source>{package} is being repaired just now, together with {other}.</source>
      <translation>{package} wird gerade repariert, zusammen mit {other}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/monitor.py" />
      <source>{package} is being repaired just now.</source>
      <translation>{package} wird gerade repariert.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/repair.py" />
      <source>{package} is in use: wait until the render has ended, then repair again.</source>
      <translation>{package} ist in Gebrauch: das Ende des Renderns abwarten, dann noch einmal reparieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/version_files.py" />
      <source>{package} is not installed: install it first.</source>
      <translation>{package} ist nicht installiert: zuerst installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/health.py" />
      <source>{package} is slower than usual: see whether other programs use the graphics card, and whether it gets hot.</source>
      <translation>{package} ist langsamer als üblich: prüfen, ob andere Programme die Grafikkarte benutzen und ob sie heiß wird.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/version_files.py" />
      <source>{package} uses files of yours where they lie. This app never changes them and does not know how they should be: install its own copy to have one that can be checked and repaired.</source>
      <translation>{package} verwendet eigene Dateien dort, wo sie liegen. Diese App ändert sie nie und weiß nicht, wie sie sein sollten: eine Kopie der App installieren, um eine zu haben, die geprüft und repariert werden kann.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/service.py" />
      <source>{package} was not removed: {reason}</source>
      <translation>{package} wurde nicht entfernt: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/arrived_files.py" />
      <source>{parent} leads out of the folder of {title}: a link or junction is in the way. Remove it and resume.</source>
      <translation>{parent} führt aus dem Ordner von {title} hinaus: eine Verknüpfung ist im Weg. Entfernen und fortsetzen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>{part:,} of {total:,}</source>
      <translation>{part:,} von {total:,}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>{part} are in use. When it is full, the system slows down or ends programs.</source>
      <translation>{part} sind belegt. Ist er voll, wird das System langsamer oder beendet Programme.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>{part} are promised to programs. At the limit they fail although memory seems free; a larger page file helps.</source>
      <translation>{part} sind Programmen zugesagt. An der Grenze schlagen sie fehl, obwohl Speicher frei scheint; eine größere Auslagerungsdatei hilft.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/units.py" />
      <source>{part} of {total}</source>
      <translation>{part} von {total}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/usage.py" />
      <source>{part} of {total} renders around this time of day in the last 30 days</source>
      <translation>{part} von {total} Clips um diese Tageszeit in den letzten 30 Tagen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/transfer.py" />
      <source>{path} cannot be written: {reason}.</source>
      <translation>{path} kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/transfer.py" />
      <source>{path} could not be fetched. {trouble}</source>
      <translation>{path} konnte nicht heruntergeladen werden. {trouble}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/transfer.py" />
      <source>{path} has arrived {tries} times, and each time it was not the file that the hub's list describes. It was thrown away.</source>
      <translation>{path} ist {tries}-mal angekommen und war jedes Mal nicht die Datei, die die Liste des Hubs beschreibt. Sie wurde verworfen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/statuses.py" />
      <source>{path} is gone. Put it back, or install the model.</source>
      <translation>{path} ist weg. Zurücklegen oder das Modell installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/lora_commands.py" />
      <source>{path} is no absolute path.</source>
      <translation>{path} ist kein vollständiger Pfad.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/own_files.py" />
      <source>{path} is no longer what was adopted.</source>
      <translation>{path} ist nicht mehr das, was übernommen wurde.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/promotion.py" />
      <source>{path} is not what was fetched</source>
      <translation>{path} ist nicht das, was heruntergeladen wurde</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/model_adoption.py" />
      <source>{path} lies on another computer: copy it to this one.</source>
      <translation>{path} liegt auf einem anderen Computer: auf diesen kopieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/source.py" />
      <source>{path} was changed on the hub since its list of files was made. Look for an update and install that.</source>
      <translation>{path} wurde auf dem Hub geändert, seit die Dateiliste erstellt wurde. Nach einem Update suchen und dieses installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>{percent:.0f}%</source>
      <translation>{percent:.0f} %</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>{percent:.0f}% of them went well</source>
      <translation>{percent:.0f} % davon gelungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>{percent:.0f}% of what is usual here</source>
      <translation>{percent:.0f} % des hier Üblichen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>{percent:.0f}% succeeded</source>
      <translation>{percent:.0f} % gelungen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/picture_notes.py" />
      <source>{percent} % of the end image is cut off above and below.</source>
      <translation>{percent} % des Endbilds werden oben und unten abgeschnitten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/picture_notes.py" />
      <source>{percent} % of the end image is cut off at the sides.</source>
      <translation>{percent} % des Endbilds werden seitlich abgeschnitten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/picture_notes.py" />
      <source>{percent} % of the first frame is black.</source>
      <translation>{percent} % des ersten Bildes sind schwarz.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/picture_notes.py" />
      <source>{percent} % of the last frame is black.</source>
      <translation>{percent} % des letzten Bildes sind schwarz.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/picture_notes.py" />
      <source>{percent} % of the start image is cut off above and below.</source>
      <translation>{percent} % des Startbilds werden oben und unten abgeschnitten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/picture_notes.py" />
      <source>{percent} % of the start image is cut off at the sides.</source>
      <translation>{percent} % des Startbilds werden seitlich abgeschnitten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>{percent}%</source>
      <translation>{percent} %</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>{percent}% of the bytes</source>
      <translation>{percent} % der Bytes</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>{percent}% of the bytes, checked on {day}</source>
      <translation>{percent} % der Bytes, geprüft am {day}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player_controls.py" />
      <source>{picture}, no settings inside</source>
      <translation>{picture}, keine Einstellungen enthalten</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/version_files.py" />
      <source>{place} cannot be read: {reason}. See that you may read it and that no other program holds it, and check again.</source>
      <translation>{place} kann nicht gelesen werden: {reason}. Dafür sorgen, dass die Datei gelesen werden darf und kein anderes Programm sie festhält, und noch einmal prüfen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/filter_bar.py" />
      <source>{property}: any</source>
      <translation>{property}: alle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/replacement.py" />
      <source>{rates}: still {seconds} s</source>
      <translation>{rates}: weiterhin {seconds} s</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/replacement.py" />
      <source>{rates}: {before} s becomes {seconds} s</source>
      <translation>{rates}: aus {before} s werden {seconds} s</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/comparison.py" />
      <source>{ratio:.1f} times as fast</source>
      <translation>{ratio:.1f}-mal so schnell</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/comparison.py" />
      <source>{ratio:.1f} times as slow</source>
      <translation>{ratio:.1f}-mal so langsam</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/grid_page.py" />
      <source>{ready} of {count} clips are ready</source>
      <translation>{ready} von {count} Clips sind fertig</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_queue.py" />
      <source>{reason} It happened {count} times with this job, so it was stopped.</source>
      <translation>{reason} Das geschah bei diesem Auftrag {count}-mal, daher wurde er beendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/retention.py" />
      <source>{reason}; its room is needed to have {size} free.</source>
      <translation>{reason}; der Platz wird gebraucht, um {size} frei zu haben.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/model_commands.py" />
      <source>{relative} is no absolute path.</source>
      <translation>{relative} ist kein vollständiger Pfad.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/tray.py" />
      <source>{rendering}, {time} left</source>
      <translation>{rendering}, noch {time}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>{repository} at {commit}</source>
      <translation>{repository}, Stand {commit}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/hub.py" />
      <source>{repository} has no version {revision!a} any more. A newer version of this app may know another one.</source>
      <translation>{repository} hat keine Version {revision!a} mehr. Eine neuere Version dieser App kennt vielleicht eine andere.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/continue_dialog.py" />
      <source>{result}. Rendering takes {time}.</source>
      <translation>{result}. Das Rendern dauert {time}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/downloader.py" />
      <source>{room} Free some space there: the download goes on by itself.</source>
      <translation>{room} Dort Platz schaffen: der Download geht von selbst weiter.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/usage.py" />
      <source>{said}; last used {ago}.</source>
      <translation>{said}; zuletzt verwendet {ago}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>{seconds:.1f} s</source>
      <translation>{seconds:.1f} s</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_details.py" />
      <source>{seconds:.3f} s</source>
      <translation>{seconds:.3f} s</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/units.py" />
      <source>{seconds} s</source>
      <translation>{seconds} s</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/frames_picker.py" />
      <source>{seconds} s at {fps} fps</source>
      <translation>{seconds} s bei {fps} fps</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/generation/ui/sweep_dialog.py" />
      <source>{shape} is {number} clip</source>
      <translation>
        <numerusform>{shape} ergibt {number} Clip</numerusform>
        <numerusform>{shape} ergibt {number} Clips</numerusform>
      </translation>
      <extracomment>Plural: {shape} is {number} clips</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/setting_text.py" />
      <source>{share} faster</source>
      <translation>{share} schneller</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/setting_text.py" />
      <source>{share} slower</source>
      <translation>{share} langsamer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/scanning.py" />
      <source>{short} in the library is damaged.</source>
      <translation>{short} in der Bibliothek ist beschädigt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/log_dock.py" />
      <source>{shown:,} of {kept:,} records</source>
      <translation>{shown:,} von {kept:,} Einträgen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>{shown:,} of {total:,} clips</source>
      <translation>{shown:,} von {total:,} Clips</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/group_desk.py" />
      <source>{shown} of {count} clips are in the grid; the others are in the gallery.</source>
      <translation>{shown} von {count} Clips sind im Raster; die anderen sind in der Galerie.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>{size} are missing for the target even then.</source>
      <translation>{size} fehlen auch dann noch bis zum Ziel.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/storage_bar.py" />
      <source>{size} free</source>
      <translation>{size} frei</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/disk_check.py" />
      <source>{size} free on {disk}</source>
      <translation>{size} frei auf {disk}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/models_panel.py" />
      <source>{size} go to the recycle bin. To use it again it has to be fetched again.</source>
      <translation>{size} kommen in den Papierkorb. Zum erneuten Verwenden muss es wieder heruntergeladen werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/preferences/domain/first_steps.py" />
      <source>{size} have to be fetched.</source>
      <translation>{size} müssen heruntergeladen werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/clips/upscaling.py" />
      <source>{size} is too large: a clip has at most {most} pixels on a side.</source>
      <translation>{size} ist zu groß: Ein Clip hat höchstens {most} Pixel je Seite.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/size_picker.py" />
      <source>{size} like the image</source>
      <translation>{size} wie das Bild</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>{size} more once the recycle bin is emptied.</source>
      <translation>{size} mehr, sobald der Papierkorb geleert ist.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>{size} of memory do not hold {what}</source>
      <translation>{size} Arbeitsspeicher fassen {what} nicht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>{size} of memory, {duration} to load</source>
      <translation>{size} Speicher, {duration} zum Laden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/storage_bar.py" />
      <source>{size} of models</source>
      <translation>{size} Modelle</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>{size} of the disk are free now.</source>
      <translation>{size} der Festplatte sind jetzt frei.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>{size} on the disk</source>
      <translation>{size} auf der Festplatte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>{size} to fetch</source>
      <translation>{size} zu laden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>{size} to fetch again</source>
      <translation>{size} wieder herunterzuladen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>{size}, {frames} frames at {fps} per second, about {bytes}.</source>
      <translation>{size}, {frames} Bilder bei {fps} pro Sekunde, etwa {bytes}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/limit_box.py" />
      <source>{size}/s</source>
      <translation>{size}/s</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/links.py" />
      <source>{source} was written to in the meantime: try again.</source>
      <translation>In {source} wurde inzwischen geschrieben: erneut versuchen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/hardware/domain/alert_texts.py" />
      <source>{spilled} of graphics memory lie in the computer's memory.</source>
      <translation>{spilled} des Grafikspeichers liegen im Arbeitsspeicher.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/image_well.py" />
      <source>{start}, no picture at hand</source>
      <translation>{start}, kein Bild vorhanden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/detail_page.py" />
      <source>{state}, shared</source>
      <translation>{state}, gemeinsam</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>{state}: {reason}</source>
      <translation>{state}: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player_controls.py" />
      <source>{steps} steps</source>
      <translation>{steps} Schritte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>{steps}, guidance {guidance:g}</source>
      <translation>{steps}, Guidance {guidance:g}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>{strength}, from step {step}</source>
      <translation>{strength}, ab Schritt {step}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_rescue.py" />
      <source>{table}: {rows} kept{backup}, {lost} lost</source>
      <translation>{table}: {rows} erhalten{backup}, {lost} verloren</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/ui/lora_text.py" />
      <source>{times}, last on {day}</source>
      <translation>{times}, zuletzt am {day}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>{time} left</source>
      <translation>noch {time}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/usage/report.py" />
      <source>{title} (not installed)</source>
      <translation>{title} (nicht installiert)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/work.py" />
      <source>{title} ({size}) is adopted: {where}.</source>
      <translation>{title} ({size}) ist übernommen: {where}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/availability.py" />
      <source>{title} cannot be {done}: {refusal}.</source>
      <translation>{title} kann nicht {done} werden: {refusal}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>{title} does not render {model}.</source>
      <translation>{title} rendert nicht {model}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/downloader.py" />
      <source>{title} has been downloaded: it cannot be cancelled any more, but removed.</source>
      <translation>{title} ist heruntergeladen: kann nicht mehr abgebrochen, nur noch entfernt werden.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/lora_library/domain/compatibility.py" />
      <source>{title} has one transformer: only the high-noise file is used.</source>
      <translation>{title} hat einen Transformer: nur die High-Noise-Datei wird verwendet.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>{title} has {part} twice, {names}: keep one of them.</source>
      <translation>{title}: {part} ist doppelt vorhanden, {names}; nur einen davon behalten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/downloader.py" />
      <source>{title} is being downloaded or removed already: cancel that download first, or wait until it has ended.</source>
      <translation>{title} wird schon heruntergeladen oder entfernt: diesen Download zuerst abbrechen oder sein Ende abwarten.</translation>
    </message>
    <message numerus="yes">
      <location filename="wan22_desktop/model_manager/health/work.py" />
      <source>{title} is damaged: 1 file is missing or not as published.</source>
      <translation>
        <numerusform>{title} ist beschädigt: 1 Datei fehlt oder ist nicht wie veröffentlicht.</numerusform>
        <numerusform>{title} ist beschädigt: {count} Dateien fehlen oder sind nicht wie veröffentlicht.</numerusform>
      </translation>
      <extracomment>Plural: {title} is damaged: {count} files are missing or not as published.</extracomment>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/downloader.py" />
      <source>{title} is not downloaded yet: cancel it instead.</source>
      <translation>{title} ist noch nicht heruntergeladen: stattdessen abbrechen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/installed.py" />
      <source>{title} is not installed: install it, or put its files into {model_folder}.</source>
      <translation>{title} ist nicht installiert: installieren oder seine Dateien in {model_folder} ablegen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>{title} is on its way. {wait} The clip can wait in the queue.</source>
      <translation>{title} ist unterwegs. {wait} Der Clip kann in der Warteschlange warten.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/work.py" />
      <source>{title} is removed.</source>
      <translation>{title} ist entfernt.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/work.py" />
      <source>{title} is repaired: {received} fetched.</source>
      <translation>{title} ist repariert: {received} heruntergeladen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/work.py" />
      <source>{title} is up to date.</source>
      <translation>{title} ist auf dem neuesten Stand.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/health/work.py" />
      <source>{title} is whole: {number} files, {size} read in {duration}.</source>
      <translation>{title} ist in Ordnung: {number} Dateien, {size} in {duration} gelesen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/adoption/work.py" />
      <source>{title} lacks {parts}.</source>
      <translation>{title}: es fehlt {parts}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/model_parts.py" />
      <source>{title} lacks {part}: put {advice} into the folder {name}. {told}</source>
      <translation>{title}: es fehlt {part}; {advice} in den Ordner {name} legen. {told}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/installing.py" />
      <source>{title} needs {size} on the disk of {folder}: {gigabytes:.1f} GB are missing. {hint}</source>
      <translation>{title} braucht {size} auf der Festplatte von {folder}: es fehlen {gigabytes:.1f} GB. {hint}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/work.py" />
      <source>{title} renders {model} from now on.</source>
      <translation>{title} rendert von jetzt an {model}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>{title} was used because the weights that were asked for were damaged; the user has agreed.</source>
      <translation>{title} wurde verwendet, weil die verlangten Gewichte beschädigt waren; mit Zustimmung.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>{title} was used because the weights that were asked for were not installed; the user has agreed.</source>
      <translation>{title} wurde verwendet, weil die verlangten Gewichte nicht installiert waren; mit Zustimmung.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>{title} was used because the weights that were asked for were too large for the computer; the user has agreed.</source>
      <translation>{title} wurde verwendet, weil die verlangten Gewichte für den Computer zu groß waren; mit Zustimmung.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>{title} was used instead of {model}, which was damaged; the user has agreed.</source>
      <translation>{title} wurde statt {model} verwendet, das beschädigt war; mit Zustimmung.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>{title} was used instead of {model}, which was not installed; the user has agreed.</source>
      <translation>{title} wurde statt {model} verwendet, das nicht installiert war; mit Zustimmung.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/fallback.py" />
      <source>{title} was used instead of {model}, which was too large for the computer; the user has agreed.</source>
      <translation>{title} wurde statt {model} verwendet, das für den Computer zu groß war; mit Zustimmung.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/installed.py" />
      <source>{title} was used where it lay, but {path} is gone. Put it back, or install the model.</source>
      <translation>{title} wurde dort verwendet, wo es lag, aber {path} ist weg. Zurücklegen oder das Modell installieren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/clip_jobs.py" />
      <source>{title} would be {size}, which is more than players show. Choose a smaller factor.</source>
      <translation>{title} wäre {size} groß, mehr als Player zeigen. Einen kleineren Faktor wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/clip_jobs.py" />
      <source>{title} would have {fps} frames per second: {most} is the most. Choose a smaller factor.</source>
      <translation>{title} hätte {fps} Bilder pro Sekunde: Höchstens {most} sind möglich. Einen kleineren Faktor wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/packages/own_files.py" />
      <source>{title}, your own files</source>
      <translation>{title}, eigene Dateien</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/adoption.py" />
      <source>{title}, {precision}, of {program}</source>
      <translation>{title}, {precision}, aus {program}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/clip_work_dialog.py" />
      <source>{title}, {size}, {frames} frames</source>
      <translation>{title}, {size}, {frames} Bilder</translation>
    </message>
    <message>
      <location filename="wan22_desktop/downloads/domain/origin.py" />
      <source>{url!a} is no address</source>
      <translation>{url!a} ist keine Adresse</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>{value} gives no seeds.</source>
      <translation>{value} ergibt keine Seeds.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>{value} is listed twice.</source>
      <translation>{value} steht zweimal in der Liste.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>{value} is no number: type values such as 1-5, 1, 2, 8 or 0.5:1.0:0.25.</source>
      <translation>{value} ist keine Zahl: Werte eingeben, etwa 1-5, 1, 2, 8 oder 0.5:1.0:0.25.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>{value} never ends: the step must lead to the last value.</source>
      <translation>{value} endet nie: Der Schritt muss zum letzten Wert führen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>{value}: only whole numbers go here.</source>
      <translation>{value}: Hier sind nur ganze Zahlen möglich.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/database_check.py" />
      <source>{version} of {newest}</source>
      <translation>{version} von {newest}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/libraries.py" />
      <source>{version}, ready after {seconds} s</source>
      <translation>{version}, bereit nach {seconds} s</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>{vram_gb:g} GB of graphics memory</source>
      <translation>{vram_gb:g} GB Grafikspeicher</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_text.py" />
      <source>{vram_gb:g} GB of graphics memory, {ram_gb:g} GB of RAM</source>
      <translation>{vram_gb:g} GB Grafikspeicher, {ram_gb:g} GB Arbeitsspeicher</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/domain/config_schema.py" />
      <source>{wanted}, or null</source>
      <translation>{wanted}, oder null</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/comparison.py" />
      <source>{weights}: at least as good.</source>
      <translation>{weights}: mindestens so gut.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/comparison.py" />
      <source>{weights}: hardly any difference to see.</source>
      <translation>{weights}: kaum ein sichtbarer Unterschied.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/domain/comparison.py" />
      <source>{weights}: some fine detail is lost.</source>
      <translation>{weights}: feine Einzelheiten gehen teils verloren.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/engine/memory/shortage.py" />
      <source>{what} ({width}x{height}, {frames} frames)</source>
      <translation>{what} ({width}x{height}, {frames} Bilder)</translation>
    </message>
    <message>
      <location filename="wan22_desktop/core/errors.py" />
      <source>{what} could not be saved: {reason}.</source>
      <translation>Speichern fehlgeschlagen: {what} ({reason}).</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>{what} needs at least {needs}.</source>
      <translation>{what} braucht mindestens {needs}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/doctor/installation.py" />
      <source>{what} of {count} files, {size}</source>
      <translation>{what} von {count} Dateien, {size}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>{where}: {problem}</source>
      <translation>{where}: {problem}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/render_runner.py" />
      <source>{why}, so this was rendered otherwise: {reason}</source>
      <translation>{why}, daher wurde anders gerendert: {reason}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/export_dialog.py" />
      <source>{wide} {times} {high} pixels</source>
      <translation>{wide} {times} {high} Pixel</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/gallery_text.py" />
      <source>{width} x {height}, {frames} frames at {fps:g}</source>
      <translation>{width} x {height}, {frames} Bilder mit {fps:g}/s</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/domain/reasons.py" />
      <source>{width}x{height} with {count} frames</source>
      <translation>{width}x{height} mit {count} Bildern</translation>
    </message>
    <message>
      <location filename="wan22_desktop/optimizer/hardware_optimizer.py" />
      <source>{width}x{height}, {count} frames</source>
      <translation>{width}x{height}, {count} Bilder</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/ui/player_controls.py" />
      <source>{width}x{height}, {num_frames} frames at {fps:g} per second</source>
      <translation>{width}x{height}, {num_frames} Bilder, {fps:g} pro Sekunde</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>{word} is not known here; there are: {known}.</source>
      <translation>{word} ist hier nicht bekannt; es gibt: {known}.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/gallery/domain/settings_difference.py" />
      <source>{x:g}, {y:g}</source>
      <translation>{x:g}; {y:g}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/model_manager/ui/model_dialogs.py" />
      <source>{} that need not be fetched</source>
      <translation>{} müssen nicht heruntergeladen werden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/queue_text.py" />
      <source>×{factor} the frame rate</source>
      <translation>×{factor} die Bildrate</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/prompt_rules.py" />
      <source>“{gone}” contradicts “{kept}”.</source>
      <translation>„{gone}“ widerspricht „{kept}“.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/preset_files.py" />
      <source>“{name}” is a preset of the app and stays as it is: choose another name.</source>
      <translation>„{name}“ ist eine Voreinstellung der App und bleibt, wie sie ist: einen anderen Namen wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/style_files.py" />
      <source>“{name}” is a style of the app and stays as it is: choose another name.</source>
      <translation>„{name}“ ist ein Stil der App und bleibt, wie er ist: einen anderen Namen wählen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/presets.py" />
      <source>“{preset}” needs LoRAs that are not in the library: {title}. Install them among the models, or add the files to the LoRA library.</source>
      <translation>„{preset}“ braucht LoRAs, die nicht in der Bibliothek sind: {title}. Sie bei den Modellen installieren oder die Dateien zur LoRA-Bibliothek hinzufügen.</translation>
    </message>
    <message>
      <location filename="wan22_desktop/app/error_desk.py" />
      <source>“{prompt}”</source>
      <translation>„{prompt}“</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/prompt_rules.py" />
      <source>“{words}” is said twice.</source>
      <translation>„{words}“ steht zweimal da.</translation>
    </message>
  </context>
</TS>
