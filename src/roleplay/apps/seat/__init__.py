"""A participant's place in a workshop: what everybody sees, and what only they see.

The server itself shows it, without a kernel: two hundred people need no two hundred interpreters.
"""
