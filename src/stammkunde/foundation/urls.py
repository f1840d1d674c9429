"""Addresses of the foundation: undo, look, style guide."""

from django.urls import path

from stammkunde.foundation import views

app_name = "foundation"
urlpatterns = [
    path("undo/<int:entry>/", views.undo_entry, name="undo"),
    path("look/", views.look, name="look"),
    path("lists/<str:list>/arrange/", views.arrange, name="arrange"),
    path("files/<str:key>/", views.file, name="file"),
    path("more/", views.more, name="more"),
    path("_styleguide/", views.styleguide, name="styleguide"),
]
