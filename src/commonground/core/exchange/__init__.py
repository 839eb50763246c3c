"""What countries show one another: agreements, what of a record leaves under one, and logs that nobody can rewrite unnoticed."""
