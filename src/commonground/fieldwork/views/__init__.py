"""The pages of reports, and the page of the day."""
