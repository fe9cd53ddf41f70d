"""What events tell of partner organisations on their pages."""

from participants.partner_facts import invited
from programs.partners import PARTNER_FACTS

PARTNER_FACTS.append(invited)
