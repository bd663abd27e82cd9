"""The whole page in a real browser, beside what people would use instead. `make bench-pages` runs it."""
