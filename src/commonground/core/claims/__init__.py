"""What others print: published tables as attributed claims, checked for themselves and set beside the books."""
