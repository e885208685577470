"""Import files: recognised, read to rows, checked, and turned into a plan of what would change. Pure."""
