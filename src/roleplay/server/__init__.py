"""The web server: sign-in, pages, and kernels that belong to the person who opened the page."""

from roleplay.server.app import RoleplayServer, Settings
from roleplay.server.notebooks import module_pages, notebook_folder
from roleplay.server.page import FirstPaint, FirstPaintSource, Page

__all__ = ["FirstPaint", "FirstPaintSource", "Page", "RoleplayServer", "Settings", "module_pages", "notebook_folder"]
