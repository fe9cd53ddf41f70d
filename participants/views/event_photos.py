"""Photos of an event: who is on them, and whether they may be shown outside today."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mentoring_site.access import requires
from mentoring_site.files import download
from mentoring_site.permissions import Permission
from mentoring_site.templatetags.ui import state_badge
from mentoring_site.words import counted
from participants.enums import AttendanceMark
from participants.event_people import audience_of
from participants.forms import absorb
from participants.forms_events import PhotoForm, PhotoPeopleForm
from participants.models import EventPhoto, Person
from participants.services.event_photos import add_photo, allowed_people, is_public, remove_photo, save_photo
from participants.views.events_common import find_event, page_of_event
from participants.views.selection import url_of
from programs.services.audit import Refusal

CHOICES = 300  # people to tick on one page


def _photos(request: HttpRequest) -> Any:
    rows = EventPhoto.objects.filter(event__program=request.program, event__school=request.school)
    return (
        rows.select_related("file", "event__program__school")
        .defer("file__content")
        .prefetch_related("people__person")
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.BASE_VIEW)
def event_photos(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk, PhotoForm())


@require_POST
@requires(Permission.EVENT_EDIT)
def event_photo_add(request: HttpRequest, pk: int) -> HttpResponse:
    event = find_event(request, pk)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["photo"]
        try:
            photo = add_photo(
                event=event,
                name=upload.name,
                data=upload.read(),
                caption=form.cleaned_data["caption"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_error("photo", error.messages[0])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Снимок добавлен. Отметьте, кого на нём можно узнать.")
            return redirect(url_of(request, "event_photo_edit", pk=photo.pk))
    return _page(request, pk, form)


def _page(request: HttpRequest, pk: int, form: PhotoForm) -> HttpResponse:
    event = find_event(request, pk)
    photos = list(_photos(request).filter(event=event))
    allowed = allowed_people(photos, request.today)
    shown = [_shown(request, photo, allowed) for photo in photos]
    public = sum(one["is_public"] for one in shown)
    return render(
        request,
        "participants/event_photos.html",
        page_of_event(request, event, "event_photos")
        | {
            "form": form,
            "photos": shown,
            "said": f"Показать снаружи можно {public} из {counted(len(shown), 'снимка', 'снимков', 'снимков')}."
            if shown
            else "",
        },
        status=422 if form.errors else 200,
    )


def _shown(request: HttpRequest, photo: EventPhoto, allowed: set[int]) -> dict[str, Any]:
    people = list(photo.people.all())
    may = is_public(photo, allowed)
    if may:
        badge, why = state_badge("ok", "можно публиковать"), ""
    elif not people:
        badge, why = state_badge("warn", "не отмечено, кто на снимке"), ""
    else:
        badge = state_badge("lock", "только для школы")
        number = sum(one.person_id not in allowed for one in people)
        why = f"Без согласия на публикацию: {number} из {len(people)}"
    return {
        "pk": photo.pk,
        "caption": photo.caption,
        "url": url_of(request, "event_photo_download", pk=photo.pk),
        "edit_url": url_of(request, "event_photo_edit", pk=photo.pk),
        "badge": badge,
        "why": why,
        "is_public": may,
        "alt": photo.caption or "Снимок события",
    }


@requires(Permission.BASE_VIEW)
def event_photo(request: HttpRequest, pk: int) -> HttpResponse:
    photo = get_object_or_404(_photos(request), pk=pk)
    return download(photo.file.content, name=photo.file.file_name, content_type=photo.file.content_type)


@require_http_methods(["GET", "POST"])
@requires(Permission.EVENT_EDIT)
def event_photo_edit(request: HttpRequest, pk: int) -> HttpResponse:
    photo = get_object_or_404(_photos(request), pk=pk)
    event = find_event(request, photo.event_id)
    found = request.GET.get("q", "").strip()
    form = PhotoPeopleForm(request.POST or None, photo=photo, candidates=_candidates(request, photo, found))
    back = url_of(request, "event_photos", pk=event.pk)
    if request.method == "POST" and form.is_valid():
        try:
            save_photo(
                photo=photo,
                caption=form.cleaned_data["caption"],
                has_nobody=form.cleaned_data["has_nobody"],
                people=list(form.cleaned_data["people"]),
                by=request.user,
            )
        except ValidationError as error:
            absorb(form, error)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Записано, кто на снимке.")
            return redirect(back)
    shown = _shown(request, photo, allowed_people([photo], request.today))
    return render(
        request,
        "participants/event_photo.html",
        page_of_event(request, event, "event_photos")
        | {"form": form, "photo": shown, "found": found, "cancel_url": back},
        status=422 if form.errors else 200,
    )


def _candidates(request: HttpRequest, photo: EventPhoto, text: str) -> list[Person]:
    """Those named already, then who was there, then the list of the event; with `q` whoever has that name."""
    rows = Person.objects.filter(enrolments__program=request.program).visible_to(request.access)
    if text:
        chosen = rows.search(text)
    else:
        event = photo.event
        came = event.attendance.filter(mark=AttendanceMark.PRESENT)
        listed = list(audience_of(event).people(event.program, request.today))
        chosen = rows.filter(pk__in=list(came.values_list("person", flat=True)) or listed)
    named = [one.person for one in photo.people.all()]
    rest = chosen.exclude(pk__in=[person.pk for person in named]).distinct()[:CHOICES]
    return [*named, *rest]


@require_POST
@requires(Permission.EVENT_EDIT)
def event_photo_remove(request: HttpRequest, pk: int) -> HttpResponse:
    photo = get_object_or_404(_photos(request), pk=pk)
    event_pk = photo.event_id
    try:
        remove_photo(photo=photo, by=request.user)
        messages.success(request, "Снимок удалён.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(url_of(request, "event_photos", pk=event_pk))
