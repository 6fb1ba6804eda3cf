"""The settings of a lakehouse: config.json, typed and checked before anything is touched."""

import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, ValidationError, field_validator

from transforms.errors import ConfigError, UnknownSource
from transforms.system.redaction import has_secret
from transforms.system.setting_engines import IcebergSettings, SparkSettings
from transforms.system.setting_growth import GrowthSettings
from transforms.system.setting_judging import AlertSettings, MonitoringSettings, QualitySettings
from transforms.system.setting_ml import ModelSettings
from transforms.system.setting_online import OnlineSettings
from transforms.system.setting_rules import (
    AttributionSettings,
    CalendarSettings,
    CampaignSettings,
    CurrencySettings,
    ExperimentSettings,
    IdSettings,
    ItemSettings,
    Name,
    OrderSettings,
    ProductSettings,
    Section,
    SegmentSettings,
    SessionSettings,
    TrafficSettings,
)
from transforms.system.setting_serving import ApiSettings
from transforms.system.setting_sources import SourceMapping, SourceName
from transforms.system.setting_streams import KafkaSettings, KinesisSettings
from transforms.system.setting_types import CatalogAddress, DataAddress, Memory, PlainPath, Spelled

#: A column of the published views, everywhere (`user_id`) or in one view (`view.user_id`).
Column = Annotated[
    str,
    Spelled(
        r"^([a-z][a-z0-9_]{0,63}\.)?[a-z][a-z0-9_]{0,63}$",
        "a column, or a view, a dot and a column",
    ),
]
Team = Literal["growth", "marketing", "finance", "product", "ml"]
PublishedFormat = Literal["duckdb", "parquet", "csv", "pages"]

_ADDRESS = re.compile(r"https?://[^\s/@?#]+(/[^\s@?#]*)?")  # credentials have no place in it

_LONGEST = 200  # characters of a wrong value that are shown

#: The sections that decide what the reader makes of a line.
READING = ("ids",)
#: The sections that decide what stands in Silver and Gold.
SHAPING: tuple[str, ...] = ("calendar", "traffic", "sessions", "orders", "attribution")
SHAPING += ("campaigns", "experiments", "segments", "currency", "items", "products")
#: The sections that Gold alone follows.
JUDGING = ("quality", "growth")

#: Settings of these sections that Gold alone knows: Silver is the same whatever they are.
GOLD_ALONE = ("attribution.lookback_days", "attribution.direct")


class SourceSettings(Section):
    """Where event files are picked up when no path is named."""

    inbox: PlainPath = "inbox"


class ArchiveSettings(Section):
    """Where everything that came in is kept, raw."""

    path: DataAddress = "archive"

    @field_validator("path")
    @classmethod
    def _open(cls, value: str) -> str:
        if has_secret(value):
            raise ValueError("should hold no secret, as messages show it")
        return value


class WarehouseSettings(Section):
    """Where the lake lies and what DuckDB may use."""

    catalog: CatalogAddress = "sqlite:warehouse/catalog.sqlite"
    data_path: DataAddress = "warehouse/data"
    encrypted: bool = False
    memory_limit: Memory = "1500MB"
    threads: int = Field(default=0, ge=0, le=256)
    busy_timeout_seconds: int = Field(default=30, ge=1, le=3600)
    sync_data_files: bool = True
    keep_snapshots_days: int = Field(default=7, ge=0, le=36_500)

    @field_validator("data_path")
    @classmethod
    def _open(cls, value: str) -> str:
        if has_secret(value):
            raise ValueError("should hold no secret, as the catalog keeps it and readers see it")
        return value


