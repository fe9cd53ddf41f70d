"""Which steps of the roadmap the programme's own data confirm."""

from programs.registries.programme import register_step_facts
from programs.step_facts import forms_chosen

register_step_facts({8: forms_chosen})
