"""For balancers and monitoring: `/healthz` – the process answers, `/readyz` – it can do its work."""

import shutil

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

MIN_FREE_BYTES = 500 * 1024 * 1024  # below this SQLite may soon fail to write


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    problems = [*database_problems(), *disk_problems()]
    response = JsonResponse({"ready": not problems, "problems": problems}, status=503 if problems else 200)
    if problems:
        response.headers["Retry-After"] = "10"
    return response


def database_problems() -> list[str]:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return ["database"]
    return ["migrations"] if pending else []


def disk_problems() -> list[str]:
    return ["disk"] if shutil.disk_usage(settings.VAR_DIR).free < MIN_FREE_BYTES else []
