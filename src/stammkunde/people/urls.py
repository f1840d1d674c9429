"""The room's addresses."""

from __future__ import annotations

from django.urls import path

from stammkunde.people import views
from stammkunde.people.lists import CustomerList

app_name = "people"
urlpatterns = [
    path("customers/", CustomerList.view, name="list"),
    path("customers/new/", views.new, name="new"),
    path("customers/<int:pk>/", views.record, name="record"),
    path("customers/<int:pk>/edit/", views.edit, name="edit_all"),
    path("customers/<int:pk>/edit/<slug:field>/", views.edit_field, name="edit"),
    path("customers/<int:pk>/value/<slug:field>/", views.value, name="value"),
    path("customers/<int:pk>/archive/", views.archive, name="archive"),
    path("customers/<int:pk>/restore/", views.restore, name="restore"),
    path("customers/<int:pk>/timeline/", views.timeline, name="timeline"),
]
