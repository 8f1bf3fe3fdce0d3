"""The rules of mail: kinds and choices, who may get one, batches, and fan-outs made of batches."""
