"""What is done in the exchange."""
