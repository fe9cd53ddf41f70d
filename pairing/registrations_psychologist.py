"""What the psychologist's room puts into the shared registries."""

from __future__ import annotations

from pairing.services import pair_surveys
from participants.enums import QuestionnaireKind
from participants.registries import ON_SUBMITTED, SUBJECT_WORDS

ON_SUBMITTED.setdefault(QuestionnaireKind.FEEDBACK, []).append(pair_surveys.take_answers)
SUBJECT_WORDS[pair_surveys.SUBJECT] = pair_surveys.about
