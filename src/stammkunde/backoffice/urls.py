"""Addresses of the back office."""

from django.urls import path

from stammkunde.backoffice import views

app_name = "backoffice"
urlpatterns = [
    path("", views.today, name="today"),
    path("settings/", views.settings, name="settings"),
    path("settings/business/", views.settings_business, name="settings_business"),
    path("settings/retention/", views.settings_retention, name="settings_retention"),
    path("setup/", views.setup, name="setup"),
    path("setup/mail/", views.test_mail, name="test_mail"),
    path("setup/demo/", views.demo, name="demo"),
    path("setup/backup/", views.back_up, name="back_up"),
    path("trial/", views.held, name="trial"),
    path("trial/end/", views.start_live, name="start_live"),
    path("trial/begin/", views.start_trial, name="start_trial"),
    path("palette/", views.palette, name="palette"),
    path("help/", views.guide, name="guide"),
    path("help/pictures/<str:picture>", views.guide_picture, name="guide_picture"),
    path("help/<slug:page>/", views.guide_page, name="guide_page"),
]
