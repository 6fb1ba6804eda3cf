"""Every error a user can meet, with its exit code. The command line catches them, nobody else.

LakehouseError                1   a bug, unless a child says otherwise
├── UsageError                2   the command line asks for something that cannot be
├── InputRefused             65   most of a file's lines were refused; the others are loaded
├── InputMissing             66   a file, a folder or a batch that was named is not there
├── Unavailable              69   the queue, the catalog or the object store does not answer
├── PromiseBroken            70   a check failed; the transaction was rolled back
├── StorageError             74   the disk is full or an input/output error happened
│   └── UnknownFormat        74   a batch of archive/ is in a format that this version lacks
├── LockHeld                 75   another run is writing
├── NotPermitted             77   the operating system or the cloud says no
└── ConfigError              78   config.json or the environment is wrong
    └── UnknownSource        78   a batch of archive/ has a mapping that the settings lack
"""


class LakehouseError(Exception):
    """Say the place, the wish and the find in one sentence; `exit_code` ends the process."""

    exit_code = 1


class UsageError(LakehouseError):
    """Caught by the command line: the arguments do not fit together."""

    exit_code = 2


class InputRefused(LakehouseError):
    """Caught by the command line: what came in is not what it should be, and most was refused."""

    exit_code = 65


class InputMissing(LakehouseError):
    """Caught by the command line: what was named does not exist."""

    exit_code = 66


class Unavailable(LakehouseError):
    """Caught by the command line: a service that the run needs does not answer."""

    exit_code = 69


class PromiseBroken(LakehouseError):
    """Caught by the command line after the rollback: a table would have broken a promise."""

    exit_code = 70


class StorageError(LakehouseError):
    """Caught by the command line: a write did not reach the disk."""

    exit_code = 74


class UnknownFormat(StorageError):
    """Caught by whoever loads batches: this one costs itself, and the others go on."""


class LockHeld(LakehouseError):
    """Caught by the command line: another run holds the lock."""

    exit_code = 75


class NotPermitted(LakehouseError):
    """Caught by the command line: a permission is missing."""

    exit_code = 77


class ConfigError(LakehouseError):
    """Caught by the command line before anything is touched: a setting is wrong."""

    exit_code = 78


class UnknownSource(ConfigError):
    """Caught by whoever loads batches: this one costs itself, and the others go on."""
