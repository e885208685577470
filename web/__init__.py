"""The web channel: a young person's pages, the same conversation as a JSON API, and routes for operations."""
