"""What leaves the lake: each team's Gold views as a file that needs no lake."""

from transforms.publish.publications import Publication, publish

__all__ = ["Publication", "publish"]
