"""Mail that people trust: at most one of each kind, never to somebody who has left."""
