"""Parts of addresses."""


class YearConverter:
    """Label of a programme, such as `2026-2027`; whether it exists is decided by tenancy."""

    regex = r"[0-9]{4}-[0-9]{4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
