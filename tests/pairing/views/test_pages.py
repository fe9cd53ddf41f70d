import pytest

from mentoring_site.permissions import Role
from pairing.enums import PairState, ProposalState
from pairing.models import Pair, PairPlan, PairProposal
from programs.models import Document, Program
from programs.tenancy import program_url
from tests.factories import make_member, make_mentee, make_program, make_school
from tests.pairing.makers import make_pair, make_pair_in, make_plan, ready_mentee, ready_mentor

LIST_QUERIES, EXPORT_QUERIES, CANDIDATE_QUERIES = 16, 10, 23


def url(program, name, **kwargs):
    return program_url(program, f"pairing:{name}", **kwargs)


@pytest.fixture
def bare_shell(monkeypatch):
    """No menu: its counts belong to other rooms and would be counted here."""
    monkeypatch.setattr("programs.context.NAV", [])


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_three_pairs(
    program, curator, sign_in, rows, django_assert_num_queries, bare_shell
):
    for _ in range(rows):
        make_pair(program, curator)
    client = sign_in(curator)
    client.get(url(program, "pair_list"))

    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(url(program, "pair_list"))

    assert page.content.decode().count("Черновик</span>") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_export_costs_the_same_for_one_and_three_pairs(
    program, curator, sign_in, rows, django_assert_num_queries, bare_shell
):
    for _ in range(rows):
        make_pair(program, curator)
    client = sign_in(curator)

    with django_assert_num_queries(EXPORT_QUERIES):
        page = client.get(url(program, "pair_export") + "?format=csv")

    assert len(page.content.decode("utf-8-sig").strip().splitlines()) == rows + 1


@pytest.mark.parametrize("rows", [1, 3])
def test_candidates_cost_the_same_for_one_and_three_mentees(
    program, curator, sign_in, rows, django_assert_num_queries, bare_shell
):
    mentor = ready_mentor(program, curator)
    for _ in range(rows):
        ready_mentee(program, curator)
    client = sign_in(curator)
    client.get(url(program, "pair_list"))

    with django_assert_num_queries(CANDIDATE_QUERIES):
        page = client.get(url(program, "pair_create"), {"mentor": mentor.pk})

    assert page.content.decode().count('name="ids"') == rows


def test_list_filters_by_state_name_and_class(program, curator, sign_in):
    draft, submitted = make_pair(program, curator), make_pair_in(program, curator, PairState.SUBMITTED)
    client = sign_in(curator)

    def shown(**query):
        page = client.get(url(program, "pair_list"), query)
        return [row["id"] for row in page.context["rows"]]

    assert shown(state="draft") == [draft.pk]
    assert shown(q=draft.members.get().mentee.person.last_name.upper()) == [draft.pk]
    assert shown(school_class=program.classes.get(grade=10).pk) == sorted(
        [draft.pk, submitted.pk], key=lambda pk: Pair.objects.get(pk=pk).mentor.person.last_name
    )
    assert shown(size="group") == []


def test_form_offers_lawful_mentees_and_counts_the_rest_by_reason(program, curator, sign_in):
    mentor = ready_mentor(program, curator)
    lawful = ready_mentee(program, curator)
    without_consent = make_mentee(program)
    paired = make_pair(program, curator).members.get().mentee

    found = sign_in(curator).get(url(program, "pair_create"), {"mentor": mentor.pk}).context["found"]

    assert [item.side.entry_id for item in found.lawful] == [lawful.pk]
    assert {(why.short, tuple(why.names)) for why in found.why_not} == {
        ("нет согласия", (without_consent.person.list_name,)),
        ("наставник уже есть", (paired.person.list_name,)),
    }


def test_pair_composed_twice_by_one_form_is_made_once(program, curator, sign_in):
    mentor, mentee = ready_mentor(program, curator, places=2), ready_mentee(program, curator)
    client = sign_in(curator)
    form = {"mentor": mentor.pk, "ids": [mentee.pk], "once": "a" * 32}

    first = client.post(url(program, "pair_create"), form)
    second = client.post(url(program, "pair_create"), form)

    pair = Pair.objects.get()
    assert first.url == url(program, "pair_detail", pk=pair.pk)
    assert second.status_code == 302


def test_refused_pair_keeps_ticks_and_says_why(program, curator, sign_in):
    mentor, mentee = ready_mentor(program, curator), make_mentee(program)

    page = sign_in(curator).post(
        url(program, "pair_create"), {"mentor": mentor.pk, "ids": [mentee.pk], "once": "b" * 32}
    )

    assert page.status_code == 422
    assert "нет согласия родителей" in page.content.decode()
    assert Pair.objects.count() == 0


