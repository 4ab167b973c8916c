"""What lies on this machine: whose the files are, who uses them, and whether the database is there."""
