"""Mails, handed to a real mail server: plain, encrypted, signed in, refused and away."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.config import ConfigurationError, load_config
from app.mail import Mail, MailFailed, send
from app.mail_settings import Encryption, MailServer, Sender, mail_server, sender
from tests.databases import copy_template
from tests.post_office import PASSWORD, USER, post_office

QUOTED = "ledgerline:p%40ss%20word%2F1"


@pytest.fixture
def in_app(app):
    """The app's settings; a mail needs no database, so that one is enough."""
    with app.app_context():
        yield app


@pytest.fixture
def database(sqlite_template, tmp_path):
    return copy_template(sqlite_template, tmp_path)


@pytest.fixture
def certificate(tmp_path):
    """A certificate for 127.0.0.1 that signs itself, in a file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "post office")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "post.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def tls(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def letter(**changed):
    facts = {"to": "rosa@alder.example", "subject": "Hello", "text": "Grüße aus dem Café\n"} | changed
    return Mail(**facts)


def use(app, url):
    app.config["SMTP_URL"], app.config["MAIL_FROM"] = mail_server(url), Sender("post@ledger.example", "Us")


def test_a_mail_is_plain_text_in_utf_8(in_app):
    with post_office() as office:
        use(in_app, f"smtp://127.0.0.1:{office.port}")
        send(letter(subject="Grüße: 你好", from_name="Zoë, Café & Söhne"))

    assert office.only().get_content_type() == "text/plain"
    assert office.only().get_content_charset() == "utf-8"
    assert office.only().get_content() == "Grüße aus dem Café\r\n"
    assert office.only()["Subject"] == "Grüße: 你好"
    assert office.only()["From"].addresses[0].display_name == "Zoë, Café & Söhne"
    assert office.only()["Message-ID"].endswith("@ledger.example>")
    assert office.only()["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("line", ["\r\nBcc: x@y.example", "\nBcc: x@y.example", "\r", "\u2028Bcc: a", "\0"])
def test_no_name_becomes_a_header(in_app, line):
    with post_office() as office:
        use(in_app, f"smtp://127.0.0.1:{office.port}")
        send(letter(subject=f"Hi{line}", from_name=f"Us{line}", answers_to=f"a@b.example{line}"))

    assert office.recipients == [["rosa@alder.example"]]
    assert office.only()["Bcc"] is None
    assert "Reply-To" not in office.only()
    assert set(office.only().keys()) <= {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    }


@pytest.mark.parametrize("to", ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "", "nobody"])
def test_what_is_no_address_is_not_sent_to(in_app, to):
    with post_office() as office:
        use(in_app, f"smtp://127.0.0.1:{office.port}")
        with pytest.raises(MailFailed):
            send(letter(to=to))

    assert office.received == []


def test_the_password_travels_encrypted_after_starttls(in_app, tls, trusted):
    with post_office(starttls=tls, asks_who=True) as office:
        use(in_app, f"smtp://{QUOTED}@127.0.0.1:{office.port}?tls=starttls")
        send(letter())

    assert office.signed_in == [USER]
    assert len(office.received) == 1


def test_a_server_that_is_encrypted_from_the_start(in_app, tls, trusted):
    with post_office(tls=tls) as office:
        use(in_app, f"smtps://127.0.0.1:{office.port}")
        send(letter())

    assert len(office.received) == 1


def test_a_server_that_cannot_prove_who_it_is_gets_nothing(in_app, tls):
    with post_office(starttls=tls, asks_who=True) as office:
        use(in_app, f"smtp://{QUOTED}@127.0.0.1:{office.port}?tls=starttls")
        with pytest.raises(MailFailed, match="could not be used"):
            send(letter())

    assert (office.signed_in, office.received) == ([], [])


def test_a_wrong_password_is_for_the_operator(in_app, tls, trusted, logbook):
    with post_office(starttls=tls, asks_who=True) as office:
        use(in_app, f"smtp://ledgerline:wrong@127.0.0.1:{office.port}?tls=starttls")
        with pytest.raises(MailFailed, match="does not let Ledgerline in"):
            send(letter())

    (entry,) = logbook.about("mail not sent")
    assert entry["reply"] == 535
    assert "wrong" not in logbook.text


def test_an_address_that_the_server_refuses_is_to_be_checked(in_app, logbook):
    with post_office() as office:
        office.refuses = True
        use(in_app, f"smtp://127.0.0.1:{office.port}")
        with pytest.raises(MailFailed, match="did not take the address"):
            send(letter())

    (entry,) = logbook.about("mail not sent")
    assert entry["reply"] == 550
    assert "rosa" not in logbook.text


def test_a_server_that_is_away_is_tried_again_later(in_app):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        use(in_app, f"smtp://127.0.0.1:{unused.getsockname()[1]}")
        with pytest.raises(MailFailed, match="Try again later"):
            send(letter())


def test_settings_tell_the_server_and_keep_the_password_from_being_printed():
    server = mail_server(f"smtp://{QUOTED}@mail.example.com?tls=starttls")

    assert server == MailServer("mail.example.com", 587, Encryption.STARTTLS, USER, PASSWORD)
    assert PASSWORD not in repr(server)
    assert mail_server("smtps://mail.example.com").port == 465
    assert mail_server("smtp://localhost").port == 25
    assert mail_server("none") is None


def test_settings_tell_the_sender():
    assert sender("post@ledger.example") == Sender("post@ledger.example")
    assert sender('"Us" <post@ledger.example>') == Sender("post@ledger.example", "Us")
    assert sender("none") is None


def test_a_mail_server_without_a_sender_does_not_start():
    with pytest.raises(ConfigurationError, match="MAIL_FROM is missing"):
        load_config({"ENVIRONMENT": "demo", "SMTP_URL": "smtp://localhost"})
