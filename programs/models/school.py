from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

# First parts of addresses that are not schools; a test compares them with the routes.
RESERVED_SLUGS = frozenset(
    {
        *("a", "s", "n", "g", "p", "m", "me", "c", "public", "api"),
        *("healthz", "readyz", "static", "media"),
        *("account", "home", "help", "municipality", "admin", "setup", "sign-out"),
    }
)


class School(models.Model):
    """The tenant. Cases of the name are typed by hand: names of schools are never inflected by a program."""

    slug = models.SlugField("адрес раздела", max_length=40, unique=True)
    full_name = models.CharField("полное наименование", max_length=300)
    short_name = models.CharField("сокращённое наименование", max_length=160)
    list_name = models.CharField("название в меню", max_length=40, help_text="Например: СОШ № 59")
    name_genitive = models.CharField("наименование в родительном падеже", max_length=300, blank=True)
    name_dative = models.CharField("наименование в дательном падеже", max_length=300, blank=True)
    founder = models.CharField("учредитель", max_length=300, blank=True)
    place = models.CharField("место составления документов", max_length=120, blank=True)
    address = models.CharField("адрес", max_length=300, blank=True)
    inn = models.CharField(
        "ИНН",
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^(\d{10}|\d{12})$", "ИНН состоит из 10 или 12 цифр.")],
    )
    ogrn = models.CharField(
        "ОГРН",
        max_length=15,
        blank=True,
        validators=[RegexValidator(r"^(\d{13}|\d{15})$", "ОГРН состоит из 13 или 15 цифр.")],
    )
    phone = models.CharField("телефон", max_length=60, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    site = models.URLField("сайт", blank=True)
    time_zone = models.CharField("часовой пояс", max_length=40, default="Europe/Moscow")
    works_saturdays = models.BooleanField("учится по субботам", default=False)
    letterhead = models.TextField("шапка бланка", blank=True, help_text="Строки над названием вида документа")
    # Health data raise the required level of protection, so the school decides; off until it does.
    keeps_special_data = models.BooleanField("ведёт сведения о здоровье (ОВЗ)", default=False, editable=False)
    destruction_days = models.PositiveSmallIntegerField(
        "срок уничтожения данных, дней",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text="После отзыва согласия или конца программы; по закону не больше 30",
    )
    is_demo = models.BooleanField("демонстрационная", default=False, editable=False)

    class Meta:
        verbose_name = "школа"
        verbose_name_plural = "школы"
        ordering = ("list_name",)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug__in=sorted(RESERVED_SLUGS)),
                name="school_slug_not_reserved",
                violation_error_message="Этот адрес занят самим сайтом. Выберите другой, например sosh59.",
            )
        ]

    def __str__(self) -> str:
        return self.short_name
