"""`requires` checks a permission before the view runs and marks the view for the access matrix test."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied

from mentoring_site.permissions import Permission


def requires(*permissions: Permission) -> Callable[[Any], Any]:
    """Let in who has any of the permissions in the programme of the address; others get 403.

    Works on function views and on class-based views. The middleware has already answered 404 to strangers.
    """

    def mark(view: Any) -> Any:
        if isinstance(view, type):
            view.dispatch = _guard(view.dispatch, permissions, request_at=1)
            view.required_permissions = permissions
            inner = view.as_view.__func__

            def as_view(cls: Any, **initkwargs: Any) -> Any:
                function = inner(cls, **initkwargs)
                function.required_permissions = permissions
                return function

            view.as_view = classmethod(as_view)
            return view
        guarded = _guard(view, permissions, request_at=0)
        guarded.required_permissions = permissions  # type: ignore[attr-defined]
        return guarded

    return mark


def _guard(
    view: Callable[..., Any], permissions: tuple[Permission, ...], *, request_at: int
) -> Callable[..., Any]:
    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        access = getattr(args[request_at], "access", None)
        if access is None or not any(access.has(permission) for permission in permissions):
            raise PermissionDenied
        return view(*args, **kwargs)

    return checked
