"""What mail says: one wording for each kind, drawn as text and as HTML."""
