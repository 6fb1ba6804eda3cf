"""The archive in a bucket: whether it answers, takes objects, and gives no name away twice."""

from collections.abc import Iterator
from secrets import token_hex

from transforms.errors import LakehouseError
from transforms.home import Home
from transforms.operate.doctor.findings import Finding, failed, passed, warned
from transforms.system.objects import Objects

_ADVICE = {
    69: "see whether AWS_ENDPOINT_URL_S3 is right and the network reaches it",
    77: "grant s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject to the credentials",
    78: "mend archive.path, or the AWS settings",
}


def examined(home: Home) -> Iterator[Finding]:
    """Put an object under a new name twice, and remove it; a folder is looked at elsewhere."""
    if not home.archive_path.startswith("s3://"):
        return
    try:
        objects = Objects.at(home.archive_path, "archive.path")
        honours = _honours_conditions(objects)
        yield (
            passed("archive", f"{objects.address('')} takes objects, and no name twice")
            if honours
            else failed(
                "archive",
                f"{objects.address('')} lets a put with If-None-Match take the place of an object",
                "use a store that honours it: two writers could overwrite each other's batch",
                78,
            )
        )
        if objects.is_versioned():
            find = "the bucket keeps versions: what an erasure blanks stays in former ones"
            yield warned("archive's versions", find, "let them expire (docs/privacy.md)")
    except LakehouseError as error:
        yield failed("archive", str(error), _ADVICE.get(error.exit_code, ""), error.exit_code)


def _honours_conditions(objects: Objects) -> bool:
    name = f".doctor-{token_hex(8)}"
    try:
        return objects.put_new(name, b"first") and not objects.put_new(name, b"second")
    finally:
        objects.remove(name)
