"""Somebody is invited by a link: it holds once, for a week, for one person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from stammkunde.accounts import letters, operations, queries, rules
from stammkunde.accounts.models import Invitation, SecurityEvent, User
from stammkunde.accounts.operations.invitations import HOLDS
from stammkunde.accounts.tests import builders as cast
from stammkunde.foundation import actors, clock
from stammkunde.foundation.mail import HOUSE
from stammkunde.foundation.models import JournalChange, OutgoingMail
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Missing, Refused

pytestmark = pytest.mark.db
COMMAND = actors.system(door="command", label="Olga Ostwald")
STRANGER = actors.visitor()


def invite(**values: Any) -> User:
    wanted = {
        "actor": COMMAND,
        "email": "Ida@Beispiel.Example",
        "name": "Ida Immergrün",
        "roles": ["office"],
    }
    return operations.invite_user(**{**wanted, **values}).done[0]


def token_of(person: User) -> str:
    return letters.token_of(Invitation.objects.get(user=person).seed)


def accept(token: str, **values: Any) -> User:
    wanted = {"actor": STRANGER, "token": token, "name": "Ida Immergrün", "password": cast.PASSWORD}
    return operations.accept_invitation(**{**wanted, **values}).done[0]


def test_who_is_invited_waits_and_may_nothing_until_the_link_is_taken() -> None:
    person = invite()
    assert (person.waiting, person.is_active, person.has_usable_password()) == (True, False, False)
    assert list(queries.colleagues()) == []
    came = accept(token_of(person))
    assert came == person
    came.refresh_from_db()
    assert (came.waiting, came.is_active) == (False, True)
    assert came.check_password(cast.PASSWORD)
    assert queries.words_of(came.pk) >= {"people.edit"}
    events = SecurityEvent.objects.filter(user_id=person.pk).order_by("pk")
    assert [one.kind for one in events] == ["invited", "joined"]


def test_the_letter_brings_the_link_even_in_trial_operation() -> None:
    person = invite()
    mail = OutgoingMail.objects.get()
    text = bytes(mail.mime).decode().replace("=\r\n", "")
    assert mail.purpose == HOUSE
    assert mail.recipients == "Ida@beispiel.example" or mail.recipients == "Ida@Beispiel.Example"
    assert token_of(person) in text


def test_the_link_begins_with_the_address_of_the_house(settings: Any) -> None:
    settings.BASE_URL = "https://kunden.beispiel.example"
    person = invite()
    link = letters.link_of(Invitation.objects.get(user=person))
    assert link == f"https://kunden.beispiel.example/join/{token_of(person)}/"


def test_the_database_and_the_journal_do_not_know_the_token() -> None:
    person = invite()
    row = Invitation.objects.get(user=person)
    token = token_of(person)
    assert len(token) == 43
    assert row.token_hash == rules.token_hash(token)
    told = str(list(JournalChange.objects.values()))
    for secret in (token, row.seed, row.token_hash):
        assert secret not in told
    assert token not in str(list(Invitation.objects.values()))


def test_a_copy_of_the_database_without_the_secret_key_gives_no_link(settings: Any) -> None:
    person = invite()
    row = Invitation.objects.get(user=person)
    settings.SECRET_KEY = "a thief has the rows, but not the key of the house"
    assert rules.token_hash(letters.token_of(row.seed)) != row.token_hash


def test_a_link_holds_once() -> None:
    token = token_of(invite())
    accept(token)
    with pytest.raises(Refused, match="invitation_gone"):
        accept(token, password="Noch-ein-anderes-Kennwort-8")


def test_a_link_holds_for_a_week(monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_of(invite())
    begun = clock.now()
    monkeypatch.setattr(clock, "now", lambda: begun + HOLDS)
    with pytest.raises(Refused, match="invitation_gone"):
        accept(token)
    monkeypatch.setattr(clock, "now", lambda: begun + HOLDS - timedelta(minutes=1))
    assert accept(token).is_active


def test_a_new_link_kills_the_old_one_and_begins_the_week_again() -> None:
    person = invite()
    old = token_of(person)
    operations.renew_invitations(actor=COMMAND, users=[person.pk])
    assert token_of(person) != old
    with pytest.raises(Refused, match="invitation_gone"):
        accept(old)
    assert accept(token_of(person)).is_active
    assert OutgoingMail.objects.count() == 2


def test_a_withdrawn_invitation_leaves_neither_link_nor_account() -> None:
    person = invite()
    token, pk = token_of(person), person.pk
    assert operations.withdraw_invitations(actor=COMMAND, users=[pk]).done == [pk]
    assert not User.objects.filter(pk=pk).exists()
    with pytest.raises(Refused, match="invitation_gone"):
        accept(token)
    told = str(list(JournalChange.objects.values("old", "new")))
    assert "beispiel" not in told.lower()
    assert invite().waiting


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "ä" * 5000, "\x00"])
def test_a_token_that_was_never_made_is_gone_like_any_other(token: str) -> None:
    invite()
    with pytest.raises(Refused, match="invitation_gone"):
        accept(token)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": " "}, "invalid"),
        ({"name": "x" * 121}, "invalid"),
        ({"password": "kurz"}, "weak_password"),
        ({"name": "Kathrin Berghoff", "password": "kathrinberghoff"}, "weak_password"),
    ],
)
def test_a_refused_name_or_password_leaves_the_link_as_it_is(
    values: dict[str, Any], code: str
) -> None:
    person = invite()
    token = token_of(person)
    with pytest.raises(Refused, match=code):
        accept(token, **values)
    assert accept(token).is_active


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"email": "keine"}, "invalid"),
        ({"email": "a" * 250 + "@beispiel.example"}, "invalid"),
        ({"name": ""}, "invalid"),
        ({"roles": []}, "role_missing"),
        ({"roles": ["koenig"]}, "unknown_role"),
    ],
)
def test_who_cannot_be_invited(values: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        invite(**values)
    assert (User.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_an_email_is_invited_once_and_not_when_somebody_has_it() -> None:
    invite()
    with pytest.raises(Refused, match="email_taken"):
        invite(email=" ida@beispiel.example ")


def test_who_came_already_has_no_invitation_to_renew_or_withdraw() -> None:
    person = invite()
    accept(token_of(person))
    renewed = operations.renew_invitations(actor=COMMAND, users=[person.pk])
    withdrawn = operations.withdraw_invitations(actor=COMMAND, users=[person.pk])
    assert [no.code for no in renewed.refused + withdrawn.refused] == ["joined", "joined"]
    assert User.objects.get(pk=person.pk).is_active


def test_who_waits_is_not_deactivated_and_not_let_in_by_the_way() -> None:
    person = invite()
    for do in (operations.deactivate_users, operations.bring_back_users):
        outcome = do(actor=COMMAND, users=[person.pk])
        assert [no.code for no in outcome.refused] == ["waiting"]
    assert User.objects.get(pk=person.pk).waiting


@pytest.mark.parametrize("role", ["office", "field", "accounting", "readonly", None])
def test_only_who_manages_accounts_invites(role: str | None) -> None:
    me, person = cast.actor(role), invite()
    for call in (
        lambda: invite(actor=me, email="neu@beispiel.example"),
        lambda: operations.renew_invitations(actor=me, users=[person.pk]),
        lambda: operations.withdraw_invitations(actor=me, users=[person.pk]),
    ):
        with pytest.raises(Forbidden):
            call()


def test_an_invitation_hands_out_no_more_than_the_own_power_nor_does_its_link() -> None:
    me, chief = cast.small_manager(), invite(roles=["owner"])
    with pytest.raises(Refused, match="beyond_own"):
        invite(actor=me, email="neu@beispiel.example", roles=["owner"])
    for do in (operations.renew_invitations, operations.withdraw_invitations):
        outcome = do(actor=me, users=[chief.pk])
        assert [no.code for no in outcome.refused] == ["beyond_own"]
    assert invite(actor=me, email="neu@beispiel.example", roles=["field"]).waiting


def test_an_invitation_for_nobody_is_missing() -> None:
    for do in (operations.renew_invitations, operations.withdraw_invitations):
        with pytest.raises(Missing):
            do(actor=COMMAND, users=[0])


def test_an_account_waits_or_is_in_and_the_database_knows() -> None:
    person = invite()
    with building(), pytest.raises(Exception, match="accounts_user_waits_or_is_in"):
        User.objects.filter(pk=person.pk).update(is_active=True)


def test_other_roles_kill_a_link_that_somebody_who_may_less_has_seen() -> None:
    me = cast.small_manager()
    person = invite(actor=me, roles=["small"])
    seen = token_of(person)
    operations.change_roles(actor=COMMAND, users=[person.pk], roles=["small"])
    assert token_of(person) == seen, "nothing changed"
    operations.change_roles(actor=COMMAND, users=[person.pk], roles=["owner"])
    with pytest.raises(Refused, match="invitation_gone"):
        accept(seen)
    letter = bytes(OutgoingMail.objects.latest("pk").mime).decode().replace("=\r\n", "")
    assert token_of(person) in letter
    assert accept(token_of(person)) == person
