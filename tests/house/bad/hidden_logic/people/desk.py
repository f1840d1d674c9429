"""Writes past operations."""

from django.contrib import admin
