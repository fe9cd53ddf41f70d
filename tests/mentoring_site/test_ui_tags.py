import re
from datetime import UTC, date, datetime

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from mentoring_site import words
from mentoring_site.templatetags import ui

NBSP, THIN, HYPHEN = "\u00a0", "\u202f", "\u2011"
JOINED = f"\u2060{NBSP}"


def render(source: str, **context) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (0, "пар"),
        (1, "пара"),
        (2, "пары"),
        (4, "пары"),
        (5, "пар"),
        (11, "пар"),
        (14, "пар"),
        (21, "пара"),
        (22, "пары"),
        (111, "пар"),
        (-1, "пара"),
    ],
)
def test_plural_number_takes_its_form(number, word):
    assert words.plural(number, "пара", "пары", "пар") == word


@given(st.integers(min_value=0, max_value=10**9))
def test_plural_hundred_more_keeps_the_form(number):
    forms = ("пара", "пары", "пар")

    assert words.plural(number, *forms) == words.plural(number + 100, *forms)


def test_counted_number_and_noun_stay_on_one_line():
    assert words.counted(12, "пара", "пары", "пар") == f"12{NBSP}пар"


def test_ru_date_has_month_in_genitive():
    assert words.ru_date(date(2026, 11, 12)) == f"12{NBSP}ноября 2026{NBSP}г."
    assert words.ru_date(date(2026, 11, 2), year=False) == f"2{NBSP}ноября"


def test_short_date_has_leading_zeros():
    assert words.short_date(date(2026, 3, 2)) == "02.03.2026"


def test_quoted_date_missing_is_a_line_to_fill():
    assert words.quoted_date(date(2026, 9, 2)) == f"«02»{NBSP}сентября 2026{NBSP}г."
    assert words.quoted_date(None) == f"«____» ______________ 20___{NBSP}г."


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), "ноябрь 2026"),
        (date(2026, 9, 1), date(2026, 10, 31), f"сентябрь{NBSP}– октябрь 2026"),
        (date(2026, 12, 1), date(2027, 5, 31), f"декабрь 2026{NBSP}– май 2027"),
    ],
)
def test_ru_month_range_names_the_year_once_if_it_can(start, end, text):
    assert words.ru_month_range(start, end) == text


def test_ru_month_range_end_before_start_is_refused():
    with pytest.raises(ValueError, match="раньше начала"):
        words.ru_month_range(date(2026, 11, 1), date(2026, 10, 1))


@pytest.mark.parametrize(
    ("name", "letters", "short", "signature"),
    [
        ("Савельева Ольга Сергеевна", "СО", f"Савельева{NBSP}О.{NBSP}С.", f"О.{NBSP}С.{NBSP}Савельева"),
        ("Ким Ян", "КЯ", f"Ким{NBSP}Я.", f"Я.{NBSP}Ким"),
        ("Мамедов Руслан Тимур оглы", "МР", f"Мамедов{NBSP}Р.{NBSP}Т.", f"Р.{NBSP}Т.{NBSP}Мамедов"),
        ("", "?", "", ""),
    ],
)
def test_names_are_shortened_by_their_parts(name, letters, short, signature):
    shortened = (words.initials(name), words.surname_initials(name), words.initials_surname(name))

    assert shortened == (letters, short, signature)


def test_joined_makes_a_sentence():
    assert [words.joined(parts) for parts in ([], ["а"], ["а", "б"], ["а", "б", "в"])] == [
        "",
        "а",
        f"а и{NBSP}б",
        f"а, б и{NBSP}в",
    ]


def test_keep_together_binds_short_words_and_signs():
    text = "Приказ № 47 — о закреплении в парах"

    assert words.keep_together(text) == f"Приказ №{NBSP}47{NBSP}— о{NBSP}закреплении в{NBSP}парах"


