"""Words, dates, icons and state shapes for templates: `{% load ui %}`."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from django import template
from django.forms import CheckboxInput, Select
from django.template import TemplateSyntaxError
from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import _render_icon

from mentoring_site import words
from mentoring_site.names import signature_name

register = template.Library()

MISSING = "—"

_TICK = '<path class="k" d="M4 7.2l2.2 2.2L10.2 5"/>'
_RING = '<circle class="o" cx="7" cy="7" r="5.6"/>'

# Every state is a shape, a word and a tint; the shape alone must survive a black-and-white printer.
SHAPES: dict[str, str] = {
    "draft": _RING,
    "wait": _RING + '<path class="f" d="M7 3.2a3.8 3.8 0 0 1 0 7.6z"/>',
    "ready": _RING + '<path class="f" d="M5.6 4.4l4 2.6-4 2.6z"/>',
    "ok": '<circle class="f" cx="7" cy="7" r="6.6"/>' + _TICK,
    "done": '<rect class="o" x=".9" y=".9" width="12.2" height="12.2" rx="2.6"/>'
    '<path class="o" d="M4 7.2l2.2 2.2L10.2 5"/>',
    "warn": '<path class="o" d="M7 1.4l6 11H1z"/><path class="o" d="M7 5.4v3.2M7 10.4v.2"/>',
    "late": '<path class="f" d="M7 .4l6.6 6.6L7 13.6.4 7z"/><path class="k" d="M7 3.8v3.7M7 9.9v.2"/>',
    "none": '<circle class="o dash" cx="7" cy="7" r="5.6"/><path class="o" d="M4.6 7h4.8"/>',
    "lock": '<rect class="f" x="2.2" y="6.2" width="9.6" height="7" rx="1.4"/>'
    '<path class="o" d="M4.2 6.2V4.4a2.8 2.8 0 0 1 5.6 0v1.8"/>',
    "low": '<path class="f" d="M1 9h3v4H1z"/>'
    '<path class="o thin" d="M5.9 6h2.2v6.4H5.9zM10.4 2h2.2v10.4h-2.2z"/>',
    "mid": '<path class="f" d="M1 9h3v4H1zM5.5 5.6h3V13h-3z"/>'
    '<path class="o thin" d="M10.4 2h2.2v10.4h-2.2z"/>',
    "high": '<path class="f" d="M1 9h3v4H1zM5.5 5.6h3V13h-3zM10 1.6h3V13h-3z"/>',
}


@lru_cache(maxsize=512)
def _icon(name: str, css: str) -> SafeString:
    # Icons are parsed from a zip: fifty rows must not pay for that fifty times.
    return mark_safe(_render_icon(name, 24, **{"class": css, "stroke-width": "1.75", "aria-hidden": "true"}))


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Lucide icon beside a word. size: "" 18 px, "s" 15 px (buttons), "l" 22 px (phone bar)."""
    return _icon(str(name), f"icon icon-{size}" if size else "icon")


@lru_cache(maxsize=64)
def _shape(kind: str) -> SafeString:
    if kind not in SHAPES:
        raise TemplateSyntaxError(f"Unknown state kind {kind!r}, one of: {', '.join(SHAPES)}")
    return mark_safe(f'<svg class="shape" viewBox="0 0 14 14" aria-hidden="true">{SHAPES[kind]}</svg>')


@register.simple_tag
def shape(kind: str) -> SafeString:
    """The bare shape of a state, where the word stands elsewhere in the row."""
    return format_html('<span class="state state-{} state-only">{}</span>', kind, _shape(str(kind)))


@register.simple_tag
def state_badge(kind: str, text: str, box: bool = True) -> SafeString:
    """Shape + word + tint. kind: a key of SHAPES; box=False in dense columns (no tint)."""
    css = f"state state-{kind} state-box" if box else f"state state-{kind}"
    return format_html('<span class="{}">{}<span>{}</span></span>', css, _shape(str(kind)), text)


@register.simple_tag
def chips(values: Any, tone: str = "") -> SafeString:
    """Row of small labels; tone: "", "green", "ochre". A dash when there is none."""
    css = f"chip chip-{tone}" if tone else "chip"
    return mark_safe(" ".join(format_html('<span class="{}">{}</span>', css, v) for v in values)) or MISSING


@register.filter
def dash_kept(text: Any) -> str:
    """A line of a heading never begins with the dash between two names or sides."""
    kept = "" if text is None else str(text)
    return kept.replace(" — ", "\N{NO-BREAK SPACE}— ").replace(" – ", "\N{NO-BREAK SPACE}– ")


@register.filter
def plural(number: Any, forms: str) -> str:
    """`{{ n|plural:"наставник,наставника,наставников" }}`: the word alone, without the number."""
    one, few, many = (part.strip() for part in forms.split(","))
    return words.plural(int(number or 0), one, few, many)


