"""No core files: one would hold keys, and words of young people."""

import sys


def forbid() -> None:
    """Have the kernel write none of this process, whatever befalls it, or of the programs that it starts."""
    if sys.platform != "win32":  # which writes none
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