def test_keep_together_binds_initials_to_the_surname():
    assert words.keep_together("имени Г. М. Мыльникова") == f"имени Г.{THIN}М.{NBSP}Мыльникова"


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("школа № 59 им. Г. М. Мыльникова", f"школа №{NBSP}59 им.{NBSP}Г.{THIN}М.{NBSP}Мыльникова"),
        ("999059, г. Заречинск, ул. Школьная, д. 59", f"999059, г.{NBSP}Заречинск, ул.{NBSP}Школьная, д.{NBSP}59"),
        ("до 30 июня 2027 г. Затем отчёт", f"до 30{NBSP}июня 2027{NBSP}г. Затем отчёт"),
        ("Частично, 1 балл", f"Частично, 1{NBSP}балл"),
        ("с АО «Завод»", f"с АО{NBSP}«Завод»"),
        ("Проект «Сад» (12.05.2027)", "Проект «Сад» \u200b(12.05.2027)"),
        ("Ким Ян, 5 «А»; на дому", f"Ким Ян, 5{NBSP}«А»; на дому"),
        ("Лидер – пассивный", f"Лидер{NBSP}– пассивный"),
    ],
)  # fmt: skip
def test_keep_signs_binds_marks_and_leaves_words_apart(text, bound):
    assert words.keep_signs(text) == bound


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("мать, 8 (900) 000-26-87", f"мать, 8{NBSP}(900){NBSP}000{HYPHEN}26{HYPHEN}87"),
        ("+7 900 000-26-87, вечером", f"+7{NBSP}900{NBSP}000{HYPHEN}26{HYPHEN}87, вечером"),
        ("с 2024-2026, кабинет 214", "с 2024-2026, кабинет 214"),
    ],
)
def test_keep_phone_holds_only_telephone_numbers(text, kept):
    assert words.keep_phone(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("(знакомство – 1, пробная – 12).", f"(знакомство –{JOINED}1, пробная –{JOINED}12)."),
        ("олимпиада — 2\nконкурс — 3.", f"олимпиада —{JOINED}2\nконкурс —{JOINED}3."),
        ("01.10 – 31.10.2026, 1 – 1,5", "01.10 – 31.10.2026, 1 – 1,5"),
        ("сентябрь – 31 мая", "сентябрь – 31 мая"),
        ("классы 5–7, 10–11.", "классы 5–\u20607, 10–\u206011."),
        ("2026–2027, 01.09–31.10, 8 900–12", "2026–2027, 01.09–31.10, 8 900–12"),
    ],
)
def test_keep_counts_holds_counts_and_short_ranges_and_no_days(text, kept):
    assert words.keep_counts(text) == kept


def test_keep_years_holds_years_of_a_programme_and_no_other_hyphen():
    text = "например 2026-2027 или 2024-2027, 10-11 классы, 12345-2027"

    assert words.keep_years(text) == (
        f"например 2026{HYPHEN}2027 или 2024{HYPHEN}2027, 10-11 классы, 12345-2027"
    )


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Учреждение «Лицей № 2»", "Учреждение\n«Лицей № 2»"),
        ("Школа «Росток» при «Ромашке»", "Школа\n«Росток» при «Ромашке»"),
        ("«Лицей» города", "«Лицей» города"),
        ("Школа\n«с переносами» и «ещё»", "Школа\n«с переносами» и «ещё»"),
        ("", ""),
    ],
)
def test_name_lines_begin_the_quoted_name_from_a_new_line(name, lines):
    assert words.name_lines(name) == lines


def test_keep_together_empty_text_stays_empty():
    assert words.keep_together("") == ""


def test_dates_missing_print_a_dash_and_moments_the_local_day(settings):
    settings.TIME_ZONE = "Europe/Moscow"
    late = datetime(2026, 11, 11, 22, 30, tzinfo=UTC)

    assert [ui.short_date(None), ui.ru_date(""), ui.short_date(late)] == ["—", "—", "12.11.2026"]


def test_plural_tag_takes_three_words():
    assert render('{{ n }} {{ n|plural:"наставник,наставника,наставников" }}', n=22) == "22 наставника"


def test_state_badge_word_is_escaped():
    html = ui.state_badge("ok", "<b>Действует</b>")

    assert html.startswith('<span class="state state-ok state-box"><svg class="shape"')
    assert html.endswith("<span>&lt;b&gt;Действует&lt;/b&gt;</span></span>")


def test_state_badge_without_box_has_no_tint():
    assert ui.state_badge("late", "нет бланка", False).startswith('<span class="state state-late">')


def test_state_badge_unknown_kind_is_refused():
    with pytest.raises(TemplateSyntaxError, match="Unknown state kind 'green'"):
        ui.state_badge("green", "Готов")


def test_icon_is_hidden_from_readers():
    html = render('{% icon "plus" "s" %}')

    assert html.startswith("<svg")
    assert [part in html for part in ('class="icon icon-s"', 'aria-hidden="true"')] == [True, True]


def test_missing_zero_is_a_value():
    assert render("{{ a|missing }} {{ b|missing }}", a=0, b=None) == (
        '0 <span class="muted">не указано</span>'
    )


def test_blank_missing_value_is_a_marked_line():
    assert render('{{ a|blank:"s" }} {{ b|blank }}', a="", b="<47-р>") == (
        '<span class="blank blank-s"></span> &lt;47-р&gt;'
    )


