"""Texts and numbers that the monitoring of a new programme begins with."""
