"""Sessions in the calendars that people use anyway: what is written for them, and links."""
