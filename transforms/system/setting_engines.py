"""Settings of engines that run the models beside DuckDB, and of the tables that they keep."""

from typing import Annotated

from pydantic import Field, field_validator

from transforms.system.redaction import has_secret, names_secret
from transforms.system.setting_rules import Section
from transforms.system.setting_types import PlainPath, Spelled

#: Where Spark runs, as Spark spells it; empty is this machine.
Master = Annotated[
    str,
    Spelled(
        r"^$|^local(\[(\*|[0-9]{1,4})\])?$|^yarn$|^(spark|k8s)://[^\s@?#]+$",
        "empty, local[N], yarn, or begin with spark:// or k8s://",
    ),
]
#: Memory as Java spells it.
JavaMemory = Annotated[str, Spelled(r"^[1-9][0-9]{0,6}[mg]$", "a number and m or g, as 2g")]
#: A setting of Spark.
OptionName = Annotated[str, Spelled(r"^spark\.[A-Za-z0-9._-]{1,200}$", "a name below `spark.`")]


class SparkSettings(Section):
    """The Spark that runs the models; without a master it is one of this machine."""

    master: Master = ""
    memory: JavaMemory = "2g"
    options: dict[OptionName, str] = Field(default={})

    @field_validator("options")
    @classmethod
    def _open(cls, value: dict[str, str]) -> dict[str, str]:
        for name, text in value.items():
            if names_secret(name) or has_secret(text):
                raise ValueError(
                    "should hold no secret: Spark has its environment and spark-defaults.conf"
                )
        return value


#: A connection to PostgreSQL, as libpq spells it; empty is none.
Connection = Annotated[str, Spelled(r"^$|^[a-z_]+=\S.*$", "words as host=db.shop dbname=lakehouse")]
#: Where Iceberg's files lie, as the workers see it.
WarehouseAddress = Annotated[
    str,
    Spelled(
        r"^[^:?#]+$|^(file|hdfs|s3a|gs|abfss)://[^?#]+$", "a folder, or an address such as s3a://"
    ),
]


class IcebergSettings(Section):
    """The tables of Iceberg that Spark writes: their catalog, their files, the driver of Java."""

    catalog: Connection = ""
    warehouse: WarehouseAddress = "warehouse/iceberg"
    driver: PlainPath = "/usr/share/java/postgresql.jar"

    @field_validator("catalog", "warehouse")
    @classmethod
    def _open(cls, value: str) -> str:
        if has_secret(value):
            raise ValueError("should hold no secret: the password is PGPASSWORD, or in PGPASSFILE")
        return value
