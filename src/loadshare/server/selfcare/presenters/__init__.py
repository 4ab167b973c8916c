"""The words between what is known and what a page shows."""
