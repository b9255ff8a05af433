"""What the process that inspects files denies itself before it looks at the first one."""

import os
import sys

MAX_MEMORY_BYTES = 512 * 1024 * 1024
"""Of address space, of which the program itself takes 100: enough for a picture of 50 megapixels,
or of 25 to 40 where transparency or WebP takes further copies."""


def limit_this_process() -> None:
    """No more memory than that, no file written, no core dumped, and others go first.

    Linux only: on Windows the limits of each reader have to do, and the supervisor lowers the
    priority.
    """
    sys.dont_write_bytecode = True
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)
