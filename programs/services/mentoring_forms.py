"""Forms of mentoring and their interaction models: data of a programme, so a third form is added on screen."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from mentoring_site import clock
from mentoring_site.texts import clean_text
from programs.models import FormDecision, InteractionModel, Membership, MentoringForm, Program, User
from programs.services.audit import Refusal, record_event
from programs.services.fields import write_fields


@transaction.atomic
def add_mentoring_form(*, program: Program, by: User, **values: Any) -> MentoringForm:
    """Add a form to an open programme; its code comes from the title and never changes."""
    _refuse_closed(program)
    taken = list(MentoringForm.objects.filter(program=program).values_list("code", "title", "position"))
    _refuse_same_title(values["title"], [title for _, title, _ in taken])
    form = MentoringForm(
        school=program.school,
        program=program,
        code=_code(values["title"], {code for code, _, _ in taken}, "form"),
        position=max((position for _, _, position in taken), default=-1) + 1,
    )
    write_fields(form, values)
    record_event("form.add", by=by, target=form, sentence=f"добавлена форма наставничества {form}")
    return form


@transaction.atomic
def edit_mentoring_form(*, form: MentoringForm, by: User, **values: Any) -> MentoringForm:
    """Change a form. Who takes part in it can't change once somebody stands in the form."""
    form = MentoringForm.objects.select_for_update().get(pk=form.pk)
    _refuse_closed(form.program)
    others = MentoringForm.objects.filter(program=form.program).exclude(pk=form.pk)
    _refuse_same_title(values["title"], others.values_list("title", flat=True))
    kinds = ("mentor_kind", "mentee_kind")
    if any(getattr(form, kind) != values.get(kind, getattr(form, kind)) for kind in kinds) and is_used(form):
        raise Refusal(
            f"В форме {form} уже есть участники, поэтому её стороны не меняются. Добавьте новую форму."
        )
    changed = write_fields(form, values)
    if changed:
        record_event(
            "form.edit",
            by=by,
            target=form,
            sentence=f"форма наставничества {form}, изменено: {', '.join(changed)}",
        )
    return form


def is_used(form: MentoringForm) -> bool:
    """Whether anything but its own models, settings and curators points to the form."""
    for relation in form._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if (
            not relation.auto_created
            or relation.concrete
            or relation.one_to_one  # its own settings (pairing.FormRules)
            or model in (InteractionModel, Membership, FormDecision)
        ):
            continue
        if model._base_manager.filter(**{relation.field.name: form}).exists():
            return True
    return False


@transaction.atomic
def add_interaction_model(*, form: MentoringForm, by: User, **values: Any) -> InteractionModel:
    _refuse_closed(form.program)
    taken = list(InteractionModel.objects.filter(form=form).values_list("code", "title", "position"))
    _refuse_same_title(values["title"], [title for _, title, _ in taken])
    model = InteractionModel(
        school=form.school,
        program=form.program,
        form=form,
        code=_code(values["title"], {code for code, _, _ in taken}, "model"),
        position=max((position for _, _, position in taken), default=-1) + 1,
    )
    write_fields(model, values)
    record_event(
        "model.add", by=by, target=model, sentence=f"форма {form}: добавлена форма взаимодействия {model}"
    )
    return model


@transaction.atomic
def edit_interaction_model(*, model: InteractionModel, by: User, **values: Any) -> InteractionModel:
    """Change a model and its rules; they hold for pairs made from now on."""
    model = InteractionModel.objects.select_for_update().get(pk=model.pk)
    _refuse_closed(model.program)
    others = InteractionModel.objects.filter(form=model.form).exclude(pk=model.pk)
    _refuse_same_title(values["title"], others.values_list("title", flat=True))
    changed = write_fields(model, values)
    if changed:
        record_event(
            "model.edit",
            by=by,
            target=model,
            sentence=f"форма взаимодействия {model}, изменено: {', '.join(changed)}",
        )
    return model


@transaction.atomic
def decide_form(
    *,
    form: MentoringForm,
    is_on: bool,
    reason: str,
    decided_on: date,
    by: User,
    protocol: str = "",
    model: InteractionModel | None = None,
    today: date | None = None,
) -> FormDecision:
    """Switch a form (or one of its models) on or off, or confirm it, with the reason and the protocol.

    reason: 1–500 characters; decided_on: not ahead. Entries and pairs that exist stay. Source: steps 8 and 11.
    """
    form = MentoringForm.objects.select_for_update().select_related("program__school").get(pk=form.pk)
    _refuse_closed(form.program)
    reason, protocol = clean_text(reason), clean_text(protocol)
    if not reason:
        raise Refusal("Напишите, почему так решено: причина печатается в перечне форм.")
    if decided_on > (today or clock.today()):
        raise Refusal("Дата решения ещё не наступила. Впишите дату протокола или сегодняшнюю.")
    subject: MentoringForm | InteractionModel = form
    if model is not None:
        subject = InteractionModel.objects.select_for_update().get(pk=model.pk, form=form)
        if is_on and not form.is_active:
            raise Refusal(f"Форма {form} не действует. Сначала включите её, потом её формы взаимодействия.")
    subject.is_active = is_on
    subject.save(update_fields=["is_active"])
    decision = FormDecision.objects.create(
        school=form.school,
        program=form.program,
        form=form,
        interaction_model=model,
        is_on=is_on,
        reason=reason[:500],
        protocol=protocol[:160],
        decided_on=decided_on,
        decided_by=by,
        decided_by_name=str(by),
    )
    word = "действует" if is_on else "не действует"
    by_protocol = f", {protocol}" if protocol else ""
    kind = "форма взаимодействия" if model is not None else "форма наставничества"
    record_event(
        "form.decide", by=by, target=subject, sentence=f"{kind} {subject} {word}: {reason[:500]}{by_protocol}"
    )
    return decision


def _refuse_closed(program: Program) -> None:
    if not program.is_open:
        raise Refusal(
            f"Формы изменить нельзя: программа {program.year_label} в состоянии "
            f"«{program.get_state_display()}». Откройте программу текущего года."
        )


def _refuse_same_title(title: str, taken: Any) -> None:
    if title.casefold() in {other.casefold() for other in taken}:
        raise Refusal(f"«{title}» уже есть. Назовите по-другому или измените имеющуюся запись.")


def _code(title: str, taken: set[str], start: str) -> str:
    """Latin letters of the title when there are any, else «form_3»; unlike every taken one."""
    base = slugify(title).replace("-", "_")[:30]
    code, number = base or f"{start}_{len(taken) + 1}", len(taken) + 1
    while code in taken:
        number += 1
        code = f"{base or start}_{number}"
    return code
