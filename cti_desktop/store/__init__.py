"""What is kept: the journal, the calls folded from it, contacts, outbox, sessions."""
