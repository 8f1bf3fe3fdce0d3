"""How any service runs: ports to the platform, and what every service does the same way."""
