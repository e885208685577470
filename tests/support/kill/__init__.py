"""Killing the service under load, and knowing afterwards what children were shown as saved."""
