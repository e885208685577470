"""``python -m mysay``."""

from mysay.cli import main

main()
