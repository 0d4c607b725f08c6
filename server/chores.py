"""What the worker does on its day beside the reminders: composed here, because it knows features of every height."""

from server.notifications.work import Chore
from server.reorganisations.sweep import carry_out_due

CHORES: tuple[Chore, ...] = (carry_out_due,)
