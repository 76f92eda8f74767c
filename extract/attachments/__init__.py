"""The text of files that belong to a document, under limits: bytes in, words out."""

from __future__ import annotations

from extract.attachments.limits import LARGEST as LARGEST
from extract.attachments.limits import TOO_LARGE as TOO_LARGE
from extract.attachments.limits import Reading as Reading
from extract.attachments.reader import read as read

__all__ = ["LARGEST", "TOO_LARGE", "Reading", "read"]
