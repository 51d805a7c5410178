"""What only SQLite needs: reads on the event loop, the file as a whole, its own checks."""
