"""«Методическая копилка»: list with search, a material, its file; the federal acts by one press."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from monitoring.enums import LibraryKind
from monitoring.forms_library import LibraryFilter, LibraryForm, form_choices
from monitoring.models import LibraryItem
from monitoring.services.library import add_acts, delete_item, save_item
from monitoring.views.award_common import ROOM, crumbs, once, saved, stored_file, url
from participants.registries import room_tabs
from programs.lists import page_of
from programs.services.audit import Refusal

HERE = "monitoring:library_list"


@require_safe
@requires(Permission.LIBRARY_VIEW)
def library_list(request: HttpRequest) -> HttpResponse:
    form = LibraryFilter(request.GET, program=request.program)
    page = page_of(request, _filtered(form))
    titles = dict(form_choices(request.program))
    total = LibraryItem.objects.count()
    tabs = room_tabs(ROOM, request.access, request.today, HERE)
    return render(
        request,
        "monitoring/library_list.html",
        {
            "heading": "Методическая копилка",
            "lead": "Программы, разработки, бланки и документы"
            + (
                f": {counted(total, 'материал', 'материала', 'материалов')}."
                if total
                else " о наставничестве."
            ),
            "crumbs": crumbs(request, ("Копилка", "")),
            "tabs": tabs if len(tabs) > 1 else [],
            "form": form,
            "is_filtered": any(request.GET.get(name) for name in form.fields),
            "rows": [(item, titles.get(item.form_code, "")) for item in page],
            "page_obj": page,
            "can_edit": can_edit(request),
            "has_acts": LibraryItem.objects.filter(kind=LibraryKind.LAW).exists(),
        },
    )


def _filtered(form: LibraryFilter) -> QuerySet[LibraryItem]:
    rows = LibraryItem.objects.select_related("file").defer("file__content")
    if not form.is_valid():
        return rows
    data = form.cleaned_data
    for word in (data["q"] or "").split():
        rows = rows.filter(_contains(word))
    for name, field in (("kind", "kind"), ("level", "level"), ("form", "form_code")):
        if data[name]:
            rows = rows.filter(**{field: data[name]})
    return rows


def _contains(word: str) -> Q:
    """SQLite folds no Cyrillic: the word as typed, in small letters and with a capital one."""
    found = Q()
    for shape in {word, word.lower(), word.capitalize()}:
        for field in ("title", "theme", "author", "annotation"):
            found |= Q(**{f"{field}__contains": shape})
    return found


@requires(Permission.LIBRARY_EDIT)
def library_create(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@requires(Permission.LIBRARY_EDIT)
def library_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, _found(pk))


@require_POST
@requires(Permission.LIBRARY_EDIT)
def library_delete(request: HttpRequest, pk: int) -> HttpResponse:
    item = _found(pk)
    delete_item(item=item, program=request.program, by=request.user)
    messages.success(request, f"Материал удалён: «{item.title}».")
    return redirect(url(request, "library_list"))


@require_POST
@requires(Permission.LIBRARY_EDIT)
def library_acts(request: HttpRequest) -> HttpResponse:
    try:
        added = add_acts(program=request.program, by=request.user)
    except Refusal as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, f"Добавлено: {counted(added, 'документ', 'документа', 'документов')}.")
    return redirect(url(request, "library_list"))


@require_safe
@requires(Permission.LIBRARY_VIEW)
def library_download(request: HttpRequest, pk: int) -> HttpResponse:
    return stored_file(_found(pk).file_id)


def _form(request: HttpRequest, item: LibraryItem | None) -> HttpResponse:
    form = LibraryForm(
        request.POST or None,
        request.FILES or None,
        instance=item,
        program=request.program,
        use_required_attribute=False,
    )
    status = 200
    if request.method == "POST":
        status = saved(
            form,
            lambda: _save(request, form, item) if item else once(request, lambda: _save(request, form, None)),
            lambda: _found(item.pk).version,
        )
        if not status:
            messages.success(request, "Материал сохранён." if item else "Материал добавлен в копилку.")
            return redirect(url(request, "library_list"))
    heading = "Материал копилки" if item else "Новый материал"
    return render(
        request,
        "monitoring/library_form.html",
        {
            "heading": heading,
            "crumbs": crumbs(request, ("Копилка", url(request, "library_list")), (heading, "")),
            "form": form,
            "item": item,
            "back_url": url(request, "library_list"),
            "back_label": "К копилке",
        },
        status=status or 200,
    )


def _save(request: HttpRequest, form: LibraryForm, item: LibraryItem | None) -> LibraryItem:
    given = form.cleaned_data["upload"]
    return save_item(
        program=request.program,
        values=form.values(),
        by=request.user,
        item=item,
        shown_version=form.cleaned_data["version"] or 0,
        file_name=given.name if given else "",
        data=given.read() if given else b"",
    )


def _found(pk: int) -> LibraryItem:
    rows = LibraryItem.objects.select_related("file").defer("file__content")
    return get_object_or_404(rows, pk=pk)


def can_edit(request: HttpRequest) -> bool:
    return request.access.has(Permission.LIBRARY_EDIT)
