"""The evaluators' desk with a large cohort: made by chance with known properties, then timed."""
