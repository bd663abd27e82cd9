"""What a scenario, a rubric, a site and an event are: frozen types without behaviour of their own."""
