"""A mailbox on loopback that speaks as much IMAP as is asked of it."""

from __future__ import annotations

import re
import socketserver
import threading


class Box(socketserver.ThreadingTCPServer):
    """messages: uid -> bytes; seen: what was marked as read; said: every command, in order."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.messages, self.seen, self.said = {}, set(), []
        self.validity, self.password, self.broken = 7, "geheim", False
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"imap://buero:{self.password}@127.0.0.1:{self.server_address[1]}/INBOX"


class Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self.say(b"* OK bereit")
        while line := self.rfile.readline():
            tag, _, rest = line.decode().strip().partition(" ")
            self.server.said.append(rest)
            verb = rest.split(" ")[0].upper()
            if self.server.broken and verb == "UID":
                return
            fine = getattr(self, verb.lower())(rest)
            self.say(f"{tag} {'OK' if fine else 'NO'} {verb}".encode())
            if verb == "LOGOUT":
                return

    def say(self, line):
        self.wfile.write(line + b"\r\n")

    def capability(self, rest):
        self.say(b"* CAPABILITY IMAP4rev1")
        return True

    def login(self, rest):
        return rest.endswith('"geheim"')

    def select(self, rest):
        self.say(f"* {len(self.server.messages)} EXISTS".encode())
        self.say(f"* OK [UIDVALIDITY {self.server.validity}] gut".encode())
        return True

    def logout(self, rest):
        self.say(b"* BYE")
        return True

    def uid(self, rest):
        words = rest.split(" ")
        if words[1] == "SEARCH":
            first = int(words[3].split(":")[0]) if words[2] == "UID" else 0
            known = sorted(self.server.messages)
            found = [one for one in known if one >= first] or known[-1:]
            self.say(b"* SEARCH " + " ".join(map(str, found)).encode())
        elif words[1] == "FETCH":
            number = int(words[2])
            raw = self.server.messages[number]
            length = int(re.search(r"<0\.(\d+)>", rest)[1])
            head = f'* 1 FETCH (UID {number} INTERNALDATE "02-Mar-2026 08:00:00 +0100" BODY[]<0> '
            self.wfile.write(
                f"{head}{{{len(raw[:length])}}}\r\n".encode() + raw[:length] + b")\r\n"
            )
        elif words[1] == "STORE":
            self.server.seen.add(int(words[2]))
        return True
