"""Settings and definitions. A leaf: it imports nothing of ours and is handed over as values."""
