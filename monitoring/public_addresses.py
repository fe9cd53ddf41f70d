"""Whole addresses of the open pages, for links in papers, codes to scan and letters."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from programs.models import School


def public_path(school: School, name: str = "home", **kwargs: Any) -> str:
    return reverse(f"public:{name}", kwargs={"school": school.slug, **kwargs})


def public_address(school: School, name: str = "home", **kwargs: Any) -> str:
    """By SITE_URL: what stands outside the site needs the host as well."""
    return settings.SITE_URL + public_path(school, name, **kwargs)
