"""Run by Python at the start of every child process: the guard holds there too."""

import network_guard

network_guard.install()
