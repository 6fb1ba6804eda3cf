"""The model runner on Spark: each model into its table of the draft, by kind."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from transforms.config import Config
from transforms.engines.spark_models import no_rows
from transforms.iceberg.statements import Statements
from transforms.iceberg.tables import name_table, write_anew
from transforms.models.bounds import ANY, EXTREMES, NAMES, ScopeBounds, Superseded
from transforms.models.model import Model, address
from transforms.models.renderer import AllTime, Renderer
from transforms.models.runner import Runner

if TYPE_CHECKING:  # imported when it is run
    from pyspark.sql import DataFrame, SparkSession


class SparkBounds(ScopeBounds):
    """What the scopes of a batch reach, asked of Spark."""

    def query(self, relation: str, first: str, last: str) -> str:
        """Write the question behind a wish: one row of one column."""
        if last == ANY:
            return f"select count(*) > 0 from (select 1 from {relation} limit 1)"
        if last == NAMES:
            return f"select collect_set({first}) from {relation}"
        if last == EXTREMES:
            return f"select array(min({first}), max({first})) from {relation}"
        if first == last:
            return f"select sort_array(collect_set({first})) from {relation}"
        return f"""
            select sort_array(collect_set(date_day))
            from (
                select explode(sequence({first}, {last}, interval '1' day)) as date_day
                from (select distinct {first}, {last} from {relation})
            )
        """


class SparkRunner(Runner):
    """Materializes models on the draft `database`, inputs first.

    What a model gives is kept before its table changes, which it may have read. With `is_anew`
    every table is made anew, of all events, and no model reads what stood before.
    """

    def __init__(
        self,
        session: "SparkSession",
        models: Sequence[Model],
        config: Config,
        *,
        database: str,
        superseded: Superseded | None = None,
        is_anew: bool = False,
    ) -> None:
        statements: Any = Statements(session)  # it answers as DuckDB's connection does
        super().__init__(
            statements,
            models,
            config,
            database=database,
            keep_rows=True,
            superseded=superseded,
            bounds=SparkBounds,
        )
        self.session = session
        self.renderer = Renderer(config, AllTime() if is_anew else self.bounds, "spark")
        self._is_anew = is_anew

    def make_tables(self, there: Collection[str], *, anew: bool = False) -> list[str]:
        """Create missing tables, empty, with the columns and types of their SELECTs.

        Give those that are `there` (as `schema.table`) and have others; `anew` makes all.
        """
        renderer, others = Renderer(self.config, AllTime(), "spark"), []
        for model in self.models:
            self._empty_before(model)
            frame = _emptied(self.session, renderer.render(model.body))
            frame.createOrReplaceTempView(model.name)
            if model.kind == "scope":
                continue
            if anew or address(model, "") not in there:
                write_anew(frame, self.target(model), model.partition)
            elif _columns(frame) != _columns(self.session.table(self.target(model))):
                others.append(model.name)
        return others

    def touched(self, model: Model) -> str:
        """Say which rows of a table the batch may have changed; all, where it is made anew."""
        return "true" if self._is_anew else super().touched(model)

    def _has_work(self, model: Model) -> bool:
        return self.renderer.wants(model) if self._is_anew else super()._has_work(model)

    def _materialize_one(self, model: Model) -> int:
        if self._is_anew:
            return self._make_anew(model)
        frame = self.session.sql(self.renderer.render(model.body))
        frame = frame.localCheckpoint()  # its rows, whatever becomes of what it read
        name = model.name if model.kind == "scope" else f"new_rows_of_{model.name}"
        frame.createOrReplaceTempView(name)
        rows = int(frame.count())
        self.bounds.note(name, rows)
        if model.kind == "scope":
            return rows
        self.new_rows[model.name] = name
        if model.kind == "replace" and self._is_touched(model):
            where = f"{self.target(model)} as {model.name} where {self.touched(model)}"
            self.session.sql(f"delete from {where}")
        if rows:
            frame.writeTo(self.target(model)).append()
        return rows

    def _make_anew(self, model: Model) -> int:
        self._empty_before(model)
        frame = self.session.sql(self.renderer.render(model.body))
        if model.kind == "scope":
            frame = frame.localCheckpoint()
            frame.createOrReplaceTempView(model.name)
            return int(frame.count())
        write_anew(frame, self.target(model), model.partition)
        name_table(self.session, model, self.database)
        return int(self.session.table(self.target(model)).count())

    def _empty_before(self, model: Model) -> None:
        for name, columns in model.before.items():
            no_rows(self.session, columns).createOrReplaceTempView(name)


def _columns(frame: "DataFrame") -> list[tuple[str, str]]:
    return [(field.name, field.dataType.simpleString()) for field in frame.schema]


def _emptied(session: "SparkSession", query: str) -> "DataFrame":
    """Give the columns of a query without a row; of what it is made, the plan knows nothing more.

    A plan of plans would be as large as all models together, many times over.
    """
    from pyspark.sql import DataFrame

    spark: Any = session
    schema = spark.sql(query)._jdf.schema()
    none = spark._jvm.java.util.ArrayList()
    return DataFrame(spark._jsparkSession.createDataFrame(none, schema), session)
