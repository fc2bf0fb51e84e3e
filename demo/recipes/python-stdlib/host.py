"""Stand-ins for what your site has already: its login, and a table of which session is whose.

Replace both; these forget everything when the process ends.
"""

from http.cookies import SimpleCookie
from uuid import uuid4

logins = {}


def sign_in(user):
    """Signs a user in; gives the cookie to set."""
    login = str(uuid4())
    logins[login] = user
    return f"login={login}; HttpOnly; SameSite=Lax; Path=/"


def user_of(cookie):
    """Who sent a request, by its `Cookie` header; None for nobody."""
    login = SimpleCookie(cookie).get("login")
    return logins.get(login.value) if login else None


class Chats:
    def __init__(self):
        self.sessions = {}

    def add(self, user, session):
        """Keeps a session as the user's newest."""
        self.sessions.setdefault(user, []).append(session)

    def find(self, user, asked):
        """The session of theirs that a browser asks for, or their newest; None when it is not theirs."""
        theirs = self.sessions.get(user, [])
        return next((session for session in reversed(theirs) if session == (asked or session)), None)


chats = Chats()
