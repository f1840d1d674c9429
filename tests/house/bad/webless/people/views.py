"""May know it."""

from django.http import HttpResponse
