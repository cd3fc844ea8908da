"""Proof of documents: generate each, import it, check its types, call it."""
