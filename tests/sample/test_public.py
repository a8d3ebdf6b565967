"""The sample's public page and its comments: every state is there to be looked at."""

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination.coverage.public_models import CitizenComment, CommentState
from dissemination.sample.load import Wanted, load


def test_the_sample_is_public_with_comments_in_every_state(
    app: Flask, client: FlaskClient, session: scoped_session[Session]
) -> None:
    load(Wanted(points=3, delegates=10))
    session.commit()
    states = session.scalars(sa.select(CitizenComment.state).distinct())
    assert set(states) == set(CommentState)
    assert "116-NQ/TU" in client.get("/public/").text
    assert client.get("/public/1/plans").status_code == 200
    answered = client.get("/public/1/comments").text
    assert "Tài liệu tóm tắt đã được gửi" in answered
    assert "0900 000 116" not in answered
