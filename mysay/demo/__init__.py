"""The demonstration: a made-up authority, its files, and the last days of its quarter."""
