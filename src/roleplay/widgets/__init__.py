"""What people see: one widget, the stage, written as plain ES modules. There is one for each app."""

from roleplay.widgets.stage import AuthorStage, EvaluatorStage, FacilitatorStage, ReportStage, Stage

__all__ = ["AuthorStage", "EvaluatorStage", "FacilitatorStage", "ReportStage", "Stage"]
