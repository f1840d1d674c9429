"""The room's addresses."""

from __future__ import annotations

from django.urls import path

from stammkunde.people import views
from stammkunde.people.lists import CustomerList, ParticipantList

app_name = "people"
urlpatterns = [
    path("anruf", views.call, name="call"),
    path("customers/", CustomerList.view, name="list"),
    path("customers/new/", views.new, name="new"),
    path("customers/alike/", views.alike, name="alike"),
    path("customers/<int:pk>/", views.record, name="record"),
    path("customers/<int:pk>/edit/", views.edit, name="edit_all"),
    path("customers/<int:pk>/edit/<str:field>/", views.edit_field, name="edit"),
    path("customers/<int:pk>/value/<str:field>/", views.value, name="value"),
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
    path("customers/<int:pk>/contacts/", views.contacts, name="contacts"),
    path("contacts/<int:contact>/", views.contact, name="contact"),
    path("contacts/<int:contact>/edit/", views.edit_contact, name="contact_edit"),
    path("contacts/<int:contact>/move/", views.move_contact, name="contact_move"),
    path("contacts/<int:contact>/archive/", views.archive_contact, name="contact_archive"),
    path("contacts/<int:contact>/restore/", views.restore_contact, name="contact_restore"),
    path("contacts/<int:contact>/deceased/", views.contact_deceased, name="contact_deceased"),
    path("participants/", ParticipantList.view, name="participant_list"),
    path("participants/<int:participant>/note/", views.participant_note, name="participant_note"),
    path(
        "participants/<int:participant>/picture/",
        views.participant_picture,
        name="participant_picture",
    ),
    path("participants/<int:participant>/guardians/", views.guardians, name="guardians"),
    path(
        "participants/<int:participant>/deceased/",
        views.participant_deceased,
        name="participant_deceased",
    ),
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
    path("customers/<int:pk>/phones/", views.points, name="points"),
    path("customers/<int:pk>/picture/", views.picture, name="picture"),
    path("customers/<int:pk>/deceased/", views.deceased, name="deceased"),
    path("customers/<int:pk>/status/", views.status, name="status"),
    path("customers/<int:pk>/renumber/", views.renumber, name="renumber"),
    path("customers/<int:pk>/delete/", views.delete, name="delete"),
    path("customers/<int:pk>/lock/", views.lock, name="lock"),
    path("customers/<int:pk>/unlock/", views.unlock, name="unlock"),
    path("settings/statuses/", views.settings_statuses, name="settings_statuses"),
    path("settings/fields/", views.settings_fields, name="settings_fields"),
    path("settings/customers/", views.settings_customers, name="settings_customers"),
    path("customers/<int:pk>/steps/", views.steps, name="steps"),
    path("customers/<int:pk>/here/", views.here, name="here"),
    path("customers/<int:pk>/managers/", views.managers, name="managers"),
    path("customers/<int:pk>/prefs/", views.prefs, name="prefs"),
    path("customers/<int:pk>/timeline/", views.timeline, name="timeline"),
]
