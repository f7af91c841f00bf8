"""`python -m kitgen` and `kitgen`: the command line."""

import gc


def run() -> None:
    """Run the command line and leave with its exit code."""
    # A run reads, makes and ends: collecting as often as Python does takes a fifth of `kitgen check`.
    gc.set_threshold(20_000, 20, 20)
    from kitgen.cli import main, quitter

    quitter(main())


if __name__ == "__main__":
    run()
