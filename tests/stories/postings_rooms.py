"""Forms beside those about customers: colleagues and roles, the business, lists, imports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Max
from django.http import QueryDict

from stammkunde.accounts import operations as accounts
from stammkunde.accounts.models import Role, User
from stammkunde.foundation import business
from stammkunde.foundation.bulkwork import work
from stammkunde.foundation.lists import saving
from stammkunde.foundation.models import ImportBatch, SavedLens
from stammkunde.people.lists import CustomerList
from tests import cast
from tests.stories.postings import Desk, Form, Said, typed

# What may be sent twice, and why nothing comes of it that would be there twice.
_VERSION = "says which version of the list was shown, so the second is refused or led on"
_ONCE = "the link holds once"
_KEY = "the answer of the key or app holds once"
EXEMPT = {
    "account_second": _KEY,
    "account_passkey": _KEY,
    "account_passkey_ask": "a question for the browser's script, kept in the session",
    "account_passkey_make": "a question for the browser's script, kept in the session",
    "account_passkey_new": _KEY,
    "account_app": _KEY,
    "account_factor": "renames or removes one row that is named in the address",
    "account_codes": "each time new codes, shown once; the former are void",
    "account_confirm": "shows who is there and writes nothing",
    "account_reset": "each time a link, limited; the former goes on holding",
    "account_reset_key": _ONCE,
    "accounts:join": _ONCE,
    "people:import_columns": _VERSION,
    "people:import_format": _VERSION,
    "people:import_check": _VERSION,
    "people:import_settle": _VERSION,
    "people:import_match": _VERSION,
    "people:import_file": _VERSION,
    "people:import_done": _VERSION,
    "people:import_drop": "ends a list, which can end once",
    "people:import_undo": "an import is undone once",
}
_CUSTOMERS = "people.customers"


def forms() -> Iterator[Form]:
    """The forms of accounts, of the back office, of lists, of imports."""
    yield from _of_colleagues()
    yield from _of_roles()
    yield from _of_oneself()
    yield from _of_the_business()
    yield from _of_lists()
    yield Form("people:import_start", _file("Sommer"), _file("Winter"))


def _of_colleagues() -> Iterator[Form]:
    new = {"name": "Ute Neumann", "email": "ute@lindenhof.example", "roles": ["office"]}
    yield Form("accounts:invite", typed(**new), typed(**new | {"email": "uta@lindenhof.example"}))
    yield Form("accounts:colleague_roles", typed(roles=["readonly"]), before=_colleague)
    yield Form("accounts:colleague_renew", typed(), before=_invited)
    yield Form("accounts:colleague_withdraw", typed(), before=_invited)
    yield Form("accounts:colleague_deactivate", typed(), before=_colleague)
    yield Form("accounts:colleague_restore", typed(), before=_gone)
    yield Form("accounts:colleague_reset", typed(), before=_colleague)
    yield Form("accounts:colleague_sessions", typed(), before=_colleague)
    yield Form("accounts:colleague_factors", typed(), before=_colleague)


def _of_roles() -> Iterator[Form]:
    yield Form(
        "accounts:role_new",
        typed(name="Aushilfe", words=["people.see"]),
        typed(name="Praktikum", words=["people.see"]),
    )
    yield Form("accounts:role", lambda d: _role_said(d.ids["role"]), before=_role)
    yield Form("accounts:role_reset", typed(), before=_shipped)
    yield Form("accounts:role_archive", typed(), before=_role)
    yield Form("accounts:role_restore", typed(), before=_archived)
    yield Form("accounts:role_remove", typed(), before=_role)
    yield Form("accounts:security", typed(factor_required="0"))


def _of_oneself() -> Iterator[Form]:
    yield Form("account_me", typed(name="Kim Neu"))
    yield Form("account_email", typed(email="neu@lindenhof.example"))
    yield Form("account_password", typed(password="ein ganz anderes langes Kennwort"))
    yield Form("account_sessions", typed(do="others"))


def _of_the_business() -> Iterator[Form]:
    yield Form("backoffice:settings_business", typed(do="save", name="Hundeschule Lindenhof"))
    yield Form("backoffice:settings_retention", lambda d: d.ids["years"], before=_years)
    yield Form("backoffice:setup", typed(do="save", name="Hundeschule Lindenhof", formal="1"))
    yield Form("backoffice:test_mail", typed())
    yield Form("backoffice:demo", typed(do="load"))
    yield Form("backoffice:back_up", typed())
    yield Form("backoffice:start_live", typed())
    yield Form("backoffice:start_trial", typed())


def _of_lists() -> Iterator[Form]:
    for name in ("people:list", "people:participant_list", "accounts:team", "accounts:events"):
        yield Form(name, typed(do="nothing"), title="unknown")
    run = {"do": "archive", "step": "run", "count": "1"}
    yield Form("people:list", lambda d: run | {"pick": [d.ids["pk"]]}, title="archive")
    lens = {"name": "Meine", "emoji": "", "audience": "private"}
    yield Form(
        "foundation:lens_new",
        typed(**lens),
        typed(**lens | {"name": "Deine"}),
        path=(("list", _CUSTOMERS),),
    )
    change = {"do": "change", "name": "Anders"}
    yield Form(
        "foundation:lenses",
        lambda d: change | {"lens": d.ids["lens"]},
        path=(("list", _CUSTOMERS),),
        before=_lens,
    )
    yield Form("foundation:lens_store", typed(query="?q=Berg", revision="1"), before=_lens)
    yield Form("foundation:bulk_undo", typed(), before=_bulk)


def _file(last: str) -> Callable[[Desk], Said]:
    def said(_desk: Desk) -> Said:
        text = f"Vorname;Nachname\nNora;{last}\n"
        return {"file": SimpleUploadedFile("liste.csv", text.encode(), "text/csv")}

    return said


def _years(desk: Desk) -> None:
    desk.ids["years"] = {name: count + 1 for name, count in business.business().years.items()}


def _me(desk: Desk) -> Any:
    return cast.actor_of(User.objects.get(pk=desk.ids["user"]))


def _colleague(desk: Desk) -> None:
    me = _me(desk)
    desk.ids |= {"user": cast.user(roles=("office",)).pk, "me": me}


def _invited(desk: Desk) -> None:
    me = _me(desk)
    said = {"email": f"neu{desk.ids['pk']}@lindenhof.example", "name": "Neu", "roles": ["office"]}
    desk.ids["user"] = accounts.invite_user(actor=me, **said).done[0].pk


def _gone(desk: Desk) -> None:
    _colleague(desk)
    accounts.deactivate_users(actor=desk.ids.pop("me"), users=[desk.ids["user"]])


def _role(desk: Desk) -> None:
    made = accounts.add_role(actor=_me(desk), name="Springer", words=frozenset({"people.see"}))
    desk.ids["role"] = made.done[0].pk


def _archived(desk: Desk) -> None:
    _role(desk)
    accounts.archive_roles(actor=_me(desk), roles=[desk.ids["role"]])


def _shipped(desk: Desk) -> None:
    row = Role.objects.get(key="readonly")
    desk.ids["role"] = row.pk
    accounts.set_role_words(actor=_me(desk), role=row.pk, words=frozenset(), version=row.version)


def _role_said(pk: int) -> Said:
    row = Role.objects.get(pk=pk)
    return {"name": "Springerin", "words": ["people.see", "people.edit"], "version": row.version}


def _lens(desk: Desk) -> None:
    saving.save_lens(
        actor=_me(desk), list=_CUSTOMERS, name="Meine", query=QueryDict("q=Berg"), emoji="",
        audience="private", columns=False,
    )  # fmt: skip
    desk.ids["lens"] = SavedLens.objects.aggregate(last=Max("pk"))["last"]


def _bulk(desk: Desk) -> None:
    deed = next(one for one in CustomerList.bulk if one.key == "archive")
    work.at_once(_me(desk), CustomerList, deed, [desk.ids["pk"]], {})
    desk.ids["edit"] = ImportBatch.objects.aggregate(last=Max("pk"))["last"]
