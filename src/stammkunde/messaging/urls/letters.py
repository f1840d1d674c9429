"""Addresses of letters and their paper."""

from __future__ import annotations

from django.urls import path

from stammkunde.messaging.views import letterheads, letters

PATTERNS = [
    path("communication/letters/", letters.queue, name="letters"),
    path("communication/letters/print/", letters.start_run, name="letters_print"),
    path("communication/letters/runs/<int:run>/", letters.run, name="letters_run"),
    path("communication/letters/<int:letter>/", letters.letter, name="letter"),
    path("communication/letters/<int:letter>/pdf/", letters.letter_pdf, name="letter_pdf"),
    path("customers/<int:pk>/letters/", letters.letters_of, name="letters_of"),
    path("customers/<int:pk>/letters/write/", letters.write, name="letter_write"),
    path("settings/letterheads/", letterheads.letterheads, name="letterheads"),
    path("settings/letterheads/<int:letterhead>/", letterheads.letterhead, name="letterhead"),
]
