"""Whom we tell: matching, messages, channels."""
