"""Somebody's table into one of the two bases: columns, values, who is it, verdicts, one transaction.

Nothing is written before the whole table has been rehearsed; see rehearse.py (pure) and apply.py.
"""
