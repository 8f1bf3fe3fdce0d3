"""The door for people: pages rendered on the server that work with scripts blocked."""
