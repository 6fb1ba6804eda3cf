"""Pages: Markdown over a team's views, as HTML with its charts inside."""

from transforms.pages.extra import check_pages
from transforms.pages.page import Page, read_pages

__all__ = ["Page", "check_pages", "read_pages"]
