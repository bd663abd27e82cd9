"""What is kept, and for how long: a `Store` protocol, and SQL behind it."""

from roleplay.store.connection import sqlite_url
from roleplay.store.protocol import Store
from roleplay.store.rows import (
    Attempt,
    Binding,
    Document,
    Feedback,
    Finding,
    Log,
    Options,
    OwnerKind,
    PersonRow,
    Shelf,
    ShelfEntry,
    ShelfProblem,
    Status,
    TextRow,
    Visibility,
)
from roleplay.store.sql import SqlStore, connect, open_store

__all__ = [
    "Attempt",
    "Binding",
    "Document",
    "Feedback",
    "Finding",
    "Log",
    "Options",
    "OwnerKind",
    "PersonRow",
    "Shelf",
    "ShelfEntry",
    "ShelfProblem",
    "SqlStore",
    "Status",
    "Store",
    "TextRow",
    "Visibility",
    "connect",
    "open_store",
    "sqlite_url",
]
