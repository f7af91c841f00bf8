"""One child process: started with limits, watched by its caller, and gone with all it started."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from kitgen.errors import shortened

if sys.platform == "linux":
    import resource

MEMOIRE = 4 << 30  # bytes of address space; LibreOffice takes 0.5 GiB for a booklet


# Only Windows has the flag, and the stubs of other systems don't know it.
_FLAGS = int(getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0))


# The command under the same process id, beside a watcher: when the pipe from kitgen closes, kitgen is no more,
# however it ended, and the whole group goes.
_LIE = 'exec 3<&0; { read -r _ <&3; kill -9 0; } & exec "$@" 3<&- </dev/null'


RETENUE = 10
"""Steps of priority below kitgen's own."""


class Enfant:
    """A running process and its descendants; stdout is dropped, stderr goes to `journal`.

    It doesn't outlive this process (but on Windows). Raises OSError when there is no such program.
    """

    def __init__(self, commande: Sequence[str], env: Mapping[str, str], dossier: Path, journal: Path) -> None:
        self._journal = journal
        if shutil.which(commande[0]) is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), commande[0])
        bound = sys.platform != "win32"
        with journal.open("wb") as stderr:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _LIE, "sh", *commande] if bound else commande,
                env=env,
                cwd=dossier,
                stdin=subprocess.PIPE if bound else subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                # A group of its own: it can be killed as a whole, and Ctrl-C in the terminal reaches
                # kitgen alone, which then decides. Not a session: Linux shares the processor among these first.
                process_group=0 if bound else None,
                creationflags=_FLAGS,
            )
        _limit(self._process.pid)

    def code(self) -> int | None:
        """The exit code once the process has ended (negative: the signal), else None."""
        return self._process.poll()

    def attendre(self, secondes: float) -> None:
        """Wait so long for its end, not longer."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(secondes)

    def tuer(self) -> None:
        """Kill the process and its descendants, and wait until it is gone; also right after its own end."""
        pid = self._process.pid
        if sys.platform == "win32":
            if self._process.poll() is None:
                subprocess.run(
                    ["taskkill", "/F", "/T", "/PID", str(pid)],
                    capture_output=True,
                    check=False,
                )
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()

    def mort(self) -> str:
        """How the process ended and its last words, for a message."""
        code = self._process.returncode
        try:
            how = signal.Signals(-code).name if code < 0 else f"code {code}"
        except ValueError:
            how = f"signal {-code}"
        lines = self._journal.read_text("utf-8", errors="replace").split("\n")
        words = shortened(next((line for line in reversed(lines) if line.strip()), ""), 200)
        return f"{how} : {words}" if words else how


def _limit(pid: int) -> None:
    """Where the system allows it, a child yields to kitgen, and one that swells is the one that dies, and early.

    From outside and after the start, as code between fork and exec isn't safe; its own children inherit.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            # While it starts kitgen reads; while both work kitgen finds out what is to be laid out next.
            os.setpriority(os.PRIO_PROCESS, pid, min(os.getpriority(os.PRIO_PROCESS, 0) + RETENUE, 19))
        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(pid, resource.RLIMIT_AS, (MEMOIRE, MEMOIRE))
        with contextlib.suppress(OSError):
            Path(f"/proc/{pid}/oom_score_adj").write_text("1000")
