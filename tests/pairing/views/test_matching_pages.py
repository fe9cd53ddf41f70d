"""The room «Подбор пар» on its pages: what they say in every state, what a button does, how much a page costs."""

import re

import pytest

from pairing.enums import PairState, PlanState
from pairing.models import MatchingRun, MatchingSettings, Pair, PairPlan, RunEdit
from pairing.services.matching_runs import board_run, run_and_place, run_matching
from programs.services.programs import open_program
from programs.tenancy import program_url
from tests.factories import make_mentee, make_mentor
from tests.pairing.makers import make_pair_in, ready_mentee, ready_mentor


@pytest.fixture
def form(program):
    return program.forms.get(code="pupil_pupil")


@pytest.fixture
def client(sign_in, curator):
    return sign_in(curator)


@pytest.fixture
def today():
    from django.utils import timezone

    return timezone.localdate()


def url(program, name, **kwargs):
    return program_url(program, f"pairing:{name}", **kwargs)


def words(response):
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").split())


def fill(program, curator, mentors=1, mentees=1, **fields):
    return (
        [ready_mentor(program, curator) for _ in range(mentors)],
        [ready_mentee(program, curator, **fields) for _ in range(mentees)],
    )


def test_readiness_counts_lead_to_their_people(program, client, curator):
    fill(program, curator, mentors=1, mentees=2)
    make_mentee(program)
    make_mentor(program, interviewed_on=None)

    response = client.get(url(program, "matching_home"))

    said = words(response)
    assert "Готовы наставники 1 из 2" in said
    assert "Ждут наставника 2 из 3 не хватит мест: 1" in said
    assert "1 наставляемый без согласия на участие в подборе не участвует" in said
    assert "1 наставник без собеседования или обучения" in said
    assert "Подобрать пары" in said
    for link in re.findall(r'class="what"><a href="([^"]+)"', response.content.decode()):
        assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_readiness_links_show_exactly_those_who_are_counted(program, client, curator):
    _, [mentee] = fill(program, curator)

    page = client.get(
        program_url(program, "participants:mentee_list"), {"matching": "no-wishes", "pair": "no"}
    )

    assert mentee.person.last_name in words(page)


def test_empty_form_says_where_to_begin(program, client):
    home, board, runs = (
        words(client.get(url(program, name))) for name in ("matching_home", "matching_board", "matching_runs")
    )

    assert "Подбирать пока некого" in home
    assert "На доске пока никого" in board
    assert "Подбора ещё не было" in runs


def test_no_mentors_at_all_offers_to_invite_them(program, client, curator):
    ready_mentee(program, curator)

    response = client.get(url(program, "matching_home"))

    assert "Сначала пригласите и допустите наставников" in words(response)
    assert program_url(program, "participants:invite") in response.content.decode()


def test_no_feasible_pair_shows_what_stands_in_the_way_of_each(program, client, curator, form):
    """«Равный – равному» lets one grade between them, and here there are three."""
    form.interaction_models.update(max_grade_gap=1)
    _, [mentee] = fill(program, curator, wished_model=form.interaction_models.get())
    client.post(url(program, "matching_run"), {"form": form.pk, "mode": "all"})

    home = words(client.get(url(program, "matching_home")))
    board = words(client.get(url(program, "matching_board"), {"mentee": mentee.pk}))
    run = words(client.get(url(program, "matching_run_detail", pk=MatchingRun.objects.get().pk)))

    assert "Подбирать не с кем 1" in home
    assert "1 класс слишком далёкий" in home
    assert "Ни одной пары не получилось" in run
    assert "1 класс слишком далёкий" in board
    assert "Пригласить наставника" in board


def test_one_mentor_wanted_by_all_names_the_bottleneck(program, client, curator, form):
    fill(program, curator, mentors=1, mentees=3)
    client.post(url(program, "matching_run"), {"form": form.pk, "mode": "all"})
    board = client.get(url(program, "matching_board"))
    alone = re.search(r"mentee=(\d+)#panel", board.content.decode())[1]

    panel = words(client.get(url(program, "matching_board"), {"mentee": alone}))

    assert "1 из 3 с наставником" in words(board)
    assert "2 ждут наставника" in words(board)
    assert "Узкое место" in panel
    assert "На 1 место у 1 наставника" in panel


def test_equal_preferences_give_the_same_plan_every_time(program, client, curator, form, today):
    fill(program, curator, mentors=3, mentees=3)
    first = run_matching(form=form, mode="all", on=today, by=curator).run

    response = client.post(url(program, "matching_run"), {"form": form.pk, "mode": "all"}, follow=True)

    assert "Данные не изменились с варианта 1" in words(response)
    assert response.redirect_chain[-1][0] == url(program, "matching_run_detail", pk=first.pk)


