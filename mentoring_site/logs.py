"""The log says what happened to the site, never whose data it was."""

import logging
import re

# /a/<token>/, /n/<token>/ … open a page without a password, so a log may not hold them.
PERSONAL_LINK = re.compile(r"(?<![\w/])/(a|s|n|g|p|m|me|c)/[^/\s?]+")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# What PostgreSQL says about a refused row repeats the row: «Failing row contains (12, Иванов, …)».
ROW_VALUES = re.compile(r"^DETAIL:.*?(?=\n\n(?:The above|During) |\Z)", re.MULTILINE | re.DOTALL)


def _hidden(text: str) -> str:
    return PERSONAL_LINK.sub(r"/\1/***", text)


class SafeLineFilter(logging.Filter):
    """Masks personal links and values of rows, escapes control characters, adds the error page's number.

    Only what went wrong in the site itself leaves a trace: a refused request (403, 400) is one line.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        message = _hidden(record.getMessage())
        record.msg = CONTROL.sub("?", message).replace("\n", "\\n")
        record.args = None
        self._tame_trace(record)
        record.error_number = getattr(getattr(record, "request", None), "error_number", "-")
        return True

    @staticmethod
    def _tame_trace(record: logging.LogRecord) -> None:
        if record.levelno < logging.ERROR and record.name.startswith(("django.request", "django.security")):
            record.exc_info = record.exc_text = None
        elif record.exc_info:
            trace = logging.Formatter().formatException(record.exc_info)
            # The formatter writes exc_text as it is.
            record.exc_text = CONTROL.sub("?", ROW_VALUES.sub("DETAIL: ***", _hidden(trace)))
