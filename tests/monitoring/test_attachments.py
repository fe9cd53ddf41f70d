"""Files of applications and of nominations to levels: kept, replaced, taken away, read, gone with the person."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from monitoring.enums import AwardLevel
from monitoring.models import ContestEntry, LevelSubmission
from monitoring.services.attachments import GivenFile
from monitoring.services.contests import add_entry
from monitoring.services.submissions import remove_submission, save_submission
from participants.enums import DestructionCause
from participants.models import StoredFile
from participants.services.destroying import destroy_people
from participants.services.destruction import open_destruction_task
from participants.services.merging import merge_people
from programs.services.audit import Refusal
from programs.tenancy import program_url
from tests.factories import make_member, make_mentor
from tests.monitoring.makers_award import make_contest

PDF, PNG = b"%PDF-1.4 1", b"\x89PNG\r\n\x1a\n1"


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator")


def names():
    return sorted(StoredFile.objects.values_list("file_name", flat=True))


def page(program, name, **kwargs):
    return program_url(program, f"monitoring:{name}", **kwargs)


def submitted(program, curator, mentor=None, **files):
    values = {
        "mentor": mentor or make_mentor(program),
        "level": AwardLevel.MUNICIPAL,
        "competition": "Конкурс",
    }
    return save_submission(program=program, values=values, by=curator, files=files)


def entered(contest, curator, mentor, name="отзыв.pdf"):
    return add_entry(
        contest=contest,
        nomination=contest.nominations.get(),
        mentor=mentor,
        pair=None,
        text="О работе",
        on=timezone.localdate(),
        by=curator,
        file=GivenFile(name, PDF),
    )


def test_papers_and_result_of_a_nomination_are_kept_apart(program, curator, sign_in):
    client, mentor = sign_in(curator), make_mentor(program)
    data = {
        "mentor": mentor.pk,
        "level": "municipal",
        "competition": "Конкурс",
        "state": "planned",
        "once": "k",
    }

    for _ in range(2):  # pressed twice
        file = SimpleUploadedFile("папка.pdf", PDF)
        client.post(page(program, "submission_add"), {**data, "file": file})
    [row] = LevelSubmission.objects.all()
    edit = page(program, "submission_edit", pk=row.pk)
    client.post(edit, {**data, "version": 1, "result_file": SimpleUploadedFile("диплом.png", PNG)})

    row.refresh_from_db()
    assert (row.file.file_name, row.result_file.file_name, names()) == (
        "папка.pdf",
        "диплом.png",
        ["диплом.png", "папка.pdf"],
    )
    papers = page(program, "submission_download", pk=row.pk, field="file")
    assert papers in client.get(edit).content.decode()
    assert client.get(papers).content == PDF
    assert client.get(page(program, "submission_download", pk=row.pk, field="result_file")).content == PNG
    assert client.get(page(program, "submission_download", pk=row.pk, field="mentor")).status_code == 404

    client.post(edit, {**data, "version": 2, "drops_result_file": "on"})
    assert names() == ["папка.pdf"]
    row.refresh_from_db()
    remove_submission(submission=row, by=curator)
    assert names() == []


def test_new_file_replaces_the_former_and_a_wrong_one_is_told_at_its_field(program, curator, sign_in):
    row = submitted(program, curator, file=GivenFile("старая.pdf", PDF))
    data = {"mentor": row.mentor_id, "level": "municipal", "competition": "Конкурс", "state": "planned"}
    client, edit = sign_in(curator), page(program, "submission_edit", pk=row.pk)

    wrong = client.post(edit, {**data, "version": 1, "file": SimpleUploadedFile("новая.pdf", b"MZ")})
    assert (wrong.status_code, list(wrong.context["form"].errors), names()) == (422, ["file"], ["старая.pdf"])

    client.post(edit, {**data, "version": 1, "file": SimpleUploadedFile("новая.pdf", PDF)})
    assert names() == ["новая.pdf"]


def test_curator_brings_a_file_with_an_application_and_one_press_makes_one(program, curator, sign_in):
    contest, mentor, client = make_contest(program, curator), make_mentor(program), sign_in(curator)
    data = {"nomination": contest.nominations.get().pk, "mentor": mentor.pk, "text": "О работе", "once": "k"}

    for _ in range(2):
        file = SimpleUploadedFile("отзыв.pdf", PDF)
        answer = client.post(page(program, "contest_entry_add", pk=contest.pk), {**data, "file": file})
        assert answer.url == page(program, "contest_detail", pk=contest.pk)

    [entry] = ContestEntry.objects.all()
    shown, file = (
        page(program, "contest_entry", pk=entry.pk),
        page(program, "contest_entry_download", pk=entry.pk),
    )
    assert file in client.get(shown).content.decode()
    assert client.get(file).content == PDF
    client.post(shown, {"text": "О работе", "version": 1, "drops_file": "on"})
    assert (names(), client.get(file).status_code) == ([], 404)


def test_files_of_a_destroyed_mentor_go_with_him(program, curator):
    mentor, today = make_mentor(program), timezone.localdate()
    entered(make_contest(program, curator), curator, mentor)
    given = GivenFile("папка.pdf", PDF)
    submitted(program, curator, mentor, file=given, result_file=given)
    kept = submitted(program, curator, file=GivenFile("чужая.pdf", PDF))
    task = open_destruction_task(person=mentor.person, cause=DestructionCause.WITHDRAWN, on=today, by=curator)

    destroy_people(tasks=[task], by=curator, program=program, on=today)

    assert (list(LevelSubmission.objects.all()), ContestEntry.objects.count(), names()) == (
        [kept],
        0,
        ["чужая.pdf"],
    )


def test_file_of_an_application_that_a_merge_drops_goes_with_it(program, curator):
    keep, drop = make_mentor(program), make_mentor(program)
    contest = make_contest(program, curator)
    for mentor, name in ((keep, "своя.pdf"), (drop, "вторая.pdf")):
        entered(contest, curator, mentor, name)

    merge_people(keep=keep.person, drop=drop.person, chosen={}, by=curator, program=program)

    assert ([entry.file.file_name for entry in ContestEntry.objects.all()], names()) == (
        ["своя.pdf"],
        ["своя.pdf"],
    )


def test_nomination_removed_twice_is_refused_and_takes_the_file_that_came_meanwhile(program, curator):
    row = submitted(program, curator, file=GivenFile("старая.pdf", PDF))
    seen = LevelSubmission.objects.get(pk=row.pk)  # by another page, before the new file came
    values = {"mentor": row.mentor, "level": AwardLevel.MUNICIPAL, "competition": "Конкурс"}
    save_submission(
        program=program,
        values=values,
        submission=row,
        shown_version=1,
        by=curator,
        files={"file": GivenFile("новая.pdf", PDF)},
    )

    remove_submission(submission=seen, by=curator)
    with pytest.raises(Refusal) as refused:
        remove_submission(submission=seen, by=curator)

    assert (names(), str(refused.value)) == ([], "Это выдвижение уже удалено. Обновите страницу.")


def test_application_of_a_double_goes_over_to_the_card_that_stays(program, curator):
    keep, drop = make_mentor(program), make_mentor(program)
    entered(make_contest(program, curator), curator, drop)

    merge_people(keep=keep.person, drop=drop.person, chosen={}, by=curator, program=program)

    [entry] = ContestEntry.objects.all()
    assert (entry.mentor, names()) == (keep, ["отзыв.pdf"])
