"""What can happen to reports to others: they are begun, written, reviewed, approved and published."""
