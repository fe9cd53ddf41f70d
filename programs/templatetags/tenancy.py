from __future__ import annotations

from typing import Any

from django import template
from django.utils.crypto import get_random_string
from django.utils.html import format_html

from programs.tenancy import program_url

register = template.Library()


@register.simple_tag(takes_context=True)
def purl(context: Any, name: str, **kwargs: Any) -> str:
    """Address of a page of the present programme: {% purl 'pairing:pair_detail' pk=pair.pk %}."""
    return program_url(context["request"].program, name, **kwargs)


@register.simple_tag
def once_key() -> str:
    """Hidden one-time key of a create form: double submit creates one thing (services/audit.claim_key)."""
    return format_html('<input type="hidden" name="once" value="{}">', get_random_string(32))
