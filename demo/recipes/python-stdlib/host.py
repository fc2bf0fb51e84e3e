"""Stand-ins for parts of your site: the login, a table of sessions by user, and a rate limit.

Replace all three; these lose their data when the process ends.
"""

import re
import time
from uuid import uuid4

# Conversations that one person may start in an hour, because each costs money.
STARTS_PER_HOUR = 20
HOUR_SECONDS = 3600

logins = {}


def sign_in(user):
    """Signs a user in; returns the cookie to set. Browsers accept `Secure` cookies from localhost, too."""
    login = str(uuid4())
    logins[login] = user
    return f"login={login}; HttpOnly; Secure; SameSite=Lax; Path=/"


def user_of(cookie):
    """The user of a request, by its `Cookie` header; None for nobody."""
    login = re.search(r"(?:^|; )login=([^;]+)", cookie)
    return logins.get(login[1]) if login else None


class Chats:
    def __init__(self):
        self.sessions = {}
        self.starts = {}

    def add(self, user, session):
        """Stores a session as the user's newest."""
        self.sessions.setdefault(user, []).append(session)

    def find(self, user, asked):
        """The requested session if it is the user's, or their newest without a request; else None."""
        theirs = self.sessions.get(user, [])
        return next((session for session in reversed(theirs) if session == (asked or session)), None)

    def may_start(self, user):
        """Counts a start; False if there were too many within an hour."""
        recent = [at for at in self.starts.get(user, []) if at > time.time() - HOUR_SECONDS]
        if len(recent) >= STARTS_PER_HOUR:
            return False
        self.starts[user] = [*recent, time.time()]
        return True


chats = Chats()
