"""The door for programs and people: guard, routes, answers and problems."""
