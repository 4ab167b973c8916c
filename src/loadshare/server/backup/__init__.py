"""One file that holds a whole installation, from SQLite or PostgreSQL, for either of them."""

from loadshare.server.backup.file import BackupError, Manifest, read_manifest
from loadshare.server.backup.leaving_out import Back
from loadshare.server.backup.restoring import Restored, restore
from loadshare.server.backup.taking import take

__all__ = ["Back", "BackupError", "Manifest", "Restored", "read_manifest", "restore", "take"]
