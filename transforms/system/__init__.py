"""What every room needs of the machine: durable writes, locks, scratch, signals, logs, secrets."""
