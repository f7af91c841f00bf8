"""`python -m kitgen` and `kitgen`: the command line."""

import gc

DECHETS = (20_000, 20, 20)
"""A run reads, makes and ends: collecting garbage as often as Python does takes a fifth of `kitgen check`."""


def run() -> None:
    """Run the command line and leave with its exit code."""
    gc.set_threshold(*DECHETS)
    from kitgen.cli import main, quitter

    quitter(main())


if __name__ == "__main__":
    run()
