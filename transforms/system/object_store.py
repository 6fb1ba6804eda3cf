"""The object store: its address and keys, as the environment names them, for whoever asks it."""

import os
import re
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class ObjectStore:
    """Where a store that speaks S3 answers, and as whom; what is empty is as AWS has it."""

    key_id: str
    secret: str
    session_token: str
    region: str
    endpoint: str

    @classmethod
    def of_environment(cls) -> Self:
        """Read what the environment says now."""
        return cls(
            key_id=os.environ.get("AWS_ACCESS_KEY_ID", ""),
            secret=os.environ.get("AWS_SECRET_ACCESS_KEY", ""),
            session_token=os.environ.get("AWS_SESSION_TOKEN", ""),
            region=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION", ""),
            endpoint=os.environ.get("AWS_ENDPOINT_URL_S3")
            or os.environ.get("AWS_ENDPOINT_URL", ""),
        )

    @property
    def named(self) -> str:
        """Name it for people, without credentials."""
        return (
            re.sub("//[^/@]*@", "//", self.endpoint)
            or f"Amazon S3{f' in {self.region}' if self.region else ''}"
        )


def bucket_and_prefix(address: str) -> tuple[str, str]:
    """Cut `s3://bucket/prefix` in two; a prefix that is not empty ends with a slash."""
    bucket, _, prefix = address.removeprefix("s3://").partition("/")
    prefix = prefix.strip("/")
    return bucket, f"{prefix}/" if prefix else ""
