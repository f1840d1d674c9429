"""Bank accounts: checked, kept secret, shown masked (CUS-04)."""

from __future__ import annotations

import pytest

from stammkunde.foundation import undo
from stammkunde.foundation.models import JournalChange
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.people import operations, queries, rules
from stammkunde.people.models import BankAccount
from tests import cast

RIGHT = "DE89 3704 0044 0532 0130 00"  # the example of the standard


def add(customer, iban=RIGHT, holder="Kathrin Beispiel", actor=None):
    return operations.add_bank_account(
        actor=actor or cast.owner(), customer=customer.pk, iban=iban, holder=holder
    )


@pytest.mark.pure
@pytest.mark.parametrize(
    "typed", [RIGHT, "de89370400440532013000", "AT61 1904 3002 3457 3201", "GB82WEST12345698765432"]
)
def test_an_iban_is_known_however_it_is_written(typed):
    assert " " not in rules.clean_iban(typed)


@pytest.mark.pure
@pytest.mark.parametrize(
    "typed", ["", "DE", "DE89 3704 0044 0532 0130 01", "DE8937040044053201300", "1234567890123456"]
)
def test_what_is_no_iban_is_refused(typed):
    with pytest.raises(Refused) as no:
        rules.clean_iban(typed)
    assert no.value.code == "iban"


@pytest.mark.db
def test_an_account_is_stored_without_blanks_and_never_in_the_journal():
    made = cast.customer()
    outcome = add(made)
    assert BankAccount.objects.get().iban == "DE89370400440532013000"
    (account,) = outcome.done
    operations.remove_bank_accounts(actor=cast.owner(), customer=made.pk, accounts=[account.pk])
    said = JournalChange.objects.filter(table="people.bankaccount")
    assert not any("3704" in f"{one.old}{one.new}" for one in said)
    assert not BankAccount.objects.exists()


@pytest.mark.db
def test_the_same_account_twice_and_a_nameless_holder_are_refused():
    made = cast.customer()
    add(made)
    for values, code in (({}, "account_taken"), ({"holder": " "}, "invalid")):
        with pytest.raises(Refused) as no:
            add(made, **values)
        assert no.value.code == code
    add(cast.customer())


@pytest.mark.db
def test_undo_takes_the_account_away_again():
    outcome = add(cast.customer())
    undo.undo(actor=cast.owner(), entry=outcome.entry)
    assert not BankAccount.objects.exists()


@pytest.mark.db
def test_somebody_elses_account_stays():
    one, other = cast.many_customers(2)
    (account,) = add(one).done
    gone = operations.remove_bank_accounts(
        actor=cast.owner(), customer=other.pk, accounts=[account.pk]
    )
    assert not gone.done
    assert BankAccount.objects.exists()
    with pytest.raises(Missing):
        operations.remove_bank_accounts(actor=cast.owner(), customer=one.pk, accounts=[10**9])


@pytest.mark.db
def test_without_the_word_nobody_sees_or_writes_accounts():
    made, editor = cast.customer(), cast.actor("people.see", "people.edit")
    (account,) = add(made).done
    with pytest.raises(Forbidden):
        add(made, actor=editor)
    with pytest.raises(Forbidden):
        operations.remove_bank_accounts(actor=editor, customer=made.pk, accounts=[account.pk])
    with pytest.raises(Forbidden):
        queries.bank_accounts_of(editor, made.pk)
    page = cast.logged_in(roles=("readonly",)).get(f"/customers/{made.pk}/").content.decode()
    assert "3000" not in page


@pytest.mark.db
def test_the_record_shows_the_account_masked():
    office, made = cast.logged_in(roles=("office",)), cast.customer()
    url = f"/customers/{made.pk}/bank/"
    assert office.post(url, {"iban": "DE1", "holder": "K"}).status_code == 422
    assert office.post(url, {"iban": RIGHT, "holder": "Kathrin Beispiel"}).status_code == 302
    for path in (url, f"/customers/{made.pk}/"):
        text = office.get(path).content.decode()
        assert "DE•• … 3000" in text
        assert "3704" not in text
    gone = {"remove": str(BankAccount.objects.get().pk)}
    assert office.post(url, gone).status_code == 302
    assert not BankAccount.objects.exists()
