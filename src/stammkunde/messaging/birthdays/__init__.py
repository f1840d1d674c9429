"""Congratulations (BDY-01 to BDY-04): the rule of days, the texts, the drafts of a morning.

One mail per person, year and reader. A gift (a voucher, say) is hung in by the room that knows it:
slot `messaging.birthday_gift`, see `drafts.GiftGiver`.
"""
