"""A report in the forms people and programs take it in."""
