"""What keeps a lake in order: maintenance, status, schedule, a look ahead, the doctor."""
