"""What a trainee sees: one widget, the stage, written as plain ES modules."""

from roleplay.widgets.stage import Stage

__all__ = ["Stage"]
