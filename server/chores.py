"""What the worker does on its day beside the reminders: composed here, because it knows features of every height."""

from server.notifications.work import Chore
from server.records.sweep import apply_due_standings
from server.reorganisations.sweep import carry_out_due

CHORES: tuple[Chore, ...] = (carry_out_due, apply_due_standings)