class QueueSettings(Section):
    """The SQS queue that feeds the lake; without an address there is none."""

    queue_url: str = ""
    region: str = ""
    endpoint_url: str = ""
    max_messages: int = Field(default=100_000, ge=1, le=100_000_000)
    max_seconds: int = Field(default=600, ge=1, le=43_200)
    wait_seconds: int = Field(default=10, ge=0, le=20)
    visibility_timeout: int = Field(default=300, ge=10, le=43_200)
    receivers: int = Field(default=4, ge=1, le=64)
    delete: Literal["auto", "never"] = "auto"

    @field_validator("queue_url", "endpoint_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not _ADDRESS.fullmatch(value):
            raise ValueError("must be an address that begins with http:// or https://, without @")
        return value


class PublishSettings(Section):
    """Which teams get a file of their own, in what form, and what is kept from them."""

    after_run: bool = False
    teams: list[Team] = Field(default=list(get_args(Team)), min_length=1)
    formats: list[PublishedFormat] = Field(default=["duckdb"], min_length=1)
    left_out: list[Column] = Field(default=[])
    pseudonymised: list[Column] = Field(default=[])


class MaintenanceSettings(Section):
    """How the lake is kept tidy."""

    every_batches: int = Field(default=24, ge=0, le=1_000_000)
    grace_hours: int = Field(default=6, ge=0, le=8_760)
    compress_archive_days: int = Field(default=30, ge=0, le=36_500)


class LimitSettings(Section):
    """How large a line, an event or a file may be, and how much of a file may be refused."""

    line_bytes: int = Field(default=1_048_576, ge=1024, le=16_777_216)
    depth: int = Field(default=64, ge=2, le=512)
    fields: int = Field(default=500, ge=10, le=10_000)
    items: int = Field(default=1_000, ge=1, le=100_000)
    id_characters: int = Field(default=256, ge=16, le=4_096)
    gzip_ratio: int = Field(default=100, ge=2, le=100_000)
    file_bytes: int = Field(default=4_294_967_296, ge=1, le=1_099_511_627_776)
    refused_share: float = Field(default=0.5, ge=0, le=1)


class Config(Section):
    """All settings of one lakehouse."""

    source: SourceSettings = SourceSettings()
    sqs: QueueSettings = QueueSettings()
    kafka: KafkaSettings = KafkaSettings()
    kinesis: KinesisSettings = KinesisSettings()
    archive: ArchiveSettings = ArchiveSettings()
    warehouse: WarehouseSettings = WarehouseSettings()
    spark: SparkSettings = SparkSettings()
    iceberg: IcebergSettings = IcebergSettings()
    maintenance: MaintenanceSettings = MaintenanceSettings()
    publish: PublishSettings = PublishSettings()
    calendar: CalendarSettings = CalendarSettings()
    traffic: TrafficSettings = TrafficSettings()
    sessions: SessionSettings = SessionSettings()
    orders: OrderSettings = OrderSettings()
    attribution: AttributionSettings = AttributionSettings()
    campaigns: CampaignSettings = CampaignSettings()
    experiments: ExperimentSettings = ExperimentSettings()
    segments: SegmentSettings = SegmentSettings()
    currency: CurrencySettings = CurrencySettings()
    ids: IdSettings = IdSettings()
    items: ItemSettings = ItemSettings()
    products: ProductSettings = ProductSettings()
    growth: GrowthSettings = GrowthSettings()
    ml: ModelSettings = ModelSettings()
    online: OnlineSettings = OnlineSettings()
    quality: QualitySettings = QualitySettings()
    monitoring: MonitoringSettings = MonitoringSettings()
    alerts: AlertSettings = AlertSettings()
    limits: LimitSettings = LimitSettings()
    access: dict[Name, list[Team]] = Field(default={}, max_length=1_000)
    api: ApiSettings = ApiSettings()
    sources: dict[SourceName, SourceMapping] = Field(default={})

    def source_of(self, name: str, batch_id: str) -> SourceMapping | None:
        """Find the mapping that a batch's manifest names, if it names one.

        Raises:
            UnknownSource: the settings have none of that name.
        """
        if not name:
            return None
        if name not in self.sources:
            raise UnknownSource(
                f"{batch_id} must have its mapping, sources.{name}, in the settings, got"
                f" {', '.join(sorted(self.sources)) or 'none'}"
            )
        return self.sources[name]


def read_config(path: Path) -> Config:
    """Read and check a config file.

    Raises:
        ConfigError: names the key, the wish and the find of every wrong setting.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} must be a readable UTF-8 file, got {error}") from error
    try:
        values = json.loads(text, object_pairs_hook=_no_duplicate_keys)
        if isinstance(values, dict):
            values.pop("$schema", None)  # tells editors how to check the file
        return Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(f"{path}: {said_of(error)}") from error
    except ValueError as error:
        raise ConfigError(f"{path} must be one JSON object, got {error}") from error


def said_of(error: ValidationError) -> str:
    """Name the key, the wish and the find of every wrong setting."""
    return "; ".join(map(_sentence, error.errors()))


def _sentence(problem: Any) -> str:
    key = ".".join(str(part) for part in problem["loc"]) or "the file"
    if problem["type"] == "extra_forbidden":
        return f"{key} is not a setting; docs/configuration.md lists them"
    wish = re.sub("^(Input|String|Value error,) ", "", problem["msg"])
    found = repr(problem["input"])
    return f"{key} {wish}, got {found if len(found) <= _LONGEST else found[:_LONGEST] + '…'}"


def _no_duplicate_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, _ in pairs if [name for name, _ in pairs].count(key) > 1)
        raise ValueError(f"the key {twice!r} twice")
    return found
