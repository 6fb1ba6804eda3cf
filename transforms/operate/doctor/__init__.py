"""The doctor: looks whether a home, its machine and its services are fit for runs."""

from transforms.operate.doctor.examination import examine
from transforms.operate.doctor.findings import Finding, Word, exit_code_of

__all__ = ["Finding", "Word", "examine", "exit_code_of"]
