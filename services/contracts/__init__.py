"""What the services say to each other: events, roles and refusals; pure, no platform."""
