"""Last year ended with a report that the director signed."""

from __future__ import annotations

from datetime import date

from monitoring.report import text_code
from monitoring.services.reports import prepare_report
from monitoring.services.texts import save_text
from programs.services.documents import sign_document
from roadmap.demo.world import World

CONCLUSIONS = {
    "participants": "В программу вошли обе формы наставничества. Доля молодых педагогов с наставником выросла.",
    "training": "Все наставники прошли обучение до первой встречи. В новом году добавим занятие о трудных разговорах.",
    "course": "Пары встречались регулярно. Паузы пришлись на каникулы и не сказались на планах.",
    "practices": "Лучшие работы показаны на ученической конференции.",
    "conclusions": (
        "Программа выполнена. Задачи на новый год: раньше собирать согласия, чаще встречаться очно, "
        "привлечь родителей и выпускников как наставников."
    ),
}


def report_last_year(world: World) -> None:
    """Conclusions, the paper, the director's signature; before the programme is completed."""
    day = date(world.program.ends.year, 6, 25)
    world.at(day)
    for code, text in CONCLUSIONS.items():
        save_text(program=world.program, code=text_code(code), text=text, shown_version=0, by=world.curator)
    document = prepare_report(program=world.program, by=world.curator, on=day)
    sign_document(document=document, number="31", date=day, by=world.users["director"], today=day)
