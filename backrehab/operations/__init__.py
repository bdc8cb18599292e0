"""What the operator does with the database: backups, restores, a move to another engine."""
