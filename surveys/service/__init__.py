"""What the service does, as asynchronous shells around the pure core: load, decide, commit, return."""
