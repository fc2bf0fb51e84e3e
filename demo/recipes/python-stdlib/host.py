"""Stand-ins for what your site has already: its login, a table of which session is whose, and a limit on starts.

Replace all three; these forget everything when the process ends.
"""

import re
import time
from uuid import uuid4

# How many conversations one person may begin in an hour: each costs money.
STARTS_PER_HOUR = 20
HOUR_SECONDS = 3600

logins = {}


def sign_in(user):
    """Signs a user in; gives the cookie to set. `Secure` ones are taken from localhost too."""
    login = str(uuid4())
    logins[login] = user
    return f"login={login}; HttpOnly; Secure; SameSite=Lax; Path=/"


def user_of(cookie):
    """Who sent a request, by its `Cookie` header; None for nobody."""
    login = re.search(r"(?:^|; )login=([^;]+)", cookie)
    return logins.get(login[1]) if login else None


class Chats:
    def __init__(self):
        self.sessions = {}
        self.starts = {}

    def add(self, user, session):
        """Keeps a session as the user's newest."""
        self.sessions.setdefault(user, []).append(session)

    def find(self, user, asked):
        """The session of theirs that a browser asks for, or their newest; None when it is not theirs."""
        theirs = self.sessions.get(user, [])
        return next((session for session in reversed(theirs) if session == (asked or session)), None)

    def may_start(self, user):
        """Counts a start of the user's; False when there were too many within the hour."""
        recent = [at for at in self.starts.get(user, []) if at > time.time() - HOUR_SECONDS]
        if len(recent) >= STARTS_PER_HOUR:
            return False
        self.starts[user] = [*recent, time.time()]
        return True


chats = Chats()
