"""A child process is a group of its own, which leaves the processor to kitgen."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from kitgen.engines.enfant import Enfant


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_child_leaves_the_processor_to_kitgen(tmp_path: Path) -> None:
    said = tmp_path / "dit"
    program = (
        "import os, sys, time\n"
        "while os.getpriority(os.PRIO_PROCESS, 0) == int(sys.argv[1]): time.sleep(0.01)\n"
        "print(os.getpriority(os.PRIO_PROCESS, 0), os.getpgrp() == os.getpid(), os.getsid(0), "
        "file=open(sys.argv[2], 'w'))\n"
    )
    here = os.getpriority(os.PRIO_PROCESS, 0)
    child = Enfant([sys.executable, "-c", program, str(here), str(said)], {}, tmp_path, tmp_path / "journal")
    try:
        # It ends by itself, once it is told.
        deadline = time.monotonic() + 30
        while child.code() is None and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        child.tuer()
    assert said.read_text().split() == [str(min(here + 10, 19)), "True", str(os.getsid(0))]
