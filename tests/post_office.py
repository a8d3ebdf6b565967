"""A mail server of this machine's own, which does what it is told: takes, refuses, hangs up."""

import base64
import re
import socketserver
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Final

PASSWORD: Final = "mat-khau-cua-may-thu"
_ADDRESS: Final = re.compile(rb"<([^>]*)>")


@dataclass
class PostOffice:
    """What came in, and how the server behaves from now on."""

    port: int = 0
    letters: list[tuple[str, bytes]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)  # to a recipient, instead of "250"
    hangs_up_on: set[str] = field(default_factory=set)  # as soon as the recipient is named
    drops_after_text: set[str] = field(default_factory=set)  # has the letter, and says nothing
    password: str = PASSWORD
    connections: int = 0
    server: "_Server | None" = None

    def open(self) -> None:
        """From now on it answers; on the same port again when it did so before."""
        clerk = type("Clerk", (_Clerk,), {"office": self})
        self.server = _Server(("127.0.0.1", self.port), clerk)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.01,)).start()

    def close(self) -> None:
        """Whoever calls now is refused the connection."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def messages(self) -> list[Message]:
        return [message_from_bytes(content) for _recipient, content in self.letters]

    def recipients(self) -> list[str]:
        return [recipient for recipient, _content in self.letters]


class _Clerk(socketserver.StreamRequestHandler):
    """One connection: as much of RFC 5321 as a client needs."""

    office: PostOffice

    def handle(self) -> None:
        self.office.connections += 1
        self.say("220 post.example.vn")
        recipient = ""
        while line := self.rfile.readline():
            verb = line[:4].upper().decode("ascii", "replace").strip()
            if verb == "EHLO":
                self.say("250-post.example.vn", "250 AUTH PLAIN")
            elif verb == "AUTH":
                self.say(self.known(line))
            elif verb == "RCPT":
                recipient = _ADDRESS.findall(line)[0].decode()
                if recipient in self.office.hangs_up_on:
                    return
                self.say(self.office.answers.get(recipient, "250 ok"))
            elif verb == "DATA":
                self.say("354 go on")
                self.office.letters.append((recipient, self.text()))
                if recipient in self.office.drops_after_text:
                    return
                self.say("250 taken")
            elif verb == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")

    def known(self, line: bytes) -> str:
        told = base64.b64decode(line.split()[2]).split(b"\0")[2].decode()
        return "235 welcome" if told == self.office.password else "535 5.7.8 who are you"

    def text(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
