"""What leaves the lake: each team's Gold views as a file that needs no lake."""

from transforms.publishing.publications import Publication, publish

__all__ = ["Publication", "publish"]
