"""`python -m commonbeat COMMAND` is the `commonbeat` command."""

from commonbeat.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
