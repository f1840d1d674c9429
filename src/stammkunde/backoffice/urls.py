"""Addresses of the back office."""

from django.urls import path

from stammkunde.backoffice import views

app_name = "backoffice"
urlpatterns = [
    path("", views.today, name="today"),
    path("settings/", views.settings, name="settings"),
    path("palette/", views.palette, name="palette"),
]
