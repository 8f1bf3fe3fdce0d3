"""The platform on one machine: SQLite and plain files, the same behaviour as in AWS."""
