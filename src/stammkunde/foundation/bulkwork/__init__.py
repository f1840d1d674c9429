"""Changing many rows of a list at once: asked, looked at, done, taken back (LST-12, ADR 26).

A room declares a `lists.Bulk`: what is asked (`asks`), what it would come to (`outlook`), the
operation that does it. Few rows go in the request, as one journal entry. Many go as a job, piece by
piece under a batch, and are whole or taken back, like an import (ADR 18).
"""
