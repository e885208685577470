"""Figures: counted answers and bases in, the report's sections out."""
