"""Live workshops: under load, in bad weather, and when nothing happens."""
