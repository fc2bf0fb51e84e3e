"""A site with a login and a chat: `python3 server.py 8000`."""

import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from agent import agent
from chat import chat
from host import sign_in


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        if re.match(r"/api/agent(/|\?|$)", self.path):
            agent(self)
        else:
            self.send_error(404)

    def do_POST(self):
        if self.path == "/api/chat":
            chat(self)
        elif re.match(r"/api/agent(/|\?|$)", self.path):
            agent(self)
        elif self.path == "/login":
            user = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.send_response(204)
            self.send_header("Set-Cookie", sign_in(user))
            self.end_headers()
        else:
            self.send_error(404)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Site)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
