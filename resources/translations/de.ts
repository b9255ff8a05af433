<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>wan22</name>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>&amp;What it takes</source>
      <translation>&amp;Bedarf</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>A quotation mark is not closed, or text follows it without a comma.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Choose the LoRA whose strength varies.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Choose what varies.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>Fits this computer</source>
      <translation>Passt auf diesen Computer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Flow shift</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Guidance</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>Just fits</source>
      <translation>Passt gerade noch</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>LoRA strength</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Low-noise guidance</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/composition/preflight.py" />
      <source>On the processor in {precision}</source>
      <translation>Auf dem Prozessor in {precision}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Scheduler</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Seed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Steps</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Sweep: {axes}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>The LoRA {name} is not part of the request.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>The list has {length} characters, {most} is the most.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>The list is empty: type values such as 1, 2, 8.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>The prompt does not hold {word}: the first word is the one that is replaced.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>Too large for this computer</source>
      <translation>Zu groß für diesen Computer</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>Use {change}</source>
      <translation>{change} verwenden</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>What the clip would take</source>
      <translation>Was der Clip braucht</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>Words of the prompt</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>Working out what the clip would take…</source>
      <translation>Bedarf des Clips wird ermittelt …</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>about {time}</source>
      <translation>etwa {time}</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/preflight.py" />
      <source>computed in slices</source>
      <translation>in Scheiben berechnet</translation>
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
      <location filename="wan22_desktop/composition/preflight.py" />
      <source>one part of the model on the card at a time</source>
      <translation>immer nur ein Teil des Modells auf der Karte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/preflight.py" />
      <source>weights fetched layer by layer</source>
      <translation>Gewichte werden Schicht für Schicht geholt</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/preflight.py" />
      <source>weights on the card</source>
      <translation>Gewichte auf der Karte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/composition/preflight.py" />
      <source>weights streamed from memory</source>
      <translation>Gewichte werden aus dem Speicher nachgeladen</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/sweep.py" />
      <source>{axis} varies twice: choose something else.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>{low} to {high}</source>
      <translation>{low} bis {high}</translation>
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
      <location filename="wan22_desktop/generation/ui/estimate_line.py" />
      <source>{size} on the disk</source>
      <translation>{size} auf der Festplatte</translation>
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>{text} gives no seeds.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>{text} is no number: type values such as 1-5, 1, 2, 8 or 0.5:1.0:0.25.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>{text} never ends: the step must lead to the last value.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>{text}: only whole numbers go here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <location filename="wan22_desktop/generation/domain/value_lists.py" />
      <source>{word} is not known here; there are: {known}.</source>
      <translation type="unfinished" />
    </message>
  </context>
</TS>
