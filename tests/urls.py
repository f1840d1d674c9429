"""The product's addresses and, where the toy room is on, its page."""

from django.conf import settings
from django.urls import include, path

from stammkunde.urls import handler400, handler403, handler404, handler500
from stammkunde.urls import urlpatterns as product

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*product]
if "tests.toyroom" in settings.INSTALLED_APPS:
    urlpatterns.append(path("", include("tests.toyroom.urls")))
