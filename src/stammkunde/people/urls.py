"""The room's addresses."""

from __future__ import annotations

from django.urls import path

from stammkunde.people import views
from stammkunde.people.lists import CustomerList, ParticipantList

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
    path("customers/<int:pk>/labels/", views.labels, name="labels"),
    path("customers/<int:pk>/consents/", views.consents, name="consents"),
    path("customers/<int:pk>/bank/", views.bank, name="bank"),
    path("customers/<int:pk>/addresses/", views.addresses, name="addresses"),
    path("settings/tags/", views.settings_labels, {"kind": "tag"}, name="settings_tags"),
    path("settings/tags/merge/", views.settings_merge_tags, name="settings_merge_tags"),
    path("settings/groups/", views.settings_labels, {"kind": "group"}, name="settings_groups"),
    path(
        "settings/recipient-groups/",
        views.settings_labels,
        {"kind": "recipient_group"},
        name="settings_recipient_groups",
    ),
    path("customers/<int:pk>/participants/", views.participants, name="participants"),
    path("customers/<int:pk>/participants/self/", views.take_part, name="take_part"),
    path("participants/", ParticipantList.view, name="participant_list"),
    path("participants/<int:participant>/", views.participant, name="participant"),
    path("participants/<int:participant>/edit/", views.edit_participant, name="participant_edit"),
    path(
        "participants/<int:participant>/archive/",
        views.archive_participant,
        name="participant_archive",
    ),
    path(
        "participants/<int:participant>/restore/",
        views.restore_participant,
        name="participant_restore",
    ),
    path("customers/<int:pk>/status/", views.status, name="status"),
    path("customers/<int:pk>/renumber/", views.renumber, name="renumber"),
    path("customers/<int:pk>/lock/", views.lock, name="lock"),
    path("customers/<int:pk>/unlock/", views.unlock, name="unlock"),
    path("settings/statuses/", views.settings_statuses, name="settings_statuses"),
    path("settings/customers/", views.settings_customers, name="settings_customers"),
    path("customers/<int:pk>/timeline/", views.timeline, name="timeline"),
]
