"""Files that nobody should import, each made here: what is wrong with it, and what is said of it."""

from tests.support.hostile import attacks, made, texts, workbooks

__all__ = ["attacks", "files", "texts", "workbooks"]

files = made.every
