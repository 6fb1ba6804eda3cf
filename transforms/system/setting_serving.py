"""The settings of the HTTP API: how much it answers, how much it does at once, what it keeps."""

from pydantic import Field

from transforms.system.setting_rules import Section


class ApiSettings(Section):
    """The bounds of the API, so that no request takes the machine from the others."""

    rows: int = Field(default=1_000, ge=1, le=100_000)
    requests: int = Field(default=256, ge=1, le=10_000)
    seconds: int = Field(default=30, ge=1, le=3_600)
    cache_bytes: int = Field(default=268_435_456, ge=1_048_576, le=1_099_511_627_776)
    log_bytes: int = Field(default=10_485_760, ge=65_536, le=1_099_511_627_776)
    reports: int = Field(default=20, ge=1, le=10_000)