def test_director_approves_and_order_waits_for_signature(program, curator, director, sign_in):
    plan = make_plan(program, curator, pairs=2)
    client = sign_in(director)
    queue = client.get(program_url(program, "programs:approvals")).content.decode()

    answer = client.post(url(program, "plan_approve", pk=plan.pk))

    assert "Закрепить 2\u00a0пары" in queue
    document = Document.objects.get()
    assert answer.url == program_url(program, "programs:document_detail", pk=document.pk)
    assert set(Pair.objects.values_list("state", "order")) == {(PairState.APPROVED, document.pk)}


def test_director_leaves_one_pair_out_with_a_comment(program, curator, director, sign_in):
    plan = make_plan(program, curator, pairs=2)
    kept, left = plan.pairs.order_by("pk")

    sign_in(director).post(
        url(program, "plan_approve", pk=plan.pk),
        {"partial": 1, "ids": [kept.pk], "comment": "уточните класс"},
    )

    kept.refresh_from_db()
    left.refresh_from_db()
    assert (kept.state, left.state, left.return_comment) == (
        PairState.APPROVED,
        PairState.DRAFT,
        "уточните класс",
    )


def test_partial_approval_refused_keeps_what_was_ticked_and_written(program, curator, director, sign_in):
    plan = make_plan(program, curator, pairs=2)
    kept, left = plan.pairs.order_by("pk")
    client = sign_in(director)

    silent = client.post(url(program, "plan_approve", pk=plan.pk), {"partial": 1, "ids": [kept.pk]})
    whole = client.post(
        url(program, "plan_approve", pk=plan.pk),
        {"partial": 1, "ids": [kept.pk, left.pk], "comment": "уточните класс"},
    )

    page = silent.content.decode()
    assert (silent.status_code, whole.status_code) == (422, 422)
    assert "Напишите замечание для тех пар" in page
    assert f'value="{kept.pk}" checked' in page
    assert f'value="{left.pk}" checked' not in page
    assert "ни одна пара не возвращается" in whole.content.decode()
    assert ">уточните класс</textarea>" in whole.content.decode()
    assert set(Pair.objects.values_list("state", flat=True)) == {PairState.SUBMITTED}


def test_return_without_comment_changes_nothing(program, curator, director, sign_in):
    plan = make_plan(program, curator)

    page = sign_in(director).post(url(program, "plan_return", pk=plan.pk), {"comment": " "}, follow=True)

    assert "Напишите замечание" in page.content.decode()
    assert PairPlan.objects.get().state == "submitted"


def test_bulk_submit_takes_all_filtered_drafts(program, curator, sign_in):
    for _ in range(3):
        make_pair(program, curator)

    sign_in(curator).post(url(program, "plan_submit"), {"all_filtered": 1, "query": "state=draft"})

    assert PairPlan.objects.get().pairs.count() == 3


def test_participant_sees_own_pair_without_history(program, curator, director, sign_in):
    own, foreign = (make_pair_in(program, curator, PairState.ACTIVE) for _ in range(2))
    mentor = make_member(program.school, Role.MENTOR)
    own.mentor.person.user = mentor
    own.mentor.person.save()
    client = sign_in(mentor)

    page = client.get(url(program, "pair_detail", pk=own.pk))

    assert page.status_code == 200
    assert "История" not in page.content.decode()
    assert client.get(url(program, "pair_detail", pk=foreign.pk)).status_code == 404
    assert [row["id"] for row in client.get(url(program, "pair_list")).context["rows"]] == [own.pk]


def test_pair_of_another_school_is_not_found(program, curator, sign_in):
    from django_scopes import scope

    other = make_school()
    with scope(school=other):
        stranger = make_member(other, Role.CURATOR)
        foreign = make_pair(make_program(other), stranger)
    client = sign_in(curator)

    assert client.get(url(program, "pair_detail", pk=foreign.pk)).status_code == 404
    assert client.post(url(program, "pair_delete", pk=foreign.pk)).status_code == 404


@pytest.mark.parametrize("state", PairState.values)
def test_card_opens_in_every_state_for_every_reader(program, curator, director, sign_in, state):
    pair = make_pair_in(program, curator, state)

    for user in (curator, director):
        page = sign_in(user).get(url(program, "pair_detail", pk=pair.pk))

        assert page.status_code == 200
        assert page.content.decode().count('class="btn btn-primary" type="submit">') <= 2


@pytest.mark.parametrize("name", ["pair_delete", "pair_submit", "pair_reopen", "pair_return"])
def test_changing_addresses_refuse_get(program, curator, sign_in, name):
    pair = make_pair(program, curator)

    assert sign_in(curator).get(url(program, name, pk=pair.pk)).status_code == 405


