"""Who runs a command, as the audit names them."""

import getpass


def actor() -> str:
    """The account of the operating system that this command runs under."""
    try:
        return f"command line: {getpass.getuser()}"
    except (KeyError, OSError):
        return "command line"
