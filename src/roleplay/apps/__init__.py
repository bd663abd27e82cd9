"""The screens: a presenter in plain Python for each, shown by one stage. `session` is the one way into a kernel."""
