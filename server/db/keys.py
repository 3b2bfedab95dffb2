"""Keys the server makes: the same time-ordered UUIDs as a book mints."""

from sync.rows.keys import new_key, new_keys

__all__ = ["new_key", "new_keys"]
