"""Pages of the self-care app, one module for each step of the way."""