def test_table_row_cells_are_escaped_and_empty_ones_marked():
    row = {"url": '/p/"1"/', "cells": {"name": "<Иванов>", "state": ui.state_badge("ok", "В паре"), "n": 0}}
    columns = [
        {"key": "name", "label": "Имя"},
        {"key": "state", "label": "Состояние", "phone": "state"},
        {"key": "n", "label": "Пар", "num": True, "priority": 2},
        {"key": "gone", "label": "Нет"},
    ]

    html = render("{% prepare_columns columns as cols %}{% row_cells row cols %}", row=row, columns=columns)

    assert html == (
        '<th scope="row" class="as-main main"><a href="/p/&quot;1&quot;/">&lt;Иванов&gt;</a></th>'
        f'<td class="as-state">{ui.state_badge("ok", "В паре")}</td>'
        '<td class="as-fact num p2">0</td>'
        '<td class="as-fact is-empty">—</td>'
    )


def test_page_numbers_long_list_is_elided():
    page = Paginator(range(640), 15).page(20)

    assert ui.page_numbers(page) == [1, "…", 18, 19, 20, 21, 22, "…", 43]


TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_has_no_inline_style_or_script(path):
    source = path.read_text(encoding="utf-8")

    inline = re.findall(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"", source)

    assert inline == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_comment_in_short_form_stays_on_one_line(path):
    source = path.read_text(encoding="utf-8")

    opened = [line for line in source.splitlines() if "{#" in line and "#}" not in line]

    assert opened == [], "Django prints a {# comment #} that is longer than a line"


@pytest.mark.parametrize("code", ["400", "403", "404", "429", "500", "503"])
def test_error_page_without_shell_still_renders(code):
    html = render_to_string(f"{code}.html")

    assert f'<div class="error-code" aria-hidden="true">{code}</div>' in html
    assert 'id="menu"' not in html


def test_error_page_with_shell_keeps_the_navigation():
    item = {"label": "Главная", "url": "/", "icon": "house", "count": None, "hot": False, "active": True}

    html = render_to_string("404.html", {"shell": {"nav_groups": [{"title": "", "items": [item]}]}})

    assert 'id="menu"' in html
    assert '<a class="nav-item" href="/" title="Главная" aria-current="page">' in html


def test_report_missing_values_print_blank_lines():
    html = render_to_string(
        "reports/base_report.html", {"kind": "Приказ", "signatures": [{"post": "", "name": ""}]}
    )

    assert html.count('<span class="blank') == 4  # date, number, post, name


def test_table_row_start_ticks_and_escapes():
    row = {"id": 5, "label": "<Ким>", "tone": "late", "selected": True}

    html = render(
        "{% row_start row True '' '' %}|{% row_start plain False '' '' %}", row=row, plain={"id": 6}
    )

    assert html == (
        '<tr class="tone-late sel"><td class="as-tick"><label class="tick-label"><input type="checkbox" class="tick" '
        'data-tick name="ids" value="5" form="bulk" aria-label="Выбрать: &lt;Ким&gt;" checked></label></td>|<tr>'
    )


class Filtered(forms.Form):
    place = forms.ChoiceField(
        choices=[("", "Класс"), ("Пятые", [("5а", "5 «А»"), ("<5>", "5 «Б» & др.")])], required=False
    )
    kinds = forms.MultipleChoiceField(choices=[("a", "А"), ("b", "Б")], initial=["b"])
    known = forms.NullBooleanField()


@pytest.mark.parametrize("data", [None, {"place": "<5>", "kinds": ["a", "b"], "known": "true"}])
def test_filter_select_is_drawn_as_django_draws_it(data):
    for bound in Filtered(data):
        attrs = {"class": "form-select", "aria-label": str(bound.label)}

        drawn = ui.as_filter(bound)

        assert re.sub(r"\n\s*", "", bound.as_widget(attrs=attrs)) == drawn


class QuestionForm(forms.Form):
    ready = forms.ChoiceField(label="Готовы?", choices=[("1", "да"), ("2", "нет")], widget=forms.RadioSelect)
    name = forms.CharField(label="Имя")


def test_error_summary_links_to_the_first_radio_and_asks_no_colon_after_a_question():
    form = QuestionForm({})

    page = render_to_string("components/_error_summary.html", {"form": form})

    assert [target for target, _, _ in ui.error_list(form)] == ["id_ready_0", "id_name"]
    assert 'href="#id_ready_0">Готовы? ' in page
    assert 'href="#id_name">Имя: ' in page


@pytest.mark.parametrize(
    ("title", "said"),
    [("О составе", "«О составе»"), ("Соглашение: АО «Заря»", "«Соглашение: АО „Заря“»"), ("", "«»")],
)
def test_quoted_title_with_quotes_of_its_own_nests_them(title, said):
    assert words.quoted(title) == said
