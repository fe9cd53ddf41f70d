"""A roadmap of a neighbour school that the curator has begun to load: it waits to be reviewed."""

from __future__ import annotations

from programs.services.moments import moment
from roadmap.demo.world import World
from roadmap.importing.reading import read_pasted
from roadmap.models import RoadmapImport
from roadmap.services.importing import choose_columns, layout_from, start_import

HEAD = "№ п/п\tЭтап\tМероприятия\tСрок реализации\tОтветственный исполнитель\tВид документа"
ROWS = (
    "1.1\tI. Подготовительный\tИздание приказа о наставничестве\tдо 15.09.{first}\tДиректор\tПриказ",
    "1.2\t\tИнформирование родительского сообщества\tсентябрь {first}\tЗДУВР, ЗДВР\tПротокол собрания",
    "2.1\tII. Основной\tФормирование базы наставников\tоктябрь – ноябрь {first}\tКуратор; рабочая группа\tБаза",
    "2.2\t\tОценка участников по заданным параметрам\tноябрь\tКл. рук., психолог\tСводная таблица",
    "3.1\tIII. Итоговый\tФестиваль наставников\tавгуст\tАдминистрация\tСценарий",
)


def begin_own_map(world: World) -> None:
    """Two rows have a question, so that the review is there to see."""
    text = "\n".join((HEAD, *ROWS)).format(first=world.program.first_year)
    work = start_import(
        program=world.program,
        grids=read_pasted(text),
        file_name="Карта соседней школы.docx",
        once="",
        by=world.curator,
    )
    choose_columns(work=work, columns=dict(layout_from(work).columns))
    RoadmapImport.objects.filter(pk=work.pk).update(created_at=moment())
