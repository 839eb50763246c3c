"""People who use the system, and what each may do."""
