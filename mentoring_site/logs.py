"""The log says what happened to the site, never whose data it was."""

import logging
import re

# /a/<token>/, /s/<token>/ … open a page without a password, so a log may not hold them.
PERSONAL_LINK = re.compile(r"(?<![\w/])/(a|s|m|me|c)/[^/\s?]+")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class SafeLineFilter(logging.Filter):
    """Masks personal links, escapes control characters, adds the number shown on the error page."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = PERSONAL_LINK.sub(r"/\1/***", record.getMessage())
        record.msg = CONTROL.sub("?", message).replace("\n", "\\n")
        record.args = None
        record.error_number = getattr(getattr(record, "request", None), "error_number", "-")
        return True
