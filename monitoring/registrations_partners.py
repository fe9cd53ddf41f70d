"""What surveys tell of partner organisations on their pages."""

from monitoring.partner_facts import asked, satisfaction
from programs.partners import PARTNER_FACTS, PARTNERS_FACTS

PARTNER_FACTS.append(asked)
PARTNERS_FACTS.append(satisfaction)
