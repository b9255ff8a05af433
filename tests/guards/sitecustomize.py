"""Python runs this at the start of every child process of the suite: no child reaches out either."""

import network_guard

network_guard.install()
