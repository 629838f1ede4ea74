"""A stand-in for clamd, as a process: it takes INSTREAM over TCP as clamd(8) says, finds EICAR's test text, and cuts
off what is longer than it was told."""

import socketserver
import sys


class Stream(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
            if len(content) > int(sys.argv[1]):
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE" in content
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")


if __name__ == "__main__":
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stream) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
