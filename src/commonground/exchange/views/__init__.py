"""The pages of the exchange, and what other programmes are answered."""