@register.filter
def counted(number: Any, forms: str) -> str:
    """`{{ n|counted:"пара,пары,пар" }}` → «12 пар»."""
    one, few, many = (part.strip() for part in forms.split(","))
    return words.counted(int(number or 0), one, few, many)


def _as_date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value if isinstance(value, date) else None


@register.filter
def ru_date(value: Any) -> str:
    """«12 ноября 2026 г.»; a dash for a missing date."""
    day = _as_date(value)
    return words.ru_date(day) if day else MISSING


@register.filter
def ru_day(value: Any) -> str:
    """«12 ноября», where the year is clear; a dash for a missing date."""
    day = _as_date(value)
    return words.ru_date(day, year=False) if day else MISSING


@register.filter
def short_date(value: Any) -> str:
    """«12.11.2026»; a dash for a missing date."""
    day = _as_date(value)
    return words.short_date(day) if day else MISSING


@register.filter
def ru_weekday(value: Any) -> str:
    day = _as_date(value)
    return words.ru_weekday(day) if day else MISSING


@register.filter
def quoted_date(value: Any) -> str:
    """Date of a signature on paper; a blank line to fill by hand when it is missing."""
    return words.quoted_date(_as_date(value))


@register.filter
def initials(full_name: Any) -> str:
    return words.initials(str(full_name or ""))


@register.filter
def surname_initials(full_name: Any) -> str:
    return words.surname_initials(str(full_name or ""))


@register.filter
def initials_surname(full_name: Any) -> str:
    return words.initials_surname(str(full_name or ""))


@register.filter
def nbsp(text: Any) -> str:
    """Keep № with its number, short words with what follows, dashes with what stands before."""
    return words.keep_together("" if text is None else str(text))


@register.filter
def signature(full_name: Any) -> str:
    """«О. С. Савельева» as under a paper; empty for nobody."""
    return signature_name(str(full_name)) if full_name else ""


@register.filter
def names(text: Any) -> str:
    """First name and patronymic on one line, beside what `nbsp` keeps together."""
    return words.keep_together(words.keep_names("" if text is None else str(text)))


@register.filter
def signs(text: Any) -> str:
    """`nbsp` for narrow cells: a bound short word would leave gaps and break long words."""
    return words.keep_counts(words.keep_signs("" if text is None else str(text)))


@register.filter
def phones(text: Any) -> str:
    """A telephone number stays on one line."""
    return words.keep_phone("" if text is None else str(text))


@register.filter
def letterhead_name(full_name: Any) -> str:
    """The school's full name as a letterhead sets it: unbreakable parts, the name in «» from a new line."""
    return words.keep_together(words.name_lines(str(full_name or "")))


@register.filter
def missing(value: Any, text: str = "не указано") -> SafeString | str:
    """The value, or a quiet word for what is not known. Zero is a value."""
    if value is None or value == "":
        return format_html('<span class="muted">{}</span>', text)
    return conditional_escape(value)


@register.filter
def blank(value: Any, length: str = "m") -> SafeString | str:
    """On paper: the value, or a marked line to fill by hand. length: s, m, l or full."""
    if value is None or value == "":
        return format_html('<span class="blank blank-{}"></span>', length)
    return conditional_escape(value)


@register.simple_tag
def prepare_columns(columns: Iterable[Any]) -> list[dict[str, Any]]:
    """Columns of `_table.html` with their classes worked out once, not once a cell."""
    prepared = []
    for index, column in enumerate(columns):
        get = column.get if isinstance(column, Mapping) else partial(_attribute, column)
        phone = get("phone", "") or ("main" if index == 0 else "fact")
        priority = get("priority", 0)
        css = [f"as-{phone}", *(["main"] if index == 0 else []), *(["num"] if get("num", False) else [])]
        css += [f"p{priority}"] if priority in (2, 3, 4) else []
        css += ["clip"] if get("clip", False) else []
        css += ["clip-wide"] if get("wide", False) else []
        css += ["act"] if phone == "act" else []
        prepared.append(
            {
                "key": get("key", ""),
                "label": get("label", ""),
                "url": get("url", ""),
                "sorted": get("sorted", ""),
                "css": " ".join(css),
                "phone_label": get("phone_label", ""),
                "cell_template": get("cell_template", ""),
                "is_main": index == 0,
            }
        )
    return prepared


def _attribute(item: Any, name: str, default: Any = None) -> Any:
    return getattr(item, name, default)


