"""Screening's tables."""

from sqlalchemy.orm import DeclarativeBase

from zhenxie.kit import db


class Base(DeclarativeBase):
    """The root of screening's tables."""

    metadata = db.new_metadata()
