"""How Candour is put together and run."""
