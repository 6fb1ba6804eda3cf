"""One shard that is read: from a position on, with a new iterator where the old one expired."""

import time
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from transforms.archive.stream_parts import SHARD_END, Partition
from transforms.ingest.streams.shards import Shard
from transforms.ingest.streams.stream import Block, Record
from transforms.system.aws_errors import code_of

if TYPE_CHECKING:
    from mypy_boto3_kinesis.client import KinesisClient
    from mypy_boto3_kinesis.type_defs import GetRecordsOutputTypeDef, RecordTypeDef

_AT_ONCE = 10_000  # records; the service gives no more than 10 MB
_MOST_LOOKS = 50  # for one record: a shard may answer with nothing before it answers with it
_TRIMMED = "InvalidArgumentException"
_EXPIRED = "ExpiredIteratorException"


class ShardReading:
    """Reads a shard behind a sequence number, or from its beginning.

    `is_proven` says that nothing was lost behind it, even where it is not there any more.
    """

    def __init__(
        self, client: "KinesisClient", shard: Shard, after: str | None, *, is_proven: bool = False
    ) -> None:
        self.shard = shard
        self.is_at_tip = False
        self.is_at_end = False
        self._client = client
        self._after = after
        self._is_proven = is_proven
        self._iterator: str | None = None

    def read(self) -> Block:
        """Ask once, and give what is new.

        Raises:
            AWS_ERRORS: where the iterator has expired, the next call takes another.
        """
        moment = time.time()
        iterator = self._iterator or self._new_iterator()
        try:
            answer = self._client.get_records(ShardIterator=iterator, Limit=_AT_ONCE)
        except ClientError as error:
            if code_of(error) == _EXPIRED:
                self._iterator = None
            raise
        self._iterator = answer.get("NextShardIterator")
        self.is_at_end = self._iterator is None
        self.is_at_tip = not answer.get("MillisBehindLatest")
        return self._block(answer, moment)

    def has_last_record(self) -> bool:
        """Tell whether the record that we read last is still there."""
        try:
            iterator: str | None = self._client.get_shard_iterator(
                StreamName=self.shard.stream,
                ShardId=self.shard.shard_id,
                ShardIteratorType="AT_SEQUENCE_NUMBER",
                StartingSequenceNumber=self._after or "",
            )["ShardIterator"]
        except ClientError as error:
            if code_of(error) == _TRIMMED:
                return False
            raise
        for _ in range(_MOST_LOOKS):
            if iterator is None:
                break
            answer = self._client.get_records(ShardIterator=iterator, Limit=1)
            if answer["Records"]:
                return answer["Records"][0]["SequenceNumber"] == self._after
            if not answer.get("MillisBehindLatest"):
                break
            iterator = answer.get("NextShardIterator")
        return False

    def _block(self, answer: "GetRecordsOutputTypeDef", moment: float) -> Block:
        known, before = int(self._after or -1), self._after
        new = [each for each in answer["Records"] if int(each["SequenceNumber"]) > known]
        looked = self._looked(new, moment)
        self._after = new[-1]["SequenceNumber"] if new else before
        if self._after is None or not (new or self.is_at_end):
            return Block([], {}, looked)
        after = SHARD_END if self.is_at_end else self._after
        first = before or new[0]["SequenceNumber"]
        records = [self._record(each) for each in new]
        return Block(records, {self.shard.partition: (first, after)}, looked)

    def _looked(self, new: "list[RecordTypeDef]", moment: float) -> dict[Partition, float]:
        """Tell before when nothing is unread: at the tip when we asked, else the last record's.

        What comes from a shard that was closed is younger than its last record.
        """
        came = new[-1].get("ApproximateArrivalTimestamp") if new else None
        if self.is_at_tip and not self.is_at_end:
            return {self.shard.partition: moment}
        return {self.shard.partition: came.timestamp()} if came else {}

    def _record(self, record: "RecordTypeDef") -> Record:
        came = record.get("ApproximateArrivalTimestamp")
        return Record(
            f"{self.shard.stream}:{self.shard.shard_id}:{record['SequenceNumber']}",
            record["Data"],
            round(came.timestamp() * 1000) if came else None,
            record["PartitionKey"],
        )

    def _new_iterator(self) -> str:
        try:
            return self._iterator_behind(self._after)
        except ClientError as error:
            if not (self._is_proven and code_of(error) == _TRIMMED):
                raise
            return self._iterator_behind(None)  # all that is there is younger than what we read

    def _iterator_behind(self, number: str | None) -> str:
        stream, shard_id = self.shard.stream, self.shard.shard_id
        if number is None:
            answer = self._client.get_shard_iterator(
                StreamName=stream, ShardId=shard_id, ShardIteratorType="TRIM_HORIZON"
            )
        else:
            answer = self._client.get_shard_iterator(
                StreamName=stream,
                ShardId=shard_id,
                ShardIteratorType="AFTER_SEQUENCE_NUMBER",
                StartingSequenceNumber=number,
            )
        return answer["ShardIterator"]
