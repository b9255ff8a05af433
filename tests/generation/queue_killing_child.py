"""Drives a queue at random and says what it has been promised, until it is killed.

A line with the name of a step comes before it, one with the whole list after the queue has
acknowledged it.
"""

import json
import sys
from pathlib import Path

from generation.queue_sequences import Sequence


def say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main() -> None:
    sequence = Sequence(Path(sys.argv[1]), int(sys.argv[2]))
    sequence.weights |= {"crash": 0, "restart": 0}  # the kill is the crash
    while True:
        name = sequence.draw()
        say(name)
        sequence.step(name)
        say([(job.id, job.state, job.seed, job.group) for job in sequence.model.jobs])


if __name__ == "__main__":
    main()
