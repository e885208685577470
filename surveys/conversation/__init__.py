"""The conversation: a pure state machine over a questionnaire. No clock, no database, no channel."""
