"""What can be done to a report."""
