"""The HTTP API under `/api/v1`: check, plan and knowledge. It stores nothing and sets no cookie."""
