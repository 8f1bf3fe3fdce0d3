"""Who belongs where: joining, signing in, roles, networks, organisations."""
