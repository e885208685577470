"""Questionnaires as data: definitions, their library on disk, their wording."""
