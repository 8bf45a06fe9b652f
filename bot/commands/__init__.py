"""Commands of `unhurried` that fill a file of their own."""
