from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mentoring_site.access import requires
from mentoring_site.docx import docx_response
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import CONTENT_TYPES, table_response
from mentoring_site.words import counted, plural, ru_date
from programs.tenancy import program_url
from roadmap.changes import changes_of
from roadmap.enums import RoadmapState, StepState
from roadmap.evidence import facts_shown, proposals_for
from roadmap.filters import VIEWS, StepFilter, in_view, months_of
from roadmap.models import Roadmap, Step
from roadmap.reports import roadmap_paper
from roadmap.reports_docx import roadmap_docx
from roadmap.resources import HEADER, export_columns, export_rows
from roadmap.rules import held_roles
from roadmap.tables import StepRow, build_rows, by_stage, steps_of, timeline_of
from roadmap.tables_columns import COUNTS
from roadmap.views.common import Context, crumbs, other_rooms, shown_roadmap


@requires(Permission.ROADMAP_VIEW)
def roadmap_table(request: HttpRequest) -> HttpResponse:
    roadmap = shown_roadmap(request)
    if roadmap is None:
        may_import = request.access.has(Permission.ROADMAP_EDIT) and request.program.is_open
        context = {"heading": "Дорожная карта", "can_import": may_import}
        return render(request, "roadmap/roadmap_empty.html", context)
    steps = steps_of(roadmap)
    facts = facts_shown(request.access, request.today, steps)
    rows = build_rows(roadmap, request.program, request.today, steps, facts)
    months = months_of(steps)
    view = request.GET.get("view", "")
    filters = StepFilter(request.GET, Step.objects.filter(roadmap=roadmap), months=months, on=request.today)
    if view in VIEWS or any(filters.form.data.get(name) for name in filters.form.fields):
        chosen = in_view(filters.qs, view, request.access, request.today)
        shown = set(chosen.values_list("pk", flat=True))
    else:
        shown = {step.pk for step in steps}
    visible = [row for row in rows if row.step.pk in shown]
    context = _head(request, roadmap, rows) | {
        "groups": by_stage(visible),
        "count": len(visible),
        "total": len(rows),
        "timeline": timeline_of(steps, request.today),
        "filter_form": filters.form,
        "view": view,
        "keep": [(name, request.GET[name]) for name in ("view", "revision") if request.GET.get(name)],
        "reset_url": "?"
        + "&".join(f"{n}={request.GET[n]}" for n in ("view", "revision") if request.GET.get(n)),
        "tabs": _tabs(request, rows, view),
        "proposed": _proposed(request, roadmap),
        "said": f"Показано {counted(len(visible), 'шаг', 'шага', 'шагов')} из {len(rows)}",
    }
    return render(request, "roadmap/roadmap_table.html", context)


@requires(Permission.ROADMAP_VIEW)
def roadmap_export(request: HttpRequest) -> HttpResponse:
    roadmap = shown_roadmap(request)
    fmt = request.GET.get("format", "xlsx")
    if roadmap is None or fmt not in (*CONTENT_TYPES, "docx"):
        raise Http404
    if fmt == "docx":
        data = roadmap_docx(roadmap, request.program, request.today, columns=_columns(request, 4))
        return docx_response(data, f"Дорожная карта {request.program.label}.docx")
    name = f"Дорожная карта {request.program.label}"
    rows = _rows_with_facts(request, roadmap)
    columns = _columns(request, 0)
    header, body = export_columns(rows, columns) if columns else (HEADER, export_rows(rows))
    return table_response(fmt, name, title=name, header=header, rows=body, sheet_name="Дорожная карта")


def _rows_with_facts(request: HttpRequest, roadmap: Roadmap) -> list[StepRow]:
    steps = steps_of(roadmap)
    facts = facts_shown(request.access, request.today, steps)
    return build_rows(roadmap, request.program, request.today, steps, facts)


@requires(Permission.ROADMAP_VIEW)
def roadmap_pdf(request: HttpRequest) -> HttpResponse:
    roadmap = shown_roadmap(request)
    if roadmap is None:
        raise Http404
    paper = roadmap_paper(roadmap, request.program, request.today, columns=_columns(request, 4))
    data = render_pdf("reports/roadmap.html", paper)
    return pdf_response(data, f"Дорожная карта {request.program.label}.pdf")


def _columns(request: HttpRequest, default: int) -> int:
    """4, 5 or 6 of ?columns=; another number is no address of ours."""
    wanted = request.GET.get("columns", "")
    if not wanted:
        return default
    if wanted not in {str(count) for count in COUNTS}:
        raise Http404
    return int(wanted)


