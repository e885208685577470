"""Everything that proves mysay: unit, transcripts, integration, e2e, structure."""
