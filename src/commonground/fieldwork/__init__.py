"""Reports from the field: drafts, review, approval, and what an approved report does to the books."""
