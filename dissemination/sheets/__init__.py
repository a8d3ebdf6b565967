"""Spreadsheets as people send them, read as plain text cells; nothing in them is ever executed."""
