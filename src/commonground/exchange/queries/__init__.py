"""What is known of the exchange."""
