"""Which permission word each operation asks for: the answer to "who may do that?" in one place.

A new operation gets its line here, and whoever changes a word changes it here, too, on purpose.
Those without a word are named in `checks.doors.WORDLESS`.
"""

from __future__ import annotations

# (room of the operations, word)
ASKED: dict[tuple[str, str], str] = {
    ("accounts", "accounts.manage"): """
        add_role add_user archive_roles bring_back_users change_roles change_settings
        deactivate_users end_sessions invite_user remove_roles rename_role renew_invitations
        reset_factors reset_role restore_roles send_reset set_role_words withdraw_invitations
    """,
    ("foundation", "foundation.business"): """
        change_business change_retention finish_set_up remove_logo send_test_mail set_logo
        show_checklist start_live start_trial
    """,
    ("messaging", "messaging.inquiries"): """
        answer_inquiry assign_inquiries attach_inquiry change_inquiry erase_inquiries_of
        note_call release_inquiries_of remove_inquiries set_inquiry_state sweep_inquiries
        take_over_inquiry welcome_prospect
    """,
    ("messaging", "messaging.settings"): """
        add_letterhead archive_letterhead change_birthdays change_keeping change_letterhead
        change_sending change_website congratulate empty_bodies make_default_letterhead
        record_deliveries restore_letterhead set_letterhead_pages
    """,
    ("messaging", "messaging.templates"): """
        add_template archive_template change_signature change_template restore_template
        send_test
    """,
    ("messaging", "messaging.write"): """
        ask_for_consent cancel_messages clear_address drop_unclear finish_print_run
        forget_letters forget_print_runs give_up_print_run keep_files look_at_messages
        mark_arrived mark_printed note_letter note_sms print_again queue_messages
        resend_message send_anyway send_current settle_sms start_print_run write_letter
        write_message write_sms
    """,
    ("messaging", "messaging.write_many"): """
        add_notice attach_to_notice begin_notice cancel_notice change_notice copy_notice
        detach_from_notice go_on_with_notice halt_notice pause_notice remove_notice
        schedule_notice send_notice_now send_notice_piece send_test_notice unschedule_notice
    """,
    ("messaging", "people.edit"): """
        confirm_consent forget_questions unsubscribe
    """,
    ("messaging", "people.erase"): """
        forget_addresses forget_messages
    """,
    ("notes", "notes.delete"): """
        delete_notes drop_notes
    """,
    ("notes", "notes.edit"): """
        announce_due change_notes finish_follow_ups inform_of_notes pin_notes rehome_notes
        reopen_follow_ups snooze_follow_ups write_notes
    """,
    ("people", "people.archive"): """
        archive_customers restore_customers
    """,
    ("people", "people.bank"): """
        add_bank_account remove_bank_accounts
    """,
    ("people", "people.documents"): """
        add_documents change_document delete_documents prove_group restore_documents
    """,
    ("people", "people.edit"): """
        add_address add_contacts add_customers add_guardians add_participants add_points
        add_tags archive_contacts archive_participants change_address change_contacts
        change_customers change_guardians change_participants change_point change_prefs
        complete_customers gather_customers make_first_point mark_contacts_deceased
        mark_deceased mark_participants_deceased move_participants move_point_up
        number_customers order_contacts put_into_groups record_consents remind_of_proofs
        remove_addresses remove_guardians remove_participant_pictures remove_pictures
        remove_points restore_contacts restore_participants set_managers
        set_participant_picture set_picture tag_customers take_out_of_groups unmark_deceased
        untag_customers
    """,
    ("people", "people.erase"): """
        bin_customers erase_customers purge_documents
    """,
    ("people", "people.import"): """
        bring_in
    """,
    ("people", "people.lock"): """
        lock_customers unlock_customers
    """,
    ("people", "people.renumber"): """
        renumber_customer
    """,
    ("people", "people.settings"): """
        add_document_kinds add_labels add_own_field add_status archive_document_kinds
        archive_labels archive_own_fields archive_statuses change_document_kind change_labels
        change_own_field change_settings change_statuses merge_tags move_own_field move_status
        remove_status restore_document_kinds restore_labels restore_own_fields
        restore_statuses
    """,
}
WORDS = {f"{room}.{name}": word for (room, word), names in ASKED.items() for name in names.split()}
