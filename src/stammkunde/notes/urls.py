"""The room's addresses."""

from __future__ import annotations

from django.urls import path

from stammkunde.notes import views
from stammkunde.notes.lists import NoteList

app_name = "notes"
urlpatterns = [
    path("notes/", NoteList.view, name="list"),
    path("notes/day/", views.day, name="day"),
    path("notes/colleagues/", views.colleagues, name="colleagues"),
    path("notes/<int:note>/", views.note, name="note"),
    path("notes/<int:note>/edit/", views.edit, name="edit"),
    path("notes/<int:note>/pin/", views.pin, name="pin"),
    path("notes/<int:note>/delete/", views.delete, name="delete"),
    path("notes/<int:note>/done/", views.done, name="done"),
    path("notes/<int:note>/reopen/", views.reopen, name="reopen"),
    path("notes/<int:note>/snooze/", views.snooze, name="snooze"),
    path("customers/<int:pk>/notes/", views.tab, name="tab"),
    path("customers/<int:pk>/notes/new/", views.begin, name="begin"),
    path("customers/<int:pk>/notes/<str:entry>/", views.write, name="write"),
]
