"""What keeps a server's memory flat, in a process of its own: what is set apart stays so, and all of this one's memory counts."""

import subprocess
import sys
from textwrap import dedent

#: What is freed between blocks that stay; the C library keeps it, and gives most of it back when it is told to.
FREED_MB = 100


def told(program: str) -> str:
    """What a program of our own, in a fresh process, prints."""
    done = subprocess.run([sys.executable, "-c", dedent(program)], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_what_was_loaded_is_set_apart_and_what_comes_later_is_collected() -> None:
    program = """
        import gc, weakref, mysay.serve
        from mysay.memory import set_apart_what_stays
        class Closed: pass
        loaded, before = len(gc.get_objects()), gc.get_freeze_count()
        set_apart_what_stays()
        closed = Closed()
        closed.itself, gone = closed, weakref.ref(closed)
        del closed
        print(before, gc.get_freeze_count() > 0.9 * loaded > 10_000, len(gc.get_objects()) < 1_000, gone() is not None)
        gc.collect()
        print(gone() is None)
    """
    assert told(program).split() == ["0", "True", "True", "True", "True"]


def test_what_lies_free_between_what_is_in_use_is_given_back() -> None:
    program = f"""
        import asyncio, os
        from mysay.memory import give_back
        block = 2_000
        def resident():
            with open("/proc/self/statm") as told:
                return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
        blocks = [bytes(block) for _ in range({FREED_MB} * 1_000_000 // block)]
        kept = blocks[::100]
        del blocks
        async def given(least):
            task, held = asyncio.create_task(give_back(every=0)), resident()
            async with asyncio.timeout(60):
                while held - resident() < least:
                    await asyncio.sleep(0)
            return len(kept)
        print(asyncio.run(given(least={FREED_MB} / 2)))
    """
    assert told(program) == str(FREED_MB * 1_000_000 // 2_000 // 100)
