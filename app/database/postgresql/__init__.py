"""What only PostgreSQL needs: how it is opened, and what its failures mean to a user."""
