"""The command line: the same functions as the tasks.

Results go to standard output, errors to standard error with what to do next.
Exit codes: 0 done, 1 the input is wrong, 2 the call is wrong.
"""

import os
import sys
from collections.abc import Sequence

from wirewatch.cli.commands import Run, command_line
from wirewatch.cli.voice import say, speak_utf8
from wirewatch.errors import WirewatchError

_INTERRUPTED = 130  # what shells give to a command that Ctrl-C ended


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says; the exit code."""
    asked = command_line().parse_args(argv)
    run: Run = asked.run
    speak_utf8()
    try:
        done = run(asked)
        sys.stdout.flush()  # a reader that has gone is noticed here and not at the very end
    except WirewatchError as error:
        say(f"wirewatch: {error}")
        return 1
    except BrokenPipeError:  # `wirewatch … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _INTERRUPTED
    return done
