"""Measures from a spreadsheet: read → judged → shown → judged again and written. Nothing is stored in between."""
