"""Enquiries: what is shown of them, and the texts that go to whoever asked."""
