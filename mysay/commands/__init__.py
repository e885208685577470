"""The commands, a module for each area, imported only when used."""