def test_draft_is_edited_and_completed_pair_reopened_on_their_pages(program, curator, sign_in):
    pair = make_pair(program, curator)
    client = sign_in(curator)
    member = pair.members.get()

    client.post(
        url(program, "pair_edit", pk=pair.pk),
        {f"model_{member.pk}": "", "version": pair.version, "ends_on": "2027-05-25"},
    )

    member.refresh_from_db()
    pair.refresh_from_db()
    assert (member.model, str(pair.ends_on)) == (None, "2027-05-25")


def test_proposal_confirmed_with_earlier_order_is_active_at_once(program, curator, sign_in):
    mentor, mentee = ready_mentor(program, curator), ready_mentee(program, curator)
    proposal = PairProposal.objects.create(
        school=program.school,
        program=program,
        mentor_name=mentor.person.full_name,
        mentee_name=mentee.person.full_name,
    )
    client = sign_in(curator)
    form = client.get(url(program, "proposal_confirm", pk=proposal.pk)).context["form"]
    assert (form.initial["mentor"], form.initial["mentee"]) == (mentor, mentee)

    client.post(
        url(program, "proposal_confirm", pk=proposal.pk),
        {"mentor": mentor.pk, "mentee": mentee.pk, "order_number": "40-од", "order_date": "2026-09-12"},
    )

    proposal.refresh_from_db()
    pair = proposal.pair
    assert (proposal.state, pair.state, pair.origin, str(pair.starts_on), pair.earlier_order_number) == (
        ProposalState.CONFIRMED,
        PairState.ACTIVE,
        "earlier",
        "2026-09-12",
        "40-од",
    )


def test_proposal_declined_does_not_come_back(program, curator, sign_in):
    proposal = PairProposal.objects.create(
        school=program.school, program=program, mentor_name="Лебедев Артём", mentee_name="Панова Алиса"
    )
    client = sign_in(curator)

    client.post(url(program, "proposal_decline", pk=proposal.pk))

    proposal.refresh_from_db()
    assert proposal.state == ProposalState.DECLINED
    assert "разобраны" in client.get(url(program, "proposal_list")).content.decode()


def test_dashboard_and_search_know_of_pairs(program, curator, sign_in):
    plan = make_plan(program, curator)
    ready_mentee(program, curator)
    name = plan.pairs.get().mentor.person.last_name
    client = sign_in(curator)

    home = client.get(program_url(program, "programs:dashboard")).content.decode()
    hits = client.get(program_url(program, "programs:search"), {"q": name}).content.decode()

    assert "План пар № 1" in home
    assert "1\u00a0наставляемый" in home
    assert url(program, "pair_detail", pk=plan.pairs.get().pk) in hits


@pytest.mark.parametrize("role", [Role.CLASS_TEACHER, Role.SUBJECT_HEAD])
def test_plan_is_hidden_from_who_sees_only_his_own_people(program, curator, sign_in, role):
    plan = make_plan(program, curator)
    client = sign_in(make_member(program.school, role))

    response = client.get(url(program, "plan_detail", pk=plan.pk))
    page = client.get(url(program, "pair_list"))

    assert response.status_code == 404
    assert "Открыть план" not in page.content.decode()


@pytest.mark.parametrize("name", ["pair_create", "pair_list"])
def test_odd_numbers_in_the_address_are_left_out(program, curator, sign_in, name):
    mentor = ready_mentor(program, curator)

    page = sign_in(curator).get(url(program, name), {"mentor": mentor.pk, "mentee": ["²", "9" * 30]})

    assert page.status_code == 200


def test_card_of_a_person_lists_his_pairs(program, curator, sign_in):
    pair = make_pair(program, curator)
    card = program_url(program, "participants:person_detail", pk=pair.mentor.person_id)

    response = sign_in(curator).get(card, {"tab": "pairs"})

    assert url(program, "pair_detail", pk=pair.pk) in response.content.decode()


def test_mentor_records_the_meeting_of_his_only_pair_from_the_first_page(program, curator, sign_in):
    pair = make_pair_in(program, curator, PairState.ACTIVE)
    mentor = make_member(program.school, Role.MENTOR)
    pair.mentor.person.user = mentor
    pair.mentor.person.save()

    response = sign_in(mentor).get(program_url(program, "programs:dashboard"))

    actions = [(action.label, action.url) for action in response.context["quick_actions"]]
    assert actions[0] == ("Отметить встречу", url(program, "meeting_create", pk=pair.pk))
    assert [label for label, _ in actions] == ["Отметить встречу", "Моё портфолио"]


def test_finished_programme_offers_no_new_pairs(program, curator, sign_in):
    Program.objects.filter(pk=program.pk).update(state="completed")

    response = sign_in(curator).get(program_url(program, "programs:dashboard"))

    assert [action.label for action in response.context["quick_actions"]] == []
