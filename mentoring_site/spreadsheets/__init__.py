"""Tables in and out: strangers' workbooks are read in a child process, ours hold no live formulas."""

from .columns import ColumnMap, ColumnMatch, guess_header_row, map_columns, normalise_title
from .reading import SheetData, SpreadsheetError, Workbook, read_workbook
from .writing import CONTENT_TYPES, table_response, write_table

__all__ = [
    "CONTENT_TYPES",
    "ColumnMap",
    "ColumnMatch",
    "SheetData",
    "SpreadsheetError",
    "Workbook",
    "guess_header_row",
    "map_columns",
    "normalise_title",
    "read_workbook",
    "table_response",
    "write_table",
]
