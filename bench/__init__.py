"""How fast it is, measured side by side with what else there is. `make bench` runs it."""
