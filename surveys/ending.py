"""Whoever does something again and again, until cancelled, ends then for certain."""

import asyncio


def end_if_cancelled() -> None:
    """Say this between two rounds: a library may have lost the cancellation, as asyncio.wait_for does before Python 3.12.

    Raises:
        asyncio.CancelledError: this task was told to end, and something on the way here let that pass.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
