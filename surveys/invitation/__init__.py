"""Invitations: who is due one, how long its link works, what has become of it. Pure."""
