"""A TLS server for the tests: answers every request with what it knows of its client, until its input ends.

    server.py CERTIFICATE KEY [--clients AUTHORITY] [--newest 1.2]

Prints its port.
"""

import argparse
import os
import socket
import ssl
import sys
import threading


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("certificate")
    arguments.add_argument("key")
    arguments.add_argument("--clients")
    arguments.add_argument("--newest", choices=["1.2"])
    arguments = arguments.parse_args()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(arguments.certificate, arguments.key)
    context.set_alpn_protocols(["http/1.1"])
    if arguments.newest:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    if arguments.clients:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(arguments.clients)

    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=accept, args=(listener, context), daemon=True).start()
    sys.stdin.read()
    os._exit(0)


def accept(listener, context):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection, context), daemon=True).start()


def serve(connection, context):
    # What closes with bytes unread takes back its own last words, such as why the handshake has failed.
    with connection.dup() as rest:
        try:
            with context.wrap_socket(connection, server_side=True) as stream:
                answer(stream)
        except OSError:
            pass
        try:
            rest.shutdown(socket.SHUT_WR)
            while rest.recv(65536):
                pass
        except OSError:
            pass


def answer(stream):
    received = b""
    while True:
        while b"\r\n\r\n" not in received:
            piece = stream.recv(65536)
            if not piece:
                return
            received += piece
        received = received.partition(b"\r\n\r\n")[2]
        certificate = stream.getpeercert() or {}
        name = dict(pair for entry in certificate.get("subject", ()) for pair in entry).get("commonName", "nobody")
        body = f"{stream.version()} {name}".encode()
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


main()
