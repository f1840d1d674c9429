"""Addresses of the toy room."""

from __future__ import annotations

from django.urls import path

from tests.toyroom import views

app_name = "toyroom"
urlpatterns = [path("customers/<int:pk>/points/", views.points, name="points")]