def test_first_run_goes_to_the_board_and_the_second_is_looked_at_first(program, client, curator, form):
    fill(program, curator, mentors=1, mentees=1)

    first = client.post(url(program, "matching_run"), {"form": form.pk, "mode": "all"})
    fill(program, curator, mentors=1, mentees=1)
    second = client.post(url(program, "matching_run"), {"form": form.pk, "mode": "all"})
    runs = {run.number: run for run in MatchingRun.objects.all()}
    page = client.get(second["Location"])
    client.post(url(program, "matching_apply", pk=runs[2].pk), {"board": runs[1].pk})

    assert first["Location"] == f"{url(program, 'matching_board')}?form={form.pk}"
    assert second["Location"] == url(program, "matching_run_detail", pk=runs[2].pk)
    assert "Чем отличается от варианта 1" in words(page)
    assert board_run(form).number == 2
    assert words(client.get(url(program, "matching_runs"))).count("На доске") == 1


def test_panel_comes_alone_to_htmx_and_inside_the_page_without_it(program, client, curator, form, today):
    fill(program, curator)
    run_and_place(form=form, mode="all", on=today, by=curator)
    pair = Pair.objects.get()
    address = f"{url(program, 'matching_board')}?form={form.pk}&pair={pair.pk}"

    whole, part = client.get(address), client.get(address, headers={"HX-Target": "panel"})

    assert "Почему эта пара" in words(whole)
    assert "Черновик 1" in words(whole)
    assert part.content.decode().strip().startswith("<aside")
    assert "Разъединить" in words(part)


def test_lock_part_and_choose_by_forms_alone(program, client, curator, form, today):
    mentors, mentees = fill(program, curator, mentors=2, mentees=1)
    run_and_place(form=form, mode="all", on=today, by=curator)
    pair = Pair.objects.get()
    other = next(mentor for mentor in mentors if mentor.pk != pair.mentor_id)

    client.post(url(program, "matching_lock", pk=pair.pk), {"locked": "1"})
    pair.refresh_from_db()
    assert pair.is_locked
    choose = url(program, "matching_choose")
    assert other.person.last_name in words(client.get(choose, {"mentee": mentees[0].pk}))
    asked = {"mentee": mentees[0].pk, "mentor": other.pk}
    assert "План ничего не потеряет" in words(client.get(choose, asked))
    assert client.post(choose, asked).status_code == 422
    client.post(choose, {**asked, "reason": "Одна секция"})
    moved = Pair.objects.get()
    assert (moved.mentor_id, moved.is_locked) == (other.pk, True)
    part = url(program, "matching_part", pk=moved.pk)
    assert "Разъединить пару?" in words(client.get(part))
    client.post(part, {"reason": "Передумали"})

    assert not Pair.objects.exists()
    assert sorted(RunEdit.objects.values_list("kind", "reason")) == [
        ("moved", "Одна секция"), ("parted", "Передумали"),
    ]  # fmt: skip


def test_choice_that_nobody_may_make_offers_no_button(program, client, curator, form, today):
    (mentor, other), (mentee, _) = fill(program, curator, mentors=2, mentees=2)
    run_and_place(form=form, mode="all", on=today, by=curator)
    for pair in Pair.objects.all():
        client.post(url(program, "matching_lock", pk=pair.pk), {"locked": "1"})
    full = next(one for one in (mentor, other) if not Pair.objects.filter(mentor=one, members__mentee=mentee))

    page = client.get(url(program, "matching_choose"), {"mentee": mentee.pk, "mentor": full.pk})

    assert "свободных мест нет" in words(page)
    assert "Открыть карточку наставника" in words(page)
    assert 'name="reason"' not in page.content.decode()


def test_card_of_a_chosen_pair_says_so_instead_of_denying_what_is_common(
    program, client, curator, form, today
):
    mentors, (mentee,) = fill(program, curator, mentors=2, mentees=1)
    run_and_place(form=form, mode="all", on=today, by=curator)
    other = next(one for one in mentors if not Pair.objects.filter(mentor=one))

    client.post(
        url(program, "matching_choose"), {"mentee": mentee.pk, "mentor": other.pk, "reason": "Одна секция"}
    )
    board = words(client.get(url(program, "matching_board"), {"form": form.pk}))

    assert "Выбрана вручную" in board
    assert "Заметных совпадений нет" not in board


