"""The outbox: changes wait to be matched, alerts wait to be delivered, and nothing is told twice.

A change is matched once; a subscription gets at most one alert for it; an alert has one delivery per channel.
A sender leases what is due for one subscription and channel as one message. If it dies, the same message comes back.
"""

from __future__ import annotations

from store.changes import Change as Change
from store.changes import ChangeKind as ChangeKind
from store.changes import Kind as Kind
from store.changes import NewAlert as NewAlert
from store.changes import change as change
from store.changes import decide as decide
from store.changes import piece_of as piece_of
from store.changes import tell as tell
from store.changes import told as told
from store.changes import unmatched as unmatched
from store.deliveries import Alerted as Alerted
from store.deliveries import Delivery as Delivery
from store.deliveries import HeldBack as HeldBack
from store.deliveries import alerts_of as alerts_of
from store.deliveries import dead as dead
from store.deliveries import drop as drop
from store.deliveries import held_back as held_back
from store.deliveries import of_document as of_document
from store.deliveries import pending as pending
from store.deliveries import release as release
from store.deliveries import retry as retry
from store.parcels import Item as Item
from store.parcels import Parcel as Parcel
from store.parcels import defer as defer
from store.parcels import due_urls as due_urls
from store.parcels import failed as failed
from store.parcels import give_back as give_back
from store.parcels import lease as lease
from store.parcels import renew as renew
from store.parcels import retry_at as retry_at
from store.parcels import sent as sent
