"""What a session was about, written so that nobody can be found in it."""
