"""Stands for the tests of the room."""

import operations
import pytest


def test_tried_refuses():
    with pytest.raises(operations.Forbidden):
        operations.tried(actor=None)


def test_silent_works():
    operations.silent(actor=None)
