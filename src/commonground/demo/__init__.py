"""A synthetic country, built through the same actions as everything else."""
