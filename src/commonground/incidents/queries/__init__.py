"""Questions about accidents and victims, answered with frozen values."""
