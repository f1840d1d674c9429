"""Where every address of the product starts; each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("stammkunde.foundation.urls")),
    path("", include("stammkunde.accounts.urls")),
    path("", include("stammkunde.people.urls")),
    path("", include("stammkunde.messaging.urls")),
    path("", include("stammkunde.notes.urls")),
    path("", include("stammkunde.backoffice.urls")),
]

handler400 = "stammkunde.foundation.web.errors.bad_request"
handler403 = "stammkunde.foundation.web.errors.forbidden"
handler404 = "stammkunde.foundation.web.errors.not_found"
handler500 = "stammkunde.foundation.web.errors.server_error"
