"""`python -m tests.bench.draw FILE`: draws HTML parts as one PDF and prints the peak memory of this process, MB."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import django


def main() -> None:
    django.setup()
    from mentoring_site.pdf import join_html_to_pdf

    join_html_to_pdf(json.loads(Path(sys.argv[1]).read_text()))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