def test_wrong_numbers_in_the_address_are_not_found(program, client, curator):
    fill(program, curator)

    for query in ({}, {"mentee": "9" * 30}, {"mentee": "нет"}, {"mentee": "1", "mentor": "999999"}):
        assert client.get(url(program, "matching_choose"), query).status_code == 404
    board = client.get(url(program, "matching_board"), {"pair": "9" * 30, "mentee": "x", "form": "y"})
    assert board.status_code == 200


def test_drafts_shown_on_the_board_go_to_the_director_with_scores_and_edits(
    program, client, curator, director, form, today, sign_in
):
    fill(program, curator, mentors=1, mentees=1)
    run_and_place(form=form, mode="all", on=today, by=curator)
    shown = list(Pair.objects.values_list("pk", flat=True))

    client.post(url(program, "matching_submit"), {"form": form.pk, "ids": shown})
    plan = PairPlan.objects.get()
    page = words(sign_in(director).get(url(program, "plan_detail", pk=plan.pk)))

    assert plan.state == PlanState.SUBMITTED
    assert f"балл {Pair.objects.get().score}" in page
    empty = sign_in(curator).post(url(program, "matching_submit"), {"form": form.pk}, follow=True)
    assert "передавать пока нечего" in words(empty)


def test_settings_explain_refuse_and_are_used_by_the_next_run(program, client, curator, form, today):
    fill(program, curator)
    address = url(program, "matching_settings")
    page = client.get(address)
    initial = page.context["form"].initial

    wrong = client.post(address, {**initial, "floor": 101, "group_min": 4, "group_max": 3})
    nothing = client.post(address, {**initial, **{name: 0 for name in initial if name.startswith("weight_")}})
    saved = client.post(address, {**initial, "weight_topics": 90, "level_grade_too_far": "warning"})

    assert "редкие темы весят больше" in words(page)
    assert (wrong.status_code, nothing.status_code, saved.status_code) == (422, 422, 302)
    settings = MatchingSettings.objects.get()
    assert (settings.weights["topics"], settings.levels) == (90, {"grade_too_far": "warning"})
    run = run_matching(form=form, mode="all", on=today, by=curator).run
    assert run.settings_used["weights"]["topics"] == 90
    stale = client.post(address, {**initial, "floor": 40})
    assert "эту запись изменил другой сотрудник" in words(stale)


def test_settings_go_over_to_the_next_year(program, client, curator):
    address = url(program, "matching_settings")
    client.post(address, {**client.get(address).context["form"].initial, "floor": 65})

    following = open_program(
        school=program.school, label="2027-2028", starts=program.starts.replace(year=2027),
        ends=program.ends.replace(year=2028), previous=program, by=curator,
    )  # fmt: skip

    assert MatchingSettings.objects.get(program=following).floor == 65


def test_no_category_ever_appears_in_the_room(program, client, curator, form, today):
    from participants.enums import CategoryKind
    from participants.models import Category, MenteeCategory

    _, [mentee] = fill(program, curator)
    category = Category.objects.create(
        school=program.school,
        kind=CategoryKind.MENTEE_PUPIL,
        code="planted",
        title="Трудная ситуация ПОСАЖЕНО",
    )
    MenteeCategory.objects.create(school=program.school, mentee=mentee, category=category)
    run = run_and_place(form=form, mode="all", on=today, by=curator).run
    pair = Pair.objects.get()

    pages = [
        client.get(url(program, "matching_home")),
        client.get(url(program, "matching_board"), {"pair": pair.pk}),
        client.get(url(program, "matching_run_detail", pk=run.pk)),
        client.get(url(program, "matching_choose"), {"mentee": mentee.pk}),
    ]

    assert all("ПОСАЖЕНО" not in page.content.decode() for page in pages)


def test_queries_do_not_grow_with_rows(program, client, curator, form, today, queries_of):
    names = ("matching_home", "matching_board", "matching_runs")
    counts = {name: [] for name in names}
    for rows in (1, 3):
        while Pair.objects.filter(form=form, state=PairState.SUBMITTED).count() < rows:
            make_pair_in(program, curator, PairState.SUBMITTED)
            fill(program, curator, mentors=1, mentees=2)
            ran = run_and_place(form=form, mode="all", on=today, by=curator).run
            before = board_run(form)
            if before is None or before.pk != ran.pk:
                client.post(url(program, "matching_apply", pk=ran.pk), {"board": before.pk if before else ""})
        for name in names:
            counts[name].append(queries_of(client, url(program, name)))

    assert {name: few for name, (few, many) in counts.items() if few != many} == {}
