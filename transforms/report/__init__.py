"""Reports: what the teams' published views say, as one folder of text, tables, pictures, pages."""

from transforms.report.report import Report, write_report

__all__ = ["Report", "write_report"]
