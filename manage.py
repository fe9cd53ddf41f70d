#!/usr/bin/env python
"""Django's command line for the site."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_site.settings")
    from mentoring_site.sqlite import use_newest_sqlite

    use_newest_sqlite()  # before anything imports Django's database layer
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
