"""The middleware around every route."""
