"""Addresses of the foundation: undo, look, style guide."""

from django.urls import path

from stammkunde.foundation import views
from stammkunde.foundation.bulkwork import views as bulk_views
from stammkunde.foundation.lists import desk, keeping

app_name = "foundation"
urlpatterns = [
    path("undo/<int:entry>/", views.undo_entry, name="undo"),
    path("look/", views.look, name="look"),
    path("lists/<str:list>/arrange/", views.arrange, name="arrange"),
    path("lists/<str:list>/lenses/", desk.manage, name="lenses"),
    path("lists/<str:list>/lenses/new/", keeping.new, name="lens_new"),
    path("lenses/<int:lens>/", keeping.store, name="lens_store"),
    path("bulk/", bulk_views.bulks, name="bulks"),
    path("bulk/<int:edit>/", bulk_views.bulk, name="bulk"),
    path("bulk/<int:edit>/state/", bulk_views.bulk_state, name="bulk_state"),
    path("bulk/<int:edit>/undo/", bulk_views.bulk_undo, name="bulk_undo"),
    path("files/<str:key>/", views.file, name="file"),
    path("logo/<str:key>/", views.logo, name="logo"),
    path("more/", views.more, name="more"),
    path("_styleguide/", views.styleguide, name="styleguide"),
]