def _head(request: HttpRequest, roadmap: Roadmap, rows: list[StepRow]) -> Context:
    access = request.access
    changing = Roadmap.objects.being_changed(request.program).first()
    in_force = changing is None or changing.pk != roadmap.pk or changing.revision == 1
    revision = "" if in_force and roadmap.state != RoadmapState.SUPERSEDED else str(roadmap.revision)
    is_open = request.program.is_open
    may_edit = access.has(Permission.ROADMAP_EDIT) and is_open
    return {
        "heading": "Дорожная карта",
        "lead": lead_of(roadmap, rows),
        "crumbs": crumbs(request)[:1] + [("Дорожная карта", "")],
        "roadmap": roadmap,
        "revision": revision,
        "files": files_of(request, revision),
        "other_draft": changing if changing and changing.pk != roadmap.pk else None,
        "changes": changes_of(roadmap) if changing and changing.pk == roadmap.pk else None,
        "is_next_draft": bool(changing and changing.pk == roadmap.pk and roadmap.revision > 1),
        "can_edit": may_edit and roadmap.is_draft,
        "can_submit": may_edit and roadmap.is_draft,
        "can_import": may_edit and (changing is None or changing.is_draft),
        "can_revise": may_edit and roadmap.is_approved and changing is None,
        "can_decide": access.has(Permission.ROADMAP_APPROVE)
        and is_open
        and roadmap.state == RoadmapState.SUBMITTED,
    }


FORMATS = (("xlsx", "XLSX"), ("ods", "ODS"), ("csv", "CSV"))
COLUMN_NOTES = {
    4: ("Четыре столбца", "как в документе"),
    5: ("Пять", "ещё результат, вид документа"),
    6: ("Шесть", "ещё содержание или этап"),
}


def files_of(request: HttpRequest, revision: str) -> Context:
    """Links to the files of a revision ("" is the one in force)."""
    export = program_url(request.program, "roadmap:roadmap_export")
    pdf = program_url(request.program, "roadmap:roadmap_pdf")
    tail = f"&revision={revision}" if revision else ""
    return {
        "marked": [{"label": label, "url": f"{export}?format={fmt}{tail}"} for fmt, label in FORMATS],
        "printed": [
            {
                "label": label,
                "note": note,
                "files": [
                    {"label": "PDF", "url": f"{pdf}?columns={count}{tail}"},
                    *(
                        {"label": title, "url": f"{export}?format={fmt}&columns={count}{tail}"}
                        for fmt, title in (("docx", "Word"), *FORMATS)
                    ),
                ],
            }
            for count, (label, note) in COLUMN_NOTES.items()
        ],
    }


def lead_of(roadmap: Roadmap, rows: list[StepRow]) -> str:
    """«Утверждена 2 сентября 2026 г. Выполнено 13 шагов из 35, один просрочен.»"""
    done = sum(row.live.state == StepState.DONE for row in rows)
    spared = sum(row.live.state == StepState.NOT_NEEDED for row in rows)
    late = sum(row.is_late for row in rows)
    if roadmap.approved_at and roadmap.approver_title:
        day = timezone.localtime(roadmap.approved_at).date()
        who = "директором" if roadmap.approver_title == "Директор" else "исполняющим обязанности директора"
        state = f"Утверждена {who} {ru_date(day)}"
    elif roadmap.state == RoadmapState.SUBMITTED and roadmap.submitted_at:
        state = f"На утверждении у директора с {ru_date(timezone.localtime(roadmap.submitted_at).date())}"
    else:
        state = "Черновик, директором не утверждена."
    if roadmap.state == RoadmapState.SUPERSEDED:
        state += ", заменена новой редакцией."
    edition = f" Редакция {roadmap.revision}." if roadmap.revision > 1 else ""
    extra = f", {late} {plural(late, 'просрочен', 'просрочены', 'просрочено')}" if late else ""
    extra += f", {spared} не {plural(spared, 'требуется', 'требуются', 'требуется')}" if spared else ""
    joined = state if state.endswith((".", "г.")) else f"{state}."
    return f"{joined}{edition} Выполнено {counted(done, 'шаг', 'шага', 'шагов')} из {len(rows)}{extra}."


def _proposed(request: HttpRequest, roadmap: Roadmap) -> int:
    """How many steps of the revision in force the user may mark at once; 0 elsewhere."""
    if not roadmap.is_approved or not request.access.has(Permission.ROADMAP_PROGRESS):
        return 0
    return len(proposals_for(request.access, request.today))


def _tabs(request: HttpRequest, rows: list[StepRow], view: str) -> list[Context]:
    today, roles = request.today, held_roles(request.access)
    counts = {
        "mine": sum(bool(roles & set(row.roles)) for row in rows),
        "now": sum(row.live.is_open and row.step.starts <= today for row in rows),
        "late": sum(row.is_late for row in rows),
    }
    keep = f"&revision={request.GET['revision']}" if request.GET.get("revision") else ""
    return [
        {"label": "Все шаги", "url": f"?{keep[1:]}", "count": len(rows), "active": view not in VIEWS},
        *(
            {"label": label, "url": f"?view={code}{keep}", "count": counts[code], "active": view == code}
            for code, label in VIEWS.items()
        ),
        *other_rooms(request.access),
    ]
