"""`python -m kitgen`: the command line."""

import sys

from kitgen.cli import main

if __name__ == "__main__":
    sys.exit(main())
