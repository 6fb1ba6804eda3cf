"""What keeps a lake in order: maintenance, status, schedule, preview, the doctor."""
