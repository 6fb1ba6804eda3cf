"""The home folder: where everything that a run writes lies. Names paths, touches nothing."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """The folders of one lakehouse, all below `root` (an absolute path), but for the archive.

    `archive_path` is the setting `archive.path`: a folder, or `s3://` and a bucket.
    """

    root: Path
    archive_path: str = "archive"

    @property
    def archive(self) -> Path:
        """Every batch that came in, raw, for ever, unless they lie in a bucket."""
        is_bucket = self.archive_path.startswith("s3://")
        return self.root / ("archive" if is_bucket else self.archive_path)

    @property
    def staging(self) -> Path:
        """The to-do list: links to the batches that are not loaded yet."""
        return self.root / "staging"

    @property
    def dead_letter(self) -> Path:
        """What was refused, with its reason."""
        return self.root / "dead_letter"

    @property
    def warehouse(self) -> Path:
        """The embedded catalog and the data files, unless the config says otherwise."""
        return self.root / "warehouse"

    @property
    def tmp(self) -> Path:
        """Scratch folders of running processes; what no process holds may be deleted."""
        return self.root / "tmp"

    @property
    def erasing(self) -> Path:
        """The journal of an erasure, while it is not finished."""
        return self.root / "warehouse" / "erasing.json"

    @property
    def lock_file(self) -> Path:
        """Held by the one process that writes."""
        return self.root / "warehouse" / "writer.lock"

    @property
    def seen_messages(self) -> Path:
        """Which batch holds which message; a hint, may be deleted."""
        return self.root / "warehouse" / "seen_messages"

    @property
    def positions(self) -> Path:
        """Where streams were read to; a hint, may be deleted."""
        return self.root / "warehouse" / "positions.json"

    @property
    def published(self) -> Path:
        """A file (or a folder) for each team: its own views, for readers without the lake."""
        return self.root / "published"

    @property
    def report(self) -> Path:
        """The last report, unless it was written elsewhere: texts, tables, pictures and pages."""
        return self.root / "report"

    @property
    def reports(self) -> Path:
        """Reports that the API was asked for: a folder for each, and how far it is."""
        return self.root / "reports"

    @property
    def logs(self) -> Path:
        """Who asked the API for what."""
        return self.root / "logs"

    @property
    def report_lock(self) -> Path:
        """Held by the one process that writes a report."""
        return self.root / "warehouse" / "report.lock"

    @property
    def models(self) -> Path:
        """A folder for each model, with its versions and a link to the one in use."""
        return self.root / "ml"

    @property
    def publish_lock(self) -> Path:
        """Held by the one process that publishes; not in `published`, which may be deleted."""
        return self.root / "warehouse" / "publish.lock"

    @property
    def monitor_lock(self) -> Path:
        """Held by the one process that judges days and sends messages."""
        return self.root / "warehouse" / "monitor.lock"

    @property
    def outbox(self) -> Path:
        """Messages that are being sent, while the lake does not know of them."""
        return self.root / "warehouse" / "outbox.jsonl"

    @property
    def push_lock(self) -> Path:
        """Held by the one process that pushes features, or erases people from stores."""
        return self.root / "warehouse" / "push.lock"

    @property
    def online_stores(self) -> Path:
        """Which stores features were pushed to, while they may be there."""
        return self.root / "warehouse" / "online_stores.json"

    @property
    def own(self) -> tuple[Path, ...]:
        """Every folder that a run or a server writes to, but for the warehouse."""
        return (self.archive, *self.beside_archive)

    @property
    def beside_archive(self) -> tuple[Path, ...]:
        """Those of them that are below the home wherever the archive is."""
        return (
            *(self.staging, self.dead_letter, self.published, self.report),
            *(self.reports, self.logs, self.tmp),
        )
