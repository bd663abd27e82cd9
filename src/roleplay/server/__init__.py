"""The web server: sign-in, pages, and kernels that belong to the person who opened the page."""

from roleplay.server.app import RoleplayServer, Settings
from roleplay.server.notebooks import module_pages, notebook_folder
from roleplay.server.page import AUTHOR_ROLES, DESK_ROLES, FirstPaint, FirstPaintSource, Page

__all__ = [
    "AUTHOR_ROLES",
    "DESK_ROLES",
    "FirstPaint",
    "FirstPaintSource",
    "Page",
    "RoleplayServer",
    "Settings",
    "module_pages",
    "notebook_folder",
]
