"""Knows the web."""

from django.http import HttpResponse
from django.shortcuts import redirect
import django.urls
