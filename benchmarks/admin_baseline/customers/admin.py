"""As most people would write it."""

from django.contrib import admin

from .models import Customer


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):
    """List with search, two filters, 50 rows a page."""

    list_display = ("__str__", "kind", "email", "phone", "postcode", "city")
    list_filter = ("kind", "groups")
    list_per_page = 50
    search_fields = (
        "first_name",
        "last_name",
        "organisation",
        "email",
        "phone",
        "postcode",
        "city",
    )
