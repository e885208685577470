"""The command: composition root. Nobody imports it."""