@register.simple_tag
def row_start(row: Any, selectable: Any, tick_name: str, tick_form: str) -> SafeString:
    """`<tr>` and the tick of one row of `_table.html`; in Python for the same reason as row_cells."""
    get = row.get if isinstance(row, Mapping) else partial(_attribute, row)
    tone, is_selected, pk = get("tone", ""), bool(get("selected", False)), get("id", "")
    css = f"{f'tone-{tone}' if tone else ''}{' sel' if is_selected else ''}"
    start = format_html('<tr class="{}">', css) if css else mark_safe("<tr>")
    if not selectable:
        return start
    checked = mark_safe(" checked" if is_selected else "")
    return start + format_html(
        '<td class="as-tick"><label class="tick-label"><input type="checkbox" class="tick" data-tick name="{}" '
        'value="{}" form="{}" aria-label="Выбрать: {}"{}></label></td>',
        tick_name or "ids", pk, tick_form or "bulk", get("label", "") or pk, checked,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def row_cells(context: template.Context, row: Any, columns: list[dict[str, Any]]) -> SafeString:
    """All cells of one row of `_table.html`: one call a row, since a node a cell made long lists slow."""
    get = row.get if isinstance(row, Mapping) else partial(_attribute, row)
    values, url = get("cells", {}), get("url", "")
    html = []
    for column in columns:
        value = values.get(column["key"])
        is_empty = value is None or value == ""
        if column["cell_template"]:
            part = context.template.engine.get_template(column["cell_template"])
            inner = part.render(context.new({"row": row, "value": value, "column": column}))
        else:
            inner = MISSING if is_empty else conditional_escape(value)
        if column["phone_label"] and not is_empty:
            inner = f'<span class="phone-label">{escape(column["phone_label"])} </span>{inner}'
        css = f"{column['css']} is-empty" if is_empty and not column["cell_template"] else column["css"]
        if column["is_main"]:
            link = f'<a href="{escape(url)}">{inner}</a>' if url else inner
            html.append(f'<th scope="row" class="{css}">{link}</th>')
        else:
            html.append(f'<td class="{css}">{inner}</td>')
    return mark_safe("".join(html))


@register.simple_tag
def page_numbers(page_obj: Any) -> list[Any]:
    """Page numbers around the present one, with «…» for what is left out."""
    pages = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=2, on_ends=1)
    return [str(number) if not isinstance(number, int) else number for number in pages]


@register.simple_tag
def applied_filters(form: Any) -> list[str]:
    """Names of the fields of a filter form that the visitor has set."""
    return [bound.name for bound in form if bound.data not in (None, "", [], ()) and any(_flat(bound.data))]


def _flat(data: Any) -> list[Any]:
    return list(data) if isinstance(data, list | tuple) else [data]


@register.filter
def as_filter(bound: Any) -> SafeString:
    """A field of the filter row: small, without a visible label, named for readers of the screen."""
    is_select = isinstance(bound.field.widget, Select)
    attrs = {"class": "form-select" if is_select else "form-control", "aria-label": str(bound.label)}
    if isinstance(bound.field.widget, CheckboxInput):
        box = bound.as_widget(attrs={"class": "form-check-input"})
        return format_html('<label class="form-check">{}<span>{}</span></label>', box, bound.label)
    if not is_select:
        attrs["placeholder"] = str(bound.label)
    if is_select:
        return _plain_select(bound, attrs)
    if getattr(bound.field.widget, "input_type", "") == "date":
        # A date has no placeholder, so «с» and «по» stand before it.
        word, day = str(bound.label).lower(), bound.as_widget(attrs=attrs)
        return format_html('<span class="filter-word" aria-hidden="true">{}</span>{}', word, day)
    return bound.as_widget(attrs=attrs)


def _plain_select(bound: Any, attrs: dict[str, str]) -> SafeString:
    """A select as Django's templates draw it, without a template for every option: seven lists took 6 ms of a page."""
    widget = bound.field.widget
    attrs = bound.build_widget_attrs(attrs, widget)
    if bound.auto_id and "id" not in widget.attrs:
        attrs.setdefault("id", bound.auto_id)
    shown = widget.get_context(bound.html_name, bound.value(), attrs)["widget"]
    html = [f'<select name="{escape(shown["name"])}"{_attributes(shown["attrs"])}>']
    for group, options, _ in shown["optgroups"]:
        html += [f'<optgroup label="{escape(group)}">'] if group else []
        html += [
            f'<option value="{escape(str(option["value"]))}"{_attributes(option["attrs"])}>'
            f"{conditional_escape(option['label'])}</option>"
            for option in options
        ]
        html += ["</optgroup>"] if group else []
    return mark_safe("".join([*html, "</select>"]))


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attrs.items()
        if value is not False
    )


@register.filter
def error_list(form: Any) -> list[tuple[str, str, str]]:
    """(id of the field or "", label, message) of every error of a form, for `_error_summary.html`."""
    rows = [("", "", str(message)) for message in form.non_field_errors()]
    for bound in form:
        # A group of radios or checkboxes has no element of its own id: the link goes to the first of them.
        target = bound.id_for_label or (f"{bound.auto_id}_0" if bound.auto_id else "")
        rows += [(target, str(bound.label), str(message)) for message in bound.errors]
    return rows
