"""What can happen to reports for others: they are begun, written, reviewed, approved and published."""
