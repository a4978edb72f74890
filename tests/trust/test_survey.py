from daemon.reading.message import Header
from daemon.trust.survey import Sighting, propose, survey

RECEIVED = Header("Received", "by mx.kampus.example")
DMARC = "dmarc=pass header.from=kampus.example"


def marked(value: str) -> Header:
    return Header("Authentication-Results", value)


def test_a_server_is_seen_where_it_marks():
    mails = [(RECEIVED, RECEIVED, marked(f"MX.kampus.example; {DMARC}"), RECEIVED)] * 3
    assert survey(mails) == (Sighting("mx.kampus.example", 2, 3, 3),)


def test_the_most_frequent_place_comes_first():
    mails = [(marked("mx.kampus.example; spf=pass"), RECEIVED)] * 3 + [(RECEIVED, marked("mx.kampus.example; none"))]
    assert [(seen.own_received, seen.mails, seen.mails_with_dmarc) for seen in survey(mails)] == [(0, 3, 0), (1, 1, 0)]


def test_only_the_topmost_field_of_a_server_counts():
    mails = [(marked("mx.kampus.example; none"), RECEIVED, marked(f"mx.kampus.example; {DMARC}"))]
    assert [seen.own_received for seen in survey(mails)] == [0]


def test_our_own_server_stands_above_others_that_mark_everything():
    header = (marked(f"mx.kampus.example; {DMARC}"), RECEIVED, marked("relay.example; spf=pass"))
    assert propose(survey([header] * 5), 5).authserv_id == "mx.kampus.example"


def test_a_server_that_marks_some_mails_only_is_not_proposed():
    mails = [(marked("mx.evil.example; none"),), (RECEIVED,), (RECEIVED,)]
    assert propose(survey(mails), 3) is None


def test_fields_that_name_nobody_are_passed_over():
    assert survey([(marked("spf=pass (x"), marked(""), marked("((("))]) == ()
