"""huggingface_hub's own download of a file, beside which ours is measured.

`HuggingFaceDownloader` has a process that has the library loaded; it forks for each download, so
that every one begins afresh and can be ended when it takes too long. POSIX only.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

OPTIONS = {
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_VERBOSITY": "critical",
}
"""Plain HTTP, as ours."""


@dataclass(frozen=True)
class HubDownload:
    """How one download ended: `error` names the exception, "" is success, None is no end."""

    error: str | None
    seconds: float
    cpu_s: float


class HuggingFaceDownloader:
    """One download at a time; close it."""

    def __init__(self, *, limit_s: float, wait_s: float | None = None) -> None:
        """After `limit_s` a download is ended; `wait_s` is the library's own time limit."""
        waits = (
            {}
            if wait_s is None
            else {"HF_HUB_DOWNLOAD_TIMEOUT": str(wait_s), "HF_HUB_ETAG_TIMEOUT": str(wait_s)}
        )
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(limit_s)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=kept | OPTIONS | waits,
        )

    def download(
        self, endpoint: str, repository: str, path: str, folder: Path, token: str | None = None
    ) -> HubDownload:
        """Bring a file into `folder`, below which it lies as in the repository."""
        asked = {
            "repo_id": repository,
            "filename": path,
            "local_dir": str(folder),
            "endpoint": endpoint,
            "token": token or False,
        }
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        answer = json.loads(cast("IO[str]", self._process.stdout).readline())
        return HubDownload(**answer)

    def close(self) -> None:
        self._process.communicate()


def _serve(limit_s: float) -> None:
    from huggingface_hub import hf_hub_download

    for line in sys.stdin:
        reading, writing = os.pipe()
        started = time.perf_counter()
        child = os.fork()
        if child == 0:
            error = ""
            try:
                hf_hub_download(**json.loads(line))
            except BaseException as failure:  # noqa: BLE001 - told to the parent, whatever it is
                error = type(failure).__name__
            os.write(writing, (error or "-").encode())
            os._exit(0)
        os.close(writing)
        ended = bool(select.select([reading], [], [], limit_s)[0])
        seconds = time.perf_counter() - started
        error = os.read(reading, 200).decode() if ended else None
        os.close(reading)
        if not ended:
            os.kill(child, signal.SIGKILL)
        usage = os.wait4(child, 0)[2]
        answer = {
            "error": "" if error == "-" else error,
            "seconds": seconds,
            "cpu_s": usage.ru_utime + usage.ru_stime,
        }
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(float(sys.argv[1]))
