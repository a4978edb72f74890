"""Start the command line: `loket` and `python -m daemon` are the same."""

from daemon.cli import main

if __name__ == "__main__":
    main()
