"""Which ports and addresses one installation uses, asked of the kernel before anything starts."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence
from dataclasses import replace

from bot.settings import Settings


class StartError(RuntimeError):
    """The processes cannot be started; the message says in a line why and what to do."""


def _bind(host: str, port: int) -> int:
    """Ask the kernel for a port (0: any) and give it back at once."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return int(probe.getsockname()[1])


def check_public_port(settings: Settings) -> None:
    """Raise `StartError` if the web server could not listen where the settings say."""
    try:
        _bind(settings.host, settings.port)
    except OSError as error:
        raise StartError(_port_problem(settings, error)) from error


def _port_problem(settings: Settings, error: OSError) -> str:
    host, port = settings.host, settings.port
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8001
        return f"port {port} is taken by another program: run make run PORT={other}."
    if error.errno == errno.EACCES:
        return f"port {port} may only be used by root: run make run PORT=8001."
    return f"UNHURRIED_HOST is {host!r}, which is no address of this machine: set 127.0.0.1."


def free_port(wanted: int = 0, taken: Sequence[int] = ()) -> int:
    """`wanted` if it is free on loopback and not in `taken`, else any free port."""
    for port in (wanted, 0):
        if port in taken:
            continue
        try:
            return _bind("127.0.0.1", port)
        except OSError:
            continue
    raise StartError("no port is free on this machine: stop some programs and run it again.")


def with_ports(settings: Settings) -> Settings:
    """The settings with private ports that are free; raises `StartError` for the public one."""
    check_public_port(settings)
    rasa_port = free_port(settings.rasa_port, [settings.port])
    actions_port = free_port(settings.actions_port, [settings.port, rasa_port])
    return replace(settings, rasa_port=rasa_port, actions_port=actions_port)
