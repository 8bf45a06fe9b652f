"""The records on a fresh, migrated database of each kind."""

from databases import begin, database_url, records  # noqa: F401  fixtures
