"""How the application starts, takes requests, and says whether it is well."""
